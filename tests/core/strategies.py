"""What hypothesis draws: versions, one after another, and whatever decisions and wishes may meet them."""

from datetime import timedelta

from hypothesis import strategies as st

from cookieprefs.core.consent import Answer, Choice, Decision
from cookieprefs.core.regime import Regime
from cookieprefs.core.wish import Wish
from tests.core.builders import NOW, a_service, a_version

KEYS = ("a", "b", "c", "d")
COUNTRIES = (None, "FR", "US", "DE")

keys = st.sampled_from(KEYS)
regimes = st.sampled_from(list(Regime))
countries = st.sampled_from(COUNTRIES)
moments = st.integers(-400, 400).map(lambda number: NOW + timedelta(days=number))


def services(key):
    return st.builds(
        a_service,
        st.just(key),
        regime=regimes,
        regimes=st.dictionaries(st.sampled_from(["FR", "US"]), regimes),
        countries=st.sampled_from([("FR",), ("FR", "US")]),
    )


policies = st.lists(keys, unique=True, min_size=1).flatmap(lambda some: st.tuples(*map(services, some)))
lifetimes = st.sampled_from(["30 days", "6 months", "400 days"])
versions = st.builds(lambda these, lifetime: a_version(*these, lifetime=lifetime), policies, lifetimes)
successions = st.builds(
    lambda first, these, lifetime: (first, a_version(*these, after=first, lifetime=lifetime)),
    versions,
    policies,
    lifetimes,
)
"""A version and the next, with services new, gone, widened, narrowed or as they were."""

answers = st.builds(Answer, choice=st.sampled_from(list(Choice)), revision=st.integers(0, 4))
decisions = st.builds(Decision, answers=st.dictionaries(keys, answers), until=moments, is_unrecorded=st.booleans())
perhaps_decisions = st.none() | decisions
wishes = st.builds(Wish, granted=st.frozensets(keys), denied=st.frozensets(keys), whole=st.booleans())
