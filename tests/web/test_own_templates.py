"""Templates of the operator's own: one by one before ours, and never without a way to refuse."""

import logging

import pytest

from cookieprefs import actions
from cookieprefs.web import assets
from cookieprefs.web.render import _tell
from tests.conftest import publish
from tests.sample import SITE
from tests.web.posts import soup

OURS = assets.folder("templates")
BANNER, PANEL = "fragments/banner.html", "fragments/panel.html"


def ours(name):
    return (OURS / name).read_text("utf-8")


@pytest.fixture(autouse=True)
def _tells_anew():
    _tell.cache_clear()


@pytest.fixture
def own(instance):
    """Writes a template of the operator's own: a text, or one of ours with something replaced."""

    def write(name, text=None, **changes):
        path = instance / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        found = ours(name) if text is None else text
        for old, new in changes.pop("instead", {}).items():
            assert old in found
            found = found.replace(old, new)
        path.write_text(found, "utf-8")
        return path

    return write


def faults(app):
    """What `check` says of the templates, without the folder's name."""
    runtime = app.extensions["cookieprefs"]
    found = runtime.check_templates(actions.read_site_file(runtime.settings.instance).policy)
    return [str(one).replace(f"{runtime.settings.own_templates}/", "") for one in found]


def page(app, path="/"):
    return soup(app.test_client().get(path))


@pytest.mark.parametrize("folder", ["templates", "templates/policy.html"])
def test_none_is_needed_and_a_folder_is_none(app, instance, folder):
    assert faults(app) == []
    (instance / folder).mkdir(parents=True)
    assert faults(app) == []
    assert app.test_client().get("/").status_code == 200


@pytest.mark.parametrize(
    "name", [BANNER, PANEL, "policy.html", "base.html", "fragments/service.html", "receipt.html"]
)
def test_a_copy_of_ours_changes_nothing(app, own, name):
    before = app.test_client().get("/").data
    own(name)
    assert faults(app) == []
    assert app.test_client().get("/").data == before


def test_one_template_is_replaced_and_all_others_stay(app, own):
    own("receipt.html", instead={"{% block content %}": "{% block content %}<p>We are Test Shop.</p>"})
    assert faults(app) == []
    assert "We are Test Shop." in page(app, "/receipt").main.text
    assert "We are Test Shop." not in page(app).main.text


def test_it_can_begin_from_ours_and_change_one_block(app, own):
    own("policy.html", '{% extends "ours/policy.html" %}\n{% block title %}Crumbs{% endblock %}')
    assert faults(app) == []
    assert page(app).title.text == "Crumbs · Test Shop"
    assert page(app).select_one("#cookieprefs-open")


def test_a_piece_of_their_own_is_included_and_a_name_that_nobody_asks_for_is_told(app, own):
    own(
        "receipt.html", '{% extends "ours/receipt.html" %}{% block title %}{% include "shop.html" %}{% endblock %}'
    )
    own("shop.html", "Shop")
    assert faults(app) == [
        "shop.html:1:1: we have no template of this name; name it as ours, or delete it unless yours include it"
    ]
    assert page(app, "/receipt").title.text == "Shop · Test Shop"


def test_another_banner_is_shown_only_once_it_is_published(app, own):
    """DESIGN 6: what is kept for proof goes on being shown until then."""
    own(BANNER, instead={"Cookies: your choice": "Crumbs?"})
    assert faults(app) == []
    assert page(app).select_one("#cookieprefs-banner h2").text == "Cookies: your choice"
    version = publish(app)
    assert (version.consent_revision, version.text_revision) == (1, 2)
    assert page(app).select_one("#cookieprefs-banner h2").text == "Crumbs?"
    assert "Crumbs?" in app.test_client().get("/embed.js").text


def test_the_operator_is_told_at_the_start_that_it_waits(make_app, own, caplog):
    app = make_app()
    own(BANNER, instead={"Cookies: your choice": "Crumbs?"})
    app.test_client().get("/")
    assert "templates differ from what version 1 shows; run: cookieprefs publish" in caplog.text


REFUSE = ours(BANNER)[
    ours(BANNER).index('      <button class="cookieprefs-button" name="action" value="refuse_all"') :
]
REFUSE = REFUSE[: REFUSE.index("</button>") + len("</button>\n")]
BROKEN_BANNERS = {
    "no refusal": ({REFUSE: ""}, "in `en` the banner has no button `refuse_all`, and needs one"),
    "a refusal that is small": (
        {'"cookieprefs-button" name="action" value="refuse_all"': '"small" name="action" value="refuse_all"'},
        "*Refuse* and *Accept* do not stand side by side with the same attributes",
    ),
    "a refusal in French alone": (
        {REFUSE: '{% if lang == "fr" %}' + REFUSE + "{% endif %}"},
        "in `en` the banner has no button `refuse_all`",
    ),
    "no refusal of what is new": (
        {REFUSE: "{% if not is_new %}" + REFUSE + "{% endif %}"},
        "in `fr` the banner has no button `refuse_all`",
    ),
}


@pytest.mark.parametrize(("instead", "told"), BROKEN_BANNERS.values(), ids=BROKEN_BANNERS)
def test_a_banner_that_makes_a_no_harder_is_told_and_never_shown(app, own, caplog, instead, told):
    """L-04: not by `check` alone; whoever renders it gets ours instead."""
    own(BANNER, instead={**instead, "<h2 ": "<i>ours no more</i><h2 "})
    found = faults(app)
    assert found
    assert all(one.startswith(f"{BANNER}:1:1: in `") for one in found)
    assert any(told in one for one in found)
    publish(app, SITE.replace("name: Test Shop\n", "name: Best Shop\n", 1))
    for layer in ("?lang=en", "?lang=en&layout=full"):
        banner = soup(app.test_client().get(f"/banner{layer}"))
        assert [one["value"] for one in banner.select("button")] == ["refuse_all", "accept_all"]
        if "is_new" not in str(instead):
            assert "ours no more" not in banner.text
            assert "our own is shown instead" in caplog.text


@pytest.mark.parametrize(
    ("name", "instead", "path", "gone"),
    [
        (PANEL, {'value="refuse_all"': 'value="save"'}, "/preferences", "refuse_all"),
        ("preferences.html", {"{{ panel }}": ""}, "/preferences", "refuse_all"),
    ],
)
def test_a_page_without_a_way_to_refuse_is_ours_instead(app, own, caplog, name, instead, path, gone):
    own(name, instead=instead)
    caplog.set_level(logging.ERROR)
    assert page(app, path).select(f'#cookieprefs-panel button[value="{gone}"]')
    assert "is missing; our own is shown instead" in caplog.text


def test_a_panel_without_a_way_to_refuse_is_told(app, own):
    own(PANEL, instead={'value="refuse_all"': 'value="save"'})
    assert faults(app) == [
        f"{PANEL}:1:1: in `{code}` the button `refuse_all` is missing; "
        'keep `<button name="action" value="refuse_all" …>`'
        for code in ("en", "fr")
    ]


BROKEN = {
    "a block left open": (
        "policy.html",
        "{% if lang %}\n<p>\n",
        "policy.html:2:1: this is no template (Unexpected end",
    ),
    "a filter that is not there": (
        "policy.html",
        "<p>\n{{ lang | shout }}",
        "policy.html:2:1: this is no template (No filter",
    ),
    "a value that is not there": (
        "policy.html",
        "<p>\n\n{{ langu }}",
        "policy.html:3:1: there is no `langu` here; this template is given `banner`, ",
    ),
    "a field that is not there": (PANEL, "<p>\n{{ site.nam }}", f"{PANEL}:2:1: this fails in `en` ("),
    "a piece that is not there": (
        PANEL,
        '<p>\n{% include "gone.html" %}',
        f"{PANEL}:2:1: this fails in `en` (gone.html)",
    ),
    "a division by nothing": (
        BANNER,
        "<p>\n\n{{ 1 / 0 }}",
        f"{BANNER}:3:1: this fails in `en` (division by zero)",
    ),
}


@pytest.mark.parametrize(("name", "text", "told"), BROKEN.values(), ids=BROKEN)
def test_a_broken_template_is_told_with_its_line(app, own, name, text, told):
    own(name, text)
    assert faults(app)[0].startswith(told)


def test_a_file_that_is_no_text_is_told(app, own):
    own("policy.html", "").write_bytes(b"\xff\xfe\x00")
    assert faults(app)[0].startswith("policy.html:1:1: the file cannot be read (")


@pytest.mark.parametrize("text", ["{% if lang %}", "{{ nobody }}", "{{ 1 / 0 }}", '{% include "gone.html" %}'])
def test_a_page_whose_template_is_broken_is_ours_and_the_log_says_where(app, own, caplog, text):
    before = app.test_client().get("/receipt").data
    path = own("receipt.html", f"<p>\n{text}")
    caplog.set_level(logging.ERROR)
    for _ in range(2):
        assert app.test_client().get("/receipt").data == before
    (told,) = [one.message for one in caplog.records]
    assert told.startswith(f"{path}:2: ")
    assert told.endswith("; our own receipt.html is shown instead")


def test_the_templates_of_the_preview_and_of_papers_are_not_replaced(app, own):
    own("preview/page.html", "mine")
    (told,) = faults(app)
    assert told.startswith(
        "preview/page.html:1:1: we have no template of this name; name it as ours, or delete it"
    )
