"""How much a request may bring: as much in chunks, whose length nobody tells, as in one piece (R-26)."""

from __future__ import annotations

from io import BytesIO

import pytest
from gunicorn.http.errors import InvalidChunkSize

from tests.visitor import OWN
from tests.web.posts import HTMX, URLENCODED, records

GOOD = b"version=1&lang=en&layer=preferences&layout=full&action=refuse_all&next="
MULTIPART = "multipart/form-data; boundary=x"
KINDS = {
    URLENCODED: lambda size: GOOD + b"a" * (size - len(GOOD)),
    MULTIPART: lambda size: b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n" + b"a" * size,
}


class Broken(BytesIO):
    """What a server hands on where the chunks are none: it raises in the midst."""

    def __init__(self, error):
        super().__init__(GOOD)
        self.error = error

    def read(self, size=-1):
        if self.tell():
            raise self.error
        return super().read(size)


def in_chunks(app, path, body, kind=URLENCODED, **headers):
    """Post a body as a server hands on one that came in chunks: without its length, and with an end."""
    stream = BytesIO(body) if isinstance(body, bytes) else body
    answer = app.test_client().post(
        path,
        input_stream=stream,
        content_type=kind,
        headers={**OWN, **headers, "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )
    return answer, stream.tell()


def test_a_form_in_chunks_is_read_as_any_other(app):
    answer, _ = in_chunks(app, "/preferences", GOOD)
    assert answer.status_code == 303
    assert len(records(app)) == 1


@pytest.mark.parametrize("size", [32 * 1024 + 1, 40_000, 2_000_000])
@pytest.mark.parametrize("path", ["/preferences", "/preferences/services/matomo", "/forget"])
@pytest.mark.parametrize("kind", KINDS)
def test_too_much_in_chunks_is_too_large_and_decides_nothing(app, path, size, kind):
    answer, read = in_chunks(app, path, KINDS[kind](size), kind, **HTMX)
    assert answer.status_code == 413
    assert read <= 32 * 1024 + 1
    assert not answer.headers.getlist("Set-Cookie")
    assert records(app) == []


def test_as_much_as_is_allowed_is_not_too_large(app):
    assert in_chunks(app, "/preferences", KINDS[URLENCODED](2_000))[0].status_code == 303
    assert in_chunks(app, "/preferences", KINDS[URLENCODED](32 * 1024))[0].status_code == 422


def test_what_says_that_a_banner_was_shown_may_have_less(app):
    answer, read = in_chunks(app, "/shown", b"a" * 5_000)
    assert answer.status_code == 413
    assert read == 4 * 1024 + 1


@pytest.mark.parametrize("error", [OSError("no more"), ValueError("no number"), InvalidChunkSize(b"x")], ids=repr)
@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_in_place_of_a_chunk_is_refused_and_decides_nothing(app, error, kind):
    answer, _ = in_chunks(app, "/preferences", Broken(error), kind)
    assert answer.status_code == 400
    assert records(app) == []
