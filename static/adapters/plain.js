// Any script at an address, with nothing that could be told of consent: it is loaded with a yes, and without one
// it is not.
adapters.plain = {
  before() {},
  update() {},
  load({ options }, script) {
    script(options.script);
  },
};
