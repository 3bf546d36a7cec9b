"""T17, Google Consent Mode v2: the default before all, one update a decision, each page anew (V-01 to V-03)."""

from __future__ import annotations

import pytest

from tests.browser.stage import service, staged

COUNTS = service("ga", "analytics_storage", measurement_id="G-1A2B")
ADS = service("ads", "ad_storage ad_user_data ad_personalization", conversion_id="AW-123456")
CONTAINER = service("gtm", container_id="GTM-1A2B")

TYPES = (
    "ad_storage",
    "ad_user_data",
    "ad_personalization",
    "analytics_storage",
    "functionality_storage",
    "personalization_storage",
)
DEFAULT = dict.fromkeys(TYPES, "denied") | {"security_storage": "granted", "wait_for_update": 500}
BEGINNING = [["consent", "default", DEFAULT], ["set", "ads_data_redaction", True]]


def update(granted=""):
    """The update that grants these types and no other, and what goes with it."""
    told = {name: "granted" if name in granted.split() else "denied" for name in TYPES}
    return [["set", "ads_data_redaction", told["ad_storage"] == "denied"], ["consent", "update", told]]


@pytest.fixture
def stage(page):
    with staged(page) as stage:
        yield stage


def disabled(stage):
    return stage.page.evaluate("() => window['ga-disable-G-1A2B']")


def test_nothing_loads_before_a_yes_and_the_default_denies_all(stage):
    stage.play("google", COUNTS, ADS, CONTAINER)
    stage.begin()
    stage.decide()
    assert stage.vendor.requests == []
    assert stage.page.evaluate("() => dataLayer.map((call) => [...call])") == BEGINNING


def test_the_default_goes_first_then_one_update_a_decision(stage):
    stage.play("google", COUNTS)
    stage.begin()
    stage.decide("ga")
    said = [*BEGINNING, *update("analytics_storage"), ["js", "now"], ["config", "G-1A2B"]]
    assert stage.heard() == said
    stage.decide()
    said += update()
    assert stage.heard() == said
    stage.decide("ga")
    assert stage.heard() == said + update("analytics_storage")


def test_a_refusal_after_a_first_look_is_an_update_too(stage):
    stage.play("google", COUNTS)
    stage.begin()
    stage.decide()
    stage.decide()
    assert stage.page.evaluate("() => dataLayer.map((call) => [...call])") == BEGINNING + update()


def test_each_later_page_is_told_again(stage):
    """V-03: Google keeps nothing from page to page."""
    for _ in range(2):
        stage.play("google", COUNTS)
        stage.begin()
        stage.decide("ga")
        assert stage.heard()[:4] == BEGINNING + update("analytics_storage")


def test_several_services_share_one_default_and_one_tag(stage):
    stage.play("google", COUNTS, ADS, CONTAINER)
    stage.begin()
    stage.decide("ga")
    stage.decide("ga", "ads", "gtm")
    heard = stage.heard()
    assert heard[:2] == BEGINNING
    assert [one for one in heard if one[:2] == ["consent", "default"]] == [BEGINNING[0]]
    assert [one for one in heard if one[0] in ("js", "config", "gtm.js")] == [
        ["js", "now"],
        ["config", "G-1A2B"],
        ["config", "AW-123456"],
        ["gtm.js"],
    ]
    assert stage.sources() == [
        "https://www.googletagmanager.com/gtag/js?id=G-1A2B",
        "https://www.googletagmanager.com/gtm.js?id=GTM-1A2B",
    ]


@pytest.mark.parametrize(
    ("keys", "granted"),
    [
        (["ga"], "analytics_storage"),
        (["ads"], "ad_storage ad_user_data ad_personalization"),
        (["ga", "ads"], "analytics_storage ad_storage ad_user_data ad_personalization"),
        (["gtm"], ""),
    ],
)
def test_a_yes_grants_the_types_of_its_services_and_no_other(stage, keys, granted):
    stage.play("google", COUNTS, ADS, CONTAINER)
    stage.begin()
    stage.decide(*keys)
    assert stage.heard()[2:4] == update(granted)


def test_what_the_page_has_queued_itself_comes_after_the_default(stage):
    snippet = (
        "window.dataLayer = []; function gtag() { dataLayer.push(arguments); }"
        " gtag('js', 1); gtag('config', 'G-9');"
    )
    stage.play("google", service("ga", "analytics_storage"), head=snippet)
    stage.begin()
    stage.decide("ga")
    queued = stage.page.evaluate("() => dataLayer.map((call) => [...call])")
    assert queued == [*BEGINNING, ["js", 1], ["config", "G-9"], *update("analytics_storage")]
    assert stage.sources() == []


def test_withdrawal_stops_analytics_from_sending_at_all(stage):
    stage.play("google", COUNTS, ADS)
    stage.begin()
    stage.decide("ga", "ads")
    assert disabled(stage) is False
    stage.decide("ads")
    assert disabled(stage) is True
    stage.decide("ga")
    assert disabled(stage) is False


def test_advanced_mode_loads_the_tag_at_once_and_tells_it_that_all_is_denied(stage):
    """V-02."""
    stage.play("google", service("ga", "analytics_storage", advanced=True, measurement_id="G-1A2B"))
    stage.begin()
    stage.decide()
    assert stage.heard() == [*BEGINNING, ["js", "now"], ["config", "G-1A2B"]]
    stage.decide("ga")
    stage.decide()
    assert stage.heard()[4:] == update("analytics_storage") + update()
    assert disabled(stage) is False


def test_a_tag_that_runs_already_is_told_at_once(stage):
    """A page that loads Google's script without a gate: too late to be first, and said all the same."""
    taken = (
        "window.dataLayer = []; window.said = []; dataLayer.push = (...calls) => { window.said.push(...calls); };"
    )
    stage.play("google", COUNTS, head=taken)
    stage.begin()
    assert stage.page.evaluate("() => window.said.map((call) => [...call])") == BEGINNING
