// Hotjar documents no call by which a site could tell it of consent, so that the load alone is gated.
adapters.hotjar = {
  before() {},
  update() {},
  load({ options }, script) {
    window.hj = window.hj || function () { (window.hj.q = window.hj.q || []).push(arguments); };
    window._hjSettings = { hjid: Number(options.hotjar_id), hjsv: 6 };
    script(`https://static.hotjar.com/c/hotjar-${options.hotjar_id}.js?sv=6`);
  },
};
