"""The two scripts for the site's pages: the same for everybody, by their address alone, and kept by any cache."""

import json
import re

import pytest

from tests.conftest import publish
from tests.sample import SITE

PATHS = ["/embed.js", "/effects.js", "/embed.js?lang=fr", "/effects.js?lang=fr&country=FR"]
LAWS = SITE.replace(
    "  - use: hotjar\n", "  - use: hotjar\n    regimes: {US: opt_out_sale}\n    sale_or_share: true\n", 1
)


def told(client, path):
    """What a script is told of the site, read from its own text."""
    text = client.get(path).get_data(as_text=True)
    return json.loads(re.search(r"const SITE = (\{.*?\n  \});", text, re.S)[1])


@pytest.mark.parametrize("path", PATHS)
def test_a_script_may_be_kept_by_anybody_and_sets_no_cookie(app, path):
    answer = app.test_client().get(path)
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "public, max-age=600, stale-while-revalidate=3600"
    assert not answer.headers.getlist("Set-Cookie")
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", PATHS)
def test_a_script_that_has_not_changed_is_not_sent_again(app, path):
    client = app.test_client()
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", PATHS)
def test_a_script_depends_on_its_address_alone(app, path):
    client = app.test_client()
    plain = client.get(path).data
    client.set_cookie("cookieprefs", "v=1&until=9999999999&yes=matomo&no=")
    assert client.get(path, headers={"Accept-Language": "fr", "Sec-GPC": "1", "DNT": "1"}).data == plain


def test_embed_carries_the_very_bytes_that_were_kept_for_proof(app, runtime):
    client = app.test_client()
    with app.test_request_context():
        kept = runtime.layers(runtime.version(), "")
    assert told(client, "/embed.js?lang=fr")["banner"] == kept["fr", "banner", "full"]
    assert told(client, "/embed.js")["placeholder"] == kept["en", "placeholder", "full"]


@pytest.mark.parametrize(
    ("country", "regime"),
    [("US", "opt_out_sale"), ("us", "opt_out_sale"), ("FR", None), ("ZZ", None), ("XX", None)],
)
def test_the_law_is_that_of_the_country_in_the_address_and_consent_where_it_is_none(app, country, regime):
    publish(app, LAWS)
    assert told(app.test_client(), f"/embed.js?country={country}")["services"]["hotjar"].get("regime") == regime


def test_a_new_version_has_another_address_for_what_follows(app):
    client = app.test_client()
    before = told(client, "/embed.js")["effects"]
    publish(app, LAWS)
    assert told(client, "/embed.js")["effects"] != before
