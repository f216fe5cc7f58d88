"""Works put straight into the store, with a network and copies, for those who follow."""

from datetime import datetime
from pathlib import Path

from catalogue.changes import announce
from catalogue.copies import CirculationState, Holding
from catalogue.database import Connection
from catalogue.holdings_store import write_links
from catalogue.identifiers import Isil, ManifestationId, WorkId, mint
from catalogue.item_events import ItemMove, apply_events
from catalogue.model import Carrier, Contributor, Description, Manifestation, Title, Work
from cli.network import store_network
from tests.small_network import NETWORK, TEXT, copy_at


def put_network(connection: Connection, folder: Path) -> None:
    """Keep the small network of the tests."""
    file = folder / "network.toml"
    file.write_text(TEXT, encoding="utf-8")
    store_network(connection, file)


def put_work(connection: Connection, name: str, title: str) -> WorkId:
    """A work of one book, announced; the same name again changes its title."""
    work, manifestation = WorkId(mint("w", name)), ManifestationId(mint("m", name))
    book = Manifestation(
        id=manifestation,
        work=work,
        standing="national",
        description=Description(
            title=Title(main=title),
            contributors=(Contributor(name="Herman Koch", main=True),),
            carrier=Carrier.BOOK,
            languages=("dut",),
        ),
    )
    body = Work(id=work, title=title, manifestations=(manifestation,))
    with connection.transaction():
        for id_, kind in ((work, "work"), (manifestation, "manifestation")):
            connection.execute(
                "INSERT INTO minted_id VALUES (%s, %s, 'nbd', %s) ON CONFLICT DO NOTHING",
                (id_, kind, name),
            )
        connection.execute(
            "INSERT INTO work VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            (work, body.model_dump_json()),
        )
        connection.execute(
            "INSERT INTO manifestation VALUES (%s, %s, 'national', %s)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            (manifestation, work, book.model_dump_json()),
        )
        announce(connection, "work", [work])
    return work


def drop_work(connection: Connection, work: WorkId) -> None:
    """The work is no more."""
    with connection.transaction():
        connection.execute("DELETE FROM manifestation WHERE work = %s", (work,))
        connection.execute("DELETE FROM work WHERE id = %s", (work,))
        announce(connection, "work", [work])


def put_copy(connection: Connection, name: str, branch: Isil, *, seen_at: datetime) -> None:
    """A copy on the shelf of a branch, linked to the book of the work `name`."""
    item = copy_at(branch).model_copy(
        update={"item_id": name, "local_record": name, "seen_at": seen_at}
    )
    holding = Holding(
        installation=item.installation,
        local_record=name,
        library=Isil(NETWORK.branches[branch].library),
        manifestation=ManifestationId(mint("m", name)),
    )
    write_links(connection, [holding], [item])


def move(installation: str, name: str, state: CirculationState, at: datetime) -> ItemMove:
    """An event: the copy `name` changed its state."""
    return ItemMove(installation, name, state, at, 0, f"{name}{state}{at}".encode())


def lend(connection: Connection, installation: str, name: str, at: datetime) -> None:
    """Somebody took the copy home."""
    apply_events(connection, [move(installation, name, CirculationState.ON_LOAN, at)])
