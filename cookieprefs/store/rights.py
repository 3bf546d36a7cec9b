"""What a role of PostgreSQL may do that serves without owning: read and add, and change nothing written (R-01)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, text

from cookieprefs.store import functions, tables
from cookieprefs.store.migrations import VERSION_TABLE

ADDED_TO = tuple(
    one.__tablename__
    for one in (tables.RecordRow, tables.RecordPayloadRow, tables.SnapshotRow, tables.SnapshotUseRow)
)
"""What grows with visitors; with snapshots too, where a mount is new to a version."""

COUNTED = tuple(one.__tablename__ for one in (tables.TallyRow, tables.RollUpRow))
"""Daily sums, and up to where they were made: the only rows that are ever changed."""

OPERATED = tuple(one.__tablename__ for one in (tables.PolicyVersionRow, tables.SealRow, tables.SealMemberRow))
"""What grows by the operator's commands alone."""

_EVERY = (*ADDED_TO, *COUNTED, *OPERATED)
_NAMES_TAKEN = ("none", "public")  # words of PostgreSQL's own, quoted or not
_LONGEST = 63  # bytes; what is longer is cut off by the server without a word


class RightsError(Exception):
    """Rights that cannot be given; the message says why, and what to do."""


def check(connection: Connection, role: str) -> None:
    """See to it that there is such a role to give rights to. Raises `RightsError`."""
    if connection.dialect.name != "postgresql":
        raise RightsError("SQLite has no roles: whoever may write the file may write all of it")
    if role in _NAMES_TAKEN or role.startswith("pg_") or not 0 < len(role.encode()) <= _LONGEST:
        raise RightsError(f"{role!r} can be no role of yours; name the one that serves")
    if connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}) is None:
        raise RightsError(f"there is no role {role!r}; make it first, such as by: createuser --pwprompt {role}")


def statements(connection: Connection, role: str, *, operates: bool) -> tuple[str, ...]:
    """The SQL that gives a role what serving needs and takes all else; with `operates`, what commands need too."""
    schema, to = _schema(connection), _quoted(role)
    every = _within(schema, (*_EVERY, VERSION_TABLE))
    added_to = _within(schema, (*ADDED_TO, *COUNTED, *(OPERATED if operates else ())))
    called = functions.EVERY if operates else (functions.ERASE,)
    return (
        f"REVOKE ALL ON {every} FROM {to}",
        # To everybody as well, who may call them after a restore that left rights out.
        f"REVOKE ALL ON FUNCTION {_within(schema, functions.EVERY)} FROM PUBLIC, {to}",
        f"GRANT USAGE ON SCHEMA {schema} TO {to}",
        f"GRANT SELECT ON {every} TO {to}",
        f"GRANT INSERT ON {added_to} TO {to}",
        f"GRANT UPDATE ON {_within(schema, COUNTED)} TO {to}",
        f"GRANT EXECUTE ON FUNCTION {_within(schema, called)} TO {to}",
    )


def excess(connection: Connection, role: str, *, operates: bool) -> tuple[str, ...]:
    """What a role may do beyond that, as sentences: as an owner, a superuser, or by what was given to others."""
    asked = text("SELECT rolsuper FROM pg_roles WHERE rolname = :role")
    if connection.scalar(asked, {"role": role}):
        return (f"{role} is a superuser, to whom nothing is refused; serve as another role",)
    owners = tuple(_owners(connection, role))
    return owners or tuple(_undue(connection, role, operates))


def owner(connection: Connection) -> str | None:
    """Who owns our tables where that is not whoever is connected: only an owner gives rights."""
    asked = text(
        "SELECT CASE WHEN NOT pg_has_role(relowner, 'USAGE') THEN relowner::regrole::text END "
        "FROM pg_class WHERE oid = to_regclass(:table)"
    )
    found: str | None = connection.scalar(asked, {"table": _EVERY[0]})
    return found


def _owners(connection: Connection, role: str) -> Iterator[str]:
    """Where a role is, or belongs to, whoever owns the tables, or their schema and so may drop them."""
    asked = text(
        "SELECT own.what, own.who::regrole::text FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace, "
        "LATERAL (VALUES ('the tables', t.relowner), ('their schema', n.nspowner)) AS own (what, who) "
        "WHERE t.oid = to_regclass(:table) AND pg_has_role(:role, own.who, 'MEMBER')"
    )
    for what, who in connection.execute(asked, {"role": role, "table": _EVERY[0]}):
        yield f"{role} is, or belongs to, {who}, who owns {what}; serve as another role"


def _undue(connection: Connection, role: str, operates: bool) -> Iterator[str]:
    """Rights that come from elsewhere: from PUBLIC, or from roles that this one belongs to."""
    found = [
        f"{right} on {table}"
        for table in _EVERY
        for right in _refused(table, operates)
        if _may(connection, role, table, right)
    ]
    asked = text("SELECT has_function_privilege(:role, :name, 'EXECUTE')")
    if not operates and connection.scalar(asked, {"role": role, "name": functions.ERASE_RECORDS}):
        found.append(f"EXECUTE on {functions.ERASE_RECORDS}")
    for one in found:
        yield f"{role} has {one}, by PUBLIC or by a role that it belongs to; revoke it there"


def _refused(table: str, operates: bool) -> tuple[str, ...]:
    insert = ("INSERT",) if table in OPERATED and not operates else ()
    update = () if table in COUNTED else ("UPDATE",)
    return (*insert, *update, "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def _may(connection: Connection, role: str, table: str, right: str) -> bool:
    by_column = right in ("INSERT", "UPDATE", "REFERENCES")
    name = "has_any_column_privilege" if by_column else "has_table_privilege"
    values = {"role": role, "table": table, "right": right}
    return bool(connection.scalar(text(f"SELECT {name}(:role, :table, :right)"), values))


def _schema(connection: Connection) -> str:
    """The schema that our tables are in, quoted."""
    asked = text("SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = to_regclass(:table)")
    found: str = connection.execute(asked, {"table": _EVERY[0]}).scalar_one()
    return found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _within(schema: str, names: Iterable[str]) -> str:
    return ", ".join(f"{schema}.{name}" for name in names)
