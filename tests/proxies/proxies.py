"""The four proxies, each started from the very file in `deploy/` with the tests' own ports and paths in it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
PATIENCE = 20.0
"""Seconds within which a proxy must take connections."""

_PLACES = f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/sbin:/sbin"
_MODULES = Path("/usr/lib/apache2/modules")


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a proxy is started on: ports, the folder for all it writes, the site's files, who stands behind it."""

    folder: Path
    https: int
    http: int
    app: int
    files: int
    """Where a second server answers for files; only HAProxy needs one."""
    pages: Path
    certificates: Path

    @property
    def log(self) -> Path:
        """What the proxy says."""
        return self.folder / "said.log"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One proxy: the ending of its files in `deploy/`, what stands around them, how it is started."""

    name: str
    ending: str
    command: tuple[str, ...]
    around: str
    """`{files}` takes in the files of `deploy/`, `{folder}` is the folder to write into."""
    takes: str
    """How one of those files is taken in."""
    ports: Mapping[str, str]
    """What is written for ports, and how the tests write it."""


_NGINX = """\
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
daemon off;
events {{}}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {files}
}}
"""
_LOADED = (
    "mpm_event authn_core authz_core alias dir env filter mime setenvif headers deflate include ssl "
    "http2 proxy proxy_http"
)
_APACHE = """\
ServerRoot {folder}
ServerName localhost
PidFile {folder}/apache.pid
DefaultRuntimeDir {folder}
ErrorLog {folder}/error.log
{user}
{modules}
TypesConfig {folder}/mime.types
Listen 127.0.0.1:{https}
Listen 127.0.0.1:{http}
StartServers 1
ServerLimit 2
DirectoryIndex index.html
<Directory />
    Require all denied
</Directory>
{files}
"""
_TYPES = """\
text/html html
text/css css
text/javascript js
image/svg+xml svg
text/plain txt
"""
_CADDY = """\
{{
    admin off
    storage file_system {folder}/storage
    http_port {http}
    https_port {https}
    default_bind 127.0.0.1
    log {{
        level ERROR
    }}
    servers {{
        protocols h1 h2
    }}
}}
{files}
"""

KINDS = {
    one.name: one
    for one in (
        Kind(
            name="nginx",
            ending=".conf",
            command=("nginx", "-e", "{folder}/error.log", "-c", "{around}"),
            around=_NGINX,
            takes="include {file};",
            ports={
                "listen 80;": "listen 127.0.0.1:{http};",
                "listen 443 ": "listen 127.0.0.1:{https} ",
                # Not every machine has IPv6: a second address of this one stands in for it.
                "listen [::]:80;": "listen 127.0.0.2:{http};",
                "listen [::]:443 ": "listen 127.0.0.2:{https} ",
            },
        ),
        Kind(
            name="apache",
            ending=".conf",
            command=("apache2", "-f", "{around}", "-D", "FOREGROUND"),
            around=_APACHE,
            takes="Include {file}",
            ports={
                "<VirtualHost *:80>": "<VirtualHost *:{http}>",
                "<VirtualHost *:443>": "<VirtualHost *:{https}>",
            },
        ),
        Kind(
            name="caddy",
            ending=".Caddyfile",
            command=("caddy", "run", "--adapter", "caddyfile", "--config", "{around}"),
            around=_CADDY,
            takes="import {file}",
            ports={},
        ),
        Kind(
            name="haproxy",
            ending=".cfg",
            command=("haproxy", "-db", "-f", "{file}"),
            around="",
            takes="",
            ports={"bind :80\n": "bind 127.0.0.1:{http}\n", "bind :443 ": "bind 127.0.0.1:{https} "},
        ),
    )
}


@contextmanager
def running(kind: Kind, hosts: Sequence[str], ground: Ground) -> Iterator[None]:
    """Run a proxy from its files for these hosts, as long as the block lasts."""
    files = [ground.folder / f"{host}{kind.ending}" for host in hosts]
    for file in files:
        file.write_text(_written(kind, DEPLOY / kind.name / file.name, ground), encoding="utf-8")
    (ground.folder / "mime.types").write_text(_TYPES, encoding="utf-8")
    around = ground.folder / "around"
    around.write_text(_around(kind, files, ground), encoding="utf-8")
    words = [one.format(file=files[0], around=around, folder=ground.folder) for one in kind.command]
    found = shutil.which(words[0], path=_PLACES)
    assert found, f"the tests of proxies need {words[0]}: sh .ci/proxies"
    with (
        ground.log.open("wb") as said,
        subprocess.Popen(
            [found, *words[1:]], cwd=ground.folder, env=_environment(ground), stdout=said, stderr=said
        ) as process,
    ):
        try:
            _wait(process, ground)
            yield
        finally:
            process.terminate()


def _written(kind: Kind, source: Path, ground: Ground) -> str:
    """The operator's copy of a file. Where ports stand has to be found, or the tests would run another file."""
    text = source.read_text(encoding="utf-8")
    places = {
        "/etc/ssl/site.example": str(ground.certificates),
        "/var/www/site.example": str(ground.pages),
        "127.0.0.1:8000": f"127.0.0.1:{ground.app}",
        "127.0.0.1:8080": f"127.0.0.1:{ground.files}",
    }
    for written, meant in kind.ports.items():
        assert written in text, f"{source} has no {written!r}"
        text = text.replace(written, meant.format(http=ground.http, https=ground.https))
    for written, meant in places.items():
        text = text.replace(written, meant)
    return text


def _around(kind: Kind, files: Sequence[Path], ground: Ground) -> str:
    is_root = os.geteuid() == 0
    return kind.around.format(
        files="\n".join(kind.takes.format(file=one) for one in files),
        folder=ground.folder,
        http=ground.http,
        https=ground.https,
        modules="\n".join(f"LoadModule {one}_module {_MODULES}/mod_{one}.so" for one in _LOADED.split()),
        user={"nginx": "user root;", "apache": "User #65534\nGroup #65534"}.get(kind.name, "") if is_root else "",
    )


def _environment(ground: Ground) -> dict[str, str]:
    return {"PATH": _PLACES, "HOME": str(ground.folder), "XDG_DATA_HOME": str(ground.folder)}


def _wait(process: subprocess.Popen[bytes], ground: Ground) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", ground.https), timeout=1).close()
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.02)
    errors = ground.folder / "error.log"
    told = ground.log.read_text() + (errors.read_text() if errors.exists() else "")
    raise AssertionError(f"the proxy does not take connections:\n{told}")
