// Gates: markup that stays inert until its service is allowed (B-18).
const HELD = ["src", "srcset", "href", "poster", "data"];
const FRAMES = "iframe,object,embed";
const gates = new Map(); // gate: { terms, nodes (what stands open in its name, or null) }
const ran = new Set(); // the services whose scripts ran on this page
const warned = new Set();
const settled = new WeakSet(); // no gates of their own, whatever they bear

const isTemplate = (gate) => gate.matches("template");
const isScript = (gate) => gate.matches("script[type='text/plain' i]");

// The services that a gate waits for: several names mean all of them, and "!" means the visitor's no.
const termsOf = ({ service, purpose }) => (service ?? purpose).trim().split(/[\s,]+/).map((term) => {
  const name = term.replace("!", "");
  const keys = keysOf().filter((key) => (service === undefined ? known(key).purpose : key) === name);
  if (!keys.length && !warned.has(name)) console.warn(`cookieprefs: "${name}" is not known, so its gates stay shut.`);
  warned.add(name);
  return { name, keys, isRefusal: term !== name };
});
// A no from where there was a switch stands for nothing where the law leaves none.
const isRefused = (key) => page.answer(key) === false && !page.allows(key);
const isAllowed = ({ terms, isOnce }) => isOnce || terms.every(
  ({ keys, isRefusal }) => keys.length > 0 && keys.every((key) => (isRefusal ? isRefused(key) : page.allows(key) && isTold(key))));

const findGates = (root) => {
  for (const read of Object.values(readers)) read(root);
  for (const gate of [root, ...all(root, "[data-service],[data-purpose]")]) {
    const { dataset } = gate;
    if ((dataset?.service ?? dataset?.purpose) === undefined || gates.has(gate) || settled.has(gate)) continue;
    const isGate = isTemplate(gate) || isScript(gate) || parts(gate).some((part) => HELD.some((name) => part.dataset[name]));
    if (isGate) gates.set(gate, { terms: termsOf(dataset), nodes: null });
  }
};

// Scripts run in the order of the page: each waits for those before it, as it would without a gate.
let queue = Promise.resolve();
const inTurn = (place, source, one) => {
  queue = queue.then(() => {
    if (!isAllowed(one)) one.nodes = null;
    else if (place.isConnected) return run(place, source, one);
    return undefined;
  });
};
const run = (place, source, one) => new Promise((done) => {
  const script = scriptLike(source);
  script.onload = script.onerror = done;
  one.hasRun = true;
  for (const { keys } of one.terms) for (const key of keys) ran.add(key);
  if (script.src) place.replaceWith(script);
  else whereItStands(script, one, () => place.replaceWith(script));
  if (!script.src || script.async || !/^$|module|javascript/.test(script.type)) done();
});
const scriptLike = (source) => {
  const script = document.createElement("script");
  for (const { name, value } of source.attributes) {
    const to = name.replace(/^data-(?=(src|type)$)/, "");
    if (to === "src") script.src = page.trusted.createScriptURL(value);
    else if (value !== "text/plain" && !/^data-(service|purpose)$/.test(to)) script.setAttribute(to, value);
  }
  script.nonce = source.nonce || page.own.nonce;
  script.async = source.hasAttribute("async");
  script.text = page.trusted.createScript(source.text);
  return script;
};
// What an old script writes stands where the script stands: once the page is there, document.write would wipe it.
const whereItStands = (script, one, act) => {
  const { write, writeln } = document;
  let html = "";
  const written = (...more) => { html += more.join(""); };
  Object.assign(document, { write: written, writeln: written });
  act();
  Object.assign(document, { write, writeln });
  const content = page.parsed(html);
  setScripts(content, one);
  script.after(content);
};
// A service without markup of its own on the site.
const addScript = (src, attributes = {}) => {
  const script = document.createElement("script");
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
  script.src = page.trusted.createScriptURL(src);
  script.nonce = page.own.nonce;
  document.head.append(script);
  return script;
};

const parts = (gate) => [gate, ...all(gate, "*")].filter(({ dataset }) => dataset);
const stood = new WeakMap(); // part: what it bore before it was first opened, such as a picture that stands in for ours
const eachHeld = (gate, act) => {
  for (const part of parts(gate)) for (const name of HELD) if (part.dataset[name]) act(part, name);
};
const lift = (gate) => eachHeld(gate, (part, name) => {
  stood.set(part, { [name]: part.getAttribute(name), ...stood.get(part) });
  part.setAttribute(name, part.dataset[name]);
});
const drop = (gate) => eachHeld(gate, (part, name) => {
  const before = stood.get(part)?.[name] ?? null;
  if (before === null) part.removeAttribute(name);
  else part.setAttribute(name, before);
});

// Marks where the scripts of some markup stand, and has them run there in turn, unless they ran before.
const setScripts = (content, one, hasRun = false) => {
  for (const source of all(content, "script:not([type='text/plain' i])")) {
    const place = document.createComment("");
    source.replaceWith(place);
    if (!hasRun) inTurn(place, source, one);
  }
};
const openTemplate = (gate, one) => {
  const content = document.importNode(gate.content, true);
  setScripts(content, one, one.hasRun);
  const nodes = [...content.childNodes];
  gate.after(content);
  return nodes;
};
const openScript = (gate, one) => {
  if (one.hasRun) return [];
  const place = document.createComment("");
  gate.after(place);
  inTurn(place, gate, one);
  return [place];
};
// A new element, for another address in an old frame would be one more step on the visitor's way back.
const openFrame = (gate) => {
  const copy = gate.cloneNode(true);
  delete copy.dataset.service;
  delete copy.dataset.purpose;
  settled.add(copy);
  lift(copy);
  gate.replaceWith(copy);
  return [copy];
};
const openOther = (gate) => {
  lift(gate);
  gate.load?.();
  return [];
};
const openGate = (gate, one) => {
  const frame = page.frames.get(gate);
  if (isTemplate(gate)) frame?.remove();
  else frame?.replaceWith(gate);
  page.frames.delete(gate);
  const how = isTemplate(gate) ? openTemplate : isScript(gate) ? openScript : gate.matches(FRAMES) ? openFrame : openOther;
  one.nodes = how(gate, one);
};
// What ran cannot be unloaded: it stays until the next page. Frames and pictures go at once (L-28).
const shutGate = (gate, one) => {
  if (isTemplate(gate)) for (const node of one.nodes) node.remove();
  else if (gate.matches(FRAMES)) one.nodes[0].replaceWith(gate);
  else if (!isScript(gate)) drop(gate);
  one.nodes = null;
};

const shutGates = () => {
  for (const [gate, one] of gates) if (one.nodes && !isAllowed(one)) shutGate(gate, one);
};
const openGates = () => {
  for (const [gate, one] of gates) {
    if (![gate, page.frames.get(gate), ...(one.nodes ?? [])].some((node) => node?.isConnected)) gates.delete(gate);
    else if (isAllowed(one)) one.nodes ?? openGate(gate, one);
    else holdPlace(gate, one);
  }
};
// What comes later, by whatever means, is gated too.
const watchGates = () => {
  // A frame whose place is held already is not in the page any more.
  for (const gate of page.frames.keys()) findGates(gate);
  findGates(document);
  new MutationObserver((changes) => {
    const before = gates.size;
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node.nodeType === 1) findGates(node);
    if (gates.size > before) openGates();
  }).observe(document, { childList: true, subtree: true });
};
