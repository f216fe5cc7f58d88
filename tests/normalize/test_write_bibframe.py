"""The model as BIBFRAME, read back by rdflib."""

import json
import warnings

from hypothesis import given, settings
from rdflib import RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef

from catalogue.identifiers import ManifestationId, WorkId, mint
from catalogue.model import (
    BibliographicRecord,
    Carrier,
    Contributor,
    Description,
    Forms,
    Identifier,
    IsbnStatement,
    Link,
    Manifestation,
    OnlineAccess,
    Publisher,
    Series,
    Title,
)
from normalize.linked_data import to_turtle
from normalize.write_bibframe import NAMESPACE, to_bibframe
from tests.strategies import complete_records

BF = Namespace(NAMESPACE)
CODES = "http://id.loc.gov/vocabulary/"
BASE = "https://spil.example/id/"
ZEE = Description(title=Title(main="Zee", sort="zee"), carrier=Carrier.BOOK)
INSTANCE, WORK = URIRef(BASE + mint("m", "s:1")), URIRef(BASE + mint("w", "s:1"))


def manifestation(description: Description) -> Manifestation:
    return Manifestation(
        id=ManifestationId(mint("m", "s:1")),
        work=WorkId(mint("w", "s:1")),
        standing="national",
        description=description,
    )


def graph_of(description: Description) -> Graph:
    node = to_bibframe(manifestation(description), base_uri=BASE)
    return Graph().parse(data=json.dumps(node), format="json-ld")


@given(record=complete_records())
@settings(max_examples=20)
def test_any_description_is_an_instance_of_a_work(record: BibliographicRecord) -> None:
    graph = graph_of(record)
    assert (INSTANCE, RDF.type, BF.Instance) in graph
    assert (INSTANCE, BF.instanceOf, WORK) in graph
    assert (WORK, RDF.type, BF.Work) in graph
    for thing in (INSTANCE, WORK):
        title = graph.value(thing, BF.title, any=True)
        assert title is not None
    assert Literal(record.title.main) in set(graph.objects(None, BF.mainTitle))
    assert len(list(graph.objects(WORK, BF.contribution))) == len(record.contributors)
    used = {str(each) for each in graph.predicates()}
    assert all(each.startswith((NAMESPACE, str(RDF), str(RDFS), str(SKOS))) for each in used)


@given(record=complete_records())
@settings(max_examples=15)
def test_turtle_says_the_same(record: BibliographicRecord) -> None:
    turtle = to_turtle(to_bibframe(manifestation(record), base_uri=BASE))
    assert len(Graph().parse(data=turtle, format="turtle")) == len(graph_of(record))


def test_a_maker_has_a_role_and_the_main_one_is_primary() -> None:
    els = Contributor(
        name="Els Hart", surname="Hart", given="Els", role="trl", main=True, variants=("Харт",)
    )
    graph = graph_of(ZEE.model_copy(update={"contributors": (els,)}))
    contribution = graph.value(WORK, BF.contribution)
    assert (contribution, RDF.type, BF.PrimaryContribution) in graph
    assert (contribution, BF.role, URIRef(CODES + "relators/trl")) in graph
    agent = graph.value(contribution, BF.agent)
    assert (agent, RDF.type, BF.Person) in graph
    assert str(graph.value(agent, RDFS.label)) == "Hart, Els"
    assert str(graph.value(agent, SKOS.altLabel)) == "Харт"


def test_carrier_media_and_content_are_the_codes_stated_or_those_of_the_carrier() -> None:
    for forms, held in ((Forms(), "nc"), (Forms(content=("txt",), carrier=("cr",)), "cr")):
        graph = graph_of(ZEE.model_copy(update={"forms": forms}))
        assert (INSTANCE, BF.carrier, URIRef(CODES + "carriers/" + held)) in graph
        assert (WORK, BF.content, URIRef(CODES + "contentTypes/txt")) in graph


def test_numbers_have_their_class_and_say_where_they_are_wrong() -> None:
    told = ZEE.model_copy(
        update={
            "isbns": (IsbnStatement(isbn=None, text="9789499900015", cancelled=True),),
            "identifiers": (Identifier(scheme="ppn", value="900000015"),),
        }
    )
    graph = graph_of(told)
    isbn = graph.value(None, RDF.type, BF.Isbn)
    assert str(graph.value(isbn, RDF.value)) == "9789499900015"
    assert str(graph.value(graph.value(isbn, BF.status), RDFS.label)) == "cancelled"
    ppn = graph.value(None, RDF.value, Literal("900000015"))
    assert str(graph.value(graph.value(ppn, BF.source), BF.code)) == "ppn"


def test_publication_series_and_original_are_things_of_their_own() -> None:
    told = ZEE.model_copy(
        update={
            "publishers": (Publisher(name="Voorbeeld", place="Utrecht"),),
            "years": (2019,),
            "country": "nl",
            "series": (Series(title="Salamander", volume="E 194", number=194),),
            "original_title": "The sea",
            "original_languages": ("eng",),
        }
    )
    graph = graph_of(told)
    activity = graph.value(INSTANCE, BF.provisionActivity)
    assert str(graph.value(activity, BF.date)) == "2019"
    assert (activity, BF.place, URIRef(CODES + "countries/ne")) in graph
    assert str(graph.value(graph.value(activity, BF.agent), RDFS.label)) == "Voorbeeld"
    assert str(graph.value(INSTANCE, BF.seriesStatement)) == "Salamander ; E 194"
    assert graph.value(INSTANCE, BF.hasSeries) is not None
    original = graph.value(WORK, BF.translationOf)
    assert (original, BF.language, URIRef(CODES + "languages/eng")) in graph


def test_a_relation_has_its_property_or_its_name() -> None:
    links = (Link(kind="part_of", title="Eb"), Link(kind="film_of", title="Vloed"))
    graph = graph_of(ZEE.model_copy(update={"links": links}))
    assert graph.value(WORK, BF.partOf) is not None
    relation = graph.value(WORK, BF.relation)
    assert str(graph.value(graph.value(relation, BF.relationship), RDFS.label)) == "film of"


def test_an_address_that_no_iri_can_hold_is_encoded() -> None:
    odd = OnlineAccess(address="https://lezen.example/a|b{c}^`d\\e")
    told = ZEE.model_copy(
        update={
            "online": odd,
            "cover": odd.address,
            "carrier": Carrier.E_BOOK,
            "forms": Forms(carrier=("c r",)),
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        turtle = to_turtle(to_bibframe(manifestation(told), base_uri=BASE))
    read = Graph().parse(data=turtle, format="turtle")
    assert URIRef("https://lezen.example/a%7Cb%7Bc%7D%5E%60d%5Ce") in set(read.objects())
    assert URIRef(CODES + "carriers/c%20r") in set(read.objects())
