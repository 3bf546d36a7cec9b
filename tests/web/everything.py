"""Every page and fragment of ours in one language, as files that stand alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cookieprefs.cli import main
from tests.extension.host import Host
from tests.web.posts import HTMX, post, records

Documents = Iterator[tuple[str, str]]
FOREIGN = {**HTMX, "Sec-Fetch-Site": "cross-site"}
PAGES = ("/", "/preferences", "/receipt", "/do-not-sell", "/versions/1")
ENOUGH = 20
"""Decisions of a day that may be told."""
POSTS: tuple[tuple[str, dict[str, str], int], ...] = (
    ("/preferences", {"action": "accept_all", "layer": "banner"}, 200),
    ("/preferences/services/matomo", {}, 200),
    ("/preferences/purposes/audience", {"granted": "yes"}, 200),
    ("/preferences", {"action": "do_not_sell", "layer": "do_not_sell"}, 200),
    ("/preferences", {"action": "withdraw_all"}, 200),
    ("/forget", {}, 200),
    ("/preferences", {"action": "nonsense"}, 422),
)


def pages(app: Flask, code: str) -> Documents:
    """The visitor's pages: on a first visit, after a yes, after withdrawing, and where something went wrong."""
    client, shown = app.test_client(), {"lang": code, "version": _version(app)}
    yield from _seen(client, code, "undecided", (*PAGES, "/no-such-page"))
    yield "unusable", _read(post(client, "/preferences", **shown, action="nonsense"))
    post(client, "/preferences", **shown, action="accept_all")
    yield from _seen(client, code, "accepted", PAGES)
    record = records(app)[-1].record
    yield from _seen(client, code, "proof", (f"/receipt/{record.receipt_id}",))
    yield "words", wrapped(_read(client.get(f"/shown/{record.shown.snapshot}")), code)
    client.set_cookie("_pk_id.1", "left over")
    post(client, "/preferences", **shown, action="withdraw_all")
    yield from _seen(client, code, "withdrawn", PAGES)


def fragments(app: Flask, code: str) -> Documents:
    """What htmx is answered and what others include, each put into a page of its own."""
    client, shown = app.test_client(), {"lang": code, "version": _version(app)}

    def alone(name: str, answer: TestResponse, status: int = 200) -> tuple[str, str]:
        assert answer.status_code == status, (name, answer.status_code)
        return f"fragment {name}".replace("/", " "), wrapped(_read(answer), code)

    yield alone("banner", client.get(f"/banner?lang={code}"))
    yield alone("panel", client.get(f"/preferences?lang={code}", headers=HTMX))
    for path, fields, status in POSTS:
        yield alone(f"{path} {' '.join(fields.values())}", post(client, path, HTMX, **shown, **fields), status)
    yield alone("failure", post(client, "/preferences", FOREIGN, **shown, action="accept_all"), 403)


def operators(folder: Path, code: str, edits: dict[str, str]) -> Documents:
    """The operator's page in a host app: with nothing to publish, and with each of these site files."""
    host = Host(f"sqlite:///{folder / 'host.sqlite3'}", instance=folder, auth=lambda: True)
    try:
        host.prepare()
        client = host.app.test_client()
        yield "operator unchanged", _read(client.get(f"/cookies/operator/?lang={code}"))
        for name, text in edits.items():
            (folder / "site.yaml").write_text(text, encoding="utf-8")
            yield f"operator {name}", _read(client.get(f"/cookies/operator/?lang={code}"))
    finally:
        host.close()


def previews(app: Flask, code: str) -> Documents:
    """The preview's pages, and what stands in for a vendor's."""
    client = app.test_client()
    paths = ("/preview/", "/preview/second/", "/preview/stand-ins/youtube.html")
    yield from _seen(client, code, "", paths)


def papers(app: Flask, folder: Path) -> Documents:
    """What the operator's commands write for others: the proof of a decision as a page, a chart as a picture.

    Time passes, for what is counted is a minute old.
    """
    for _ in range(ENOUGH):
        post(app.test_client(), "/preferences", action="accept_all")
    clock = app.extensions["cookieprefs"].clock
    day = str(clock().date())
    clock.pass_(minutes=2)
    proof, chart = folder / "paper.html", folder / "chart.svg"
    _run(app, "proof", records(app)[-1].record.receipt_id, "--html", "--output", str(proof))
    _run(app, "stats", "--since", day, "--until", day, "--svg", str(chart))
    yield "proof", proof.read_text(encoding="utf-8")
    yield "chart", chart.read_text(encoding="utf-8")


def keep(folder: Path, code: str, documents: Documents) -> None:
    """Write documents into files of a folder."""
    for name, text in documents:
        kind = "svg" if text.startswith("<svg") else "html"
        (folder / f"{code} {name}.{kind}").write_text(text, encoding="utf-8")


def wrapped(html: str, code: str) -> str:
    """A fragment within the least that a page must have."""
    head = "<head><title>A fragment</title></head>"
    return f'<!doctype html><html lang="{code}">{head}<body><h1>A fragment</h1>{html}</body></html>'


def _version(app: Flask) -> str:
    with app.app_context():
        return str(app.extensions["cookieprefs"].version().number)


def _seen(client: FlaskClient, code: str, when: str, paths: tuple[str, ...]) -> Documents:
    for path in paths:
        yield f"{when} {path.replace('/', ' ')[:40]}", _read(client.get(f"{path}?lang={code}"))


def _read(answer: TestResponse) -> str:
    assert answer.mimetype == "text/html", (answer.request.path, answer.status_code)
    return answer.text


def _run(app: Flask, *words: str) -> None:
    done = CliRunner().invoke(main, words, obj=ScriptInfo(create_app=lambda: app))
    assert done.exit_code == 0, done.output
