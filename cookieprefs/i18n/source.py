"""What the interface says in English, read from our code and templates, which a wheel carries as well."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file

from cookieprefs.web import assets

_PACKAGE = Path(__file__).parent.parent
# The same as in babel.cfg, by which translators' own tools read the source.
_TEMPLATES = {"encoding": "utf-8", "silent": "false", "newstyle_gettext": "true", "trimmed": "false"}


@cache
def source() -> Catalog:
    """Every sentence that wants a translation, each with the files that say it."""
    found = Catalog()
    for method, path, options in _files():
        for _, message, _, context in extract_from_file(method, str(path), options=options):
            found.add(message, context=context, locations=[(path.name, 0)])
    return found


def _files() -> Iterator[tuple[str, Path, dict[str, str]]]:
    for path in sorted(_PACKAGE.rglob("*.py")):
        if b"_(" in path.read_bytes():  # most modules say nothing, and to take one apart costs a while
            yield "python", path, {}
    for path in sorted(Path(assets.folder("templates")).rglob("*.html")):
        yield "jinja2", path, _TEMPLATES
