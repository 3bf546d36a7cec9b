"""`check` and `publish` on themes and on templates of the operator's own."""

import pytest

from cookieprefs.web import assets

PURPLE = 'theme:\n  light: {accent: "#7a1fa2"}\n  dark: {accent: "#e0b0ff"}\n'


@pytest.fixture
def own_banner(shop):
    """Writes a banner of the operator's own, from ours with something replaced."""

    def write(old, new):
        text = (assets.folder("templates") / "fragments" / "banner.html").read_text("utf-8")
        assert old in text
        path = shop.folder / "templates" / "fragments" / "banner.html"
        path.parent.mkdir(parents=True)
        path.write_text(text.replace(old, new), "utf-8")
        return path

    return write


def test_a_theme_is_published_and_nobody_is_asked_again(shop):
    shop.edit("site.yaml", "\npurposes:\n", f"\n{PURPLE}purposes:\n")
    result = shop.run("publish")
    assert result.exit_code == 0
    assert "The wording or layout of the banner or the preferences changed." in result.stdout
    assert "Nobody will be asked again." in result.stdout
    assert "(consent revision 1, text revision 2)" in result.stdout


def test_a_colour_that_is_not_seen_publishes_nothing_and_is_told_with_its_figure(shop):
    shop.edit("site.yaml", "\npurposes:\n", f"\n{PURPLE.replace('#7a1fa2', '#cccccc')}purposes:\n")
    result = shop.run("publish")
    assert result.exit_code == 1
    assert (
        "(`accent`, #cccccc) on `page` (#fbf9f4) would have a contrast of 1.52:1, and 4.5:1 is needed"
        in result.stderr
    )


@pytest.mark.parametrize("command", ["check", "publish"])
def test_a_banner_that_cannot_refuse_is_refused_itself(shop, own_banner, command):
    """L-04."""
    path = own_banner('value="refuse_all"', 'value="later"')
    result = shop.run(command)
    assert result.exit_code == 1
    told = f"{path}:1:1: in `en` the banner has no button `refuse_all`, and needs one; write `<button"
    assert told in (result.stdout if command == "check" else result.stderr)
    if command == "publish":
        assert "so nothing was published; visitors see what they saw before" in result.stderr


def test_faults_of_templates_are_in_the_json_as_well(shop, own_banner):
    own_banner("{% if is_new %}", "{% if %}")
    found = shop.json("check", "--json")
    (error,) = (one for one in found["faults"] if not one["is_warning"])
    assert (error["line"], error["problem"][:19]) == (5, "this is no template")
    assert shop.json("publish", "--json")["version"] is None


def test_another_banner_is_published_and_nobody_is_asked_again(shop, own_banner):
    own_banner("Cookies: your choice", "Crumbs?")
    assert shop.run("check").exit_code == 0
    result = shop.run("publish")
    assert result.exit_code == 0
    assert "Nobody will be asked again." in result.stdout
