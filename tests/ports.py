"""A port that is free."""

from __future__ import annotations

import socket


def free_port() -> int:
    """Free just now: for a server that is started at once."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
