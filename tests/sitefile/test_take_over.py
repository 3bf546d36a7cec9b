"""`take_over`: what is wrong with it, what it warns of, and what it becomes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cookieprefs.core.othertool import Tool
from cookieprefs.core.policy import TakeOver
from tests.sitefile.folder import SITE, at, broken, reading

TODAY = datetime.now(UTC).date()
RULE = f"""\
take_over:
  tool: klaro
  cookie: choices
  changed_on: {TODAY}
  same_meaning:
    counter: stats
purposes:
"""
ON = SITE.replace("purposes:\n", RULE, 1)
LONG_AGO = TODAY - timedelta(days=200)

FAULTS = [
    ("tool: klaro", "tool: ◆klara", '"klara" is not known here; did you mean `klaro`?'),
    ("  tool: klaro\n", "", "`tool` is missing"),
    ("cookie: choices", "cookie: ◆cho*", "`cho*` is no whole name; write the name of the cookie of klaro"),
    ("cookie: choices", "cookie: ◆__Host-cookieprefs", "is a cookie of our own"),
    (f"  changed_on: {TODAY}\n", "", "`changed_on` is missing; write `changed_on:` and the day on which"),
    (str(TODAY), "◆soon", '"soon" is no day'),
    (str(TODAY), f"◆{TODAY + timedelta(days=367)}", "is more than a year ahead; write the day on which the site"),
    ("    counter: stats", "    ◆counters: stats", "there is no service `counters`; did you mean `counter`?"),
    ("    counter: stats", "    ◆cookieprefs: stats", "nobody is asked about Basket, which is strictly necessary"),
    ("\n    counter: stats", " ◆{}", "`same_meaning` is empty; write `same_meaning:`, below it each service"),
    ("    counter: stats", "    counter: ◆''", "`counter`: nothing is written here"),
    ("cookie: choices", "revision: ◆3", "the cookie of klaro tells no revision; delete this line"),
    ("klaro\n  cookie: choices", "vanilla-cookieconsent\n  revision: ◆three", "is called so; write its number"),
    ("klaro\n  cookie: choices", "django-cookie-consent\n  revision: ◆three", "is called so; write such as"),
    ("cookie: choices", "◆cooky: choices", "`cooky` is no key that is known here; did you mean `cookie`?"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), FAULTS)
def test_what_is_wrong_is_told_at_its_place(tmp_path, old, new, sentence):
    site, place = broken(old, new, ON) if "◆" in new else (ON.replace(old, new, 1), None)
    found = reading(tmp_path, site)
    assert found.policy is None
    told = at(found.errors, place) if place else [str(one) for one in found.errors]
    assert any(sentence in one for one in told), [str(one) for one in found.faults]


def test_what_takes_a_button_of_its_own_here_is_not_taken_over(tmp_path):
    site = ON.replace("    purpose: audience\n", "    purpose: audience\n    explicit_only: true\n")
    found = reading(tmp_path, site)
    assert [one.problem for one in found.errors] == [
        "Counter takes a button of its own here, for it is `explicit_only`"
    ]


@pytest.mark.parametrize(
    ("tool", "trap"),
    [
        ("klaro", "`default`"),
        ("orejime", "`default`"),
        ("tarteaucitron", "`highPrivacy` was `true`"),
        ("vanilla-cookieconsent", "`mode` was `opt-in`"),
        ("cookiebot", "make sure that visitors were informed"),
        ("django-cookie-consent", "make sure that visitors were informed"),
    ],
)
def test_it_warns_of_what_the_law_asks_and_of_what_the_cookie_does_not_tell(tmp_path, tool, trap):
    (warning,) = reading(tmp_path, ON.replace("tool: klaro", f"tool: {tool}")).warnings
    assert warning.problem == f"answers that visitors gave to {tool} would count here"
    assert "GDPR Article 7(1), EDPB Guidelines 05/2020" in warning.cure
    assert trap in warning.cure


def test_it_warns_when_nothing_is_taken_over_any_more(tmp_path):
    site, place = broken("take_over:", "◆take_over:", ON.replace(str(TODAY), str(LONG_AGO)))
    (warning,) = at(reading(tmp_path, site).warnings, place)
    assert warning.startswith("nothing is taken over any more since ")
    assert warning.endswith("delete `take_over`")


def test_all_of_it_becomes_a_rule(tmp_path):
    rule = reading(tmp_path, ON.replace(str(TODAY), "2026-12-01")).policy.rules.take_over
    assert rule == TakeOver(
        tool=Tool.KLARO, cookie="choices", changed_on=date(2026, 12, 1), same_meaning={"counter": "stats"}
    )


@pytest.mark.parametrize(
    ("tool", "revision"), [("vanilla-cookieconsent", "3"), ("django-cookie-consent", "2026-01-31T09:00:00+00:00")]
)
def test_the_cookie_has_its_tools_name_unless_one_is_written(tmp_path, tool, revision):
    site = ON.replace("klaro\n  cookie: choices", f"{tool}\n  revision: {revision}")
    rule = reading(tmp_path, site).policy.rules.take_over
    assert (rule.cookie, rule.revision) == (Tool(tool).cookie, revision)


def test_without_it_nothing_is_taken_over(tmp_path):
    assert reading(tmp_path).policy.rules.take_over is None
