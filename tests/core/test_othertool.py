"""What another tool's cookie says, as each tool writes it; and nothing at all where it is not exactly that."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cookieprefs.core.othertool import LONGEST, Tool, read

STAMP = "2026-01-31T09:00:00.123Z"
WHEN = datetime(2026, 1, 31, 9, 0, 0, 123000, UTC)
V3 = (
    '{"categories":["necessary","analytics"],"revision":3,"data":null,"consentTimestamp":"2025-01-01T00:00:00.000Z",'
    '"consentId":"5b0e","services":{"necessary":[],"analytics":["matomo"],"ads":[]},"languageCode":"en",'
    f'"lastConsentTimestamp":"{STAMP}","expirationTime":1790000000000}}'
)
V2 = (
    '{"categories":["necessary","analytics"],"level":["necessary","analytics"],"revision":0,"data":null,'
    f'"rfc_cookie":false,"consent_date":"2025-01-01T00:00:00.000Z","consent_uuid":"5b0e","last_consent_update":"{STAMP}"}}'
)
V2_EARLY = '{"level":["necessary","analytics"],"revision":0,"data":null,"rfc_cookie":false}'
BOT = (
    "{stamp:'pEkA%2BsM==',necessary:true,preferences:false,statistics:true,marketing:false,"
    "method:'explicit',ver:1,utc:1769850000123,region:'fr'}"
)
DJANGO = "social=-1|statistics=2020-01-01T00:00:00+00:00"
TELLING = [
    (Tool.KLARO, quote('{"matomo":true,"youtube":false}'), {"matomo": True, "youtube": False}, None),
    (Tool.KLARO, "{}", {"matomo": None}, None),
    (Tool.OREJIME, "{%22matomo%22:true%2C%22youtube%22:false}", {"matomo": True, "youtube": False}, None),
    (
        Tool.TARTEAUCITRON,
        "!matomo=true!youtube=false!vimeo=wait",
        {"matomo": True, "youtube": False, "vimeo": None},
        None,
    ),
    (
        Tool.VANILLA,
        quote(V3, safe=""),
        {"analytics": True, "analytics/matomo": True, "ads": False, "ads/x": False},
        WHEN,
    ),
    (Tool.VANILLA, V2, {"analytics": True, "ads": False}, WHEN),
    (Tool.VANILLA, quote(V2), {"analytics": True, "ads": False}, WHEN),
    (Tool.VANILLA, V2_EARLY, {"analytics": True, "ads": False}, None),
    (Tool.COOKIEBOT, BOT, {"statistics": True, "marketing": False, "method": None, "other": None}, WHEN),
    (Tool.COOKIEBOT, quote(BOT.replace("%2B", "+"), safe=""), {"statistics": True, "marketing": False}, WHEN),
    (Tool.COOKIEBOT, "{statistics:true,method:'explicit'}", {"statistics": True}, None),
    (Tool.DJANGO, DJANGO, {"social": False, "statistics": True, "other": None}, None),
    (Tool.DJANGO, "social=2013-06-04T03:17:01.421395", {"social": True}, None),
]


@pytest.mark.parametrize(("tool", "text", "said", "when"), TELLING)
def test_a_cookie_says_what_its_tool_wrote_and_when_it_tells(tool, text, said, when):
    told = read(tool, text)
    assert {name: told.says(name) for name in said} == said
    assert told.decided_at == when


SILENT = [
    (Tool.KLARO, ""),
    (Tool.KLARO, "{" + " " * LONGEST + "}"),
    (Tool.KLARO, "[true]"),
    (Tool.KLARO, "true"),
    (Tool.KLARO, '{"matomo":"true"}'),
    (Tool.KLARO, '{"matomo":1}'),
    (Tool.KLARO, '{"matomo":true,"matomo":false}'),
    (Tool.KLARO, '{"matomo":NaN}'),
    (Tool.KLARO, "%FF"),
    (Tool.KLARO, "[" * LONGEST),
    (Tool.OREJIME, '{"matomo":null}'),
    (Tool.TARTEAUCITRON, "matomo=true"),
    (Tool.TARTEAUCITRON, "!matomo=yes"),
    (Tool.TARTEAUCITRON, "!matomo=true!"),
    (Tool.TARTEAUCITRON, "!matomo=true!matomo=false"),
    (Tool.VANILLA, "[]"),
    (Tool.VANILLA, "{}"),
    (Tool.VANILLA, '{"categories":"analytics"}'),
    (Tool.VANILLA, '{"categories":[1]}'),
    (Tool.VANILLA, '{"categories":[],"services":[]}'),
    (Tool.VANILLA, '{"categories":[],"services":{"ads":"all"}}'),
    (Tool.VANILLA, '{"categories":[],"lastConsentTimestamp":"today"}'),
    (Tool.COOKIEBOT, BOT.replace("explicit", "implied")),
    (Tool.COOKIEBOT, "{statistics:true}"),
    (Tool.COOKIEBOT, "0"),
    (Tool.COOKIEBOT, "-1"),
    (Tool.COOKIEBOT, BOT + "x"),
    (Tool.COOKIEBOT, BOT.replace("ver:1", "statistics:false")),
    (Tool.COOKIEBOT, BOT.replace("1769850000123", "9" * 20)),
    (Tool.COOKIEBOT, BOT.replace("1769850000123", "'now'")),
    (Tool.DJANGO, "social"),
    (Tool.DJANGO, "social=1"),
    (Tool.DJANGO, "social="),
    (Tool.DJANGO, "a=-1|a=2020-01-01T00:00:00+00:00"),
]


@pytest.mark.parametrize(("tool", "text"), SILENT)
def test_what_is_not_exactly_the_tools_own_or_not_explicit_says_nothing(tool, text):
    assert read(tool, text) is None


@pytest.mark.parametrize(
    ("tool", "text", "revision", "name", "said"),
    [
        (Tool.VANILLA, V3, "3", "analytics", True),
        (Tool.VANILLA, V3, "4", "analytics", None),
        (Tool.DJANGO, DJANGO, "2020-01-01T00:00:00+00:00", "statistics", True),
        (Tool.DJANGO, DJANGO, "2020-01-02", "statistics", None),
        (Tool.DJANGO, DJANGO, "2020-01-02", "social", False),
    ],
)
def test_an_answer_to_an_earlier_state_of_the_tool_is_none(tool, text, revision, name, said):
    told = read(tool, text, revision=revision)
    assert (told.says(name) if told else None) is said


@given(st.sampled_from(Tool), st.one_of(st.text(), st.text(alphabet="{}[]!=|:,'\"%0123456789truefalswimehodxp")))
def test_no_text_whatever_is_an_error(tool, text):
    told = read(tool, text)
    assert told is None or all(isinstance(one, bool) for one in told.answers.values())


@pytest.mark.parametrize("tool", Tool)
def test_a_tool_has_a_name_that_fits_into_a_record_and_a_cookie_of_its_own(tool):
    assert 0 < len(tool.in_records) <= 20
    assert tool.cookie


def test_only_djangos_cookie_is_hidden_from_scripts():
    assert [one for one in Tool if one.is_hidden] == [Tool.DJANGO]


def test_only_two_tools_tell_a_revision():
    assert [one for one in Tool if one.has_revision] == [Tool.VANILLA, Tool.DJANGO]
