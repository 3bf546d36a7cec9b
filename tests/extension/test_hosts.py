"""Hosts of every habit: their protection, hooks, headers and ways of being mounted stay theirs, and ours work."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask import abort, redirect, request, session
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from cookieprefs.web.assets import hashed
from tests.web.posts import post, records

ACCEPT = {"layer": "banner", "action": "accept_all"}


@pytest.mark.parametrize("when", ["before", "after"])
def test_csrf_protection_lets_our_posts_pass_and_keeps_the_hosts(make_host, when):
    host = make_host(**{when: CSRFProtect})
    client = host.app.test_client()
    assert post(client, "/cookies/preferences", **ACCEPT).status_code == 303
    assert post(client, "/cookies/forget").status_code == 303
    assert client.post("/note", data={"text": "forged"}).status_code == 400
    assert host.notes() == []


def test_our_own_origin_check_decides_instead(make_host):
    client = make_host(after=CSRFProtect).app.test_client()
    answer = post(client, "/cookies/preferences", {"Sec-Fetch-Site": "cross-site"}, **ACCEPT)
    assert answer.status_code == 403


def test_one_protection_for_two_apps_exempts_us_in_both(make_host):
    csrf = CSRFProtect()
    for _ in range(2):
        host = make_host(after=csrf.init_app)
        assert post(host.app.test_client(), "/cookies/preferences", **ACCEPT).status_code == 303
        assert host.app.test_client().post("/note", data={"text": "x"}).status_code == 400


def dress(app):
    """A host's hook that sets headers on every answer, whatever they had."""

    @app.after_request
    def talk(response):
        response.headers["Content-Security-Policy"] = "default-src 'self' 'unsafe-inline'"
        response.headers["Cache-Control"] = "public, max-age=60"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Host"] = "here"
        response.headers["Vary"] = "Accept"
        return response


def test_our_answers_keep_our_headers_and_the_hosts_get_the_hosts(make_host):
    client = make_host(before=dress).app.test_client()
    ours, theirs = client.get("/cookies/preferences"), client.get("/plain")
    assert "default-src 'none'" in ours.headers["Content-Security-Policy"]
    assert ours.headers["Cache-Control"] == "private, no-store"
    assert ours.headers["Referrer-Policy"] == "same-origin"
    assert set(ours.vary) >= {"Accept", "HX-Request"}
    assert ours.headers["X-Host"] == "here"
    assert theirs.headers["Content-Security-Policy"] == "default-src 'self' 'unsafe-inline'"
    assert theirs.headers["Cache-Control"] == "public, max-age=60"


def test_a_session_that_the_host_renews_keeps_our_script_out_of_shared_caches(make_host):
    def renew(app):
        @app.before_request
        def visit():
            session.permanent = True
            session["user"] = 1

    answer = make_host(before=renew).app.test_client().get("/cookies/embed.js")
    assert answer.headers["Set-Cookie"].startswith("session=")
    assert answer.headers["Cache-Control"].startswith("private, max-age=600")


def test_without_that_it_is_shared(host):
    answer = host.app.test_client().get("/cookies/embed.js")
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers


def test_the_hosts_errors_stay_the_hosts_and_ours_are_ours(make_host):
    def own_pages(app):
        app.register_error_handler(404, lambda _: ("the host's 404", 404))

        @app.get("/broken")
        def broken():
            abort(404)

    client = make_host(before=own_pages).app.test_client()
    assert client.get("/broken").text == client.get("/nowhere").text == "the host's 404"
    page = BeautifulSoup(client.get("/cookies/versions/99").text, "html5lib")
    assert page.select_one("[role=alert]").get_text(strip=True) == "There is no such page or service here."


def test_an_error_of_the_hosts_has_none_of_our_headers(make_host):
    client = make_host().app.test_client()
    assert "Content-Security-Policy" not in client.get("/nowhere").headers


def test_no_config_of_the_hosts_is_changed(make_host):
    seen = {}
    host = make_host(before=lambda app: seen.update(app.config))
    assert {name: host.app.config[name] for name in seen} == seen
    assert host.app.config.keys() - seen.keys() == set()


def test_the_hosts_templates_get_our_words_and_ours_get_none_of_the_hosts(make_host):
    seen = {}

    def look(app):
        seen.update(app.jinja_env.globals)
        app.add_template_global(lambda: "the host's", "url")

    host = make_host(before=look)
    added = host.app.jinja_env.globals.keys() - seen.keys() - {"url"}
    assert added == {"cookie_allowed", "cookieprefs_banner", "cookieprefs_script"}
    assert f"/cookies/static/{hashed('site.css')}" in host.app.test_client().get("/cookies/").text


def test_nothing_wraps_the_host(host):
    assert host.app.wsgi_app.__func__ is type(host.app).wsgi_app
    assert "login_manager" not in dir(host.app)


def test_a_limit_of_the_hosts_on_bodies_is_no_limit_of_ours(make_host):
    host = make_host(config={"MAX_CONTENT_LENGTH": 10})
    client = host.app.test_client()
    assert post(client, "/cookies/preferences", **ACCEPT).status_code == 303
    assert post(client, "/cookies/preferences", **ACCEPT, next="/" + "x" * 40_000).status_code == 413
    assert client.post("/note", data={"text": "longer than ten bytes"}).status_code == 413


def test_a_host_that_lets_slashes_slip_still_sends_visitors_below_ours(make_host):
    client = make_host(before=lambda app: setattr(app.url_map, "strict_slashes", False)).app.test_client()
    answer = client.get("/cookies?lang=fr")
    assert (answer.status_code, answer.location.removeprefix("http://localhost")) == (308, "/cookies/?lang=fr")
    assert client.get("/cookies/").status_code == 200


def test_a_host_may_look_at_every_endpoint(make_host):
    def gatekeeper(app):
        @app.before_request
        def login():
            if request.endpoint is None or request.blueprint == "cookieprefs":
                return None
            return redirect("/login")

    client = make_host(before=gatekeeper).app.test_client()
    assert client.get("/cookies/preferences").status_code == 200
    assert client.get("/plain").status_code == 302


@pytest.mark.parametrize(
    "config",
    [
        {"SERVER_NAME": "shop.test"},
        {"SERVER_NAME": "localhost"},
        {"APPLICATION_ROOT": "/shop"},
        {"SERVER_NAME": "shop.test", "APPLICATION_ROOT": "/shop", "PREFERRED_URL_SCHEME": "https"},
    ],
    ids=lambda one: "+".join(one),
)
def test_a_host_may_name_itself_and_its_root(make_host, config):
    host = make_host(config=config)
    client = host.app.test_client()
    answer = post(client, "/cookies/preferences", **ACCEPT)
    assert (answer.status_code, len(records(host.app))) == (303, 1)
    assert answer.location.endswith("/cookies/preferences?lang=en")


def test_a_host_below_another_app_has_us_where_it_is(make_host):
    host = make_host(public_url="http://localhost/app/cookies/")
    client = Client(DispatcherMiddleware(lambda *_: pytest.fail("asked the outer app"), {"/app": host.app}))
    page = BeautifulSoup(client.get("/app/cookies/").text, "html5lib")
    form = page.select_one("#cookieprefs-banner form")
    assert form["action"] == "/app/cookies/preferences"
    fields = {one["name"]: one["value"] for one in form.select("input")}
    answer = client.post(
        form["action"],
        data={**fields, "action": "accept_all"},
        headers={"Origin": "http://localhost", "Referer": "http://localhost/app/page"},
    )
    assert (answer.status_code, answer.location) == (303, "/app/page")
    with host.app.app_context():
        kept = host.runtime.reading(lambda session: [row[0] for row in session.execute(mounts())])
    assert set(kept) == {"/app/cookies"}


def mounts():
    from sqlalchemy import text

    return text("SELECT DISTINCT mount FROM cookieprefs_snapshot_use")


def test_over_https_the_cookies_are_bound_to_it(make_host):
    client = make_host(public_url="https://shop.test/cookies/").app.test_client()
    answer = post(client, "https://shop.test/cookies/preferences", **ACCEPT)
    names = [one.partition("=")[0] for one in answer.headers.getlist("Set-Cookie")]
    assert names == ["__Host-cookieprefs", "__Secure-cookieprefs_id"]
    assert "on" in client.get("https://shop.test/page?key=matomo").text


def test_two_hosts_in_one_process_know_nothing_of_each_other(make_host, tmp_path):
    one = make_host(f"sqlite:///{tmp_path / 'one.sqlite3'}")
    other = make_host(f"sqlite:///{tmp_path / 'other.sqlite3'}", prefix="/privacy/choices")
    post(one.app.test_client(), "/cookies/preferences", **ACCEPT)
    assert [len(records(one.app)), len(records(other.app))] == [1, 0]
    assert other.app.test_client().get("/cookies/").status_code == 404
    assert other.app.test_client().get("/privacy/choices/").status_code == 200
