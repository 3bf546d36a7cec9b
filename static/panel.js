// Our own pages: what a script adds to forms that work without one. htmx posts and swaps; this file keeps
// switches, counts and focus in step with what was stored, and reads out every failure. It serves htmx 4 and htmx 2.
(() => {
  "use strict";

  // In the dialog of a site's page the panel stands alone: site.css leaves out what leads elsewhere.
  const isFramed = window.self !== window.top;
  document.documentElement.classList.toggle("cookieprefs-framed", isFramed);

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const waiting = [];

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
    if (waiting.length) return;
    for (const state of all("[data-cookieprefs-state]")) {
      const key = state.id.replace("cookieprefs-state-", "");
      const control = byId(`cookieprefs-switch-${key}`);
      if (control) control.checked = state.dataset.cookieprefsState === "on";
    }
    followServices();
  };

  // What stands beside a switch is what was stored before, until the answer is here. Meanwhile it says so.
  const showWaiting = () => {
    const ours = waiting.map((one) => one.closest("li, fieldset") ?? document);
    for (const state of all("[data-cookieprefs-state]")) {
      const isBusy = ours.some((one) => one.contains(state)) && state.dataset.cookieprefsState !== "always";
      if (isBusy) state.setAttribute("aria-busy", "true");
      else state.removeAttribute("aria-busy");
    }
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

  const adopt = (form, target) => {
    form.setAttribute("data-hx-post", form.getAttribute("action"));
    form.setAttribute("data-hx-target", target);
    form.setAttribute("data-hx-swap", "outerHTML");
    form.setAttribute("data-hx-sync", "#cookieprefs-main:queue all");
    window.htmx.process(form);
  };

  // The banner's bytes are those of the site's pages, where no htmx may touch it. Here one may.
  const adoptBanner = () => {
    const banner = byId("cookieprefs-banner");
    const form = banner?.querySelector("form");
    if (!form || !window.htmx) return;
    // The bare names stand in banners that were kept before they were spelt so that HTML allows them.
    for (const name of ["hx-ignore", "hx-disable"]) for (const one of [name, `data-${name}`]) banner.removeAttribute(one);
    adopt(form, "#cookieprefs-banner");
  };

  // Erasing leads to the page of receipts, which no frame may show. In a frame it is done where it stands.
  const adoptErasing = () => {
    const form = isFramed && window.htmx && byId("cookieprefs-erase")?.form;
    if (form && !form.hasAttribute("data-hx-post")) adopt(form, "#cookieprefs-summary");
  };

  // Where the operator counts banners: once a page, when it is seen, and nobody by name.
  const countBanner = () => {
    const banner = byId("cookieprefs-banner");
    const address = byId("cookieprefs-main").dataset.cookieprefsShown;
    if (!banner || !address) return;
    const seen = new ResizeObserver(() => {
      if (!banner.offsetHeight) return;
      seen.disconnect();
      navigator.sendBeacon(address, new FormData(banner.querySelector("form")));
    });
    seen.observe(banner);
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

  // Another tab may have decided meanwhile, or while this page lay in the cache for going back (B-13).
  const stateCookie = () => document.cookie.split("; ").filter((one) => /^(__Host-|__Secure-)?cookieprefs/.test(one)).join();
  let shown = stateCookie();
  const followOthers = () => {
    if (!document.hidden && !waiting.length && stateCookie() !== shown) location.reload();
  };
  document.addEventListener("visibilitychange", followOthers);
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
  const others = window.BroadcastChannel && new BroadcastChannel("cookieprefs");
  others?.addEventListener("message", followOthers);
  // A page that listens is not kept for going back; one that comes back is loaded anew.
  window.addEventListener("pagehide", () => others?.close());

  // The site's page may be on another host than we are: it hears what it cannot see. Who may frame us is in our policy.
  const tellFrame = (what) => {
    if (isFramed) parent.postMessage({ cookieprefs: what, height: document.documentElement.scrollHeight }, "*");
  };
  if (isFramed) {
    // At once too: a window that nobody sees observes nothing, and a frame that says nothing is taken for an error.
    tellFrame("size");
    new ResizeObserver(() => tellFrame("size")).observe(document.body);
    document.addEventListener("keydown", ({ key }) => { if (key === "Escape") tellFrame("close"); });
  }

  // Whoever leaves the dialog for a vendor's privacy policy, or for their receipt, keeps the site's page as it is.
  const openBeside = ({ target }) => {
    const link = target.closest("a[href]");
    if (!link || link.hasAttribute("download") || link.getAttribute("href").startsWith("#")) return;
    link.target = "_blank";
    link.rel = "noopener";
  };
  if (isFramed) document.addEventListener("click", openBeside, true);

  // Over a slow line a switch may be turned before htmx is there to send it. It is sent once htmx is.
  const begun = new WeakSet();
  const catchUp = () => {
    for (const one of all(".cookieprefs-switch")) {
      if (one.checked !== one.defaultChecked && !begun.has(one)) one.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  // The course of a request of ours, from click to answer; below, htmx 4 and htmx 2 tell of it each in its own way.
  const begin = (source, fields) => {
    begun.add(source);
    waiting.push(source);
    showWaiting();
    for (const name of ["status", "alert"]) byId(`cookieprefs-${name}`).textContent = "";
    if (!fields.get("once")) fields.set("once", (source.dataset.cookieprefsOnce ||= random()));
  };

  const failed = (status, text) => { if (status !== 422) announce(readFailure(text)); };
  const unanswered = () => announce(byId("cookieprefs-alert").dataset.cookieprefsOffline);

  const finish = ({ source, from = source, isPost, status, opened }) => {
    if (isPost) waiting.splice(waiting.indexOf(from), 1);
    if (isPost && (status < 400 || stateCookie() !== shown)) {
      others?.postMessage("decided");
      tellFrame("decided");
    }
    shown = stateCookie();
    showWaiting();
    followStored();
    adoptErasing();
    if (opened) showPanel();
    clearTimeout(clearing);
    clearing = setTimeout(() => { byId("cookieprefs-status").textContent = ""; }, READ_OUT);
    if (status < 400 && !opened) closeBanner();
    release();
    refocus(source);
  };

  // htmx 4: events with a `ctx`. It reads the form at the click, and queues what it read.
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const { request } = ctx;
    if (request.method !== "POST") return;
    begin(ctx.sourceElement, request.body);
    // Kept alive: a frame that goes while an answer is on its way takes nothing of the decision with it.
    ctx.fetch = (url, options) => oneAtATime(() => fetch(url, { ...options, keepalive: true }), options.signal);
  });

  // A request keeps the element it was to replace since the click; an earlier answer may have put a new one there.
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.target?.isConnected === false) ctx.target = byId(ctx.target.id);
  });

  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => failed(ctx.response.status, ctx.text));

  // htmx 2 has an event of this name too, beside one that says more.
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => { if (ctx) unanswered(); });

  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    if (ctx.request.method === "POST") hold(ctx.sourceElement);
  });

  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => finish({
    source: ctx.sourceElement,
    isPost: ctx.request.method === "POST",
    status: ctx.response?.status,
    opened: ctx.request.method === "GET" && ctx.status === "swapped",
  }));

  // htmx 2 would read the form only when its turn comes, and drop what has left the page by then. So each request is
  // read at the click and waits here; then it goes out in the name of an element that stays.
  let queue = Promise.resolve();
  let current = {};

  const issue = async (request) => {
    const { source, verb, path, target, swap, values, isPost } = request;
    current = request;
    try {
      const place = byId(target.id) ?? target;
      await window.htmx.ajax(verb, path, { source: "#cookieprefs-main", target: place, swap, values });
      if (request.status >= 400) failed(request.status, request.text);
    } catch {
      unanswered();
    }
    const left = source.isConnected ? source : byId(target.id);
    finish({ source: left, from: source, isPost, status: request.status, opened: !isPost && request.status < 400 });
  };

  document.addEventListener("htmx:confirm", (event) => {
    const { elt, verb, path, target, triggeringEvent } = event.detail;
    if (!verb || elt.id === "cookieprefs-main") return;
    event.preventDefault();
    const isPost = verb === "post";
    const swap = elt.getAttribute("data-hx-swap");
    const values = isPost ? new FormData(elt.form ?? elt, triggeringEvent?.submitter) : undefined;
    if (isPost) begin(elt, values);
    const request = { source: elt, verb, path, target, swap, values, isPost };
    queue = queue.then(() => (isPost ? oneAtATime(() => issue(request)) : issue(request)));
  });

  document.addEventListener("htmx:beforeSwap", () => { if (current.isPost) hold(current.source); });

  document.addEventListener("htmx:afterRequest", ({ detail: { xhr } }) => {
    Object.assign(current, { status: xhr.status || undefined, text: xhr.responseText });
  });

  countBanner();
  followServices();

  // htmx comes after this file, so that it sends nothing past it. It begins with this event, or by a timer set before.
  document.addEventListener("DOMContentLoaded", () => {
    adoptBanner();
    adoptErasing();
    setTimeout(catchUp);
  });
})();
