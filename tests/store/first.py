"""The ledger of a site that began with the first schema, as that release wrote it, row by row.

`first_schema.json` was written by the code of that time, and read out of its tables: three policy versions, two
languages, visitors who accepted, refused, switched, saved, withdrew, browsed on, came from another tool, opted out
of a sale, and one whose records were erased. Bytes stand in hexadecimal digits.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Connection, Engine, text

from cookieprefs.settings import Settings
from cookieprefs.store.db import db
from tests import sample
from tests.databases import built, disposed

REVISION = "0001"
URL = "https://shop.test/"
_KEPT = json.loads(Path(__file__).with_name("first_schema.json").read_text(encoding="utf-8"))
VISITORS: Mapping[str, str] = _KEPT["visitors"]
"""The id that each visitor's browser holds, by what they did."""

TABLES = tuple(_KEPT["tables"])


@contextmanager
def installation(folder: Path, database_url: str | None) -> Iterator[Flask]:
    """Today's app, in its context, on a database that is still as the first release left it."""
    site = sample.with_service("vimeo", "media")
    settings = Settings(
        instance=sample.write(folder, site),
        secret_key="a secret of the tests",
        database_url=database_url,
        public_url=URL,
    )
    with disposed(built(settings)) as app:
        upgrade(revision=REVISION)
        write(db.engine)
        yield app


def write(engine: Engine) -> None:
    """Put the rows into tables that are empty."""
    with engine.begin() as connection:
        for table, kept in _KEPT["tables"].items():
            columns = kept["columns"]
            marks = ", ".join(f":{one}" for one in columns)
            statement = text(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})")
            for row in kept["rows"]:
                connection.execute(statement, _bound(dict(zip(columns, row, strict=True))))


def rows(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """What the first schema's tables hold now, column by column as they were then."""
    return {table: _rows(connection, table, kept["columns"]) for table, kept in _KEPT["tables"].items()}


def _rows(connection: Connection, table: str, columns: list[str]) -> list[tuple[Any, ...]]:
    # As text, for a database hands out JSON and moments as it likes.
    named = ", ".join(one if one == "key" else f"CAST({one} AS VARCHAR)" for one in columns)
    return sorted(tuple(row) for row in connection.execute(text(f"SELECT {named} FROM {table}")))


def _bound(row: dict[str, Any]) -> dict[str, Any]:
    return row | ({"key": bytes.fromhex(row["key"])} if "key" in row else {})
