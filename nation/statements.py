"""Statements that cataloguers compose, for whatever format: who made it, how long it is."""

from nation.codes import LANGUAGE_NAMES
from nation.draft import Draft, direct

_PIECES = {
    "audio_cd": "cd's",
    "audio_mp3_cd": "mp3-cd",
    "daisy": "daisy-rom",
    "music_cd": "cd",
    "dvd": "dvd-video",
    "blu_ray": "blu-ray disc",
    "game": "spel",
    "book": "dl.",
}
_SAYS = {
    "trl": "vert.",
    "ill": "ill.",
    "nrt": "voorgelezen door",
    "edt": "red.",
    "pht": "foto's",
    "adp": "bew.",
    "drt": "een film van",
    "act": "met",
}


def responsibility(draft: Draft) -> str:
    """Who made it as the title page says: "Els van der Zee ; vert. uit het Zweeds: J. 't Hart"."""
    if not draft.responsibility:
        return ""
    makers = [direct(name) for name in draft.names if name.role == "aut"]
    parts = [_and(makers[:3])] if makers else []
    said: dict[str, list[str]] = {}
    for name in draft.names:
        if name.role != "aut":
            said.setdefault(name.role, []).append(direct(name))
    parts += [_other(draft, role, who) for role, who in said.items()]
    return " ; ".join(parts)


def _other(draft: Draft, role: str, who: list[str]) -> str:
    if role == "trl" and draft.original_language in LANGUAGE_NAMES:
        return f"vert. uit het {LANGUAGE_NAMES[draft.original_language]}: {_and(who)}"
    if role in ("nrt", "drt", "act"):
        return f"{_SAYS[role]} {_and(who)}"
    return f"{_SAYS.get(role, role)}: {_and(who)}"


def _and(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} en {names[-1]}"


def extent(draft: Draft, pages: str) -> str:
    """How long it is; `pages` is the source's word for pages."""
    if draft.pages:
        if draft.carrier == "e_book":
            return f"1 onlinebron ({draft.pages} {pages})"
        return f"{draft.pages} {pages}"
    if draft.minutes and draft.pieces:
        what = _PIECES.get(draft.carrier, "disc")
        return f"{draft.pieces} {what} (ca. {draft.minutes} min)"
    if draft.minutes:
        return f"1 onlinebron (ca. {draft.minutes} min)"
    if draft.pieces > 1 or draft.carrier == "game":
        return f"{draft.pieces} {_PIECES.get(draft.carrier, 'dl.')}"
    return "dl." if draft.carrier == "serial" else ""


def heading_title(draft: Draft, word: str) -> str:
    """The title with the number of the volume in it, where that is its place."""
    if draft.volume and draft.volume_place == "title":
        return f"{draft.title}. {word} {draft.volume}"
    return draft.title


def shown_subtitle(draft: Draft, word: str) -> str:
    """The subtitle, with the number of the volume where that is its place."""
    if draft.volume and draft.volume_place == "subtitle":
        part = f"{word} {draft.volume}"
        return f"{draft.subtitle}, {part}" if draft.subtitle else part
    return draft.subtitle


def shown_series(draft: Draft) -> tuple[tuple[str, str], ...]:
    """Series with their numbers; a volume whose place is there counts as one."""
    found = []
    if draft.volume and draft.volume_place == "series":
        found.append((draft.title, draft.volume))
    if draft.series_title:
        found.append((draft.series_title, draft.series_number))
    return tuple(found)
