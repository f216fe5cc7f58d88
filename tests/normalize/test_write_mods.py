"""The model to MODS."""

from hypothesis import given, settings
from lxml import etree

from catalogue.model import (
    BibliographicRecord,
    Carrier,
    Classification,
    Contributor,
    Description,
    IsbnStatement,
    Link,
    Publisher,
    Subject,
    Title,
)
from normalize.write_mods import NAMESPACE, to_mods
from tests.strategies import complete_records

ZEE = Description(title=Title(main="Zee", sort="zee"))
TYPES = {
    *("text", "cartographic", "notated music", "sound recording-musical", "still image"),
    *("sound recording-nonmusical", "moving image", "three dimensional object"),
    *("software, multimedia", "mixed material"),
}
"""The values that MODS has for typeOfResource."""
TOP = {
    *("titleInfo", "name", "typeOfResource", "genre", "originInfo", "language", "abstract"),
    *("physicalDescription", "targetAudience", "note", "subject", "classification"),
    *("relatedItem", "identifier", "location", "accessCondition", "part", "recordInfo"),
}
"""The elements that stand in `<mods>`."""


def read(description: Description) -> etree._Element:
    return etree.fromstring(to_mods(description, "m1"))


def texts(description: Description, path: str) -> list[str]:
    """The texts at a path such as `name/namePart[@type="family"]`."""
    prefixed = "/".join(f"m:{step}" for step in path.split("/"))
    found = read(description).xpath(prefixed, namespaces={"m": NAMESPACE})
    return [each.text for each in found]


@given(record=complete_records())
@settings(max_examples=25)
def test_any_description_is_mods_of_known_elements_without_empty_ones(
    record: BibliographicRecord,
) -> None:
    root = read(record)
    assert root.tag == f"{{{NAMESPACE}}}mods"
    assert root.get("version") == "3.8"
    assert {etree.QName(each).localname for each in root} <= TOP
    assert all(len(each) or (each.text or "").strip() for each in root.iter())
    assert all(value.strip() for each in root.iter() for value in each.attrib.values())
    assert root.findtext(f"{{{NAMESPACE}}}recordInfo/{{{NAMESPACE}}}recordIdentifier") == "m1"


def test_every_carrier_is_a_type_that_mods_knows() -> None:
    for carrier in Carrier:
        found = texts(ZEE.model_copy(update={"carrier": carrier}), "typeOfResource")
        assert set(found) <= TYPES
        assert len(found) == (carrier is not Carrier.UNKNOWN)


def test_the_article_stands_apart_from_the_title() -> None:
    title = Title(main="De zee", rest="roman", part_number="2", part_title="Eb", sort="zee")
    told = Description(title=title)
    assert texts(told, "titleInfo/nonSort") == ["De"]
    assert texts(told, "titleInfo/title") == ["zee"]
    assert texts(told, "titleInfo/partNumber") == ["2"]


def test_a_person_has_name_dates_role_and_number() -> None:
    person = Contributor(
        name="Els van der Hart",
        surname="Hart",
        prefix="van der",
        given="Els",
        role="trl",
        dates="1953-",
        authority="068350712",
        variants=("Харт, Эльс",),
        main=True,
    )
    told = ZEE.model_copy(update={"contributors": (person,)})
    assert texts(told, 'name[@usage="primary"]/namePart') == ["Hart", "Els van der", "1953-"]
    assert texts(told, "name/role/roleTerm") == ["trl"]
    assert texts(told, "name/nameIdentifier") == ["068350712"]
    assert texts(told, "name/alternativeName/namePart") == ["Харт, Эльс"]


def test_numbers_that_are_wrong_say_so() -> None:
    wrong = IsbnStatement(isbn=None, text="9789499001018")
    told = ZEE.model_copy(update={"isbns": (wrong,)})
    assert texts(told, 'identifier[@type="isbn"][@invalid="yes"]') == ["9789499001018"]


def test_terms_and_notations_name_their_scheme() -> None:
    told = ZEE.model_copy(
        update={
            "subjects": (Subject(term="Zee -- geschiedenis", scheme="btr"),),
            "classifications": (Classification(scheme="siso", notation="157"),),
        }
    )
    assert texts(told, 'subject[@authority="btr"]/topic') == ["Zee", "geschiedenis"]
    assert texts(told, 'classification[@authority="siso"]') == ["157"]


def test_related_publications_are_of_the_kind_that_mods_has_or_our_own() -> None:
    links = (Link(kind="part_of", title="Eb"), Link(kind="film_of", title="Vloed"))
    told = ZEE.model_copy(update={"links": links})
    assert texts(told, 'relatedItem[@type="host"]/titleInfo/title') == ["Eb"]
    assert texts(told, 'relatedItem[@otherType="film_of"]/titleInfo/title') == ["Vloed"]


def test_each_publisher_stands_with_its_place_and_the_year_once() -> None:
    houses = (Publisher(name="A", place="Utrecht"), Publisher(name="B", place="Tielt"))
    told = ZEE.model_copy(update={"publishers": houses, "years": (2019,)})
    assert texts(told, "originInfo/publisher") == ["A", "B"]
    assert texts(told, "originInfo/dateIssued") == ["2019"]
