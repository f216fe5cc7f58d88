"""Small records for the tests, written as cataloguers see them."""

from xml.sax.saxutils import escape, quoteattr

from catalogue.outcomes import Normalized, Rejected
from catalogue.source_record import Format, SourceRecord
from normalize.profiles import load_profile
from normalize.read import normalize_record
from normalize.reading import Reading
from normalize.rules import Fields

LEADER = "00000nam a2200000 i 4500"


def marcxml(*lines: str, leader: str = LEADER) -> bytes:
    """MARCXML of lines such as `245 13 $aHet diner :$broman` (`#` is a blank) or `001 12`."""
    xml = ['<record xmlns="http://www.loc.gov/MARC21/slim">', f"<leader>{leader}</leader>"]
    for line in lines:
        tag, _, rest = line.partition(" ")
        if tag < "010":
            xml.append(f'<controlfield tag="{tag}">{escape(rest)}</controlfield>')
            continue
        indicators, *subfields = rest.split("$")
        first, second = indicators.strip().ljust(2, "#").replace("#", " ")
        xml.append(f'<datafield tag="{tag}" ind1="{first}" ind2="{second}">')
        for each in subfields:
            xml.append(f"<subfield code={quoteattr(each[0])}>{escape(each[1:])}</subfield>")
        xml.append("</datafield>")
    return "".join((*xml, "</record>")).encode()


def read(payload: bytes, format: Format, dialect: str) -> Normalized | Rejected:
    """The outcome for one record of the source `s`."""
    return normalize_record(SourceRecord("s", "", format, payload), load_profile(dialect))


def kept(outcome: Normalized | Rejected) -> Normalized:
    """The outcome, which must not be a rejection."""
    assert isinstance(outcome, Normalized), outcome
    return outcome


def marc(*lines: str, leader: str = LEADER, dialect: str = "nbd_marc21") -> Normalized:
    """What a MARC 21 record of these lines becomes; it gets a number and a title if it has none."""
    numbered = lines if any(line.startswith("001") for line in lines) else ("001 1", *lines)
    titled = any(line.startswith("245") for line in numbered)
    whole = numbered if titled else (*numbered, "245 10 $aZee")
    return kept(read(marcxml(*whole, leader=leader), Format.MARCXML, dialect))


def pica(*lines: str, dialect: str = "ggc") -> Normalized:
    """What a plain PICA+ record of these lines becomes; it gets a PPN and a title if needed."""
    whole = list(lines)
    if not any(line.startswith("003@") for line in whole):
        whole.append("003@ $0900000015")
    if not any(line.startswith("021A") for line in whole):
        whole.append("021A $a@Zee")
    return kept(read("\n".join(whole).encode(), Format.PICA_PLAIN, dialect))


def rules_noticed(outcome: Normalized | Rejected) -> set[str]:
    """The rules that the problems of an outcome name."""
    return {problem.rule for problem in outcome.problems}


def reading(fields: Fields, dialect: str) -> Reading:
    """A reading of these fields, for tests of one builder."""
    return Reading("s:1", fields, load_profile(dialect))
