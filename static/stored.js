// Our own pages: which of the declared items are in this browser now, and which are still here though their service
// is off. The server tells what it was sent; this file adds what only the browser sees, and deletes that.
(() => {
  "use strict";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const section = () => document.getElementById("cookieprefs-left-over");
  const serviceOf = (row) => row.closest("[data-cookieprefs-stores]").dataset.cookieprefsStores;
  const badgeOf = (row) => row.querySelector(".cookieprefs-here");

  const setBusy = (is) => section()?.setAttribute("aria-busy", is);

  const items = () => all("[data-cookieprefs-item]").map((row) => {
    const { cookieprefsItem: name, cookieprefsKind: kind, cookieprefsPath: path } = row.dataset;
    return { row, service: serviceOf(row), name, kind, path };
  });

  const keysWith = (mark) => all(`[data-cookieprefs-left][${mark}]`).map((one) => one.dataset.cookieprefsLeft);

  // What the visitor has just used, or else is looking at, stays where it is, though something above it comes or goes.
  const inPlace = (change) => {
    const used = document.activeElement;
    const seen = scrollY > 0 && document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    const kept = used === document.body ? seen : used;
    const before = kept && kept.getBoundingClientRect().top;
    change();
    if (kept?.isConnected) scrollBy(0, kept.getBoundingClientRect().top - before);
  };

  const mark = (declared, found) => {
    const here = new Set(found.map(({ item }) => item.row));
    for (const { row } of declared) {
      const badge = badgeOf(row);
      badge.hidden = !here.has(row) && !("cookieprefsArrived" in badge.dataset);
    }
    for (const more of all(".cookieprefs-more:has([data-cookieprefs-item])")) {
      const count = all("[data-cookieprefs-item] .cookieprefs-here:not([hidden])", more).length;
      const told = more.querySelector("[data-cookieprefs-count]");
      told.textContent = count;
      told.closest(".cookieprefs-here").hidden = !count;
    }
  };

  const listed = (name) => {
    const code = document.createElement("code");
    code.dir = "ltr";
    code.textContent = name;
    const one = document.createElement("li");
    one.append(code);
    return one;
  };

  // Names what is still here of each service that is off; what has gone meanwhile is named no longer.
  const tell = (gone, left) => {
    for (const one of all("[data-cookieprefs-left][data-cookieprefs-off]")) {
      const list = one.querySelector("ul");
      const namesOf = (found) => found.filter(({ item }) => item.service === one.dataset.cookieprefsLeft).map(({ name }) => name);
      const still = new Set(namesOf(left));
      for (const line of all("li", list)) {
        if (namesOf(gone).includes(line.textContent) && !still.has(line.textContent)) line.remove();
        still.delete(line.textContent);
      }
      list.append(...[...still].map(listed));
      one.hidden = !list.children.length;
    }
    section().hidden = !section().querySelector("[data-cookieprefs-left]:not([hidden]), [data-cookieprefs-elsewhere]");
  };

  // An HttpOnly cookie shows only in what the server is sent next: has it gone with the answer to the decision?
  const askAgain = async () => {
    const off = keysWith("data-cookieprefs-off");
    const unseen = all("[data-cookieprefs-arrived], [data-cookieprefs-mixed]").filter((badge) => off.includes(serviceOf(badge)));
    const form = document.querySelector("#cookieprefs-panel form");
    if (!unseen.length || !form) return;
    const answer = await fetch(`${form.getAttribute("action")}?lang=${document.documentElement.lang}`);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    inPlace(() => section().replaceWith(fresh.getElementById("cookieprefs-left-over")));
    setBusy(true);
    const nameOf = (badge) => `${serviceOf(badge)} ${badge.closest("[data-cookieprefs-item]").dataset.cookieprefsItem}`;
    const still = new Set(all("[data-cookieprefs-arrived]", fresh).map(nameOf));
    for (const badge of unseen) {
      delete badge.dataset.cookieprefsMixed;
      if (still.has(nameOf(badge))) badge.dataset.cookieprefsArrived = "";
      else delete badge.dataset.cookieprefsArrived;
    }
  };

  const look = async (isDecision) => {
    setBusy(true);
    const declared = items();
    const of = (keys) => declared.filter(({ service }) => keys.includes(service));
    const before = await storedItems().find(declared);
    // What a script sees it tells of itself from then on: the server's word was of an earlier moment.
    // But under a name with a `*` there may be an HttpOnly cookie beside those that it sees.
    for (const { item } of before) {
      const { dataset } = badgeOf(item.row);
      if ("cookieprefsArrived" in dataset && item.name.includes("*")) dataset.cookieprefsMixed = "";
      delete dataset.cookieprefsArrived;
    }
    const off = of(keysWith("data-cookieprefs-off"));
    const left = section() ? await storedItems().remove(off, of(keysWith("data-cookieprefs-stays"))) : [];
    if (isDecision) await askAgain();
    const found = await storedItems().find(declared);
    inPlace(() => {
      mark(declared, found);
      if (section()) tell(before, left);
    });
    setBusy(false);
  };

  // One look at a time: each begins from what the one before it left.
  let looked = Promise.resolve();
  const lookAgain = (isDecision = false) => {
    looked = looked.then(() => look(isDecision)).catch((error) => console.warn("cookieprefs:", error));
  };

  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => lookAgain(ctx.request.method === "POST"));
  document.addEventListener("htmx:afterRequest", ({ detail }) => lookAgain(detail.requestConfig.verb === "post"));
  lookAgain();
})();
