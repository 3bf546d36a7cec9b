"""What may not go to production: a site that still bears the starter's name, address or domain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from cookieprefs.core.policy import Policy, Site
from cookieprefs.sitefile.faults import Fault, quoted
from cookieprefs.sitefile.read import SITE_FILE, policy_file
from cookieprefs.sitefile.source import line_and_column, load
from cookieprefs.sitefile.yaml_tree import Path as TreePath
from cookieprefs.sitefile.yaml_tree import Tree

# Names that lead nowhere, by RFC 2606 and RFC 6761.
_RESERVED = re.compile(
    r"(?<![\w.-])(?:(?:[\w-]+\.)+(?:example|test|invalid|localhost)|localhost|(?:[\w-]+\.)*example\.(?:com|net|org))"
    r"(?![\w-]|\.\w)",
    re.IGNORECASE,
)


def check_for_production(policy: Policy, folder: Path | None = None, *, host: str = "") -> tuple[Fault, ...]:
    """A fault for each value and passage that is not the operator's own yet, or cannot work where we are served.

    `folder`, where the policy was read, gives the faults of the site file their lines; `host` is that of the
    public URL, where it is known.
    """
    site_file = (folder or Path()) / SITE_FILE
    written = load(site_file, missing="") if folder else ""
    tree = Tree(str(site_file), written if isinstance(written, str) else "")
    faults = [tree.fault(_where(tree.data, value), *_sentence(value)) for value in _borrowed(policy)]
    faults += _unreachable(tree, policy.site, host)
    for language, prose in policy.texts.items():
        file = str((folder or Path()) / policy_file(language))
        faults += [_fault(file, prose.source, start, passage) for start, passage in _passages(prose.source)]
    return tuple(faults)


def _unreachable(tree: Tree, site: Site, host: str) -> Iterator[Fault]:
    """A fault where browsers would refuse the shared cookie from the host that we are on (RFC 6265, 5.3)."""
    shared = site.cookie_domain
    if shared and host and not f".{host}".endswith(f".{shared}"):
        problem = f"visitors reach cookieprefs on `{host}`, from where no cookie can be set for `{shared}`"
        cure = f"serve it on a host below `{shared}` (COOKIEPREFS_PUBLIC_URL), or delete `cookie_domain`"
        yield tree.fault(("site", "cookie_domain"), problem, cure)


def _borrowed(policy: Policy) -> Iterator[str]:
    """The values of the site file that are the starter's, or name a domain that leads nowhere; each once."""
    for value in dict.fromkeys(_values(policy.site)):
        if value in _starters_own() or _RESERVED.search(value):
            yield value
    for vendor in policy.catalogue.vendors:
        if vendor.key != "site" and _RESERVED.search(vendor.privacy_policy):
            yield vendor.privacy_policy


def _values(site: Site) -> Iterator[str]:
    controller = site.controller
    yield from (site.name, controller.name, controller.address, controller.email, site.authority.website)
    yield from site.domains
    yield from site.privacy_policy.values()


def _passages(source: str) -> Iterator[tuple[int, str]]:
    """Where a text first names the starter's site, and each domain that leads nowhere."""
    seen: set[str] = set()
    names = "|".join(re.escape(one) for one in sorted(_starters_own(), key=len, reverse=True))
    for pattern in (re.compile(rf"\b(?:{names})\b"), _RESERVED):
        for found in pattern.finditer(source):
            if found[0] and found[0] not in seen:
                seen.add(found[0])
                yield found.start(), found[0]


def _where(data: object, value: str, path: TreePath = ()) -> TreePath:
    """The path of the first text in the file that is `value`; where there is none, the top."""
    items = enumerate(data) if isinstance(data, list) else data.items() if isinstance(data, dict) else ()
    for key, item in items:
        if isinstance(item, str) and item.strip() == value:
            return (*path, key)
        if found := _where(item, value, (*path, key)):
            return found
    return ()


def _fault(file: str, text: str, start: int, passage: str) -> Fault:
    line, column = line_and_column(text, start)
    problem, cure = _sentence(passage)
    return Fault(file=file, line=line, column=column, problem=problem, cure=cure)


def _sentence(passage: str) -> tuple[str, str]:
    leads_nowhere = _RESERVED.search(passage)
    return f"{quoted(passage)} {'leads nowhere' if leads_nowhere else 'is of the starter site'}", "write your own"


@cache
def _starters_own() -> frozenset[str]:
    """The name of the starter's site, and its controller's name and address."""
    tree = Tree(SITE_FILE, (files("cookieprefs") / "starter" / SITE_FILE).read_text("utf-8"))
    site = tree.data.get("site", {}) if isinstance(tree.data, dict) else {}
    controller = site.get("controller", {})
    return frozenset(one for one in (site.get("name"), controller.get("name"), controller.get("address")) if one)
