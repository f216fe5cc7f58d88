"""ISO 2709 by its directory, held against pymarc: the same content, or the record is left to it."""

import gzip
import io
import random
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymarc import Record
from pymarc.exceptions import PymarcException

from catalogue.source_record import Format
from ingest.files import frame
from normalize.iso2709 import walk_directory
from normalize.marc21 import _strict_marc8, read_iso2709
from normalize.profiles import load_profile
from normalize.rules import Field
from tests.normalize.records import kept, read
from tests.normalize.test_marc21 import ZEE, iso2709
from tests.real_records import REAL, needs_real_records

FILES = sorted(path for ending in ("mrc", "mrc.gz", "marc") for path in REAL.rglob(f"*.{ending}"))
REFUSED = (PymarcException, ValueError, IndexError, KeyError, TypeError)
WANTED = load_profile("plain_marc21").wanted

TAGS = st.sampled_from(("001", "003", "008", "020", "100", "245", "500", "880", "9XX", "LKR"))
TEXTS = st.text(st.characters(exclude_characters="\x1d\x1e\x1f", exclude_categories=["Cs"]))
DATA_FIELDS = st.lists(st.tuples(st.sampled_from("abcz04"), TEXTS), max_size=4).map(
    lambda parts: "1 " + "".join(f"\x1f{code}{text}" for code, text in parts)
)


def by_pymarc(payload: bytes, *, force_utf8: bool = True) -> list[Field]:
    """All fields as pymarc reads them, strictly."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        record = Record(payload, force_utf8=force_utf8, hide_utf8_warnings=True)
    fields = [Field("LDR", value=str(record.leader))]
    for each in record.fields:
        if each.control_field:
            fields.append(Field(each.tag, value=each.data or ""))
        else:
            subfields = tuple((code, text) for code, text in each.subfields)
            fields.append(Field(each.tag, subfields=subfields, indicators="".join(each.indicators)))
    return fields


@st.composite
def sound_records(draw: st.DrawFn) -> bytes:
    """Records as any system may write them, whose lengths are right."""
    fields = []
    for tag in draw(st.lists(TAGS, min_size=1, max_size=12)):
        content = draw(TEXTS if tag in ("001", "003", "008") else DATA_FIELDS)
        fields.append((tag, content.encode()[:2_000].decode("utf-8", "ignore").encode()))
    return iso2709(*fields, encoding=draw(st.sampled_from((b"a", b" "))))


@given(sound_records())
@settings(max_examples=150, deadline=None)
def test_a_sound_record_is_read_by_its_directory_as_pymarc_reads_it(payload: bytes) -> None:
    walked = walk_directory(payload[:-1], None)
    assert walked == by_pymarc(payload)
    wanted = frozenset(("LDR", "245", "001"))
    assert walk_directory(payload[:-1], wanted) == [f for f in walked if f.tag in wanted]


@given(sound_records(), st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_a_damaged_record_is_read_as_pymarc_reads_it_or_left_to_it(
    payload: bytes, seed: int
) -> None:
    rng = random.Random(seed)
    damaged = bytearray(payload[:-1])
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(damaged))
        damaged[at : at + rng.randint(0, 2)] = bytes(rng.choices(b"0\x1e\x1fa\xc3\xa9\xff 9", k=1))
    body = bytes(damaged)
    walked = walk_directory(body, None)
    if walked is not None:
        assert walked == by_pymarc(body + b"\x1d")


@pytest.mark.parametrize(
    ("what", "payload"),
    [
        ("wrong length", b"99999" + iso2709(*ZEE)[5:-1]),
        ("wrong base address", iso2709(*ZEE).replace(b"22000", b"22001", 1)[:-1]),
        ("no field end", iso2709(*ZEE).replace(b"1\x1e", b"1 ", 1)[:-1]),
        ("a letter in a length", iso2709(*ZEE).replace(b"2450", b"245O", 1)[:-1]),
        ("Latin-1", iso2709(("001", b"1"), ("245", b"10\x1faCaf\xe9"))[:-1]),
        ("a code that is no ASCII", iso2709(("245", "10\x1féZee".encode()))[:-1]),
        ("nothing", b""),
    ],
)
def test_a_record_that_is_not_sound_is_left_to_pymarc(what: str, payload: bytes) -> None:
    assert walk_directory(payload, None) is None, what


def test_which_reader_read_a_record_can_be_counted() -> None:
    assert read_iso2709(iso2709(*ZEE)).by == "directory"
    assert read_iso2709(b"99999" + iso2709(*ZEE)[5:]).by == ""


def test_fields_that_no_rule_wants_change_nothing() -> None:
    more = (*ZEE[:1], ("035", b"  \x1fa(X)1"), ("919", b"  \x1fazzz"), *ZEE[1:])
    with_more = kept(read(iso2709(*more), Format.MARC, "plain_marc21"))
    assert with_more.record.title.main == "Café Zee"
    assert [each.value for each in with_more.record.identifiers] == ["(X)1"]


def real_records() -> Iterator[tuple[Path, bytes]]:
    for path in FILES:
        raw = path.read_bytes()
        whole = gzip.decompress(raw) if path.suffix == ".gz" else raw
        for record in frame(io.BytesIO(whole), source="s", format=Format.MARC, file=path.name):
            yield path, record.payload.strip(b"\r\n\x1d \x00\x1a")


@needs_real_records
def test_every_real_record_is_read_by_its_directory_as_pymarc_reads_it_or_left_to_it() -> None:
    walked = left = refused = 0
    for path, body in real_records():
        utf8 = _is_utf8(body)
        marc8 = None if utf8 or body[9:10] == b"a" else _strict_marc8
        found = walk_directory(body, WANTED, marc8=marc8) if b"\x1b$" not in body else None
        if found is None:
            left += 1
            continue
        walked += 1
        try:
            whole = by_pymarc(body + b"\x1d", force_utf8=marc8 is None)
        except REFUSED:
            refused += 1  # For a field that nobody asked for: the others are read all the same.
            continue
        assert found == [field for field in whole if field.tag in WANTED], path
    assert walked > 3_000
    assert walked > 20 * left
    assert refused < 10


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return b"\x1b" not in body
