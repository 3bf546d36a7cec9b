// Other tools' markup, put into our words before gates are looked for: what is shared by the readers of each tool.
// A reader gets whatever is new in the page, and all of it again after each decision. It only ever adds our attributes
// to what is inert by itself; what already runs or loads is left as it is.
const INERT = "script:is([type='text/plain' i], [type='opt-in' i])";

const within = (root, selector) => [...(root.matches?.(selector) ? [root] : []), ...all(root, selector)];
const tellOnce = (what, told) => {
  if (!warned.has(what)) console.warn(`cookieprefs: ${told}`);
  warned.add(what);
};

// The services that a tool's name means: one, or all of a purpose; none where the site file does not say.
const meantBy = (tool, name) => {
  const meant = new Map(Object.entries(SITE.markup[tool])).get(name) ?? name;
  return keysOf().filter((key) => key === meant || known(key).purpose === meant);
};
const isOpen = (keys) => keys.length > 0 && keys.every((key) => page.allows(key));

// Names as our own attribute has them. One that is not known becomes one that no service can have.
const inOurWords = (tool, names, sign = "") => names.map((name) => {
  const keys = meantBy(tool, name);
  if (keys.length) return keys.map((key) => sign + key).join(" ");
  const unknown = `${name.replace(/[^a-z0-9_-]/gi, "%")}%`;
  tellOnce(`${tool} ${name}`, `"${name}", a name of ${tool}'s, is not known, so its gates stay shut: write it under markup in the site file.`);
  warned.add(unknown);
  return unknown;
}).join(" ");

const isOurs = ({ dataset }) => dataset.service !== undefined || dataset.purpose !== undefined;
const isLoading = (element) => element.matches(FRAMES) && !/^(about:blank)?$/.test(element.getAttribute("src") ?? element.getAttribute("data") ?? "");

// Makes a gate of what its tool would have held back.
const claim = (element, service) => {
  if (gates.has(element) || settled.has(element)) return;
  if (isLoading(element)) {
    tellOnce("a frame that loads", `a frame with an address in src loads at once, and nobody can hold it back: ${element.outerHTML.slice(0, 80)}`);
    return;
  }
  if (element.matches("script")) element.type = "text/plain";
  delete element.dataset.purpose;
  element.dataset.service = service;
};

// A frame in the place that its tool would have filled, waiting like any of ours.
const frameIn = (place, service, address, attributes = {}) => {
  const frame = document.createElement("iframe");
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
  frame.title ||= known(service.split(" ")[0]).name ?? "";
  frame.dataset.src = address;
  frame.dataset.service = service;
  settled.add(place);
  place.replaceChildren(frame);
};

// What opened its tool's own preferences opens ours. No yes is taken from a button that says nothing of ours.
const opens = (root, selector, what = "open") => {
  for (const element of within(root, selector)) element.dataset.cookieprefs ??= what;
};
