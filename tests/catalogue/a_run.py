"""A run over a catalogue, as its own process, so that a test can kill it: python -m … URL."""

import sys

from catalogue.database import Connection, batches, open_store, step_lock
from catalogue.journal import SqlJournal
from catalogue.merged import write_merged
from catalogue.minting import mint_clusters, mint_works
from catalogue.runs import end_run, start_run
from catalogue.sql_store import SqlStore
from catalogue.verdicts import Cluster
from tests.catalogue.deliveries import book, key, manifestation, unreadable, work

RECORDS_A_PAGE = 30
PAGES = 8


def run(url: str) -> None:
    """Save every waiting page, mint, and write what is merged."""
    with open_store(url) as connection, step_lock(connection, "run"):
        number = start_run(connection, "run")
        for page in SqlJournal(connection).waiting():
            first = int(page.file) * RECORDS_A_PAGE
            books = [book(f"{n:04}") for n in range(first, first + RECORDS_A_PAGE)]
            SqlStore(connection).save_page([*books, unreadable(f"x{page.file}")], page.page)
        merge(connection)
        end_run(connection, number, {})


def merge(connection: Connection) -> None:
    """Two records a manifestation, two manifestations a work; small batches, many commits."""
    numbers = [key(f"{n:04}") for n in range(PAGES * RECORDS_A_PAGE)]
    pairs = [Cluster(tuple(pair)) for pair in batches(numbers, 2)]
    mint_clusters(connection, pairs, batch=7)
    rows = connection.execute(
        "SELECT id FROM minted_id WHERE kind = 'manifestation' ORDER BY minted"
    ).fetchall()
    groups = [tuple(group) for group in batches((row[0] for row in rows), 2)]
    mint_works(connection, groups, batch=7)
    placed = connection.execute("SELECT manifestation, work FROM work_member").fetchall()
    bodies = [manifestation(m, w) for m, w in sorted(placed)]
    write_merged(connection, bodies, [work(w) for w in sorted({w for _, w in placed})], batch=7)


if __name__ == "__main__":
    run(sys.argv[1])
