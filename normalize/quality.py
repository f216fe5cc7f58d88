"""What a record says of itself: RDA types as coded, how fully it was made and by which rules."""

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


def build_forms(reading: Reading) -> Forms:
    """The RDA codes that the record states, each once; carrier classes are made of them too."""
    found: dict[str, dict[str, None]] = {"content": {}, "media": {}, "carrier": {}}
    for statement in reading.all("carrier"):
        kind = _RDA.get(statement.origin.tag)
        code = statement.get("rda") or statement.get("rda_media")
        if kind and code:
            found[kind].update(dict.fromkeys(code.split()))
    return Forms(**{kind: tuple(codes) for kind, codes in found.items()})


def build_quality(reading: Reading) -> Quality:
    """The level (leader/17 or the third letter of 002@) and the rules (040 $e, 010E $e, leader/18).

    A code that is not in `tables/quality.toml` stands as it is.
    """
    level = rules = form = ""
    for statement in reading.all("quality"):
        levels = load_table("quality")["levels"].get(reading.profile.family, {})
        code = statement.get("level") or _blank(statement)
        level = level or levels.get(code, code)
        form = form or load_table("quality")["forms"].get(statement.get("form"), "")
        rules = rules or statement.get("rules").casefold()
    return Quality(level=level, rules=rules or form)


def _blank(statement: Statement) -> str:
    """MARC 21 writes a full level as a blank, which is no text."""
    return "full" if statement.origin.value[17:18] == " " else ""
