// tarteaucitron: places by their class, which it fills with a frame. Here are those whose frame their attributes give
// whole; a place that its vendor's script fills is left empty.
{
  const attribute = (place, name) => place.getAttribute(`data-${name}`) || place.getAttribute(name) || "";
  const query = (place, names, theirs = {}) => {
    const pairs = names.map((name) => [theirs[name] ?? name, attribute(place, name)]).filter(([, value]) => value);
    return pairs.length ? `?${new URLSearchParams(pairs)}` : "";
  };
  const PLAYS = ["theme", "rel", "controls", "showinfo", "autoplay", "mute", "start", "end", "loop", "enablejsapi"];
  const VIMEO = ["title", "byline", "portrait", "loop", "autoplay", "autopause", "background", "color", "controls", "muted", "playsinline"];
  const byUrl = (place) => (/^https?:\/\/\S+$/.test(attribute(place, "url")) ? attribute(place, "url") : "");
  const byId = (name, make) => (place) => (attribute(place, name) ? make(attribute(place, name), place) : "");
  const kind = (place, known) => (known.includes(attribute(place, "embedType")) ? attribute(place, "embedType") : known[0]);
  // class: [tarteaucitron's own name of the service, the frame's address]
  const PLACES = {
    youtube_player: ["youtube", byId("videoID", (id, place) => {
      const again = attribute(place, "loop") === "1" ? `&playlist=${id}` : "";
      return `https://www.youtube-nocookie.com/embed/${id}${query(place, PLAYS)}${again}`;
    })],
    vimeo_player: ["vimeo", byId("videoID", (id, place) => {
      const hash = attribute(place, "hash");
      const rest = query(place, VIMEO);
      return `https://player.vimeo.com/video/${id}${rest}${hash ? `${rest ? "&" : "?"}h=${hash}` : ""}`;
    })],
    dailymotion_player: ["dailymotion", byId("videoID", (id, place) => {
      const names = { showinfo: "info", autoplay: "autoPlay", api: "api" };
      return `https://www.dailymotion.com/embed/${kind(place, ["video", "playlist"])}/${id}${query(place, Object.keys(names), names)}`;
    })],
    googlemaps_embed: ["maps_noapi", byId("id", (id) => `https://www.google.com/maps/embed?pb=${id}`)],
    googlemapsembed: ["googlemapsembed", byUrl],
    openstreetmap: ["openstreetmap", byUrl],
    tac_iframe: ["iframe", byUrl],
    tac_helloasso: ["helloasso", byUrl],
    tac_podcloud: ["podcloud", byUrl],
    spotify_player: ["spotify", byId("spotifyID", (id) => `https://open.spotify.com/embed/${id}`)],
    tac_genially: ["genially", byId("geniallyid", (id) => `https://view.genial.ly/${id}`)],
    "slideshare-canvas": ["slideshare", byId("id", (id) => `https://www.slideshare.net/slideshow/embed_code/key/${id}`)],
    "calameo-canvas": ["calameo", byId("id", (id) => `https://v.calameo.com/?bkcode=${id}`)],
    archive_player: ["archive", byId("videoID", (id) => `https://archive.org/embed/${id}`)],
  };
  const SIZE = /^\d+(\.\d+)?(px|%|em|rem|vh|vw)?$/;
  const styled = (place) => ["width", "height"].map((name) => [name, attribute(place, name)]).filter(([, size]) => SIZE.test(size))
    .map(([name, size]) => `${name}: ${/\d$/.test(size) ? `${size}px` : size};`).join(" ");

  const readPlace = (place, [name, addressOf]) => {
    const address = addressOf(place);
    if (settled.has(place) || !address) return;
    const full = attribute(place, "allowfullscreen") === "0" ? {} : { allowfullscreen: "" };
    const title = name === "vimeo" ? "" : attribute(place, "title");
    frameIn(place, inOurWords("tarteaucitron", [name]), address, { style: styled(place), ...full, ...(title ? { title } : {}) });
  };

  readers.tarteaucitron = (root) => {
    for (const [name, how] of Object.entries(PLACES)) for (const place of within(root, `div.${name}`)) readPlace(place, how);
    opens(root, "a[href='#tarteaucitron'], [onclick*='tarteaucitron.userInterface.openPanel']");
  };
}
