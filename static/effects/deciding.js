// Posting decisions, and following them: this page's, and those that embed.js hears of from elsewhere (B-13).
let receipt = null;

const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const send = (path, fields) => {
  const body = new URLSearchParams({ once: random(), ...fields });
  return fetch(page.at(SITE.mount + path), { method: "POST", body, credentials: "include", headers: { Accept: "application/json" } });
};
// Before the first decision nothing orders the posts of two tabs, so they go one at a time.
const oneByOne = async (act) => (navigator.locks ? navigator.locks.request("cookieprefs", act) : act());
const tellTabs = () => {
  const channel = new BroadcastChannel("cookieprefs");
  channel.postMessage("decided");
  channel.close();
};

const post = async (path, fields, place) => {
  let message = SITE.words.failed;
  let hasMore = false;
  try {
    const answered = await oneByOne(() => send(path, fields));
    const told = await answered.json();
    message = told.message;
    hasMore = told.more;
    receipt = told.receipt ?? receipt;
  } catch { /* what went wrong is told, and nothing is granted */ }
  await update();
  tellTabs();
  // One answer holds so many deletions. What a script may delete is gone now, so the rest fits into the next.
  if (hasMore) fetch(page.at(`${SITE.mount}/consent`), { credentials: "include" }).catch(() => {});
  if (!message) say(SITE.words.saved);
  else if (place?.isConnected) alertIn(place, message);
  else notice(message);
  return !message;
};

const answerBanner = (form, button) =>
  post("/preferences", { ...Object.fromEntries(new FormData(form)), action: button.value }, form.firstElementChild);

const withdraw = () =>
  post("/preferences", { version: SITE.version, lang: SITE.language, layer: "preferences", layout: "full", action: "withdraw_all" });

const update = async () => {
  const before = page.state.text;
  page.state = page.read();
  if (page.state.text === before) return;
  await follow();
  document.dispatchEvent(new CustomEvent("cookieprefs:change", { detail: window.cookieprefs.decision }));
};

// --- Asking again: in the page's language, and only about what is new where one banner asks exactly that ----------
let shown;
const language = () => {
  const wanted = `${document.documentElement.lang.toLowerCase()}-`;
  return SITE.isAsked ? SITE.language : SITE.languages.find((code) => wanted.startsWith(`${code.toLowerCase()}-`)) ?? SITE.language;
};
const layout = (keys) => {
  const from = Math.min(...keys.map((key) => page.SITE.services[key].since));
  const asks = Object.values(page.SITE.services).filter(({ regime, since }) => regime !== "always" && since >= from);
  return SITE.layouts.includes(`new-${from}`) && asks.length === keys.length ? `new-${from}` : "full";
};
const bannerHtml = async (name) => {
  if (name === "full" && language() === page.SITE.language) return page.SITE.banner;
  try {
    const answered = await fetch(page.at(`${SITE.mount}/banner?lang=${language()}&layout=${name}`));
    if (answered.ok) return await answered.text();
  } catch { /* the words that are here have to do */ }
  return page.SITE.banner;
};
const isHidden = () => SITE.hidesFromCrawlers && /bot|crawl|spider|slurp/i.test(navigator.userAgent);
const ask = async () => {
  const keys = page.asked();
  const wanted = keys.length && !isHidden() ? layout(keys) : "";
  shown ??= page.banner ? "full" : "";
  if (wanted === shown) return;
  shown = wanted;
  const html = wanted && await bannerHtml(wanted);
  if (!document.body) await new Promise((done) => { document.addEventListener("DOMContentLoaded", done); });
  if (shown === wanted) page.raise(html);
};
// What the browser said before its visitor did is told as honoured where they are asked (G-04).
const tellSignal = () => {
  const list = page.banner?.querySelector("ul");
  if (!list || !page.gpc || !Object.values(page.SITE.services).some(page.isSignalled)) return;
  const told = speak(document.createElement("p"));
  told.textContent = SITE.words.signal;
  page.firm(told, LINES);
  if (list.nextElementSibling.textContent !== told.textContent) list.after(told);
};
