"""What is asked, and how much of it: never more than was named, for longer, or without end."""

import gzip
from contextlib import closing
from socket import socket

import pytest
from werkzeug.wrappers import Response

from cookieprefs.doctor import fetch
from cookieprefs.doctor.fetch import Fetcher
from cookieprefs.doctor.look import Mount, follow, look, resolved
from tests.doctor.mounts import Front, serving


@pytest.fixture
def front():
    """A web server, and its address."""
    front = Front()
    with serving(front) as port:
        front.url = f"http://localhost:{port}"
        yield front


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "https://other.test/", "file:///etc/passwd", "ftp://localhost/"]
)
def test_only_the_hosts_that_were_named_are_asked(url):
    assert "was not asked to visit" in Fetcher({"localhost"}).ask(url).failure


def test_a_redirect_to_another_host_is_not_followed(front):
    front.leads("/", "http://127.0.0.1:1/")
    assert [one.url for one in follow(Fetcher({"localhost", "127.0.0.1"}), f"{front.url}/")] == [f"{front.url}/"]


def test_redirects_without_an_end_are_followed_a_few_times(front):
    for number in range(20):
        front.leads(f"/{number}", f"/{number + 1}")
    assert len(follow(Fetcher({"localhost"}), f"{front.url}/0")) == 6


@pytest.mark.parametrize("named", ["[x", ":99999/x", "@[x/"])
def test_what_the_script_names_is_no_part_of_its_hosts_name(front, named):
    front.says("/embed.js", f'const SITE = {{\n    "effects": "{named}"\n  }};')
    fetcher, mount = Fetcher({"localhost"}), Mount(url=f"{front.url}/")
    assert look(fetcher, mount, fetcher.ask(mount.url)).effects is None


def test_it_gives_up_after_so_many_requests(front):
    front.says("/", "hello")
    fetcher = Fetcher({"localhost"})
    answers = [fetcher.ask(f"{front.url}/") for _ in range(fetch.MOST_REQUESTS + 3)]
    assert sum(one.is_page for one in answers) == fetch.MOST_REQUESTS
    assert "given up" in answers[-1].failure


def test_it_gives_up_after_so_long(front, monkeypatch):
    monkeypatch.setattr(fetch, "LONGEST", -1.0)
    assert "given up" in Fetcher({"localhost"}).ask(f"{front.url}/").failure


def test_a_body_without_an_end_is_left_when_time_is_up(front, monkeypatch):
    def drops():
        while True:
            yield b"drop " * 100

    front.answers["/"] = lambda _: Response(drops(), mimetype="text/plain")
    monkeypatch.setattr(fetch, "MOST_BYTES", 10**12)
    monkeypatch.setattr(fetch, "LONGEST", 0.2)
    assert Fetcher({"localhost"}).ask(f"{front.url}/").failure.startswith("no answer within")


def test_a_body_is_read_as_far_as_it_may_be_long(front, monkeypatch):
    monkeypatch.setattr(fetch, "MOST_BYTES", 1000)
    front.says("/", "a" * 5000)
    front.answers["/small"] = lambda _: Response(
        gzip.compress(b"a" * 5000), headers={"Content-Encoding": "gzip"}, mimetype="text/plain"
    )
    fetcher = Fetcher({"localhost"})
    assert len(fetcher.ask(f"{front.url}/").body) == 1000
    assert len(fetcher.ask(f"{front.url}/small").body) == 1000


def test_what_claims_to_be_compressed_and_is_not_is_a_failure_in_words(front):
    front.says("/", "plain", Content_Encoding="gzip")
    assert "what answers is no HTTP" in Fetcher({"localhost"}).ask(f"{front.url}/").failure


def test_a_server_that_never_answers_is_left(monkeypatch):
    monkeypatch.setattr(fetch, "PATIENCE", 0.2)
    with closing(socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        answer = Fetcher({"localhost"}).ask(f"http://localhost:{listener.getsockname()[1]}/")
    assert answer.status == 0
    assert answer.failure.startswith("no answer within")


def test_nothing_of_a_visitor_is_sent(front):
    sent = []
    front.answers["/"] = lambda request: sent.append(dict(request.headers)) or Response("hello")
    Fetcher({"localhost"}).ask(f"{front.url}/")
    assert set(sent[0]) == {"Host", "User-Agent", "Accept-Encoding", "Connection"}


def test_a_name_that_leads_nowhere_has_no_addresses():
    assert resolved("nowhere.invalid") == frozenset()
    assert resolved("a" * 300) == frozenset()
    assert "127.0.0.1" in resolved("127.0.0.1")
