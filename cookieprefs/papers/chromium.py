"""Pictures and PDF by the Chromium of this machine, if it has one: of our own pages, and without a network."""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from html import escape
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = (40.0, 120.0)
"""Seconds after which a Chromium that has not answered is given up, each time that it is asked.

On a busy machine it was seen to hang, with nothing left to do.
"""

TALLEST = 12_000
"""CSS pixels of the tallest picture: what is longer is cut, for Chromium draws no surface beyond 16,384."""

_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-sync",
    "--disable-component-update",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
    # Nothing on our pages asks for anything; and should anything do so, nobody is asked.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
)
_FRAME = '<iframe sandbox="allow-same-origin" style="display:block;border:0;width:{width}px;height:{height}px"'
_MEASURING = """<!doctype html><meta charset="utf-8"><body style="margin:0">{frames}<script>
addEventListener("load", () => {{
  const heights = [...document.querySelectorAll("iframe")]
    .map(({{ contentDocument }}) => Math.ceil(contentDocument.documentElement.getBoundingClientRect().height));
  document.body.dataset.heights = heights.join(" ");
}});
</script>"""
_HEIGHTS = re.compile(r'<body[^>]* data-heights="([\d ]+)"')


class ChromiumError(Exception):
    """Chromium did not do what it was asked for; says what."""


def find() -> str | None:
    """The Chromium of this machine, if it has one."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def pictures(chromium: str, page: str, widths: Sequence[int]) -> list[bytes]:
    """A page as PNG, whole, as it is in windows so many CSS pixels wide. Raises `ChromiumError`."""
    with _folder() as folder:
        heights = _heights(chromium, folder, page, widths)
        return [_picture(chromium, folder, page, *size) for size in zip(widths, heights, strict=True)]


def pdf(chromium: str, page: str) -> bytes:
    """A page as PDF. Raises `ChromiumError`."""
    with _folder() as folder:
        made = folder / "page.pdf"
        _run(chromium, folder, page, f"--print-to-pdf={made}", "--no-pdf-header-footer")
        return _read(made)


@contextmanager
def _folder() -> Iterator[Path]:
    """Where the page, the profile and what is made of them lie for a moment."""
    with tempfile.TemporaryDirectory(prefix="cookieprefs-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _heights(chromium: str, folder: Path, page: str, widths: Sequence[int]) -> list[int]:
    """How tall a page is in windows so wide."""
    frames = "".join(_framed(page, width, 1) for width in widths)
    told = _run(chromium, folder, _MEASURING.format(frames=frames), "--dump-dom")
    found = _HEIGHTS.search(told)
    if found is None:
        raise ChromiumError(f"{chromium} did not measure a page that it was given")
    return [max(1, min(int(one), TALLEST)) for one in found[1].split()]


def _picture(chromium: str, folder: Path, page: str, width: int, height: int) -> bytes:
    # In a frame: Chromium lays no window out that is narrower than 500 pixels, but its picture is cut as asked.
    made, framed = folder / "page.png", f'<!doctype html><body style="margin:0">{_framed(page, width, height)}'
    made.unlink(missing_ok=True)
    _run(chromium, folder, framed, f"--screenshot={made}", f"--window-size={width},{height}")
    return _read(made)


def _framed(page: str, width: int, height: int) -> str:
    return f'{_FRAME.format(width=width, height=height)} srcdoc="{escape(page)}"></iframe>'


def _run(chromium: str, folder: Path, page: str, *arguments: str) -> str:
    """Have Chromium open a page; what it says on stdout."""
    written = folder / "page.html"
    written.write_text(page, encoding="utf-8")
    # As root, as in many a container, Chromium runs without its sandbox or not at all.
    flags = (*_FLAGS, "--no-sandbox") if hasattr(os, "geteuid") and os.geteuid() == 0 else _FLAGS
    for turn, patience in enumerate(PATIENCE):
        # What is left of one that was killed must not be in the way of the next.
        profile = f"--user-data-dir={folder / f'profile-{turn}'}"
        with suppress(TimeoutExpired):
            return _said(chromium, *flags, profile, *arguments, written.as_uri(), patience=patience)
    waited = " and then ".join(f"{one:.0f}" for one in PATIENCE)
    raise ChromiumError(f"{chromium} did not answer within {waited} seconds")


def _said(*words: str, patience: float) -> str:
    """What a program says on stdout. Raises `TimeoutExpired` where it hangs, `ChromiumError` where it fails."""
    with Popen(words, stdout=PIPE, stderr=DEVNULL, start_new_session=True) as process:  # noqa: S603  # our own words
        try:
            told, _ = process.communicate(timeout=patience)
        finally:
            _end(process)
    if process.returncode:
        raise ChromiumError(f"{words[0]} failed with exit code {process.returncode}")
    return told.decode(errors="replace")


def _end(process: Popen[bytes]) -> None:
    """End it with all that it has started, which may outlive it for a moment and write into the folder."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _read(made: Path) -> bytes:
    try:
        return made.read_bytes()
    except OSError as error:
        raise ChromiumError(f"Chromium made no {made.suffix[1:].upper()}") from error
