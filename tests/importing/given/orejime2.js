module.exports = window.orejimeConfig = {
  elementID: "orejime",
  privacyPolicy: "https://shop.example/privacy",
  lang: "fr",
  translations: { fr: { youtube: { description: "Nos vidéos" } } },
  apps: [
    { name: "youtube", title: "YouTube", purposes: ["media"], cookies: [] },
    { name: "counter", title: "Compteur", purposes: ["analytics"], cookies: [/^count_.*$/], optOut: true },
    { name: "always", title: "Session", required: true, cookies: ["sid"] },
  ],
  categories: [{ name: "films", title: "Films", apps: ["youtube"] }],
};
