"""Deliveries small enough to read: a book, its withdrawal, and a record nobody can read."""

from catalogue.identifiers import ManifestationId, WorkId
from catalogue.model import BibliographicRecord, Description, Manifestation, Title, Work
from catalogue.outcomes import LocalItem, Normalized, Rejected
from catalogue.source_record import Format, Place, RecordKey, SourceRecord
from catalogue.versions import Delivery

SOURCE = "nbd"


def book(number: str, title: str = "De avonden", *, copies: int = 0) -> Delivery:
    """A readable record under its number, with the OAI identifier `oai:number`."""
    record = BibliographicRecord(source=SOURCE, number=number, title=Title(main=title))
    items = tuple(LocalItem(item_id=f"{number}-{i}", branch_code="1") for i in range(copies))
    return arrived(number, title), Normalized(record=record, items=items)


def withdrawal(number: str = "", *, locator: str | None = None) -> Delivery:
    """A deletion by number, by locator, or both."""
    record = SourceRecord(
        SOURCE, number, Format.MARCXML, b"<header/>", deleted=True, locator=locator
    )
    return record, None


def unreadable(number: str = "", payload: str = "half a rec") -> Delivery:
    """A record that is rejected; without a number it is known by its fingerprint."""
    rejected = Rejected(source=SOURCE, number=number, reason="the leader is too short")
    return arrived(number, payload), rejected


def arrived(number: str, payload: str) -> SourceRecord:
    """The bytes of a record as they were landed."""
    return SourceRecord(
        SOURCE,
        number,
        Format.MARCXML,
        payload.encode("utf-8", "surrogatepass"),
        locator=f"oai:{number}" if number else None,
        place=Place("nbd/page-1.xml", 0),
    )


def key(number: str) -> RecordKey:
    """The key of a record of this source."""
    return RecordKey(SOURCE, number)


def manifestation(spil_id: str, work: str, title: str = "De avonden") -> Manifestation:
    """A manifestation of which only the title is known."""
    return Manifestation(
        id=ManifestationId(spil_id),
        work=WorkId(work),
        standing="national",
        description=Description(title=Title(main=title)),
    )


def work(spil_id: str, *manifestations: str, title: str = "De avonden") -> Work:
    """A work of which only the title and the manifestations are known."""
    ids = tuple(ManifestationId(m) for m in manifestations)
    return Work(id=WorkId(spil_id), title=title, manifestations=ids)
