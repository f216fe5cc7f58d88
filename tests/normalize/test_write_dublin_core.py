"""The model to Dublin Core."""

from hypothesis import given, settings

from catalogue.model import (
    BibliographicRecord,
    Carrier,
    Classification,
    Contributor,
    Description,
    Title,
)
from catalogue.xml import local_name, parse_xml
from normalize.write_dublin_core import ELEMENTS, NAMESPACE, to_dublin_core
from tests.strategies import bibliographic_records

ADDRESS = "https://catalogue.example/m1"


def _elements(description: Description) -> list[tuple[str, str]]:
    root = parse_xml(to_dublin_core(description, address=ADDRESS))
    assert root.tag == f"{{{NAMESPACE}}}dc"
    assert all(child.tag.startswith(f"{{{ELEMENTS}}}") for child in root)
    return [(local_name(child), child.text or "") for child in root]


def test_makers_are_creators_and_helpers_contributors() -> None:
    people = (
        Contributor(name="Hans van der Beek", surname="Beek", prefix="van der", given="Hans"),
        Contributor(name="Els Hart", surname="Hart", given="Els", role="trl"),
        Contributor(name="Consumentenbond", role="ctb"),
    )
    found = _elements(Description(title=Title(main="Zee"), contributors=people))
    assert ("creator", "Beek, Hans van der") in found
    assert ("contributor", "Hart, Els") in found
    assert ("contributor", "Consumentenbond") in found


def test_a_title_has_its_parts_and_an_audiobook_is_sound() -> None:
    title = Title(main="Oorlog", rest="roman", part_number="Deel 2", part_title="Vrede")
    found = _elements(
        Description(
            title=title,
            carrier=Carrier.E_AUDIO,
            classifications=(Classification(scheme="nur", notation="301"),),
        )
    )
    assert ("title", "Oorlog. Deel 2. Vrede : roman") in found
    assert ("type", "Sound") in found
    assert ("format", "e audio") in found
    assert ("subject", "NUR 301") in found


@given(bibliographic_records())
@settings(max_examples=50, deadline=None)
def test_any_description_is_sound_dublin_core_that_names_its_address(
    record: BibliographicRecord,
) -> None:
    found = _elements(record)
    assert found[0] == ("identifier", ADDRESS)
    assert all(text.strip() for _, text in found)
    assert len(found) == len(set(found))
    assert any(name == "title" and record.title.main in text for name, text in found)
    isbns = {f"urn:isbn:{each.isbn}" for each in record.isbns if each.isbn}
    assert isbns <= {text for name, text in found if name == "identifier"}
