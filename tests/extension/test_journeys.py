"""A visitor's ways through our pages inside a host app, wherever it mounts them."""

from __future__ import annotations

import json
from http.cookies import SimpleCookie

import pytest

from tests.visitor import OWN, Visitor
from tests.web.posts import post, records, soup

PREFIXES = ["/cookies", "/legal/privacy-choices"]
ROOTS = ["", "/shop"]


@pytest.fixture(params=PREFIXES)
def prefix(request):
    return request.param


@pytest.fixture
def host(make_host, prefix):
    return make_host(prefix=prefix)


def test_the_first_banner_is_on_the_page_and_nothing_is_set(visitor, prefix):
    visitor.open(f"{prefix}/")
    assert visitor.has_banner()
    assert visitor.page.select_one("#cookieprefs-banner form")["action"] == f"{prefix}/preferences"


@pytest.mark.parametrize(("button", "state"), [("Accept all", "on"), ("Refuse all", "off")])
def test_an_answer_to_the_banner_stands(visitor, prefix, button, state, host):
    visitor.open(f"{prefix}/")
    visitor.press(button, within="#cookieprefs-banner")
    visitor.open(f"{prefix}/preferences")
    assert [visitor.state(key) for key in ("matomo", "hotjar", "youtube")] == [state] * 3
    assert not visitor.open(f"{prefix}/").select("section#cookieprefs-banner")
    assert len(records(host.app)) == 1


def test_a_switch_is_turned_and_turned_back(visitor, prefix):
    visitor.open(f"{prefix}/preferences")
    visitor.turn("youtube", on=True)
    assert (visitor.state("youtube"), visitor.state("matomo")) == ("on", "off")
    visitor.turn("youtube", on=False)
    assert visitor.state("youtube") == "off"


def test_all_is_withdrawn_in_one_click(visitor, prefix):
    visitor.open(f"{prefix}/")
    visitor.press("Accept all", within="#cookieprefs-banner")
    visitor.open(f"{prefix}/preferences")
    visitor.press("Withdraw all", within="#cookieprefs-summary")
    assert visitor.state("matomo") == "off"


def test_the_receipt_is_there_and_goes_with_the_records(visitor, prefix, host):
    visitor.open(f"{prefix}/")
    visitor.press("Accept all", within="#cookieprefs-banner")
    assert len(visitor.open(f"{prefix}/receipt").select(".cookieprefs-record")) == 1
    receipt = json.loads(visitor.client.get(f"{prefix}/receipt.json").text)
    assert f"localhost{prefix}/" in json.dumps(receipt)
    visitor.open(f"{prefix}/preferences")
    visitor.press("Erase my records", within="#cookieprefs-records")
    assert records(host.app) == []


def test_the_cookies_are_where_they_belong(host, prefix):
    answer = post(host.app.test_client(), f"{prefix}/preferences", action="accept_all")
    cookies = SimpleCookie()
    for line in answer.headers.getlist("Set-Cookie"):
        cookies.load(line)
    assert {name: one["path"] for name, one in cookies.items()} == {
        "cookieprefs": "/",
        "cookieprefs_id": f"{prefix}/",
    }


def test_sale_is_ended_by_one_button(make_host, folder, prefix):
    text = (folder / "site.yaml").read_text("utf-8")
    (folder / "site.yaml").write_text(text + "  - use: meta-pixel\n    purpose: audience\n", "utf-8")
    visitor = Visitor(make_host(prefix=prefix).app, has_htmx=False)
    visitor.open(f"{prefix}/")
    visitor.press("Accept all", within="#cookieprefs-banner")
    visitor.open(f"{prefix}/do-not-sell")
    visitor.press("Do not sell or share my data")
    visitor.open(f"{prefix}/preferences")
    assert visitor.state("meta-pixel") == "off"


def test_every_address_on_every_page_stays_below_the_mount(host, prefix):
    client = host.app.test_client()
    for path in ("/", "/preferences", "/receipt", "/do-not-sell", "/versions/1"):
        page = soup(client.get(f"{prefix}{path}"))
        found = [one[name] for name in ("href", "src", "action") for one in page.select(f"[{name}]")]
        own = [one for one in found if one.startswith("/")]
        assert len(own) > 3
        assert [one for one in own if not one.startswith(f"{prefix}/")] == []


def test_a_plain_post_leads_back_to_the_page_of_the_site_that_it_came_from(host, prefix):
    referer = {"Referer": "http://localhost/page?key=x", **OWN}
    answer = post(host.app.test_client(), f"{prefix}/preferences", referer, layer="banner", action="accept_all")
    assert (answer.status_code, answer.location) == (303, "/page?key=x")


def test_after_a_switch_without_script_the_next_page_is_one_that_answers(host, prefix):
    referer = {"Referer": f"http://localhost{prefix}/preferences/services/matomo"}
    answer = post(host.app.test_client(), f"{prefix}/preferences/services/matomo", referer, granted="yes")
    assert answer.location == f"{prefix}/preferences?lang=en"


@pytest.mark.parametrize("root", ROOTS)
def test_the_scripts_find_us(host, prefix, root):
    environ = {"SCRIPT_NAME": root}
    client = host.app.test_client()
    text = client.get(f"{prefix}/embed.js", environ_overrides=environ).text
    assert f'"mount": "{root}{prefix}"' in text
    assert f"{root}{prefix}/preferences" in text
    effects = text.partition('"effects": "')[2].partition('"')[0]
    following = client.get(f"{prefix}{effects}", environ_overrides=environ)
    assert following.status_code == 200
    assert f'"mount": "{root}{prefix}"' in following.text


@pytest.mark.parametrize("root", ROOTS[1:])
def test_a_host_below_a_path_of_its_own_has_us_below_both(host, prefix, root):
    client, environ = host.app.test_client(), {"SCRIPT_NAME": root}
    form = {"version": 1, "lang": "en", "layer": "banner", "layout": "full", "action": "accept_all"}
    headers = {**OWN, "Referer": f"http://localhost{root}{prefix}/"}
    answer = client.post(f"{prefix}/preferences", data=form, headers=headers, environ_overrides=environ)
    assert (answer.status_code, answer.location) == (303, f"{root}{prefix}/")
    assert f"Path={root}{prefix}/" in answer.headers.getlist("Set-Cookie")[1]
    page = soup(client.get(f"{prefix}/receipt", environ_overrides=environ))
    current = page.select_one("nav [aria-current=page]")
    assert current["href"] == f"{root}{prefix}/receipt?lang=en"
