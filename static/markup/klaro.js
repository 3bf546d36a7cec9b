// Klaro: data-name is a service; type and src wait in data-type and data-src.
{
  const showInstead = (element) => {
    element.style.display = isOpen(meantBy("klaro", element.dataset.name)) ? "none" : "block";
  };
  // A style sheet may be held back by its type, with its address in place.
  const holdLink = (link) => {
    if (!link.matches("link[type='text/plain' i]")) return;
    if (link.hasAttribute("href")) link.dataset.href ??= link.getAttribute("href");
    link.removeAttribute("href");
    link.type = link.dataset.type ?? "";
  };

  readers.klaro = (root) => {
    for (const element of within(root, "[data-name]")) {
      const { name, src, href, type } = element.dataset;
      if (isOurs(element)) continue;
      if (type === "placeholder") { showInstead(element); continue; }
      holdLink(element);
      const isHeld = element.matches("script") ? element.matches(INERT) : [src, href, element.dataset.href].some(Boolean);
      if (isHeld) claim(element, inOurWords("klaro", [name]));
    }
    opens(root, "[onclick*='klaro.show'], [href^='javascript:klaro.show']");
  };
}
