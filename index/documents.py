"""What the search engine gets to see: one document a work, its manifestations nested."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from catalogue.copies import Item, ManifestationHoldings, WorkPayload
from catalogue.model import Contributor, Description, OnlineAccess
from catalogue.text import fold, sort_key
from holdings.availability import requestable_until
from holdings.libraries import Network

COUNTRY = "nl"
"""The place that every copy of every library is in."""

MOST_SHELVES = 48
"""Moments of decay kept apart for a manifestation; with more, they are rounded further down."""

_GRAINS = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Document:
    """A work's search document; without `body` the work is no more. Higher versions are later."""

    id: str
    version: int
    body: Mapping[str, Any] | None


def document_of(payload: WorkPayload, network: Network, now: datetime) -> Document:
    """The search document of a work as it stands at `now`, under the version of its payload."""
    return Document(payload.work.id, payload.version, build_document(payload, network, now))


def build_document(payload: WorkPayload, network: Network, now: datetime) -> dict[str, Any]:
    """What search keeps of a work: texts to find it by, and each manifestation to filter by.

    A shelf's answer carries the moment after which it is not known any more, and a licence its
    days, so that the document stays true while nothing happens. What only one library describes
    adds no word to a work that others have too.
    """
    parts = [_manifestation(part, network, now) for part in payload.manifestations]
    shared = [p for p in payload.manifestations if p.manifestation.standing != "local"]
    described = [p.manifestation.description for p in shared or payload.manifestations]
    years = sorted(year for d in described for year in d.years)
    work = payload.work
    return {
        "id": work.id,
        "title": work.title,
        "original_title": work.original_title,
        "sort_title": work.sort_title or fold(work.title),
        "sort_author": _sort_author(work.contributors),
        "contributors": [_person(c) for c in work.contributors],
        "languages": _unique(language for d in described for language in d.languages),
        "year_first": years[0] if years else None,
        "year_last": years[-1] if years else None,
        "copies": sum(part["copies"] for part in parts),
        "libraries": len({library for part in parts for library in part["libraries"]}),
        **_texts(payload, described),
        "manifestations": parts,
    }


def _texts(payload: WorkPayload, described: Sequence[Description]) -> dict[str, Any]:
    """The fields that a reader's words are looked up in."""
    work = payload.work
    titles = _unique([work.title, work.original_title, *(t for d in described for t in _titles(d))])
    people = [*work.contributors, *(c for d in described for c in d.contributors)]
    names = _unique(name for person in people for name in spellings(person.name))
    authors = _unique(name for d in described for name in _authors(d))
    series = _unique(text for d in described for text in _series(d))
    topics = _unique(s.term for d in described for s in (*d.subjects, *d.genres))
    return {
        "title_keys": _unique(_title_keys(titles, described)),
        "titles": titles,
        "makers": _unique(name for author in authors for name in spellings(author)),
        "names": names,
        "series": series,
        "topics": topics,
        "annotations": _unique(d.annotation for d in described),
        # One value: words of title, maker and series meet in it whatever field they stand in.
        "all": " · ".join([*titles, *names, *series, *topics]),
        "isbns": _unique(isbn for d in described for isbn in _isbns(d)),
        "identifiers": _unique(i.value for d in described for i in d.identifiers),
    }


def _manifestation(part: ManifestationHoldings, network: Network, now: datetime) -> dict[str, Any]:
    """A manifestation as it is filtered by and shown."""
    manifestation = part.manifestation
    d = manifestation.description
    items = [item for item in part.items if _is_known(item, network)]
    owners = {holding.library for holding in part.holdings} | {item.library for item in items}
    branches = {item.place or item.branch for item in items}
    return {
        "id": manifestation.id,
        "standing": manifestation.standing,
        **_shown(d),
        "words": " · ".join(_words(d)),
        "authors": _authors(d),
        "carrier": d.carrier.value,
        "languages": list(d.languages),
        "audience": list(d.audience),
        "avi": d.avi,
        "subjects": _unique(subject.term for subject in d.subjects),
        "genres": _unique(genre.term for genre in d.genres),
        "classifications": [f"{c.scheme}:{c.notation}" for c in d.classifications],
        "publisher": _unique(publisher.name for publisher in d.publishers),
        "year": d.years[0] if d.years else None,
        "isbns": _isbns(d),
        "identifiers": _unique(i.value for i in d.identifiers),
        "copies": len(items),
        "libraries": sorted(owners),
        "places": sorted(_places(branches, owners, network)),
        "online": bool(part.online),
        "licence": [_days(access) for access in part.online],
        "shelves": shelves(items, network, now),
    }


def _shown(d: Description) -> dict[str, Any]:
    part = " ".join(text for text in (d.title.part_number, d.title.part_title) if text)
    return {
        "title": d.title.main,
        "subtitle": d.title.rest,
        "part": part,
        "responsibility": d.title.responsibility,
        "edition": d.edition.statement,
        "series": [{"title": s.title, "number": s.number, "volume": s.volume} for s in d.series],
        "contributors": [_person(c) for c in d.contributors],
        "cover": d.cover,
        "annotation": d.annotation,
    }


def shelves(items: Iterable[Item], network: Network, now: datetime) -> list[dict[str, Any]]:
    """Where a copy can be had, grouped by the moment (UTC) after which nobody can say so.

    The moment of a branch is that of its best copy, rounded down to the hour, so that search never
    promises longer than the shelf itself; to six hours or a day where there would be many groups.
    """
    last: dict[str, datetime] = {}
    for item in items:
        until = requestable_until(item, network, now)
        branch = item.place or item.branch
        if until is not None and until > last.get(branch, now):
            last[branch] = until
    groups: dict[datetime, list[str]] = {}
    for grain in _GRAINS:
        groups = _grouped(last, grain)
        if len(groups) <= MOST_SHELVES:
            break
    return [
        {"until": until.isoformat(), "places": sorted(_places(branches, (), network))}
        for until, branches in sorted(groups.items())
    ]


def _grouped(last: Mapping[str, datetime], grain: timedelta) -> dict[datetime, list[str]]:
    groups: defaultdict[datetime, list[str]] = defaultdict(list)
    for branch, until in last.items():
        groups[_EPOCH + (until - _EPOCH) // grain * grain].append(branch)
    return dict(groups)


def _places(branches: Iterable[str], libraries: Iterable[str], network: Network) -> set[str]:
    """The branches and libraries with all that they lie in: library, province, country."""
    named = set(branches)
    owners = {network.branches[branch].library for branch in named if branch in network.branches}
    owners |= set(libraries)
    provinces = {network.libraries[isil].province for isil in owners if isil in network.libraries}
    return named | owners | provinces | ({COUNTRY} if owners else set())


def _is_known(item: Item, network: Network) -> bool:
    """Whether the network in force describes where the copy is and which system tells of it."""
    known = item.installation in network.installations and item.branch in network.branches
    return known and (item.place is None or item.place in network.branches)


def _days(access: OnlineAccess) -> dict[str, str]:
    """The days on which a licence runs, as a range of dates; one without an end stays open."""
    days: dict[str, str] = {}
    if access.licence_from:
        days["gte"] = _midnight(access.licence_from)
    if access.licence_until:
        days["lt"] = _midnight(access.licence_until + timedelta(days=1))
    return days or {"gte": _midnight(date(1970, 1, 1))}


def _midnight(day: date) -> str:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).isoformat()


def _titles(d: Description) -> Iterator[str]:
    yield f"{d.title.main} {d.title.rest}".strip()
    yield from (d.title.part_title, d.original_title, *d.variant_titles)


def _title_keys(titles: Iterable[str], described: Iterable[Description]) -> Iterator[str]:
    """Whole titles for who knows what he wants: folded, with and without the first article."""
    for d in described:
        language = d.languages[0] if d.languages else "dut"
        for title in (d.title.main, d.title.part_title, *d.variant_titles):
            yield fold(title)
            yield sort_key(title, language)
        yield from (fold(text) for text in _series(d))
    for title in titles:
        yield fold(title)
        yield sort_key(title)


def _series(d: Description) -> Iterator[str]:
    """Series with the number as stated and in figures: `Harry Potter deel III`, `... 3`."""
    for series in d.series:
        yield f"{series.title} {series.volume}".strip()
        if series.number is not None:
            yield f"{series.title} {series.number}"
    if d.title.part_number:
        yield f"{d.title.main} {d.title.part_number}"
    if d.volume.number is not None:
        yield f"{d.title.main} {d.volume.number}"


def _words(d: Description) -> Iterator[str]:
    yield from (text for text in _titles(d) if text)
    yield from (name for c in d.contributors for name in spellings(c.name))
    yield from _series(d)


def spellings(name: str) -> tuple[str, ...]:
    """A name as it is and with `ij` and `y` exchanged, which readers cannot tell apart."""
    return (name, *_unique(v for v in (_exchange(name, "ij", "y"), _exchange(name, "y", "ij"))))


def _exchange(name: str, old: str, new: str) -> str:
    plain = name.replace("ĳ", "ij").replace("Ĳ", "IJ")
    other = plain.replace(old, new).replace(old.upper(), new.upper())
    other = other.replace(old.capitalize(), new.capitalize())
    return other if other != plain else ""


def _authors(d: Description) -> list[str]:
    """Who made it: main names and authors, not translators or readers."""
    return _unique(c.name for c in d.contributors if c.main or c.role == "aut")


def _sort_author(contributors: Sequence[Contributor]) -> str:
    """The first maker under the family name, prefix behind it."""
    if not contributors:
        return ""
    first = contributors[0]
    return fold(f"{first.surname or first.name} {first.given} {first.prefix}")


def _person(c: Contributor) -> dict[str, str]:
    return {"name": c.name, "role": c.role}


def _isbns(d: Description) -> list[str]:
    """Every ISBN: thirteen digits, or as stated where its check digit is wrong."""
    return _unique(statement.isbn or statement.text for statement in d.isbns)


def _unique(values: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value]
