"""What stands in the delivered files of a made country, read back from their bytes.

Only what measuring needs, and as plainly as it can be read: this is no normalizer.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

Subfields = list[tuple[str, str]]
Fields = list[tuple[str, Subfields]]

_SLIM = "{http://www.loc.gov/MARC21/slim}"
_OTHER = re.compile(r"[^0-9a-z]+")
_PAGES = re.compile(r"\b(paginas?|pagina s|blz|pag|pp|p|bladzijden)\b")
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Seen:
    """One record as anyone can read it."""

    source: str
    number: str
    isbns: frozenset[str] = frozenset()
    title: str = ""
    persons: tuple[str, ...] = ()
    publisher: str = ""
    pages: str = ""
    parts: tuple[str, ...] = ()
    year: str = ""
    edition: str = ""
    carrier: str = ""
    tags: tuple[str, ...] = field(default=(), compare=False)


def seen_in(folder: Path, source: str, *, parts: int | None = None) -> Iterator[Seen]:
    """The records of a source, in the order of its files; of the first `parts` files, if said."""
    for path in sorted((folder / "sources" / source).glob("part-*"))[:parts]:
        if path.suffix == ".csv":
            yield from _lines(path, source)
        elif path.suffix == ".pica":
            yield from (_from_pica(source, fields) for fields in pica_fields(path))
        else:
            read = marc_fields if path.suffix == ".mrc" else xml_fields
            yield from (_from_marc(source, fields) for fields in read(path))


def fold(text: str) -> str:
    """Lower case, no marks, single spaces."""
    if not text.isascii():
        split = unicodedata.normalize("NFD", text)
        text = "".join([sign for sign in split if not unicodedata.combining(sign)])
    return _OTHER.sub(" ", text.lower()).strip()


def marc_fields(path: Path) -> Iterator[Fields]:
    """The fields of each record of an ISO 2709 file; bytes that are no UTF-8 become a sign."""
    for record in path.read_bytes().split(b"\x1d")[:-1]:
        base = int(record[12:17])
        directory, fields = record[24 : base - 1], []
        for at in range(0, len(directory), 12):
            tag = directory[at : at + 3].decode()
            length, start = int(directory[at + 3 : at + 7]), int(directory[at + 7 : at + 12])
            raw = record[base + start : base + start + length - 1]
            fields.append((tag, _subfields(tag, raw.decode("utf-8", "replace"))))
        yield [("LDR", [("", record[:24].decode())]), *fields]


def xml_fields(path: Path) -> Iterator[Fields]:
    """The fields of each record of a MARCXML file."""
    for _, record in etree.iterparse(str(path), tag=f"{_SLIM}record"):
        fields: Fields = []
        for element in record:
            tag = element.get("tag") or "LDR"
            inner = [(part.get("code", ""), part.text or "") for part in element]
            fields.append((tag, inner or [("", element.text or "")]))
        record.clear()
        yield fields


def pica_fields(path: Path) -> Iterator[Fields]:
    """The fields of each record of a file in normalised PICA+; the tag without occurrence."""
    for line in path.read_bytes().split(b"\n")[:-1]:
        fields = []
        for raw in line.decode("utf-8", "replace").split("\x1e")[:-1]:
            tag, _, content = raw.partition(" ")
            parts = content.split("\x1f")[1:]
            fields.append((tag.partition("/")[0], [(part[0], part[1:]) for part in parts]))
        yield fields


def _subfields(tag: str, content: str) -> Subfields:
    if tag < "010":
        return [("", content)]
    return [(part[0], part[1:]) for part in content.split("\x1f")[1:]]


def _get(fields: Fields, tag: str, codes: str) -> str:
    found = [text for each, inner in fields if each == tag for code, text in inner if code in codes]
    return " ".join(found)


def _all(fields: Fields, tags: tuple[str, ...], codes: str) -> list[str]:
    return [
        " ".join([text for code, text in inner if code in codes])
        for tag, inner in fields
        if tag in tags
    ]


def _numbers(*texts: str) -> tuple[str, ...]:
    return tuple(sorted(number for text in texts for number in _DIGITS.findall(text)))


def core(isbn: str) -> str:
    """Nine digits that the ten- and thirteen-digit forms share; with them, the check digit."""
    digits = isbn.replace("-", "").strip()
    return digits[3:12] if len(digits) == 13 else digits[:9]


def _from_marc(source: str, fields: Fields) -> Seen:
    control = _get(fields, "008", "")
    return Seen(
        source=source,
        number=_get(fields, "001", ""),
        isbns=frozenset(core(text) for text in _all(fields, ("020",), "a") if text),
        title=fold(_get(fields, "245", "ab")),
        persons=tuple(sorted(fold(text) for text in _all(fields, ("100", "110", "700"), "a"))),
        publisher=fold(_get(fields, "264", "b") or _get(fields, "260", "b")),
        pages=_PAGES.sub("", fold(_get(fields, "300", "a"))).strip(),
        parts=_numbers(_get(fields, "245", "np"), _get(fields, "490", "v")),
        year=_get(fields, "264", "c") or _get(fields, "260", "c"),
        edition=fold(_get(fields, "250", "a")),
        carrier=_get(fields, "LDR", "")[6:8] + ("o" if control[23:24] == "o" else ""),
        tags=tuple(tag for tag, _ in fields),
    )


_LETTERS = {
    "A": "am",
    "O": "amo",
    "G": "im",
    "B": "gm",
    "M": "cm",
    "S": "mm",
}  # fmt: skip


def _from_pica(source: str, fields: Fields) -> Seen:
    common = _get(fields, "036C", "a")
    own = _get(fields, "021A", "a")
    people = [
        fold(f"{family or whole} {given} {prefix}")
        for family, whole, given, prefix in (
            (_code(inner, "a"), _code(inner, "P"), _code(inner, "d"), _code(inner, "c"))
            for tag, inner in fields
            if tag in ("028A", "028B", "028C", "029A")
        )
    ]
    letter = _get(fields, "002@", "0")[:2]
    return Seen(
        source=source,
        number=_get(fields, "003@", "0"),
        isbns=frozenset(core(text) for text in _all(fields, ("004A",), "A0") if text),
        title=fold(f"{common or own} {_get(fields, '021A', 'd')}".replace("@", "")),
        persons=tuple(sorted(people)),
        publisher=fold(_get(fields, "033A", "n")),
        pages=_PAGES.sub("", fold(_get(fields, "034D", "a"))).strip(),
        parts=_numbers(_get(fields, "036C", "l"), _get(fields, "036E", "l")),
        year=_get(fields, "011@", "a"),
        edition=fold(_get(fields, "032@", "a")),
        carrier=_carrier(letter, _get(fields, "002C", "b")),
        tags=tuple(tag for tag, _ in fields),
    )


def _carrier(letter: str, content: str) -> str:
    """The first letter of the material and RDA's content, as the leader of MARC 21 would say it."""
    if letter == "Ab":
        return "as"
    return "jm" if content == "prm" else _LETTERS.get(letter[:1], letter)


def _code(inner: Subfields, code: str) -> str:
    return next((text for each, text in inner if each == code), "")


def _lines(path: Path, source: str) -> Iterator[Seen]:
    """Titles of a CSV; of the lines for its copies, the first says it all."""
    text = path.read_bytes().decode("utf-8", "replace")
    sign = "," if source == "online" else ";"
    last = ""
    for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=sign):
        number = row.get("titelnr") or row.get("id") or ""
        if number != last:
            yield _from_line(source, number, row)
        last = number


def _from_line(source: str, number: str, row: dict[str, str]) -> Seen:
    isbns = (row.get("isbn") or "").replace(";", ",").split(",")
    people = row.get("auteur") or row.get("authors") or ""
    named = row.get("materiaal") or row.get("format") or ""
    return Seen(
        source=source,
        number=number,
        isbns=frozenset(core(text) for text in isbns if text),
        title=fold(f"{row.get('titel') or row.get('title')} {row.get('subtitle') or ''}"),
        persons=tuple(sorted(fold(name) for name in people.split(";") if name)),
        publisher=fold(row.get("uitgever") or row.get("publisher") or ""),
        pages=row.get("pages") or "",
        year=row.get("jaar") or row.get("year") or "",
        carrier=_NAMED.get(named, "am"),
        tags=tuple(row),
    )


_NAMED = {
    "e-book": "amo", "epub": "amo", "luisterboek cd": "im", "luisterboek mp3": "im",
    "luisterboek": "im", "luisterboek online": "im", "daisy": "im", "cd": "jm", "dvd": "gm",
    "bluray": "gm", "game": "mm", "bladmuziek": "cm", "tijdschrift": "as",
}  # fmt: skip
