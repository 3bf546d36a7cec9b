// Continued navigation (DESIGN 5), where the operator turned it on: a second page counts, but only one that the visitor
// opened from another of the site, with the banner really before their eyes.
const IN_VIEW = 1000; // ms

const pathOf = (address) => new URL(address, location.href).pathname.replace(/\/$/, "");
const isExcepted = (path) => `${path}/`.startsWith(`${SITE.mount}/`) || SITE.privacy.some((address) => pathOf(address) === path);

const isSecondPage = () => {
  const [visit] = performance.getEntriesByType("navigation");
  if (!document.referrer || visit?.type !== "navigate" || visit.activationStart > 0 || document.prerendering) return false;
  const from = new URL(document.referrer);
  if (from.host !== location.host) return false;
  const [came, here] = [pathOf(from), pathOf(location.href)];
  return came !== here && !isExcepted(came) && !isExcepted(here);
};
const mayContinue = () => SITE.continues && !page.gpc && !(SITE.dnt && navigator.doNotTrack === "1") && !page.state.text
  && !navigator.webdriver && !/bot|crawl|spider|slurp/i.test(navigator.userAgent) && isSecondPage();

const isInSight = () => {
  const { banner } = page;
  if (!banner?.isConnected || document.hidden || !(banner.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) ?? true)) return false;
  const { left, top, width, height } = banner.getBoundingClientRect();
  const found = document.elementFromPoint(left + width / 2, Math.min(top + height / 2, innerHeight - 1));
  return width > 0 && height > 0 && banner.contains(found);
};

const watchContinuing = () => {
  if (!mayContinue()) return;
  let since = null;
  const timer = setInterval(() => {
    since = isInSight() ? since ?? performance.now() : null;
    const isLongEnough = since !== null && performance.now() - since >= IN_VIEW;
    if (page.state.text || isLongEnough) clearInterval(timer);
    if (!page.state.text && isLongEnough) goOn();
  }, 100);
};

const goOn = async () => {
  const form = page.banner.querySelector("form");
  const isSaved = await post("/preferences", { ...Object.fromEntries(new FormData(form)), action: "continued_navigation" }, form.firstElementChild);
  if (isSaved) notice(SITE.words.continued, [[SITE.words.undo, withdraw]]);
};
