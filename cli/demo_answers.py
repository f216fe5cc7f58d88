"""Three answers of a catalogue that runs, by the functions of the API: what the demo ends with."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from api.availability import availability_of
from api.plans import PlanQuestion, plan_for
from api.scope import Scope
from api.search import Hit, HitPublication, SearchAnswer, SearchQuery, search_answer
from cli.behind import Asking
from holdings.availability import Availability, Shelf
from holdings.libraries import Network
from holdings.rota import Offer, Plan

QUERY = "roald dahl"
"""A maker whom most libraries of the demo have, in several carriers."""

_HITS, _SHELVES, _OFFERS = 3, 12, 4
_STATES = {
    "on_shelf": "on the shelf",
    "probably_on_shelf": "probably on the shelf",
    "available_soon": "soon",
    "not_available": "not available",
    "unknown": "unknown",
}


def sample_answers(asking: Asking, query: str = QUERY) -> Group:
    """A search, where its first work is, and who lends that to a branch without it."""
    question = SearchQuery.model_validate({"q": query})
    found = asking.ask(search_answer(asking.services, question))
    parts: list[RenderableType] = [_search(query, found)]
    if found.hits:
        network = asking.ask(asking.services.refreshed.network())
        work = found.hits[0]
        ids = [each.id for each in work.publications]
        places = asking.ask(availability_of(asking.services, ids, Scope()))
        parts += [_availability(work, places), _lending(asking, found, network)]
    return Group(*parts)


def _search(query: str, found: SearchAnswer) -> RenderableType:
    table = _table(f"1. Search for “{query}”: {found.total} works", "work", "publication", "now")
    for hit in found.hits[:_HITS]:
        makers = ", ".join(person.name for person in hit.contributors[:1])
        for place, publication in enumerate(hit.publications):
            title = f"{hit.title} / {makers}" if place == 0 else ""
            table.add_row(title, _publication(publication), _now(publication))
    return table


def _publication(publication: HitPublication) -> str:
    languages = ", ".join(publication.languages)
    return f"{publication.carrier}, {languages}, {publication.year or 'no year'}"


def _now(publication: HitPublication) -> str:
    now = publication.availability
    if now.online:
        return "to be read online"
    state = _STATES[now.state]
    return f"{state}: {now.on_shelf} of {now.copies} copies, {now.libraries} libraries"


def _availability(work: Hit, places: dict[str, Availability]) -> RenderableType:
    shelves = [
        (shelf, publication)
        for publication in work.publications
        for shelf in places[publication.id].shelves
    ]
    libraries = len({shelf.library for shelf, _ in shelves})
    table = _table(
        f"2. Where “{work.title}” is: {len(shelves)} shelves of {libraries} libraries",
        *("library", "branch", "publication", "state", "copies", "seen"),
    )
    states = list(_STATES)
    ranked = sorted(
        shelves, key=lambda s: (states.index(s[0].state), s[0].library_name, s[0].branch)
    )
    for shelf, publication in ranked[:_SHELVES]:
        table.add_row(*_shelf(shelf, publication))
    if len(ranked) > _SHELVES:
        table.add_row(f"and {len(ranked) - _SHELVES} more")
    return table


def _shelf(shelf: Shelf, publication: HitPublication) -> Iterator[str]:
    yield from (shelf.library_name, shelf.branch_name)
    yield f"{publication.carrier}, {publication.year or 'no year'}"
    yield _STATES[shelf.state]
    yield f"{shelf.on_shelf} of {shelf.copies}"
    yield f"{shelf.seen_at:%d %b %H:%M}" if shelf.seen_at else "never"


def _lending(asking: Asking, found: SearchAnswer, network: Network) -> RenderableType:
    """The plan for the first public branch whose own system has no copy to reserve."""
    publications = [publication for hit in found.hits for publication in hit.publications]
    public = [isil for isil, branch in network.branches.items() if branch.kind == "public"]
    for publication in sorted(publications, key=lambda each: -each.availability.on_shelf):
        for isil in public:
            plan = asking.ask(plan_for(asking.services, _question(publication, isil)))
            if plan.advice == "request" and len(plan.rota) > 1:
                where = f"{network.library_of(isil).name}, {network.branches[isil].name}"
                return _plan(publication, where, plan)
    return Text("3. Every branch has all of these in its own system: nothing is to be lent")


def _question(publication: HitPublication, branch: str) -> PlanQuestion:
    return PlanQuestion.model_validate({"manifestation": publication.id, "branch": branch})


def _plan(publication: HitPublication, where: str, plan: Plan) -> RenderableType:
    table = _table(
        f"3. Who lends “{publication.title}” ({publication.year}) to {where}: {plan.summary.en}",
        *("", "library", "ready", "cost", "why"),
    )
    for place, offer in enumerate(plan.rota[:_OFFERS], start=1):
        table.add_row(str(place), *_offer(offer))
    for excluded in plan.excluded[:2]:
        table.add_row("-", excluded.library_name, "", "", excluded.reason.en)
    return table


def _offer(offer: Offer) -> Iterator[str]:
    yield f"{offer.library_name}, {offer.branch_name}"
    yield f"{offer.ready:%a %d %b}"
    yield f"€ {offer.cost:.2f}"
    yield "; ".join(reason.en for reason in offer.reasons)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", expand=False)
    for column in columns:
        table.add_column(column)
    return table
