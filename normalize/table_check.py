"""Whether a table of rules is right, before anything is read by it: rule, key and remedy."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalogue.errors import SettingsError
from catalogue.outcomes import LocalItem
from normalize.profiles import Profile, Table, dialects, load_table, profile_of
from normalize.table_keys import COPY_KEYS, RULE_KEYS, TABLE_KEYS, Check, code, text

_TAGS = {
    "marc21": (r"LDR|[0-9A-Z]{3}", "three figures or capitals, such as 245"),
    "pica": (r"[012]\d\d[A-Z@](/\*)?", "such as 021A, or 028B/* for any occurrence"),
    "csv": (r"\S(.*\S)?", "the name of a column"),
    "onix": (r"[A-Z][A-Za-z]+", "a reference name, such as TitleDetail"),
    "isbn": (r"ISBN", "ISBN"),
    "dcx": (r"[a-z][A-Za-z]*", "the name of an element, such as title"),
}
"""What a tag of each family looks like, and how to say so."""

_PLAIN_VALUE = {"marc21": r"LDR|00\d", "csv": r".*", "isbn": r".*"}
"""Tags of fields that are one value and have no subfields."""

_CODES = re.compile(r"(?:--)?[A-Za-z0-9]+|@(?:[A-Za-z0-9]:)?(\d+)(?:-(\d+))?")
_INDICATORS = ("i1", "i2")
_NEEDED = ("dialect", "family", "description", "language_lists", "number", "number_scheme", "rules")


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a table: where (`rule 12 (021A)`), under which key, and what to do."""

    place: str
    key: str
    remedy: str

    def __str__(self) -> str:
        """The mistake as one line."""
        return f"{self.place}, {self.key}: {self.remedy}"


Mistakes = Iterator[Mistake]


def profile_from(path: Path) -> Profile:
    """The profile of a table anywhere; raises SettingsError naming every mistake in it.

    A table that `extends` another takes the rest from the table of that name in `tables/`.
    """
    return profile_of(read_table(path))


def read_table(path: Path) -> Table:
    """A table of rules that was found right; raises SettingsError naming file, rule and key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise SettingsError(f"{path} cannot be read: {problem.strerror}") from problem
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise SettingsError(f"{path} is no TOML: {problem}; mend it") from problem
    mistakes = check_table(table)
    if mistakes:
        listed = "\n".join(f"  {mistake}" for mistake in mistakes)
        raise SettingsError(f"{path} is not right:\n{listed}")
    return table


def check_table(table: Table) -> tuple[Mistake, ...]:
    """Everything that is wrong in a table, in its order; none where it can be read by."""
    whole = tuple(_check_whole(table))
    if whole:
        return whole
    family = complete_table(table)["family"]
    return (*_check_rules(table, family), *_check_copies(table, family))


def _check_whole(table: Table) -> Mistakes:
    """The keys of the table itself: nothing else can be judged before they are right."""
    wrong = tuple(_check_keys("table", table, TABLE_KEYS))
    name = table.get("extends")
    if not wrong and name is not None and name not in dialects():
        wrong = (Mistake("table", "extends", f"no dialect {name}; {_one_of(dialects())}"),)
    if wrong:
        yield from wrong
        return
    raw = complete_table(table)
    for key in _NEEDED:
        if key not in raw:
            yield Mistake("table", key, "is missing; add it, or extend a table that has it")
    family = raw.get("family", "pica")
    if family not in _TAGS:
        yield Mistake("table", "family", f"no family {family}; {_one_of(_TAGS)}")
    elif "number" in raw:
        yield from _check_number(raw["number"], family)
    yield from _check_lists(raw.get("language_lists", []))


def complete_table(table: Table) -> Table:
    """A table with the keys it takes from the one it extends; its rules are still its own."""
    return {**(load_table(table["extends"]) if "extends" in table else {}), **table}


def _check_lists(lists: list[str]) -> Mistakes:
    known = [name for name, each in load_table("languages").items() if isinstance(each, dict)]
    for name in lists:
        if name not in known:
            yield Mistake("table", "language_lists", f"no list {name}; {_one_of(known)}")


def _check_number(number: Table, family: str) -> Mistakes:
    wrong = tuple(_check_keys("number", number, {"tag": text, "subfield": code}))
    yield from wrong
    if "tag" not in number:
        yield Mistake("number", "tag", "is missing; name the field that holds the record's number")
    elif not wrong:
        yield from _check_tag("number", "tag", number["tag"], family)


def _check_rules(table: Table, family: str) -> Mistakes:
    for number, rule in enumerate(table.get("rules", ()), start=1):
        place = f"rule {number} ({rule.get('tag', 'no tag')})"
        wrong = tuple(_check_keys(place, rule, RULE_KEYS))
        missing = [key for key in ("field", "tag", "parts") if key not in rule]
        yield from wrong
        yield from (Mistake(place, key, "is missing; every rule has one") for key in missing)
        if not wrong and not missing:
            yield from _check_rule(place, rule, family)


def _check_rule(place: str, rule: Table, family: str) -> Mistakes:
    yield from _check_tag(place, "tag", rule["tag"], family)
    yield from _check_names(place, rule)
    for part, codes in rule["parts"].items():
        yield from _check_codes(place, f"parts.{part}", codes, (rule["tag"], family))
    role = rule.get("give", {}).get("role")
    if role and role not in load_table("roles")["known"]:
        yield Mistake(place, "give.role", f"{role} is no relator code, such as aut or ill")
    for name in rule.get("when", {}):
        if name in _INDICATORS and family != "marc21":
            yield Mistake(place, f"when.{name}", f"{family} has no indicators; name a subfield")
        elif name not in _INDICATORS and len(name) != 1:
            yield Mistake(place, f"when.{name}", "must be i1, i2 or the code of one subfield")


def _check_names(place: str, rule: Table) -> Mistakes:
    """Field and parts are words that reading knows: those that the installed tables use."""
    known = _vocabulary()
    if rule["field"] not in known:
        yield Mistake(place, "field", f"nothing reads {rule['field']}; {_one_of(sorted(known))}")
        return
    parts = known[rule["field"]]
    for key in ("parts", "give"):
        for name in rule.get(key, {}):
            if name not in parts:
                remedy = f"{rule['field']} has no {name}; {_one_of(sorted(parts))}"
                yield Mistake(place, f"{key}.{name}", remedy)
    if not rule["parts"]:
        yield Mistake(place, "parts", "is empty; say which subfields fill which part")
    named = rule.get("give", {}).get("list")
    if named and named not in ("iso", *load_table("countries")):
        yield Mistake(place, "give.list", f"no list {named}; {_one_of(['iso', 'marc'])}")


def _check_tag(place: str, key: str, tag: str, family: str) -> Mistakes:
    pattern, form = _TAGS[family]
    if not re.fullmatch(pattern, tag):
        yield Mistake(place, key, f"{tag} is no tag of {family}; it must be {form}")
    elif family == "csv" and tag != tag.casefold():
        yield Mistake(place, key, f"columns are known in small letters; write {tag.casefold()}")


def _check_codes(place: str, key: str, codes: str, at: tuple[str, str]) -> Mistakes:
    """Subfield codes or positions, as the field of this tag and family can have them."""
    tag, family = at
    found = _CODES.fullmatch(codes)
    if not found or (found[2] and int(found[2]) < int(found[1])):
        yield Mistake(place, key, f"{codes or 'nothing'} is neither subfields (abc) nor @35-37")
        return
    is_plain = re.fullmatch(_PLAIN_VALUE.get(family, "(?!)"), tag) is not None
    if is_plain and codes != "a" and (not found[1] or ":" in codes):
        yield Mistake(place, key, f"{tag} has no subfields: a is the whole, @0-3 a part of it")
    if not is_plain and found[1] and ":" not in codes and family in ("marc21", "pica"):
        yield Mistake(place, key, f"{tag} has subfields: write @a:0-3 for a part of $a")


def _check_copies(table: Table, family: str) -> Mistakes:
    for number, each in enumerate(table.get("items", ()), start=1):
        place = f"items {number}"
        wrong = tuple(_check_keys(place, each, COPY_KEYS))
        yield from wrong or _check_copy(place, each, family)


def _check_copy(place: str, copy: Table, family: str) -> Mistakes:
    for key in ("parts", "tagged", "columns", "linked_parts"):
        for name in copy.get(key, {}):
            if name not in LocalItem.model_fields:
                known = _one_of(LocalItem.model_fields)
                yield Mistake(place, f"{key}.{name}", f"a copy has no {name}; {known}")
    for key in ("tag", "opens", "linked"):
        if copy.get(key):
            yield from _check_tag(place, key, copy[key], family)
    for name, where in copy.get("tagged", {}).items():
        tag, _, codes = where.partition(" ")
        if not codes.isalnum():
            yield Mistake(place, f"tagged.{name}", f"{where} must be tag and subfield: 209A f")
        yield from _check_tag(place, f"tagged.{name}", tag, family)


def _check_keys(place: str, given: Table, known: Mapping[str, Check]) -> Mistakes:
    for key, value in given.items():
        if key not in known:
            yield Mistake(place, key, f"is no key here; {_one_of(known)}")
        elif wrong := known[key](value):
            yield Mistake(place, key, wrong)


@cache
def _vocabulary() -> Mapping[str, frozenset[str]]:
    """The fields that rules fill, and the parts of each."""
    found: dict[str, set[str]] = {}
    for name in dialects():
        for rule in load_table(name)["rules"]:
            found.setdefault(rule["field"], set()).update(rule["parts"], rule.get("give", {}))
    return {field: frozenset(parts) for field, parts in found.items()}


def _one_of(names: Iterable[str]) -> str:
    return f"there are {', '.join(names)}"
