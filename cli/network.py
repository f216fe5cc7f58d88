"""Libraries, hubs and vans: from the network file to the store."""

from pathlib import Path

from catalogue.database import Connection
from catalogue.errors import NetworkError
from catalogue.network_store import (
    BranchRow,
    InstallationRow,
    LibraryRow,
    NetworkRows,
    find_network,
    read_network,
    save_network,
)
from holdings.libraries import NO_LIBRARIES, Network, load_network


def store_network(connection: Connection, file: Path) -> bool:
    """Keep the network of a file as the one in force; false where it is already.

    Raises NetworkError naming the file and the wrong entry.
    """
    text = network_text(file)
    return save_network(connection, _rows(text, load_network(text)))


def network_text(file: Path) -> str:
    """The text of a network file; raises NetworkError naming the file."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise NetworkError(
            f"the network file {file} cannot be read ({problem}): "
            "mend it or name another in SPIL_NETWORK_FILE"
        ) from problem


def stored_network(connection: Connection) -> Network:
    """The network in force; raises CatalogueError where none was ever stored."""
    return load_network(read_network(connection))


def network_or_none_yet(connection: Connection) -> Network:
    """The network in force; one without libraries where a catalogue of titles has none yet."""
    text = find_network(connection)
    return NO_LIBRARIES if text is None else load_network(text)


def _rows(text: str, network: Network) -> NetworkRows:
    return NetworkRows(
        text=text,
        libraries=[
            LibraryRow(isil, each.name, each.province, each.poi, each.model_dump_json())
            for isil, each in network.libraries.items()
        ],
        branches=[
            BranchRow(isil, each.library, each.name, each.kind, each.model_dump_json())
            for isil, each in network.branches.items()
        ],
        installations=[
            # The deliveries of a library system are records of the source with its name.
            InstallationRow(name, each.profile, name, each.isils)
            for name, each in network.installations.items()
        ],
    )
