// What the visitor decided in the tool that the site used before is taken over where the operator vouches for it. The
// server reads that tool's cookie and decides; here we only see that there is one, or might be where scripts see none.
const hasOldCookie = ({ cookie }) => !cookie || document.cookie.split("; ").some((one) => one.startsWith(`${cookie}=`));

const takeOver = async () => {
  if (!SITE.takeOver || page.state.text || !page.asked().length || !hasOldCookie(SITE.takeOver)) return;
  // A page that nobody may ever see records nothing.
  if (document.prerendering) await new Promise((done) => { document.addEventListener("prerenderingchange", done, { once: true }); });
  // What was decided here meanwhile, in another tab perhaps, goes before. Whatever fails, the visitor is asked.
  const take = async () => (page.read().text ? {} : (await send("/take-over", { lang: SITE.language })).json());
  const told = await oneByOne(take).catch(() => ({}));
  receipt = told.receipt ?? receipt;
  const before = page.state.text;
  await update();
  if (page.state.text !== before) tellTabs();
};
