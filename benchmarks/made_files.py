"""Large files made of the fixtures' descriptions, for benchmarks; made at run time, never kept.

Each description is written many times with a new number and a new ISBN. Its titles, statements of
responsibility, annotations and notes get a word of their own, so that no cache is flattered; names,
publishers, series and subjects repeat, as they do in a catalogue.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, cycle, islice
from pathlib import Path

from fixtures.notation import (
    MARC_SPACE,
    PICA_SPACE,
    Field,
    Record,
    iso2709,
    marcxml,
    pica_normalised,
    pica_plain,
    picaxml,
    read_marc_lines,
    read_pica_lines,
)

DESCRIPTIONS = Path(__file__).resolve().parent.parent / "fixtures" / "records"
FORMATS = ("iso2709", "marcxml", "pica", "pica_plain", "picaxml")

_UNIQUE = {"245": "abc", "500": "a", "520": "a", "505": "a", "508": "a", "511": "a"} | {
    "021A": "adh",
    "037A": "a",
    "047I": "a",
    "046L": "a",
    "046M": "a",
}
_ISBN = {"020": "a", "004A": "0A"}
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvwz" for vowel in "aeiou"]


def make_file(path: Path, format: str, numbers: range) -> None:
    """Write a record for each of `numbers` in `format` to `path`, streaming."""
    head, tail = XML_FRAMES.get(format, ("", ""))
    with path.open("wb") as file:
        file.write(head.encode())
        file.writelines(islice(write_records(format, numbers.start), len(numbers)))
        file.write(tail.encode())


def write_records(format: str, first: int = 1) -> Iterator[bytes]:
    """The descriptions as records in `format`, numbered from `first`, without end."""
    return map(_WRITE[format], many_records("ggc" if "pica" in format else "nbd", first))


def many_records(source: str, first: int = 1) -> Iterator[Record]:
    """The descriptions of a source (`nbd` is MARC 21, `ggc` PICA+) again and again, as new ones."""
    read = read_marc_lines if source == "nbd" else read_pica_lines
    known = [each for path in sorted((DESCRIPTIONS / source).iterdir()) for each in read(path)]
    numbered = zip(cycle(known), count(first), strict=False)
    return (_as_new(record, serial) for record, serial in numbered)


def _as_new(record: Record, serial: int) -> Record:
    number = f"9{serial:08}"
    fields = tuple(_new_field(each, number, serial) for each in record.fields)
    return replace(record, number=number, fields=fields)


def _new_field(field: Field, number: str, serial: int) -> Field:
    if field.tag == "001":
        return replace(field, value=number)
    if field.tag == "003@":
        return replace(field, subfields=(("0", number),))
    if field.tag in _ISBN:
        return _changed(field, _ISBN[field.tag], lambda _: _isbn(serial))
    return _changed(field, _UNIQUE.get(field.tag, ""), lambda text: f"{as_word(serial)} {text}")


def _changed(field: Field, codes: str, change: Callable[[str], str]) -> Field:
    subfields = tuple((c, change(t) if c in codes else t) for c, t in field.subfields)
    return replace(field, subfields=subfields)


def as_word(serial: int) -> str:
    """A word that no other number has."""
    word = ""
    while serial:
        serial, rest = divmod(serial, len(_SYLLABLES))
        word += _SYLLABLES[rest]
    return word.capitalize()


def _isbn(serial: int) -> str:
    body = f"97890{serial % 10_000_000:07}"
    total = sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(body))
    return body + str(-total % 10)


_WRITE = {
    "iso2709": iso2709,
    "marcxml": lambda record: marcxml(record).encode(),
    "pica": lambda record: pica_normalised([record]),
    "pica_plain": lambda record: pica_plain([record]),
    "picaxml": lambda record: picaxml(record).encode(),
}
XML_FRAMES = {
    "marcxml": (f'<collection xmlns="{MARC_SPACE}">\n', "</collection>\n"),
    "picaxml": (f'<collection xmlns="{PICA_SPACE}">\n', "</collection>\n"),
}
