"""What a site's console prints of another tool's configuration (docs/migrating.md) reads like its script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import npm
from tests.browser.othertools import KLARO, OREJIME, VANILLA_3
from tests.importing import packages
from tests.importing.drafts import GIVEN, given, imported

DOCS = Path(__file__).parents[2] / "docs" / "migrating.md"
LINE = re.search(r"(?m)^copy\(JSON\.stringify\(klaroConfig, .+\)\)$", DOCS.read_text("utf-8"))[0]
"""What an operator types, on a site that has Klaro."""

RUN = """
config.categories.analytics.autoClear.cookies[0].name = /^_ga/;
config.onConsent = () => {};
CookieConsent.run(config);
"""


@pytest.fixture
def printed(shop, page):
    """What the console copies on a page that runs a tool with a configuration, whose name stands in the line."""

    def copy(package, script, name, after=""):
        shop.pages.serve("/tool.js", npm.read(package.name, package.main), "text/javascript")
        shop.pages.serve("/config.js", script, "text/javascript")
        body = f'<script src="/config.js"></script><script src="/tool.js"></script><script>{after}</script>'
        page.goto(shop.page("/old", body, line=""))
        page.wait_for_load_state()
        page.evaluate("() => { window.copy = (text) => { window.copied = text; }; }")
        page.evaluate(LINE.replace("klaroConfig", name))
        return page.evaluate("() => window.copied")

    return copy


def test_klaros_own_example_says_the_same_as_json_and_as_a_script(printed):
    example = packages.klaro()
    assert imported(printed(KLARO, example.decode(), "klaroConfig")).data == imported(example).data


def test_orejimes_own_example_says_as_json_what_only_running_it_tells(printed):
    example = packages.orejime()
    running = f"var GTM_UA = 'UA-1';\n{example.decode()}"
    told, written = imported(printed(OREJIME, running, "orejimeConfig")), imported(example)
    assert (list(told.services), told.purposes) == (list(written.services), written.purposes)
    assert [one.get("domain") for one in told.services["inline-tracker"]["cookies"]] == [
        None,
        "localhost",
        "test.mydomain.com",
    ]


def test_version_3_of_vanilla_cookieconsent_tells_its_configuration_by_itself(printed):
    script = f"const config = {(GIVEN / 'vanilla3.json').read_text('utf-8')}"
    shop = imported(printed(VANILLA_3, script, "CookieConsent.getConfig()", after=RUN))
    assert shop.data == given("vanilla3.json").data
