"""What holds for a service in which country."""

import pytest

from cookieprefs.core.regime import Regime, regime_in

CONSENT, OPT_OUT, EXEMPT = Regime.CONSENT, Regime.EXEMPT_WITH_OPTOUT, Regime.EXEMPT
SALE, NECESSARY = Regime.OPT_OUT_SALE, Regime.STRICTLY_NECESSARY


@pytest.mark.parametrize(
    ("regime", "needs_consent", "can_be_refused"),
    [
        (CONSENT, True, True),
        (OPT_OUT, False, True),
        (SALE, False, True),
        (EXEMPT, False, False),
        (NECESSARY, False, False),
    ],
)
def test_a_regime_says_whether_to_ask_and_whether_there_is_a_switch(regime, needs_consent, can_be_refused):
    assert (regime.needs_consent, regime.can_be_refused) == (needs_consent, can_be_refused)


@pytest.mark.parametrize(
    ("country", "default", "by_country", "expected"),
    [
        ("FR", CONSENT, {}, CONSENT),
        ("FR", CONSENT, {"FR": EXEMPT}, EXEMPT),
        ("fr", CONSENT, {"FR": EXEMPT}, EXEMPT),
        ("DE", CONSENT, {"FR": EXEMPT}, CONSENT),
        ("US", EXEMPT, {"FR": CONSENT}, EXEMPT),
        ("FR", NECESSARY, {"FR": CONSENT}, NECESSARY),
        (None, NECESSARY, {"FR": CONSENT}, NECESSARY),
    ],
)
def test_a_country_has_the_regime_listed_for_it_else_the_default(country, default, by_country, expected):
    assert regime_in(country, default, by_country) is expected


@pytest.mark.parametrize("unknown", [None, ""])
@pytest.mark.parametrize(
    ("default", "by_country", "strictest"),
    [
        (CONSENT, {}, CONSENT),
        (CONSENT, {"FR": OPT_OUT, "US": SALE}, CONSENT),
        (OPT_OUT, {}, OPT_OUT),
        (SALE, {"FR": CONSENT}, CONSENT),
        (EXEMPT, {"FR": CONSENT, "US": SALE}, CONSENT),
        (EXEMPT, {"US": SALE}, SALE),
        (EXEMPT, {"FR": NECESSARY}, EXEMPT),
    ],
)
def test_an_unknown_country_means_the_strictest_regime_of_all(unknown, default, by_country, strictest):
    """L-40: whoever cannot be placed is asked as those are who must be asked."""
    assert regime_in(unknown, default, by_country) is strictest
