"""Fragments: each says what it needs, is the same alone and in the page, and carries no script (DESIGN 7)."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from jinja2 import meta, nodes

import cookieprefs
from cookieprefs.web import assets, firstlayer, panel
from cookieprefs.web.render import environment
from cookieprefs.web.view import open_view
from tests.htmx import OOB
from tests.web.posts import HTMX, post, soup

TEMPLATES = assets.folder("templates")
FRAGMENTS = sorted((TEMPLATES / "fragments").glob("*.html"))
PAGES = sorted(TEMPLATES.glob("*.html"))
EVERY = [*PAGES, *FRAGMENTS]

HEADER = re.compile(r"\{# (?P<says>.+?\.) Needs: (?P<needs>.+?)\.(?: .+)? #\}")
LONGEST = 60
PART_OF_A_LINE = {"problem.html"}
"""A sentence without a root of its own; the script on the site's pages is told it as text."""


def name_of(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def tree(name: str) -> nodes.Template:
    return environment().parse((TEMPLATES / name).read_text(encoding="utf-8"))


def declared(name: str) -> set[str]:
    """The variables that a template's first line names; `what base.html needs` stands for those of base.html."""
    first = (TEMPLATES / name).read_text(encoding="utf-8").partition("\n")[0]
    found = HEADER.fullmatch(first)
    assert found, f"{name} does not begin with a comment that ends in 'Needs: …'"
    found_names = set()
    for one in re.sub(r"\s*\([^)]*\)", "", found["needs"]).split(", "):
        other = re.fullmatch(r"what (\S+) needs", one)
        found_names |= declared(other[1]) if other else {one}
    return found_names


def used(name: str) -> set[str]:
    """The variables that a template really wants from outside, those of what it includes among them."""
    found = meta.find_undeclared_variables(tree(name)) - environment().globals.keys()
    for included, bound in includes(tree(name).body, frozenset()):
        found |= used(included) - bound
    # A page that extends another sets names for its blocks at the top.
    at_the_top = [one.target for one in tree(name).body if isinstance(one, nodes.Assign)]
    return found - {one.name for target in at_the_top for one in names_in(target)}


def includes(body: Iterable[nodes.Node], bound: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Each include among these nodes, with the names that are set around it."""
    for node in body:
        inside = bound
        if isinstance(node, nodes.Include):
            yield node.template.value, bound
        elif isinstance(node, nodes.With):
            inside = bound | {one.name for target in node.targets for one in names_in(target)}
        elif isinstance(node, nodes.For):
            inside = bound | {one.name for one in names_in(node.target)}
        elif isinstance(node, nodes.Assign):
            bound |= {one.name for one in names_in(node.target)}
        yield from includes(node.iter_child_nodes(), inside)


def names_in(node: nodes.Node) -> Iterable[nodes.Name]:
    return [node] if isinstance(node, nodes.Name) else node.find_all(nodes.Name)


def answered_alone() -> set[str]:
    """The fragments that some view renders by themselves."""
    known = {path.name for path in FRAGMENTS}
    return {
        node.value.removeprefix("fragments/")
        for path in (Path(cookieprefs.__file__).parent / "web").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.removeprefix("fragments/") in known
    } - PART_OF_A_LINE


@pytest.mark.parametrize("path", FRAGMENTS, ids=name_of)
def test_a_fragment_names_the_variables_that_it_uses_and_no_others(path):
    assert declared(name_of(path)) == used(name_of(path))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_names_every_variable_that_it_uses(path):
    assert used(name_of(path)) <= declared(name_of(path))


@pytest.mark.parametrize("path", FRAGMENTS, ids=name_of)
def test_a_fragment_is_included_somewhere_or_answered_alone(path):
    included = {found for one in EVERY for found, _ in includes(tree(name_of(one)).body, frozenset())}
    assert name_of(path) in included or path.name in answered_alone()


@pytest.mark.parametrize("path", EVERY, ids=name_of)
def test_a_template_can_be_taken_in_at_a_glance(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", FRAGMENTS, ids=name_of)
def test_no_fragment_carries_script_or_style(path):
    written = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    assert not written.select("script, style, link, meta, base, [style]")
    for one in written.select("*"):
        assert not [name for name in one.attrs if re.fullmatch(r"on[a-z]+|(data-)?hx-on.*", name)]


def values(view) -> dict[str, dict[str, object]]:
    """What each fragment that is answered alone is given, at its fullest."""
    purposes = panel.purposes(view.present)
    services = [one for purpose in purposes for one in purpose.services]
    return {
        "banner_done.html": {},
        "failure.html": {"problem": "off_unrecorded", "pieces": []},
        "left_over.html": {"oob": True},
        "own_records.html": {"oob": True},
        "placeholder.html": {},
        "panel.html": {"purposes": purposes, "once": "0" * 22, "seq": 1, "unsaved": frozenset({"matomo"})},
        "purpose_count.html": {"one": purposes[1], "oob": True},
        "seq.html": {"seq": 1, "oob": True},
        "service_state.html": {"one": services[1], "oob": True},
        "status.html": {"act": None, "views": services, "problem": "stale", "oob": True},
        "summary.html": {"noted": "0" * 32, "oob": True},
    }


def test_a_fragment_that_is_answered_alone_has_one_root_with_an_id(app):
    with app.test_request_context("/preferences"):
        view = open_view()
        given = values(view)
        assert given.keys() | {"banner.html", "do_not_sell.html"} == answered_alone()
        rendered = {name: view.fragment(name, **found) for name, found in given.items()}
        rendered["banner.html"] = view.banner()
        rendered["do_not_sell.html"] = firstlayer.do_not_sell(view.version, "en")
        for name, html in rendered.items():
            roots = [one for one in soup_of(html).children if isinstance(one, Tag) or str(one).strip()]
            assert [bool(isinstance(one, Tag) and one.get("id")) for one in roots] == [True], name


def test_every_piece_of_an_answer_is_what_the_page_then_shows(app):
    client = app.test_client()
    answer = post(client, "/preferences/services/matomo", HTMX, granted="yes")
    page = soup(client.get("/preferences"))
    pieces = [one for one in soup(answer).body.children if isinstance(one, Tag)]
    kinds = {"state", "count", "summary", "seq", "records", "left", "status"}
    assert {one["id"].split("-")[1] for one in pieces} == kinds
    for piece in pieces:
        piece.attrs.pop(OOB, None)
        if piece["id"] != "cookieprefs-status":  # the one line that a fresh page has nothing to say in
            assert piece == page.select_one(f"#{piece['id']}"), piece["id"]


def test_the_panel_alone_is_the_panel_of_the_page(visitor):
    page = visitor.open("/preferences").select_one("#cookieprefs-panel")
    alone = soup(visitor.client.get("/preferences", headers=HTMX)).select_one("#cookieprefs-panel")
    assert page.select_one("[name=once]")["value"] != alone.select_one("[name=once]")["value"]
    for one in (page, alone):
        del one.select_one("[name=once]")["value"]
    assert page == alone


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_banner_alone_is_the_banner_of_the_page(visitor, language):
    page = visitor.open(f"/?lang={language}").select_one("#cookieprefs-banner")
    alone = soup(visitor.client.get(f"/banner?lang={language}")).select_one("#cookieprefs-banner")
    assert page == alone


def soup_of(html: str) -> Tag:
    """A fragment as a tree: the body that html5lib puts around it."""
    found = BeautifulSoup(html, "html5lib").body
    assert found is not None
    return found


HIDDEN = re.compile(
    r"cookies?-(policy|preferences|panel|consent|notice|bar|banner)|consent-(banner|manager)|privacy-(notice|banner)"
    r"|CookiePanel|CookiesPolicy|about-cookies|aria-policy|.*gdpr.*"
)
"""Names that content blockers hide, a whole policy page with them."""
BLOCKED = re.compile(
    r"cookie-?(banner|consent|manager|policy)|consent-(manager|modal)|privacy-(banner|consent)|gdpr"
)
"""What they block in an address."""


def test_every_name_of_ours_bears_our_prefix_and_none_is_on_a_blocking_list(visitor):
    for path in ("/", "/preferences", "/receipt", "/versions/1", "/nothing"):
        page = visitor.open(path, status=404 if path == "/nothing" else 200)
        names = [
            name for one in page.select("[id], [class]") for name in (one.get("id", ""), *one.get("class", []))
        ]
        assert not {name for name in names if HIDDEN.fullmatch(name)}
        assert all(name.startswith("cookieprefs-") for name in names if name)
        own = {name for one in page.select("*") for name in one.attrs if name.startswith("data-")}
        assert all(name.startswith(("data-cookieprefs", "data-hx-")) for name in own), own
        ours = [
            one[name] for one in page.select("[href], [src]") for name in ("href", "src") if one.has_attr(name)
        ]
        assert not [address for address in ours if address.startswith("/") and BLOCKED.search(address)]
