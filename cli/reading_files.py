"""Files handed to a command, read into our model as a stream, without a store."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from catalogue.errors import SourceError
from catalogue.outcomes import Normalized, Rejected
from catalogue.source_record import Format
from ingest.files import delivered_format, frame, head_of
from normalize.profiles import load_profile
from normalize.read import gather, normalize_records

Outcome = Normalized | Rejected

FilesArgument = Annotated[
    list[Path], typer.Argument(help="Files of MARC 21, MARCXML, PICA+ or CSV; `-` is stdin.")
]
DialectOption = Annotated[
    str, typer.Option(help="Table to read by (see `spil formats`); empty: told from the content.")
]
SourceOption = Annotated[str, typer.Option(help="Name of the source; empty: the file's name.")]

_HEAD = 1 << 16
"""Bytes of a delivery from which its dialect is told."""


def outcomes(file: Path, dialect: str, source: str) -> Iterator[Outcome]:
    """Each record of a file (`-` is stdin) in our model, or rejected; memory is that of a record.

    Raises SourceError where the file cannot be read, and for a dialect that is not known.
    """
    piped = str(file) == "-"
    name = source or ("stdin" if piped else file.name.split(".")[0])
    with _opened(file, piped=piped) as stream:
        head = stream.read(_HEAD)
        profile = load_profile(dialect or guess_dialect(head))
        framed = frame(_Resumed(head, stream), source=name, format=None, file=str(file))
        yield from normalize_records(gather(framed, profile), profile)


def guess_dialect(payload: bytes) -> str:
    """The dialect for a delivery of which only the bytes are known: the plain one of its format."""
    format = delivered_format(payload)
    if format in (Format.ONIX, Format.ISBN_LIST):
        return "onix" if format is Format.ONIX else "isbn"
    if format is Format.DCX:
        return "kb_dcx"
    if format is Format.CSV:
        header = head_of(payload).partition(b"\n")[0]
        return "local_csv" if header.count(b";") > header.count(b",") else "online"
    pica = (Format.PICA, Format.PICA_PLAIN, Format.PICA_XML, Format.PICA_JSON)
    return "plain_pica" if format in pica else "plain_marc21"


class _Resumed:
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        """The first bytes once, then the rest of the stream."""
        head, self._head = self._head, b""
        return head or self._stream.read(size)


@contextmanager
def _opened(file: Path, *, piped: bool) -> Iterator[BinaryIO]:
    if piped:
        yield sys.stdin.buffer
        return
    try:
        with file.open("rb") as stream:
            yield stream
    except OSError as problem:
        raise SourceError(f"{file} cannot be read: {problem.strerror}") from problem
