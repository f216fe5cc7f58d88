"""The ports of the embedded servers: chosen once, remembered in SPIL_HOME/services.json."""

import json
import random
import socket
import time
from collections.abc import Mapping
from pathlib import Path

from catalogue.errors import ServiceError
from cli.service_process import one_at_a_time

# Below the range from which Linux lends ports to clients, so that none is taken while a server
# is down.
_CHOICE = range(20_000, 32_000)


def remembered_ports(home: Path) -> dict[str, int]:
    """The ports by name; empty when no server was started here yet.

    Raises `ServiceError` when the file is not what we wrote.
    """
    file = _file(home)
    try:
        ports = json.loads(file.read_text(encoding="utf-8"))["ports"]
        return {str(name): int(port) for name, port in ports.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as problem:
        raise ServiceError(f"{file} cannot be read: remove it to choose new ports") from problem


def port_for(home: Path, name: str, *, patience: float = 10.0) -> int:
    """The remembered port, otherwise a new one, remembered.

    A remembered port that is taken gets `patience` seconds: a server of ours that was killed may
    still be on its way out.
    """
    with one_at_a_time(home / "services.lock"):
        remembered = remembered_ports(home)
        port = remembered.get(name)
        if port is None or not _comes_free(port, patience):
            port = _free_port(taken=set(remembered.values()))
            _remember(home, remembered | {name: port})
        return port


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback address now."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _comes_free(port: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not is_free(port):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.1)
    return True


def _remember(home: Path, ports: Mapping[str, int]) -> None:
    aside = _file(home).with_suffix(".new")
    aside.write_text(json.dumps({"ports": ports}, indent=2) + "\n", encoding="utf-8")
    aside.replace(_file(home))


def _free_port(*, taken: set[int]) -> int:
    for port in random.sample(_CHOICE, k=200):
        if port not in taken and is_free(port):
            return port
    raise ServiceError("no free port on the loopback address between 20000 and 32000")


def _file(home: Path) -> Path:
    return home / "services.json"
