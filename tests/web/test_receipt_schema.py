"""What visitors take along is what docs/receipt.schema.json says, however they decided (R-03, R-06)."""

import pytest

from tests import sample
from tests.conftest import publish
from tests.receipt_schema import faults
from tests.visitor import OWN
from tests.web.posts import post
from tests.web.proving import kept

BROWSING = sample.SITE.replace("purposes:\n", "consent: {continued_navigation: true}\npurposes:\n", 1)
TAKING = sample.SITE.replace(
    "purposes:\n",
    "take_over:\n  tool: klaro\n  changed_on: 2026-11-01\n  same_meaning: {matomo: stats}\npurposes:\n",
    1,
)


def a_switch(app, client, clock):
    post(client, "/preferences/services/matomo", granted="yes")


def a_purpose(app, client, clock):
    post(client, "/preferences/purposes/media", granted="yes")


def a_withdrawal(app, client, clock):
    post(client, "/preferences", action="accept_all")
    post(client, "/preferences", action="withdraw_all")


def a_refusal_on_first_sight(app, client, clock):
    post(client, "/preferences", layer="banner", action="refuse_all")


def a_placeholder(app, client, clock):
    post(client, "/preferences/services/youtube", layer="placeholder", granted="yes")


def an_opt_out(app, client, clock):
    post(client, "/preferences", {"Sec-GPC": "1"}, action="do_not_sell", layer="do_not_sell")


def browsing_on(app, client, clock):
    publish(app, BROWSING)
    post(client, "/preferences", version=2, action="continued_navigation", layer="banner")


def taken_over(app, client, clock):
    publish(app, TAKING)
    client.set_cookie("klaro", "%7B%22stats%22%3Atrue%7D")
    client.post("/take-over", data={"lang": "en"}, headers={**OWN, "Accept": "application/json"})


def several_versions(app, client, clock):
    post(client, "/preferences", lang="fr", action="accept_all")
    clock.pass_(days=30)
    publish(app, sample.with_service("vimeo", "media", sample.without_service("hotjar")))
    post(client, "/preferences", version=2, layer="banner", layout="new-2", action="accept_all")


def an_expired_one(app, client, clock):
    post(client, "/preferences", action="accept_all")
    clock.pass_(days=400)


WAYS = [
    a_switch,
    a_purpose,
    a_withdrawal,
    a_refusal_on_first_sight,
    a_placeholder,
    an_opt_out,
    browsing_on,
    taken_over,
    several_versions,
    an_expired_one,
]


@pytest.mark.parametrize("public_url", [None, "https://shop.test/cookies/"], ids=["local", "public"])
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("decide", WAYS, ids=lambda one: one.__name__)
def test_however_it_was_decided_the_receipt_is_valid(make_app, clock, decide, language, public_url):
    app = make_app(public_url=public_url)
    client = app.test_client()
    decide(app, client, clock)
    records = kept(app)
    assert records
    for record in records:
        found = client.get(f"/receipt/{record.receipt_id}.json?lang={language}").json
        assert faults(found) == []
        assert found["receipt_id"] == record.receipt_id
    own = client.get(f"/receipt.json?lang={language}")
    if records[-1].subject is not None and public_url is None:
        assert own.status_code == 200
        assert faults(own.json) == []
