// Our own pages: what a script adds to forms that work without one. htmx posts and swaps; this file keeps
// switches, counts and focus in step with what was stored, and reads out every failure.
(() => {
  "use strict";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  let pending = 0;

  // The state stands beside each switch; the line that told of it need not cover the page for longer.
  const READ_OUT = 8000; // ms
  let clearing;

  // A line that already says the same thing is not read out again, so it is emptied first.
  const announce = (text) => {
    const line = byId("cookieprefs-alert");
    byId("cookieprefs-status").textContent = "";
    line.textContent = "";
    requestAnimationFrame(() => { line.textContent = text; });
  };

  const random = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  // Before the first decision there is no id that could order the posts of two tabs, so one goes at a time.
  // Browsers offer locks on https and localhost only; elsewhere the server's sequence has to do.
  const oneAtATime = (post, signal) =>
    navigator.locks ? navigator.locks.request("cookieprefs", { signal }, post) : post();

  const switches = (purpose) => all(".cookieprefs-switch", purpose);

  // A purpose's checkbox follows its services: ticked, empty, or mixed (which HTML has no attribute for).
  const followServices = () => {
    for (const purpose of all("[data-cookieprefs-purpose]")) {
      const whole = purpose.querySelector('[name="purposes"]');
      if (!whole) continue;
      const on = switches(purpose).filter((one) => one.checked).length;
      whole.checked = on > 0 && on === switches(purpose).length;
      whole.indeterminate = on > 0 && !whole.checked;
    }
  };

  // What is stored decides, but only once nothing is on its way: the visitor may have turned it again meanwhile.
  const followStored = () => {
    if (pending) return;
    for (const state of all("[data-cookieprefs-state]")) {
      const key = state.id.replace("cookieprefs-state-", "");
      const control = byId(`cookieprefs-switch-${key}`);
      if (control) control.checked = state.dataset.cookieprefsState === "on";
    }
    followServices();
  };

  const readFailure = (html) => {
    const failure = new DOMParser().parseFromString(html || "", "text/html").getElementById("cookieprefs-failure");
    if (!failure) return byId("cookieprefs-alert").dataset.cookieprefsOffline;
    const held = all(":scope > [id]", failure);
    for (const piece of held) {
      byId(piece.id)?.replaceWith(piece);
      window.htmx.process(piece);
    }
    // A no that could not be recorded holds in this browser all the same, so nothing is left to ask.
    if (held.length) byId("cookieprefs-banner")?.remove();
    return failure.querySelector("p").textContent.trim();
  };

  // The banner's bytes are those of the site's pages, where no htmx may touch it. Here one may.
  const adoptBanner = () => {
    const banner = byId("cookieprefs-banner");
    const form = banner?.querySelector("form");
    if (!form || !window.htmx) return;
    banner.removeAttribute("hx-ignore");
    banner.removeAttribute("hx-disable");
    form.setAttribute("data-hx-post", form.getAttribute("action"));
    form.setAttribute("data-hx-target", "#cookieprefs-banner");
    form.setAttribute("data-hx-swap", "outerHTML");
    form.setAttribute("data-hx-sync", "#cookieprefs-main:queue all");
    window.htmx.process(banner);
  };

  const closeBanner = () => {
    const banner = byId("cookieprefs-banner");
    if (!banner?.matches(".cookieprefs-done")) banner?.remove();
  };

  // The button that had the focus may have gone with what it stood in; what came instead takes it.
  const refocus = (element) => {
    if (document.activeElement === document.body && element?.matches('[tabindex="-1"]')) element.focus();
  };

  // The panel comes to the top of the window, so that the banner above it can go later without moving it.
  const showPanel = () => {
    const title = byId("cookieprefs-panel-title");
    title?.focus({ preventScroll: true });
    title?.scrollIntoView();
  };

  // What the visitor has just used stays where it is, though the summary above it grows or the banner goes.
  let held = null;
  const hold = (element) => { held = { element, top: element.getBoundingClientRect().top }; };
  const keepInPlace = () => {
    if (held?.element.isConnected) scrollBy(0, held.element.getBoundingClientRect().top - held.top);
  };
  const release = () => { keepInPlace(); held = null; };
  new MutationObserver(keepInPlace).observe(document.body, { childList: true, subtree: true });

  document.addEventListener("change", ({ target }) => {
    if (target.name === "purposes") {
      for (const one of switches(target.closest("[data-cookieprefs-purpose]"))) one.checked = target.checked;
    }
    followServices();
  });

  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const { request } = ctx;
    if (request.method !== "POST") return;
    pending += 1;
    byId("cookieprefs-alert").textContent = "";
    if (!request.body.get("once")) request.body.set("once", (ctx.sourceElement.dataset.cookieprefsOnce ||= random()));
    ctx.fetch = (url, options) => oneAtATime(() => fetch(url, options), options.signal);
  });

  // A request keeps the element it was to replace since the click; an earlier answer may have put a new one there.
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.target?.isConnected === false) ctx.target = byId(ctx.target.id);
  });

  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    if (ctx.response.status !== 422) announce(readFailure(ctx.text));
  });

  document.addEventListener("htmx:error", () => announce(byId("cookieprefs-alert").dataset.cookieprefsOffline));

  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    if (ctx.request.method === "POST") hold(ctx.sourceElement);
  });

  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const opened = ctx.request.method === "GET" && ctx.status === "swapped";
    if (ctx.request.method === "POST") pending -= 1;
    shown = stateCookie();
    followStored();
    if (opened) showPanel();
    clearTimeout(clearing);
    clearing = setTimeout(() => { byId("cookieprefs-status").textContent = ""; }, READ_OUT);
    if (ctx.response?.status < 400 && !opened) closeBanner();
    release();
    refocus(ctx.sourceElement);
  });

  // Another tab may have decided meanwhile, or while this page lay in the cache for going back (B-13).
  const stateCookie = () => document.cookie.split("; ").find((one) => /^(__Host-)?cookieprefs=/.test(one));
  let shown = stateCookie();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !pending && stateCookie() !== shown) location.reload();
  });
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });

  adoptBanner();
  followServices();
})();
