"""What is wrong with a page of the site: each provoked by a real page, and exactly that told."""

import pytest

from cookieprefs.doctor.finding import Severity

NONE = "default-src 'none'; "
ROOM = {
    "script-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
}


def with_policy(right, policy, **page):
    right.front.page(Content_Security_Policy=policy, **page)


def directives(**changed):
    named = {name.replace("_", "-"): value for name, value in changed.items()}
    return NONE + "; ".join(f"{name} {value}" for name, value in {**ROOM, **named}.items())


PAGES = {
    "the line is not there": ({"line": ""}, {"line-missing"}),
    "the line asks where nothing is": ({"line": '<script src="/embed.js" async></script>'}, {"line-elsewhere"}),
    "the line is a module": (
        {"line": '<script type="module" src="/cookies/embed.js"></script>'},
        {"line-inert"},
    ),
    "the line waits for a consent of its own": (
        {"line": '<script type="text/plain" src="/cookies/embed.js"></script>'},
        {"line-inert"},
    ),
    "the line is in a template": (
        {"line": '<template><script src="/cookies/embed.js"></script></template>'},
        {"line-missing"},
    ),
    "other scripts run at once": (
        {"more": '<script src="https://stats.example/a.js"></script>'},
        {"ungated"},
    ),
    "a frame opens at once": ({"more": '<iframe src="https://video.example/1"></iframe>'}, {"ungated"}),
    "another script waits": (
        {
            "more": '<script type="text/plain" data-service="matomo" data-src="https://stats.example/a.js"></script>'
        },
        set(),
    ),
    "another frame waits": (
        {"more": '<template data-service="youtube"><iframe src="https://video.example/1"></iframe></template>'},
        set(),
    ),
    "the line names a language": ({"line": '<script src="/cookies/embed.js?lang=fr" async></script>'}, set()),
    "the line is below a base": (
        {"line": '<base href="/cookies/"><script src="embed.js" async></script>'},
        set(),
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page(right, name):
    written, keys = PAGES[name]
    right.front.page(**written)
    assert right.keys() == keys


def test_a_page_without_a_link_to_the_preferences(right):
    right.front.says("/", '<script src="/cookies/embed.js" async></script><h1>Shop</h1>')
    (found,) = right.examined().findings
    assert found.key == "link-missing"
    assert found.severity is Severity.REMARK


def test_only_the_pages_that_are_named_are_looked_at(right):
    right.front.page("/about", line="")
    right.front.page("/tea")
    assert right.keys() == set()
    found = right.examined(f"{right.origin}/about", f"{right.origin}/tea").findings
    assert [one.sentence.split(":")[0] for one in found] == ["The line is not on http"]
    assert "/about" in found[0].sentence


def test_a_page_that_is_not_there(right):
    assert right.keys(f"{right.origin}/nowhere") == {"page-unreachable"}


def test_a_page_that_leads_to_another_host_is_told_with_its_target(right):
    right.front.leads("/", "https://www.shop.test/")
    (found,) = right.examined().findings
    assert found.key == "page-unreachable"
    assert "it leads to https://www.shop.test/" in found.sentence


def test_a_page_that_leads_to_another_on_its_host_is_looked_at_there(right):
    right.front.page("/en/")
    right.front.leads("/", "/en/")
    assert right.keys() == set()


@pytest.mark.parametrize("name", sorted(ROOM))
def test_a_policy_without_room_for_the_line_is_told_by_its_directive(right, name):
    without = "; ".join(f"{one} {value}" for one, value in ROOM.items() if one != name)
    with_policy(right, f"{NONE}{without}; form-action {'none' if name == 'form-action' else 'self'!r}")
    found = right.examined().findings
    assert {one.key for one in found} == {"page-policy"}
    expected = "form-action" if name == "form-action" else "default-src"
    assert all(f": {expected} does not allow {right.url}" in one.sentence for one in found)
    assert all(one.cure.startswith(f"Add 'self' to {expected}") for one in found)


@pytest.mark.parametrize(
    "policy",
    [
        directives(),
        directives(script_src="'nonce-r4nd0m'"),
        directives(script_src="'nonce-r4nd0m' 'strict-dynamic'"),
        "default-src *",
        "default-src 'self'; style-src 'none'",
        "object-src 'none'",
        directives() + "; require-trusted-types-for 'script'",
        directives() + "; trusted-types cookieprefs other; require-trusted-types-for 'script'",
    ],
)
def test_a_policy_with_room_for_it(right, policy):
    with_policy(right, policy, line='<script nonce="r4nd0m" src="/cookies/embed.js" async></script>')
    assert right.keys() == set()


@pytest.mark.parametrize(
    ("policy", "stopped"),
    [
        (directives(script_src="'nonce-other'"), "script-src"),
        (directives(script_src="'self' 'strict-dynamic'"), "script-src"),
        (directives(script_src="https://cdn.example"), "script-src"),
        (directives(script_src_elem="'none'"), "script-src-elem"),
        (directives(connect_src="/cookies/preferences"), "connect-src"),
    ],
)
def test_the_directive_that_stops_it(right, policy, stopped):
    with_policy(right, policy)
    found = right.examined().findings
    assert {one.key for one in found} == {"page-policy"}
    assert {one.cure.split(" to ")[1].split(",")[0].rstrip(".") for one in found} == {stopped}


def test_a_policy_in_the_page_itself_counts_too(right):
    meta = '<meta http-equiv="Content-Security-Policy" content="frame-src https://video.example">'
    right.front.page(line=f'{meta}<script src="/cookies/embed.js" async></script>')
    (found,) = right.examined().findings
    assert found.key == "page-policy"
    assert "stops the preferences over the page: frame-src" in found.sentence


@pytest.mark.parametrize("names", ["'none'", "default other"])
def test_trusted_types_without_our_name(right, names):
    with_policy(right, directives() + f"; require-trusted-types-for 'script'; trusted-types {names}")
    assert right.keys() == {"page-trusted-types"}


def test_a_mount_that_content_blockers_shut(mount):
    with mount(path="/cookie-policy/") as mounted:
        mounted.front.prefix = "/cookie-policy"
        mounted.front.page(mount="/cookie-policy/")
        assert mounted.keys(url=f"{mounted.origin}/cookie-policy/") == {"name-blocked"}


def test_a_mount_at_the_root_of_its_host_has_no_page_of_the_site(mount):
    with mount(path="/") as mounted:
        mounted.front.prefix = ""
        mounted.front.answers.clear()
        assert mounted.keys(url=f"{mounted.origin}/") == {"page-unnamed"}


def test_a_site_that_answers_with_rubbish_is_judged_all_the_same(right):
    right.front.says("/", "<![x[" + '<script src="http://[::1/embed.js">', Content_Security_Policy=";;, ,x y:z 'q")
    right.front.says("/.well-known/gpc.json", "[" * 100_000)
    assert right.keys() == {"line-missing", "link-missing", "gpc-missing"}


def test_a_page_whose_address_has_letters_with_accents(right):
    right.front.page("/thé")
    assert right.keys(f"{right.origin}/thé") == set()
