"""Records cut out of JSON as bytes: one after another, one a line, or in one array."""

import re
from collections.abc import Iterable, Iterator

LONGEST = 1 << 20
"""Longest record in bytes; longer runs come in pieces, so memory stays flat."""

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|["\[\]{}]', re.DOTALL)
_IN_ARRAY = re.compile(rb"[\s\xef\xbb\xbf]*\[(?=\s*(?:\{|\[\s*\[|\]))")
"""An array of records; one of PICA JSON begins with an array of fields."""
_LINE = re.compile(rb"[\s\xef\xbb\xbf]*(?:\{.*\}|\[.*\])[ \t\r]*\n\s*[\[{]")
_BETWEEN = b" \t\r\n,\x00\x1a"


def cut_json(blocks: Iterable[bytes], head: bytes) -> Iterator[bytes]:
    """Each record as its bytes; what is broken, or was cut off, is one more record.

    `head` are the first bytes, which tell whether the records stand in one array or one a line; of
    lines, a broken one spoils no other.
    """
    if not _IN_ARRAY.match(head) and _LINE.match(head):
        yield from _lines(blocks)
        return
    text, opened = b"", _IN_ARRAY.match(head) is None
    for block in blocks:
        text += block
        if not opened:
            text, opened = _IN_ARRAY.sub(b"", text, count=1), True
        pieces, text = _values(text)
        yield from pieces
        if len(text) > LONGEST:
            yield text
            text = b""
    rest = text.strip(_BETWEEN + b"]")
    if rest:
        yield text.strip(_BETWEEN)


def _lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    text = b""
    for block in blocks:
        *lines, text = (text + block).split(b"\n")
        yield from filter(None, (line.strip(_BETWEEN) for line in lines))
        if len(text) > LONGEST:
            yield text
            text = b""
    if text.strip(_BETWEEN):
        yield text.strip(_BETWEEN)


def _values(text: bytes) -> tuple[list[bytes], bytes]:
    """The whole values in `text`, and what is left behind the last of them."""
    found: list[bytes] = []
    depth = start = done = 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign == b'"':
            break  # This string goes on in the next block.
        if sign in b"[{":
            start = start if depth else token.start()
            depth += 1
        elif sign in b"]}" and depth:
            depth -= 1
            if not depth:
                found.append(text[start : token.end()])
                done = token.end()
    return found, text[done:]
