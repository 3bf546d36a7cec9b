// What is pressed in the place of a frame that waits. The place itself is embed.js's, for a first visit needs it.
const holdPlace = (gate, { terms: [{ keys: [key], isRefusal }] }) => {
  const waiting = isTemplate(gate) ? gate.content.querySelector(`${FRAMES},video`) : gate;
  if (!key || isRefusal || page.frames.has(gate) || !waiting?.matches(`${FRAMES},video`)) return;
  const { name, vendor } = known(key);
  page.hold(gate, waiting, { name: escaped(name), vendor: escaped(vendor) });
};
const escaped = (text) => {
  const made = document.createElement("p");
  made.textContent = text;
  return made.innerHTML;
};

// `once` opens this one element until the page goes: no cookie, no record. `always` answers its one service (DESIGN 5).
const allow = (gate, value, place) => {
  const one = gates.get(gate);
  if (value === "always") {
    const fields = { version: SITE.version, lang: SITE.language, layer: "placeholder", layout: "full", granted: "yes" };
    return post(`/preferences/services/${one.terms[0].keys[0]}`, fields, place);
  }
  one.isOnce = true;
  openGate(gate, one);
  return one.nodes.find((node) => node.matches?.(FRAMES))?.focus();
};
