"""Normalised PICA+ cut at its signs: only the wanted fields, and only of sound records.

What has a sign where none belongs is left to `pica.py`, which reads nearly anything several times
slower. Source: PICA::Data, normalised PICA+ (`plus`).
"""

import re
from functools import lru_cache

from normalize.rules import Field, Fields

_ODD = re.compile("\x1f(?![A-Za-z0-9])|[\n\r\x1d\x9f\ufeff]|Ÿ")
"""A stray sign, an end of a line or record inside, what DOS or a mark of the byte order left."""
_HEAD = re.compile(r"(?P<tag>[012]\d\d[A-Z@])(?:/(?P<occurrence>\d{2,3}))? ?")
_new = tuple.__new__


def sound_pica(payload: bytes, wanted: frozenset[str] | None) -> Fields | None:
    """The wanted fields (None: all) in their order; None where the record is not for this reader.

    Every field, wanted or not, must be a tag, an occurrence or none, and subfields with a code.
    """
    try:
        text = payload.decode("utf-8").rstrip("\r\n\x1e\x00 ")
    except UnicodeDecodeError:
        return None
    if _ODD.search(text):
        return None
    fields = []
    for line in text.split("\x1e"):
        head, _, content = line.partition("\x1f")
        known = _tag_and_occurrence(head)
        if known is None or not content:
            return None
        tag, occurrence = known
        if wanted is None or tag in wanted:
            subfields = tuple([(piece[0], piece[1:]) for piece in content.split("\x1f")])
            # A third of the time of Field(...), for every field.
            fields.append(_new(Field, (tag, "", subfields, "  ", occurrence)))
    return Fields(tuple(fields), by="signs")


@lru_cache(maxsize=4096)
def _tag_and_occurrence(head: str) -> tuple[str, str] | None:
    found = _HEAD.fullmatch(head)
    return (found["tag"], found["occurrence"] or "") if found else None
