"""A first refusal as visitors meet it, kept in each of the three ways: cookies, pages, words (R-25, R-10)."""

import json

import pytest
from sqlalchemy import text

from cookieprefs.store.versions import _version_codec
from tests import sample
from tests.conftest import publish
from tests.web.posts import choices, post, records, soup

WITHOUT_ID, PSEUDONYMOUS, AGGREGATE = "without_id", "pseudonymous", "aggregate"
every_way = pytest.mark.parametrize("way", [WITHOUT_ID, PSEUDONYMOUS, AGGREGATE])
NO_TO_ALL = "yes=&no=hotjar.matomo.youtube"
COUNTED = "Your refusal is only counted. We keep no record of it, so there is no receipt."


@pytest.fixture
def kept(app):
    """Publishes the sample site with one of the ways."""

    def keep(way):
        publish(app, f"{sample.SITE}consent: {{first_refusal: {way}}}\n")

    return keep


def decide(client, action, headers=None):
    """Press one of the buttons of the version that is served."""
    version = soup(client.get("/preferences")).select_one("input[name=version]")["value"]
    return post(client, "/preferences", headers, version=version, action=action)


def counted(app):
    with app.app_context():
        session = app.extensions["cookieprefs"].sessions()
        return session.scalar(text("SELECT coalesce(sum(count), 0) FROM cookieprefs_tally WHERE kind = 'refused'"))


def break_ledger(app):
    """Nothing can be recorded any more, nor counted."""
    with app.app_context():
        session = app.extensions["cookieprefs"].sessions()
        for table in ("tally", "record"):
            session.execute(text(f"ALTER TABLE cookieprefs_{table} RENAME TO {table}_gone"))
        session.commit()


def words(page, place="main"):
    return " ".join(page.select_one(place).get_text(" ", strip=True).split())


@every_way
def test_a_first_refusal_takes_effect_and_leaves_what_the_operator_chose(visitor, kept, way):
    kept(way)
    visitor.open("/")
    visitor.press("Refuse all", within="#cookieprefs-banner")
    assert visitor.cookie().endswith(NO_TO_ALL)
    assert len(records(visitor.app)) == (0 if way == AGGREGATE else 1)
    assert (visitor.cookie("cookieprefs_id") is not None) is (way == PSEUDONYMOUS)
    assert counted(visitor.app) == (1 if way == AGGREGATE else 0)
    visitor.open("/")
    assert not visitor.has_banner()
    assert visitor.open("/preferences")
    assert {visitor.state(key) for key in ("hotjar", "matomo", "youtube")} == {"off"}


@every_way
def test_what_the_answer_says_of_it_is_true(visitor, kept, way):
    kept(way)
    visitor.open("/preferences")
    visitor.press("Refuse all", within="#cookieprefs-panel")
    told, own = words(visitor.page, "#cookieprefs-summary"), words(visitor.page, "#cookieprefs-records")
    receipts = [one.record.receipt_id for one in records(visitor.app)]
    assert ("recorded without anything that points to you" in told) is (way == WITHOUT_ID)
    assert (COUNTED in told) is (way == AGGREGATE)
    assert any(one in told for one in receipts) is (way == WITHOUT_ID)
    assert ("We keep proof of each decision" in own) is (way == PSEUDONYMOUS)
    assert ("We keep no record that leads back to you" in own) is (way != PSEUDONYMOUS)
    assert ("each no of yours is only counted" in own) is (way == AGGREGATE)


@every_way
def test_it_is_told_once_and_the_receipts_page_knows_what_is_left(visitor, kept, way):
    kept(way)
    visitor.open("/preferences")
    visitor.press("Refuse all", within="#cookieprefs-panel")
    for path in ("/", "/preferences", "/receipt"):
        assert "only counted. We keep no record" not in words(visitor.open(path))
    shown = visitor.page.select(".cookieprefs-record")
    assert len(shown) == (1 if way == PSEUDONYMOUS else 0)
    assert visitor.client.get("/receipt.json").status_code == (200 if way == PSEUDONYMOUS else 404)


POLICY = {
    WITHOUT_ID: ["We keep proof of each decision for 3 years after it ends", "that number is left out"],
    PSEUDONYMOUS: ["We keep proof of each decision for 3 years after it ends"],
    AGGREGATE: ["Once you have said yes to something, we keep proof", "a no is only added to the day’s count"],
}
POLITIQUE = {
    WITHOUT_ID: ["Nous gardons la preuve de chaque décision pendant 3 ans", "ce numéro n’y figure pas"],
    PSEUDONYMOUS: ["Nous gardons la preuve de chaque décision pendant 3 ans"],
    AGGREGATE: ["Dès que vous avez accepté quelque chose, nous gardons", "ajouté au décompte du jour"],
}


@every_way
@pytest.mark.parametrize(("language", "sentences"), [("en", POLICY), ("fr", POLITIQUE)])
def test_the_policy_page_says_what_is_kept(app, kept, way, language, sentences):
    kept(way)
    page = words(soup(app.test_client().get(f"/?lang={language}")), "#cookieprefs-control")
    every = {one for some in sentences.values() for one in some}
    assert {one for one in every if one in page} == set(sentences[way])


@every_way
def test_the_table_of_cookies_says_when_the_id_comes(app, kept, way):
    kept(way)
    for language, always in (("en", "a refusal too"), ("fr", "même un refus")):
        page = words(soup(app.test_client().get(f"/?lang={language}")), "#cookieprefs-services")
        assert (always in page) is (way == PSEUDONYMOUS)


def test_another_way_asks_nobody_again(app, runtime, kept):
    with app.app_context():
        before = runtime.version()
    kept(AGGREGATE)
    with app.app_context():
        after = runtime.version()
    assert (after.number, after.consent_revision, after.since) == (2, before.consent_revision, before.since)


def test_a_version_that_was_stored_without_it_records_without_an_id(runtime, app):
    with app.app_context():
        stored = json.loads(_version_codec().dump_json(runtime.version()))
    del stored["policy"]["rules"]["first_refusal"]
    assert _version_codec().validate_python(stored).policy.rules.first_refusal == WITHOUT_ID


def test_in_french_it_is_told_in_french(visitor, kept):
    kept(AGGREGATE)
    visitor.open("/preferences?lang=fr")
    visitor.press("Tout refuser", within="#cookieprefs-panel")
    assert "Votre refus est seulement compté." in words(visitor.page, "#cookieprefs-summary")
    assert "chacun de vos refus est seulement compté" in words(visitor.page, "#cookieprefs-records")


def test_a_refusal_under_an_id_can_be_read_and_erased_like_a_yes(visitor, kept):
    kept(PSEUDONYMOUS)
    visitor.open("/preferences")
    visitor.press("Refuse all", within="#cookieprefs-panel")
    visitor.press("Erase my records", within="#cookieprefs-records")
    assert records(visitor.app) == []
    assert visitor.cookie() is visitor.cookie("cookieprefs_id") is None


@every_way
def test_what_ends_a_yes_is_recorded_whatever_the_way(visitor, kept, way):
    kept(way)
    visitor.open("/preferences")
    visitor.press("Accept all")
    visitor.press("Withdraw all", within="#cookieprefs-summary")
    assert set(choices(visitor.app).values()) == {"withdrawn"}
    assert len(records(visitor.app)) == 2
    assert counted(visitor.app) == 0
    assert COUNTED not in words(visitor.page)


def test_a_yes_after_a_counted_refusal_is_recorded_with_the_noes_that_stand(visitor, kept):
    kept(AGGREGATE)
    visitor.open("/preferences")
    visitor.press("Refuse all", within="#cookieprefs-panel")
    visitor.turn("matomo", on=True)
    assert choices(visitor.app) == {"hotjar": "refused", "matomo": "given", "youtube": "refused"}
    assert visitor.cookie("cookieprefs_id")
    assert counted(visitor.app) == 1


def test_refusing_again_in_the_same_browser_counts_once(visitor, kept):
    kept(AGGREGATE)
    visitor.open("/preferences")
    for _ in range(3):
        visitor.press("Refuse all", within="#cookieprefs-panel")
    assert COUNTED in words(visitor.page)
    assert counted(visitor.app) == 1


def test_the_script_on_the_sites_pages_is_told_of_no_receipt(app, kept):
    kept(AGGREGATE)
    answer = decide(app.test_client(), "refuse_all", {"Accept": "application/json"})
    assert (answer.status_code, answer.json) == (200, {"message": "", "receipt": None})
    assert NO_TO_ALL in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("way", "refuses", "is_told"),
    [(AGGREGATE, True, True), (AGGREGATE, False, False), (WITHOUT_ID, True, False), (PSEUDONYMOUS, True, False)],
)
def test_an_address_alone_says_of_nobody_that_they_were_counted(app, kept, way, refuses, is_told):
    kept(way)
    client = app.test_client()
    if refuses:
        decide(client, "refuse_all")
    assert (COUNTED in words(soup(client.get("/preferences?noted=counted")))) is is_told


def test_who_said_yes_is_never_told_so(app, kept):
    kept(AGGREGATE)
    client = app.test_client()
    decide(client, "accept_all")
    assert COUNTED not in words(soup(client.get("/preferences?noted=counted")))


@pytest.mark.parametrize(
    ("way", "told"),
    [(WITHOUT_ID, "not yet recorded"), (PSEUDONYMOUS, "not yet recorded"), (AGGREGATE, "not yet counted")],
)
def test_while_the_ledger_is_down_a_no_holds_and_is_called_what_it_lacks(app, kept, way, told):
    kept(way)
    client = app.test_client()
    client.get("/")
    break_ledger(app)
    answer = decide(client, "refuse_all")
    assert answer.status_code == 503
    assert told in words(soup(answer), ".cookieprefs-problem")
    assert f"{NO_TO_ALL}&unrecorded=1" in answer.headers["Set-Cookie"]


def test_a_known_visitors_no_is_called_unrecorded_even_where_first_ones_are_counted(app, kept):
    kept(AGGREGATE)
    client = app.test_client()
    decide(client, "accept_all")
    break_ledger(app)
    answer = decide(client, "refuse_all")
    assert "not yet recorded" in words(soup(answer), ".cookieprefs-problem")
