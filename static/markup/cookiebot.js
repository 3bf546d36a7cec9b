// Cookiebot: data-cookieconsent names categories, all of which have to be allowed; classes show and hide.
{
  const CATEGORIES = ["preferences", "statistics", "marketing"];
  const HELD = "[data-cookieblock-src], [data-src]";
  const allowed = (name) => isOpen(meantBy("cookiebot", name));

  // Shown first, hidden after: of two that do not agree, the one that hides counts.
  let sheet;
  const showAndHide = () => {
    const parts = CATEGORIES.filter((name) => meantBy("cookiebot", name).length);
    const isAll = parts.length > 0 && parts.every(allowed);
    const states = [["", isAll], ...CATEGORIES.map((name) => [`-${name}`, allowed(name)])];
    const on = states.map(([name, isOn]) => `.cookieconsent-opt${isOn ? "in" : "out"}${name} { display: revert; }`);
    const off = states.map(([name, isOn]) => `.cookieconsent-opt${isOn ? "out" : "in"}${name} { display: none; }`);
    const css = [...on, ...off].join(" ");
    if (sheet) sheet.replaceSync(css);
    else sheet = page.dress(document, css);
  };

  readers.cookiebot = (root) => {
    for (const element of within(root, "[data-cookieconsent]")) {
      const { cookieconsent, cookieblockSrc } = element.dataset;
      const names = cookieconsent.split(",").map((one) => one.trim()).filter(Boolean);
      const isHeld = element.matches("script") ? element.matches(INERT) : element.matches(HELD);
      if (!isHeld || isOurs(element) || !names.length || names.includes("ignore")) continue;
      if (cookieblockSrc) element.dataset.src ??= cookieblockSrc;
      claim(element, inOurWords("cookiebot", names));
    }
    if (root === document) showAndHide();
    for (const tool of ["Cookiebot", "CookieConsent"]) {
      opens(root, ["renew", "show"].flatMap((act) => [`[href^='javascript:${tool}.${act}']`, `[onclick*='${tool}.${act}']`]).join());
      opens(root, `[href^='javascript:${tool}.withdraw'], [onclick*='${tool}.withdraw']`, "withdraw");
    }
  };
}
