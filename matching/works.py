"""Manifestations to works: translations, editions and carriers of one creation together."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from catalogue.identifiers import ManifestationId
from catalogue.model import Carrier, Description
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
_ADAPTED = ("naverteld", "graphic", "beeldroman", "stripbewerking", "stripversie")
_ORDINALS = ("eerste", "tweede", "derde", "vierde", "vijfde", "deel", "band", "boek")
_COLLECTED = ("omnibus", "trilogie", "bevat ook")


def work_keys(description: Description) -> frozenset[str]:
    """The keys of a manifestation's work; manifestations that share one are one work.

    A key is kind, title and maker: the main, the original and every variant title with the family
    name of each main maker. A volume with its own title is a work of its own, and so is an omnibus;
    volumes with one common title are one work with their set.
    """
    kind = _kind(description)
    makers = sorted(_makers(description)) or [""]
    return frozenset(
        f"{kind}|{title}|{maker}" for title in _titles(description) for maker in makers
    )


def _kind(description: Description) -> str:
    kind = _KIND.get(description.carrier, "text")
    told = fold(" ".join((description.title.rest, *description.notes)))
    adapted = any(word in told for word in _ADAPTED)
    if any(word in f"{told} {fold(description.title.main)}" for word in _COLLECTED):
        kind += "+omnibus"
    return f"{kind}+adapted" if adapted else kind


def _titles(description: Description) -> Iterator[str]:
    if description.title.supplied:
        yield description.title.main  # Unlike any other: a number is no title.
        return
    language = description.languages[0] if description.languages else "dut"
    own = _own_title(description)
    yield _without_volume(fold(without_article(own, language)), description)
    if description.original_title:
        yield fold(_without_any_article(description))
    if own == description.title.main:
        for title in description.variant_titles:
            yield fold(without_article(title, language))


def _own_title(description: Description) -> str:
    """The title of the volume where it has one of its own, else the common title."""
    part = fold(description.title.part_title)
    has_own = part and part.split()[0] not in _ORDINALS
    return description.title.part_title if has_own else description.title.main


def _without_volume(title: str, description: Description) -> str:
    """The title without the volume number that stands at its end."""
    head, _, last = title.rpartition(" ")
    number = description.volume.number
    if not head or number is None or last != str(number):
        return title
    return head.removesuffix(" deel").removesuffix(" dl")


def _without_any_article(description: Description) -> str:
    language = description.original_languages[0] if description.original_languages else "eng"
    return without_article(description.original_title, language)


def _makers(description: Description) -> Iterator[str]:
    main = [person for person in description.contributors if person.main]
    made = main or [p for p in description.contributors if p.role in _MAKERS][:1]
    for person in made:
        yield fold(person.surname) or fold(person.name).rpartition(" ")[2]


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
