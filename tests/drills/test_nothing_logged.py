"""In log and metrics, whatever fails: no address, browser, query, cookie, path, receipt or form (R-21)."""

from __future__ import annotations

import json
import socket
from contextlib import closing
from random import Random
from urllib.request import urlopen

import pytest
from sqlalchemy import create_engine, text

from tests.databases import NAMES
from tests.drills.causes import table_locked
from tests.drills.load import stage
from tests.drills.test_nothing_personal import (
    QUERY,
    TELLING,
    TRACES,
    decide_in_every_way,
    fail,
    look_at_everything,
    wait_until_said,
)
from tests.drills.wire import ID, Browser

GIVEN = "an-id-of-the-proxy.1"
FORMS = [("sqlite", None), (NAMES[-1], "json")]
# Other words than those of `TRACES`: other tests look for those on the same server's disk.
SPOILT = '{"spoilt-find": "192.0.2.77"}'


@pytest.fixture
def metrics():
    """Where Prometheus asks."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{one.getsockname()[1]}"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The processes' shared folder: what they count ends with the test."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "shared"))


def spoil(on):
    """Somebody writes rubbish into what records say, so that reading them fails in the midst of a page."""
    engine = create_engine(on.here.settings.database)
    with engine.begin() as connection:
        if on.here.is_sqlite:
            triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
            for name in triggers.all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("ALTER TABLE cookieprefs_record_payload DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE cookieprefs_record_payload SET answers = :it"), {"it": SPOILT})
    engine.dispose()


def visit(on):
    """Everything that a visitor can do, and everything that can fail; gives what identifies them."""
    visitor = Browser(**TELLING, X_Request_ID=GIVEN)
    visitor.jar["session"] = "find-me"
    look_at_everything(on, visitor)
    decide_in_every_way(on, visitor)
    receipts = [one.record.receipt_id for one in on.here.desk.entries() if one.record]
    for one in receipts[-3:]:
        assert visitor.get(on.process, f"/receipt/{one}{QUERY}").status == 200
    fail(on, visitor)
    if not on.here.is_sqlite:
        with table_locked(on):
            assert visitor.get(on.process, f"/receipt/{receipts[-1]}{QUERY}").status == 503
    answer = visitor.get(on.process, "/receipt")
    assert ("X-Request-ID" in dict(answer.headers)) is (on.here.settings.log == "json")
    spoil(on)
    assert visitor.get(on.process, f"/receipt{QUERY}").status == 500
    assert visitor.get(on.process, f"/receipt/{receipts[-1]}{QUERY}").status == 500
    return [visitor.jar[ID], *receipts]


@pytest.mark.parametrize(("database", "form"), FORMS)
def test_neither_log_nor_metrics_say_who_asked(request, tmp_path, metrics, database, form):
    server = request.getfixturevalue("server") if database == "postgresql" else None
    given = {"busy_seconds": 0.5, "proxy_hops": 1, "metrics": metrics, **({"log": form} if form else {})}
    with stage(tmp_path, Random(1), server, **given) as on:
        ids = visit(on)
        with urlopen(f"http://{metrics}/metrics") as answer:
            counted = answer.read().decode()
        wait_until_said(on, '"failed"' if form else "GET /receipt failed: ")
    said = "\n".join(on.process.said)
    everything = (said + counted).lower()
    traces = [*(one.decode() for one in TRACES), "spoilt-find", "192.0.2.77", *ids]
    assert [one for one in traces if one in everything] == []
    assert "shop.test" not in everything
    assert "/receipt/<receipt_id>" in said
    assert 'cookieprefs_requests_total{method="GET",route="proof",status="5xx"} ' in counted
    assert 'cookieprefs_decisions_total{how="accept_all",outcome="unrecorded"} ' in counted
    assert 'cookieprefs_decisions_total{how="service_switch",outcome="recorded"} ' in counted
    if form == "json":
        lines = [json.loads(line) for line in on.process.said if not line.startswith(("serving", "killed"))]
        assert {"cookieprefs", "cookieprefs.access"} <= {one["logger"] for one in lines}
        asked = [one for one in lines if one["logger"] == "cookieprefs.access"]
        assert asked[0]["request_id"] == GIVEN
        (failed, *_) = [one for one in lines if "error" in one]
        assert (failed["message"], failed["rule"], failed["request_id"]) == ("failed", "/receipt", GIVEN)
    else:
        assert "GET /receipt failed: " in said
