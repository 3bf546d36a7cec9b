"""Other consent tools at work on the shop's pages, answered by their own means, so that each writes its cookie."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from tests import npm
from tests.browser.shop import Shop

_SERVICE = '{ type: "analytic", uri: "", needConsent: true, cookies: [], js() {}, fallback() {} }'
_MODAL = (
    '{ title: "Cookies", description: "We ask.", primary_btn: { text: "Yes", role: "accept_all" },'
    ' secondary_btn: { text: "No", role: "accept_necessary" } }'
)


@dataclass(frozen=True, kw_only=True)
class Package:
    """A tool as npm has it: its main file and others it loads, what a site writes before and after it.

    `sign` is there once it can be answered; `answer` says yes to `stats` and no to `videos`.
    """

    name: str
    main: str
    answer: str
    before: str = ""
    after: str = ""
    others: tuple[str, ...] = ()
    sign: str = "html"

    def ask(self, shop: Shop) -> str:
        """A page of the shop on which the tool is at work. Returns its path."""
        for file in (self.main, *self.others):
            shop.pages.serve(f"/tool/{file}", npm.read(self.name, file), "text/javascript")
        body = f'<script src="/tool/{self.main}"></script><script>{self.after}</script>'
        return shop.page("/old", body, head=f"<script>{self.before}</script>", line="")

    def write(self, shop: Shop, page: Page) -> None:
        """Have the visitor answer it on a page of the shop, before the shop changed over."""
        page.goto(self.ask(shop))
        page.wait_for_selector(self.sign, state="attached")
        page.evaluate(self.answer)


KLARO = Package(
    name="klaro@0.7.22",
    main="dist/klaro.js",
    before='window.klaroConfig = { services: ["stats", "videos"].map((name) => ({ name, purposes: ["all"] })) };',
    answer="""() => {
      const manager = klaro.getManager();
      manager.updateConsent("stats", true);
      manager.saveAndApplyConsents();
    }""",
)
OREJIME = Package(
    name="orejime@3.2.1",
    main="dist/orejime-standard-en.js",
    before="""window.orejimeConfig = {
      privacyPolicyUrl: "/privacy",
      purposes: ["stats", "videos"].map((id) => ({ id, title: id, cookies: [] })),
    };""",
    answer="() => orejime.manager.setConsents({ stats: true, videos: false })",
)
TARTEAUCITRON = Package(
    name="tarteaucitronjs@1.34.0",
    main="tarteaucitron.js",
    others=("tarteaucitron.services.js", "lang/tarteaucitron.en.js", "advertising.js"),
    after=f"""tarteaucitron.init({{ privacyUrl: "", highPrivacy: true, useExternalCss: true }});
      for (const key of ["stats", "videos", "never"]) {{
        tarteaucitron.services[key] = {{ key, name: key, ...{_SERVICE} }};
        (tarteaucitron.job ??= []).push(key);
      }}""",
    sign="#neverDenied",
    answer="""() => {
      for (const [id, said] of [["statsAllowed", true], ["videosDenied", false]]) {
        tarteaucitron.userInterface.respond(document.getElementById(id), said);
      }
    }""",
)
VANILLA_3 = Package(
    name="vanilla-cookieconsent@3.1.0",
    main="dist/cookieconsent.umd.js",
    after="""window.asking = CookieConsent.run({
      categories: { necessary: { enabled: true, readOnly: true }, stats: {}, videos: {} },
      language: {
        default: "en",
        translations: { en: { consentModal: { title: "Cookies" }, preferencesModal: { sections: [] } } },
      },
    });""",
    answer='() => asking.then(() => CookieConsent.acceptCategory(["stats"]))',
)
VANILLA_2 = Package(
    name="vanilla-cookieconsent@2.9.2",
    main="dist/cookieconsent.js",
    after=f"""window.asking = initCookieConsent();
      asking.run({{ hide_from_bots: false, languages: {{ en: {{
        consent_modal: {_MODAL},
        settings_modal: {{
          title: "Cookies", save_settings_btn: "Save", accept_all_btn: "All",
          blocks: ["stats", "videos"].map((value) => (
            {{ title: value, description: "", toggle: {{ value, enabled: false, readonly: false }} }}
          )),
        }},
      }} }} }});""",
    sign="#s-cnt",
    answer='() => asking.accept(["stats"])',
)
