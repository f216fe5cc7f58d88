"""Descriptions written in a format that can be read back, and read."""

from collections.abc import Callable
from typing import NamedTuple

from catalogue.model import BibliographicRecord, Description
from catalogue.outcomes import Normalized
from catalogue.source_record import Format, SourceRecord
from normalize.profiles import load_profile
from normalize.read import normalize_record
from normalize.write_marc21 import to_iso2709, to_marcxml
from normalize.write_pica import to_pica, to_pica_plain, to_picaxml


class Written(NamedTuple):
    """A format with its writer, and the dialect that reads what it wrote."""

    format: Format
    write: Callable[[Description, str], bytes]
    dialect: str
    listed: str


BOTH_WAYS = {
    "marcxml": Written(Format.MARCXML, to_marcxml, "plain_marc21", "marc"),
    "marc": Written(Format.MARC, to_iso2709, "plain_marc21", "marc"),
    "picaxml": Written(Format.PICA_XML, to_picaxml, "spil_pica", "pica"),
    "plain": Written(Format.PICA_PLAIN, to_pica_plain, "spil_pica", "pica"),
    "pica": Written(Format.PICA, to_pica, "spil_pica", "pica"),
}


def read_back(payload: bytes, written: Written) -> BibliographicRecord:
    """What a written record is read as."""
    source_record = SourceRecord("s", "", written.format, payload)
    outcome = normalize_record(source_record, load_profile(written.dialect))
    assert isinstance(outcome, Normalized), outcome
    assert not any(problem.rule == "bytes_not_text" for problem in outcome.problems)
    return outcome.record


def again(description: Description, written: Written, number: str = "900000015") -> Description:
    """The description after it was written and read back."""
    record = read_back(written.write(description, number), written)
    assert record.number == number
    return Description(**record.model_dump(exclude={"source", "number", "provisional"}))
