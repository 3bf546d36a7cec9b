"""What a host's templates ask: may a service run, is there something to ask, where is the script."""

from __future__ import annotations

import logging

import pytest
from flask import render_template_string
from sqlalchemy import text

from cookieprefs.web import gate
from tests.visitor import OWN
from tests.web.posts import post, records, soup


@pytest.fixture
def client(host):
    return host.app.test_client()


def state(client, *keys, path="/page", **options):
    """What the host's page has of each service."""
    query = "&".join(f"key={one}" for one in keys)
    page = soup(client.get(f"{path}?{query}", **options))
    return [page.select_one(f'[data-key="{key}"]').get_text() for key in keys]


def vary(response):
    return {one.lower() for one in response.vary}


def test_nothing_is_allowed_before_a_choice(client):
    assert state(client, "matomo", "youtube") == ["off", "off"]


def test_what_is_strictly_necessary_always_is(client):
    assert state(client, "cookieprefs") == ["on"]


def test_a_yes_opens_its_gate_and_no_other_on_the_hosts_own_pages(client):
    post(client, "/cookies/preferences/services/matomo", granted="yes")
    assert state(client, "matomo", "youtube") == ["on", "off"]


def test_a_withdrawal_shuts_it_again(client):
    post(client, "/cookies/preferences", layer="banner", action="accept_all")
    assert state(client, "matomo") == ["on"]
    post(client, "/cookies/preferences", action="withdraw_all")
    assert state(client, "matomo") == ["off"]


def test_a_decision_that_has_ended_opens_nothing(client, clock):
    post(client, "/cookies/preferences", layer="banner", action="accept_all")
    clock.pass_(days=190)
    assert state(client, "matomo") == ["off"]


def test_a_service_that_asks_anew_is_shut_until_it_is_answered(client, host, folder):
    post(client, "/cookies/preferences", layer="banner", action="accept_all")
    written = (folder / "site.yaml").read_text("utf-8")
    (folder / "site.yaml").write_text(written.replace("purpose: media", "purpose: audience"), "utf-8")
    host.publish()
    assert state(client, "matomo", "youtube") == ["on", "off"]


@pytest.mark.parametrize("cookie", ["rubbish", "v=1&until=x&yes=matomo&no=", "v=1" * 1200, "%00", "yes=matomo"])
def test_rubbish_in_the_cookie_opens_nothing(client, cookie):
    client.set_cookie("cookieprefs", cookie)
    assert state(client, "matomo") == ["off"]


def test_an_unknown_service_is_shut_and_told_of_once(client, caplog):
    gate._warn.cache_clear()
    with caplog.at_level(logging.WARNING):
        assert state(client, "matomoo", "matomoo") == ["off", "off"]
        assert state(client, "matomoo") == ["off"]
    assert [one.getMessage() for one in caplog.records if "matomoo" in one.getMessage()] == [
        "a template asks for the service 'matomoo', which the published policy does not have"
    ]


def test_outside_of_a_request_nothing_is_allowed_or_shown(host):
    with host.app.app_context():
        assert host.cookieprefs.allows("cookieprefs") is False
        assert host.cookieprefs.banner() == ""
        assert host.cookieprefs.script() == ""


def test_a_database_that_goes_shuts_what_needs_leave_and_nothing_else(client, host, clock):
    post(client, "/cookies/preferences", layer="banner", action="accept_all")
    with host.engine.connect() as connection:
        connection.execute(text("ALTER TABLE cookieprefs_policy_version RENAME TO gone"))
        connection.commit()
    host.runtime.look_now()
    assert state(client, "matomo", "cookieprefs") == ["off", "on"]
    with host.engine.connect() as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO cookieprefs_policy_version"))
        connection.commit()
    host.runtime.look_now()
    assert state(client, "matomo") == ["on"]


def test_code_asks_the_extension_in_the_same_way(client, host):
    post(client, "/cookies/preferences/services/matomo", granted="yes")
    with client:
        client.get("/plain")
        assert host.app.extensions["cookieprefs_extension"].allows("matomo")
        assert not host.cookieprefs.allows("youtube")


def test_asking_marks_the_answer_and_nothing_else_does(client):
    assert "cookie" in vary(client.get("/page?key=matomo"))
    assert vary(client.get("/plain")) == set()


@pytest.fixture
def sold(make_host, folder):
    """A host one of whose services sells."""
    written = (folder / "site.yaml").read_text("utf-8")
    (folder / "site.yaml").write_text(written + "  - use: meta-pixel\n    purpose: audience\n", "utf-8")
    return make_host()


def test_gpc_shuts_what_is_sold_before_an_answer_and_the_answer_says_that_it_counted(sold):
    @sold.app.get("/one")
    def one():
        return render_template_string("{{ cookie_allowed('meta-pixel') }}")

    @sold.app.get("/other")
    def other():
        return render_template_string("{{ cookie_allowed('matomo') }}")

    client = sold.app.test_client()
    answer = client.get("/one", headers={"Sec-GPC": "1"})
    assert (answer.text, vary(answer)) == ("False", {"cookie", "sec-gpc"})
    assert vary(client.get("/other")) == {"cookie"}


def test_a_hook_of_the_hosts_that_writes_vary_anew_does_not_take_it_away(make_host):
    def overwrite(app):
        @app.after_request
        def vary_on_language(response):
            response.headers["Vary"] = "Accept-Language"
            return response

    client = make_host(after=overwrite).app.test_client()
    assert vary(client.get("/page?key=matomo")) >= {"accept-language", "cookie"}


def test_the_banner_is_the_very_one_that_was_kept_and_works_without_javascript(client, host):
    page = soup(client.get("/page"))
    banner = page.select_one("#cookieprefs-banner")
    (kept,) = (html for (lang, layer, layout), html in layers(host).items() if (lang, layer) == ("en", "banner"))
    assert str(soup_of(kept).select_one("#cookieprefs-banner")) == str(banner)
    fields = {one["name"]: one["value"] for one in banner.select("input")}
    answer = client.post(
        banner.form["action"],
        data={**fields, "action": "accept_all"},
        headers={**OWN, "Referer": "http://localhost/page"},
    )
    assert (answer.status_code, answer.location) == (303, "/page")
    assert soup(client.get("/page")).select("#cookieprefs-banner") == []
    assert len(records(host.app)) == 1


def layers(host):
    with host.app.test_request_context("/"):
        return dict(host.runtime.layers(host.runtime.version(), "/cookies"))


def soup_of(html):
    from bs4 import BeautifulSoup

    return BeautifulSoup(html, "html5lib")


def test_the_banner_speaks_the_pages_language_where_it_is_told(host):
    with host.app.test_request_context("/"):
        assert 'lang="fr"' in host.cookieprefs.banner(lang="fr")
        assert 'lang="en"' in host.cookieprefs.banner(lang="it")


def test_a_banner_in_a_host_that_is_writing_waits_for_nothing(make_host):
    """At a place where it was never shown, it would have to be kept: that is done when it is answered."""
    host = make_host()
    with host.app.test_request_context("/", base_url="http://localhost/elsewhere/"):
        host.db.session.add(host.Note(text="unfinished"))
        host.db.session.flush()
        assert 'action="/elsewhere/cookies/preferences"' in host.cookieprefs.banner()
        host.db.session.commit()
    assert host.notes() == ["unfinished"]


def test_the_script_line_bears_the_hosts_nonce_and_is_safe(host):
    with host.app.test_request_context("/"):
        assert host.cookieprefs.script() == '<script src="/cookies/embed.js" async></script>'
        line = soup_of(host.cookieprefs.script(nonce='a"b', lang="fr")).script
    assert (line["src"], line["nonce"]) == ("/cookies/embed.js?lang=fr", 'a"b')


def test_the_script_line_names_the_country_that_a_proxy_tells(make_host):
    host = make_host(country_header="CF-IPCountry")
    answer = host.app.test_client().get("/page", headers={"CF-IPCountry": "FR"})
    assert soup(answer).script["src"] == "/cookies/embed.js?country=FR"
    assert "cf-ipcountry" in vary(answer)
