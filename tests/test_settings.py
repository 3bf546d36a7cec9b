"""Settings: every one is read as meant or refused in a sentence that says what to write (DESIGN 11)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

import cookieprefs
from cookieprefs.app import build_app
from cookieprefs.settings import SETTINGS, Settings, SettingsError, from_environment

SECRET = "0123456789abcdef"
CHECKOUT = Path(cookieprefs.__file__).parents[1]

GOOD = [
    ("INSTANCE", "/srv/shop", "instance", Path("/srv/shop")),
    ("INSTANCE", "/srv/shop/../other", "instance", Path("/srv/other")),
    ("INSTANCE", "~/shop", "instance", Path.home() / "shop"),
    ("DATABASE_URL", "sqlite:////srv/consent.sqlite3", "database_url", "sqlite:////srv/consent.sqlite3"),
    ("DATABASE_URL", "postgresql+psycopg://u:p@db/consent", "database_url", "postgresql+psycopg://u:p@db/consent"),
    ("DATABASE_URL", "postgresql://u:p@db/consent", "database_url", "postgresql+psycopg://u:p@db/consent"),
    ("DATABASE_URL", "postgres://u:p@db/consent", "database_url", "postgresql+psycopg://u:p@db/consent"),
    ("SECRET_KEY", SECRET, "secret_key", SECRET),
    ("PROXY_HOPS", "0", "proxy_hops", 0),
    ("PROXY_HOPS", "2", "proxy_hops", 2),
    *[("PREVIEW", word, "preview", True) for word in ("on", "On", "true", "yes", "1")],
    *[("PREVIEW", word, "preview", False) for word in ("off", "OFF", "false", "no", "0")],
    ("PUBLIC_URL", "https://shop.example/cookies/", "public_url", "https://shop.example/cookies/"),
    ("PUBLIC_URL", "https://shop.example/cookies", "public_url", "https://shop.example/cookies/"),
    ("PUBLIC_URL", "https://shop.example", "public_url", "https://shop.example/"),
    (
        "PUBLIC_URL",
        "HTTPS://Shop.Example:8443/A-b_c.d~1/e",
        "public_url",
        "https://shop.example:8443/A-b_c.d~1/e/",
    ),
    ("PUBLIC_URL", " https://shop.example/\n", "public_url", "https://shop.example/"),
    ("PUBLIC_URL", "http://localhost:5000/", "public_url", "http://localhost:5000/"),
    ("PUBLIC_URL", "http://127.0.0.1:5000/", "public_url", "http://127.0.0.1:5000/"),
    ("PUBLIC_URL", "http://[::1]:5000/", "public_url", "http://[::1]:5000/"),
    ("PUBLIC_URL", "https://xn--mnchen-3ya.example/", "public_url", "https://xn--mnchen-3ya.example/"),
    ("COUNTRY_HEADER", "CF-IPCountry", "country_header", "CF-IPCountry"),
    ("COUNTRY_HEADER", " x-country\n", "country_header", "x-country"),
    ("METRICS", "off", "metrics", None),
    ("METRICS", "OFF", "metrics", None),
    ("METRICS", "127.0.0.1:9464", "metrics", "127.0.0.1:9464"),
    ("METRICS", "[::1]:65535", "metrics", "[::1]:65535"),
    ("METRICS", " localhost:1\n", "metrics", "localhost:1"),
    ("LOG", "text", "log", "text"),
    ("LOG", "json", "log", "json"),
]

ADDRESS = "write the address visitors see"
BAD = [
    ("PROXY_HOPS", "one", "a number from 0 to 9"),
    ("PROXY_HOPS", "-1", "a number from 0 to 9"),
    ("PROXY_HOPS", "10", "a number from 0 to 9"),
    ("PROXY_HOPS", "²", "a number from 0 to 9"),
    ("PROXY_HOPS", "1.0", "a number from 0 to 9"),
    ("PREVIEW", "perhaps", "write 'on' or 'off'"),
    ("SECRET_KEY", "0123456789abcde", "at least 16 characters"),
    ("DATABASE_URL", "consent.sqlite3", "postgresql://"),
    *[("METRICS", one, "such as '127.0.0.1:9464'") for one in ("on", "9464", ":9464", "a:0", "a:65536", "a b:1")],
    *[("METRICS", one, "such as '127.0.0.1:9464'") for one in ("::1:9464", "a:1:2", "a:²", "http://a:1", "a:1/x")],
    *[("LOG", one, "write 'text' or 'json'") for one in ("JSON", "syslog", "xml")],
    ("DATABASE_URL", "mysql://u:p@db/consent", "postgresql://"),
    *[("COUNTRY_HEADER", name, "such as 'CF-IPCountry'") for name in ("FR:", "a b", "-x", "x_y", "é", "x" * 62)],
    ("PUBLIC_URL", "shop.example/cookies/", ADDRESS),
    ("PUBLIC_URL", "//shop.example/cookies/", ADDRESS),
    ("PUBLIC_URL", "ftp://shop.example/", ADDRESS),
    ("PUBLIC_URL", "https:///cookies/", ADDRESS),
    ("PUBLIC_URL", "https://shop.example/?a=b", ADDRESS),
    ("PUBLIC_URL", "https://shop.example/#top", ADDRESS),
    ("PUBLIC_URL", "https://me@shop.example/", ADDRESS),
    ("PUBLIC_URL", "https://:secret@shop.example/", ADDRESS),
    ("PUBLIC_URL", "https://shop.example:port/", ADDRESS),
    ("PUBLIC_URL", "https://shop.example:99999/", ADDRESS),
    ("PUBLIC_URL", "https://shop example/", ADDRESS),
    ("PUBLIC_URL", "https://shop.example/our cookies/", ADDRESS),
    ("PUBLIC_URL", "https://shop.example//cookies/", ADDRESS),
    ("PUBLIC_URL", "https://shop.example/a/../cookies/", ADDRESS),
    ("PUBLIC_URL", "https://shop.example/caf%C3%A9/", ADDRESS),
    ("PUBLIC_URL", "https://shop.example/café/", ADDRESS),
    ("PUBLIC_URL", "https://münchen.example/", ADDRESS),
    ("PUBLIC_URL", "https://[::1/", ADDRESS),
    ("PUBLIC_URL", "https://shop.example:0/", ADDRESS),
    ("PUBLIC_URL", "https://[:::::]/", ADDRESS),
    *[(one.name.upper(), empty, "it is empty") for one in SETTINGS for empty in ("", "  ")],
]


def read(**environment: str) -> Settings:
    return from_environment({f"COOKIEPREFS_{name}": value for name, value in environment.items()})


@pytest.mark.parametrize(("name", "written", "field", "value"), GOOD)
def test_a_good_value_is_read(name, written, field, value):
    assert getattr(read(**{name: written}), field) == value


@pytest.mark.parametrize(("name", "written", "cure"), BAD)
def test_a_bad_value_is_refused_with_its_name_and_what_to_write(name, written, cure):
    with pytest.raises(SettingsError) as caught:
        read(**{name: written})
    assert str(caught.value).startswith(f"COOKIEPREFS_{name}: ")
    assert cure in str(caught.value)


def test_a_secret_that_cannot_be_used_is_not_told():
    for name, written in (("SECRET_KEY", "too-short"), ("DATABASE_URL", "mysql://u:hunter2@db/consent")):
        with pytest.raises(SettingsError) as caught:
            read(**{name: written})
        assert written not in str(caught.value)
        assert "hunter2" not in str(caught.value)


def test_without_any_setting_all_have_their_defaults():
    assert from_environment({"PATH": "/bin", "FLASK_DEBUG": "1"}) == Settings(instance=CHECKOUT / "instance")


def test_outside_of_a_checkout_the_instance_is_in_the_working_directory(tmp_path, monkeypatch):
    package = tmp_path / "lib" / "cookieprefs"
    package.mkdir(parents=True)
    monkeypatch.setattr("cookieprefs.settings.__file__", str(package / "settings.py"))
    monkeypatch.chdir(tmp_path)
    assert read().instance == tmp_path / "instance"


def test_the_environment_of_the_process_is_read_where_no_other_is_given(monkeypatch):
    monkeypatch.setenv("COOKIEPREFS_PROXY_HOPS", "3")
    assert from_environment().proxy_hops == 3


@pytest.mark.parametrize("name", ["SECRET", "PUBLIC_URI", "", "secret_key", "SECRET_KEY_FILE_FILE"])
def test_an_unknown_setting_is_refused_and_the_known_ones_are_named(name):
    with pytest.raises(SettingsError) as caught:
        read(**{name: "x"})
    assert str(caught.value).startswith(f"COOKIEPREFS_{name} is no setting")
    for one in SETTINGS:
        assert one.variable in str(caught.value)


@pytest.mark.parametrize(("name", "written", "field", "value"), GOOD)
def test_each_setting_may_stand_in_a_file(tmp_path, name, written, field, value):
    path = tmp_path / "a secret of the machine"
    path.write_text(f"{written}\n", encoding="utf-8")
    assert getattr(read(**{f"{name}_FILE": str(path)}), field) == value


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file"),
        (b"short", "at least 16 characters"),
        (b"\xff" * 20, "utf-8"),
        (b"\n", "it is empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_name_of_its_setting(tmp_path, content, reason):
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=f"^COOKIEPREFS_SECRET_KEY.*{reason}"):
        read(SECRET_KEY_FILE=str(path))


def test_a_value_and_a_file_for_one_setting_are_refused(tmp_path):
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    with pytest.raises(SettingsError, match="COOKIEPREFS_SECRET_KEY and COOKIEPREFS_SECRET_KEY_FILE are both set"):
        read(SECRET_KEY=SECRET, SECRET_KEY_FILE=str(tmp_path / "secret"))


@pytest.mark.parametrize(
    ("public_url", "is_https", "mount", "origin"),
    [
        (None, False, "", None),
        ("https://shop.example/", True, "", "https://shop.example"),
        ("https://shop.example/cookies/", True, "/cookies", "https://shop.example"),
        ("https://shop.example:8443/a/b/", True, "/a/b", "https://shop.example:8443"),
        ("http://localhost:5000/", False, "", "http://localhost:5000"),
        ("http://[::1]:5000/cookies/", False, "/cookies", "http://[::1]:5000"),
    ],
)
def test_the_public_url_says_scheme_mount_and_origin(tmp_path, public_url, is_https, mount, origin):
    settings = Settings(instance=tmp_path, public_url=public_url)
    assert (settings.is_https, settings.mount, settings.origin) == (is_https, mount, origin)


def test_the_ledger_is_a_file_in_the_instance_unless_a_url_says_otherwise(tmp_path):
    assert Settings(instance=tmp_path).database == f"sqlite:///{tmp_path}/cookieprefs.sqlite3"
    assert Settings(instance=tmp_path, database_url="sqlite:///x").database == "sqlite:///x"


PUBLIC = "https://shop.example/"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "PUBLIC_URL"),
        ({"secret_key": SECRET}, "PUBLIC_URL"),
        ({"public_url": PUBLIC}, "SECRET_KEY"),
    ],
)
def test_production_demands_a_public_url_and_a_secret(tmp_path, given, missing):
    with pytest.raises(SettingsError, match=f"COOKIEPREFS_{missing} is demanded in production"):
        build_app(Settings(instance=tmp_path, **given))
    assert list(tmp_path.iterdir()) == [], "nothing was made up instead"


def test_production_with_both_is_built_and_keeps_no_secret_of_its_own(tmp_path):
    app = build_app(Settings(instance=tmp_path, public_url=PUBLIC, secret_key=SECRET))
    assert app.config["SECRET_KEY"] == SECRET
    assert list(tmp_path.iterdir()) == []


def test_a_local_command_needs_neither(tmp_path):
    with click.Context(click.Command("check")):
        app = build_app(Settings(instance=tmp_path))
    assert app.config["SECRET_KEY"] == (tmp_path / "secret-key").read_text(encoding="ascii")


def test_debug_needs_neither(tmp_path, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert build_app(Settings(instance=tmp_path)).config["SECRET_KEY"]


def test_a_server_that_calls_the_factory_is_told_what_is_missing(tmp_path):
    """As gunicorn does: no command of Flask's is running."""
    command = [sys.executable, "-c", "import cookieprefs; cookieprefs.create_app()"]
    environment = {"COOKIEPREFS_INSTANCE": str(tmp_path), "PATH": "/bin"}
    done = subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "SettingsError: COOKIEPREFS_PUBLIC_URL is demanded in production" in done.stderr
