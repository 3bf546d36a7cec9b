"""Wapiti: it reads our pages as a crawler does, follows links and forms, and attacks what it found."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.attack.ground import Target
from tests.attack.tools import addresses
from tests.attack.tools.run import Finding, Report, refused, run, version

NAME = "wapiti"
MODULES = (
    "backup,brute_login_form,buster,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,ldap,methods,"
    "permanentxss,redirect,shellshock,spring4shell,sql,ssrf,timesql,upload,xss,xxe"
)
"""All that neither ask another machine nor a list of it: those that are left out are named in docs/attacks.md."""


def attack(target: Target, folder: Path, *, seconds: float, modules: str = MODULES) -> Report:
    """Every module that works offline, on what it crawls and on what we describe; `seconds` are for each."""
    who = addresses.guest(target)
    path = addresses.write(target, who, folder)
    told = folder / "told.json"
    number = len(modules.split(","))
    cookies = "; ".join(f"{name}={value}" for name, value in who.jar.items())
    with _endpoint() as (address, called):
        arguments = f"-u {target.settings.public_url} --swagger {path} --scope folder -m {modules}"
        arguments += f" -f json -o {told} --store-session {folder}/session --store-config {folder}/config"
        arguments += f" --flush-session --no-bugreport --endpoint {address} --max-scan-time {seconds}"
        arguments += f" --max-attack-time {seconds} --tasks 8 -r noted -v 1"
        headers = ["-H", "Sec-Fetch-Site: same-origin", "-C", cookies]
        said = run(NAME, [*arguments.split(), *headers], folder, seconds=seconds * (number + 2))
    findings = [Finding(tool=NAME, what="the site contacted another", where=one) for one in called]
    if not told.exists():
        findings.append(Finding(tool=NAME, what="did not end", where=said[-500:]))
        return _report(folder, "did not end", findings)
    found = json.loads(told.read_text(encoding="utf-8"))
    for kind in ("vulnerabilities", "anomalies"):
        for what, each in found[kind].items():
            findings += [Finding(tool=NAME, what=what, where=_where(one)) for one in each]
    short = said.count("Max attack time was reached")
    pages = found["infos"].get("crawled_pages_nbr")
    did = f"{number} modules on {pages} pages and forms, {short} cut short by time"
    return _report(folder, did, findings)


def _where(one: dict[str, str]) -> str:
    parameter = f" {one['parameter']}" if one.get("parameter") else ""
    return f"{one['method']} {one['path']}{parameter}: {one['info']}"


def _report(folder: Path, did: str, findings: list[Finding]) -> Report:
    did += f"; reached for another machine {refused(folder)} times"
    return Report(tool=NAME, version=version(NAME, folder), did=did, findings=tuple(findings))


@contextmanager
def _endpoint() -> Iterator[tuple[str, list[str]]]:
    """A server of nobody's on the loopback, and the addresses that were asked of it: none should be.

    Wapiti itself asks it in the end what was heard (`get_…`), and is told nothing.
    """
    called: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith("/get_"):
                called.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b"{}")

        do_POST = do_HEAD = do_GET  # noqa: N815  # the names that http.server asks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", called
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
