"""`theme`: what is wrong with it, with the figures; what it warns of; and what it becomes."""

from dataclasses import replace

import pytest

from cookieprefs.core.theme import DARK, LIGHT, Layout, Opened, Scheme, Spacing, Theme
from tests.sitefile.folder import SITE, at, broken, reading

THEME = """\
theme:
  layout: corner_bottom_end
  preferences: drawer
  scheme: light
  light:
    accent: "#7a1fa2"
  radius: 12px
  font: Georgia, serif
  spacing: roomy
purposes:
"""
ON = SITE.replace("purposes:\n", THEME, 1)
ALIKE = "*Accept* and *Refuse* look alike in every theme, for a no has to be as easy as a yes; delete this line"
NO_COLOUR = "is no colour whose contrast can be measured; write six hexadecimal digits in quotes, such as"

FAULTS = [
    ("corner_bottom_end", "◆corner", '"corner" is not known here; did you mean `corner_'),
    (
        "layout: corner_bottom_end",
        "◆layout:",
        "`layout`: nothing is written here; write one of `bar_bottom`, `bar_top`",
    ),
    ("drawer", "◆popup", '`preferences`: "popup" is not known here; write one of `dialog`, `drawer`'),
    ("scheme: light", "scheme: ◆auto", "write one of `system`, `light`, `dark`"),
    ("roomy", "◆1.5", "write one of `compact`, `normal`, `roomy`"),
    ("12px", "◆50px", '"50px" is no length for a corner; write a number of pixels from 0 to 32'),
    ("12px", "◆-1px", "is no length for a corner"),
    ("12px", "◆1rem", "is no length for a corner"),
    ("12px", "◆[1]", "a list stands where a text belongs"),
    ('"#7a1fa2"', "◆purple", NO_COLOUR),
    ('"#7a1fa2"', '◆"#7a1fa2cc"', NO_COLOUR),
    ('"#7a1fa2"', "◆rgb(9, 9, 9)", NO_COLOUR),
    ('"#7a1fa2"', '◆"#fff; background: url(x)"', NO_COLOUR),
    # YAML takes the colour for a comment.
    (
        'accent: "#7a1fa2"',
        "◆accent: #7a1fa2",
        "`accent`: nothing is written here; write six hexadecimal digits in quotes",
    ),
    ("    accent", "    ◆acent", "`acent` is no key that is known here; did you mean `accent`?"),
    ("  spacing", "  ◆space", "`space` is no key that is known here; did you mean `spacing`?"),
    (
        "Georgia, serif",
        '◆"https://fonts.example/inter.woff2"',
        "would be fetched from elsewhere before any choice",
    ),
    ("Georgia, serif", '◆"Inter, url(inter)"', "would be fetched from elsewhere before any choice"),
    ("Georgia, serif", "[Georgia, ◆inter.woff]", "would be fetched from elsewhere before any choice"),
    ("Georgia, serif", "◆'Georgia; color: red'", '"Georgia; color: red" is no name of a font'),
    ("Georgia, serif", "◆Georgia,", "nothing is written here; write such as `Georgia, serif`"),
    ("Georgia, serif", "◆[]", "nothing is written here; write such as `Georgia, serif`"),
    ("Georgia, serif", "[Georgia, ◆{a: b}]", "a mapping (of `a`) stands where a text belongs"),
    ("radius: 12px", "◆radius:", "`radius`: nothing is written here; write a number of pixels"),
    ("  spacing: roomy", "  ◆accept_colour: '#0a0'", ALIKE),
    ("  spacing: roomy", "  ◆refuse-button: {}", ALIKE),
    ("  spacing: roomy", "  ◆primary: '#0a0'", ALIKE),
    ("    accent", "    ◆rejectText", ALIKE),
    ("    accent", "    ◆deny", ALIKE),
    # What cannot be seen, with its figure.
    (
        '"#7a1fa2"',
        '◆"#aa66cc"',
        "(`accent`, #aa66cc) on `page` (#fbf9f4) would have a contrast of 3.64:1, and 4.5:1 is needed (WCAG 2.2)",
    ),
    (
        'accent: "#7a1fa2"',
        'text: ◆"#777777"',
        "text (`text`, #777777) on `page` (#fbf9f4) would have a contrast of 4.25:1, and 4.5:1 is needed",
    ),
    (
        'accent: "#7a1fa2"',
        'surface: ◆"#20242a"',
        "(`text`, #22261f) on `surface` (#20242a) would have a contrast of 1.01:1",
    ),
    (
        'accent: "#7a1fa2"',
        'border: ◆"#bbbbbb"',
        "(`border`, #bbbbbb) on `page` (#fbf9f4) would have a contrast of 1.82:1, and 3:1 is needed",
    ),
    (
        'accent: "#7a1fa2"',
        'button: "#888888"\n    button_text: ◆"#ffffff"',
        "the words on a button (`button_text`, #ffffff) on `button` (#888888) would have a contrast of 3.54:1",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), FAULTS)
def test_what_is_wrong_is_told_at_its_place(tmp_path, old, new, sentence):
    site, place = broken(old, new, ON)
    found = reading(tmp_path, site)
    assert found.policy is None
    assert any(sentence in one for one in at(found.errors, place)), [str(one) for one in found.faults]


@pytest.mark.parametrize("written", ["", " []", " dark", " {layout: {a: b}}"])
def test_what_is_no_theme_at_all_is_no_crash(tmp_path, written):
    found = reading(tmp_path, SITE.replace("purposes:\n", f"theme:{written}\npurposes:\n", 1))
    assert (found.policy is None) == bool(written)


def test_where_no_colour_is_seen_on_both_the_ground_is_to_change(tmp_path):
    site, place = broken('accent: "#7a1fa2"', 'page: "#808080"\n    surface: "#606060"\n    text: ◆"#000"', ON)
    told = at(reading(tmp_path, site).errors, place)
    assert [one.partition("; ")[2] for one in told] == ["write a lighter or a darker `surface`"]


def test_the_words_on_a_button_that_follows_the_accent_are_measured_at_it(tmp_path):
    site, place = broken('"#7a1fa2"', '"#7a1fa2"\n    button_text: ◆"#222222"', ON)
    (told,) = at(reading(tmp_path, site).errors, place)
    assert told.startswith(
        "in the light scheme the words on a button (`button_text`, #222222) on `button` (#7a1fa2)"
    )


def test_dark_colours_are_measured_as_well(tmp_path):
    site, place = broken("scheme: light", 'dark: {text: ◆"#444444"}\n  scheme: system', ON)
    (told,) = at(reading(tmp_path, site).errors, place)
    assert told.startswith("in the dark scheme text (`text`, #444444) on `surface` (#1d2123)")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "scheme: light",
            "scheme: dark",
            "nobody sees these colours, for `scheme` is `dark`; write `scheme: system`",
        ),
        (
            "scheme: light",
            "scheme: system",
            "set to dark see our own colours, for there is no `dark`; write `dark:` as well",
        ),
    ],
)
def test_it_warns_of_colours_that_nobody_sees_and_of_those_that_are_ours(tmp_path, old, new, sentence):
    (warning,) = reading(tmp_path, ON.replace(old, new)).warnings
    assert sentence in str(warning)


def test_all_of_it_becomes_a_theme(tmp_path):
    found = reading(tmp_path, ON)
    assert found.faults == ()
    assert found.policy.theme == Theme(
        layout=Layout.CORNER_BOTTOM_END,
        preferences=Opened.DRAWER,
        scheme=Scheme.LIGHT,
        light=replace(LIGHT, accent="#7a1fa2", button="#7a1fa2", button_text="#ffffff"),
        radius=12,
        font=("Georgia", "serif"),
        spacing=Spacing.ROOMY,
    )


@pytest.mark.parametrize(
    ("written", "palette"),
    [
        ('accent: "#7a1fa2"', {"accent": "#7a1fa2", "button": "#7a1fa2", "button_text": "#ffffff"}),
        ("button: ffd400", {"button": "#ffd400", "button_text": "#000000"}),
        ('border: "#555"', {"border": "#555555"}),
        ('button: "#333"\n    accent: "#7a1fa2"', {"button": "#333333", "accent": "#7a1fa2"}),
    ],
)
def test_buttons_follow_the_accent_and_their_words_what_is_seen_on_them(tmp_path, written, palette):
    found = reading(tmp_path, ON.replace('accent: "#7a1fa2"', written)).policy.theme
    assert found.light == replace(LIGHT, **palette)


@pytest.mark.parametrize("written", ['"Segoe UI", Arial', '["Segoe UI", Arial]', "Segoe UI,Arial"])
def test_fonts_are_names_in_a_row(tmp_path, written):
    found = reading(tmp_path, ON.replace("Georgia, serif", f"'{written}'" if "[" not in written else written))
    assert found.policy.theme.font == ("Segoe UI", "Arial")


@pytest.mark.parametrize(("written", "theme"), [("", Theme()), ("theme: {dark: {}}\n", Theme())])
def test_without_it_everything_looks_as_it_does(tmp_path, written, theme):
    assert reading(tmp_path, SITE.replace("purposes:\n", f"{written}purposes:\n", 1)).policy.theme == theme


def test_dark_colours_alone_fill_in_from_ours(tmp_path):
    site = ON.replace("scheme: light", "scheme: dark").replace("light:", "dark:").replace("#7a1fa2", "#e0b0ff")
    assert reading(tmp_path, site).policy.theme.dark == replace(
        DARK, accent="#e0b0ff", button="#e0b0ff", button_text="#000000"
    )
