{# What stands in for a vendor's script. Needs: lang, name, stored. #}
// It stores what the site file says that the service stores under the site's own name, and tells the page that it ran.
(() => {
  "use strict";
  const keep = {
    cookie: ({ name, path, seconds }) => {
      document.cookie = `${name}=preview; path=${path}; samesite=lax${seconds ? `; max-age=${seconds}` : ""}`;
    },
    localStorage: ({ name }) => localStorage.setItem(name, "preview"),
    sessionStorage: ({ name }) => sessionStorage.setItem(name, "preview"),
    indexedDB: ({ name }) => { indexedDB.open(name).onsuccess = ({ target }) => target.result.close(); },
    cacheStorage: ({ name }) => window.caches?.open(name),
  };
  for (const item of {{ stored | tojson }}) keep[item.kind](item);
  (parent.previewRan ??= []).push({{ name | tojson }});
})();
