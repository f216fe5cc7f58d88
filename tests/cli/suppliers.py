"""Suppliers of PICA+ by file, and the line over what they deliver, for tests of one small store."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from catalogue.database import Connection, open_store
from catalogue.source_record import Format, SourceRecord
from catalogue.sql_store import SqlStore
from cli.harvesting import harvest_sources
from cli.kept import Kept
from cli.line import Line, match_records, merge_records
from cli.saving import reread_kept, save_landed
from cli.steps import Done
from ingest.sources import Source, Sources
from spark_jobs.engine import InProcess

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def pica(number: str, title: str, *more: str, year: int = 2009) -> str:
    """A record of PICA+ as text; `more` are further lines."""
    fixed = (
        f"002@ $0Aav\n003@ $0{number}\n010@ $aned\n011@ $a{year}\n021A $a@{title}\n"
        f"028A $aSchrijver$dA.\n033A $pAmsterdam$nAnthos\n034D $a301 p\n"
    )
    return fixed + "".join(f"{line}\n" for line in more) + "\n"


class Suppliers:
    """Sources that deliver by file, and the line over them."""

    def __init__(self, home: Path, connection: Connection, dialects: Mapping[str, str]) -> None:
        self.home, self.connection = home, connection
        self.line = Line(connection, home / "tables", lambda _: InProcess())
        self.sources = self.read_by(dialects)

    def read_by(self, dialects: Mapping[str, str]) -> Sources:
        """The sources, each read by the table of this dialect."""
        return Sources(
            sources={
                name: Source(
                    name=name,
                    kind="files",
                    dialect=dialect,
                    path=str(self.home / name / "*.pica"),
                    national=True,
                )
                for name, dialect in dialects.items()
            }
        )

    @property
    def kept(self) -> Kept:
        """What was delivered."""
        return Kept(self.connection, self.home / "landing", self.sources)

    def deliver(self, source: str, *records: str) -> None:
        """Put a file of records in the source's folder and save it."""
        folder = self.home / source
        folder.mkdir(exist_ok=True)
        (folder / f"{len(list(folder.iterdir()))}.pica").write_text("".join(records), "utf-8")
        landing = self.home / "landing"
        harvest_sources(self.connection, list(self.sources.sources.values()), landing, now=NOW)
        save_landed(self.connection, landing, self.sources)

    def withdraw(self, source: str, number: str) -> None:
        """Let the source delete a record."""
        gone = SourceRecord(source, number, Format.PICA_PLAIN, b"", deleted=True)
        SqlStore(self.connection).save_page([(gone, None)])

    def reread(self, *names: str) -> Done:
        """Read kept bytes again; the step that saved."""
        return reread_kept(self.kept, [self.kept.source(name) for name in names])[1]

    def match(self) -> None:
        """Match and merge what is saved."""
        match_records(self.line)
        merge_records(self.line)


@contextmanager
def open_suppliers(url: str, home: Path, **dialects: str) -> Iterator[Suppliers]:
    """Suppliers over the store at `url`; each name with the dialect that it is read by."""
    with open_store(url) as connection:
        yield Suppliers(home, connection, dialects)
