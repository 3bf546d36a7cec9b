"""What may run without a yes, and where: each condition of a country, ticked or told as lacking (L-41, L-42)."""

import pytest

from cookieprefs.core.regime import Regime
from cookieprefs.sitefile.exemptions import CONDITIONS
from tests.sitefile.folder import SITE, reading

FRENCH, BRITISH = CONDITIONS["FR"], ("own_site_statistics", "no_other_use")
REGIMES = "    regimes: {FR: exempt_with_optout}\n"
TICKED = SITE[SITE.index("    exemption:\n") :]


def site(regimes, ticked="", **more):
    """The sample with other regimes, conditions ticked (words with blanks between) and facts of its service."""
    conditions = "".join(f"{name}: true, " for name in ticked.split())
    written = f"    regimes: {{{regimes}}}\n" + (f"    exemption: {{{conditions}}}\n" if ticked else "")
    facts = "".join(f"    {key}: {value}\n" for key, value in more.items())
    return SITE.replace(TICKED, "").replace(REGIMES, written + facts)


def told(folder, text, is_warning=False):
    found = reading(folder, text)
    return [f"{one.problem}; {one.cure}" for one in found.faults if one.is_warning is is_warning]


@pytest.mark.parametrize("regime", ["exempt", "exempt_with_optout"])
def test_france_takes_all_six_conditions(tmp_path, regime):
    found = reading(tmp_path, site(f"FR: {regime}", " ".join(FRENCH)))
    assert found.faults == ()
    assert found.policy.catalogue.service("counter").regimes == {"FR": Regime(regime)}


@pytest.mark.parametrize("lacking", FRENCH)
def test_without_one_of_them_it_needs_consent_in_france(tmp_path, lacking):
    text = site("FR: exempt_with_optout", " ".join(one for one in FRENCH if one != lacking))
    problem = f"Counter may run without a yes in FR only where `{lacking}` is true of it"
    cure = f"write `exemption: {{{lacking}: true}}` if so, else `consent`"
    assert told(tmp_path, text) == [f"{problem}; {cure}"]


def test_a_condition_that_is_false_is_not_ticked(tmp_path):
    text = SITE.replace("no_transfer: true", "no_transfer: false")
    assert told(tmp_path, text)[0].startswith(
        "Counter may run without a yes in FR only where `no_transfer` is true"
    )


def test_without_any_of_them_all_are_named_at_the_regimes(tmp_path):
    (fault,) = reading(tmp_path, site("FR: exempt")).errors
    assert all(f"`{name}`" in fault.problem for name in FRENCH)
    assert fault.line == site("FR: exempt").split("\n").index("    regimes: {FR: exempt}") + 1


@pytest.mark.parametrize(
    ("ticked", "problems"),
    [
        ("own_site_statistics no_other_use", []),
        ("appearance_or_function no_other_use", []),
        ("own_site_statistics appearance_or_function no_other_use", []),
        ("own_site_statistics", ["only where `no_other_use` is true of it"]),
        ("no_other_use", ["only for `own_site_statistics` or `appearance_or_function`"]),
        (
            "",
            [
                "only where `no_other_use` is true of it",
                "only for `own_site_statistics` or `appearance_or_function`",
            ],
        ),
        (
            " ".join(FRENCH),
            [
                "only where `no_other_use` is true of it",
                "only for `own_site_statistics` or `appearance_or_function`",
            ],
        ),
    ],
)
def test_britain_takes_one_of_two_purposes_and_no_other_use(tmp_path, ticked, problems):
    found = told(tmp_path, site("GB: exempt_with_optout", ticked))
    assert [one.partition(";")[0] for one in found] == [
        f"Counter may run without a yes in GB {problem}" for problem in problems
    ]


def test_britain_demands_a_way_out(tmp_path):
    assert told(tmp_path, site("GB: exempt", " ".join(BRITISH))) == [
        "Counter would have no way out in GB, where the law demands one; write `GB: exempt_with_optout`"
    ]


@pytest.mark.parametrize("flag", ["sale_or_share", "targeted_ads"])
@pytest.mark.parametrize(("country", "ticked"), [("FR", FRENCH), ("GB", BRITISH)])
def test_what_is_sold_or_targets_never_runs_without_a_yes(tmp_path, country, ticked, flag):
    found = told(tmp_path, site(f"{country}: exempt_with_optout", " ".join(ticked), **{flag: "true"}))
    assert found == [
        f"Counter cannot run without a yes in {country} while `{flag}` is true; write `{country}: consent`"
    ]


@pytest.mark.parametrize(("country", "ticked", "faults"), [("FR", FRENCH, 1), ("GB", BRITISH, 0)])
def test_in_france_nobody_else_may_get_the_data(tmp_path, country, ticked, faults):
    """So Google Analytics, which the library says others get the data of, does not qualify (L-41)."""
    text = site(f"{country}: exempt_with_optout", " ".join(ticked), recipients="[Elsewhere Ltd]")
    found = told(tmp_path, text)
    assert len(found) == faults
    assert all("while others get its data: Elsewhere Ltd" in one for one in found)


def test_google_analytics_does_not_qualify_in_france_whatever_is_ticked(tmp_path):
    ticked = "".join(f"{name}: true, " for name in FRENCH)
    service = (
        "  - use: google-analytics\n    purpose: audience\n    regimes: {FR: exempt_with_optout}\n"
        f"    exemption: {{{ticked}}}\n"
    )
    (found,) = told(tmp_path, SITE + service)
    assert found.startswith("Google Analytics 4 cannot run without a yes in FR")


@pytest.mark.parametrize(
    ("old", "new", "warned"),
    [
        ("lifetime: 13 months", "lifetime: 14 months", "`_count*` of Counter stays for longer than the 13 months"),
        ("    data: [usage]\n", "    data: [usage]\n    retention: 26 months\n", "Counter keeps data for longer"),
        ("    data: [usage]\n", "    data: [usage]\n    retention: 25 months\n", None),
    ],
)
def test_what_the_cnil_recommends_is_a_warning(tmp_path, old, new, warned):
    assert old in SITE
    found = told(tmp_path, SITE.replace(old, new), is_warning=True)
    assert [one.startswith(warned) for one in found] == ([True] if warned else [])


@pytest.mark.parametrize("regime", ["exempt", "exempt_with_optout"])
def test_another_country_is_a_warning(tmp_path, regime):
    text = site(f"DE: {regime}")
    assert told(tmp_path, text) == []
    (found,) = told(tmp_path, text, is_warning=True)
    assert found.startswith("Counter would run without a yes in DE, where no such exemption is known to us")


@pytest.mark.parametrize("regimes", ["US: opt_out_sale", "FR: consent", "GB: consent, US: opt_out_sale"])
def test_nothing_needs_ticking_where_no_exemption_is_used(tmp_path, regimes):
    assert reading(tmp_path, site(regimes)).faults == ()


def test_both_countries_at_once_take_both_lists(tmp_path):
    both = site("FR: exempt_with_optout, GB: exempt_with_optout", " ".join((*FRENCH, *BRITISH)))
    assert reading(tmp_path, both).faults == ()


@pytest.mark.parametrize(
    ("new", "told_as"),
    [
        ("no_transfers: true", "`no_transfers` is no key that is known here; did you mean `no_transfer`?"),
        ("no_transfer: yes", '`no_transfer`: the text "yes" stands where `true` or `false` belongs'),
    ],
)
def test_a_condition_that_cannot_be_read_is_told_and_no_other_fault_beside_it(tmp_path, new, told_as):
    found = told(tmp_path, SITE.replace("no_transfer: true", new))
    assert len(found) == 1
    assert found[0].startswith(told_as)


@pytest.mark.parametrize(
    ("written", "rules"),
    [
        ("", (False, False, False)),
        ("  do_not_track: true\n", (True, False, False)),
        ("  hide_from_crawlers: true\n", (False, True, False)),
        ("  count_banner: true\n", (False, False, True)),
        ("  do_not_track: true\n  hide_from_crawlers: true\n", (True, True, False)),
    ],
)
def test_dnt_crawlers_and_counting_are_the_operators_choice(tmp_path, written, rules):
    text = SITE.replace("  continued_navigation: false\n", f"  continued_navigation: false\n{written}")
    found = reading(tmp_path, text).policy.rules
    assert (found.heeds_dnt, found.hides_from_crawlers, found.counts_banners) == rules


@pytest.mark.parametrize("written", ["yes", "1", "[]", '"true"'])
def test_counting_banners_is_true_or_false(tmp_path, written):
    text = SITE.replace("  continued_navigation: false\n", f"  count_banner: {written}\n")
    (found,) = told(tmp_path, text)
    assert "`count_banner`" in found
    assert "`true` or `false`" in found
