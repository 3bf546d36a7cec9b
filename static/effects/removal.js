// What services have stored in this browser: found, and deleted, as far as a script may. It cannot see HttpOnly
// cookies, which the server deletes, nor anything on another domain than the page's own.
// (A function, so that whoever stands before this file may call it.)
function storedItems() {
  "use strict";

  // Ours are found like all others, and never deleted.
  const OWN = /^(?:__Host-|__Secure-)?(cookieprefs(?:_id)?)$/;
  const isOwn = (name) => OWN.test(name);

  // A `*` in a declared name stands for any characters. A bare one would mean everything, so it means nothing.
  const matches = (pattern, name) => {
    const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return /[^*]/.test(pattern) && new RegExp(`^${parts.join("[^]*")}$`).test(name.replace(OWN, "$1"));
  };
  const isWhole = (pattern) => !pattern.includes("*");

  // Storage may be forbidden altogether, and then it holds nothing.
  const attempt = async (act, otherwise) => {
    try {
      return await act();
    } catch {
      return otherwise;
    }
  };

  // Every domain that a cookie of this page can bear, the host's own first; an address in numbers bears none.
  const domains = () => {
    const labels = /^[\d.]+$|:/.test(location.hostname) ? [] : location.hostname.split(".");
    return ["", ...labels.slice(0, -1).map((_, start) => `; Domain=${labels.slice(start).join(".")}`)];
  };

  // Every path that a cookie which this page sees can have, the most likely first.
  const paths = (declared = "/") => {
    const steps = location.pathname.split("/");
    const above = steps.slice(1).map((_, end) => steps.slice(0, end + 2).join("/"));
    return [...new Set(["/", declared, ...above.flatMap((path) => [path, `${path}/`])])];
  };

  const cookieNames = () => document.cookie.split("; ").filter(Boolean).map((pair) => pair.split("=")[0]);

  const deleteCookie = (name, path) => {
    const isTied = /^__host-/i.test(name);
    for (const domain of isTied ? [""] : domains()) {
      for (const kind of ["", "; Secure", "; Secure; Partitioned"]) {
        document.cookie = `${name}=; Max-Age=0; Path=${isTied ? "/" : path}${domain}${kind}`;
      }
    }
  };

  const removeCookie = (name, { path: declared }) => {
    for (const path of paths(declared)) {
      if (cookieNames().includes(name)) deleteCookie(name, path);
    }
  };

  // Where a page still has the database open it goes once that lets go; until then it is still here.
  const removeDatabase = (name) => new Promise((done) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = done;
  });

  const PLACES = {
    cookie: { names: cookieNames, remove: removeCookie },
    localStorage: { names: () => Object.keys(localStorage), remove: (name) => localStorage.removeItem(name) },
    sessionStorage: { names: () => Object.keys(sessionStorage), remove: (name) => sessionStorage.removeItem(name) },
    indexedDB: { names: async () => (await indexedDB.databases()).map(({ name }) => name), remove: removeDatabase },
    cacheStorage: { names: () => caches.keys(), remove: (name) => caches.delete(name) },
  };

  // What there is of the declared items, each as { item, name }.
  const find = async (items) => {
    const found = [];
    for (const [kind, { names }] of Object.entries(PLACES)) {
      const wanted = items.filter((item) => item.kind === kind && item.party !== "third");
      const here = wanted.length ? await attempt(names, []) : [];
      for (const item of wanted) {
        found.push(...here.filter((name) => matches(item.name, name)).map((name) => ({ item, name })));
      }
    }
    return found;
  };

  const isKept = ({ item, name }, kept) =>
    isOwn(name) || kept.some((one) => one.kind === item.kind && matches(one.name, name));

  // Of these a script cannot ask whether they are here, but whoever knows the whole name can delete them.
  const isUnseen = ({ kind, name, path = "/" }) =>
    isWhole(name) && ((kind === "cookie" && path !== "/") || (kind === "indexedDB" && !window.indexedDB?.databases));

  const removeUnseen = async (item) => {
    if (item.kind === "cookie") deleteCookie(item.name, item.path);
    else await removeDatabase(item.name);
  };

  // Deletes all of these but what is also declared as one of those that are kept. Returns what is still here.
  const remove = async (items, kept) => {
    const left = async () => (await find(items)).filter((one) => !isKept(one, kept));
    const unseen = items.filter((item) => isUnseen(item) && item.party !== "third");
    await Promise.all([
      ...(await left()).map(({ item, name }) => attempt(() => PLACES[item.kind].remove(name, item))),
      ...unseen.filter((item) => !isKept({ item, name: item.name }, kept)).map((item) => attempt(() => removeUnseen(item))),
    ]);
    return left();
  };

  return { find, remove };
}

// Deletes declared items from this browser, over every domain and path. Returns those of which something is still here.
async function removeStored(cookies, kept = []) {
  const left = await storedItems().remove(cookies, kept);
  return cookies.filter((item) => left.some((one) => one.item === item));
}
