"""What a record says of itself: RDA types as coded, how fully it was made and by which rules."""

from functools import lru_cache

from catalogue.model import Forms, Quality
from normalize.profiles import load_table
from normalize.reading import Reading
from normalize.rules import Statement

_RDA = {
    "336": "content",
    "337": "media",
    "338": "carrier",
    "002C": "content",
    "002D": "media",
    "002E": "carrier",
}

_NO_FORMS = Forms()


def build_forms(reading: Reading) -> Forms:
    """The RDA codes that the record states, each once; carrier classes are made of them too."""
    stated = []
    for statement in reading.all("carrier"):
        code = statement.get("rda") or statement.get("rda_media")
        if code and statement.origin.tag in _RDA:
            stated.append((statement.origin.tag, code))
    return _forms(tuple(stated)) if stated else _NO_FORMS


@lru_cache(maxsize=4096)
def _forms(stated: tuple[tuple[str, str], ...]) -> Forms:
    found: dict[str, dict[str, None]] = {"content": {}, "media": {}, "carrier": {}}
    for tag, code in stated:
        found[_RDA[tag]].update(dict.fromkeys(code.split()))
    return Forms(**{kind: tuple(codes) for kind, codes in found.items()})


def build_quality(reading: Reading) -> Quality:
    """The level (leader/17 or the third letter of 002@) and the rules (040 $e, 010E $e, leader/18).

    A code that is not in `tables/quality.toml` stands as it is.
    """
    level = rules = form = ""
    for statement in reading.all("quality"):
        level = level or statement.get("level") or _blank(statement)
        form = form or statement.get("form")
        rules = rules or statement.get("rules").casefold()
    return _quality(level, rules, form, reading.profile.family)


@lru_cache(maxsize=4096)
def _quality(level: str, rules: str, form: str, family: str) -> Quality:
    table = load_table("quality")
    known = table["levels"].get(family, {}).get(level, level)
    return Quality(level=known, rules=rules or table["forms"].get(form, ""))


def _blank(statement: Statement) -> str:
    """MARC 21 writes a full level as a blank, which is no text."""
    return "full" if statement.origin.value[17:18] == " " else ""
