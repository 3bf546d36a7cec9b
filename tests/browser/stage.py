"""A page that drives one adapter as the site's pages do, with stand-ins for vendors' scripts on another host."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page
from werkzeug.wrappers import Request, Response

from cookieprefs.web.assets import folder
from tests.browser import watch
from tests.browser.host import Host
from tests.browser.site import listening

_POLICY = "default-src 'none'; script-src 'nonce-stage' 'strict-dynamic'; img-src http:; connect-src http:"

_DRIVER = """
const given = JSON.parse(document.getElementById("given").textContent);
const loaded = new Set();
const script = (src) => {
  const made = document.createElement("script");
  made.src = src.startsWith(given.vendor) ? src : `${given.vendor}/?src=${encodeURIComponent(src)}`;
  window.loads.push(new Promise((done) => { made.onload = made.onerror = done; }));
  document.head.append(made);
  return made;
};
const adapter = adapters[given.adapter];
const allowed = (keys) => given.services.filter(({ key }) => keys.includes(key));
window.heard = [];
window.loads = [];
window.begin = () => adapter.before(given.services);
window.decide = (keys) => {
  const on = allowed(keys);
  adapter.update(on, given.services);
  for (const service of given.services) {
    if (loaded.has(service.key) || !(on.includes(service) || service.advanced)) continue;
    if (!Object.keys(service.options).length) continue;
    loaded.add(service.key);
    adapter.load(service, script);
  }
};
window.isReady = true;
"""

# What each vendor's script does with the calls that it finds and with those that follow: it notes them in `heard`.
# Like Google's own, the first takes Arguments objects alone for commands.
_GOOGLE = """
{
  const note = (entry) => {
    const kind = Object.prototype.toString.call(entry);
    const now = (one) => (one instanceof Date ? "now" : one);
    if (kind === "[object Arguments]") window.heard.push([...entry].map(now));
    else if (entry.event) window.heard.push([entry.event]);
    else window.heard.push(["no command", kind]);
  };
  if (window.dataLayer.push === Array.prototype.push) {
    window.dataLayer.forEach(note);
    window.dataLayer.push = (...entries) => { entries.forEach(note); };
  }
}
"""
_UET = """
window.UET = function ({ ti, q }) {
  window.heard.push(["UET", ti], [...q]);
  this.push = (...call) => { window.heard.push(call); };
};
"""
_CLARITY = """
{
  const { q } = window.clarity;
  window.clarity = (...call) => { window.heard.push(call); };
  window.clarity.v = "0.8";
  for (const call of q) window.clarity(...call);
}
"""
_META = """
window.fbq.callMethod = (...call) => { window.heard.push(call); };
for (const call of window.fbq.queue.splice(0)) window.fbq.callMethod(...call);
"""
_TIKTOK = """
{
  const found = [...window.ttq];
  for (const name of window.ttq.methods) window.ttq[name] = (...call) => { window.heard.push([name, ...call]); };
  for (const [name, ...call] of found) window.ttq[name](...call);
}
"""
# It sends what it counts, once it may, as Matomo does.
_MATOMO = """
{
  let address, site, mayCount = true;
  let waiting = [];
  const count = (one) => fetch(`${address}?idsite=${site}&action=${one}`, { mode: "no-cors" });
  const send = () => waiting.splice(0).forEach(count);
  const acts = {
    setTrackerUrl: (url) => { address = url; },
    setSiteId: (id) => { site = id; },
    requireConsent: () => { mayCount = false; },
    setConsentGiven: () => { mayCount = true; send(); },
    forgetConsentGiven: () => { mayCount = false; },
    trackPageView: () => { waiting.push("page"); if (mayCount) send(); },
    trackEvent: () => { waiting.push("event"); if (mayCount) send(); },
  };
  const act = ([name, ...call]) => { window.heard.push([name, ...call]); acts[name]?.(...call); };
  const found = window._paq;
  window._paq = { push: act };
  found.forEach(act);
}
"""
_INTERCOM = """
{
  const found = window.Intercom.q;
  window.Intercom = (...call) => { window.heard.push(call); };
  window.heard.push(["begun", window.intercomSettings.app_id]);
  for (const call of found) window.Intercom(...call);
}
"""
_STAND_INS = {
    "google": _GOOGLE,
    "uet": _UET,
    "clarity": _CLARITY,
    "meta": _META,
    "tiktok": _TIKTOK,
    "matomo": _MATOMO,
    "intercom": _INTERCOM,
}


def service(key: str, types: str = "", *, advanced: bool = False, **options: str) -> dict[str, Any]:
    """A service as an adapter is given it; `types` are words with blanks between."""
    return {"key": key, "options": options, "types": types.split(), "advanced": advanced}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The page's host and the vendor's."""

    page: Page
    url: str
    pages: Host
    vendor: Host
    vendor_url: str

    def play(self, adapter: str, *services: dict[str, Any], head: str = "") -> None:
        """Open a page that has done nothing yet but to load the adapter; `head` is script that runs before it."""
        given = {"adapter": adapter, "services": services, "vendor": self.vendor_url}
        code = (folder("static") / "adapters" / f"{adapter}.js").read_text(encoding="utf-8")
        self.pages.serve("/driver.js", f"const adapters = {{}};\n{code}\n{_DRIVER}", "text/javascript")
        self.vendor.answer("/", lambda _: self._stand_in(adapter))
        self.vendor.answer("/matomo.js", lambda _: self._stand_in("matomo"))
        self.vendor.answer("/matomo.php", self._counted)
        self.pages.serve(
            "/page",
            f"<!doctype html><title>Page</title><body><script nonce=stage>{head}</script>"
            f'<script type="application/json" id="given" nonce=stage>{json.dumps(given)}</script>'
            '<script type="module" src="/driver.js" nonce=stage></script>',
            "text/html",
            {"Content-Security-Policy": _POLICY},
        )
        self.page.goto(f"{self.url}/page")
        self.page.wait_for_function("() => window.isReady")

    def _stand_in(self, adapter: str) -> Response:
        return Response(_STAND_INS.get(adapter, ""), mimetype="text/javascript")

    def _counted(self, request: Request) -> Response:
        return Response(status=204)

    def begin(self) -> None:
        """What happens once a page, before anything of the services loads."""
        self.page.evaluate("() => window.begin()")

    def decide(self, *keys: str) -> None:
        """What happens at each decision; these services are allowed from now on, and all others are not."""
        # What scripts do once they have loaded is done before the next task begins.
        self.page.evaluate(
            "async (keys) => {"
            " window.decide(keys); await Promise.all(window.loads); await new Promise(setTimeout); }",
            list(keys),
        )

    def heard(self) -> list[list[Any]]:
        """Every call that the vendor's script has taken notice of, in order."""
        found: list[list[Any]] = self.page.evaluate("() => window.heard")
        return found

    def sources(self) -> list[str]:
        """The addresses of the scripts that were loaded, as the vendor knows them."""
        found: list[str] = self.page.evaluate(
            "() => [...document.querySelectorAll('head > script[src]')]"
            ".map(({ src }) => new URL(src).searchParams.get('src') ?? new URL(src).pathname)"
        )
        return found


@contextmanager
def staged(page: Page) -> Iterator[Stage]:
    """A stage; afterwards the page must have violated nothing of its policy and stored nothing."""
    pages, vendor = Host(), Host()
    with listening(pages) as port, listening(vendor) as other:
        stage = Stage(
            page=page,
            url=f"http://localhost:{port}",
            pages=pages,
            vendor=vendor,
            vendor_url=f"http://127.0.0.1:{other}",
        )
        yield stage
        assert watch.violations(page) == []
        assert page.context.cookies() == []
        page.goto("about:blank")
