"""`/preview/`: a sample shop that shows the operator's unpublished site file at work, on a ledger thrown away."""

from __future__ import annotations

import atexit
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flask import Flask, Response, abort, make_response, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Request

from cookieprefs import actions, gallery, schema
from cookieprefs.core.catalogue import Cookie, Kind, Party, Service
from cookieprefs.core.lifetime import Unit
from cookieprefs.core.policy import Policy
from cookieprefs.runtime import Runtime
from cookieprefs.settings import Settings
from cookieprefs.store.db import db
from cookieprefs.web import assets, headers, language, theme, translations
from cookieprefs.web.render import render

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/preview"
COOKIES = f"{PATH}/cookies"
COOKIE = "cookieprefs_preview"
"""Its decisions are real, and none of the real site's on the same host."""

FIRST_FRAMES = 2
"""How many frames the first page shows; the second shows the others."""

SECURITY = {**headers.POLICY, "frame-ancestors": "'self'"}
"""The sample shop contacts nobody: what a vendor's own script would load is refused by the browser."""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The sample shop before an app: it answers below `/preview/`, and passes on everything else."""

    app: WSGIApplication
    settings: Settings
    stage: Stage
    pages: Flask

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer below `/preview/`, as the operator's files are at this moment."""
        path = environ.get("PATH_INFO", "")
        if path == PATH:
            return redirect(f"{environ.get('SCRIPT_NAME', '')}{PATH}/", code=308)(environ, start_response)
        if not path.startswith(f"{PATH}/"):
            return self.app(environ, start_response)
        self.stage.follow()
        if self.stage.policy:
            environ[theme.TRIED] = gallery.tried(self.stage.policy.theme, Request(environ).args)
        if path.startswith(f"{COOKIES}/") and self.stage.app:
            return self.stage.app(_below(COOKIES, environ), start_response)
        return self.pages(_below(PATH, environ), start_response)


def make(app: WSGIApplication, settings: Settings, build: Callable[[Settings], Flask]) -> Preview:
    """The preview of the operator's files that `settings` name, before `app`; `build` makes the app it shows."""
    stage = Stage(settings, build)
    atexit.register(stage.close)
    return Preview(app=app, settings=settings, stage=stage, pages=_pages(stage))


class Stage:
    """The app that the sample shop has mounted: a real one, with a ledger of its own that ends with this run."""

    def __init__(self, settings: Settings, build: Callable[[Settings], Flask]) -> None:
        self.app: Flask | None = None
        self.policy: Policy | None = None
        self.faults: tuple[actions.Fault, ...] = ()
        self.home, self.mount = f"{settings.mount}{PATH}", f"{settings.mount}{COOKIES}"
        self._settings, self._build = settings, build
        self._lock = threading.Lock()
        self._seen: Mapping[str, tuple[int, int]] | None = None
        self._folder: TemporaryDirectory[str] | None = None

    @property
    def has_errors(self) -> bool:
        """Whether the files cannot be shown as they are."""
        return any(not one.is_warning for one in self.faults)

    def follow(self) -> None:
        """Read and publish the operator's files anew where they changed."""
        with self._lock:
            seen = _stamps(self._settings.instance, self._settings.own_templates)
            if seen == self._seen:
                return
            reading = actions.read_site_file(self._settings.instance)
            self.faults = reading.faults
            if reading.policy:
                self._publish(reading.policy)
            if self.app:
                runtime: Runtime = self.app.extensions["cookieprefs"]
                self.faults += runtime.check_templates(reading.policy)
            self._seen = seen

    def close(self) -> None:
        """Throw away the app with its ledger."""
        if self.app is not None:
            with self.app.app_context():
                db.session.remove()
                db.engine.dispose()
        if self._folder:
            self._folder.cleanup()
        self.app = self.policy = self._folder = None

    def _publish(self, policy: Policy) -> None:
        if self.policy is None or self.policy.site.key != policy.site.key:
            # A ledger holds one site, so another key begins another one.
            self.close()
            self.app = self._open()
        assert self.app is not None  # noqa: S101  opened above
        runtime: Runtime = self.app.extensions["cookieprefs"]
        with self.app.test_request_context(base_url=f"http://localhost{self.mount}/"):
            actions.publish(runtime.sessions(), policy, runtime.render, now=runtime.clock(), mount=self.mount)
        runtime.look_now()
        self.policy = policy

    def _open(self) -> Flask:
        self._folder = TemporaryDirectory(prefix="cookieprefs-preview-", ignore_cleanup_errors=True)
        public_url = self._settings.public_url
        app = self._build(
            Settings(
                instance=Path(self._folder.name),
                secret_key=secrets.token_hex(32),
                public_url=f"{public_url.rstrip('/')}{COOKIES}/" if public_url else None,
                country_header=self._settings.country_header,
                cookie=COOKIE,
                templates=self._settings.own_templates,
            )
        )
        with app.app_context():
            schema.upgrade(db.engine)
        return app


def _below(path: str, environ: WSGIEnvironment) -> WSGIEnvironment:
    rest = environ["PATH_INFO"][len(path) :]
    return {**environ, "SCRIPT_NAME": f"{environ.get('SCRIPT_NAME', '')}{path}", "PATH_INFO": rest}


def _stamps(folder: Path, own_templates: Path) -> dict[str, tuple[int, int]]:
    """When each of the operator's files was last written, and how long it is."""
    found = [one for one in folder.glob("*") if one.suffix in (".yaml", ".md")]
    found += (one for one in own_templates.rglob("*.html") if one.is_file())
    return {str(one): (one.stat().st_mtime_ns, one.stat().st_size) for one in found}


def _pages(stage: Stage) -> Flask:
    """The shop's two pages, and what stands in for the vendors."""
    pages = Flask("cookieprefs_preview", static_folder=assets.folder("static"), template_folder=None)
    pages.add_url_rule("/", "first", lambda: _page(stage, is_second=False))
    pages.add_url_rule("/second/", "second", lambda: _page(stage, is_second=True))
    pages.add_url_rule("/gallery", "gallery", lambda: _gallery(stage))
    pages.add_url_rule("/stand-ins/<key>.js", "script", lambda key: _script(stage, key))
    pages.add_url_rule("/stand-ins/<key>.html", "frame", lambda key: _frame(stage, key))
    pages.after_request(_secured)
    return pages


def _secured(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in SECURITY.items())
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(stage: Stage, *, is_second: bool) -> Response:
    """The shop's page; the faults of the operator's files where they have any."""
    if stage.policy is None or stage.has_errors:
        return _faulty(stage)
    site = stage.policy.site
    spoken = language.of_request(stage.policy)
    frames = [one for one in _optional(stage.policy) if _is_frame(stage.policy, one)]
    return make_response(
        render(
            "preview/page.html",
            spoken,
            site=site,
            mount=stage.mount,
            home=stage.home,
            is_second=is_second,
            words=theme.tried_words(),
            scheme=theme.tried_words().get("scheme"),
            is_gallery="gallery" in request.args,
            scripts=[one for one in _optional(stage.policy) if one not in frames],
            frames=frames[FIRST_FRAMES:] if is_second else frames[:FIRST_FRAMES],
            warnings=sum(one.is_warning for one in stage.faults),
        )
    )


def _faulty(stage: Stage) -> Response:
    errors = [one for one in stage.faults if not one.is_warning]
    html = render("preview/faults.html", translations.SOURCE_LANGUAGE, faults=errors, home=stage.home)
    return make_response(html, 503)


def _gallery(stage: Stage) -> Response:
    """Every look of the banner side by side; the faults of the operator's files where they have any."""
    if stage.policy is None or stage.has_errors:
        return _faulty(stage)
    policy = stage.policy
    html = render(
        "preview/gallery.html",
        translations.SOURCE_LANGUAGE,
        site=policy.site,
        home=stage.home,
        mount=stage.mount,
        **gallery.values(policy.theme, policy.site, request.args),
    )
    return make_response(html)


def _script(stage: Stage, key: str) -> Response:
    service = _known(stage, key)
    stored = [_stored(one) for one in service.cookies if one.party is Party.FIRST]
    code = render("preview/stand_in.js", translations.SOURCE_LANGUAGE, name=service.name, stored=stored)
    return make_response(code, {"Content-Type": "text/javascript; charset=utf-8"})


def _frame(stage: Stage, key: str) -> Response:
    service = _known(stage, key)
    spoken = language.of_request(stage.policy) if stage.policy else translations.SOURCE_LANGUAGE
    return make_response(render("preview/stand_in.html", spoken, service=service, home=stage.home))


def _known(stage: Stage, key: str) -> Service:
    service = stage.policy.catalogue.service(key) if stage.policy else None
    return service or abort(404)


def _optional(policy: Policy) -> list[Service]:
    return list(policy.catalogue.refusable())


def _is_frame(policy: Policy, service: Service) -> bool:
    """Whether the shop shows the service as a frame, as videos, maps and chats are (category E)."""
    purpose = policy.catalogue.purpose(service.purpose)
    return purpose is not None and purpose.category == "E"


def _stored(cookie: Cookie) -> dict[str, str | int]:
    """What a stand-in stores for a declared item: a day is long enough for what a longer life is declared for."""
    seconds = 0 if cookie.lifetime.unit is Unit.SESSION else 86_400
    kind = Kind(cookie.kind).value
    return {"kind": kind, "name": cookie.name.replace("*", "1"), "path": cookie.path, "seconds": seconds}
