"""Records of a CSV as bytes: the header line with the lines of one title.

Consecutive lines with the same first column are one record: a library system repeats the title for
each of its copies.
"""

import re
from collections.abc import Iterable, Iterator

_LONGEST_RECORD = 1 << 20
_MOST_LINES = 100
"""Lines of one quoted value; more means that a quote was never closed."""

_FIRST_COLUMN = re.compile(rb"\s*(\"(?:[^\"]|\"\")*\"|[^;,\t\r\n]*)")


def cut_csv(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Each record of a CSV: its header line, then the lines of one title, as they are."""
    header, title, body = b"", b"", b""
    for row in csv_rows(lines):
        if not header:
            header = row.removeprefix(b"\xef\xbb\xbf")
            continue
        first = _first_column(row)
        if body and (first != title or not first or len(body) > _LONGEST_RECORD):
            yield header + body
            body = b""
        title, body = first, body + row
    if body:
        yield header + body


def csv_rows(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines joined where a quoted value goes on; a quote never closed spoils its own line only."""
    waiting: list[bytes] = []
    quotes = 0
    for line in lines:
        if not waiting and not line.strip():
            continue
        waiting.append(line if line.endswith(b"\n") else line + b"\n")
        quotes += line.count(b'"')
        if quotes % 2 == 0:
            yield b"".join(waiting)
        elif len(waiting) <= _MOST_LINES:
            continue
        else:
            yield from waiting
        waiting, quotes = [], 0
    yield from (line for line in waiting if line.strip())


def _first_column(row: bytes) -> bytes:
    found = _FIRST_COLUMN.match(row)
    return found[1].strip(b'" ') if found else b""
