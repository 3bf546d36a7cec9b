// The sample shop of the preview: what ran since this page was opened, and what is stored in this browser now.
(() => {
  "use strict";

  const namesOf = (storage) => Object.keys(storage);
  const cookies = () => document.cookie.split("; ").filter(Boolean).map((one) => one.split("=")[0]);
  const kept = async () => [
    ...cookies().map((name) => [name, "cookie"]),
    ...namesOf(localStorage).map((name) => [name, "localStorage"]),
    ...namesOf(sessionStorage).map((name) => [name, "sessionStorage"]),
    ...(await indexedDB.databases?.() ?? []).map(({ name }) => [name, "indexedDB"]),
    ...(await window.caches?.keys() ?? []).map((name) => [name, "cacheStorage"]),
  ];

  const line = ([name, kind]) => {
    const item = document.createElement("li");
    if (kind) item.append(Object.assign(document.createElement("code"), { textContent: name }), ` ${kind}`);
    else item.append(name);
    return item;
  };

  const list = (id) => {
    const place = document.getElementById(id);
    const nothing = place.firstElementChild;
    let told = "";
    return (found) => {
      if (JSON.stringify(found) === told) return;
      told = JSON.stringify(found);
      place.replaceChildren(...(found.length ? found.map(line) : [nothing]));
    };
  };

  const tellRan = list("preview-ran");
  const tellStored = list("preview-stored");
  const look = async () => {
    tellRan((window.previewRan ?? []).map((name) => [name]));
    tellStored((await kept()).sort());
  };
  // Browsers tell a page of few of these changes.
  setInterval(look, 300);
  look();
})();
