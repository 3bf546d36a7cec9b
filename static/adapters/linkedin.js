// The LinkedIn Insight Tag documents no call by which a site could tell it of consent, so that the load alone is
// gated.
adapters.linkedin = {
  before() {},
  update() {},
  load({ options }, script) {
    window._linkedin_partner_id = options.partner_id;
    window._linkedin_data_partner_ids = [...(window._linkedin_data_partner_ids || []), options.partner_id];
    if (!window.lintrk) {
      window.lintrk = (...call) => { window.lintrk.q.push(call); };
      window.lintrk.q = [];
    }
    script("https://snap.licdn.com/li.lms-analytics/insight.min.js");
  },
};
