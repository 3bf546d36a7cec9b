"""Which languages the site's texts are written in: what nobody sees, and what stands in where one is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from cookieprefs.sitefile.addresses import is_language
from cookieprefs.sitefile.faults import Fault, listed
from cookieprefs.sitefile.yaml_tree import Path, Tree

_IN_LANGUAGES = frozenset(
    ("title", "summary", "detail", "description", "safeguard", "necessity_reason", "holds", "privacy_policy")
)


def unlisted_languages(tree: Tree, languages: tuple[str, ...]) -> Iterator[Fault]:
    """A warning for each language that has texts and is not the site's, where the first of them stands."""
    seen = {*languages}
    for path in tree.keys:
        code = str(path[-1])
        if _is_in_language(path) and code not in seen:
            seen.add(code)
            cure = f"add `{code}` to `languages`, or delete its texts"
            yield tree.fault(path, f"no visitor sees the texts in `{code}`", cure, on_key=True, is_warning=True)


def untranslated(tree: Tree, languages: tuple[str, ...]) -> Iterator[Fault]:
    """A warning for each text that a language lacks: it shows in the site's first one, marked as such (L-26)."""
    written: dict[Path, set[str]] = defaultdict(set)
    for path in tree.keys:
        if _is_in_language(path):
            written[path[:-1]].add(str(path[-1]))
    for path, codes in written.items():
        missing = [one for one in languages if one not in codes]
        if missing and languages[0] in codes:
            problem = (
                f"`{path[-1]}`: the text is missing in {listed(missing)}, and shows in `{languages[0]}` there"
            )
            cure = "write " + ", ".join(f"`{one}: …`" for one in missing)
            yield tree.fault(path, problem, cure, is_warning=True)


def _is_in_language(path: Path) -> bool:
    """Whether a key is a language's code below a text for visitors."""
    return path[-2:-1] != () and path[-2] in _IN_LANGUAGES and is_language(str(path[-1]))
