// The Meta Pixel (V-07): revoked before `init` on every page, granted after. What is called before is kept and sent
// with the grant, so that the load is gated too. Limited Data Use is left to the site: it is no consent.
{
  let isGranted = false;
  let hasInit = false;

  // The pixel's own snippet does nothing where `fbq` is there already, so it is made for our own loading alone.
  const makeQueue = () => {
    const fbq = function (...call) {
      if (fbq.callMethod) fbq.callMethod(...call);
      else fbq.queue.push(call);
    };
    Object.assign(fbq, { push: fbq, loaded: true, version: "2.0", queue: [] });
    window.fbq = window._fbq = fbq;
  };

  adapters.meta = {
    before(services) {
      if (!window.fbq && services.some(({ options }) => options.pixel_id)) makeQueue();
      if (!window.fbq) return;
      // Before whatever the page has queued, `init` among it.
      if (window.fbq.callMethod || !window.fbq.queue) window.fbq("consent", "revoke");
      else window.fbq.queue.unshift(["consent", "revoke"]);
    },

    update(on, services) {
      if (isGranted === on.length > 0) return;
      isGranted = on.length > 0;
      // What we load is granted after its `init`.
      const isOurs = services.some(({ options }) => options.pixel_id);
      if (hasInit || !isOurs) window.fbq?.("consent", isGranted ? "grant" : "revoke");
    },

    load({ options }, script) {
      hasInit = true;
      window.fbq("init", options.pixel_id);
      window.fbq("consent", "grant");
      window.fbq("track", "PageView");
      script("https://connect.facebook.net/en_US/fbevents.js");
    },
  };
}
