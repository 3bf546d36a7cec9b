// The preferences over the site's page: a dialog with our own page in a frame; the plain page where that cannot be.
let dialog;

const openPreferences = (asked) => {
  const address = asked.replace(/lang=[^&]*/, `lang=${language()}`);
  dialog?.remove();
  dialog = speak(document.createElement("dialog"));
  dialog.className = "cookieprefs-dialog";
  dialog.setAttribute("aria-label", SITE.words.preferences);
  const form = document.createElement("form");
  form.method = "dialog";
  const close = document.createElement("button");
  close.textContent = SITE.words.close;
  form.append(close);
  const frame = document.createElement("iframe");
  frame.title = SITE.words.preferences;
  frame.src = receipt ? `${address}&noted=${receipt}` : address;
  // Escape works from the first moment that something is to be seen in there.
  const early = setInterval(() => listenForEscape(frame.contentDocument), 30);
  frame.onload = () => { clearInterval(early); settle(frame, address); };
  const listen = (event) => { if (event.source === frame.contentWindow) hear(event, frame); };
  window.addEventListener("message", listen);
  // Closing saves nothing: each switch in it was saved as it was turned (L-02).
  dialog.onclose = () => {
    clearInterval(early);
    window.removeEventListener("message", listen);
    update();
    dialog.remove();
    // An answer that was still on its way comes to nobody who could tell the page, so it looks for itself.
    for (const later of LATER) setTimeout(update, later);
  };
  dialog.append(form, frame);
  document.body.append(dialog);
  dialog.showModal();
};

// As high as what is in it. What is no panel (a site's policy against frames, an error)
// is better seen as a page.
const settle = (frame, address) => {
  const inside = frame.contentDocument;
  // Nobody looks into a frame of another host: the panel in it tells of itself, or it is none.
  if (ours() !== location.origin) {
    setTimeout(() => { if (!("cookieprefsHeard" in frame.dataset) && dialog.open) location.assign(address); }, PATIENCE);
    return;
  }
  if (!inside?.getElementById("cookieprefs-panel")) {
    location.assign(address);
    return;
  }
  const fit = () => { frame.style.height = `${inside.documentElement.scrollHeight}px`; };
  new ResizeObserver(fit).observe(inside.body);
  listenForEscape(inside);
};
const PATIENCE = 1000; // ms
const LATER = [300, 1000, 3000, 10000]; // ms
const ours = () => new URL(page.own.src).origin;
const hear = ({ origin, data }, frame) => {
  if (origin !== ours() || data?.cookieprefs === undefined) return;
  frame.dataset.cookieprefsHeard = "";
  if (data.height) frame.style.height = `${data.height}px`;
  if (data.cookieprefs === "decided") update();
  if (data.cookieprefs === "close") dialog.close();
};
const heard = new WeakSet();
const listenForEscape = (inside) => {
  if (!inside || heard.has(inside)) return;
  heard.add(inside);
  inside.addEventListener("keydown", ({ key }) => { if (key === "Escape") dialog.close(); });
};
