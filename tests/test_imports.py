"""Who may import whom: the house's table, kept by reading the code (DESIGN 4)."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import cookieprefs

PACKAGE = Path(cookieprefs.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
CORE = sorted((PACKAGE / "core").glob("*.py"))

WRITERS = {
    *("add", "add_members", "append", "count_up", "erase", "keep_snapshots", "move_on"),
    *("of_records", "of_subject", "replace_sums"),
}
"""What the store's modules offer to `actions` alone."""

READS = ("store.versions", "store.ledger", "store.seals", "store.erasure", "store.proofs", "store.tally")
TABLES = ("versions", "ledger", "seals", "erasure", "refusals", "proofs", "copying", "tally")
"""The store's modules that read or write tables."""

MAY_IMPORT = {
    "core": (),
    "settings": (),
    "sitefile": ("core",),
    "library": (),
    "starter": (),
    "store": ("core",),
    "actions": ("core", "sitefile", "store"),
    "events": ("core",),
    "meter": (),
    "log": (),
    "watch": ("log",),
    "metrics": ("actions", "meter", "runtime", "settings", "store.db", "store.seals", "store.versions", "watch"),
    "verify_export": (),
    "runtime": ("actions", "core", "events", "meter", "settings", *READS),
    "web": ("core", "actions", "events", "log", "meter", "runtime", "settings", *READS),
    "schema": ("store.guards", "store.migrations", "store.rights"),
    "backup": ("schema", "store.db", "store.migrations"),
    "elsewhere": ("schema", "store.db"),
    "doctor": ("core",),
    "inside": ("actions", "core", "doctor", "runtime", "schema", "settings", *READS),
    "importing": ("core", "sitefile"),
    "i18n": ("core", "web.assets", "web.translations"),
    "papers": (
        "core",
        "web.assets",
        "web.translations",
    ),  # what was shown is shown again in the style of the pages
    # What the commands say of a database that cannot be used, a server's process says as well.
    "serving": ("", "cli.output", "log", "runtime", "schema", "web.assets", "web.headers", "web.static"),
    "cli": (
        "actions",
        "backup",
        "core",
        "doctor",
        "elsewhere",
        "events",
        "firstrun",
        "i18n",
        "importing",
        "inside",
        "papers",
        "runtime",
        "schema",
        "serving.plan",
        "settings",
        *READS,
    ),
    "firstrun": ("actions", "runtime", "schema", "store.db", "store.versions"),
    "gallery": ("core", "web"),
    "preview": ("actions", "core", "gallery", "runtime", "schema", "settings", "store.db", "web"),
    "assembly": ("actions", "core", "runtime", "schema", "settings", "store.versions", "web"),
    "app": (
        *("assembly", "cli", "firstrun", "log", "metrics"),
        *("preview", "runtime", "settings", "store", "watch", "web"),
    ),
    "hosted": ("actions", "events", "settings", "store.borrowed", "web"),
    "extension": ("assembly", "cli", "hosted", "runtime", "settings", "store.migrations", "web"),
    "": ("app", "extension", "settings"),
}
"""Each part of ours, and what of ours it may import besides itself; the empty name is the package itself."""


def name_of(path: Path) -> str:
    """A module's dotted name inside the package: `web.panel`, `web` for its `__init__`."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_module(name: str) -> bool:
    place = PACKAGE.joinpath(*name.split("."))
    return place.is_dir() or place.with_suffix(".py").is_file()


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, in full: `from a import b` names `a.b` where that is a module of ours."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            for one in node.names:
                whole = f"{node.module}.{one.name}"
                ours = whole.removeprefix("cookieprefs.")
                yield whole if ours != whole and is_module(ours) else str(node.module)


def ours(path: Path) -> Iterator[str]:
    """The modules of ours that a file imports, by their names inside the package."""
    for name in imported(path):
        if name.split(".")[0] == "cookieprefs":
            yield name.removeprefix("cookieprefs").removeprefix(".")


def is_under(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_what_its_part_may(path):
    part = name_of(path).split(".")[0]
    assert part in MAY_IMPORT, f"{path.name} is a new part; say in this table what it may import"
    allowed = (part, *MAY_IMPORT[part]) if part else MAY_IMPORT[part]
    # `cookieprefs` itself holds the version and nothing else.
    wrong = [name for name in ours(path) if name and not any(is_under(name, one) for one in allowed)]
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nobody_imports_the_app_but_the_package_itself(path):
    assert name_of(path) == "" or not {"app", "extension"} & set(ours(path))


@pytest.mark.parametrize("path", [one for one in MODULES if one.parent.name in ("web", "cli")], ids=name_of)
def test_web_and_cli_use_the_store_for_reading_alone(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    used = {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    taken = {
        one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("cookieprefs.store")
        for one in node.names
    }
    assert not used & {f"{module}.{name}" for module in TABLES for name in WRITERS}
    assert not taken & WRITERS


def test_what_writes_stands_where_this_table_looks_for_it():
    found = set()
    for module in TABLES:
        tree = ast.parse((PACKAGE / "store" / f"{module}.py").read_text(encoding="utf-8"))
        for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
            calls = [ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)]
            if {one.rpartition(".")[2] for one in calls} & {"insert", "update", "delete"}:
                found.add(function.name)
    assert found == WRITERS


def test_actions_alone_begin_a_write():
    users = {
        name_of(path)
        for path in MODULES
        if any(
            isinstance(node, ast.ImportFrom)
            and node.module == "cookieprefs.store.db"
            and any(one.name == "begin_write" for one in node.names)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }
    assert users == {"actions.writing"}


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_the_core_needs_the_standard_library_only(path):
    foreign = {name.split(".")[0] for name in imported(path)} - sys.stdlib_module_names - {"cookieprefs"}
    assert not foreign


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_the_core_knows_no_clock_no_chance_and_no_files(path):
    outside = {"time", "random", "secrets", "uuid", "os", "io", "pathlib", "socket", "subprocess", "tempfile"}
    assert not {name.split(".")[0] for name in imported(path)} & outside
    calls = {
        node.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert not calls & {"now", "utcnow", "today"}


def test_importing_the_core_loads_no_framework():
    names = [f"cookieprefs.{name_of(path)}" for path in CORE]
    program = f"import sys, {', '.join(names)}; print(*sorted({{one.split('.')[0] for one in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"flask", "werkzeug", "sqlalchemy", "jinja2", "pydantic", "babel", "click"} & set(
        done.stdout.split()
    )


def test_a_process_that_serves_loads_no_more_than_it_serves_with(instance):
    """What reads site files, migrates and answers commands takes a fifth of its memory, and half of its start."""
    program = (
        "import sys; from cookieprefs import create_app; app = create_app(); "
        "assert app.test_client().get('/healthz').status_code == 200; "
        "print(*sorted({one.split('.')[0] for one in sys.modules}))"
    )
    settings = {
        "COOKIEPREFS_INSTANCE": str(instance),
        "COOKIEPREFS_SECRET_KEY": "a secret of the tests",
        "COOKIEPREFS_PUBLIC_URL": "https://shop.test/cookies/",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={**os.environ, **settings}
    )
    loaded = set(done.stdout.split())
    assert {"flask", "sqlalchemy"} <= loaded
    assert not {"alembic", "flask_migrate", "mako", "ruamel", "markdown_it", "nh3", "rich", "leather"} & loaded
