"""The theme on our own pages and in the scripts: what was chosen alone, the same for everybody."""

import json
import re

import pytest

from cookieprefs.core.theme import Layout
from cookieprefs.web.assets import hashed
from tests.conftest import publish
from tests.sample import SITE
from tests.web.posts import soup

OURS = f"/static/{hashed('site.css')}"
PURPLE = 'light: {accent: "#7a1fa2"}\n  dark: {accent: "#e0b0ff"}\n  '
COMIC = "'Comic Neue', sans-serif"
PLACES = [
    ("bar_bottom", "inset: auto 0 0;", "scroll-padding-block-end: ${height}px"),
    ("bar_top", "inset: 0 0 auto;", "scroll-padding-block-start: ${height}px"),
    (
        "corner_bottom_start",
        "inset-block-end: min(1em, 2%); inset-inline-start:",
        "scroll-padding-block-end: ${height + ",
    ),
    (
        "corner_bottom_end",
        "inset-block-end: min(1em, 2%); inset-inline-end:",
        "scroll-padding-block-end: ${height + ",
    ),
    (
        "corner_top_start",
        "inset-block-start: min(1em, 2%); inset-inline-start:",
        "scroll-padding-block-start: ${height + ",
    ),
    (
        "corner_top_end",
        "inset-block-start: min(1em, 2%); inset-inline-end:",
        "scroll-padding-block-start: ${height + ",
    ),
    ("centre", "inset: 0; margin: auto;", "scroll-padding-block-end: calc(50vh + ${height / 2}px)"),
]


def themed(written):
    """The sample site with a theme."""
    return SITE.replace("purposes:\n", f"theme:\n  {written}\npurposes:\n", 1)


def text(app, path):
    answer = app.test_client().get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def style(app):
    return text(app, "/theme.css")


def test_without_a_theme_no_page_asks_for_one(app):
    page = soup(app.test_client().get("/"))
    assert [one["href"] for one in page.select("link[rel=stylesheet]")] == [OURS]
    assert page.select_one("meta[name=color-scheme]")["content"] == "light dark"
    assert style(app) == ""


@pytest.mark.parametrize("path", ["/", "/preferences", "/receipt", "/versions/1"])
def test_with_one_every_page_wears_it_after_our_own_style(app, path):
    publish(app, themed("radius: 3px"))
    page = soup(app.test_client().get(path))
    assert [one["href"] for one in page.select("link[rel=stylesheet]")] == [OURS, "/theme.css?v=2"]


def test_it_may_be_kept_by_anybody_and_is_not_sent_again(app):
    publish(app, themed("radius: 3px"))
    client = app.test_client()
    plain = client.get("/theme.css")
    assert plain.mimetype == "text/css"
    assert plain.headers["Cache-Control"] == "public, max-age=600, stale-while-revalidate=3600"
    assert "Vary" not in plain.headers
    assert not plain.headers.getlist("Set-Cookie")
    client.set_cookie("cookieprefs", "v=1&until=9999999999&yes=matomo&no=")
    assert client.get("/theme.css", headers={"Accept-Language": "fr", "Sec-GPC": "1"}).data == plain.data
    assert client.get("/theme.css", headers={"If-None-Match": plain.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("radius: 3", ":root {\n  --cookieprefs-radius: 3px;\n}\n"),
        ("spacing: compact", ":root {\n  --cookieprefs-space: 0.7;\n}\n"),
        (
            "font: Comic Neue",
            f":root {{\n  --cookieprefs-sans: {COMIC};\n  --cookieprefs-serif: {COMIC};\n}}\n",
        ),
        (
            "font: [Georgia, serif]",
            ":root {\n  --cookieprefs-sans: 'Georgia', serif;\n  --cookieprefs-serif: 'Georgia', serif;\n}\n",
        ),
        ("layout: centre", ""),
        ("spacing: normal", ""),
    ],
)
def test_only_what_was_chosen_is_in_it(app, written, expected):
    publish(app, themed(written))
    assert style(app) == expected


def test_colours_of_both_schemes_follow_what_the_device_is_set_to(app):
    publish(app, themed(PURPLE))
    light, _, dark = style(app).partition("@media (prefers-color-scheme: dark)")
    assert "--cookieprefs-accent: #7a1fa2;" in light
    assert "--cookieprefs-button-text: #ffffff;" in light
    assert "--cookieprefs-accent: #e0b0ff;" in dark
    assert "--cookieprefs-button-text: #000000;" in dark
    assert re.findall(r"--[\w-]+", light) == re.findall(r"--[\w-]+", dark)


@pytest.mark.parametrize(("scheme", "accent"), [("light", "#1e5c46"), ("dark", "#8fd3b3")])
def test_one_scheme_is_the_same_whatever_the_device_is_set_to(app, scheme, accent):
    publish(app, themed(f"scheme: {scheme}"))
    assert f"color-scheme: {scheme};" in style(app)
    assert f"--cookieprefs-accent: {accent};" in style(app)
    assert "@media" not in style(app)
    page = soup(app.test_client().get("/"))
    assert page.select_one("meta[name=color-scheme]")["content"] == scheme


@pytest.mark.parametrize(("layout", "place", "room"), PLACES, ids=[one[0] for one in PLACES])
def test_embed_carries_the_chosen_layout_and_no_other(app, layout, place, room):
    publish(app, themed(f"layout: {layout}"))
    found = text(app, "/embed.js")
    assert place in found
    assert room in found
    assert not [other for name, other, _ in PLACES if name != layout and other in found]


def test_every_layout_is_tried(app):
    assert {name for name, _, _ in PLACES} == {one.value for one in Layout}


@pytest.mark.parametrize(
    "written", ["radius: 3", f"{PURPLE}layout: corner_top_end", "scheme: dark\n  font: Georgia"]
)
def test_nothing_in_the_script_is_left_to_fill_in(app, written):
    publish(app, themed(written))
    assert not re.search(r"__[A-Z]+__", text(app, "/embed.js"))


def test_embed_carries_the_colours_of_both_schemes_for_both_buttons_at_once(app):
    """L-04: there is one look for a button, and nothing that could set one apart."""
    publish(app, themed(f"{PURPLE}radius: 3\n  font: Georgia, serif\n  spacing: roomy"))
    found = text(app, "/embed.js")
    (button,) = re.findall(r"const BUTTON = `(.*?)`", found, re.S)
    assert "background: light-dark(#7a1fa2, #e0b0ff);" in button
    assert "color: light-dark(#ffffff, #000000);" in button
    assert "border-radius: 3px;" in button
    assert "font: 600 1em/1.3 'Georgia', serif;" in button
    assert "padding: 1.6em min(2em, 4%);" in found
    assert len(re.findall(r"\bbutton: BUTTON\b", found)) == 1


@pytest.mark.parametrize(
    ("scheme", "accent", "other"), [("light", "#7a1fa2", "#e0b0ff"), ("dark", "#e0b0ff", "#7a1fa2")]
)
def test_one_scheme_downloads_one_set_of_colours(app, scheme, accent, other):
    publish(app, themed(f"{PURPLE}scheme: {scheme}"))
    found = text(app, "/embed.js")
    assert f"background: {accent};" in found
    assert f"color-scheme: {scheme};" in found
    assert other not in found


def look(app):
    """What of the theme effects.js adds to its style."""
    return json.loads(re.search(r"^const LOOK = (.*);$", text(app, "/effects.js"), re.M)[1])


@pytest.mark.parametrize(
    ("written", "has", "has_not"),
    [
        ("layout: centre", [], ["{"]),
        ("preferences: dialog", [], ["{"]),
        ("preferences: drawer", ["inset-inline: auto 0"], ["color"]),
        ("radius: 3", ["border-radius: 3px"], ["color", "inset"]),
        ("font: Georgia", ["font-family: 'Georgia', sans-serif"], ["inset"]),
        (PURPLE, ["color: light-dark(#22261f, #ebe8e0)"], ["inset"]),
    ],
)
def test_what_follows_wears_it_too(app, written, has, has_not):
    publish(app, themed(written))
    found = look(app)
    assert [one for one in has if one not in found] == []
    assert [one for one in has_not if one in found] == []


def test_the_kept_banner_tells_its_layout_where_it_is_not_the_usual_one(app):
    """R-02: what was shown is told by the very bytes that the record names."""
    assert soup(app.test_client().get("/banner")).select_one("[data-cookieprefs-layout]") is None
    publish(app, themed("layout: corner_top_end"))
    banner = soup(app.test_client().get("/banner")).select_one("#cookieprefs-banner")
    assert banner["data-cookieprefs-layout"] == "corner_top_end"


def test_another_theme_is_a_text_revision_and_posts_of_older_pages_still_count(app, visitor):
    visitor.open("/")
    version = publish(app, themed("layout: corner_top_end"))
    assert (version.number, version.consent_revision, version.text_revision) == (2, 1, 2)
    visitor.press("Accept all", within="#cookieprefs-banner")
    visitor.open("/preferences")
    assert visitor.state("matomo") == "on"
    visitor.open("/")
    assert not visitor.has_banner()


def test_a_theme_that_is_not_published_is_seen_by_nobody(app, instance):
    (instance / "site.yaml").write_text(themed("radius: 3"), encoding="utf-8")
    assert style(app) == ""
