// Matomo (V-09): sends and stores nothing until it is told of consent, which it is on each page anew. It is never
// asked to remember the answer itself, which it would do in a cookie of 30 years.
{
  const A_SECOND = 1 / 3600; // hours: for that long it notes a withdrawal in a cookie of its own
  const push = (...call) => window._paq.push(call);
  let isGiven = false;

  adapters.matomo = {
    before() {
      window._paq = window._paq || [];
      // Before whatever the page has queued, `trackPageView` among it.
      if (Array.isArray(window._paq)) window._paq.unshift(["requireConsent"]);
      else push("requireConsent");
    },

    update(on) {
      if (isGiven === on.length > 0) return;
      isGiven = on.length > 0;
      if (isGiven) return push("setConsentGiven");
      push("forgetConsentGiven", A_SECOND);
      push("deleteCookies");
    },

    load({ options }, script) {
      push("setTrackerUrl", `${options.url}matomo.php`);
      push("setSiteId", options.site_id);
      push("trackPageView");
      push("enableLinkTracking");
      script(`${options.url}matomo.js`);
    },
  };
}
