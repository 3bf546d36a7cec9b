"""A dialog that is closed before the answer to its last switch has come loses nothing of it (L-28).

Of the htmx that we ship: the one before posts by XMLHttpRequest, which ends with its frame.
"""

from __future__ import annotations

from threading import Semaphore

import pytest
from playwright.sync_api import expect

from tests.browser.pages import switch
from tests.browser.placeholders import inside, loaded
from tests.browser.test_dialog import close, dialog, frame, front, opened

__all__ = ["front", "opened"]


@pytest.mark.parametrize("turned", [1, 2])
def test_a_switch_whose_answer_comes_after_it_was_closed_takes_effect_all_the_same(shop, opened, turned):
    line = shop.site.line
    for _ in range(turned - 1):
        switch(frame(opened), "youtube").click()
        expect(loaded(opened)).to_have_text("first")
    line.gate, sent = Semaphore(0), len(line.posts)
    with opened.expect_request(lambda request: request.method == "POST"):
        switch(frame(opened), "youtube").click()
    close(opened)
    expect(dialog(opened)).to_have_count(0)
    line.gate.release()
    if turned == 1:
        expect(loaded(opened)).to_have_text("first")
    else:
        expect(inside(opened).get_by_role("button")).to_have_count(2)
    assert len(line.posts) == sent + 1
    assert shop.site.stored()["youtube"] == ("given" if turned == 1 else "withdrawn")
