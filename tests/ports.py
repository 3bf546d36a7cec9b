"""Ports of the loopback for servers that are started as processes of their own."""

from __future__ import annotations

import socket

_kept: list[socket.socket] = []


def free_port() -> int:
    """A port on which nothing listens, kept for as long as this process lasts.

    Whoever is told of it may listen there, for servers reuse addresses. Nobody else is given it meanwhile: neither
    who asks for any port, nor a connection to elsewhere.
    """
    one = socket.socket()
    for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
        one.setsockopt(socket.SOL_SOCKET, option, 1)
    one.bind(("127.0.0.1", 0))
    _kept.append(one)
    return int(one.getsockname()[1])
