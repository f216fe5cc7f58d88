"""The model to every format that can be read back, and back: nothing changes but what is listed."""

import gzip
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.model import BibliographicRecord, Description, Title
from catalogue.outcomes import Normalized
from catalogue.text import tidy
from cli.reading_files import guess_dialect
from ingest.files import frame
from normalize.profiles import load_profile
from normalize.read import normalize_records
from normalize.rules import plain
from tests.complete_records import complete_records
from tests.normalize.written import BOTH_WAYS, again
from tests.real_records import REAL, needs_real_records
from tests.strategies import bibliographic_records

formats = pytest.mark.parametrize("format", BOTH_WAYS)
_NO_ORDER = ("isbns", "identifiers", "contributors", "classifications", "subjects", "genres")
_AWKWARD = "$$aƒ1 &<>\"'é\u0085\u00a0\u0300\x00\x1c\x1d\x1e\x1f\t\r\n@,:;/.="


def _carried(record: Description, listed: str) -> dict[str, Any]:
    """What a format carries of a description: PICA+ has an order of its own, and one script."""
    told = record.model_dump(include=set(Description.model_fields) - {"carrier_confidence"})
    if listed == "pica":
        for person in told["contributors"]:
            person["variants"] = ()
        for name in _NO_ORDER:
            told[name] = sorted(told[name], key=str)
    return told


@formats
@given(record=complete_records())
@settings(max_examples=40)
def test_a_description_is_read_back_as_it_was(format: str, record: BibliographicRecord) -> None:
    written = BOTH_WAYS[format]
    found = again(record, written)
    assert _carried(found, written.listed) == _carried(record, written.listed)


@formats
@given(record=st.one_of(complete_records(), bibliographic_records()))
@settings(max_examples=40)
def test_what_was_read_back_is_written_in_the_same_bytes(
    format: str, record: BibliographicRecord
) -> None:
    written = BOTH_WAYS[format]
    once = written.write(record, "1")
    assert written.write(again(record, written), "1") == once


@formats
@given(text=st.text(alphabet=_AWKWARD, max_size=40))
@settings(max_examples=60)
def test_no_sign_in_a_text_is_taken_for_one_of_the_format(format: str, text: str) -> None:
    told = Description(title=Title(main="Zee", sort="zee"), annotation=text)
    assert again(told, BOTH_WAYS[format]).annotation == plain(tidy(text))


@formats
@given(texts=st.lists(st.text(max_size=30), min_size=4, max_size=4))
@settings(max_examples=60)
def test_any_text_is_written_so_that_a_record_is_read_back(format: str, texts: list[str]) -> None:
    main, rest, note, series = texts
    record = Description(
        title=Title(main=f"Zee {main}", rest=rest), notes=(note,), variant_titles=(series,)
    )
    assert again(record, BOTH_WAYS[format]).title.main.startswith("Zee")


_KEPT = ("years", "publishers", "languages", "series", "annotation", "notes", "genres", "edition")
_KEPT_BY = {"marc": (*_KEPT, "title", "subjects", "classifications", "links"), "plain": _KEPT}


def _real_records(file: Path) -> Iterator[BibliographicRecord]:
    """The first few records of a real file that can be read."""
    payload = file.read_bytes()
    payload = gzip.decompress(payload) if file.suffix == ".gz" else payload
    profile = load_profile(guess_dialect(payload))
    framed = (each for each in frame(payload, source="s", format=None, file="f") if each.payload)
    outcomes = normalize_records(framed, profile)
    return (each.record for each in islice(outcomes, 12) if isinstance(each, Normalized))


@needs_real_records
@pytest.mark.parametrize("format", _KEPT_BY)
def test_real_records_are_read_back_as_they_were(format: str) -> None:
    files = [file for name in ("marc", "pica") for file in sorted((REAL / name).rglob("*.*"))]
    told = [record for file in files if file.is_file() for record in _real_records(file)]
    assert len(told) > 200
    for record in told:
        found = again(record, BOTH_WAYS[format])
        for name in _KEPT_BY[format]:
            assert getattr(found, name) == getattr(record, name), (name, record.title)
