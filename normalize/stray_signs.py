"""Subfield signs (0x1F) where no subfield begins, in ISO 2709 and in the text of JSON.

Source: ISO 2709:2008 §4: a subfield is opened by 0x1F and its code; control fields have none.
"""

import re
from collections.abc import Iterable, Iterator

from normalize.decoding import Remarks
from normalize.rules import Field

_LEADER_LENGTH, _ENTRY_LENGTH = 24, 12
_FIELD_END, _SUBFIELD = b"\x1e", b"\x1f"
_WITHOUT_CODE = re.compile(rb"\x1f[\x00-\x20]")
_STRAY = re.compile("\x1f(?:[\x00-\x20]|$)")
_SIGN = re.compile("\x1f")
_NEAR = 40


def stray_signs(body: bytes) -> Remarks:
    """A remark for each field in which a sign stands without a code, or which is a control field.

    `body` is one record without its record terminator. A sound one is passed over quickly: it is
    looked through once, and its control fields are the first.
    """
    if not (_WITHOUT_CODE.search(body) or body.endswith(_SUBFIELD) or _first_in_control(body)):
        return ()
    return tuple(_remarks(body))


def signs_in_text(fields: Iterable[Field]) -> Remarks:
    """A remark for each text with a sign, of fields whose notation has no use for it."""
    texts = ((f.tag, text) for f in fields for text in (f.value, *[t for _, t in f.subfields]))
    found = ((tag, text, _SIGN.search(text)) for tag, text in texts)
    return tuple(
        ("stray_separator", tag, _around(text, sign.start())) for tag, text, sign in found if sign
    )


def _first_in_control(body: bytes) -> bool:
    """Whether the first sign of all stands in a control field, by the order of the directory."""
    ended = body.count(_FIELD_END, _LEADER_LENGTH, body.find(_SUBFIELD))
    return body.startswith(b"00", _LEADER_LENGTH + _ENTRY_LENGTH * (ended - 1))


def _remarks(body: bytes) -> Iterator[tuple[str, str, str]]:
    for tag, content in _contents(body):
        text = content.decode("utf-8", "replace")
        found = _SIGN.search(text) if tag[:2] == "00" else _STRAY.search(text)
        if found:
            yield "stray_separator", tag, _around(text, found.start())


def _around(text: str, at: int) -> str:
    return text[max(0, at - _NEAR) : at + _NEAR]


def _contents(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Each field with its tag: by its place in the directory, else the n-th tag to the n-th."""
    directory, *contents = body[_LEADER_LENGTH:].split(_FIELD_END)
    starts = range(0, len(directory), _ENTRY_LENGTH)
    entries = [directory[at : at + _ENTRY_LENGTH].decode("ascii", "replace") for at in starts]
    by_place = {entry[7:]: entry[:3] for entry in entries}
    place = 0
    for index, content in enumerate(contents):
        in_order = entries[index][:3] if index < len(entries) else "record"
        yield by_place.get(f"{place:05}", in_order), content
        place += len(content) + 1
