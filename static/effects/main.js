// What follows a decision on the site's pages, fetched only where something follows: gates open and shut, vendors are
// told, what was stored is deleted, the preferences open. The server puts these files together into one module.
let page;

export default async (given) => {
  page = given;
  page.dress(document, NOTICE + LOOK);
  if (document.body) openLine();
  watchGates();
  await follow();
  takeOver();
  watchContinuing();
  return { allow, answerBanner, explain, open: openPreferences, update, withdraw };
};

const all = (root, selector) => [...root.querySelectorAll(selector)];
const known = (key) => SITE.services[key] ?? {};
const keysOf = () => Object.keys(SITE.services);

// In this order: what is off is shut, vendors hear of it, what is on is opened, what is left over is deleted.
const follow = async () => {
  if (SITE.markup) findGates(document);
  shutGates();
  tellVendors();
  openGates();
  await ask();
  tellSignal();
  offerReload();
  await cleanUp();
};

// What a refused service stored goes, but for what an allowed one stores under the same name (B-09).
const cleanUp = async () => {
  const cookiesOf = (keys) => keys.flatMap((key) => known(key).cookies);
  const refused = cookiesOf(keysOf().filter((key) => page.answer(key) === false));
  if (refused.length) await removeStored(refused, cookiesOf(keysOf().filter((key) => page.allows(key))));
};

// Each gate with the services it waits for, and why it is shut; for whoever looks into the browser's console.
const explain = () => {
  const why = (key) => {
    if (page.allows(key)) return "allowed";
    return page.answer(key) === false ? "refused, or a signal of the browser says no" : "not decided";
  };
  const told = [...gates].map(([gate, one]) => ({
    gate,
    isOpen: one.nodes !== null,
    waitsFor: one.terms.map(({ name, keys, isRefusal }) => (keys.length ? keys.map((key) => `${isRefusal ? "a no to " : ""}${key}: ${why(key)}`).join(", ") : `${name}: not known`)),
  }));
  console.table(told.map(({ gate, isOpen, waitsFor }) => ({ gate: gate.outerHTML.slice(0, 80), isOpen, waitsFor: waitsFor.join("; ") })));
  return told;
};
