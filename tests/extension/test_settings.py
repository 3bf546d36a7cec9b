"""Settings inside a host app: code before config before environment, and each fault in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from cookieprefs import CookiePrefs
from cookieprefs.hosted.settings import FOREIGN
from cookieprefs.settings import SettingsError

PUBLIC = "https://shop.test/cookies/"
OTHER = "https://other.test/cookies/"


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    monkeypatch.delenv("FLASK_DEBUG", raising=False)


def settings(config=None, testing=True, **given):
    """What an app with this config is set to."""
    app = Flask("host")
    app.config.update(TESTING=testing, **(config or {}))
    CookiePrefs(app, db=lambda: create_engine("sqlite://"), **given)
    return app.extensions["cookieprefs"].settings


def test_what_the_code_says_goes_before_the_config_and_that_before_the_environment(monkeypatch):
    monkeypatch.setenv("COOKIEPREFS_PUBLIC_URL", "https://environment.test/cookies/")
    assert settings().public_url == "https://environment.test/cookies/"
    assert settings({"COOKIEPREFS_PUBLIC_URL": OTHER}).public_url == OTHER
    assert settings({"COOKIEPREFS_PUBLIC_URL": OTHER}, public_url=PUBLIC).public_url == PUBLIC


def test_a_file_named_in_the_environment_gives_way_as_well(monkeypatch, tmp_path):
    (tmp_path / "url").write_text("https://file.test/cookies/\n")
    monkeypatch.setenv("COOKIEPREFS_PUBLIC_URL_FILE", str(tmp_path / "url"))
    assert settings().public_url == "https://file.test/cookies/"
    assert settings(public_url=PUBLIC).public_url == PUBLIC


def test_the_operators_folder_is_in_the_apps_instance_unless_said_otherwise(tmp_path):
    assert settings().instance == Path(Flask("host").instance_path, "cookieprefs").resolve()
    assert settings(instance=tmp_path).instance == tmp_path.resolve()
    assert settings({"COOKIEPREFS_INSTANCE": tmp_path}).instance == tmp_path.resolve()


def test_the_mount_is_the_public_urls_path_else_the_prefix():
    assert settings().mount == "/cookies"
    assert settings(url_prefix="/legal/cookies").mount == "/legal/cookies"
    below = settings(public_url="https://shop.test/app/cookies/")
    assert (below.mount, below.root) == ("/app/cookies", "https://shop.test/app/")
    assert settings().root == "http://localhost/"


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("ending", ["", "_FILE"])
def test_what_is_the_hosts_own_affair_is_refused_with_the_reason(name, ending):
    with pytest.raises(
        SettingsError, match=f"COOKIEPREFS_{name}{ending} has no meaning inside a Flask app"
    ) as told:
        settings({f"COOKIEPREFS_{name}{ending}": "1"})
    assert FOREIGN[name] in str(told.value)


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ({"COOKIEPREFS_PUBLIK_URL": "x"}, "COOKIEPREFS_PUBLIK_URL is no setting; known are"),
        ({"COOKIEPREFS_PUBLIC_URL": "shop"}, "COOKIEPREFS_PUBLIC_URL: write the address visitors see"),
        ({"COOKIEPREFS_PUBLIC_URL": "https://shop.test/"}, "does not end in /cookies/, where our pages are"),
        ({"COOKIEPREFS_PUBLIC_URL": "https://shop.test/mycookies/"}, "does not end in /cookies/"),
        ({"COOKIEPREFS_COUNTRY_HEADER": "no header"}, "COOKIEPREFS_COUNTRY_HEADER: write the name of the header"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told(config, sentence):
    with pytest.raises(SettingsError, match=sentence):
        settings(config)


BAD_PREFIXES = ["", "/", "cookies", "/cookies/", "//x", "/<lang>/cookies", "/a/../b", "/a b", "/a?b"]


@pytest.mark.parametrize("prefix", BAD_PREFIXES)
def test_a_prefix_has_to_be_a_path_below_the_root(prefix):
    with pytest.raises(SettingsError, match="write a path below the app's root, such as '/cookies'"):
        settings(url_prefix=prefix)


def test_production_demands_the_public_url():
    with pytest.raises(SettingsError, match=r"PUBLIC_URL is demanded in production: .* under test, set TESTING"):
        settings(testing=False)
    assert settings(testing=False, public_url=PUBLIC).is_https


def test_a_local_run_needs_none(monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert settings(testing=False).public_url is None


def test_two_apps_of_one_factory_have_settings_of_their_own():
    extension = CookiePrefs(db=lambda: create_engine("sqlite://"))
    apps = []
    for number in (1, 2):
        app = Flask("host")
        app.config.update(TESTING=True, COOKIEPREFS_PUBLIC_URL=f"https://shop{number}.test/cookies/")
        extension.init_app(app)
        apps.append(app)
    assert [one.extensions["cookieprefs"].settings.host for one in apps] == ["shop1.test", "shop2.test"]
