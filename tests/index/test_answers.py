"""Golden questions to the real engine, over the works of the fixtures."""

from datetime import date, timedelta

import pytest

from catalogue.copies import CirculationState
from catalogue.copies import ManifestationHoldings as Held
from catalogue.errors import QueryError, SearchError
from catalogue.identifiers import Isil
from catalogue.model import Carrier, Contributor, Description, OnlineAccess, Subject, Title
from index.answers import find, find_async
from index.documents import document_of
from index.elastic import AsyncCluster, ElasticCluster
from index.mapping import index_name
from index.publish import publish
from index.request import SearchRequest
from tests.index.known_works import (
    NOW,
    copy_in,
    described,
    held,
    known_network,
    known_works,
    work_of,
)

pytestmark = pytest.mark.elasticsearch

ALIAS, SMALL = "golden", "small"
ASSEN, DRACHTEN = "NL-0890011001", "NL-0890031001"


@pytest.fixture(scope="module")
def cluster(search_url):
    found = ElasticCluster(search_url)
    fill(found, ALIAS, known_works())
    fill(found, SMALL, small_works())
    yield found
    for alias in (ALIAS, SMALL):
        found.delete(index_name(alias, 1))
    found.close()


def fill(cluster, alias, works):
    index = index_name(alias, 1)
    cluster.delete(index)
    documents = [document_of(work, known_network(), NOW) for work in works]
    publish(cluster, documents, alias=alias, index=index, settle=lambda _: len(documents))


def ask(cluster, q="", alias=ALIAS, now=NOW, **fields):
    return find(cluster, alias, SearchRequest(q=q, **fields), now=now)


def titles(answer):
    return [hit.title for hit in answer.hits]


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("de avonden", "De avonden"),
        ("avonden", "De avonden"),
        ("DE AVONDEN", "De avonden"),
        ("het diner koch", "Het diner"),
        ("koch diner", "Het diner"),
        ("harry potter 3", "Harry Potter en de gevangene van Azkaban"),
        ("harry potter drie", "Harry Potter en de gevangene van Azkaban"),
        ("harry potter deel III", "Harry Potter en de gevangene van Azkaban"),
        ("prisoner of azkaban", "Harry Potter en de gevangene van Azkaban"),
        ("978-94-99001-01-9", "Het diner"),
        ("9789499001019", "Het diner"),
        ("isbn 94-99001-01-8", "Het diner"),
        ('"het diner"', "Het diner"),
    ],
)
def test_who_knows_what_he_wants_finds_it_first(cluster, q, first):
    answer = ask(cluster, q)
    assert titles(answer)[0] == first
    assert not answer.similar


def test_a_maker_finds_what_they_made_and_nothing_else(cluster):
    answer = ask(cluster, "herman koch")
    assert answer.total >= 2
    makers = [{p.name for p in h.contributors} for h in answer.hits]
    assert all("Herman Koch" in names for names in makers)


@pytest.mark.parametrize("q", ["harry poter", "het dinner koch", "hary potter", "de avonde"])
def test_a_typing_error_still_finds_what_was_meant(cluster, q):
    assert ask(cluster, q).total > 0


def test_nonsense_finds_nothing(cluster):
    answer = ask(cluster, "qxzvwk jjjpqr")
    assert (answer.total, answer.hits, answer.similar) == (0, (), False)


def test_an_empty_question_shows_everything_with_its_facets(cluster):
    answer = ask(cluster, size=100)
    assert answer.total == len(known_works())
    assert {"carrier", "language", "library", "available", "year"} <= answer.facets.keys()


def test_pages_follow_each_other_without_gap_or_repeat(cluster):
    pages = [ask(cluster, "de", page=n, size=20) for n in (1, 2, 3)]
    ids = [hit.id for page in pages for hit in page.hits]
    assert len(ids) == len(set(ids)) == 60
    whole = ask(cluster, "de", size=60)
    assert [hit.id for hit in whole.hits] == ids


def test_the_deepest_page_is_told(cluster):
    with pytest.raises(QueryError, match="narrow the search"):
        ask(cluster, page=200, size=100)


def test_a_facet_keeps_its_own_alternatives_and_follows_the_others(cluster):
    free = {v.value: v.works for v in ask(cluster).facets["carrier"]}
    chosen = ask(cluster, carrier=("e_book",))
    assert {v.value: v.works for v in chosen.facets["carrier"]} == free
    assert chosen.total == free["e_book"]
    for value in chosen.facets["language"]:
        both = ask(cluster, carrier=("e_book",), language=(value.value,))
        assert both.total == value.works


def test_every_count_is_the_number_of_works_that_the_filter_leaves(cluster):
    answer = ask(cluster, "koning")
    for facet in ("carrier", "language", "subject", "author", "library"):
        for value in answer.facets[facet][:4]:
            assert ask(cluster, "koning", **{facet: (value.value,)}).total == value.works
    [now] = answer.facets["available"]
    assert ask(cluster, "koning", available=True).total == now.works
    for value in answer.facets["year"][:4]:
        year = int(value.value)
        assert ask(cluster, "koning", year_from=year, year_to=year).total == value.works


def test_two_values_of_a_filter_are_alternatives(cluster):
    one, other = (ask(cluster, carrier=(c,)).total for c in ("dvd", "e_book"))
    assert max(one, other) <= ask(cluster, carrier=("dvd", "e_book")).total <= one + other


def test_the_manifestations_shown_are_those_that_meet_the_filters(cluster):
    answer = ask(cluster, "het diner", carrier=("e_book",))
    shown = [found for hit in answer.hits for found in hit.manifestations]
    assert shown
    assert {found.carrier for found in shown} == {"e_book"}


def test_the_manifestation_with_the_number_is_shown_first(cluster):
    [hit] = ask(cluster, "978-94-99001-02-6").hits
    assert hit.manifestations[0].isbns == ("9789499001026",)
    assert hit.matching > 1


@pytest.mark.parametrize("sort", ["title", "author", "newest", "oldest"])
def test_every_order_gives_the_same_works(cluster, sort):
    ids = {hit.id for hit in ask(cluster, "koning", size=100).hits}
    assert {hit.id for hit in ask(cluster, "koning", size=100, sort=sort).hits} == ids


def test_titles_stand_under_the_word_after_the_article(cluster):
    found = titles(ask(cluster, "koch", sort="title"))
    assert found.index("Het diner") < found.index("Zomerhuis met zwembad")


async def test_the_api_finds_the_same(cluster):
    waiting = AsyncCluster(cluster.url)
    try:
        request = SearchRequest(q="het diner koch")
        assert await find_async(waiting, ALIAS, request, now=NOW) == ask(cluster, request.q)
        assert await waiting.health() in ("green", "yellow")
    finally:
        await waiting.close()


def test_a_search_before_the_first_publication_is_told(cluster):
    with pytest.raises(SearchError, match="no such index"):
        ask(cluster, "diner", alias="nothing")


# A country of few works, to reckon by hand.


def book(name, title, **fields):
    return described(name, Description(title=Title(main=title), carrier=Carrier.BOOK, **fields))


def small_works():
    network = known_network()
    dutch = book("huis-nl", "Het stille huis", languages=("dut",))
    english = book("huis-en", "The silent house", languages=("eng",))
    yield work_of(held(dutch, [], network), held(english, [Isil(ASSEN)], network))
    yield work_of(held(book("huizen", "Huizen", languages=("dut",)), [Isil(DRACHTEN)], network))
    loan = copy_in(Isil(ASSEN), network, state=CirculationState.ON_LOAN)
    yield work_of(Held(manifestation=book("brieven", "Brieven aan een vriend"), items=(loan,)))
    yield work_of(online("licht", "Licht in zicht", date(2026, 11, 1), date(2026, 11, 25)))
    yield work_of(online("later", "Later licht", date(2026, 12, 1), None))
    own = described("eigen", Description(title=Title(main="Ons dorpshuis")), "local")
    yield work_of(held(own, [Isil(ASSEN)], network))
    both = book("kerk", "De kerk van Assen")
    mine = described("kerk-eigen", Description(title=Title(main="Kruiskerk")), "local")
    yield work_of(held(both, [], network), held(mine, [Isil(ASSEN)], network))
    yield work_of(
        held(
            book(
                "dijk",
                "Dijken",
                contributors=(Contributor(name="Stijn de Bruijn", main=True),),
                subjects=(Subject(term="Waterstaat"),),
            ),
            [Isil(ASSEN)],
            network,
        )
    )


def online(name, title, licence_from, licence_until):
    access = OnlineAccess(
        address="https://example.org/x", licence_from=licence_from, licence_until=licence_until
    )
    description = Description(title=Title(main=title), carrier=Carrier.E_BOOK, online=access)
    return Held(manifestation=described(name, description), online=(access,))


def small(cluster, q="", **fields):
    return titles(ask(cluster, q, alias=SMALL, **fields))


def test_the_plural_finds_the_singular_and_what_was_typed_comes_first(cluster):
    assert small(cluster, "huizen") == ["Huizen", "Het stille huis"]
    assert small(cluster, "huis")[0] == "Het stille huis"
    assert small(cluster, "brief") == ["Brieven aan een vriend"]


def test_on_the_shelf_and_dutch_are_said_of_the_same_manifestation(cluster):
    assert small(cluster, "huis", available=True, language=("eng",)) == ["Het stille huis"]
    assert small(cluster, "stille huis", available=True, language=("dut",)) == []


def test_a_copy_on_loan_is_held_and_not_available(cluster):
    assert small(cluster, "brieven", isil=ASSEN) == ["Brieven aan een vriend"]
    assert small(cluster, "brieven", isil=ASSEN, available=True) == []


def test_a_scope_holds_what_lies_in_it(cluster):
    province = known_network().province_of(DRACHTEN)
    assert small(cluster, "huizen", province=province) == ["Huizen"]
    assert small(cluster, "huizen", isil=ASSEN, language=("dut",)) == []


def test_availability_decays_without_a_write(cluster):
    assert small(cluster, "huizen", available=True, isil=DRACHTEN) == ["Huizen"]
    later = NOW + timedelta(days=40)
    assert small(cluster, "huizen", available=True, isil=DRACHTEN, now=later) == []
    assert small(cluster, "huizen", isil=DRACHTEN, now=later) == ["Huizen"]


def test_a_title_leaves_on_the_day_its_licence_ends_and_comes_on_the_day_it_begins(cluster):
    assert small(cluster, "licht") == ["Licht in zicht"]
    assert small(cluster, "licht", available=True, isil=ASSEN) == ["Licht in zicht"]
    last = NOW.replace(day=25, hour=23)
    assert small(cluster, "licht", now=last) == ["Licht in zicht"]
    assert small(cluster, "licht", now=last + timedelta(hours=2)) == []
    assert small(cluster, "licht", now=NOW.replace(month=12, day=2)) == ["Later licht"]


def test_a_local_title_is_only_found_at_home(cluster):
    library = known_network().branches[Isil(ASSEN)].library
    assert small(cluster, "dorpshuis", isil=ASSEN) == ["Ons dorpshuis"]
    assert small(cluster, "dorpshuis", library=(library,)) == ["Ons dorpshuis"]
    assert "Ons dorpshuis" not in small(cluster, "dorpshuis")
    assert "Ons dorpshuis" not in small(cluster, "dorpshuis", isil=DRACHTEN)
    province = known_network().province_of(ASSEN)
    assert "Ons dorpshuis" not in small(cluster, "dorpshuis", province=province)


def test_the_own_words_of_a_library_find_a_shared_work_only_there(cluster):
    assert small(cluster, "kruiskerk", isil=ASSEN) == ["De kerk van Assen"]
    assert "De kerk van Assen" not in small(cluster, "kruiskerk", isil=DRACHTEN)


def test_ij_and_y_are_one_in_names_only(cluster):
    assert small(cluster, "bruyn") == ["Dijken"]
    assert small(cluster, "dyken") == []


def test_a_branch_chooses_what_its_library_is_counted_under(cluster):
    assert "Dijken" in small(cluster, "dijken", library=(ASSEN,))
    [found] = [value.value for value in ask(cluster, "dijken", alias=SMALL).facets["library"]]
    assert found == known_network().branches[Isil(ASSEN)].library
