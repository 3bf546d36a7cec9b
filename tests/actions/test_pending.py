"""What publishing would change, told without publishing anything."""

from __future__ import annotations

from cookieprefs import actions
from cookieprefs.store import versions
from tests import sample
from tests.actions.desk import SITE


def pending(desk):
    wanted = actions.read_site_file(desk.runtime.settings.instance).policy
    return desk.read(lambda session: actions.pending(session, wanted, desk.runtime.render))


def test_files_that_say_what_is_published_change_nothing(desk):
    assert pending(desk) == ()


def test_a_new_service_is_told_with_whom_it_asks_and_nothing_is_published(desk):
    text = sample.with_service("vimeo", "media")
    (desk.runtime.settings.instance / "site.yaml").write_text(text, encoding="utf-8")
    (change,) = pending(desk)
    assert (str(change), change.asks_again) == ("Vimeo is new.", {"vimeo"})
    assert desk.read(lambda session: versions.newest_number(session, SITE)) == 1
