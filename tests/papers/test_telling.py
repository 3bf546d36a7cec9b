"""A proof in words: each way of deciding and each place has some, and no check is told as better than it is."""

import hashlib

import pytest

from cookieprefs.core.checking import Entry
from cookieprefs.core.consent import How, Layer
from cookieprefs.core.policy import Controller
from cookieprefs.core.proof import Proof, Words, sealing
from cookieprefs.core.record import GENESIS, Kept, link
from cookieprefs.papers import page, telling
from tests.core.builders import a_decision, a_purpose, a_record, a_service, a_site, a_version, what_was_shown

HTML = "<p>Cookies?</p>"
NAME = hashlib.sha256(HTML.encode()).hexdigest()
VERSION = a_version("matomo", "youtube")
KEY = b"k" * 32


def proof_of(*records, html=HTML):
    entries, previous = [], GENESIS
    for one in records:
        made = link(one, KEY, previous)
        entries.append(Entry(link=made, record=one, key=KEY))
        previous = made.chain
    words = {NAME: Words(sha256=NAME, html=html)}
    return Proof(kept=Kept(record=records[0], link=entries[0].link), chain=tuple(entries), words=words, seals={})


def facts_of(record, version=VERSION):
    return dict(telling.facts(record, version))


@pytest.mark.parametrize("how", How)
def test_each_way_of_deciding_has_its_words(how):
    assert facts_of(a_record(how=how))["By"]


@pytest.mark.parametrize("layer", Layer)
def test_each_place_has_its_words(layer):
    shown = what_was_shown(layer=layer, layout="klaro")
    assert ("klaro" in facts_of(a_record(shown=shown))["Shown"]) is True


def test_signals_are_told_where_they_are_on():
    assert facts_of(a_record(signals={"gpc": True, "dnt": False}))["Signals of the browser"] == "GPC"
    assert facts_of(a_record(signals={}))["Signals of the browser"] == "none"


def test_a_purpose_is_told_in_the_visitors_language():
    version = a_version(a_service("matomo"), purposes=(a_purpose(),))
    record = a_record(a_decision(yes="matomo", no="gone"), shown=what_was_shown(language="fr"))
    assert list(telling.answers(record, version)) == [
        ("Matomo (matomo)", "Measure (fr)", "yes"),
        ("gone", "", "no"),
    ]


def test_a_controller_without_an_address_is_told_without_one():
    for address, told in (("1 Lane", "Shop Ltd, 1 Lane"), ("", "Shop Ltd")):
        site = a_site(controller=Controller(name="Shop Ltd", address=address, email="privacy@shop.example"))
        assert facts_of(a_record(), a_version("matomo", site=site))["Controller"] == told


def sentences(proof, faults=()):
    nothing = sealing([], [], {})
    return {one.sentence: one.is_good for one in telling.verdicts(proof, faults, nothing)}


def test_what_is_whole_is_told_as_whole_and_what_is_not_sealed_as_that():
    shown = what_was_shown(snapshot=NAME)
    assert sentences(proof_of(a_record(shown=shown))) == {
        "What was shown is kept byte for byte: its SHA-256 is the one in the record.": True,
        "The record is as it was written.": True,
        "No seal names the record yet: whoever owns the database could have written it anew.": True,
    }


def test_faults_stand_in_the_place_of_praise():
    shown = what_was_shown(snapshot=NAME)
    told = sentences(proof_of(a_record(shown=shown)), ["It was changed."])
    assert told["It was changed."] is False
    assert "The record is as it was written." not in told


def test_changed_words_are_told_with_both_hashes():
    shown = what_was_shown(snapshot=NAME)
    (said, *_) = sentences(proof_of(a_record(shown=shown), html="<p>Yes!</p>"))
    assert NAME in said
    assert hashlib.sha256(b"<p>Yes!</p>").hexdigest() in said


def test_what_names_nothing_is_missing():
    told = sentences(proof_of(a_record(shown=what_was_shown(snapshot=""))))
    assert told["What was shown is not there: nothing is kept under no name. Somebody took it away."] is False


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar-EG", "rtl")])
def test_words_stand_as_their_language_runs(language, direction):
    shown = what_was_shown(language=language)
    made = page.words_page(Words(sha256=NAME, html=HTML), shown)
    assert f'<html lang="{language}" dir="{direction}"' in made
    assert f'<div class="cookieprefs-main">{HTML}</div>' in made


@pytest.mark.parametrize(("code", "direction"), [("en", "ltr"), ("he", "rtl"), ("ar", "rtl"), ("pt-BR", "ltr")])
def test_what_was_shown_runs_on_paper_as_it_ran_on_the_screen(code, direction):
    framed = page.words_page(Words(sha256=NAME, html=HTML), what_was_shown(language=code))
    assert f'<html lang="{code}" dir="{direction}"' in framed
