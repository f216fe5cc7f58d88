"""A mapping is a table of rules; this is the loop that applies one to a record's fields."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from functools import cache
from typing import NamedTuple

from catalogue.text import tidy

Found = dict[str, list["Statement"]]

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
SEPARATE = "--"
SEPARATOR = " -- "
"""Between a subject and its subdivisions."""
_POSITIONS = re.compile(r"@(?:(?P<code>\w):)?(?P<first>\d+)(?:-(?P<last>\d+))?")


class Field(NamedTuple):
    """One field in any format: a control value or coded subfields. A CSV column is a field too."""

    tag: str
    value: str = ""
    subfields: tuple[tuple[str, str], ...] = ()
    indicators: str = "  "
    occurrence: str = ""

    def get(self, codes: str) -> str:
        """The subfields with these codes as one text, in the order of the record."""
        return " ".join(text for code, text in self.subfields if code in codes)


@dataclass(frozen=True)
class Fields:
    """A record's fields in order, and what its reader noticed: (rule, field, value)."""

    fields: tuple[Field, ...]
    remarks: tuple[tuple[str, str, str], ...] = ()

    def with_tag(self, tag: str) -> Iterator[Field]:
        """The fields of one tag, whatever their occurrence."""
        return (field for field in self.fields if field.tag == tag)


@dataclass(frozen=True)
class Rule:
    """One line of a mapping: which subfields of which tag fill which parts of what."""

    field: str
    tag: str
    parts: Mapping[str, str]
    repeat: str = ""
    split: str = ""
    when: Mapping[str, list[str]] = with_default(default_factory=dict)
    give: Mapping[str, str] = with_default(default_factory=dict)
    assumed: bool = False

    @property
    def bare_tag(self) -> str:
        """The tag without the occurrences it allows."""
        return self.tag.removesuffix("/*")

    def fits(self, found: Field) -> bool:
        """True if occurrence, indicators and subfields are as the rule asks."""
        if found.occurrence.strip("0") and not self.tag.endswith("/*"):
            return False
        return all(_condition(found, name) in values for name, values in self.when.items())


class Statement(NamedTuple):
    """What one rule found in one field: its parts as tidy text, and the field for its position."""

    parts: Mapping[str, str]
    origin: Field

    def get(self, part: str) -> str:
        """The text of a part; empty where the field has none."""
        return self.parts.get(part, "")


def extract(record: Fields, rules: tuple[Rule, ...]) -> Found:
    """Apply every rule, in the table's order; what no rule fills is absent."""
    by_tag: dict[str, list[Field]] = {}
    for each in record.fields:
        by_tag.setdefault(each.tag, []).append(each)
    found: Found = {}
    for rule in rules:
        for origin in by_tag.get(rule.bare_tag, ()):
            if rule.fits(origin):
                found.setdefault(rule.field, []).extend(_statements(rule, origin))
    return found


def plain(text: str) -> str:
    """`text` tidy and without HTML: a source's mark-up is never trusted."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        # <<Le>> marks what does not sort (German practice): the word stays, the marks go.
        text = _TAG.sub(" ", text.replace("<<", "").replace(">>", ""))
    return tidy(text)


def _condition(found: Field, name: str) -> str:
    if name in ("i1", "i2"):
        return found.indicators[int(name[1]) - 1 : int(name[1])]
    return found.get(name)


def _statements(rule: Rule, origin: Field) -> Iterator[Statement]:
    for piece in _pieces(rule, origin):
        parts = {part: plain(_part(piece, codes)) for part, codes in rule.parts.items()}
        parts = {part: text for part, text in parts.items() if text}
        if parts:
            yield Statement({**rule.give, **parts}, origin)


def _pieces(rule: Rule, origin: Field) -> Iterator[Field]:
    """The field cut at each repeated subfield, or its text cut at a separator."""
    if rule.split:
        for text in origin.value.split(rule.split):
            yield origin._replace(value=text)
    elif rule.repeat:
        yield from _cut(origin, rule.repeat)
    else:
        yield origin


def _cut(origin: Field, code: str) -> Iterator[Field]:
    starts = [i for i, (each, _) in enumerate(origin.subfields) if each == code]
    if not starts:
        yield origin
        return
    for start, end in zip([0, *starts[1:]], [*starts[1:], None], strict=True):
        yield origin._replace(subfields=origin.subfields[start:end])


@cache
def _position(codes: str) -> re.Match[str] | None:
    return _POSITIONS.fullmatch(codes)


def _part(piece: Field, codes: str) -> str:
    """Subfield codes, `--xyz` (set apart), `@35-37` (positions), or `@0:1` (a position in $0)."""
    if codes.startswith(SEPARATE):
        return SEPARATOR.join(text for code, text in piece.subfields if code in codes[2:])
    position = _position(codes)
    if not position:
        return piece.value if codes == "a" and not piece.subfields else piece.get(codes)
    text = piece.get(position["code"]) if position["code"] else piece.value
    first = int(position["first"])
    last = int(position["last"] or first)
    return text[first : last + 1]
