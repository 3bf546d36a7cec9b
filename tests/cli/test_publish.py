"""`cookieprefs publish`: what changed, who is asked again, and a version where there is need of one."""

import pytest

MATOMO = "  - use: matomo\n"
EVERY = 10
"""How many services of the starter a visitor can refuse."""


def sentences(lines, after):
    """The indented lines that follow a heading."""
    start = next(number for number, line in enumerate(lines) if line.startswith(after))
    found = []
    for line in lines[start + 1 :]:
        if not line.startswith("  "):
            break
        found.append(line.strip())
    return found


def test_the_first_version_says_about_what_visitors_will_be_asked(empty_shop, published_folder):
    empty_shop.folder.mkdir()
    for source in published_folder.glob("*.[ym]*"):
        (empty_shop.folder / source.name).write_bytes(source.read_bytes())
    empty_shop.run("db", "upgrade")
    result = empty_shop.run("publish")
    lines = result.stdout.splitlines()
    assert sentences(lines, "Maison Tilleul:") == ["This is the first version."]
    assert lines[2].startswith("Visitors will be asked about Matomo, Google Analytics 4, ")
    assert lines[3] == (
        "Version 1 is published (consent revision 1, text revision 1). Every process serves it within 5 seconds."
    )


def test_where_nothing_changed_nothing_is_added(shop):
    result = shop.run("publish")
    assert result.exit_code == 0
    assert result.stdout == "Nothing changed since version 1, so nothing was published.\n"
    assert len(shop.json("policy", "list", "--json")) == 1


def test_a_reworded_text_asks_nobody_again(shop):
    shop.edit("policy.en.md", "A cookie is a short note", "A cookie is a small note")
    lines = shop.run("publish").stdout.splitlines()
    assert sentences(lines, "Changes since version 1:") == ["The text of the policy changed."]
    assert "Nobody will be asked again." in lines
    assert lines[-1].startswith("Version 2 is published (consent revision 1, text revision 2).")


def test_what_widens_a_service_names_it_and_gives_the_reason(shop):
    shop.edit("site.yaml", "- use: vimeo", "- use: vimeo\n    recipients: [Northwind Ads]")
    shop.edit("policy.en.md", "A cookie is a short note", "A cookie is a small note")
    lines = shop.run("publish").stdout.splitlines()
    reason = "Vimeo now shares data with Northwind Ads."
    assert sentences(lines, "Changes since") == [reason, "The text of the policy changed."]
    assert sentences(lines, "Visitors will be asked again about Vimeo. What they answered for others") == [reason]
    assert lines[-1].startswith("Version 2 is published (consent revision 2, text revision 1).")


def test_a_dry_run_tells_the_same_and_adds_nothing(shop):
    shop.edit("policy.en.md", "A cookie is a short note", "A cookie is a small note")
    lines = shop.run("publish", "--dry-run").stdout.splitlines()
    assert sentences(lines, "Changes since version 1:") == ["The text of the policy changed."]
    assert lines[-1] == "Nothing was published: this was a dry run."
    assert len(shop.json("policy", "list", "--json")) == 1


def test_a_broken_file_publishes_nothing_and_the_last_version_stays(shop):
    before = shop.run("policy", "show").stdout
    shop.edit("site.yaml", "lifetime: 6 months", "lifetime: half a year")
    result = shop.run("publish")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "'half a year' is no lifetime" in result.stderr
    assert result.stderr.splitlines()[-1] == (
        "Error: the files have 1 error, so nothing was published; visitors see what they saw before"
    )
    assert shop.run("policy", "show").stdout == before


def test_a_broken_file_is_told_as_json_too(shop):
    shop.edit("site.yaml", "lifetime: 6 months", "lifetime: half a year")
    found = shop.json("publish", "--json")
    assert found["version"] is None
    assert found["errors"] == 1


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        (["matomo"], {"matomo"}),
        (["matomo", "vimeo"], {"matomo", "vimeo"}),
    ],
)
def test_an_operator_may_ask_again_about_a_service(shop, wanted, asked):
    options = [part for key in wanted for part in ("--ask-again", key)]
    found = shop.json("publish", "--json", *options)
    assert set(found["asks_again"]) == asked
    assert found["version"]["consent_revision"] == 2


def test_an_operator_may_ask_again_about_all(shop):
    found = shop.json("publish", "--json", "--ask-again", "all")
    assert len(found["asks_again"]) == EVERY
    assert "shop-session" not in found["asks_again"]


def test_what_is_never_asked_cannot_be_asked_again(shop):
    result = shop.run("publish", "--ask-again", "shop-session")
    assert result.exit_code == 2
    assert "visitors are not asked about 'shop-session'; write one of all, matomo, " in result.stderr


def test_on_a_public_url_the_starters_name_is_a_warning(shop, monkeypatch):
    monkeypatch.setenv("COOKIEPREFS_PUBLIC_URL", "https://shop.example/cookies/")
    shop.edit("policy.en.md", "A cookie is a short note", "A cookie is a small note")
    result = shop.run("publish")
    assert result.exit_code == 0
    assert '"Maison Tilleul" is of the starter site; write your own' in result.stderr
    assert "Version 2 is published" in result.stdout


def test_another_key_of_the_site_is_told_before_it_loses_every_decision(shop):
    shop.edit("site.yaml", "key: shop ", "key: store ")
    lines = shop.run("publish", "--dry-run").stdout.splitlines()
    assert lines[0].startswith("The key of the site is now 'store'; what visitors decided was under 'shop' ")


def test_json_tells_version_changes_and_who_is_asked(shop):
    shop.edit("site.yaml", "- use: vimeo", "- use: vimeo\n    recipients: [Northwind Ads]")
    found = shop.json("publish", "--json")
    assert found["version"].keys() == {"number", "consent_revision", "text_revision", "published_at"}
    assert found["version"]["number"] == 2
    assert found["changes"] == [{"sentence": "Vimeo now shares data with Northwind Ads.", "asks_again": ["vimeo"]}]
    assert found["asks_again"] == ["vimeo"]
    assert found["errors"] == 0
