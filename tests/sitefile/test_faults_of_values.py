"""Each value of the site file that cannot be: named at its own place, with what to write."""

import pytest

from tests.sitefile.folder import SITE, at, broken, reading

VALUES = [
    # keys of the file
    ("  key: shop", "  ◆kee: shop", "`kee` is no key that is known here; did you mean `key`?"),
    ("languages:", "◆langauges: [en]\nlanguages:", "did you mean `languages`?"),
    ("    country: BE", "    ◆contry: BE", "did you mean `country`?"),
    ("        kind: localStorage", "        ◆kynd: localStorage", "did you mean `kind`"),
    ("    category: D", "    category: D\n    ◆colour: red", "write one of `key`, `title`"),
    ("site:\n", "◆consents: {}\nsite:\n", "did you mean `consent`?"),
    ("consent:\n", "consent:\n  ◆lifetimes: 1 year\n", "did you mean `lifetime`?"),
    # what is missing
    ("  key: shop\n  name: Tea Corner\n", "  ◆key: shop\n", "`name` is missing; write `name:`"),
    ("name: Tea Corner BV\n    address: Kade 1, Gent\n", "◆name: Tea Corner BV\n", "`address` is missing"),
    ("{name: basket, lifetime: session, ", "◆{name: basket, ", "`lifetime` is missing; write `lifetime:` with"),
    (
        "- name: _count*\n        kind: localStorage\n        lifetime: 13 months\n",
        "- ◆name: _count*\n",
        "`lifetime` is",
    ),
    ("key: counter\n    name: Counter\n", "◆key: counter\n", "`name` is missing"),
    ("  - key: counter\n    name: Counter\n", "  - ◆name: Counter\n", "`key` is missing"),
    (
        "key: counter\n    name: Counter\n    purpose: audience\n    vendor: counter\n",
        "◆key: counter\n    name: Counter\n    purpose: audience\n",
        "`vendor` is missing",
    ),
    (
        "key: counter\n    name: Counter\n    purpose: audience\n",
        "◆key: counter\n    name: Counter\n",
        "`purpose` is missing",
    ),
    # shapes
    (
        "[teacorner.eu, www.teacorner.eu]",
        "◆teacorner.eu",
        'the text "teacorner.eu" stands where a list of domains belongs',
    ),
    ("[teacorner.eu, www.teacorner.eu]", "◆[]", "no domain stands here; write such as `[shop.example"),
    ("[en, fr]", "◆en", "stands where a list of languages belongs; write such as `[en, fr]`"),
    ("data: [usage]", "data: ◆usage", '`data`: the text "usage" stands where a list belongs'),
    (
        "  name: Tea Corner\n",
        "  name: ◆[Tea, Corner]\n",
        "`name`: a list stands where a text belongs; write a text",
    ),
    ("  name: Tea Corner\n", '  name: ◆""\n', "`name`: nothing is written here"),
    ("  name: Tea Corner\n", "  name: ◆true\n", "`name`: `true` stands where a text belongs"),
    (
        "    vendor: counter\n",
        "    vendor: ◆{key: counter}\n",
        "`vendor`: a mapping (of `key`) stands where a text",
    ),
    ("  controller:\n", "  controller: ◆nobody\n  x:\n", '`controller`: the text "nobody" stands where a mapping'),
    (
        "      - {name: basket,",
        "      - ◆basket\n      - {name: basket,",
        "stands where a mapping belongs; write its keys",
    ),
    ("services:\n", "services:\n  - ◆matomo\n", 'the text "matomo" stands where a mapping belongs'),
    (
        "        shared: true",
        "        shared: ◆yes",
        '`shared`: the text "yes" stands where `true` or `false` belongs',
    ),
    ("        shared: true", "        shared: ◆'true'", "write `true` or `false`, without quotes"),
    (
        "    data: [usage]",
        "    explicit_only: ◆1\n    data: [usage]",
        '`explicit_only`: the text "1" stands where',
    ),
    (
        "    data: [usage]",
        "    sale_or_share: ◆{}\n    data: [usage]",
        "a mapping (of none) stands where `true` or",
    ),
    ("  continued_navigation: false", "  continued_navigation: ◆off", "write `true` or `false`"),
    # lifetimes and days
    ("lifetime: session", "lifetime: ◆a while", "`lifetime`: 'a while' is no lifetime; write 'session'"),
    ("lifetime: session", "lifetime: ◆13", "'13' is no lifetime"),
    ("lifetime: session", "lifetime: ◆0 days", "'0 days' is out of range"),
    ("lifetime: session", "lifetime: ◆[1, year]", "a list stands where a text belongs; write `session`"),
    ("  lifetime: 6 months", "  lifetime: ◆session", "`session` has no known end; write an amount"),
    ("  proof_kept: 3 years", "  proof_kept: ◆persistent", "`persistent` has no known end"),
    ("  proof_kept: 3 years", "  proof_kept: ◆for ever", "'for ever' is no lifetime"),
    (
        "kind: localStorage",
        "source: {address: https://a.eu, read_on: ◆yesterday}",
        '"yesterday" is no day; write year, month and day, such as `2026-11-23`',
    ),
    # words of a closed list
    ("kind: localStorage", "kind: ◆localstorage", '"localstorage" is not known here; did you mean `localStorage`'),
    ("party: third", "party: ◆thrid", "did you mean `third`?"),
    ("data: [usage]", "data: [usage, ◆name]", '"name" is not known here; write one of `online_identifier`'),
    (
        "  proof_kept: 3 years",
        "  first_refusal: ◆forget it\n  proof_kept: 3 years",
        '"forget it" is not known here; write one of `without_id`, `pseudonymous`',
    ),
    ("  proof_kept: 3 years", "  first_refusal: ◆agregate\n  proof_kept: 3 years", "did you mean `aggregate`?"),
    ("  proof_kept: 3 years", "  first_refusal: ◆true\n  proof_kept: 3 years", "`true` stands where a text"),
    ("category: D", "category: ◆C", '"C" is no category; write one of `A`, `B`, `D`, `E`, `F`, `X`'),
    (
        "regime: strictly_necessary",
        "regime: ◆exempt",
        "`exempt` cannot hold everywhere; write it for the countries",
    ),
    ("regime: strictly_necessary", "regime: ◆legitimate_interest", '"legitimate_interest" is not known here'),
    ("{FR: exempt_with_optout}", "{FR: ◆strictly_necessary}", "cannot hold in single countries"),
    ("{FR: exempt_with_optout}", "{FR: ◆always}", '"always" is not known here; write one of `consent`'),
    ("{FR: exempt_with_optout}", "{◆UK: exempt}", '"UK" is no country\'s code; write `GB`'),
    ("{FR: exempt_with_optout}", "{◆fr: exempt}", '"fr" is no country\'s code; write `FR`'),
    ("{FR: exempt_with_optout}", "◆[FR]", "`regimes`: a list stands where a mapping belongs"),
    ("country: BE", "country: ◆Belgium", '"Belgium" is no country\'s code; write two capital letters'),
    # keys, names and languages
    ("  key: shop", "  key: ◆Tea Shop", '"Tea Shop" is no key; write such as `tea-shop`'),
    ("  - key: audience", "  - key: ◆" + "a" * 41, "is no key; write such as `aaaa"),
    ("name: _count*", "name: ◆_count1, _count2", "is no name of a cookie; write one name an entry"),
    ("[en, fr]", "[en, fr, ◆english]", '"english" is no language\'s code; write a code such as `en`'),
    ("[en, fr]", "[en, fr, ◆fr_FR]", '"fr_FR" is no language\'s code; write `fr`'),
    ("[en, fr]", "[en, fr, ◆xx]", '"xx" is no language\'s code'),
    ("[en, fr]", "[en, fr, ◆en]", '"en" stands here a second time; delete it'),
    # texts in every language
    (
        "title: {en: Counting visits, fr: Compter les visites}",
        "title: ◆{fr: Compter les visites}",
        "the text is missing in `en`; write `en: …`",
    ),
    (
        "title: {en: Counting visits, fr: Compter les visites}",
        "title: ◆Counting",
        '`title`: the text "Counting" stands where a text for each language belongs; write `{en: …, fr: …}`',
    ),
    (
        "title: {en: Counting visits, fr: Compter les visites}",
        "title: {en: Counting visits, fr:◆ }",
        "nothing is written here",
    ),
    (
        "{en: No basket without it., fr: Pas de panier sans lui.}",
        "◆{fr: Pas de panier.}",
        "`necessity_reason`: the text is missing in `en`",
    ),
    (
        "holds: {en: A number., fr: Un numéro.}}",
        "holds: ◆{}}",
        "`holds`: nothing is written here; write `{en: …, fr: …}`",
    ),
    (
        "{en: Counts visits., fr: Compte les visites.}",
        "{en: Counts., fr: Compte., ◆deutsch: Zählt.}",
        '"deutsch" is no language\'s code',
    ),
    (
        "https://teacorner.eu/privacy",
        "◆{fr: https://teacorner.eu/privacy}",
        "`privacy_policy`: the text is missing in `en`",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), VALUES)
def test_a_value_that_cannot_be_is_named_at_its_place(tmp_path, old, new, sentence):
    site, place = broken(old, new)
    found = reading(tmp_path, site)
    assert found.policy is None
    assert any(sentence in one for one in at(found.errors, place)), [str(one) for one in found.errors]


ADDRESSES = [
    ("https://teacorner.eu", "is more than a domain; write `teacorner.eu`"),
    ("teacorner.eu/shop", "is more than a domain; write `teacorner.eu`"),
    ("teacorner.eu:8080", "is more than a domain; write `teacorner.eu`"),
    ("teacorner.eu.", "is more than a domain; write `teacorner.eu`"),
    ("'tea corner.eu'", "is more than a domain; write the bare name"),
    ("Teacorner.eu", "has capital letters; write `teacorner.eu`"),
    ("teacorner", "is no domain; write the bare name"),
    ("'-tea.eu'", "is no domain"),
    ("tea..eu", "is no domain"),
    ("te_a.eu", "is no domain"),
    ("'*.teacorner.eu'", "stands for many domains; write each one on its own"),
    ("192.0.2.1", "is an IP address; write the name that visitors type"),
    ("'2001:db8::1'", "is an IP address"),
    ("'" + "a." * 127 + "eu'", "is no domain"),
    ("{a: b}", "a mapping (of `a`) stands where a text belongs"),
    ("www.teacorner.eu", "stands here a second time"),
]


@pytest.mark.parametrize(("written", "sentence"), ADDRESSES)
def test_a_domain_that_is_none_is_refused_with_what_to_write(tmp_path, written, sentence):
    site, place = broken("[teacorner.eu, www.teacorner.eu]", f"[www.teacorner.eu, ◆{written}]")
    assert any(sentence in one for one in at(reading(tmp_path, site).errors, place))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("tee-ladle.de", "tee-ladle.de"),
        ("localhost", "localhost"),
        ("tearüme.eu", "xn--tearme-6ya.eu"),
        ("xn--tearme-6ya.eu", "xn--tearme-6ya.eu"),
        ("чай.рф", "xn--80as4b.xn--p1ai"),
    ],
)
def test_a_domain_is_kept_as_browsers_send_it(tmp_path, written, kept):
    found = reading(tmp_path, SITE.replace("[teacorner.eu, www.teacorner.eu]", f"[{written}]"))
    assert found.policy.site.domains == (kept,)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("https://teacorner.eu/privacy", "◆http://teacorner.eu/privacy", "write it with `https://`"),
        ("https://teacorner.eu/privacy", "◆teacorner.eu/privacy", "is no web address; write such as `https://"),
        ("https://teacorner.eu/privacy", "◆/privacy", "is no web address"),
        ("https://counter.ie/privacy", "◆http://counter.ie/privacy", "write it with `https://`"),
        ("https://www.autoriteprotectiondonnees.be", "◆javascript:alert(1)", "is no web address"),
        ("https://www.autoriteprotectiondonnees.be", "◆'https://'", "is no web address"),
        ("https://www.autoriteprotectiondonnees.be", "◆'https://a b.eu'", "is no web address"),
        ("https://www.autoriteprotectiondonnees.be", "◆'https://[::1'", "is no web address"),
        ("https://www.autoriteprotectiondonnees.be", "◆'https://a.eu:port/'", "is no web address"),
        ("privacy@teacorner.eu", "◆teacorner.eu", "is no e-mail address; write such as `privacy@shop.example`"),
        ("privacy@teacorner.eu", "◆privacy@teacorner", "is no e-mail address"),
        ("privacy@teacorner.eu", "◆'<privacy@teacorner.eu>'", "is no e-mail address"),
        (
            "    data: [usage]",
            "    hosts: [◆https://a.eu]\n    data: [usage]",
            "is more than a domain; write `a.eu`",
        ),
        ("    data: [usage]", "    opt_out: ◆by letter\n    data: [usage]", "is no web address"),
    ],
)
def test_an_address_that_leads_nowhere_is_named_at_its_place(tmp_path, old, new, sentence):
    site, place = broken(old, new)
    assert any(sentence in one for one in at(reading(tmp_path, site).errors, place))


def test_a_host_may_stand_for_its_subdomains(tmp_path):
    site = SITE.replace("    data: [usage]", "    hosts: ['*.counter.ie']\n    data: [usage]")
    assert reading(tmp_path, site).policy.catalogue.service("counter").hosts == ("*.counter.ie",)
