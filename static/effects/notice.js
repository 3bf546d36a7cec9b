// Short words to the visitor on the site's own page: read out, or in a box that stays until it is closed.
const speak = (element) => Object.assign(element, { lang: SITE.language, dir: SITE.direction });
// "A, B and C", as the language writes it.
const listed = (names) => new Intl.ListFormat(SITE.language).format(names);
// A line is there before its words are, for one that comes with them may not be read out.
const listening = (kind = "p") => {
  const line = speak(document.createElement(kind));
  line.setAttribute("role", "status");
  return line;
};
const fill = (line, text) => requestAnimationFrame(() => { line.textContent = text; });

let line;
const openLine = () => {
  if (line?.isConnected) return;
  line = listening("div"); // no paragraph of the site's
  line.className = "cookieprefs-said";
  document.body.append(line);
};
const say = (text) => {
  openLine();
  // What says the same as before is not read out again, so it is emptied first.
  line.textContent = "";
  fill(line, text);
};

const LINES = "margin: 0 0 0.5em;";
const alertIn = (place, text) => {
  const told = place.querySelector("[role=alert]") ?? place.appendChild(place.ownerDocument.createElement("p"));
  speak(told).setAttribute("role", "alert");
  if (page.banner?.contains(told)) page.firm(told, LINES);
  told.textContent = text;
};

let box;
const notice = (text, acts = []) => {
  box?.remove();
  box = speak(document.createElement("section"));
  box.className = "cookieprefs-notice";
  const words = listening();
  box.append(words, ...[...acts, [SITE.words.close, () => {}]].map(([label, act]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.onclick = () => { box.remove(); act(); };
    return button;
  }));
  document.body.append(box);
  box.popover = "manual";
  box.showPopover?.();
  fill(words, text);
};

// A script that ran goes only with its page; a reload is offered, never forced (L-28).
const offered = new Set();
const offerReload = () => {
  const running = [...ran].filter((key) => !page.allows(key) && !offered.has(key));
  if (!running.length) return;
  for (const key of running) offered.add(key);
  notice(SITE.words.running.replace("{services}", () => listed(running.map((key) => known(key).name))), [[SITE.words.reload, () => location.reload()]]);
};

// A site's resets end where these begin.
const NOTICE = `.cookieprefs-said { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); }
  .cookieprefs-notice.cookieprefs-notice, .cookieprefs-notice.cookieprefs-notice *, .cookieprefs-dialog.cookieprefs-dialog, .cookieprefs-dialog.cookieprefs-dialog * { all: revert; }
  .cookieprefs-notice.cookieprefs-notice { position: fixed; inset-block: auto 1em; inset-inline: auto 1em; display: flex; flex-wrap: wrap; gap: 0.6em; align-items: center;
    box-sizing: border-box; max-width: min(32em, 100vw - 2em); margin: 0; padding: 1em; border: 1px solid GrayText; border-radius: 0.5em;
    color-scheme: light dark; color: CanvasText; background: Canvas; font: medium/1.5 system-ui, sans-serif; box-shadow: 0 0 24px #0006; }
  .cookieprefs-notice.cookieprefs-notice p { flex: 1 1 100%; margin: 0; font: inherit; color: inherit; }
  .cookieprefs-notice.cookieprefs-notice button { min-height: 44px; margin: 0; padding: 0.4em 1em; border: 2px solid CanvasText; border-radius: 0.5em;
    color: CanvasText; background: Canvas; font: 600 1em/1.3 system-ui, sans-serif; cursor: pointer; }
  .cookieprefs-dialog.cookieprefs-dialog { position: fixed; inset: 0; box-sizing: border-box; width: min(52em, 100vw - 2em); max-width: none; max-height: 92vh; margin: auto; padding: 0;
    border: 1px solid GrayText; border-radius: 0.5em; color-scheme: light dark; color: CanvasText; background: Canvas; font: medium/1.5 system-ui, sans-serif; overflow: hidden; }
  .cookieprefs-dialog.cookieprefs-dialog::backdrop { background: #0008; }
  .cookieprefs-dialog.cookieprefs-dialog form { display: flex; justify-content: flex-end; margin: 0; padding: 0.4em; }
  .cookieprefs-dialog.cookieprefs-dialog button { min-height: 44px; margin: 0; padding: 0.3em 1em; border: 2px solid CanvasText; border-radius: 0.5em;
    color: CanvasText; background: Canvas; font: 600 1em/1.3 system-ui, sans-serif; cursor: pointer; }
  .cookieprefs-dialog.cookieprefs-dialog iframe { display: block; width: 100%; height: 60vh; max-height: calc(92vh - 4em); border: 0; }`;
