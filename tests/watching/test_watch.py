"""Every request seen from outside: its route, its time, its id, and never who asked."""

from __future__ import annotations

import pytest

from cookieprefs.watch import Watch, fixed_rules

GIVEN = "an.id_of-9"


@pytest.fixture
def seen(app):
    """What is told of requests to the app."""
    found = []
    app.wsgi_app = Watch(app.wsgi_app, [found.append], rules=fixed_rules(app), has_ids=True, believes_ids=True)
    return found


def ask(app, path, **headers):
    return app.test_client().get(path, headers=[(name.replace("_", "-"), one) for name, one in headers.items()])


@pytest.mark.parametrize(
    ("path", "route", "rule", "status"),
    [
        ("/", "policy", "/", "200"),
        ("/versions/1?find-me", "version", "/versions/<int:number>", "200"),
        ("/receipt/find-me", "proof", "/receipt/<receipt_id>", "404"),
        ("/static/site.css", "static", "/static/<path:filename>", "200"),
        ("/find-me", "none", "", "404"),
    ],
)
def test_a_request_is_told_by_its_route(app, seen, path, route, rule, status):
    with ask(app, path):
        (one,) = seen
    assert (one.route, one.rule, one.method, one.status) == (route, rule, "GET", status)
    assert 0 < one.seconds < 60
    assert "find-me" not in repr(one)


@pytest.mark.parametrize(
    ("path", "route"), [("/", "policy"), ("/embed.js?lang=fr", "embed"), ("/banner", "banner")]
)
def test_what_is_answered_from_memory_is_told_like_the_first_answer(app, seen, path, route):
    for _ in range(3):
        assert ask(app, path).status_code == 200
    assert [(one.route, one.status) for one in seen] == 3 * [(route, "200")]
    assert {one.rule for one in seen} == {path.partition("?")[0]}


def test_a_method_that_is_none_is_not_told(app, seen):
    app.test_client().open("/", method="FINDME")
    assert [(one.method, one.route) for one in seen] == [("other", "none")]


def test_an_app_that_fails_altogether_is_told_as_500():
    def broken(environ, start_response):
        raise RuntimeError

    found = []
    with pytest.raises(RuntimeError):
        Watch(broken, [found.append], rules={}, has_ids=False, believes_ids=False)({}, None)
    assert [(one.route, one.status, one.request_id) for one in found] == [("none", "500", "")]


@pytest.mark.parametrize("path", ["/", "/preferences", "/consent", "/receipt", "/nothing", "/healthz"])
def test_a_personal_answer_bears_the_id(app, seen, path):
    assert ask(app, path, X_Request_ID=GIVEN).headers.getlist("X-Request-ID") == [GIVEN]
    assert seen[0].request_id == GIVEN


@pytest.mark.parametrize("path", ["/embed.js", "/banner", "/theme.css", "/effects.js", "/static/site.css"])
def test_what_caches_keep_depends_on_its_address_alone_and_bears_none(app, seen, path):
    with ask(app, path, X_Request_ID=GIVEN) as answer:
        assert "X-Request-ID" not in answer.headers
    assert seen[0].request_id == GIVEN


@pytest.mark.parametrize("given", ["", "a" * 65, "a b", "é", "a;b", "a/b", "<script>", None])
def test_an_id_that_is_none_is_replaced(app, seen, given):
    headers = {} if given is None else {"X_Request_ID": given.encode().decode("latin-1")}
    ids = {ask(app, "/", **headers).headers["X-Request-ID"] for _ in range(2)}
    assert len(ids) == 2
    assert all(len(one) == 16 for one in ids)


def test_an_id_is_not_believed_where_no_proxy_is_declared(app):
    app.wsgi_app = Watch(app.wsgi_app, [], rules={}, has_ids=True, believes_ids=False)
    assert ask(app, "/", X_Request_ID=GIVEN).headers["X-Request-ID"] != GIVEN


def test_without_ids_there_is_no_header(app):
    app.wsgi_app = Watch(app.wsgi_app, [], rules={}, has_ids=False, believes_ids=True)
    assert "X-Request-ID" not in ask(app, "/", X_Request_ID=GIVEN).headers
