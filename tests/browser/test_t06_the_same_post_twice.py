"""T6: the same post twice is one record; another choice is a new one (R-08)."""

from __future__ import annotations

import pytest

from tests.browser.pages import cookies

POST = """async ([fields, times, together]) => {
  const post = () => fetch("/preferences", {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { "HX-Request": "true" },
  }).then((response) => response.status);
  if (together) return Promise.all(Array.from({ length: times }, post));
  const found = [];
  for (let time = 0; time < times; time += 1) found.push(await post());
  return found;
}"""


def fields(action, once="once-and-only-once"):
    return {
        "version": "1",
        "lang": "en",
        "layer": "banner",
        "layout": "full",
        "action": action,
        **({"once": once} if once else {}),
    }


def post(page, posted, times=2, *, together):
    return page.evaluate(POST, [posted, times, together])


@pytest.fixture
def page(page):
    page.goto("/")
    return page


@pytest.mark.parametrize("action", ["accept_all", "refuse_all"])
@pytest.mark.parametrize("together", [False, True], ids=["one after the other", "at once"])
def test_the_same_once_twice_is_one_record(site, page, context, action, together):
    assert post(page, fields(action), together=together) == [200, 200]
    (record,) = site.records()
    assert record.how == action
    assert cookies(context).get("cookieprefs_id") == record.subject


def test_the_same_once_five_times_at_once_is_one_record(site, page):
    assert post(page, fields("accept_all"), 5, together=True) == [200] * 5
    assert len(site.records()) == 1


def test_the_same_once_with_another_choice_is_a_new_decision(site, page):
    post(page, fields("accept_all"), 1, together=False)
    post(page, fields("withdraw_all"), 1, together=False)
    assert [one.how for one in site.records()] == ["accept_all", "withdraw_all"]
    assert set(site.stored().values()) == {"withdrawn"}


def test_without_a_once_each_post_is_a_record(site, page):
    post(page, fields("accept_all", once=None), together=False)
    assert len(site.records()) == 2
