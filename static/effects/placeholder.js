// What is pressed in the place of a frame that waits. The place itself is embed.js's, for a first visit needs it.
const holdPlace = (gate, { terms }) => {
  const waiting = isTemplate(gate) ? gate.content.querySelector(`${FRAMES},video`) : gate;
  const isAskable = terms.every(({ keys, isRefusal }) => keys.length > 0 && !isRefusal);
  if (!isAskable || page.frames.has(gate) || !waiting?.matches(`${FRAMES},video`)) return;
  const all = (name) => escaped(listed(new Set(keysIn(terms).map((key) => known(key)[name]))));
  page.hold(gate, waiting, { name: all("name"), vendor: all("vendor") }, SITE.placeholder);
};
const keysIn = (terms) => terms.flatMap(({ keys }) => keys);
const escaped = (text) => {
  const made = document.createElement("p");
  made.textContent = text;
  return made.innerHTML;
};

// `once` opens this one element until the page goes: no cookie, no record. `always` answers the services that it
// waits for, and no other (DESIGN 5).
const allow = async (gate, value, place) => {
  const one = gates.get(gate);
  if (value === "always") {
    const fields = { version: SITE.version, lang: SITE.language, layer: "placeholder", layout: "full", granted: "yes" };
    for (const key of keysIn(one.terms).filter((one) => !page.allows(one))) await post(`/preferences/services/${key}`, fields, place);
    return;
  }
  one.isOnce = true;
  openGate(gate, one);
  one.nodes.find((node) => node.matches?.(FRAMES))?.focus();
};
