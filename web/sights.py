"""What a page shows, made ready for its template: facets, page links, shelves by library."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from api.search import FacetValue, SearchAnswer, SearchQuery
from api.works import Publication
from catalogue.model import Carrier
from holdings.availability import Availability, Shelf, ShelfState
from web.addresses import address, is_chosen, with_value
from web.words import Words

FACETS = ("carrier", "language", "audience", "author", "subject", "year", "library")
SHOWN_FIRST = 6
SHOWN_AT_MOST = 24

READ_ONLINE = frozenset((Carrier.E_BOOK, Carrier.E_AUDIO, Carrier.STREAMING_VIDEO))

_CARRIER_ORDER = tuple(Carrier)
_STATE_ORDER: tuple[ShelfState, ...] = (
    "on_shelf",
    "probably_on_shelf",
    "available_soon",
    "unknown",
    "not_available",
)


@dataclass(frozen=True)
class FacetLink:
    """A value to narrow by: its name, how many works it leaves, and where choosing it leads."""

    label: str
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class FacetGroup:
    """A facet with its values, the most frequent in sight."""

    facet: str
    label: str
    first: tuple[FacetLink, ...]
    more: tuple[FacetLink, ...]


@dataclass(frozen=True)
class PageLink:
    """A page of hits to go to; without an address it is a gap or the page one is on."""

    number: int
    address: str
    is_current: bool = False


@dataclass(frozen=True)
class LibraryShelves:
    """The branches of one library that have a publication, the best first."""

    isil: str
    name: str
    province: str
    state: ShelfState
    copies: int
    on_shelf: int
    shelves: tuple[Shelf, ...]


def facet_groups(
    answer: SearchAnswer, query: SearchQuery, words: Words, path: str
) -> tuple[FacetGroup, ...]:
    """The facets that have something to choose."""
    groups = []
    for facet in FACETS:
        values = answer.facets.get(facet, ())
        links = [_link(facet, one, query, words=words, path=path) for one in values]
        ranked = sorted(links, key=lambda link: not link.is_chosen)[:SHOWN_AT_MOST]
        if links:
            label = words.say(f"facet.{facet}")
            first, more = tuple(ranked[:SHOWN_FIRST]), tuple(ranked[SHOWN_FIRST:])
            groups.append(FacetGroup(facet, label, first, more))
    return tuple(groups)


def _link(facet: str, one: FacetValue, query: SearchQuery, *, words: Words, path: str) -> FacetLink:
    return FacetLink(
        value_name(words, facet, one.value, one.label),
        one.count,
        with_value(path, query, facet, one.value),
        is_chosen(query, facet, one.value),
    )


def value_name(words: Words, facet: str, value: str, label: str = "") -> str:
    """What a value of a facet is called."""
    if facet == "available":
        return words.say("search.available")
    if facet in ("carrier", "language", "audience"):
        return words.name_of(facet, value)
    return label or value


def search_title(answer: SearchAnswer, query: SearchQuery, words: Words) -> str:
    """The heading of a page of hits: how many, and for which words."""
    told = words.count("search.found", answer.total)
    if not query.q.strip():
        return told
    return f"{told} {words.say('search.for_words', words='“' + query.q.strip() + '”')}"


def page_links(answer: SearchAnswer, query: SearchQuery, path: str) -> tuple[PageLink, ...]:
    """The first, the last that can be reached, and the pages around this one; 0 is a gap."""
    last = min(-(-answer.total // answer.size), 10_000 // answer.size)
    if last <= 1:
        return ()
    near = range(max(answer.page - 2, 1), min(answer.page + 2, last) + 1)
    wanted = sorted({1, *near, last})
    links: list[PageLink] = []
    for number in wanted:
        if links and number > links[-1].number + 1:
            links.append(PageLink(0, ""))
        where = address(path, query, page=number if number > 1 else None)
        links.append(PageLink(number, where, is_current=number == answer.page))
    return tuple(links)


def sorted_publications(publications: Iterable[Publication]) -> list[Publication]:
    """The publications of a work: Dutch before others, by kind, the newest first."""

    def place(one: Publication) -> tuple[bool, int, int]:
        d = one.manifestation.description
        foreign = bool(d.languages) and "dut" not in d.languages
        return foreign, _CARRIER_ORDER.index(d.carrier), -max(d.years, default=0)

    return sorted(publications, key=place)


def shelf_groups(availability: Availability) -> tuple[LibraryShelves, ...]:
    """The shelves of an availability by library, those that can lend first."""
    by_library = sorted(availability.shelves, key=lambda shelf: shelf.library)
    groups = [
        _library(isil, tuple(shelves))
        for isil, shelves in groupby(by_library, key=lambda shelf: shelf.library)
    ]
    return tuple(sorted(groups, key=lambda g: (_STATE_ORDER.index(g.state), g.name.casefold())))


def _library(isil: str, shelves: Sequence[Shelf]) -> LibraryShelves:
    ranked = sorted(shelves, key=lambda s: (_STATE_ORDER.index(s.state), s.branch_name))
    return LibraryShelves(
        isil=isil,
        name=ranked[0].library_name,
        province=ranked[0].province,
        state=ranked[0].state,
        copies=sum(shelf.copies for shelf in ranked),
        on_shelf=sum(shelf.on_shelf for shelf in ranked),
        shelves=tuple(ranked),
    )
