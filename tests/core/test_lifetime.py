"""Lifetimes: how a person writes them, and what they come to."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cookieprefs.core.lifetime import Lifetime, Unit, parse_lifetime
from tests.core.builders import NOW, days

DAY = 24 * 60 * 60


@pytest.mark.parametrize(
    ("written", "amount", "unit", "seconds", "iso"),
    [
        ("session", 0, Unit.SESSION, None, None),
        ("persistent", 0, Unit.PERSISTENT, None, None),
        ("1 second", 1, Unit.SECOND, 1, "PT1S"),
        ("30 minutes", 30, Unit.MINUTE, 30 * 60, "PT30M"),
        ("1 hour", 1, Unit.HOUR, 60 * 60, "PT1H"),
        ("90 days", 90, Unit.DAY, 90 * DAY, "P90D"),
        ("2 weeks", 2, Unit.WEEK, 14 * DAY, "P2W"),
        ("13 months", 13, Unit.MONTH, 13 * 365 * DAY // 12, "P13M"),
        ("2 years", 2, Unit.YEAR, 730 * DAY, "P2Y"),
        ("1000 years", 1000, Unit.YEAR, 365_000 * DAY, "P1000Y"),
        ("  13MONTHS ", 13, Unit.MONTH, 13 * 365 * DAY // 12, "P13M"),
        ("Session", 0, Unit.SESSION, None, None),
    ],
)
def test_a_lifetime_reads_as_a_person_writes_it(written, amount, unit, seconds, iso):
    lifetime = parse_lifetime(written)
    assert lifetime == Lifetime(amount=amount, unit=unit)
    assert (lifetime.seconds, lifetime.iso()) == (seconds, iso)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "13",
        "months",
        "13 moons",
        "-1 day",
        "1.5 years",
        "٣ days",
        "1 day 2 hours",
        "1 dayss",
        "1 session",
        "1 s",
    ],
)
def test_what_is_no_lifetime_is_refused_with_an_example(written):
    with pytest.raises(ValueError, match="is no lifetime; write 'session', 'persistent', or such as '13 months'"):
        parse_lifetime(written)


@pytest.mark.parametrize("written", ["0 days", "1001 years", "999999 months"])
def test_a_lifetime_out_of_range_is_refused_with_the_range(written):
    with pytest.raises(ValueError, match="out of range; write between '1 second' and '1000 years'"):
        parse_lifetime(written)


@given(st.text() | st.from_regex(r"[0-9]{1,7} ?(second|day|month|year|session)s?", fullmatch=True))
def test_any_text_is_a_lifetime_or_a_value_error(written):
    try:
        lifetime = parse_lifetime(written)
    except ValueError:
        return
    assert lifetime.unit in (Unit.SESSION, Unit.PERSISTENT) or lifetime.after(NOW) > NOW


def test_a_lifetime_is_over_its_length_after_its_beginning():
    assert parse_lifetime("2 days").after(NOW) == NOW + days(2)


@pytest.mark.parametrize("written", ["session", "persistent"])
@pytest.mark.parametrize("measure", [Lifetime.after, Lifetime.before])
def test_a_lifetime_without_length_ends_and_begins_at_no_known_moment(written, measure):
    with pytest.raises(ValueError, match=f"{written} has no length; write an amount"):
        measure(parse_lifetime(written), NOW)


def test_lifetimes_rank_from_session_over_any_length_to_persistent():
    ranked = [
        parse_lifetime(one) for one in ("session", "1 second", "30 days", "1 month", "1000 years", "persistent")
    ]
    for place, one in enumerate(ranked):
        assert [one.outlives(other) for other in ranked] == [place > at for at in range(len(ranked))]


@pytest.mark.parametrize(
    ("start", "written", "end"),
    [
        ("2026-11-23", "6 months", "2027-05-23"),
        ("2026-08-31", "6 months", "2027-02-28"),
        ("2027-08-31", "6 months", "2028-02-29"),
        ("2028-02-29", "1 year", "2029-02-28"),
        ("2026-12-31", "13 months", "2028-01-31"),
        ("2026-01-01", "30 days", "2026-01-31"),
    ],
)
def test_months_and_years_are_those_of_the_calendar(start, written, end):
    assert parse_lifetime(written).after(datetime.fromisoformat(start)) == datetime.fromisoformat(end)


@pytest.mark.parametrize(
    ("end", "written", "start"),
    [
        ("2027-05-23", "6 months", "2026-11-23"),
        ("2027-02-28", "6 months", "2026-08-28"),
        ("2027-03-31", "1 month", "2027-02-28"),
        ("2028-02-29", "1 year", "2027-02-28"),
        ("2029-03-01", "1 year", "2028-03-01"),
        ("2026-01-31", "30 days", "2026-01-01"),
        ("2026-01-31", "1000 years", "1026-01-31"),
    ],
)
def test_so_they_are_backwards(end, written, start):
    assert parse_lifetime(written).before(datetime.fromisoformat(end)) == datetime.fromisoformat(start)
