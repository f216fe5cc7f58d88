"""880: a field once more in another script, linked by $6 to the field it repeats."""

import re

from catalogue.text import without_isbd
from normalize.reading import Reading
from normalize.rules import Statement

_LINK = re.compile(r"(?P<tag>\d{3})-(?P<number>\d\d)")
_TITLES = ("245", "246", "240", "130", "740")
_ISBD = re.compile(r"\s+[:/;=]\s*$")
_AFTER_A_NAME = re.compile(r"[\s/:;=,\u060c\u3001\uff0c]+$")
"""ISBD marks that end a name, once or more, and the commas of other scripts."""


def linked_titles(reading: Reading) -> tuple[str, ...]:
    """The titles in other scripts; one without link (`00` or none) that has one counts too."""
    found = []
    for statement in reading.all("linked"):
        link = _LINK.match(statement.get("link"))
        if link and link["tag"] in _TITLES:
            pieces = (_ISBD.sub("", text) for text in (statement.get("a"), statement.get("b")))
            found.append(" : ".join(filter(None, map(without_isbd, pieces))))
    return tuple(dict.fromkeys(filter(None, found)))


def linked_names(reading: Reading, person: Statement) -> tuple[str, ...]:
    """The forms of a person's name in other scripts: 880 whose $6 points back to this field."""
    link = _LINK.match(person.get("link"))
    if link is None or link["number"] == "00":
        return ()
    wanted = (person.origin.tag, link["number"])
    names = (
        _AFTER_A_NAME.sub("", statement.get("a")).strip()
        for statement in reading.all("linked")
        if (back := _LINK.match(statement.get("link"))) and back.groups() == wanted
    )
    return tuple(dict.fromkeys(filter(None, names)))
