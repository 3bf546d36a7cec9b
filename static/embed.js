//# allFunctionsCalledOnLoad
// On a site's pages: gates stay shut, and who has not decided is asked.
(() => {
  "use strict";
  if (window.cookieprefs?.allows) return;
  const SITE = __SITE__;
  const own = document.currentScript;
  const other = SITE.others?.find((code) => `${document.documentElement.lang}-`.toLowerCase().startsWith(`${code}-`));
  const { services } = SITE;
  // No <base> leads our addresses elsewhere.
  const at = (path) => new URL(path, own.src).href;
  const same = (text) => text;
  const rules = { createHTML: same, createScript: same, createScriptURL: same };
  const trusted = window.trustedTypes?.createPolicy("cookieprefs", rules) ?? rules;
  const parsed = (html) => {
    const made = document.createElement("template");
    made.innerHTML = trusted.createHTML(html);
    return made.content;
  };

  // Rubbish reads as nothing, and a no goes before a yes.
  const read = () => {
    const text = document.cookie.split("; ").find((one) => one.startsWith(`${SITE.cookie}=`)) ?? "";
    const fields = new URLSearchParams(text.slice(SITE.cookie.length + 1));
    const until = fields.get("until") * 1000;
    const keys = (name) => ((until > Date.now() && fields.get(name)) || "").split(".");
    return { text, v: fields.get("v") * 1, yes: keys("yes"), no: keys("no") };
  };

  // A signal of the browser is a no, and never a yes (G-02).
  const gpc = navigator.globalPrivacyControl === true;
  const isSignalled = ({ flagged }) => (gpc && flagged) || (SITE.dnt && navigator.doNotTrack === "1");

  const answer = (key) => {
    const service = services[key];
    const isFresh = page.state.v >= service.since;
    if (page.state.no.includes(key) && (isFresh || service.regime)) return false;
    if (page.state.yes.includes(key) && isFresh && !(gpc && service.regime === "opt_out_sale")) return true;
    return isSignalled(service) ? false : undefined;
  };
  const allows = (key) => {
    const service = services[key];
    return !!service && (service.regime === "always" || (answer(key) ?? !!service.regime));
  };
  const asked = () => Object.keys(services).filter((key) => !services[key].regime && answer(key) === undefined);

  let banner;
  const put = () => {
    document.body.prepend(banner);
    banner.popover = "manual";
    banner.showPopover?.();
  };
  // One that the page includes gives way.
  const clear = () => document.querySelectorAll("#cookieprefs-banner").forEach((one) => one === banner || one.remove());
  const raise = (html) => {
    banner = html ? parsed(html.replaceAll('="/', `="${at("/")}`)).firstElementChild : null;
    clear();
    if (banner) {
      const form = banner.querySelector("form");
      form.onsubmit = ({ submitter }) => {
        effects().then(({ answerBanner }) => answerBanner(form, submitter), () => {
          form.append(parsed(`<input type="hidden" name="action" value="${submitter.value}">`));
          form.submit();
        });
        return false;
      };
      for (const name in FIRM) for (const one of banner.querySelectorAll(name)) firm(one, FIRM[name]);
      firm(banner, ROOT);
      put();
      new ResizeObserver(() => {
        makeRoom();
        // Once a page.
        SITE.counts &&= !(form.offsetHeight && navigator.sendBeacon(at(`${SITE.mount}/shown`), new FormData(form)));
      }).observe(banner);
    } else makeRoom();
  };

  // No site's styles reach these.
  const TEXT = "color: CanvasText; background: Canvas; font: medium/1.5 __FONT__; color-scheme: light dark;__TEXT__";
  const ROOT = `all: initial; display: block; position: fixed; overflow: auto; max-height: 85vh; border: 1px solid #0000; __PLACE__ box-shadow: 0 0 2em #0006; ${TEXT}`;
  const BUTTON = `flex: 1 0 max(8em, 34%); min-width: 0; min-height: 44px; padding: 0.5em; cursor: pointer; border: 2px solid var(--cookieprefs-accent, light-dark(#000, #fff));
    border-radius: var(--cookieprefs-radius, 0.5em); color: var(--cookieprefs-on-accent, light-dark(#fff, #000));
    background: var(--cookieprefs-accent, light-dark(#000, #fff)); font: 600 1em/1.3 __FONT__;__BUTTON__`;
  const FIRM = {
    ":not(input)": "",
    h2: "margin: 0 0 0.5em; font-size: 1.2em;",
    p: "margin: 0 0 0.5em;",
    ul: "margin: 0 0 0.5em; padding-inline-start: 1.2em;",
    form: "display: flex; flex-wrap: wrap; gap: 0.75em 2em; align-items: center; max-width: 72em; margin: 0 auto; padding: 1em 1.25em;__FORM__",
    ".cookieprefs-banner-text": "flex: 9 1 26em; overflow: auto; max-height: 45vh;__WORDS__",
    ".cookieprefs-banner-buttons": "flex: 1 1 20em; display: flex; flex-wrap: wrap; gap: 0.5em 0.75em; margin: 0; text-align: center;",
    button: BUTTON,
    __LINKS__".cookieprefs-choose": "flex: 1 1 100%; padding: 0.65em;__LINK__",
  };
  const FRAME = `html { height: 100%; ${TEXT} } body { box-sizing: border-box; min-height: 100%; margin: 0; padding: 0.75em; }
    body, div { display: grid; gap: 0.6em; place-content: center; text-align: center; } p { margin: 0; max-width: 36em; } a { color: inherit; }
    button { ${BUTTON} }`;
  const dress = (inside, css) => {
    const sheet = new inside.defaultView.CSSStyleSheet();
    inside.adoptedStyleSheets = [...inside.adoptedStyleSheets, sheet];
    sheet.replaceSync(css);
    return sheet;
  };
  const firm = ({ style }, css) => {
    style.cssText = `all: revert; box-sizing: border-box; color: inherit; ${css}`.replaceAll(";", "!important;");
  };
  const room = dress(document, "");
  // No focus under the banner.
  const makeRoom = () => {
    const height = banner?.offsetHeight;
    room.replaceSync(height ? `html { scroll-padding-block-__EDGE__: __ROOM__; } __MOVED__ { margin-block-__EDGE__: __ROOM__; }` : "");
  };

  // A blank frame, for the site's CSS sizes it as what waits.
  const FRAMES = "iframe,object,embed,video";
  const frames = new Map();
  const hold = (gate, waiting, service, html = SITE.placeholder) => {
    const frame = document.createElement("iframe");
    frames.set(gate, frame);
    for (const name of ["id", "className", "width", "height", "title"]) if (waiting[name]) frame[name] = waiting[name];
    frame.style.cssText = waiting.style.cssText;
    frame.onload = () => {
      const inside = frame.contentDocument;
      frame.title ||= parsed(service.name).textContent;
      const [to] = [waiting, ...waiting.children].flatMap(({ dataset: { cookieprefsLink, src, data }, attributes }) =>
        cookieprefsLink ?? src ?? data ?? (attributes.src ?? attributes.data)?.value ?? []);
      dress(inside, FRAME);
      inside.body.replaceChildren(parsed(html.replace("{name}", service.name).replace("{vendor}", service.vendor)));
      const link = inside.querySelector("a");
      if (to) link.href = new URL(to, document.baseURI);
      else link.remove();
      inside.body.onclick = ({ target }) => target.value && later("allow", gate, target.value, inside.body);
    };
    frame.srcdoc = trusted.createHTML("<!doctype html>");
    gate[gate.content ? "after" : "replaceWith"](frame);
  };

  let loading;
  const page = { SITE, frames, hold, own, at, parsed, trusted, read, answer, allows, asked, isSignalled, raise, dress, firm, gpc,
    state: read(), get banner() { return banner; } };
  const effects = () => (loading ??= import(at(SITE.mount + SITE.effects + (other ? `&lang=${other}` : ""))).then((module) => module.default(page)));
  const later = (name, ...given) => effects().then((found) => found[name](...given));
  const preferences = at(`${SITE.mount}/preferences?lang=${SITE.language}`);
  window.cookieprefs = {
    allows,
    get decision() { return Object.fromEntries(Object.keys(services).map((key) => [key, allows(key) || (answer(key) ?? null)])); },
    open: () => later("open", preferences).catch(() => location.assign(preferences)),
    withdraw: () => later("withdraw"),
    explain: () => later("explain"),
    onChange: (listener) => document.addEventListener("cookieprefs:change", ({ detail }) => listener(detail)),
  };
  document.addEventListener("click", (event) => {
    const what = event.target.closest?.("[data-cookieprefs]");
    if (!what || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    window.cookieprefs[what.dataset.cookieprefs === "withdraw" ? "withdraw" : "open"]();
  }, true);

  const look = () => {
    let isEager = page.state.text || SITE.isEager || (SITE.continues && document.referrer.includes(location.host)) || Object.values(services).some(isSignalled);
    for (const gate of document.querySelectorAll("[data-service],[data-purpose]")) {
      // Turbo and htmx 2 keep dead copies.
      if (!document.querySelector("[data-hx-history]")) document.head.append(parsed('<meta name="turbo-cache-control" content="no-cache" data-hx-history="false">'));
      const key = gate.dataset.service;
      const waiting = gate.content?.querySelector(FRAMES) ?? gate;
      const held = services[key];
      isEager ||= held ? allows(key) : key && !/[! ,]/.test(key);
      if (!waiting.matches(FRAMES) || frames.has(gate) || allows(key)) continue;
      if (held?.vendor && !other) hold(gate, waiting, held);
      else isEager = true;
    }
    if (banner?.isConnected === false && document.body) put();
    clear();
    if (document.readyState !== "loading") addLink();
    if (isEager && !loading) effects().catch((error) => console.warn("cookieprefs:", error));
  };
  const start = async () => {
    if (!document.body || banner !== undefined) return;
    banner = null;
    if ((SITE.hidesFromCrawlers && /bot|crawl|spider|slurp/i.test(navigator.userAgent)) || page.state.text || !asked().length) return;
    const found = other && await fetch(at(`${SITE.mount}/banner?lang=${other}`)).catch(() => 0);
    raise(found?.ok ? await found.text() : SITE.banner);
  };
  // A way back on every page (L-27).
  const addLink = () => {
    if (document.querySelector("[data-cookieprefs=preferences]:not(#cookieprefs-banner *)")) return;
    document.body.append(parsed(`<a class="cookieprefs-link" data-cookieprefs="preferences" lang="${SITE.language}" href="${preferences}">${SITE.link}</a>`));
  };
  // Another tab may decide, also while this page is cached (B-13).
  const recheck = () => read().text !== page.state.text && later("update");
  let channel;
  const listen = () => {
    channel = new BroadcastChannel("cookieprefs");
    channel.onmessage = recheck;
    recheck();
  };
  addEventListener("pagehide", () => channel.close());
  addEventListener("pageshow", ({ persisted }) => persisted && listen());
  document.addEventListener("visibilitychange", recheck);
  listen();
  document.addEventListener("DOMContentLoaded", look);
  start();
  look();
  new MutationObserver(() => { start(); look(); }).observe(document, { childList: true, subtree: true });
  document.dispatchEvent(new Event("cookieprefs:ready"));
})();
