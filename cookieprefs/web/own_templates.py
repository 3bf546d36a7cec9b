"""Templates of the operator's own in the instance: what is wrong with them, told before visitors see a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError, meta, nodes

from cookieprefs.actions import Fault
from cookieprefs.core import changes, layout
from cookieprefs.core.policy import Policy, PolicyVersion
from cookieprefs.web import assets, current, firstlayer
from cookieprefs.web.render import BANNER, PANEL, environment, lacking, place_of, rendered

_NOT_REPLACED = ("preview/", "papers/")


def faults(own: Path, policy: Policy | None) -> tuple[Fault, ...]:
    """All that is wrong with the templates in `own`; with a policy, what they make of it too. Needs a request."""
    names = sorted(one.relative_to(own).as_posix() for one in own.rglob("*.html") if one.is_file())
    found = [fault for name in names for fault in _of_file(own, name)]
    if policy is None or not names or any(not one.is_warning for one in found):
        return tuple(found)
    return (*found, *_of_layers(own, policy))


def _of_file(own: Path, name: str) -> Iterator[Fault]:
    ours = _ours()
    if name not in ours:
        problem, cure = "we have no template of this name", "name it as ours, or delete it unless yours include it"
        yield _fault(own, name, 1, problem, cure, is_warning=True)
    try:
        # Compiled as well, for filters are looked up then.
        environment(own).get_template(name)
        tree = environment(own).parse((own / name).read_text("utf-8"))
    except TemplateSyntaxError as error:
        yield _fault(own, name, error.lineno, f"this is no template ({error.message})", "mend this line")
        return
    except (OSError, UnicodeDecodeError) as error:
        yield _fault(
            own, name, 1, f"the file cannot be read ({error})", "save it as UTF-8, readable for this process"
        )
        return
    if name in ours:
        yield from _unknown_names(own, name, tree)


def _unknown_names(own: Path, name: str, tree: nodes.Template) -> Iterator[Fault]:
    """A fault for each value that no page gives to this template, where it is asked for first."""
    known = _given(name) | environment(own).globals.keys()
    for word in sorted(meta.find_undeclared_variables(tree) - known):
        line = min(one.lineno for one in tree.find_all(nodes.Name) if one.name == word)
        cure = f"this template is given {', '.join(f'`{one}`' for one in sorted(_given(name)))}"
        yield _fault(own, name, line, f"there is no `{word}` here", cure)


def _given(name: str) -> frozenset[str]:
    """Every name that our template of this name, or one that it includes or extends, takes from outside."""
    names, seen = {"lang"}, set[str]()
    waiting = [name]
    ours = environment()
    while waiting:
        one = waiting.pop()
        seen.add(one)
        tree = ours.parse((Path(assets.folder("templates")) / one).read_text("utf-8"))
        names |= meta.find_undeclared_variables(tree) - ours.globals.keys()
        waiting += [each for each in meta.find_referenced_templates(tree) if each and each not in seen]
    return frozenset(names)


def _of_layers(own: Path, policy: Policy) -> Iterator[Fault]:
    """What the two layers lack that they must have, in every language; and where making them fails."""
    version = _sample(policy)
    layers = [(BANNER, firstlayer.banner_values(version, asked)) for asked in layout.layouts(version)]
    layers += [(PANEL, firstlayer.panel_values(version))]
    for language in policy.site.languages:
        for name, values in layers:
            yield from _of_layer(own, name, language, values)


def _of_layer(own: Path, name: str, language: str, values: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        html = rendered(environment(own), name, language, values)
    except Exception as error:
        where, line = place_of(own, name, error)
        yield _fault(own, where, line, f"this fails in `{language}` ({error})", "mend this line")
        return
    for lack in lacking(name, html, language, values):
        yield _fault(own, name, 1, f"in `{language}` {lack.problem}", lack.cure)


def _sample(policy: Policy) -> PolicyVersion:
    """The policy as a version that has all the layouts there are: what is new since, too."""
    now = current.runtime().clock()
    version = changes.next_version(None, policy, now=now, found=changes.changes(None, policy))
    newest = dict.fromkeys([one.key for one in policy.catalogue.refusable()][:1], 2)
    return replace(version, number=2, consent_revision=2, since={**version.since, **newest})


def _fault(own: Path, name: str, line: int, problem: str, cure: str, *, is_warning: bool = False) -> Fault:
    return Fault(file=str(own / name), line=line, column=1, problem=problem, cure=cure, is_warning=is_warning)


def _ours() -> frozenset[str]:
    """The names of our templates that may be replaced: not the preview's, nor those of papers."""
    names = environment().list_templates(extensions=["html"])
    return frozenset(one for one in names if not one.startswith(_NOT_REPLACED))
