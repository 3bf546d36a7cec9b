"""The preview shows the operator's files as they are now, on a ledger of its own; production has none."""

from __future__ import annotations

import re

import pytest

from cookieprefs import actions
from cookieprefs.app import build_app
from cookieprefs.settings import Settings
from cookieprefs.store.db import db
from tests import sample
from tests.conftest import SECRET
from tests.web.posts import soup
from tests.web.preview.conftest import write

ORIGIN = {"Origin": "http://localhost"}
SHOP_KEY = "key: test-shop"


def gates(page):
    return {one["data-service"]: one.name for one in page.select("[data-service]")}


def accept(client, mount="/preview/cookies", headers=ORIGIN):
    banner = soup(client.get(f"{mount}/banner"))
    fields = {one["name"]: one["value"] for one in banner.select("input")}
    return client.post(f"{mount}/preferences", data={**fields, "action": "accept_all"}, headers=headers)


@pytest.mark.parametrize(
    ("command", "setting", "status"),
    [("run", None, 200), ("run", False, 404), ("check", None, 404), ("check", True, 200)],
)
def test_it_is_there_under_flask_run_and_where_it_was_asked_for(run, command, setting, status):
    client = run(command, preview=setting).test_client()
    assert client.get("/preview/").status_code == status


def test_it_is_not_there_when_served(tmp_path):
    sample.write(tmp_path)
    app = build_app(
        Settings(instance=tmp_path, secret_key=SECRET, public_url="https://shop.test/", database_url="sqlite://")
    )
    assert "cookieprefs_preview" not in app.extensions
    with app.app_context():
        db.engine.dispose()


def test_its_address_without_a_slash_leads_to_it(client):
    answer = client.get("/preview")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/preview/")


def test_each_optional_service_has_a_gate_on_one_of_the_pages(client):
    first, second = soup(client.get("/preview/")), soup(client.get("/preview/second/"))
    assert gates(first) == {"matomo": "script", "hotjar": "script", "youtube": "iframe"}
    assert gates(second) == {"matomo": "script", "hotjar": "script"}


def test_a_gate_leads_to_a_stand_in_and_to_no_vendor(client):
    for gate in soup(client.get("/preview/")).select("[data-service]"):
        assert gate["data-src"].startswith("/preview/stand-ins/")
        assert client.get(gate["data-src"]).status_code == 200


def test_a_stand_in_stores_what_the_file_declares_for_it(client):
    code = client.get("/preview/stand-ins/matomo.js")
    assert code.mimetype == "text/javascript"
    assert re.findall(r'"name": "(_pk_id|_pk_ses)\.1"', code.text) == ["_pk_id", "_pk_ses"]


@pytest.mark.parametrize("path", ["stand-ins/nobody.js", "stand-ins/nobody.html", "third/"])
def test_what_is_not_in_the_file_is_not_there(client, path):
    assert client.get(f"/preview/{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "second/", "stand-ins/youtube.html", "stand-ins/matomo.js"])
def test_its_pages_may_load_nothing_from_elsewhere_and_are_kept_by_nobody(client, path):
    headers = client.get(f"/preview/{path}").headers
    assert "default-src 'none'; script-src 'self';" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_it_speaks_the_language_of_the_address(client):
    page = soup(client.get("/preview/?lang=fr"))
    assert page.html["lang"] == "fr"
    assert page.select_one('script[src="/preview/cookies/embed.js?lang=fr"]').has_attr("async")
    assert page.select_one("h1").text == "Tisanes du soir"


def test_it_shows_an_edit_that_is_not_published(run):
    app = run()
    client = app.test_client()
    assert "vimeo" not in gates(soup(client.get("/preview/")))
    write(app, **{"use: youtube": "use: vimeo"})
    assert gates(soup(client.get("/preview/")))["vimeo"] == "iframe"
    assert soup(client.get("/preview/cookies/preferences")).select_one("#cookieprefs-switch-vimeo")
    assert not soup(client.get("/preferences")).select_one("#cookieprefs-switch-vimeo")


def test_an_edit_asks_again_for_what_is_new_alone(app, client):
    assert accept(client).status_code == 303
    write(app, **{"  - use: hotjar\n": "  - use: vimeo\n    purpose: media\n  - use: hotjar\n"})
    panel = soup(client.get("/preview/cookies/preferences"))
    states = {one["id"]: one["data-cookieprefs-state"] for one in panel.select("[data-cookieprefs-state]")}
    assert states["cookieprefs-state-matomo"] == "on"
    assert states["cookieprefs-state-vimeo"] == "undecided"


def test_a_decision_there_is_none_on_the_real_site(run):
    client = run().test_client()
    accept(client)
    held = {one.key for one in client._cookies.values()}
    assert held == {"cookieprefs_preview", "cookieprefs_preview_id"}
    assert client.get("/consent").json["decided"] is False
    assert client.get("/preview/cookies/consent").json["decided"] is True


def test_what_is_decided_on_the_real_site_is_none_there(run):
    client = run().test_client()
    accept(client, mount="")
    assert client.get("/preview/cookies/consent").json["decided"] is False


def test_another_site_key_begins_another_ledger(app, client):
    accept(client)
    write(app, **{SHOP_KEY: "key: other-shop"})
    assert client.get("/preview/").status_code == 200
    assert client.get("/preview/cookies/consent").json["decided"] is False


def test_the_banner_posts_to_where_it_is_mounted(client):
    banner = soup(client.get("/preview/cookies/banner"))
    assert banner.select_one("form")["action"] == "/preview/cookies/preferences"


def test_it_is_below_the_path_of_a_public_url(run):
    client = run(public_url="https://shop.test/cookies/").test_client()
    page = soup(client.get("/cookies/preview/", base_url="https://shop.test"))
    assert page.select_one('script[src^="/cookies/preview/cookies/embed.js"]')
    answer = accept(client, "/cookies/preview/cookies", {"Origin": "https://shop.test"})
    assert answer.status_code == 303
    assert {one.key for one in client._cookies.values()} == {
        "__Host-cookieprefs_preview",
        "__Secure-cookieprefs_preview_id",
    }


def test_a_fault_is_told_with_its_place_and_the_cure(app, client):
    write(app, **{"purpose: media": "purpose: medium"})
    answer = client.get("/preview/")
    assert answer.status_code == 503
    (fault,) = [one.text for one in soup(answer).select(".preview-faults li")]
    reading = actions.read_site_file(app.extensions["cookieprefs"].settings.instance)
    (error,) = reading.errors
    assert f"{error.file}:{error.line}:{error.column}" in fault
    assert error.problem in fault
    assert error.cure in fault


def test_a_fault_that_is_mended_is_forgotten_with_the_next_look(app, client):
    write(app, **{"purpose: media": "purpose: medium"})
    assert client.get("/preview/").status_code == 503
    write(app, **{"purpose: medium": "purpose: media"})
    assert client.get("/preview/").status_code == 200


def test_files_that_had_faults_from_the_start_are_told_too(app, client):
    write(app, **{"purpose: media": "purpose: medium"})
    assert client.get("/preview/").status_code == 503
    assert client.get("/preview/cookies/embed.js").status_code == 404


def test_what_it_wrote_goes_with_it(app, client):
    client.get("/preview/")
    stage = app.extensions["cookieprefs_preview"]
    folder = stage.app.extensions["cookieprefs"].settings.instance
    assert folder.is_dir()
    stage.close()
    assert not folder.exists()
