import socket
from pathlib import Path

import pytest

from catalogue.errors import ServiceError
from cli.service_ports import is_free, port_for, remembered_ports


def test_a_port_is_chosen_once_and_remembered(tmp_path: Path) -> None:
    chosen = port_for(tmp_path, "database")
    assert is_free(chosen)
    assert port_for(tmp_path, "database") == chosen
    assert remembered_ports(tmp_path) == {"database": chosen}


def test_two_servers_get_two_ports(tmp_path: Path) -> None:
    chosen = {port_for(tmp_path, name) for name in ("database", "search", "transport")}
    assert len(chosen) == 3


def test_a_port_that_somebody_else_took_is_replaced(tmp_path: Path) -> None:
    chosen = port_for(tmp_path, "database")
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", chosen))
        somebody.listen()
        assert not is_free(chosen)
        other = port_for(tmp_path, "database", patience=0)
    assert other != chosen
    assert remembered_ports(tmp_path) == {"database": other}


def test_nothing_is_remembered_before_the_first_start(tmp_path: Path) -> None:
    assert remembered_ports(tmp_path) == {}


@pytest.mark.parametrize("text", ["", "[]", '{"ports": {"database": "no number"}}', '{"ports": 1}'])
def test_a_damaged_memory_is_a_foreseen_failure(tmp_path: Path, text: str) -> None:
    (tmp_path / "services.json").write_text(text)
    with pytest.raises(ServiceError, match=r"services\.json cannot be read: remove it"):
        remembered_ports(tmp_path)
