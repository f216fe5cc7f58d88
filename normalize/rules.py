"""A mapping is a table of rules; this is the loop that applies one to a record's fields."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from operator import itemgetter
from typing import Literal, NamedTuple

from catalogue.text import tidy

Found = dict[str, list["Statement"]]

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
SEPARATE = "--"
SEPARATOR = " -- "
"""Between a subject and its subdivisions."""
_BY_PLACE = itemgetter(0, 1)
_new = tuple.__new__
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
        return " ".join([text for code, text in self.subfields if code in codes])


@dataclass(frozen=True)
class Fields:
    """A record's fields in order, and what its reader noticed: (rule, field, value).

    `by` names the reader that is only for sound records; empty is one that takes any.
    """

    fields: tuple[Field, ...]
    remarks: tuple[tuple[str, str, str], ...] = ()
    by: Literal["", "directory", "signs", "tags"] = ""

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
        if found.occurrence and found.occurrence.strip("0") and not self.tag.endswith("/*"):
            return False
        for name, values in self.when.items():  # noqa: SIM110  # A third of the time of all(...).
            if _condition(found, name) not in values:
                return False
        return True


class Statement(NamedTuple):
    """What one rule found in one field: its parts as tidy text, the field, and its position."""

    parts: Mapping[str, str]
    origin: Field
    place: int = 0

    def get(self, part: str) -> str:
        """The text of a part; empty where the field has none."""
        return self.parts.get(part, "")


@dataclass(frozen=True, slots=True)
class Plan:
    """A rule made ready: where it stands in its table, and which part each subfield fills.

    `by_code`: subfield code → (part, what joins it to an earlier one); `value_parts`: the parts
    that a control value fills whole; `positions`: part, subfield code (or none), first position and
    the one behind the last; `always`: there is no condition; `whole`: the field is never cut. Plain
    data, so that a profile stays picklable.
    """

    place: int
    rule: Rule
    field: str
    give: Mapping[str, str]
    by_code: Mapping[str, tuple[tuple[str, str], ...]]
    value_parts: tuple[str, ...]
    positions: tuple[tuple[str, str, int, int], ...]
    always: bool
    whole: bool


Plans = Mapping[str, tuple[Plan, ...]]
"""By tag, in the order of the table."""


def make_plans(rules: tuple[Rule, ...]) -> Plans:
    """A table of rules, made ready once for all records that are read by it."""
    plans: dict[str, list[Plan]] = {}
    for place, rule in enumerate(rules):
        plans.setdefault(rule.bare_tag, []).append(_plan(place, rule))
    return {tag: tuple(each) for tag, each in plans.items()}


def _plan(place: int, rule: Rule) -> Plan:
    by_code: dict[str, list[tuple[str, str]]] = {}
    positions = []
    for part, codes in rule.parts.items():
        position = _position(codes)
        if position:
            positions.append((part, *position))
            continue
        joint = SEPARATOR if codes.startswith(SEPARATE) else " "
        for code in codes.removeprefix(SEPARATE):
            by_code.setdefault(code, []).append((part, joint))
    return Plan(
        place=place,
        rule=rule,
        field=rule.field,
        give=rule.give,
        by_code={code: tuple(parts) for code, parts in by_code.items()},
        value_parts=tuple(part for part, codes in rule.parts.items() if codes == "a"),
        positions=tuple(positions),
        always=not rule.when,
        whole=not rule.repeat and not rule.split,
    )


def extract(record: Fields, plans: Plans) -> Found:
    """Apply every rule, in the table's order; what no rule fills is absent."""
    fitting = [
        (plan.place, position, plan, origin)
        for position, origin in enumerate(record.fields)
        for plan in plans.get(origin.tag, ())
        if (plan.always and not origin.occurrence) or plan.rule.fits(origin)
    ]
    fitting.sort(key=_BY_PLACE)
    found: Found = {}
    for _, position, plan, origin in fitting:
        for piece in (origin,) if plan.whole else _pieces(plan.rule, origin):
            parts = _parts(plan, piece)
            if parts:
                # A third of the time of Statement(...), twenty times a record.
                statement = _new(Statement, (parts, origin, position))
                if plan.field in found:
                    found[plan.field].append(statement)
                else:
                    found[plan.field] = [statement]
    return found


def plain(text: str) -> str:
    """`text` tidy and without HTML: a source's mark-up is never trusted."""
    if (
        text.isascii()
        and text.isprintable()
        and "&" not in text
        and "<" not in text
        and "  " not in text
    ):
        return text.strip()
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


def _parts(plan: Plan, piece: Field) -> Mapping[str, str] | None:
    """The parts of a piece with the rule's constants; None where no part is filled."""
    parts: dict[str, str] = {}
    for part, text in _texts(plan, piece).items():
        clean = plain(text)
        if clean:
            parts[part] = clean
    if not parts:
        return None
    return {**plan.give, **parts} if plan.give else parts


def _texts(plan: Plan, piece: Field) -> dict[str, str]:
    """The text of each part, as it stands: one pass over the subfields, or the control value."""
    texts: dict[str, str] = {}
    if piece.subfields:
        by_code = plan.by_code
        for code, text in piece.subfields:
            if code in by_code:
                for part, joint in by_code[code]:
                    texts[part] = f"{texts[part]}{joint}{text}" if part in texts else text
    elif piece.value:
        for part in plan.value_parts:
            texts[part] = piece.value
    for part, code, first, end in plan.positions:
        texts[part] = (piece.get(code) if code else piece.value)[first:end]
    return texts


def _pieces(rule: Rule, origin: Field) -> Iterator[Field]:
    """The field cut at each repeated subfield, or its text cut at a separator."""
    if rule.split:
        for text in origin.value.split(rule.split):
            yield origin._replace(value=text)
    else:
        yield from _cut(origin, rule.repeat)


def _cut(origin: Field, code: str) -> Iterator[Field]:
    starts = [i for i, (each, _) in enumerate(origin.subfields) if each == code]
    if len(starts) < 2:
        yield origin
        return
    for start, end in zip([0, *starts[1:]], [*starts[1:], None], strict=True):
        yield origin._replace(subfields=origin.subfields[start:end])


def _position(codes: str) -> tuple[str, int, int] | None:
    """The subfield code (or none), the first position and the one behind the last.

    `@35-37` are characters of the value, `@0:1` one of subfield $0.
    """
    found = _POSITIONS.fullmatch(codes)
    if not found:
        return None
    first = int(found["first"])
    return found["code"] or "", first, int(found["last"] or first) + 1
