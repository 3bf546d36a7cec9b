// The Intercom Messenger knows no consent types, but it can be shut down, which deletes its session (L-28).
{
  let isOn = false;

  adapters.intercom = {
    before() {},

    update(on) {
      if (isOn === on.length > 0) return;
      isOn = on.length > 0;
      if (!isOn) window.Intercom?.("shutdown");
      // Allowed once more after a shutdown; the first time the script starts it by itself.
      else window.Intercom?.("boot", window.intercomSettings);
    },

    load({ options }, script) {
      window.intercomSettings = { ...window.intercomSettings, app_id: options.app_id };
      if (!window.Intercom) {
        const Intercom = function () { Intercom.c(arguments); };
        Object.assign(Intercom, { q: [], c: (call) => { Intercom.q.push(call); } });
        window.Intercom = Intercom;
      }
      script(`https://widget.intercom.io/widget/${options.app_id}`);
    },
  };
}
