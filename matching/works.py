"""Manifestations to works: translations, editions and carriers of one creation together."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from catalogue.identifiers import ManifestationId
from catalogue.model import Carrier, Contributor, Description
from catalogue.text import fold, without_article

_KIND: dict[Carrier, str] = {
    Carrier.DVD: "film",
    Carrier.BLU_RAY: "film",
    Carrier.STREAMING_VIDEO: "film",
    Carrier.MUSIC_CD: "music",
    Carrier.SHEET_MUSIC: "score",
    Carrier.GAME: "game",
    Carrier.SOFTWARE: "software",
    Carrier.SERIAL: "serial",
    Carrier.MAP: "map",
    Carrier.OBJECT: "object",
}
"""What a carrier makes of a creation: a film of a book is another work; all texts are one kind."""

_MAKERS = ("aut", "cre", "art", "cmp", "drt", "prf", "edt")
_ADAPTED = ("bewerkt", "bewerking", "naverteld", "hertaald voor", "graphic novel", "beeldroman")


def work_keys(description: Description) -> frozenset[str]:
    """The keys of a manifestation's work; manifestations that share one are one work.

    A key is kind, title and maker: the main, the original and every variant title with the family
    name and initial of each main maker. A volume with its own title is a work of its own, and so is
    a whole set or omnibus; volumes with one common title are one work.
    """
    kind = _kind(description)
    makers = sorted(_makers(description)) or [""]
    return frozenset(
        f"{kind}|{title}|{maker}" for title in _titles(description) for maker in makers
    )


def _kind(description: Description) -> str:
    kind = _KIND.get(description.carrier, "text")
    told = fold(" ".join((description.title.rest, *description.notes)))
    adapted = any(word in told for word in _ADAPTED) or _has_role(description, "adp")
    if description.volume.is_set:
        kind += "+set"
    return f"{kind}+adapted" if adapted else kind


def _has_role(description: Description, role: str) -> bool:
    return any(person.role == role for person in description.contributors)


def _titles(description: Description) -> Iterator[str]:
    language = description.languages[0] if description.languages else "dut"
    own = description.title.part_title or description.title.main
    yield fold(without_article(own, language))
    if description.original_title:
        yield fold(_without_any_article(description))
    if not description.title.part_title:
        for title in description.variant_titles:
            yield fold(without_article(title, language))


def _without_any_article(description: Description) -> str:
    language = description.original_languages[0] if description.original_languages else "eng"
    return without_article(description.original_title, language)


def _makers(description: Description) -> Iterator[str]:
    main = [person for person in description.contributors if person.main]
    made = main or [p for p in description.contributors if p.role in _MAKERS][:1]
    for person in made:
        yield _maker(person)


def _maker(person: Contributor) -> str:
    surname = fold(person.surname) or fold(person.name).rpartition(" ")[2]
    return f"{surname} {fold(person.given)[:1]}".strip()


def group_works(
    keys: Mapping[ManifestationId, frozenset[str]],
) -> tuple[tuple[ManifestationId, ...], ...]:
    """The manifestations of each work, by id; the order of the input is no matter.

    Two manifestations belong together when a chain of shared keys connects them.
    """
    leader = {manifestation: manifestation for manifestation in keys}

    def find(manifestation: ManifestationId) -> ManifestationId:
        while leader[manifestation] != manifestation:
            leader[manifestation] = leader[leader[manifestation]]
            manifestation = leader[manifestation]
        return manifestation

    first: dict[str, ManifestationId] = {}
    for manifestation in sorted(keys):
        for key in sorted(keys[manifestation]):
            one, other = sorted((find(first.setdefault(key, manifestation)), find(manifestation)))
            leader[other] = one
    groups: defaultdict[ManifestationId, list[ManifestationId]] = defaultdict(list)
    for manifestation in sorted(keys):
        groups[find(manifestation)].append(manifestation)
    return tuple(tuple(group) for _, group in sorted(groups.items()))
