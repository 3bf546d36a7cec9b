// Microsoft Advertising's Universal Event Tracking and its consent mode (V-05).
{
  let hasUpdated = false;

  adapters.uet = {
    before() {
      window.uetq = window.uetq || [];
      // Until the script has loaded, the queue is a flat list of words, read from its beginning.
      const first = ["consent", "default", { ad_storage: "denied" }];
      if (Array.isArray(window.uetq)) window.uetq.unshift(...first);
      else window.uetq.push(...first);
    },

    update(on) {
      // The default has said already that nothing is granted.
      const isNews = hasUpdated || on.length;
      hasUpdated = true;
      const isGranted = on.some(({ types }) => types.includes("ad_storage"));
      if (isNews) window.uetq.push("consent", "update", { ad_storage: isGranted ? "granted" : "denied" });
    },

    load({ options }, script) {
      script("https://bat.bing.com/bat.js").addEventListener("load", () => {
        window.uetq = new window.UET({ ti: options.tag_id, q: window.uetq });
        window.uetq.push("pageLoad");
      });
    },
  };
}
