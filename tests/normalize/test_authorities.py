from pathlib import Path

import pytest

from catalogue.authority import Authority, Related
from catalogue.outcomes import Rejected
from catalogue.source_record import Format, SourceRecord
from normalize.authorities import read_authority
from normalize.profiles import load_profile

BROKEN = Path(__file__).parents[2] / "fixtures" / "broken"
PICA = b"""002@ $0Tp1
003@ $0068512345
028A $aBerg$cvan den$dJan
028@ $aBergh$cvan den$dJ.
028@ $PJan van Parijs
028R $aSchuilnaam$dKarel$9068599999$4pseu
060R $a1951$b2001
"""
CONCEPT = b"""002@ $0Ts1
003@ $0075600000
041A $aFietsen
041@ $aRijwielen
041R $aVervoermiddelen$9075600001$4obal
041R $aRacefietsen$9075600002$4nbal
041R $aWielrennen$9075600003
"""
MARC = b"""<record><leader>00000nz  a2200000n  4500</leader>
<controlfield tag="001">k1</controlfield>
<datafield tag="150" ind1=" " ind2=" "><subfield code="a">Fietsen.</subfield></datafield>
<datafield tag="450" ind1=" " ind2=" "><subfield code="a">Rijwielen</subfield></datafield>
<datafield tag="550" ind1=" " ind2=" "><subfield code="w">g</subfield>
<subfield code="a">Vervoer</subfield><subfield code="0">(NBD)k2</subfield></datafield></record>"""


def read(payload: bytes, format: Format, dialect: str) -> Authority | Rejected:
    return read_authority(SourceRecord("nta", "", format, payload), load_profile(dialect))


def test_a_person_is_found_under_every_name_and_linked_to_a_pseudonym() -> None:
    found = read(PICA, Format.PICA_PLAIN, "authority_pica")
    assert found == Authority(
        source="nta",
        number="068512345",
        kind="person",
        name="Berg, Jan van den",
        dates="1951-2001",
        variants=("Bergh, J. van den", "Jan van Parijs"),
        see_also=(Related(name="Schuilnaam, Karel", number="068599999"),),
    )


def test_a_subject_knows_what_is_broader_and_narrower() -> None:
    found = read(CONCEPT, Format.PICA_PLAIN, "authority_pica")
    assert isinstance(found, Authority)
    assert (found.kind, found.name, found.variants) == ("topic", "Fietsen", ("Rijwielen",))
    assert found.broader == (Related(name="Vervoermiddelen", number="075600001"),)
    assert found.narrower == (Related(name="Racefietsen", number="075600002"),)
    assert found.see_also == (Related(name="Wielrennen", number="075600003"),)


def test_marc_authorities_are_read_by_their_own_table() -> None:
    found = read(MARC, Format.MARCXML, "authority_marc21")
    assert isinstance(found, Authority)
    assert (found.number, found.kind, found.name) == ("k1", "topic", "Fietsen")
    assert found.broader == (Related(name="Vervoer", number="k2"),)
    koch = read((BROKEN / "authority_record.mrc").read_bytes(), Format.MARC, "authority_marc21")
    assert isinstance(koch, Authority)
    assert (koch.kind, koch.name) == ("person", "Koch, Herman")


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"002@ $0Aav\n003@ $01\n021A $aHet @diner\n", "describes a publication"),
        (b"002@ $0Tp1\n003@ $01\n", "give the preferred name"),
        (b"unreadable", "no PICA"),
    ],
)
def test_what_is_no_authority_is_rejected_with_the_reason(payload: bytes, reason: str) -> None:
    found = read(payload, Format.PICA_PLAIN, "authority_pica")
    assert isinstance(found, Rejected)
    assert reason in found.reason
