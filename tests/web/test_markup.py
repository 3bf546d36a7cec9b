"""The readers of other tools' markup travel with effects.js where the site names the tool, and nowhere else."""

import json

import pytest

from cookieprefs.store.versions import _version_codec
from tests.conftest import publish
from tests.sample import SITE
from tests.web.test_embed import told

SWITCHED = SITE.replace("purposes:", "markup: {klaro: {ga: matomo}}\npurposes:", 1)


def test_a_site_without_it_is_told_nothing_of_it(app):
    client = app.test_client()
    assert "isEager" not in told(client, "/embed.js")
    assert "markup" not in told(client, "/effects.js")
    assert "readers.klaro" not in client.get("/effects.js").get_data(as_text=True)


@pytest.mark.parametrize(("tool", "is_there"), [("klaro", True), ("cookiebot", False)])
def test_the_tools_that_are_named_are_read_and_no_others(app, tool, is_there):
    publish(app, SWITCHED)
    client = app.test_client()
    assert told(client, "/embed.js")["isEager"] is True
    assert told(client, "/effects.js")["markup"] == {"klaro": {"ga": "matomo"}}
    assert (f"readers.{tool}" in client.get("/effects.js").get_data(as_text=True)) is is_there


def test_switching_it_on_asks_nobody_again(app, runtime):
    with app.app_context():
        before = runtime.version()
    after = publish(app, SWITCHED)
    assert (after.consent_revision, after.since) == (before.consent_revision, before.since)


def test_a_version_that_was_stored_without_it_loads(runtime, app):
    with app.app_context():
        stored = json.loads(_version_codec().dump_json(runtime.version()))
    del stored["policy"]["markup"]
    assert _version_codec().validate_python(stored).policy.markup == {}
