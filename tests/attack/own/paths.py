"""Ways out of the folders that are served, and files that must not be there: nothing but ours is ever read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from tests.attack.ground import MOUNT, Target

STARTS = ("/static/", "/shown/", "/receipt/", "/versions/", "/preferences/services/", "/static/vendor/", "/")
UPS = (
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%5c",
    "..\\",
    "%252e%252e%252f",
    "....//",
    "..;/",
    ".%00./",
    "%c0%ae%c0%ae/",
    "%e0%80%ae%e0%80%ae/",
    "%u002e%u002e/",
    "/",
    "%2f",
)
FILES = (
    "etc/passwd",
    "pyproject.toml",
    "cookieprefs/app.py",
    "instance/site.yaml",
    "cookieprefs.sqlite3",
    "app.py",
)
ALONE = (
    "/site.yaml",
    "/policy.en.md",
    "/cookieprefs.sqlite3",
    "/cookieprefs.sqlite3-wal",
    "/secret-key",
    "/instance/secret-key",
    "/.env",
    "/.git/config",
    "/.git/HEAD",
    "/__pycache__/",
    "/static",
    "/static/",
    "/static/.",
    "/static/site.css%00.png",
    "/static/SITE.CSS",
    "/static/site.css::$DATA",
    "/static/file:///etc/passwd",
    "/static/php://filter/resource=site.css",
    "/operator/",
    "/operator",
    "/preview/",
    "/metrics",
    "/console",
    "/debug",
    "/server-status",
    "/admin/",
)
CONTENT = ("root:", "[build-system]", "def build_app", "SQLite format", "controller:", "from __future__", "[core]")
"""What stands in those files, and in no answer of ours."""


def attack(target: Target) -> Iterator[str]:
    """Each path that led to a file."""
    for start, up, deep, file in product(STARTS, UPS, (1, 3, 8), FILES[:3]):
        yield from _faults(target, f"{start}{up * deep}{file}")
    for start, up, file in product(STARTS[:2], UPS, FILES):
        yield from _faults(target, f"{start}{up}{file}")
    for path in ALONE:
        yield from _faults(target, path)


def _faults(target: Target, path: str) -> Iterator[str]:
    answer = target.ask("GET", path)
    if answer.status not in (308, 400, 404, 405):
        yield f"{path} is answered by {answer.status}"
    if any(one in answer.text for one in CONTENT):
        yield f"{path} tells what is in a file"
    for place in answer.all("Location"):
        if not place.startswith((target.settings.public_url, f"{MOUNT}/")):
            yield f"{path} leads to {place}"
