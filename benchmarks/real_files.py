"""Large files made of real records below a folder, for benchmarks; made at run time, never kept.

Each record is written again and again with a new number; its title and its long notes get a word of
their own, and so does the main name of every other one, so that no cache is flattered. What else
repeats does so as in the records themselves.
"""

import gzip
import io
import warnings
from collections.abc import Iterable, Iterator
from itertools import cycle
from pathlib import Path

import pymarc
from lxml import etree

from benchmarks.made_files import XML_FRAMES, as_word
from catalogue.errors import UnreadableRecord
from catalogue.source_record import Format
from fixtures.notation import Field, Record, pica_normalised, picaxml
from ingest.files import frame
from normalize.pica import read_pica

_OWN_WORD = {"245": "a", "500": "a", "505": "a", "520": "a", "021A": "ad", "046L": "a", "037A": "a"}
_NAMES = {"100": "a", "028A": "a"}
_BLOCKS = 6
"""Records of a union catalogue get none to five of their libraries' blocks."""


def make_real_file(folder: Path, path: Path, name: str, numbers: range) -> None:
    """Write a record for each of `numbers` to `path`: real ones below `folder`, renewed."""
    format = name.removeprefix("real_")
    head, tail = XML_FRAMES.get(format, ("", ""))
    written = (_pica if "pica" in format else _marc)(folder, format, numbers)
    with path.open("wb") as file:
        file.write(head.encode())
        file.writelines(written)
        file.write(tail.encode())


def _marc(folder: Path, format: str, numbers: range) -> Iterator[bytes]:
    """ISO 2709 in UTF-8 as pymarc writes it, or MARCXML as OAI-PMH wants it (§2.1: UTF-8)."""
    known = _marc_records(folder)
    for record, serial in zip(cycle(known), numbers, strict=False):
        copy = pymarc.Record(record.as_marc())
        for field in copy.fields:
            _renew(field, serial)
        yield _as_xml(copy) if format == "marcxml" else copy.as_marc()


def _renew(field: pymarc.Field, serial: int) -> None:
    if field.tag == "001":
        field.data = f"r{serial:08}"
    wanted = _OWN_WORD.get(field.tag, "") + (_NAMES.get(field.tag, "") if serial % 2 else "")
    for i, each in enumerate(field.subfields):
        if each.code in wanted:
            field.subfields[i] = each._replace(value=f"{as_word(serial)} {each.value}")


def _marc_records(folder: Path) -> Iterator[pymarc.Record]:
    warnings.simplefilter("ignore")
    for path in _files(folder, ("mrc", "mrc.gz", "marc")):
        for record in pymarc.MARCReader(io.BytesIO(_unpacked(path)), hide_utf8_warnings=True):
            if record is not None and _fits(record):
                yield record


def _fits(record: pymarc.Record) -> bool:
    """True for a title that both formats hold; a thesaurus record would be rejected at once."""
    if "245" not in record or record.leader.type_of_record == "z":
        return False
    record.leader.coding_scheme = "a"
    try:
        # A control character stays in ISO 2709, but pymarc reads no XML that holds one.
        return len(record.as_marc()) < 99_000 and bool(_as_xml(record))
    except (ValueError, UnicodeError, etree.XMLSyntaxError):
        return False


def _as_xml(record: pymarc.Record) -> bytes:
    written = pymarc.record_to_xml(record, namespace=True)  # type: ignore[no-untyped-call]
    return etree.tostring(etree.fromstring(written), encoding="utf-8")


def _pica(folder: Path, format: str, numbers: range) -> Iterator[bytes]:
    """Titles in PICA+, each with some of its libraries' blocks."""
    known = _pica_titles(folder)
    for fields, serial in zip(cycle(known), numbers, strict=False):
        chosen = tuple(_renewed(each, serial) for each in _with_blocks(fields, serial))
        record = Record(f"{serial:09}", chosen)
        yield picaxml(record).encode() if format == "picaxml" else pica_normalised([record])


def _with_blocks(fields: list[Field], serial: int) -> Iterable[Field]:
    begins = [i for i, field in enumerate(fields) if field.tag == "101@"]
    if not begins:
        return fields
    blocks = [fields[i:j] for i, j in zip(begins, [*begins[1:], None], strict=True)]
    first = serial % len(blocks)
    some = (blocks[first:] + blocks[:first])[: serial % _BLOCKS]
    return [*fields[: begins[0]], *[field for block in some for field in block]]


def _renewed(field: Field, serial: int) -> Field:
    if field.tag == "003@":
        return Field(field.tag, field.mark, subfields=(("0", f"{serial:09}"),))
    wanted = _OWN_WORD.get(field.tag, "") + (_NAMES.get(field.tag, "") if serial % 2 else "")
    pairs = [
        (code, f"{as_word(serial)} {text}" if code in wanted else text)
        for code, text in field.subfields
    ]
    return Field(field.tag, field.mark, subfields=tuple(pairs))


def _pica_titles(folder: Path) -> Iterator[list[Field]]:
    """The title records, not those of persons and subjects, each once."""
    seen = set()
    for path in _files(folder, ("pica", "pica.gz", "dat", "pp", "xml", "plus")):
        for record in frame(_unpacked(path), source="s", format=None, file=path.name):
            if record.format not in (Format.PICA, Format.PICA_XML):
                continue
            try:
                found = read_pica(record.payload, record.format).fields
            except UnreadableRecord:
                continue
            fields = [
                Field(f.tag, _two_figures(f.occurrence), subfields=f.subfields) for f in found
            ]
            tags = {field.tag for field in fields}
            number = next((f.first("0") for f in fields if f.tag == "003@"), "")
            if "021A" in tags and number not in seen and len(fields) > 8:
                seen.add(number)
                yield fields


def _two_figures(occurrence: str) -> str:
    """Some PicaXML writes `1` for what is `01` in PICA+."""
    return occurrence and occurrence.zfill(2)


def _files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    return sorted(path for end in endings for path in folder.rglob(f"*.{end}"))


def _unpacked(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw
