// Orejime: data-name as Klaro has it (version 2), or a template with data-purpose (version 3), where ours stands too.
{
  const isPurpose = (name) => keysOf().some((key) => known(key).purpose === name);

  readers.orejime = (root) => {
    for (const element of within(root, "[data-name]")) {
      const { name, src, href } = element.dataset;
      const isHeld = element.matches("script") ? element.matches(INERT) : src || href;
      if (isHeld && !isOurs(element)) claim(element, inOurWords("orejime", [name]));
    }
    // A name of our own keeps our own meaning.
    for (const element of within(root, "template[data-purpose]:not([data-service])")) {
      const { purpose } = element.dataset;
      if (purpose.trim().split(/[\s,]+/).some((one) => !isPurpose(one.replace("!", "")))) claim(element, inOurWords("orejime", [purpose]));
    }
    opens(root, "[onclick*='rejime.prompt'], [onclick*='rejime.show'], [onclick*='rejimeInstance.show']");
  };
}
