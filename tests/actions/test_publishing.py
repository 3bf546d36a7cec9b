"""Publishing: what adds a version, what does not, and that everything shown is kept (L-33, R-02)."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import cookieprefs
from cookieprefs import actions
from cookieprefs.core import layout
from cookieprefs.core.consent import Layer
from cookieprefs.store import versions
from tests import sample
from tests.actions.desk import SITE

OURS = [one for one in Layer if one is not Layer.OTHER_TOOL]
STARTER = Path(cookieprefs.__file__).parent / "starter"


def sentences(published):
    return [str(one) for one in published.changes]


def asked_again(published):
    return {key for one in published.changes for key in one.asks_again}


def numbers(version):
    return version.number, version.consent_revision, version.text_revision


def snapshots(desk, number, mount=""):
    return desk.read(lambda session: versions.snapshots_of(session, SITE, number, mount))


def other_templates(desk):
    """A render as another release of ours would have it."""
    return lambda version, mount: [
        replace(one, html=f"{one.html}<!-- new -->") for one in desk.runtime.render(version, mount)
    ]


def with_other_words(desk):
    """The site file as it was, and a policy text that is not."""
    path = desk.runtime.settings.instance / "policy.en.md"
    path.write_text(sample.POLICY_EN.replace("Small texts", "Small pieces of text"), encoding="utf-8")


def test_the_first_version_asks_about_every_service(desk):
    version = desk.version()
    assert numbers(version) == (1, 1, 1)
    assert version.since == dict.fromkeys(("cookieprefs", "matomo", "hotjar", "youtube"), 1)
    (first,) = desk.read(lambda session: list(versions.history(session, SITE)))
    assert [str(one) for one in first.changes] == ["This is the first version."]
    assert first.changes[0].asks_again == {"matomo", "hotjar", "youtube"}


def test_publishing_the_same_files_again_adds_nothing(desk):
    done = desk.publish()
    assert (done.version, done.changes) == (None, ())
    assert desk.read(lambda session: versions.newest_number(session, SITE)) == 1


def test_other_words_add_a_text_revision_and_ask_nobody(desk):
    with_other_words(desk)
    done = desk.publish()
    assert numbers(done.version) == (2, 1, 2)
    assert sentences(done) == ["The text of the policy changed."]
    assert asked_again(done) == set()


def test_a_new_service_adds_a_consent_revision_and_asks_about_it_alone(desk):
    done = desk.publish(sample.with_service("vimeo", "media"))
    assert numbers(done.version) == (2, 2, 1)
    assert sentences(done) == ["Vimeo is new."]
    assert asked_again(done) == {"vimeo"}
    assert done.version.since["vimeo"] == 2
    assert done.version.since["matomo"] == 1


def test_the_operator_can_have_a_service_asked_about_again(desk):
    done = desk.publish(ask_again=frozenset({"matomo", "cookieprefs", "unheard-of"}))
    assert numbers(done.version) == (2, 2, 1)
    assert asked_again(done) == {"matomo"}, "what is strictly necessary is never asked about"


def test_asking_again_about_what_is_never_asked_about_adds_nothing(desk):
    assert desk.publish(ask_again=frozenset({"cookieprefs"})).version is None


def test_asking_again_goes_with_any_other_change(desk):
    with_other_words(desk)
    done = desk.publish(ask_again=frozenset({"matomo"}))
    assert sentences(done) == ["The text of the policy changed.", "You are asked again about Matomo."]


def test_a_dry_run_tells_and_adds_nothing(desk):
    done = desk.publish(sample.with_service("vimeo", "media"), dry_run=True)
    assert done.version is None
    assert sentences(done) == ["Vimeo is new."]
    assert desk.read(lambda session: versions.newest_number(session, SITE)) == 1
    assert len(snapshots(desk, 1)) == 8
    assert snapshots(desk, 2) == ()


def test_templates_that_show_something_else_add_a_text_revision(desk):
    done = desk.publish(render=other_templates(desk))
    assert numbers(done.version) == (2, 1, 2)
    assert sentences(done) == ["The wording or layout of the banner or the preferences changed."]
    assert all(one.html.endswith("<!-- new -->") for one in snapshots(desk, 2))
    assert not any(one.html.endswith("<!-- new -->") for one in snapshots(desk, 1))
    assert desk.publish(render=other_templates(desk)).version is None


def test_everything_that_a_version_shows_is_kept_in_each_language_layer_and_layout(desk):
    version = desk.publish(sample.with_service("vimeo", "media")).version
    assert layout.layouts(version) == ("full", "new-2")
    kept = snapshots(desk, 2)
    assert {(one.language, one.layer, one.layout) for one in kept} == {
        (language, layer, name)
        for language in ("en", "fr")
        for layer, name in (*((layer, "full") for layer in OURS), (Layer.BANNER, "new-2"))
    }
    assert set(kept) == set(desk.runtime.render(version, ""))


def test_a_snapshot_is_named_by_its_hash_and_kept_once(desk):
    desk.publish(sample.with_service("vimeo", "media"))
    names = desk.read(lambda session: versions.snapshot_names(session, SITE))
    every = {*snapshots(desk, 1), *snapshots(desk, 2)}
    assert (
        names == {hashlib.sha256(one.html.encode()).hexdigest() for one in every} == {one.sha256 for one in every}
    )


def test_html_that_is_shown_twice_is_kept_once(desk):
    with desk.session() as session:
        # Outside of a request, addresses are those of the root, whatever the mount is called.
        actions.keep_snapshots(session, desk.runtime.version(), desk.runtime.render, "/cookies")
    names = desk.read(lambda session: versions.snapshot_names(session, SITE))
    assert (
        names
        == {one.sha256 for one in snapshots(desk, 1)}
        == {one.sha256 for one in snapshots(desk, 1, "/cookies")}
    )


def test_a_second_mount_is_kept_beside_the_first_and_changes_no_version(desk):
    assert desk.publish(mount="/cookies").version is None
    with desk.session() as session:
        version = desk.runtime.version()
        assert actions.keep_snapshots(session, version, desk.runtime.render, "/cookies")
        assert not actions.keep_snapshots(session, version, desk.runtime.render, "/cookies")
    assert len(snapshots(desk, 1, "/cookies")) == len(snapshots(desk, 1)) == 8


def test_a_site_that_comes_second_into_a_database_begins_at_one(desk):
    desk.clock.pass_(days=1)
    done = desk.publish(sample.SITE.replace("key: test-shop", "key: other-shop"))
    assert numbers(done.version) == (1, 1, 1)
    assert desk.read(versions.published_sites) == ["other-shop", "test-shop"]
    assert desk.read(lambda session: versions.newest_number(session, "no-shop")) is None
    assert desk.read(lambda session: versions.latest(session, "no-shop")) is None


@pytest.mark.parametrize("number", [0, 2, 2**31 - 1])
def test_a_version_that_is_not_there_is_none(desk, number):
    assert desk.read(lambda session: versions.numbered(session, SITE, number)) is None


def test_a_version_comes_back_as_it_was_published(desk):
    done = desk.publish(sample.with_service("google-analytics", "audience"), ask_again=frozenset({"youtube"}))
    assert desk.read(lambda session: versions.latest(session, SITE)) == done.version
    assert desk.read(lambda session: next(versions.history(session, SITE))).changes == done.changes


def test_the_starter_comes_back_as_it_was_published(desk):
    for path in STARTER.iterdir():
        if path.suffix in (".yaml", ".md"):
            shutil.copy(path, desk.runtime.settings.instance)
    version = desk.publish().version
    key = version.policy.site.key
    assert desk.read(lambda session: versions.numbered(session, key, 1)) == version


def test_history_lists_versions_newest_first_with_what_changed(desk):
    with_other_words(desk)
    desk.clock.pass_(days=1)
    desk.publish()
    desk.clock.pass_(days=1)
    desk.publish(sample.with_service("vimeo", "media"))
    history = desk.read(lambda session: list(versions.history(session, SITE)))
    assert [(one.number, one.consent_revision, one.text_revision) for one in history] == [
        (3, 2, 2),
        (2, 1, 2),
        (1, 1, 1),
    ]
    assert [str(one.changes[0]) for one in history[:2]] == ["Vimeo is new.", "The text of the policy changed."]
    assert history[0].published_at == desk.clock()


def test_broken_files_are_told_and_the_last_version_stays(desk):
    folder = desk.runtime.settings.instance
    (folder / "site.yaml").write_text("site: [", encoding="utf-8")
    reading = actions.read_site_file(folder)
    assert reading.policy is None
    assert reading.errors
    assert desk.version().number == 1


def test_what_is_still_the_starters_may_not_go_to_production(tmp_path):
    reading = actions.read_site_file(STARTER)
    assert actions.check_for_production(reading.policy, STARTER)
    ours = actions.read_site_file(sample.write(tmp_path, sample.SITE.replace("shop.test", "teacorner.eu")))
    assert not actions.check_for_production(ours.policy, tmp_path)
