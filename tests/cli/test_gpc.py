"""`cookieprefs gpc`: the file for the root of the host, the same that we serve ourselves (G-05)."""


def test_it_prints_the_file_with_the_day_of_the_last_version(shop):
    (version,) = shop.json("policy", "list", "--json")
    assert shop.json("gpc") == {"gpc": True, "lastUpdate": version["published_at"][:10]}


def test_before_anything_is_published_there_is_nothing_to_say(empty_shop):
    result = empty_shop.run("gpc")
    assert result.exit_code == 3
    assert "Traceback" not in result.stderr
