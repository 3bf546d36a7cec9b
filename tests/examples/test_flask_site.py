"""The Flask example, started by the command in its README and visited in a real browser."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.conftest import browser_type_launch_args
from tests.doctor import mounts
from tests.ports import free_port

__all__ = ["browser_type_launch_args"]

TOP = Path(__file__).parents[2]
README = Path("examples/flask-site/README.md")


@pytest.fixture(scope="session")
def base_url():
    """None: the test serves its own site."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """The example as a clone has it, started as the README says, on a port that is free."""
    clone = tmp_path_factory.mktemp("clone")
    shutil.copytree(TOP / "examples", clone / "examples", ignore=shutil.ignore_patterns("instance", "__pycache__"))
    port = free_port()
    command = [*shlex.split(command_of(README)), f"PORT={port}", f"VENV={sys.prefix}"]
    process = subprocess.Popen(
        command, cwd=clone, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment()
    )
    said = list(until(process.stdout, "Press Ctrl+C"))
    try:
        assert "Press Ctrl+C" in said[-1], said
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(60)
        process.stdout.close()


@pytest.fixture
def visit(page, shop):
    """A page of the example; every address that was asked for is noted."""
    page.set_default_timeout(watch.PATIENCE)
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(f"{shop}/guestbook")
    return page


def until(lines, words):
    """The lines up to the one with these words, or to the end."""
    for line in lines:
        yield line
        if words in line:
            return


def command_of(readme):
    """The one command that the README says to type first."""
    (first, *_) = re.findall(r"```sh\n(.+?)\n```", (TOP / readme).read_text("utf-8"), re.DOTALL)
    assert first.count("\n") == 0
    return first


def environment():
    return {name: value for name, value in os.environ.items() if not name.startswith(("COOKIEPREFS_", "FLASK_"))}


def answer(page, name):
    with page.expect_response(lambda one: one.url.endswith("/preferences")):
        page.get_by_role("button", name=name, exact=True).first.click()


def outside(page, shop):
    return [one for one in page.asked if not one.startswith(shop)]


def test_before_an_answer_both_gates_are_shut(visit, shop):
    expect(visit.locator("#cookieprefs-banner")).to_be_visible()
    expect(visit.locator("#tally")).to_have_text("Your visits are not counted.")
    assert outside(visit, shop) == []
    assert {one["name"] for one in visit.context.cookies()} == {"session"}


def test_a_refusal_shuts_the_banner_and_nothing_opens(visit, shop):
    answer(visit, "Refuse all")
    visit.goto(f"{shop}/")
    expect(visit.locator("#cookieprefs-banner")).to_have_count(0)
    visit.goto(f"{shop}/guestbook")
    expect(visit.locator("#tally")).to_have_text("Your visits are not counted.")
    assert outside(visit, shop) == []


def test_a_yes_opens_the_film_at_once_and_the_counter_on_the_next_page(visit, shop):
    answer(visit, "Accept all")
    expect(visit.frame_locator(".film iframe").locator("#playing")).to_contain_text("film host speaking")
    visit.goto(f"{shop}/")
    expect(visit.locator("#tally")).to_have_text("You have opened 1 of our pages.")
    assert [one.rpartition("/")[2] for one in outside(visit, shop)] == ["film", "count.js"]


def test_withdrawing_shuts_both_and_deletes_what_was_counted(visit, shop):
    answer(visit, "Accept all")
    visit.goto(f"{shop}/")
    expect(visit.locator("#tally")).to_contain_text("1 of our pages")
    visit.goto(f"{shop}/cookies/preferences")
    answer(visit, "Withdraw all")
    visit.goto(f"{shop}/")
    expect(visit.locator("#tally")).to_have_text("Your visits are not counted.")
    assert "skerry_visits" not in {one["name"] for one in visit.context.cookies()}


def test_the_preferences_open_over_the_page_and_one_switch_opens_the_film(visit):
    answer(visit, "Refuse all")
    visit.get_by_role("link", name="Cookie Preferences").click()
    inside = visit.frame_locator("dialog iframe")
    with visit.expect_response(lambda one: one.url.endswith("/preferences/services/films")):
        inside.get_by_role("switch", name="Reel & Rain").or_(inside.get_by_label("Reel & Rain")).first.click()
    visit.keyboard.press("Escape")
    expect(visit.frame_locator(".film iframe").locator("#playing")).to_contain_text("film host speaking")


def test_without_javascript_the_banner_is_a_form_that_works(browser, shop):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{shop}/")
        page.get_by_role("button", name="Accept all", exact=True).click()
        expect(page).to_have_url(f"{shop}/")
        expect(page.locator("#tally")).to_have_text("Your visits are counted.")
        expect(page.locator("#cookieprefs-banner")).to_have_count(0)


def test_the_sites_own_forms_keep_their_protection(visit, shop):
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(f"{shop}/guestbook", data=b"name=x&words=y")  # noqa: S310  our own server
    visit.get_by_label("Your name").fill("Ada")
    visit.get_by_label("Your words").fill("Fair wind.")
    visit.get_by_role("button", name="Sign the guestbook").click()
    expect(visit.locator("blockquote").first).to_contain_text("Fair wind.")


def test_the_operators_page_is_behind_the_sites_own_login(visit, shop):
    assert visit.goto(f"{shop}/cookies/operator/").status == 403
    visit.goto(f"{shop}/login")
    visit.get_by_label("The word").fill("ahoy")
    visit.get_by_role("button", name="Come in").click()
    expect(visit.get_by_role("heading", name="For the operator")).to_be_visible()
    expect(visit.locator("#cookieprefs-unchanged")).to_be_visible()


def test_the_doctor_finds_nothing_but_what_a_real_web_server_would_do(shop):
    found = mounts.examined(f"{shop}/cookies/", f"{shop}/", f"{shop}/guestbook", f"{shop}/login")
    assert mounts.keys(found) == {"not-compressed"}, [one.sentence for one in found.findings]
