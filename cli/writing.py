"""The forms in which normalized records are printed, and what each of them leaves out."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from catalogue.errors import SettingsError, UnwritableRecord
from catalogue.identifiers import ManifestationId, WorkId, mint
from catalogue.model import BibliographicRecord, Description, Manifestation
from catalogue.outcomes import Normalized, Rejected
from normalize.isbd import isbd_statement
from normalize.linked_data import address, to_json_ld, to_turtle
from normalize.profiles import load_table
from normalize.write_bibframe import to_bibframe
from normalize.write_dublin_core import to_dublin_core
from normalize.write_marc21 import NAMESPACE as MARC_NAMESPACE
from normalize.write_marc21 import refused, to_iso2709, to_marcxml
from normalize.write_mods import NAMESPACE as MODS_NAMESPACE
from normalize.write_mods import to_mods
from normalize.write_pica import NAMESPACE as PICA_NAMESPACE
from normalize.write_pica import to_pica, to_pica_plain, to_picaxml


class Target(StrEnum):
    """The form in which normalized records are printed."""

    JSON = "json"
    MARC = "marc"
    MARCXML = "marcxml"
    PICA = "pica"
    PLAIN = "plain"
    PICAXML = "picaxml"
    MODS = "mods"
    DC = "dc"
    JSONLD = "jsonld"
    TURTLE = "turtle"
    BIBFRAME = "bibframe"
    BIBFRAME_JSONLD = "bibframe-jsonld"
    ISBD = "isbd"


Write = Callable[[BibliographicRecord, str], bytes]
"""A record and the base of the addresses in linked data → its bytes."""


@dataclass(frozen=True)
class Form:
    """What writes a record, what stands behind each, and what stands around all of them."""

    write: Write
    behind: bytes = b"\n"
    opening: bytes = b""
    closing: bytes = b""


class Output:
    """Outcomes printed in one form: records on stdout, rejected ones as JSON lines on stderr."""

    def __init__(self, target: Target, base_uri: str) -> None:
        """Print in the form of `target`; nothing is printed before the first outcome."""
        self.counts: Counter[str] = Counter()
        self._target = target
        self._form = FORMS.get(target)
        self._base_uri = base_uri
        self._opened = False

    def put(self, outcome: Normalized | Rejected) -> None:
        """Print one outcome; a record that does not fit in the form is rejected with the reason."""
        self._open()
        if isinstance(outcome, Normalized):
            outcome = self._printed(outcome)
        self.counts[type(outcome).__name__] += 1
        if isinstance(outcome, Rejected):
            sys.stderr.write(outcome.model_dump_json() + "\n")

    def close(self) -> None:
        """Print what stands behind all records."""
        self._open()
        sys.stdout.buffer.write(self._form.closing if self._form else b"")
        sys.stdout.buffer.flush()

    def _open(self) -> None:
        if self._form and not self._opened:
            sys.stdout.buffer.write(self._form.opening)
        self._opened = True

    def _printed(self, outcome: Normalized) -> Normalized | Rejected:
        if self._form is None:
            sys.stdout.buffer.write(outcome.model_dump_json().encode() + b"\n")
            return outcome
        record = outcome.record
        try:
            written = self._form.write(record, self._base_uri)
        except UnwritableRecord as problem:
            return refused(record, problem)
        sys.stdout.buffer.write(written + self._form.behind)
        return outcome


def left_out(name: str = "") -> list[dict[str, str | int]]:
    """What the forms leave out, or one of them: field by field, with the reason.

    Raises SettingsError for a form that is not there.
    """
    table = load_table("not_carried")
    if name and name not in table:
        raise SettingsError(f"nothing is listed for {name}; there are {', '.join(table)}")
    return [
        {"form": form, "field": field, "why": why}
        for form, listed in table.items()
        for field, why in listed.items()
        if name in ("", form)
    ]


def _alone(record: BibliographicRecord) -> Manifestation:
    """The record as a manifestation of its own, with the ids that it would mint."""
    return Manifestation(
        id=ManifestationId(mint("m", str(record.key))),
        work=WorkId(mint("w", str(record.key))),
        standing="provisional",
        description=record,
    )


def _described(write: Callable[[Description, str], bytes]) -> Write:
    return lambda record, _: write(record, record.number)


def _linked(write: Callable[..., dict[str, Any]], *, turtle: bool) -> Write:
    def written(record: BibliographicRecord, base_uri: str) -> bytes:
        node = write(_alone(record), base_uri=base_uri)
        return (to_turtle(node) if turtle else json.dumps(node, ensure_ascii=False)).encode()

    return written


def _dublin_core(record: BibliographicRecord, base_uri: str) -> bytes:
    return to_dublin_core(record, address=address(_alone(record).id, base_uri))


def _in(element: str, write: Write, namespace: str = "") -> Form:
    """A form in XML, all records in one element."""
    stated = f' xmlns="{namespace}"' if namespace else ""
    opening, closing = f"<{element}{stated}>\n", f"</{element}>\n"
    return Form(write, opening=opening.encode(), closing=closing.encode())


FORMS = {
    Target.MARC: Form(_described(to_iso2709), behind=b""),
    Target.MARCXML: _in("collection", _described(to_marcxml), MARC_NAMESPACE),
    Target.PICA: Form(_described(to_pica)),
    Target.PLAIN: Form(_described(to_pica_plain)),
    Target.PICAXML: _in("collection", _described(to_picaxml), PICA_NAMESPACE),
    Target.MODS: _in("modsCollection", _described(to_mods), MODS_NAMESPACE),
    Target.DC: _in("records", _dublin_core),
    Target.JSONLD: Form(_linked(to_json_ld, turtle=False)),
    Target.TURTLE: Form(_linked(to_json_ld, turtle=True)),
    Target.BIBFRAME: Form(_linked(to_bibframe, turtle=True)),
    Target.BIBFRAME_JSONLD: Form(_linked(to_bibframe, turtle=False)),
    Target.ISBD: Form(lambda record, _: isbd_statement(record).encode()),
}
"""Every form but our own JSON, which holds the copies and problems of a record too."""
