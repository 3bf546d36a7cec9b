// Vendors' own consent calls: each hears of the decision before anything of it loads (V-01 to V-09).
const started = new Set();
const failed = new Set();
const loaded = new Set();

// Whether a service's vendor has heard; where its call failed, the service stays shut.
const isTold = (key) => !failed.has(known(key).adapter);

const tellVendors = () => {
  for (const [name, adapter] of Object.entries(adapters)) {
    try {
      tellVendor(name, adapter);
    } catch (error) {
      failed.add(name);
      console.warn(`cookieprefs: ${name} could not be told of the decision, so its services stay off.`, error);
    }
  }
};

const tellVendor = (name, adapter) => {
  const mine = keysOf().filter((key) => known(key).adapter === name).map((key) => ({ key, ...known(key) }));
  const on = mine.filter(({ key }) => page.allows(key));
  const early = mine.filter(({ advanced }) => advanced);
  if (!started.has(name)) {
    if (!on.length && !early.length) return;
    adapter.before(mine);
    started.add(name);
  }
  adapter.update(on, mine);
  for (const service of new Set([...on, ...early])) {
    if (loaded.has(service.key) || !Object.keys(service.options).length) continue;
    loaded.add(service.key);
    ran.add(service.key);
    adapter.load(service, addScript);
  }
};
