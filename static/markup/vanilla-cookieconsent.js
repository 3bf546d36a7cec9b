// vanilla-cookieconsent: scripts with data-cookiecategory (version 2) or data-category (version 3, where a data-service
// decides alone), and the places of its iframemanager.
{
  const TOOL = "vanilla-cookieconsent";
  const EMBEDS = {
    youtube: (id) => `https://www.youtube-nocookie.com/embed/${id}`,
    vimeo: (id) => `https://player.vimeo.com/video/${id}`,
    dailymotion: (id) => `https://www.dailymotion.com/embed/video/${id}`,
    googlemaps: (id) => (id.startsWith("!") ? `https://www.google.com/maps/embed?pb=${id}` : ""),
  };

  // What stands for a no runs in the page in which a yes was taken back, and nowhere else.
  const readRefusal = (script, name) => {
    const keys = meantBy(TOOL, name);
    settled.add(script);
    if (keys.length && !isOpen(keys)) return;
    settled.delete(script);
    claim(script, inOurWords(TOOL, [name], "!"));
  };
  const readScript = (script) => {
    if (gates.has(script)) return;
    const { category, service = "" } = script.dataset;
    const name = (service || category).replace(/^!/, "");
    if (service.startsWith("!") || category.startsWith("!")) readRefusal(script, name);
    else claim(script, inOurWords(TOOL, [name]));
  };

  const readPlace = (place) => {
    const { service, id, params, ratio = "16:9", title } = place.dataset;
    const address = EMBEDS[service.toLowerCase()]?.(id);
    if (settled.has(place) || place.hasAttribute("data-widget")) return;
    settled.add(place);
    if (!address) { tellOnce(`place ${service}`, `${service} has no address in its place, so nothing is shown there: write a frame.`); return; }
    const own = [...place.attributes].map(({ name, value }) => [name.replace(/^data-iframe-/, ""), value, name])
      .filter(([to, , from]) => to !== from && !/^(on|src|data-)/.test(to)).map(([to, value]) => [to, value]);
    const style = `display: block; width: 100%; min-width: 300px; max-width: 100%; aspect-ratio: ${ratio.replace(":", " / ")}; border: 0;`;
    const query = params ? `${address.includes("?") ? "&" : "?"}${params.replace(/^\?/, "")}` : "";
    frameIn(place, inOurWords(TOOL, [service]), address + query, { style, allowfullscreen: "", ...(title ? { title } : {}), ...Object.fromEntries(own) });
  };

  readers[TOOL] = (root) => {
    for (const script of within(root, `${INERT}[data-cookiecategory]`)) if (!isOurs(script)) claim(script, inOurWords(TOOL, [script.dataset.cookiecategory]));
    for (const script of within(root, `${INERT}[data-category]`)) readScript(script);
    for (const place of within(root, "div[data-service][data-id]")) readPlace(place);
    opens(root, "[data-cc='c-settings'], [data-cc='show-preferencesModal'], [data-cc='show-consentModal'], [onclick*='CookieConsent.show'], [onclick*='.showSettings']");
  };
}
