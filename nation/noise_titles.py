"""What goes wrong with titles, subtitles and numbers of volumes."""

from nation.draft import Draft, direct
from nation.drafting import Describing
from nation.slips import misspelt, without_accents

ARTICLES = ("De ", "Het ", "Een ", "'t ", "The ", "A ", "An ", "Der ", "Die ", "Das ")
_GENRES = {
    "novel": ("roman", "thriller", "een roman", "verhalen"),
    "film": ("film", "speelfilm", "dvd"),
    "child_fiction": ("een verhaal", "leesboek", "voorleesverhaal"),
    "picture_book": ("prentenboek", "een prentenboek"),
    "comic": ("strip", "stripverhaal"),
    "music": ("cd", "muziek"),
}
_SPELT = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "vijf", "6": "zes", "7": "VII"}
_PLACES = ("part", "title", "subtitle", "series")


def typo(draft: Draft, about: Describing) -> bool:
    """A slip in the title."""
    before = draft.title
    draft.title = misspelt(before, about.chance)
    return draft.title != before


def accents_lost(draft: Draft, about: Describing) -> bool:
    """Letters without their marks, in title and names."""
    before = draft.title, draft.names
    draft.title = without_accents(draft.title)
    draft.names = tuple(
        [
            name._replace(given=without_accents(name.given), surname=without_accents(name.surname))
            for name in draft.names
        ]
    )
    return before != (draft.title, draft.names)


def subtitle_dropped(draft: Draft, about: Describing) -> bool:
    """No subtitle."""
    if not draft.subtitle:
        return False
    draft.subtitle = ""
    return True


def subtitle_glued(draft: Draft, about: Describing) -> bool:
    """Title and subtitle in one."""
    if not draft.subtitle:
        return False
    sign = (" : ", ". ", " - ", ", ")[int(about.chance.random() * 4)]
    draft.title, draft.subtitle = f"{draft.title}{sign}{draft.subtitle}", ""
    return True


def subtitle_swapped(draft: Draft, about: Describing) -> bool:
    """The subtitle as title, the title below it."""
    if not draft.subtitle:
        return False
    subtitle = draft.subtitle[:1].upper() + draft.subtitle[1:]
    draft.title, draft.subtitle = subtitle, draft.title
    return True


def genre_in_title(draft: Draft, about: Describing) -> bool:
    """A kind of book as subtitle, where the title page has none."""
    words = _GENRES.get(about.work.kind)
    if draft.subtitle or not words:
        return False
    draft.subtitle = words[int(about.chance.random() * len(words))]
    return True


def title_parallel(draft: Draft, about: Describing) -> bool:
    """The original title beside the Dutch one, as on some title pages."""
    if not draft.original_title or draft.subtitle:
        return False
    draft.subtitle = draft.original_title
    return True


def title_shortened(draft: Draft, about: Describing) -> bool:
    """Cut off where the system's field was full, or where somebody had typed enough."""
    words = draft.title.split(" ")
    if len(words) < 4:
        return False
    keep = 3 + int(about.chance.random() * (len(words) - 3))
    draft.title = " ".join(words[:keep]) + ("..." if about.chance.random() < 0.5 else "")
    return True


def maker_in_title(draft: Draft, about: Describing) -> bool:
    """Title and maker in one field: "De stille getuige / Els van der Zee"."""
    makers = draft.authors
    if not makers:
        return False
    draft.title = f"{draft.title} / {direct(makers[0])}"
    draft.responsibility = False
    return True


def article_dropped(draft: Draft, about: Describing) -> bool:
    """The article left out."""
    article = _article(draft.title)
    if not article:
        return False
    rest = draft.title[len(article) :]
    draft.title = rest[:1].upper() + rest[1:]
    return True


def article_inverted(draft: Draft, about: Describing) -> bool:
    """The article behind a comma: "Stille getuige, De"."""
    article = _article(draft.title)
    if not article:
        return False
    rest = draft.title[len(article) :]
    draft.title = f"{rest[:1].upper()}{rest[1:]}, {article.strip()}"
    draft.article_inverted = True
    return True


def volume_missing(draft: Draft, about: Describing) -> bool:
    """The number of the volume nowhere."""
    if not draft.volume:
        return False
    draft.volume = ""
    return True


def series_number_missing(draft: Draft, about: Describing) -> bool:
    """A series statement without its number."""
    if not draft.series_number:
        return False
    draft.series_number = ""
    return True


def volume_elsewhere(draft: Draft, about: Describing) -> bool:
    """The number of the volume in another of four places, or as a word, or in Roman figures."""
    if draft.volume:
        places = [place for place in _PLACES if place != draft.volume_place]
        draft.volume_place = places[int(about.chance.random() * 3)]
        if about.chance.random() < 0.2:
            draft.volume = _SPELT.get(draft.volume, draft.volume)
        return True
    if not draft.series_number or draft.series_title in draft.title:
        return False
    if about.chance.random() < 0.5:
        draft.title = f"{draft.title} ({draft.series_title} {draft.series_number})"
    else:
        draft.notes = (*draft.notes, f"{draft.series_title} ; {draft.series_number}")
        draft.series_title = draft.series_number = ""
    return True


def series_missing(draft: Draft, about: Describing) -> bool:
    """No series statement."""
    if not draft.series_title:
        return False
    draft.series_title = draft.series_number = ""
    return True


def _article(title: str) -> str:
    return next((article for article in ARTICLES if title.startswith(article)), "")
