"""The model as linked data."""

import json

from hypothesis import given, settings
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF

from catalogue.identifiers import Isbn, ManifestationId, WorkId, mint
from catalogue.model import (
    BibliographicRecord,
    Carrier,
    Contributor,
    Description,
    Extent,
    IsbnStatement,
    Manifestation,
    Title,
)
from normalize.linked_data import to_json_ld, to_turtle
from tests.strategies import bibliographic_records

SCHEMA = Namespace("https://schema.org/")
BASE = "https://spil.example/id/"


def _manifestation(description: Description) -> Manifestation:
    id, work = ManifestationId(mint("m", "nbd:1")), WorkId(mint("w", "nbd:1"))
    return Manifestation(id=id, work=work, standing="national", description=description)


def _graph(manifestation: Manifestation) -> Graph:
    node = to_json_ld(manifestation, base_uri=BASE)
    return Graph().parse(data=json.dumps(node), format="json-ld")


DINER = Description(
    title=Title(main="Het diner", rest="roman", sort="diner"),
    isbns=(IsbnStatement(isbn=Isbn("9789499001019"), text="9789499001019"),),
    contributors=(
        Contributor(name="Herman Koch", surname="Koch", given="Herman"),
        Contributor(
            name="Hans van der Beek", surname="Beek", prefix="van der", given="Hans", role="ill"
        ),
    ),
    years=(2009,),
    extent=Extent(statement="301 p.", pages=301),
    carrier=Carrier.BOOK,
    languages=("dut",),
)


def test_a_book_is_a_book_under_its_permanent_address() -> None:
    manifestation = _manifestation(DINER)
    graph = _graph(manifestation)
    subject = URIRef(BASE + manifestation.id)
    assert (subject, RDF.type, SCHEMA.Book) in graph
    assert (subject, SCHEMA.exampleOfWork, URIRef(BASE + manifestation.work)) in graph
    assert str(graph.value(subject, SCHEMA.name)) == "Het diner : roman"
    assert str(graph.value(subject, SCHEMA.isbn)) == "9789499001019"
    author = graph.value(subject, SCHEMA.author)
    assert str(graph.value(author, SCHEMA.name)) == "Herman Koch"
    illustrator = graph.value(subject, SCHEMA.illustrator)
    assert str(graph.value(illustrator, SCHEMA.familyName)) == "van der Beek"


def test_an_audiobook_and_an_e_book_say_their_form() -> None:
    for carrier, form in ((Carrier.AUDIO_CD, "AudiobookFormat"), (Carrier.E_BOOK, "EBook")):
        graph = _graph(_manifestation(DINER.model_copy(update={"carrier": carrier})))
        assert (None, SCHEMA.bookFormat, SCHEMA[form]) in graph


def test_a_film_is_a_movie() -> None:
    graph = _graph(_manifestation(DINER.model_copy(update={"carrier": Carrier.DVD})))
    assert (None, RDF.type, SCHEMA.Movie) in graph


def test_nothing_is_said_of_what_is_not_known() -> None:
    node = to_json_ld(_manifestation(Description(title=Title(main="Zee"))), base_uri=BASE)
    assert set(node) == {"@context", "@id", "@type", "exampleOfWork", "name"}


@given(bibliographic_records())
@settings(max_examples=25, deadline=None)
def test_every_description_is_valid_linked_data(record: BibliographicRecord) -> None:
    manifestation = _manifestation(record)
    graph = _graph(manifestation)
    subject = URIRef(BASE + manifestation.id)
    assert graph.value(subject, SCHEMA.name) is not None
    isbns = {str(each) for each in graph.objects(subject, SCHEMA.isbn)}
    assert isbns == set(record.valid_isbns)


def test_linked_data_can_be_read_as_turtle() -> None:
    turtle = to_turtle(to_json_ld(_manifestation(DINER), base_uri=BASE))
    assert len(Graph().parse(data=turtle, format="turtle")) == len(_graph(_manifestation(DINER)))
