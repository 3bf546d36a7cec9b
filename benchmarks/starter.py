"""The starter site, published in a folder that goes away again: what all benchmarks measure."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from ruamel.yaml import YAML

import cookieprefs
from cookieprefs import actions, schema
from cookieprefs.app import build_app
from cookieprefs.settings import Settings
from cookieprefs.store.db import db

MOUNT = "/cookies"
FEATURES = ("continued_navigation", "do_not_track", "hide_from_crawlers", "count_banner", "markup", "take_over")
"""All that a site file may turn on and that embed.js has to know of."""

_OLD_TOOL = {
    "markup": {"klaro": {"statistics": "matomo"}},
    "take_over": {
        "tool": "klaro",
        "changed_on": datetime.now(UTC).date(),
        "same_meaning": {"matomo": "statistics"},
    },
}


@contextmanager
def published(origin: str, features: tuple[str, ...] = FEATURES, **settings: Any) -> Iterator[Flask]:
    """The app below `MOUNT` of an origin, as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="cookieprefs-benchmark-") as made:
        instance = Path(made)
        shutil.copytree(Path(cookieprefs.__file__).parent / "starter", instance, dirs_exist_ok=True)
        _turn_on(instance / "site.yaml", features)
        secret = "nothing is signed by it"  # noqa: S105  it is none
        where = f"{origin}{MOUNT}/"
        app = build_app(Settings(instance=instance, secret_key=secret, public_url=where, **settings))
        with app.app_context():
            schema.upgrade(db.engine)
            _publish(app, instance)
        yield app


def _turn_on(file: Path, features: tuple[str, ...]) -> None:
    yaml = YAML()
    site = yaml.load(file)
    for name in features:
        place = site if name in _OLD_TOOL else site["consent"]
        place[name] = _OLD_TOOL.get(name, True)
    yaml.dump(site, file)


def _publish(app: Flask, instance: Path) -> None:
    read, here = actions.read_site_file(instance), app.extensions["cookieprefs"]
    if read.policy is None:
        raise SystemExit("\n".join(map(str, read.errors)))
    actions.publish(here.sessions(), read.policy, here.render, now=here.clock(), mount=MOUNT)
