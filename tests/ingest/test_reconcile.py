from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from catalogue.errors import SourceError
from ingest.asking import Reach
from ingest.journal import MemoryJournal
from ingest.reconcile import compare, land_deletions, list_headers, require_below
from ingest.rhythm import must_reconcile, note_deletions, note_reconciled
from ingest.xml_records import Header
from nation.provider import Provider, serve_folder
from tests.made_up_source import NOW, fill, landed_records, number, reach, source

DAY = datetime(2026, 11, 1, 10, tzinfo=UTC)


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[Provider]:
    fill(tmp_path / "source", 23, deleted=(4,))
    with serve_folder(tmp_path / "source", prefix="marcxml", page_size=5) as provider:
        yield provider


def listed(*headers: Header) -> dict[str, Header]:
    return {header.locator: header for header in headers}


def test_the_whole_list_of_a_source_is_read(provider: Provider) -> None:
    found = list_headers(source(provider.address), reach())
    assert len(found) == 23
    assert [locator for locator, each in found.items() if each.deleted] == [
        f"oai:source.example:{number(4)}"
    ]
    films = list_headers(source(provider.address, set="films"), reach())
    assert len(films) == 11


def test_what_is_missing_extra_or_different_is_told_for_either_side() -> None:
    there = listed(
        Header("same", DAY, False),
        Header("changed", DAY + timedelta(hours=1), False),
        Header("new", DAY, False),
        Header("gone there", DAY, True),
        Header("gone on both", DAY, True),
        Header("gone here", DAY, False),
        Header("by day", datetime(2026, 11, 1, tzinfo=UTC), False),
    )
    here = [
        ("same", DAY, False),
        ("changed", DAY, False),
        ("gone there", DAY, False),
        ("gone on both", DAY, True),
        ("gone here", DAY, True),
        ("vanished", DAY, False),
        ("by day", DAY, False),
        ("rejected", None, False),
    ]
    found = compare(there | listed(Header("rejected", DAY, False)), here)
    assert found.missing == ("gone here", "new")
    assert found.extra == ("gone there", "vanished")
    assert found.different == ("changed",)
    assert (found.listed, found.known) == (6, 6)
    assert found.oldest == DAY


def test_more_than_the_ceiling_is_not_withdrawn_unseen() -> None:
    here = [(f"r{i}", DAY, False) for i in range(100)]
    few = compare(listed(*(Header(f"r{i}", DAY, False) for i in range(95))), here)
    require_below(5.0, few, "nbd")
    with pytest.raises(SourceError, match=r"lists 100 of 100 records no more \(100 %\)"):
        require_below(5.0, compare({}, here), "nbd")


def test_deletions_are_landed_as_the_source_would_have_sent_them(tmp_path: Path) -> None:
    journal = MemoryJournal()
    locators = [f"oai:x:a&b{i}" for i in range(1_001)]
    counts = land_deletions(source("http://x"), locators, journal, tmp_path, NOW)
    assert (counts.pages, counts.records, counts.deleted) == (2, 1_001, 1_001)
    found = landed_records(journal, tmp_path)
    assert [record.locator for record in found] == locators
    assert all(record.deleted for record in found)


def test_a_list_that_breaks_off_is_never_compared() -> None:
    page = (
        b"<OAI-PMH><ListIdentifiers><header><identifier>oai:x:1</identifier><datestamp>2026-11-01"
        b'</datestamp></header><resumptionToken completeListSize="9"/></ListIdentifiers></OAI-PMH>'
    )
    short = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, content=page)))
    with pytest.raises(SourceError, match="does not come to its end"):
        list_headers(source("http://x/oai"), Reach(short, NOW))


def test_a_source_that_keeps_no_deletions_is_compared_by_its_days(provider: Provider) -> None:
    nbd, journal = source(provider.address, reconcile_days=7), MemoryJournal()
    assert not must_reconcile(nbd, journal, NOW)
    note_deletions(nbd, journal, "transient")
    assert must_reconcile(nbd, journal, NOW)
    note_reconciled(nbd, journal, NOW)
    assert not must_reconcile(nbd, journal, NOW + timedelta(days=6))
    assert must_reconcile(nbd, journal, NOW + timedelta(days=7))
    note_deletions(nbd, journal, "persistent")
    assert not must_reconcile(nbd, journal, NOW + timedelta(days=7))
