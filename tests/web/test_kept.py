"""Pieces that are made once for many: nobody is told what holds for another."""

import itertools
import re
from random import Random

import pytest
from markupsafe import Markup

from cookieprefs.web.kept import Kept, filled, hole
from tests.conftest import publish
from tests.sample import SITE
from tests.visitor import Visitor

LAWS = SITE.replace(
    "  - use: hotjar\n", "  - use: hotjar\n    regimes: {US: opt_out_sale}\n    sale_or_share: true\n", 1
)
PAGES = ("/", "/?lang=fr", "/preferences", "/preferences?lang=fr")
SAYING = ({}, {"Sec-GPC": "1"}, {"HX-Request": "true"}, {"X-Country": "US"}, {"X-Country": "US", "Sec-GPC": "1"})
ONCE = re.compile(r'name="once" value="[\w-]+"')


def test_a_piece_is_made_once_for_all_that_it_depends_on():
    kept, made = Kept(), itertools.count()
    assert [kept.get(on, lambda: f"<b>{next(made)}</b>") for on in ("a", "b", "a", ("a",), "b")] == [
        *("<b>0</b>", "<b>1</b>", "<b>0</b>", "<b>2</b>", "<b>1</b>")
    ]


def test_what_is_kept_has_an_end():
    kept = Kept(most=10)
    for number in range(1000):
        kept.get(number, lambda: "x")
    assert len(kept._pieces) <= 10


def test_a_hole_is_filled_wherever_it_stands_and_nothing_else_is():
    html = Markup('<input value="{}" name="once"><p>{} once</p>').format(hole("once"), hole("once"))
    assert filled(html, once=Markup("a&amp;b")) == '<input value="a&amp;b" name="once"><p>a&amp;b once</p>'


@pytest.fixture
def shop(make_app):
    app = make_app(country_header="X-Country")
    publish(app, LAWS)
    return app


def read(visitor):
    """What a visitor reads on each page, whatever their browser says besides."""
    answers = [visitor.client.get(page, headers=headers) for page in PAGES for headers in SAYING]
    return [ONCE.sub("", answer.get_data(as_text=True)) for answer in answers]


def test_everybody_reads_what_they_would_read_if_nothing_were_kept(shop, clock, monkeypatch):
    chance = Random(4)  # noqa: S311  what it draws is no secret
    visitors = [Visitor(shop, has_htmx=bool(number % 2)) for number in range(6)]
    for _ in range(4):
        for one in visitors:
            one.open("/preferences")
            act = chance.choice(["Accept all", "Refuse all", "matomo", "youtube", "hotjar", ""])
            if act.islower():
                one.turn(act, on=chance.random() < 0.7)
            elif act:
                one.press(act, within="#cookieprefs-panel")
            clock.pass_(days=3)
        kept = [read(one) for one in visitors]
        with monkeypatch.context() as patch:
            patch.setattr(Kept, "get", lambda _self, _on, make: Markup(make()))  # noqa: S704
            patch.setattr(shop.wsgi_app, "_kept", {})
            assert [read(one) for one in visitors] == kept
    assert len({page for pages in kept for page in pages}) > 40
