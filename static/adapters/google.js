// Google Consent Mode v2 (V-01 to V-03). Analytics, Ads and Tag Manager share one queue and one default.
{
  const TYPES = [
    "ad_storage", "ad_user_data", "ad_personalization", "analytics_storage",
    "functionality_storage", "personalization_storage",
  ];
  // Google takes Arguments objects for commands, and nothing else.
  const command = function () { return arguments; };
  const states = (granted) =>
    Object.fromEntries(TYPES.map((type) => [type, granted.has(type) ? "granted" : "denied"]));
  let hasTag = false;
  let hasUpdated = false;

  adapters.google = {
    before() {
      window.dataLayer = window.dataLayer || [];
      window.gtag = window.gtag || function () { window.dataLayer.push(arguments); };
      // security_storage needs no consent. url_passthrough stays off: it writes click ids into addresses.
      const denied = { ...states(new Set()), security_storage: "granted", wait_for_update: 500 }; // ms
      const first = [command("consent", "default", denied), command("set", "ads_data_redaction", true)];
      // The default goes before whatever the page has queued, unless Google's script has begun to read the queue.
      if (window.dataLayer.push === Array.prototype.push) window.dataLayer.unshift(...first);
      else window.dataLayer.push(...first);
    },

    // Google forgets the state with the page: told on this page and again on each later one (V-03).
    update(on, services) {
      for (const { key, options, advanced } of services) {
        // Without a yes Analytics would go on sending, only without cookies: that is for advanced mode alone (V-02).
        const isOff = !advanced && !on.some((one) => one.key === key);
        if (options.measurement_id) window[`ga-disable-${options.measurement_id}`] = isOff;
      }
      // The default has said already that nothing is granted.
      if (!hasUpdated && !on.length) return void (hasUpdated = true);
      hasUpdated = true;
      const told = states(new Set(on.flatMap(({ types }) => types)));
      window.gtag("set", "ads_data_redaction", told.ad_storage === "denied");
      window.gtag("consent", "update", told);
    },

    load({ options }, script) {
      if (options.container_id) {
        window.dataLayer.push({ "gtm.start": Date.now(), event: "gtm.js" });
        script(`https://www.googletagmanager.com/gtm.js?id=${options.container_id}`);
        return;
      }
      const id = options.measurement_id || options.conversion_id;
      if (!hasTag) {
        hasTag = true;
        window.gtag("js", new Date());
        script(`https://www.googletagmanager.com/gtag/js?id=${id}`);
      }
      window.gtag("config", id);
    },
  };
}
