"""`cookieprefs stats`: what visitors decided as a table, as JSON and as a picture, and no small number (R-27)."""

import json
import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing

import pytest

from cookieprefs import actions
from cookieprefs.core.consent import How
from cookieprefs.core.tally import Cell, Kind
from cookieprefs.store.versions import published_sites
from tests.cli.conftest import DATABASE, NOON

DAY = ("--since", "2026-03-01", "--until", "2026-03-01")
OFF = "google-analytics google-ads google-maps hotjar intercom linkedin-insight meta-pixel vimeo youtube"


def decided(shop, *, yes=0, no=0, **options):
    """So many visitors who say yes to Matomo alone, and so many who say no to everything."""
    for _ in range(yes):
        shop.decide(yes="matomo", no=OFF, **options)
    for _ in range(no):
        shop.decide(no=f"matomo {OFF}", how=How.REFUSE_ALL, **options)


def shown(shop, times, day="2026-03-01"):
    """The banner was shown so often."""
    with shop.visited.app_context():
        session = shop.visited.extensions["cookieprefs"].sessions()
        cell = Cell(day=day, kind=Kind.SHOWN, language="en", layout="full", version=1)
        actions.count_shown(session, published_sites(session)[0], {cell: times})


def table(result):
    """The lines of the table, each as its cells."""
    assert result.exit_code == 0, result.output
    return [line.split() for line in result.stdout.splitlines()]


def test_the_table_has_days_services_and_what_decisions_have_in_common(shop):
    decided(shop, yes=12, no=20)
    decided(shop, yes=6, no=9, now=NOON.replace(day=2))
    result = shop.run("stats", "--since", "2026-03-01", "--until", "2026-03-02")
    assert result.stdout.splitlines()[:7] == [
        "Decisions by day, 2026-03-01 to 2026-03-02, in UTC",
        "",
        "day         decisions  in the banner  refuse all  save",
        "2026-03-01         32             32          20    12",
        "2026-03-02         15             15           9     6",
        "all                47             47          29    18",
        "",
    ]
    assert ["matomo", "18", "29", "<5", "38", "%"] in table(result)
    assert ["hotjar", "<5", "47", "<5"] in table(result)
    assert ["language", "en", "47"] in table(result)
    assert result.stdout.splitlines()[-1] == "<5: fewer than 5, so that nobody is told by it."


def test_what_would_give_a_small_number_away_is_left_out_and_explained(shop):
    for day, yes in ((1, 12), (2, 2), (3, 30)):
        decided(shop, yes=yes, no=20, now=NOON.replace(day=day))
    result = shop.run("stats", "--since", "2026-03-01", "--until", "2026-03-03")
    assert result.stdout.splitlines()[3:7] == [
        "2026-03-01         32             32           -     -",
        "2026-03-02         22             22           -    <5",
        "2026-03-03         50             50          20    30",
        "all               104            104          60    44",
    ]
    assert result.stdout.splitlines()[-2:] == [
        "<5: fewer than 5, so that nobody is told by it.",
        "-: left out, for with it a number below 5 could be worked out.",
    ]


def test_banners_are_told_of_once_any_were_counted(shop):
    decided(shop, no=20)
    assert "banner shown" not in shop.run("stats", *DAY).stdout
    shown(shop, 50)
    lines = shop.run("stats", *DAY).stdout.splitlines()
    assert lines[2:4] == [
        "day         decisions  in the banner  banner shown  unanswered  refuse all",
        "2026-03-01         20             20            50          30          20",
    ]


def test_banners_are_told_of_where_they_are_to_be_counted(shop):
    decided(shop, no=20)
    shop.edit("site.yaml", "count_banner: false", "count_banner: true")
    assert shop.run("publish").exit_code == 0
    assert "banner shown" in shop.run("stats", *DAY).stdout


def test_by_month_a_month_is_a_line(shop):
    for month, number in ((1, 8), (2, 6), (3, 7)):
        decided(shop, no=number, now=NOON.replace(month=month))
    result = shop.run("stats", "--by", "month", "--since", "2026-01-15", "--until", "2026-03-31")
    assert [line[:2] for line in table(result)[3:7]] == [
        ["2026-01", "<5"],
        ["2026-02", "-"],
        ["2026-03", "7"],
        ["all", "13"],
    ]


def test_json_has_every_number_and_null_for_those_that_are_kept_back(shop):
    decided(shop, yes=12, no=20)
    decided(shop, yes=2, no=20, now=NOON.replace(day=2))
    told = shop.json("stats", "--since", "2026-03-01", "--until", "2026-03-02", "--json")
    assert (told["site"], told["by"], told["least"]) == ("shop", "day", 5)
    first, second = told["periods"]
    assert (first["period"], second["period"]) == ("2026-03-01", "2026-03-02")
    assert second["how"]["save"] is None
    assert first["how"]["save"] is None, "the total of both would give the small one away"
    assert told["all"]["how"] == {"refuse_all": 40, "save": 14}
    assert told["all"]["decisions"] == 54
    assert told["all"]["services"]["matomo"] == {"given": 14, "refused": 40, "withdrawn": None}
    assert told["all"]["language"] == {"en": 54}
    assert first["layout"] == {"full": 32}
    assert first["version"] == {"1": 32}


@pytest.mark.parametrize(("least", "expected"), [("3", "3"), ("4", "<4"), ("50", "<50")])
def test_what_is_small_is_for_the_operator_to_say(shop, least, expected):
    decided(shop, no=3)
    assert table(shop.run("stats", *DAY, "--least", least))[3][1] == expected


@pytest.mark.parametrize("least", ["2", "0", "-1", "few"])
def test_but_not_below_three(shop, least):
    result = shop.run("stats", *DAY, "--least", least)
    assert result.exit_code == 2
    assert "--least" in result.stderr


def test_nothing_counted_is_nothing_to_show(shop):
    result = shop.run("stats")
    assert result.stdout == "There is nothing to show yet: nothing was decided in these days, or not counted.\n"
    assert shop.json("stats", "--json") == {"site": "shop", "by": "day", "least": 5, "periods": [], "all": None}


def test_days_before_all_decisions_and_days_to_come_have_no_line(shop):
    decided(shop, no=7)
    early = table(shop.run("stats", "--since", "2020-01-01", "--until", "2026-03-02"))
    assert [line[0] for line in early[3:6]] == ["2026-03-01", "2026-03-02", "all"]
    late = shop.json("stats", "--json", "--by", "month", "--since", "2026-03-01", "--until", "2999-12-31")
    assert late["periods"][-1]["period"] < "2999"
    assert shop.run("stats", "--since", "2999-01-01").stdout.startswith("There is nothing to show yet")


def test_the_last_days_are_shown_where_nobody_says_which(shop):
    decided(shop, no=7)
    assert len(shop.json("stats", "--json")["periods"]) == 30
    assert 9 <= len(shop.json("stats", "--json", "--by", "month")["periods"]) <= 12


def test_an_end_before_the_beginning_is_a_sentence(shop):
    result = shop.run("stats", "--since", "2026-03-02", "--until", "2026-03-01")
    assert result.exit_code == 2
    assert "--until is before --since; write the earlier day as --since" in result.stderr


def test_without_a_roll_up_it_shows_what_was_counted_before(shop):
    decided(shop, no=7)
    assert shop.run("stats", *DAY, "--no-roll-up").stdout.startswith("There is nothing to show yet")
    shop.run("stats", *DAY)
    decided(shop, no=7)
    assert table(shop.run("stats", *DAY, "--no-roll-up"))[3][1] == "7"
    assert table(shop.run("stats", *DAY))[3][1] == "14"


def test_what_was_counted_is_read_from_the_sums_alone(shop):
    decided(shop, no=7)
    before = shop.run("stats", *DAY).stdout
    with closing(sqlite3.connect(shop.folder / DATABASE)) as connection:
        connection.execute("ALTER TABLE cookieprefs_record_payload RENAME TO away")
        connection.execute("ALTER TABLE cookieprefs_record RENAME TO away_too")
    assert shop.run("stats", *DAY, "--no-roll-up").stdout == before


def test_erasing_lowers_no_sum(shop):
    decided(shop, yes=6)
    before = shop.run("stats", *DAY).stdout
    shop.erase(shop.decide(yes="matomo").subject)
    assert shop.run("stats", *DAY).stdout == before


def test_a_record_that_nobody_can_read_is_told(shop):
    decided(shop, no=7)
    record = shop.decide(no="matomo")
    shop.tamper("UPDATE cookieprefs_record_payload SET how = 'by magic' WHERE record_id = ?", record.record_id)
    result = shop.run("stats", *DAY)
    assert (
        result.stderr
        == "1 record left out, for nobody can read what is written there; cookieprefs ledger verify names it.\n"
    )
    assert table(result)[3][1] == "7"
    assert shop.run("stats", *DAY).stderr == ""


@pytest.fixture
def drawn(shop, tmp_path):
    """A chart of two days and one between of which nothing may be said."""
    for day, number in ((1, 20), (2, 1), (3, 30)):
        decided(shop, no=number, now=NOON.replace(day=day))
        shown(shop, 80 + day, f"2026-03-0{day}")
    path = tmp_path / "chart.svg"
    result = shop.run("stats", "--since", "2026-03-01", "--until", "2026-03-03", "--svg", str(path))
    assert result.exit_code == 0
    assert result.stderr == f"The chart is in {path}.\n"
    assert result.stdout.startswith("Decisions by day")
    return path.read_text("utf-8")


def test_a_chart_is_a_picture_that_loads_and_runs_nothing(drawn):
    root = ET.fromstring(drawn)
    names = {one.tag.rpartition("}")[2] for one in root.iter()}
    assert names <= {"svg", "title", "g", "rect", "text", "line", "path", "circle"}
    attributes = {name.rpartition("}")[2] for one in root.iter() for name in one.attrib}
    assert not {one for one in attributes if one.startswith("on") or one in ("href", "style", "src")}
    assert "<!" not in drawn
    assert "url(" not in drawn
    assert drawn.count("://") == 1, "the name of the format, which nobody fetches"


def test_a_chart_says_what_it_shows(drawn):
    root = ET.fromstring(drawn)
    space = {"svg": "http://www.w3.org/2000/svg"}
    title = root.find("svg:title", space)
    assert title.text == "Maison Tilleul: decisions by day, 2026-03-01 to 2026-03-03"
    words = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"banner shown", "decisions", "refuse all", "2026-03-01", "2026-03-03"} <= set(words)
    assert "accept all" not in words
    assert any("kept back" in one for one in words)


def test_a_chart_draws_no_number_that_is_kept_back(drawn):
    dots = ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}circle")
    assert len(list(dots)) < 9


def test_one_day_alone_is_drawn_too(shop, tmp_path):
    decided(shop, no=20)
    assert shop.run("stats", *DAY, "--svg", str(tmp_path / "day.svg")).exit_code == 0
    assert shop.run("stats", *DAY, "--by", "month", "--svg", str(tmp_path / "month.svg")).exit_code == 0
    assert "2026-03-01" in (tmp_path / "day.svg").read_text("utf-8")


def test_a_chart_of_nothing_is_a_sentence(shop, tmp_path):
    path = tmp_path / "chart.svg"
    nothing = shop.run("stats", "--svg", str(path))
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert "there is nothing to draw: nothing was decided in these days, or not counted" in nothing.stderr
    decided(shop, no=2)
    small = shop.run("stats", *DAY, "--svg", str(path))
    assert small.exit_code == 1
    assert "there is nothing to draw: every number is so small that it is kept back" in small.stderr
    assert not path.exists()


def test_a_file_that_exists_is_overwritten_by_force_alone(shop, tmp_path):
    decided(shop, no=20)
    path = tmp_path / "chart.svg"
    path.write_text("something else")
    result = shop.run("stats", *DAY, "--svg", str(path))
    assert result.exit_code == 1
    assert result.stderr == f"Error: {path} exists; name another file, or add --force\n"
    assert path.read_text() == "something else"
    assert shop.run("stats", *DAY, "--svg", str(path), "--force").exit_code == 0
    assert path.read_text().startswith("<svg")


def test_a_folder_that_is_not_there_is_a_sentence(shop, tmp_path):
    decided(shop, no=20)
    result = shop.run("stats", *DAY, "--svg", str(tmp_path / "nowhere" / "chart.svg"))
    assert result.exit_code == 1
    assert result.stderr.endswith("chart.svg cannot be written: No such file or directory\n")


def test_a_database_that_is_not_there_is_a_sentence(empty_shop):
    result = empty_shop.run("stats")
    assert result.exit_code == 3
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.output


def test_json_and_chart_go_together(shop, tmp_path):
    decided(shop, no=20)
    result = shop.run("stats", *DAY, "--json", "--svg", str(tmp_path / "chart.svg"))
    assert json.loads(result.stdout)["all"]["decisions"] == 20
    assert (tmp_path / "chart.svg").exists()
