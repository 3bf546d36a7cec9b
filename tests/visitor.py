"""A visitor who reads pages and fills in forms as they find them, with htmx or without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote_plus

import html5lib
from bs4 import BeautifulSoup, Tag
from bs4.builder._html5lib import HTML5TreeBuilder
from flask import Flask
from werkzeug.test import TestResponse

from tests import htmx

OWN = {"Sec-Fetch-Site": "same-origin"}


class Visitor:
    """One browser: it keeps cookies and the page it is on."""

    def __init__(self, app: Flask, *, has_htmx: bool, base_url: str = "http://localhost/") -> None:
        self.app = app
        self.client = app.test_client()
        self.has_htmx = has_htmx
        self.base_url = base_url
        self.page = BeautifulSoup("", "html5lib")
        self.answer: TestResponse | None = None
        self.path = "/"

    def open(self, path: str = "/", *, status: int = 200, **headers: str) -> BeautifulSoup:
        """Go to a page, which must be a good one."""
        response = self.client.get(path, base_url=self.base_url, headers=headers)
        assert response.status_code == status, (path, response.status_code)
        assert not set_by(response), f"GET {path} sets a cookie (B-11)"
        self._arrive(response, path)
        return self.page

    def press(
        self,
        button: str,
        *,
        within: str = "main",
        tick: Iterable[str] = (),
        untick: Iterable[str] = (),
        status: int = 200,
    ) -> TestResponse:
        """Press a button by its words, after ticking what is to be ticked."""
        found = [one for one in self.page.select(f"{within} button") if one.get_text(" ", strip=True) == button]
        assert found, f"no button {button!r} within {within}"
        form = found[0].find_parent("form")
        assert isinstance(form, Tag)
        for key in tick:
            self._box(key)["checked"] = ""
        for key in untick:
            del self._box(key)["checked"]
        return self._send(
            form, found[0], source=form, url=str(found[0].get("formaction") or form["action"]), status=status
        )

    def turn(self, key: str, *, on: bool, status: int = 200) -> TestResponse:
        """Turn one service's switch: posts at once with htmx, else by *Save choices*."""
        box = self._box(key)
        if not self.has_htmx:
            return self.press(
                "Save choices", within="#cookieprefs-panel", **{"tick" if on else "untick": [key]}, status=status
            )
        box.attrs.pop("checked", None)
        if on:
            box["checked"] = ""
        form = box.find_parent("form")
        assert isinstance(form, Tag)
        return self._send(form, None, source=box, url=str(box["data-hx-post"]), status=status)

    def state(self, key: str) -> str:
        """What the page says of a service: on, off, undecided, always."""
        return str(self.page.select_one(f"#cookieprefs-state-{key}")["data-cookieprefs-state"])

    def cookie(self, name: str = "cookieprefs") -> str | None:
        """The value of a cookie that the browser holds."""
        for path in ("/", "/cookies/"):
            found = self.client.get_cookie(name, domain=self._host(), path=path)
            if found is not None:
                return found.value
        return None

    def has_banner(self) -> bool:
        """Whether the page asks."""
        return self.page.select_one("section#cookieprefs-banner") is not None

    def _host(self) -> str:
        return self.base_url.split("/")[2].partition(":")[0]

    def _box(self, key: str) -> Tag:
        box = self.page.select_one(f'input[name="services"][value="{key}"]')
        assert box is not None, f"no switch for {key}"
        return box

    def _send(self, form: Tag, button: Tag | None, *, source: Tag, url: str, status: int) -> TestResponse:
        fields = _fields(form)
        if button is not None and button.get("name"):
            fields.append((str(button["name"]), str(button["value"])))
        uses_htmx = self.has_htmx and source.has_attr("data-hx-post")
        headers = {**OWN, "Referer": self.base_url.rstrip("/") + self.path}
        if uses_htmx:
            url, headers = str(source["data-hx-post"]), {**headers, "HX-Request": "true"}
        body = [f"{key}={quote_plus(value)}" for key, value in fields]
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        response = self.client.post(url, base_url=self.base_url, data="&".join(body), headers=headers)
        self.answer = response
        if uses_htmx:
            assert response.status_code == status, response.status_code
            if status in (200, 422):
                htmx.swap(self.page, response.text, str(source["data-hx-target"]), str(source["data-hx-swap"]))
            return response
        if response.status_code == 303 and status == 200:
            self.open(response.location)
            return response
        assert response.status_code == status, response.status_code
        self._arrive(response, self.path)
        return response

    def _arrive(self, response: TestResponse, path: str) -> None:
        self.answer, self.path = response, path
        if response.mimetype == "text/html":
            is_page = response.text.startswith("<!doctype")
            self.page = BeautifulSoup(response.text, builder=_Strict if is_page else HTML5TreeBuilder)
            if is_page:
                _require_good_page(self.page)


def set_by(response: TestResponse) -> list[str]:
    """The cookies that an answer sets; deleting what a no has ended sets none."""
    return [one for one in response.headers.getlist("Set-Cookie") if "; Max-Age=0" not in one]


def _fields(form: Tag) -> list[tuple[str, str]]:
    fields = []
    for field in form.select("input[name]"):
        if field.get("type") != "checkbox" or field.has_attr("checked"):
            fields.append((str(field["name"]), str(field.get("value", ""))))
    return fields


class _Strict(HTML5TreeBuilder):
    """Reads a page as browsers do, but whatever they would have to mend is an error: both in one go."""

    def feed(self, markup: str) -> None:
        """Build the tree. Raises html5lib's `ParseError`."""
        parser = html5lib.HTMLParser(tree=self.create_treebuilder, strict=True)
        self.underlying_builder.parser = parser
        parser.parse(markup).original_encoding = None
        self.underlying_builder.parser = None


def _require_good_page(page: BeautifulSoup) -> None:
    """What holds on every page, without being asked."""
    ids = Counter(one["id"] for one in page.select("[id]"))
    assert all(count == 1 for count in ids.values()), f"ids twice: {[key for key, n in ids.items() if n > 1]}"
    assert page.title is not None
    assert page.title.get_text(strip=True)
    assert len(page.select("h1")) == 1
    for one in page.select("[aria-labelledby], [aria-describedby], label[for]"):
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert one.get(name) is None or one[name] in ids, f"{name} points to nothing: {one[name]}"
    for form in page.select("form"):
        assert form.get("action"), "a form without an action"
        assert form.get("method") == "post"
    assert not page.select("[style], style, script:not([src]), [onclick], [onchange]"), (
        "inline style or script (B-17)"
    )
    for one in page.select("[id], [class]"):
        names = [one.get("id") or "cookieprefs-", *(one.get("class") or [])]
        assert all(name.startswith("cookieprefs-") for name in names), f"a name without our prefix: {names}"
