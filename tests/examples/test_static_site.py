"""examples/static-site: started by the command of its README, opened in a browser, decided in."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.pages import banner, button, cookies
from tests.doctor import mounts
from tests.ports import free_port

TOP = Path(__file__).parent.parent.parent
EXAMPLE = Path("examples/static-site")


def command():
    """What the README says to type."""
    readme = (TOP / EXAMPLE / "README.md").read_text("utf-8")
    return shlex.split(re.search(r"```sh\n(.+)\n```", readme)[1])


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """The example, running in a copy of its folder, on a free port and with the tests' own environment."""
    top = tmp_path_factory.mktemp("clone")
    left_out = shutil.ignore_patterns("*.sqlite3*", "secret-key")
    shutil.copytree(TOP / EXAMPLE, top / EXAMPLE, ignore=left_out)
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COOKIEPREFS_")}
    process = subprocess.Popen(
        [*command(), f"PORT={port}", f"VENV={sys.prefix}"],
        cwd=top,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        told = []
        for line in process.stdout:
            told.append(line)
            if "pages are at" in line:
                break
        assert "pages are at" in told[-1], "".join(told)
        yield re.search(r"http://[^/]+", told[-1])[0]
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
        process.stdout.close()


@pytest.fixture
def asked(context):
    """The hosts that the browser asks."""
    hosts = set()
    context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    return hosts


def film(page):
    return page.frame_locator("figure iframe").get_by_text("This would be the film.")


def test_before_a_choice_nothing_is_stored_and_nobody_else_is_asked(url, page, context, asked):
    page.goto(url)
    expect(banner(page)).to_be_visible()
    expect(page.frame_locator("figure iframe").get_by_role("button", name="Load once")).to_be_visible()
    assert asked == {urlsplit(url).netloc}
    assert cookies(context) == {}


def test_accepting_opens_the_gates(url, page, context):
    page.goto(url)
    button(banner(page), "accept_all").click()
    expect(film(page)).to_be_visible()
    expect(page.locator("#visits")).to_contain_text("the first page")
    page.goto(f"{url}/trees")
    expect(page.locator("#visits")).to_have_text("You have opened 2 pages of ours.")
    expect(film(page)).to_be_visible()


def test_one_service_is_switched_on_in_the_preferences_and_all_is_withdrawn_there(url, page, context):
    page.goto(url)
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    page.locator("[data-cookieprefs=preferences]").click()
    panel = page.frame_locator("dialog iframe")
    panel.locator("#cookieprefs-switch-tally").check()
    expect(page.locator("#visits")).to_contain_text("the first page")
    expect(page.frame_locator("figure iframe").get_by_role("button", name="Load once")).to_be_attached()
    assert "orchard_visits" in cookies(context)
    button(panel.locator("body"), "withdraw_all").click()
    expect(panel.locator("#cookieprefs-switch-tally")).not_to_be_checked()
    page.goto(f"{url}/visit")
    assert "orchard_visits" not in cookies(context)


def test_the_policy_page_lists_what_the_site_file_says(url, page):
    page.goto(f"{url}/cookies/")
    expect(page.get_by_role("heading", name="Cookie policy")).to_be_visible()
    expect(page.locator("main")).to_contain_text("orchard_visits")
    expect(page.locator("main")).to_contain_text("reel_viewer")


@pytest.mark.parametrize("path", ["/", "/trees", "/visit", "/cookies/"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_window(url, page, path, width):
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(url + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_doctor_finds_nothing_but_what_a_real_web_server_would_do(url):
    found = mounts.examined(f"{url}/cookies/", f"{url}/", f"{url}/trees", f"{url}/visit")
    assert mounts.keys(found) == {"not-compressed"}


def test_nothing_outside_of_the_folder_of_pages_is_served(url):
    from cookieprefs.doctor.fetch import Fetcher

    fetcher = Fetcher({"localhost"})
    for path in ("/../serve.py", "/%2e%2e/serve.py", "/..%2fserve.py", "/nowhere"):
        assert fetcher.ask(url + path).status == 404


def test_its_site_file_has_neither_faults_nor_warnings():
    from cookieprefs import actions

    assert not actions.read_site_file(TOP / EXAMPLE / "instance").faults
