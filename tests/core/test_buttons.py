"""What a banner must have, whoever wrote its template (L-04)."""

import pytest

from cookieprefs.core.buttons import actions_in, lacks_of_banner

REFUSE = '<button class="b" name="action" value="refuse_all" data-cookieprefs-action="refuse-all">No</button>'
ACCEPT = '<button class="b" name="action" value="accept_all" data-cookieprefs-action="accept-all">Yes</button>'
GOOD = f"""<section id="cookieprefs-banner" data-cookieprefs-banner>
<form method="post" action="/preferences"><h2>Cookies</h2><p>Words<br>and words.</p>
<input type="hidden" name="version" value="1"><input type="hidden" name="lang" value="en">
<input type="hidden" name="layer" value="banner"><input type="hidden" name="layout" value="full">
<p>{REFUSE}{ACCEPT}<a href="/preferences" data-cookieprefs="preferences">Choose</a></p></form></section>"""

LACKS = {
    "nothing at all": (GOOD, "", "the banner has another root than ours"),
    "another root": ('id="cookieprefs-banner"', 'id="banner"', "the banner has another root than ours"),
    "no mark for helpers": (" data-cookieprefs-banner", "", "the banner has another root than ours"),
    "a script": ("<h2>", "<script>x()</script><h2>", "has script or style of its own in `<script>`"),
    "a style": ("<h2>", "<style>b{}</style><h2>", "has script or style of its own in `<style>`"),
    "a handler": ("<h2>", '<h2 onclick="x()">', "has script or style of its own in `<h2>`"),
    "no form": ('<form method="post" action="/preferences">', "<div>", "is not one form that is posted"),
    "a form that is not posted": ('method="post"', 'method="get"', "is not one form that is posted"),
    "a form without a method": ('method="post" ', "", "is not one form that is posted"),
    "no version": ('<input type="hidden" name="version" value="1">', "", "`version` is missing"),
    "no layout and no layer": (
        '<input type="hidden" name="layer" value="banner"><input type="hidden" name="layout" value="full">',
        "",
        "`layer`, `layout` is missing",
    ),
    "no way to choose": (' data-cookieprefs="preferences"', "", "no link in the banner leads to the preferences"),
    "no refusal": (REFUSE, "", "the banner has no button `refuse_all`, and needs one"),
    "a link for a refusal": (REFUSE, '<a href="/">No</a>', "the banner has no button `refuse_all`, and needs one"),
    "two ways to accept": (ACCEPT, ACCEPT * 2, "the banner has 2 button `accept_all`, and needs one"),
    "a refusal without a word": (">No<", "><", "nothing is written on the button `refuse_all`"),
    "a refusal that is hidden": (
        'refuse-all">',
        'refuse-all" hidden>',
        "the button `refuse_all` may not be seen (hidden)",
    ),
    "a refusal for scripts alone": (
        '"b" name="action" value="r',
        '"b" type=button name="action" value="r',
        "does not send",
    ),
    "a refusal that goes elsewhere": (
        '"b" name="action" value="r',
        '"b" formaction=/ name="action" value="r',
        "does not send",
    ),
    "buttons in what is hidden": ("<p><button", '<p style="opacity: 0"><button', "may not be seen (style)"),
    "a refusal that is folded away": (
        REFUSE,
        f"<details><summary>More</summary>{REFUSE}</details>",
        "the button `refuse_all` may not be seen (it is folded away)",
    ),
    "a refusal of another class": (
        'class="b" name="action" value="r',
        'class="b quiet" name="action" value="r',
        "do not stand side by side with the same attributes",
    ),
    "a refusal elsewhere": (
        REFUSE,
        f"<small>{REFUSE}</small>",
        "do not stand side by side with the same attributes",
    ),
}


def test_ours_lacks_nothing():
    assert lacks_of_banner(GOOD) == ()


@pytest.mark.parametrize(("old", "new", "problem"), LACKS.values(), ids=LACKS)
def test_what_a_banner_lacks_is_said_with_what_to_write(old, new, problem):
    assert old in GOOD
    found = lacks_of_banner(GOOD.replace(old, new, 1))
    assert problem in " ".join(one.problem for one in found)
    assert all(one.cure for one in found)


@pytest.mark.parametrize("broken", ["</p></div>", "<p><section <", "<!-- <button name=action value=save>"])
def test_html_that_is_broken_is_read_as_far_as_it_goes(broken):
    assert lacks_of_banner(broken)
    assert actions_in(broken) == frozenset()


def test_the_actions_are_those_of_the_named_buttons():
    assert actions_in(f"{GOOD}<button value=save>x</button><input name=action value=y>") == {
        "refuse_all",
        "accept_all",
    }
