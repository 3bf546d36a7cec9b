// Microsoft Clarity's consent API, version 2: both types in every call, on each page (V-06).
{
  const states = (on) => {
    const state = (type) => (on.some(({ types }) => types.includes(type)) ? "granted" : "denied");
    return { ad_Storage: state("ad_storage"), analytics_Storage: state("analytics_storage") };
  };
  const command = function () { return arguments; };
  const keyOf = (on) => JSON.stringify([on.length > 0, states(on)]);
  let told = keyOf([]);
  let isStopped = false;

  adapters.clarity = {
    before() {
      window.clarity = window.clarity || function () { (window.clarity.q = window.clarity.q || []).push(arguments); };
      // Before whatever the page has queued. The script, once there, has a version and keeps no queue.
      if (window.clarity.v) window.clarity("consentv2", states([]));
      else (window.clarity.q = window.clarity.q || []).unshift(command("consentv2", states([])));
    },

    update(on, services) {
      // What it has heard already, a second stop above all, would wait for the next start and undo it.
      if (told === keyOf(on)) return;
      told = keyOf(on);
      if (isStopped && on.length) window.clarity("start");
      window.clarity("consentv2", states(on));
      // Denied, it deletes its cookies and goes on recording without: that is for advanced mode alone (V-02, L-28).
      isStopped = !on.length && !services.some(({ advanced }) => advanced);
      if (isStopped) window.clarity("stop");
    },

    load({ options }, script) {
      script(`https://www.clarity.ms/tag/${options.project_id}`);
    },
  };
}
