"""Libraries, their branches and their systems in the store."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from catalogue.database import Connection
from catalogue.errors import CatalogueError


class LibraryRow(NamedTuple):
    """A library as the store keeps it; `body` is JSON."""

    isil: str
    name: str
    province: str
    poi: str
    body: str


class BranchRow(NamedTuple):
    """A branch as the store keeps it; `body` is JSON."""

    isil: str
    library: str
    name: str
    kind: str
    body: str


class InstallationRow(NamedTuple):
    """A running library system: its own descriptions are records of `source`."""

    installation: str
    profile: str
    source: str
    isils: Sequence[str]


class NetworkRows(NamedTuple):
    """A whole network: its text as given, and its rows."""

    text: str
    libraries: Sequence[LibraryRow]
    branches: Sequence[BranchRow]
    installations: Sequence[InstallationRow]


def save_network(connection: Connection, network: NetworkRows) -> bool:
    """Store a network as a new version in one transaction; False if it is the one in force.

    Libraries and branches that a new version leaves out stay known: copies may still name them.
    """
    mark = hashlib.sha256(network.text.encode()).digest()
    current = connection.execute(
        "SELECT sha256 FROM network_version ORDER BY version DESC LIMIT 1"
    ).fetchone()
    if current and bytes(current[0]) == mark:
        return False
    with connection.transaction(), connection.cursor() as cursor:
        connection.execute(
            "INSERT INTO network_version (sha256, body) VALUES (%s, %s)"
            " ON CONFLICT (sha256) DO UPDATE SET at = now(),"
            " version = nextval('network_version_version_seq')",
            (mark, network.text),
        )
        cursor.executemany(
            "INSERT INTO library VALUES (%s, %s, %s, %s, %s) ON CONFLICT (isil) DO UPDATE SET"
            " name = excluded.name, province = excluded.province, poi = excluded.poi,"
            " body = excluded.body",
            network.libraries,
        )
        cursor.executemany(
            "INSERT INTO branch VALUES (%s, %s, %s, %s, %s) ON CONFLICT (isil) DO UPDATE SET"
            " library = excluded.library, name = excluded.name, kind = excluded.kind,"
            " body = excluded.body",
            network.branches,
        )
        cursor.executemany(
            "INSERT INTO installation VALUES (%s, %s, %s, %s) ON CONFLICT (installation)"
            " DO UPDATE SET profile = excluded.profile, isils = excluded.isils",
            [(row[0], row[1], row[2], list(row[3])) for row in network.installations],
        )
    return True


def read_network(connection: Connection) -> str:
    """The text of the network in force; raises CatalogueError where none was ever stored."""
    text = find_network(connection)
    if text is None:
        raise CatalogueError("no network of libraries is stored; run `spil holdings network FILE`")
    return text


def find_network(connection: Connection) -> str | None:
    """The text of the network in force, or None where none was ever stored."""
    row = connection.execute(
        "SELECT body FROM network_version ORDER BY version DESC LIMIT 1"
    ).fetchone()
    return str(row[0]) if row else None


def read_local_sources(connection: Connection) -> tuple[str, ...]:
    """The sources whose records are library systems' own, in order."""
    rows = connection.execute("SELECT source FROM installation ORDER BY source")
    return tuple(name for (name,) in rows)
