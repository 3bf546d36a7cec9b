"""The preview's gallery: each look in a frame of its own, and nothing that is tried there reaches a visitor."""

import pytest

from cookieprefs.core.theme import Layout
from cookieprefs.web import assets
from tests.web.posts import soup
from tests.web.preview.conftest import write

THEME = (
    'theme:\n  layout: bar_top\n  preferences: drawer\n  light: {accent: "#7a1fa2"}\n  dark: {accent: "#e0b0ff"}\n'
)


def with_theme(app, theme=THEME):
    write(app, **{"purposes:\n  - key: necessary": f"{theme}purposes:\n  - key: necessary"})


def frames(client, query=""):
    answer = client.get(f"/preview/gallery{query}")
    assert answer.status_code == 200
    return [one["src"] for one in soup(answer).select("iframe")]


def test_the_preview_leads_to_it_and_it_back(client):
    assert soup(client.get("/preview/")).select_one('a[href="/preview/gallery"]')
    assert soup(client.get("/preview/gallery")).select_one('a[href="/preview/"]')


def test_it_shows_the_sites_own_layout_in_three_widths_and_both_schemes(app, client):
    with_theme(app)
    found = frames(client)
    banners = [one for one in found if one.startswith("/preview/?")]
    assert len(banners) == 6
    assert set(banners) == {
        f"/preview/?gallery=yes&lang=en&layout=bar_top&scheme={scheme}&preferences=drawer"
        for scheme in ("light", "dark")
    }
    assert {one.partition("?")[0] for one in found if one not in banners} == {"/preview/cookies/preferences"}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?layout=all", 7 * 6),
        ("?layout=all&lang=all", 7 * 2 * 6),
        ("?layout=centre&scheme=dark&lang=fr", 3),
        ("?layout=nowhere&scheme=dim&lang=xx", 6),
        ("?theme=ours", 6),
    ],
)
def test_its_form_asks_for_more_or_for_less(app, client, query, count):
    with_theme(app)
    assert len([one for one in frames(client, query) if one.startswith("/preview/?")]) == count


def test_a_scheme_that_no_visitor_sees_is_not_on_offer(app, client):
    with_theme(app, "theme: {scheme: dark}\n")
    page = soup(client.get("/preview/gallery"))
    assert [one["value"] for one in page.select("select[name=scheme] option")] == ["all", "dark"]
    assert len(page.select('iframe[src^="/preview/?"]')) == 3


def test_every_frame_answers_and_wears_what_it_is_to_show(app, client):
    with_theme(app)
    for address in sorted(set(frames(client, "?layout=all&lang=all"))):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("layout", [one.value for one in Layout])
def test_a_layout_is_tried_in_the_scripts_of_its_frame_alone(app, client, layout):
    with_theme(app)
    page = soup(client.get(f"/preview/?gallery=yes&lang=en&layout={layout}&scheme=dark&theme=ours"))
    assert page.html["data-preview-scheme"] == "dark"
    first, line = page.select_one("script"), page.select_one("script[async]")
    assert first["src"] == "/preview/static/undecided.js"
    assert line["src"] == f"/preview/cookies/embed.js?lang=en&layout={layout}&scheme=dark&theme=ours"
    tried = client.get(line["src"]).text
    assert "color-scheme: dark;" in tried
    assert "#7a1fa2" not in tried
    assert f"layout={layout}&scheme=dark&theme=ours&v=" in tried
    assert "inset: 0 0 auto;" in client.get("/preview/cookies/embed.js?lang=en").text


def test_nothing_is_tried_where_visitors_are(run):
    client = run().test_client()
    assert client.get("/embed.js?layout=centre&scheme=dark").data == client.get("/embed.js").data
    assert client.get("/theme.css?scheme=dark").data == b""


def test_it_tells_every_contrast_with_its_figure(app, client):
    with_theme(app)
    rows = [one.get_text(" ", strip=True) for one in soup(client.get("/preview/gallery")).select("tbody tr")]
    assert len(rows) == 14
    assert "light links accent #7a1fa2 on surface #ffffff 8.25:1 at least 4.5:1" in rows


def test_with_faults_it_shows_them_and_those_of_templates_too(app, client):
    folder = app.extensions["cookieprefs"].settings.instance
    assert client.get("/preview/gallery").status_code == 200
    (folder / "templates").mkdir()
    (folder / "templates" / "policy.html").write_text("{% if %}", "utf-8")
    answer = client.get("/preview/gallery")
    assert answer.status_code == 503
    assert "policy.html:1" in soup(answer).ol.text
    (folder / "templates" / "policy.html").write_text('{% extends "ours/policy.html" %}', "utf-8")
    assert client.get("/preview/gallery").status_code == 200
    write(app, **{"use: youtube": "use: yourtube"})
    assert client.get("/preview/gallery").status_code == 503


def test_a_template_that_is_not_published_is_seen_in_the_preview(run):
    app = run()
    client = app.test_client()
    client.get("/preview/")
    folder = app.extensions["cookieprefs"].settings.instance / "templates" / "fragments"
    folder.mkdir(parents=True)
    ours = (assets.folder("templates") / "fragments" / "banner.html").read_text("utf-8")
    (folder / "banner.html").write_text(ours.replace("Cookies: your choice", "Crumbs?"), "utf-8")
    client.get("/preview/")
    assert "Crumbs?" in client.get("/preview/cookies/embed.js").text
    assert "Crumbs?" not in client.get("/embed.js").text
