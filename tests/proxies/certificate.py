"""A certificate for the hosts of the tests, made by the machine's own openssl."""

from __future__ import annotations

import base64
import hashlib
import subprocess
from dataclasses import dataclass
from pathlib import Path

HOSTS = ("site.example", "cookies.site.example")


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """Where it lies, with its key, and what a browser is to know it by."""

    chain: Path
    key: Path
    pin: str
    """The digest of its public key, as Chromium's list of keys to trust has it."""


def make(folder: Path) -> Certificate:
    """Make a certificate that signs itself, beside it a key, and both in one file as HAProxy wants them."""
    chain, key = folder / "fullchain.pem", folder / "privkey.pem"
    names = ",".join(f"DNS:{host}" for host in HOSTS)
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    subject = ("-subj", f"/CN={HOSTS[0]}", "-addext", f"subjectAltName={names}")
    _openssl("req", "-x509", *kind, *subject, "-keyout", str(key), "-out", str(chain))
    public = _openssl("x509", "-in", str(chain), "-noout", "-pubkey")
    digest = hashlib.sha256(_openssl("pkey", "-pubin", "-outform", "der", given=public)).digest()
    (folder / "haproxy.pem").write_bytes(chain.read_bytes() + key.read_bytes())
    return Certificate(chain=chain, key=key, pin=base64.b64encode(digest).decode())


def _openssl(*words: str, given: bytes = b"") -> bytes:
    return subprocess.run(["openssl", *words], input=given, capture_output=True, check=True).stdout  # noqa: S607
