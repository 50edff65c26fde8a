"""Ports on which nobody listens, for servers that have to be told theirs."""

import os
import socket
from contextlib import suppress
from itertools import count

HOST = "127.0.0.1"
FIRST, PORTS = (
    10_000,
    20_000,
)  # below those that the system gives to whoever asks for any, and so to tests beside this one
_tried = count(os.getpid() * 97)  # another process begins elsewhere


def free_port() -> int:
    """Return a port that was not returned before."""
    for number in _tried:
        with socket.socket() as probe, suppress(OSError):  # taken: the next one
            probe.bind((HOST, FIRST + number % PORTS))
            break
    return FIRST + number % PORTS
