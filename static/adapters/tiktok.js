// The TikTok Pixel (V-08): held until the visitor has decided, then granted or revoked, on each page.
{
  const SCRIPT = "https://analytics.tiktok.com/i18n/pixel/events.js";
  const METHODS = [
    "page", "track", "identify", "instances", "debug", "on", "off", "once", "ready", "alias", "group",
    "enableCookie", "disableCookie", "holdConsent", "revokeConsent", "grantConsent",
  ];
  let isGranted = false;

  // Until the script has loaded, each call is kept as a list of its name and what it was given.
  const keeping = (queue) => {
    for (const name of METHODS) queue[name] = (...given) => { queue.push([name, ...given]); };
    return queue;
  };

  adapters.tiktok = {
    before() {
      window.TiktokAnalyticsObject = "ttq";
      window.ttq = window.ttq || [];
      // Before whatever the page has queued. The pixel's own snippet goes on with the queue that it finds.
      if (Array.isArray(window.ttq)) window.ttq.unshift(["holdConsent"]);
      else window.ttq.holdConsent();
      if (!window.ttq.methods) Object.assign(keeping(window.ttq), { methods: METHODS });
    },

    update(on) {
      if (isGranted === on.length > 0) return;
      isGranted = on.length > 0;
      if (isGranted) window.ttq.grantConsent();
      else window.ttq.revokeConsent();
    },

    load({ options }, script) {
      const { ttq } = window;
      const id = options.pixel_id;
      ttq._i = { ...ttq._i, [id]: Object.assign(keeping([]), { _u: SCRIPT }) };
      ttq._t = { ...ttq._t, [id]: Date.now() };
      ttq._o = { ...ttq._o, [id]: {} };
      ttq.instance = ttq.instance || ((key) => ttq._i[key]);
      ttq.page();
      script(`${SCRIPT}?sdkid=${id}&lib=ttq`);
    },
  };
}
