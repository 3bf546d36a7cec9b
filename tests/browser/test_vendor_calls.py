"""Vendors' own consent calls (V-05 to V-09): denied before all else, told of each decision, on each page anew."""

from __future__ import annotations

import pytest

from tests.browser.stage import service, staged

UET = service("bing", "ad_storage", tag_id="400012")
CLARITY = service("clarity", "analytics_storage", project_id="ab12")
META = service("meta", pixel_id="123")
TIKTOK = service("tiktok", pixel_id="C4A1")

DENIED = {"ad_Storage": "denied", "analytics_Storage": "denied"}
COUNTED = {"ad_Storage": "denied", "analytics_Storage": "granted"}

# Adapter, service, what is loaded; then what the vendor's script hears: at the yes, at withdrawal, at another yes.
CALLS = [
    (
        "uet",
        UET,
        "https://bat.bing.com/bat.js",
        [
            ["UET", "400012"],
            [
                *("consent", "default", {"ad_storage": "denied"}),
                *("consent", "update", {"ad_storage": "granted"}),
            ],
            ["pageLoad"],
        ],
        [["consent", "update", {"ad_storage": "denied"}]],
        [["consent", "update", {"ad_storage": "granted"}]],
    ),
    (
        "clarity",
        CLARITY,
        "https://www.clarity.ms/tag/ab12",
        [["consentv2", DENIED], ["consentv2", COUNTED]],
        [["consentv2", DENIED], ["stop"]],
        [["start"], ["consentv2", COUNTED]],
    ),
    (
        "meta",
        META,
        "https://connect.facebook.net/en_US/fbevents.js",
        [["consent", "revoke"], ["init", "123"], ["consent", "grant"], ["track", "PageView"]],
        [["consent", "revoke"]],
        [["consent", "grant"]],
    ),
    (
        "tiktok",
        TIKTOK,
        "https://analytics.tiktok.com/i18n/pixel/events.js?sdkid=C4A1&lib=ttq",
        [["holdConsent"], ["grantConsent"], ["page"]],
        [["revokeConsent"]],
        [["grantConsent"]],
    ),
]
every_vendor = pytest.mark.parametrize(
    ("adapter", "given", "source", "allowed", "withdrawn", "again"), CALLS, ids=[one[0] for one in CALLS]
)

# What a page's own snippet has queued by then; how to read the queue; what comes first in it.
QUEUED = [
    ("uet", UET, 'window.uetq = ["event", "x", {}];', "window.uetq[1]", "default"),
    (
        "clarity",
        CLARITY,
        'window.clarity = () => {}; window.clarity.q = [["set"]];',
        "clarity.q[0][0]",
        "consentv2",
    ),
    ("meta", META, 'window.fbq = () => {}; window.fbq.queue = [["init"]];', "fbq.queue[0][1]", "revoke"),
    ("tiktok", TIKTOK, 'window.ttq = [["page"]];', "ttq[0][0]", "holdConsent"),
    ("matomo", service("matomo"), 'window._paq = [["trackPageView"]];', "_paq[0][0]", "requireConsent"),
]


@pytest.fixture
def stage(page):
    with staged(page) as stage:
        yield stage


@every_vendor
def test_nothing_is_loaded_before_a_yes(stage, adapter, given, source, allowed, withdrawn, again):
    stage.play(adapter, given)
    stage.begin()
    stage.decide()
    assert stage.sources() == []
    assert stage.vendor.requests == []


@every_vendor
def test_denied_is_said_first_and_each_decision_once(stage, adapter, given, source, allowed, withdrawn, again):
    stage.play(adapter, given)
    stage.begin()
    stage.decide()
    stage.decide(given["key"])
    assert stage.heard() == allowed
    stage.decide()
    assert stage.heard() == allowed + withdrawn
    stage.decide(given["key"])
    assert stage.heard() == allowed + withdrawn + again
    assert stage.sources() == [source]


@every_vendor
def test_the_next_page_begins_anew(stage, adapter, given, source, allowed, withdrawn, again):
    for _ in range(2):
        stage.play(adapter, given)
        stage.begin()
        stage.decide(given["key"])
        assert stage.heard() == allowed


@pytest.mark.parametrize(("adapter", "given", "head", "place", "first"), QUEUED, ids=[one[0] for one in QUEUED])
def test_what_a_page_has_queued_itself_comes_after(stage, adapter, given, head, place, first):
    stage.play(adapter, given, head=head)
    stage.begin()
    assert stage.page.evaluate(f"() => {place}") == first


def test_what_the_site_itself_loads_is_told_and_not_loaded_again(stage):
    """Gates in the site's markup load it; the calls are ours all the same."""
    stage.play("clarity", service("clarity", "analytics_storage ad_storage"))
    stage.begin()
    stage.decide("clarity")
    assert stage.sources() == []
    queued = stage.page.evaluate("() => clarity.q.map((call) => call[1])")
    assert queued == [DENIED, {"ad_Storage": "granted", "analytics_Storage": "granted"}]


def test_the_pixels_own_snippet_finds_no_queue_of_ours_and_loads_itself(stage):
    """It does nothing where `fbq` is there already."""
    stage.play("meta", service("meta"))
    stage.begin()
    stage.decide("meta")
    assert stage.page.evaluate("() => typeof window.fbq") == "undefined"
    stage.page.evaluate("() => { window.fbq = (...call) => { window.heard.push(call); }; }")
    stage.decide()
    assert stage.heard() == [["consent", "revoke"]]


def test_advanced_mode_loads_at_once_and_says_that_all_is_denied(stage):
    """V-02."""
    stage.play("uet", service("bing", "ad_storage", advanced=True, tag_id="400012"))
    stage.begin()
    stage.decide()
    queued = ["consent", "default", {"ad_storage": "denied"}]
    assert stage.heard() == [["UET", "400012"], queued, ["pageLoad"]]
    stage.decide()
    assert stage.heard()[3:] == [["consent", "update", {"ad_storage": "denied"}]]


def test_a_recording_is_stopped_and_begun_once_however_often_others_are_decided_about(stage):
    """While it is stopped it keeps what it hears, and a second stop would end what the next start begins."""
    stage.play("clarity", CLARITY)
    stage.begin()
    for keys in ([], [], ["clarity"], ["clarity"], [], [], ["clarity"]):
        stage.decide(*keys)
    assert " ".join(one[0] for one in stage.heard()) == "consentv2 consentv2 consentv2 stop start consentv2"


def test_in_advanced_mode_a_denied_recording_goes_on_as_the_operator_chose(stage):
    """V-02."""
    stage.play("clarity", service("clarity", "analytics_storage", advanced=True, project_id="ab12"))
    stage.begin()
    stage.decide()
    stage.decide("clarity")
    stage.decide()
    assert stage.heard() == [["consentv2", DENIED], ["consentv2", COUNTED], ["consentv2", DENIED]]


@pytest.mark.parametrize(
    ("adapter", "given", "source"),
    [
        ("plain", service("x", script="https://x.example/x.js?v=1"), "https://x.example/x.js?v=1"),
        ("hotjar", service("x", hotjar_id="12"), "https://static.hotjar.com/c/hotjar-12.js?sv=6"),
        ("linkedin", service("x", partner_id="34"), "https://snap.licdn.com/li.lms-analytics/insight.min.js"),
        ("intercom", service("x", app_id="ab12"), "https://widget.intercom.io/widget/ab12"),
    ],
)
def test_a_vendor_that_cannot_be_told_is_loaded_with_a_yes_and_not_before(stage, adapter, given, source):
    stage.play(adapter, given)
    stage.begin()
    stage.decide()
    assert stage.sources() == []
    stage.decide("x")
    stage.decide()
    stage.decide("x")
    assert stage.sources() == [source]


def test_a_chat_is_shut_down_at_withdrawal_and_begins_again_with_a_yes(stage):
    """L-28."""
    stage.play("intercom", service("chat", app_id="ab12"))
    stage.begin()
    stage.decide("chat")
    stage.decide()
    stage.decide("chat")
    assert stage.heard() == [["begun", "ab12"], ["shutdown"], ["boot", {"app_id": "ab12"}]]
