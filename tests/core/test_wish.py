"""What the buttons and switches ask for."""

from cookieprefs.core.wish import accept_all, browse_on, choose, refuse_all, without_grants
from tests.core.builders import a_service, a_wish

SHOWN = (a_service("a"), a_service("b"))


def test_the_buttons_wish_for_all_that_was_shown():
    assert accept_all(SHOWN) == a_wish(granted="a b")
    assert accept_all(SHOWN, whole=False) == a_wish(granted="a b", whole=False)
    assert refuse_all(SHOWN) == a_wish(denied="a b")
    assert refuse_all(SHOWN, whole=False) == a_wish(denied="a b", whole=False)


def test_save_wishes_for_what_is_ticked():
    assert choose(SHOWN, [], whole=False) == a_wish(denied="a b", whole=False)
    assert choose(SHOWN, ["b", "of-another-page"]) == a_wish(granted="b", denied="a")


def test_what_was_ticked_without_an_answer_is_no_yes_when_it_is_left_so_and_a_no_when_it_is_unticked():
    """L-03, Planet49: a box that somebody else ticked is no consent."""
    assert choose(SHOWN, ["a", "b"], running=frozenset({"a"})) == a_wish(granted="b")
    assert choose(SHOWN, ["b"], running=frozenset({"a"})) == a_wish(granted="b", denied="a")


def test_browsing_on_wishes_for_all_but_what_takes_a_button_and_answers_nothing_else():
    assert browse_on((*SHOWN, a_service("c", explicit_only=True))) == a_wish(granted="a b", whole=False)


def test_without_its_grants_a_wish_keeps_its_noes_and_answers_nothing_else():
    assert without_grants(a_wish(granted="a", denied="b")) == a_wish(denied="b", whole=False)
