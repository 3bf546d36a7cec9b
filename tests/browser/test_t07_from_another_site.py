"""T7: a decision is taken from our own pages alone, without any cookie to know them by (B-16)."""

from __future__ import annotations

import http.client
import threading
from urllib.parse import urlencode

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from tests.browser import watch
from tests.browser.pages import banner, button, press_without_script
from tests.browser.site import Quiet

ACCEPT = {"version": "1", "lang": "en", "layer": "banner", "layout": "full", "action": "accept_all"}

FORGED = """<!doctype html><title>Elsewhere</title>
<form method="post" action="{target}">{fields}<button>Win a prize</button></form>"""


@pytest.fixture
def elsewhere(site):
    """The port of a server whose only page posts to ours."""
    fields = "".join(f'<input type="hidden" name="{key}" value="{value}">' for key, value in ACCEPT.items())
    page = FORGED.format(target=f"{site.url}/preferences", fields=fields)
    server = make_server(
        "127.0.0.1", 0, Response(page, mimetype="text/html"), threaded=True, request_handler=Quiet
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("host", "says"), [("127.0.0.1", "cross-site"), ("localhost", "same-site")])
def test_a_form_of_another_site_is_refused(site, page, context, elsewhere, host, says):
    page.goto(f"http://{host}:{elsewhere}/")
    assert press_without_script(page, page.locator("button")).status == 403
    assert site.line.said == [(f"http://{host}:{elsewhere}", says)]
    assert context.cookies() == []
    assert site.records() == []


def test_a_form_of_another_site_changes_nothing_for_who_has_refused(site, page, context, elsewhere):
    page.goto("/")
    button(banner(page), "refuse_all").click()
    watch.wait_for_answers(page, 1)
    before = context.cookies()
    page.goto(f"http://127.0.0.1:{elsewhere}/")
    assert press_without_script(page, page.locator("button")).status == 403
    assert context.cookies() == before
    assert len(site.records()) == 1


def test_a_form_of_ours_on_a_page_that_hides_its_origin_is_taken(site, new_context):
    site.line.replaced["Referrer-Policy"] = "no-referrer"
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/")
    assert press_without_script(page, button(banner(page), "accept_all")).status == 303
    assert site.line.said == [("null", "same-origin")]
    assert set(site.stored().values()) == {"given"}


def post(site, **headers):
    """Post as no browser would: with these headers and no others."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    connection.request("POST", "/preferences", urlencode(ACCEPT), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_a_post_that_does_not_say_where_it_comes_from_is_refused(site):
    answer = post(site, Host=f"localhost:{site.port}")
    assert answer.status == 403
    assert answer.getheader("Set-Cookie") is None
    assert site.records() == []


def test_our_own_origin_is_enough_for_an_older_browser(site):
    answer = post(site, Host=f"localhost:{site.port}", Origin=site.url)
    assert answer.status == 303
    assert set(site.stored().values()) == {"given"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "null"},
        {"Origin": "https://evil.test"},
        {"Origin": "http://localhost:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": "same-site"},
        {"Referer": "http://localhost/"},
    ],
)
def test_these_say_that_a_post_is_not_ours(site, headers):
    answer = post(site, Host=f"localhost:{site.port}", **headers)
    assert answer.status == 403
    assert site.records() == []


def test_what_the_browser_says_of_the_site_outranks_the_origin(site):
    answer = post(site, Host=f"localhost:{site.port}", Origin=site.url, Sec_Fetch_Site="cross-site")
    assert answer.status == 403
