"""Which cookies a no deletes, and how each of them is deleted."""

from datetime import timedelta

import pytest

from cookieprefs.core.catalogue import Kind, Party
from cookieprefs.core.deletion import (
    Deletion,
    deletions,
    fitting,
    matches,
    may_be_declared,
    unseen_deletions,
)
from cookieprefs.core.regime import Regime
from tests.core.builders import NOW, a_cookie, a_decision, a_service, a_version

HOST = "www.shop.example"


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("_ga", "_ga", True),
        ("_ga", "_gat", False),
        ("_ga", "x_ga", False),
        ("_ga", "_GA", False),
        ("_ga_*", "_ga_ABC", True),
        ("_ga_*", "_ga_", True),
        ("_ga_*", "_ga", False),
        ("*_id", "some_id", True),
        ("*_id", "some_ids", False),
        ("_pk_*.*", "_pk_id.1.abcd", True),
        ("_pk_*.*", "_pk_id", False),
        ("a*b*c", "a-b-c", True),
        ("a*b*c", "abc", True),
        ("a*b*c", "a-c-b", False),
        ("a*a", "a", False),
        ("a*bc*c", "abc", False),
        ("_g.a", "_gxa", False),
        ("_g?", "_ga", False),
        ("a[bc]*", "ab", False),
        ("*", "anything", False),
        ("**", "anything", False),
        ("*", "*", False),
        ("", "", True),
    ],
)
def test_a_star_in_a_declared_name_stands_for_any_characters_and_nothing_else_does(pattern, name, expected):
    assert matches(pattern, name) is expected


def names(found):
    return list(dict.fromkeys(one.name for one in found))


def a_shop(**fields):
    """Two services with a cookie of each other's kind, one that always runs, and our own."""
    return a_version(
        a_service("matomo", cookies=(a_cookie("_pk_*"), a_cookie("_shared"))),
        a_service("ads", cookies=(a_cookie("_ad"), a_cookie("_shared"), a_cookie("basket"))),
        a_service("shop", regime=Regime.STRICTLY_NECESSARY, cookies=(a_cookie("basket"),)),
        a_service("ours", cookies=(a_cookie("cookieprefs*"), a_cookie("__*"))),
        **fields,
    )


ARRIVED = ("_pk_id", "_pk_ses", "_shared", "_ad", "basket", "other")


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (None, []),
        (a_decision(yes="matomo ads"), []),
        (a_decision(no="matomo ads"), ["_pk_id", "_pk_ses", "_shared", "_ad"]),
        (a_decision(withdrawn="matomo", no="ads"), ["_pk_id", "_pk_ses", "_shared", "_ad"]),
        (a_decision(no="matomo", yes="ads"), ["_pk_id", "_pk_ses"]),
        (a_decision(withdrawn="matomo"), ["_pk_id", "_pk_ses", "_shared"]),
        (a_decision(withdrawn="ads", yes="matomo"), ["_ad"]),
        (a_decision(no="shop ads"), ["_shared", "_ad"]),
        (a_decision(no="matomo", until=NOW), []),
        (a_decision(no="matomo", until=NOW + timedelta(seconds=1)), ["_pk_id", "_pk_ses", "_shared"]),
        (a_decision(no="of-another-site"), []),
    ],
)
def test_what_arrives_is_deleted_where_a_no_stands_and_nothing_that_may_run_declares_it(decision, expected):
    assert names(deletions(a_shop(), decision, ARRIVED, host=HOST, now=NOW)) == expected


@pytest.mark.parametrize(
    "name",
    ["cookieprefs", "cookieprefs_id", "__Host-cookieprefs", "__Secure-cookieprefs_id"],
)
def test_our_own_cookies_stay_whatever_an_operator_declares(name):
    assert deletions(a_shop(), a_decision(no="ours"), [name], host=HOST, now=NOW) == ()


def test_a_no_to_an_older_question_deletes_nothing():
    first = a_version(a_service("matomo", cookies=(a_cookie("_pk_*"),)))
    second = a_version(a_service("matomo", cookies=(a_cookie("_pk_*"),), sale_or_share=True), after=first)
    assert deletions(second, a_decision(no="matomo"), ["_pk_id"], host=HOST, now=NOW) == ()


@pytest.mark.parametrize(
    ("regime", "regimes", "expected"),
    [
        (Regime.CONSENT, {}, ["_shared"]),
        (Regime.EXEMPT_WITH_OPTOUT, {}, []),
        (Regime.EXEMPT, {}, []),
        (Regime.CONSENT, {"US": Regime.OPT_OUT_SALE}, []),
    ],
)
def test_what_another_service_may_keep_unasked_in_some_country_stays(regime, regimes, expected):
    version = a_version(
        a_service("matomo", cookies=(a_cookie("_shared"),)),
        a_service("other", cookies=(a_cookie("_shared"),), regime=regime, regimes=regimes),
    )
    assert names(deletions(version, a_decision(no="matomo"), ["_shared"], host=HOST, now=NOW)) == expected


@pytest.mark.parametrize(
    "fields", [{"party": Party.THIRD}, {"kind": Kind.LOCAL_STORAGE}, {"kind": Kind.INDEXED_DB}], ids=str
)
def test_a_cookie_that_only_bears_the_name_of_something_stored_elsewhere_stays(fields):
    version = a_version(a_service("video", cookies=(a_cookie("PREF", **fields),)))
    assert deletions(version, a_decision(no="video"), ["PREF"], host=HOST, now=NOW) == ()


ALONE, SHOP, WWW = None, "shop.example", "www.shop.example"


@pytest.mark.parametrize(
    ("host", "declared", "expected"),
    [
        ("shop.example", None, [ALONE, SHOP]),
        (WWW, None, [ALONE, WWW, SHOP]),
        ("WWW.Shop.Example", None, [ALONE, WWW, SHOP]),
        (WWW, "shop.example", [ALONE, SHOP, WWW]),
        (WWW, ".shop.example", [ALONE, SHOP, WWW]),
        (WWW, "elsewhere.example", [ALONE, WWW, SHOP]),
        (WWW, "example", [ALONE, WWW, SHOP]),
        ("a.b.shop.example", None, [ALONE, "a.b.shop.example", "b.shop.example", SHOP]),
        ("shop.localhost", None, [ALONE, "shop.localhost"]),
        ("localhost", None, [ALONE]),
        ("localhost", "localhost", [ALONE]),
        ("127.0.0.1", None, [ALONE]),
        ("[::1]", None, [ALONE]),
        ("", None, [ALONE]),
        ("shop.example; x", None, [ALONE]),
        (".shop.example", None, [ALONE]),
    ],
)
def test_a_cookie_is_deleted_on_the_host_and_each_parent_domain_but_a_single_label(host, declared, expected):
    version = a_version(a_service("matomo", cookies=(a_cookie("_id", domain=declared),)))
    found = deletions(version, a_decision(no="matomo"), ["_id"], host=host, now=NOW)
    assert [one.domain for one in found] == expected


@pytest.mark.parametrize(
    ("name", "fields", "expected"),
    [
        ("_id", {}, ["_id=; Path=/; Max-Age=0", "_id=; Path=/; Max-Age=0; Domain=shop.example"]),
        (
            "_id",
            {"path": "/shop"},
            [
                "_id=; Path=/; Max-Age=0",
                "_id=; Path=/shop; Max-Age=0",
                "_id=; Path=/; Max-Age=0; Domain=shop.example",
                "_id=; Path=/shop; Max-Age=0; Domain=shop.example",
            ],
        ),
        ("_id", {"path": "/a;b"}, ["_id=; Path=/; Max-Age=0", "_id=; Path=/; Max-Age=0; Domain=shop.example"]),
        ("_id", {"path": "/café"}, ["_id=; Path=/; Max-Age=0", "_id=; Path=/; Max-Age=0; Domain=shop.example"]),
        (
            "_id",
            {"is_partitioned": True},
            [
                "_id=; Path=/; Max-Age=0",
                "_id=; Path=/; Max-Age=0; Secure; Partitioned",
                "_id=; Path=/; Max-Age=0; Domain=shop.example",
                "_id=; Path=/; Max-Age=0; Domain=shop.example; Secure; Partitioned",
            ],
        ),
        (
            "__Secure-id",
            {},
            [
                "__Secure-id=; Path=/; Max-Age=0; Secure",
                "__Secure-id=; Path=/; Max-Age=0; Domain=shop.example; Secure",
            ],
        ),
        ("__Host-id", {"path": "/shop"}, ["__Host-id=; Path=/; Max-Age=0; Secure"]),
        (
            "__host-id",
            {"is_partitioned": True},
            ["__host-id=; Path=/; Max-Age=0; Secure", "__host-id=; Path=/; Max-Age=0; Secure; Partitioned"],
        ),
        ("a b", {}, []),
        ("a\tb", {}, []),
        ("nämé", {}, []),
    ],
)
def test_each_variant_is_written_as_a_browser_takes_it(name, fields, expected):
    version = a_version(a_service("matomo", cookies=(a_cookie(name, **fields),)))
    found = deletions(version, a_decision(no="matomo"), [name], host="shop.example", now=NOW)
    assert [one.header for one in found] == expected


def test_a_cookie_that_two_services_declare_is_deleted_once():
    version = a_version(a_service("a", cookies=(a_cookie("_id"),)), a_service("b", cookies=(a_cookie("_*"),)))
    found = deletions(version, a_decision(no="a b"), ["_id"], host="localhost", now=NOW)
    assert found == (Deletion(name="_id"),)


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [
        (a_cookie("_id"), []),
        (a_cookie("_id", path="/shop"), ["/", "/shop"]),
        (a_cookie("_id*", path="/shop"), []),
        (a_cookie("_id", path="/shop", party=Party.THIRD), []),
        (a_cookie("_id", path="/shop", kind=Kind.CACHE_STORAGE), []),
    ],
)
def test_what_cannot_arrive_for_its_path_is_deleted_unseen_where_its_whole_name_is_known(cookie, expected):
    version = a_version(a_service("matomo", cookies=(cookie,)))
    found = unseen_deletions(version, a_decision(no="matomo"), host="localhost", now=NOW)
    assert [one.path for one in found] == expected
    assert unseen_deletions(version, a_decision(yes="matomo"), host="localhost", now=NOW) == ()


EACH = len("Set-Cookie: a=; Path=/; Max-Age=0\r\n")


@pytest.mark.parametrize(
    ("turn", "budget", "expected"),
    [
        (0, 3 * EACH, "abc"),
        (1, 3 * EACH, "abc"),
        (0, 2 * EACH, "ab"),
        (1, 2 * EACH, "bc"),
        (2, 2 * EACH, "ca"),
        (3, 2 * EACH, "ab"),
        (0, 2 * EACH + 1, "ab"),
        (0, EACH - 1, ""),
    ],
)
def test_an_answer_takes_as_many_as_fit_and_each_has_its_turn(turn, budget, expected):
    found = [Deletion(name=name) for name in "abc"]
    assert [one.name for one in fitting(found, turn=turn, budget=budget)] == list(expected)


def test_nothing_to_delete_fits_at_any_turn():
    assert fitting([], turn=7) == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("_pk_id.1.abcd", True),
        ("_shared", True),
        ("kept", False),
        ("elsewhere", False),
        ("cookieprefs", True),
        ("__Host-cookieprefs", True),
        ("__Secure-cookieprefs", True),
        ("session", False),
        ("", False),
    ],
)
def test_what_a_page_may_tell_of_is_a_declared_cookie_of_the_sites_own(name, expected):
    version = a_version(
        a_service("matomo", cookies=(a_cookie("_pk_*"), a_cookie("_shared"))),
        a_service("shop", cookies=(a_cookie("kept", kind=Kind.LOCAL_STORAGE), a_cookie("cookieprefs"))),
        a_service("video", cookies=(a_cookie("elsewhere", party=Party.THIRD),)),
    )
    assert may_be_declared(version, name) is expected
