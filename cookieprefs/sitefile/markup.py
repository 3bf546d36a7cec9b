"""Which other tools' markup the site's pages still bear, and which service or purpose its names mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from cookieprefs.sitefile.faults import Fault, quoted, suggestion
from cookieprefs.sitefile.refusal import Wrong, misshapen, read_each, refuse, text_of, wrong
from cookieprefs.sitefile.yaml_tree import Tree

TOOLS = ("cookiebot", "klaro", "orejime", "tarteaucitron", "vanilla-cookieconsent")
"""Every tool whose markup can be read, each a file of static/markup."""

Names = Mapping[str, Mapping[str, str]]
"""By tool, what its names mean: the key of a service or of a purpose."""

_EXAMPLE = "write such as `[klaro]`, or `{klaro: {ga: google-analytics}}` where its names are not yours"


def read_markup(value: object) -> Names:
    """A list of tools, or a mapping of each to what its names mean. Raises all that is wrong with any of them."""
    if isinstance(value, list):
        return {tool: {} for tool in read_each(enumerate(value), _tool).values()}
    if not isinstance(value, dict):
        raise wrong(misshapen(value, "a list of tools"), _EXAMPLE)
    unknown = [tool for tool in value if tool not in TOOLS]
    if unknown:
        raise refuse(*(_unknown(tool, path=(tool,), on_key=True) for tool in unknown))
    return read_each(value.items(), _names)


def names_in(data: Mapping[str, object]) -> Names:
    """What the file says of it; nothing, where that is at fault."""
    try:
        return {} if data.get("markup") is None else read_markup(data["markup"])
    except PydanticCustomError:
        return {}


def faults_of_markup(
    tree: Tree, found: Names, services: Collection[str], purposes: Collection[str]
) -> Iterator[Fault]:
    """A fault for each name that means nothing of the site’s, or that its pages mistake for one of their own."""
    known = (*services, *purposes)
    # These two tools write their names where ours stand: in `data-purpose`, and in `data-service`.
    ours = {"orejime": purposes, "vanilla-cookieconsent": services}
    for tool, names in found.items():
        for name, meant in names.items():
            path = ("markup", tool, name)
            if meant not in known:
                problem = f"`{meant}` is neither a service nor a purpose of yours"
                yield tree.fault(path, problem, suggestion(meant, known))
            elif name != meant and name in ours.get(tool, ()):
                problem = f"`{name}` is a name of your own, so that nobody can tell whose your pages mean"
                yield tree.fault(path, problem, "delete this line, or write another `key:` there", on_key=True)


def _tool(value: object) -> str:
    tool = text_of(value, _EXAMPLE)
    if tool not in TOOLS:
        raise refuse(_unknown(tool))
    return tool


def _unknown(tool: str, *, path: tuple[str, ...] = (), on_key: bool = False) -> Wrong:
    problem = f"{quoted(tool)} is no tool whose markup is known here"
    return Wrong(problem=problem, cure=suggestion(tool, TOOLS), path=path, on_key=on_key)


def _names(value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise wrong(misshapen(value, "a mapping of its names to yours"), "write such as `{ga: google-analytics}`")
    cure = "write the key of a service or of a purpose"
    return read_each(value.items(), lambda one: text_of(one, cure))


Markup = Annotated[Names, PlainValidator(read_markup)]
