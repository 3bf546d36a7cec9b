"""In a program that attacks: no socket leads anywhere but to this machine, whatever it wants to look up."""

import os
import sys

_HERE = {"127.0.0.1", "localhost", "::1", "", None, b"127.0.0.1", b"localhost"}
_KEPT = os.environ.get("ATTACK_REFUSED", "")


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) and address else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if host in _HERE:
        return
    if _KEPT:
        with open(_KEPT, "a", encoding="utf-8") as kept:
            kept.write(f"{host}\n")
    raise OSError(f"{host} is not this machine, and nothing else is contacted")


sys.addaudithook(_refuse)
