"""One manifestation in the form that its reader prefers."""

from xml.etree import ElementTree as ET

from api.formats import preferred
from tests.api.conftest import BOOK, Small


def test_a_manifestation_tells_the_source_of_its_values(small: Small) -> None:
    answer = small.client.get(f"/v1/manifestations/{BOOK}").json()
    assert answer["description"]["title"]["main"] == "Kruistocht in spijkerbroek"
    assert answer["provenance"][0] == {
        "field": "title",
        "records": ["ggc:2"],
        "rule": "first of national",
    }


def test_a_library_system_gets_marcxml(small: Small) -> None:
    answer = small.client.get(
        f"/v1/manifestations/{BOOK}", headers={"Accept": "application/marcxml+xml"}
    )
    assert answer.headers["content-type"].startswith("application/marcxml+xml")
    record = ET.fromstring(answer.content)
    assert "Kruistocht in spijkerbroek" in "".join(record.itertext())
    assert BOOK in "".join(record.itertext())


def test_the_web_gets_linked_data(small: Small) -> None:
    answer = small.client.get(
        f"/v1/manifestations/{BOOK}", headers={"Accept": "application/ld+json"}
    )
    assert answer.headers["content-type"].startswith("application/ld+json")
    assert "schema.org" in str(answer.json()["@context"])
    assert "Accept" in answer.headers["Vary"]


def test_a_library_system_gets_mods(small: Small) -> None:
    answer = small.client.get(
        f"/v1/manifestations/{BOOK}", headers={"Accept": "application/mods+xml"}
    )
    assert answer.headers["content-type"].startswith("application/mods+xml")
    record = ET.fromstring(answer.content)
    assert record.tag == "{http://www.loc.gov/mods/v3}mods"
    assert "Kruistocht in spijkerbroek" in "".join(record.itertext())


def test_bibframe_is_linked_data_that_a_link_asks_for(small: Small) -> None:
    answer = small.client.get(f"/v1/manifestations/{BOOK}?format=bibframe")
    assert answer.headers["content-type"].startswith("application/ld+json")
    node = answer.json()
    assert node["@context"]["@vocab"] == "http://id.loc.gov/ontologies/bibframe/"
    assert node["@id"].endswith(BOOK)
    assert node["title"][0]["mainTitle"] == "Kruistocht in spijkerbroek"


def test_a_link_may_name_the_form_that_a_person_clicks(small: Small) -> None:
    answer = small.client.get(f"/v1/manifestations/{BOOK}?format=marcxml")
    assert answer.headers["content-type"].startswith("application/marcxml+xml")
    assert small.client.get(f"/v1/manifestations/{BOOK}?format=pdf").status_code == 422


def test_other_forms_are_linked(small: Small) -> None:
    link = small.client.get(f"/v1/manifestations/{BOOK}").headers["Link"]
    assert 'type="application/marcxml+xml"' in link


def test_a_form_that_is_not_offered_is_refused_with_the_list(small: Small) -> None:
    answer = small.client.get(f"/v1/manifestations/{BOOK}", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "application/ld+json" in answer.json()["detail"]


def test_the_quality_that_a_reader_states_decides() -> None:
    assert preferred("application/json;q=0.5, application/ld+json") == "application/ld+json"
    assert preferred("text/html, */*;q=0.1") == "application/json"
    assert preferred("application/*;q=0.2, application/marcxml+xml;q=0.3").endswith("marcxml+xml")
    assert preferred("") == "application/json"


def test_what_a_source_keeps_to_itself_is_not_in_an_open_answer(small: Small) -> None:
    small.titles.declared = {("nbd", "annotation"): "show", ("nbd", "cover"): "nothing"}
    described = small.client.get(f"/v1/manifestations/{BOOK}").json()["description"]
    assert (described["annotation"], described["cover"]) == ("", "")
