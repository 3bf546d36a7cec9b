"""No address, no user agent, no query string: nothing that a request says of its sender is kept (R-21)."""

from __future__ import annotations

import pytest

from cookieprefs.store.db import db
from tests.actions.desk import Desk

AGENT = "Mozilla/5.0 (FindMe; rv:1.0) Gecko"
TELLING = {
    "User-Agent": AGENT,
    "X-Forwarded-For": "203.0.113.77",
    "X-Real-IP": "203.0.113.78",
    "Forwarded": "for=203.0.113.79",
    "Referer": "http://localhost/preferences?find-me=find-me",
    "Accept-Language": "en;q=0.7, nl-findme",
    "Sec-CH-UA-Model": '"FindMe"',
    "Sec-Fetch-Site": "same-origin",
    "Cookie": "session=find-me; cookieprefs=v=1&until=2000000000&yes=&no=find-me",
    "Sec-GPC": "1",
}
TRACES = [b"127.0.0.1", b"203.0.113.7", b"findme", b"find-me", b"Gecko", b"nl-"]


@pytest.mark.parametrize("hops", [0, 1])
def test_nothing_that_a_request_says_of_its_sender_is_in_the_database(make_app, clock, hops):
    app = make_app(proxy_hops=hops)
    client = app.test_client(use_cookies=False)
    form = {"version": 1, "lang": "en", "layer": "preferences", "layout": "full", "extra": "find-me"}
    client.get("/?find-me=find-me", headers=TELLING)
    for action in ("accept_all", "refuse_all", "withdraw_all"):
        data = {**form, "action": action, "next": "/?find-me=find-me"}
        answer = client.post("/preferences?find-me=find-me", headers=TELLING, data=data)
        assert answer.status_code == 303
    client.post("/preferences/services/matomo?find-me=find-me", headers=TELLING, data={**form, "granted": "yes"})
    assert len(Desk(app, clock).entries()) == 4
    with app.app_context():
        db.engine.dispose()
    files = [*app.extensions["cookieprefs"].settings.instance.glob("cookieprefs.sqlite3*")]
    assert files
    written = b"".join(path.read_bytes() for path in files).lower()
    assert b"accept_all" in written
    assert [one for one in TRACES if one.lower() in written] == []
