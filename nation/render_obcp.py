"""OBCP's PICA+ as we imagine the GGC's successor: RDA words in full, annotation taken over."""

from nation.codes import (
    CARRIERS,
    PICA_COUNTRIES,
    PICA_LANGUAGES,
)
from nation.draft import Draft, Name
from nation.marc_records import sub
from nation.pica_records import Field, normalised, rda_fields, with_sort_sign
from nation.statements import extent, heading_title, responsibility, shown_series, shown_subtitle

_WORDS = {
    "trl": "vertaler",
    "ill": "illustrator",
    "nrt": "voorlezer",
    "edt": "redacteur",
    "pht": "fotograaf",
    "adp": "bewerker",
    "drt": "regisseur",
    "act": "acteur",
    "aut": "auteur",
}
_IN_FULL = (
    ("dr.", "druk"),
    ("herz.", "herziene"),
    ("uitgebr.", "uitgebreide"),
    ("bijgew.", "bijgewerkte"),
    ("uitg.", "uitgave"),
    ("ed.", "editie"),
)


def render(draft: Draft) -> bytes:
    """The record as one line of normalised PICA+."""
    fields = [
        *_control(draft),
        *_numbers(draft),
        *_title(draft),
        *_people(draft),
        *_publication(draft),
        *_contents(draft),
    ]
    return normalised(fields, draft.encoding)


def _control(draft: Draft) -> list[Field]:
    coded = CARRIERS[draft.carrier]
    level = "b" if draft.carrier == "serial" else "a"
    fields = [
        ("001A", "\x1f02001:02-11-26"),
        ("001U", "\x1f0utf8"),
        ("002@", sub("0", f"{coded.letter}{level}u")),
        *rda_fields(draft.carrier),
        ("003@", sub("0", draft.number)),
        ("010E", "\x1ferda"),
    ]
    if draft.language in PICA_LANGUAGES:
        original = PICA_LANGUAGES.get(draft.original_language, "")
        fields.append(("010@", sub("a", PICA_LANGUAGES[draft.language], "c", original)))
    if draft.year:
        fields.append(("011@", sub("a", draft.year)))
    fields.append(("019@", sub("a", PICA_COUNTRIES.get(draft.country, "nl"))))
    return fields


def _numbers(draft: Draft) -> list[Field]:
    fields = []
    for place, isbn in enumerate(isbn for isbn in draft.isbns if not isbn.wrong):
        tag = "004A" if place == 0 else f"004A/{place:02}"
        fields.append((tag, sub("A", isbn.text, "f", _spelt(isbn.qualifier))))
    if draft.ean:
        fields.append(("004L", sub("0", draft.ean)))
    if draft.issn:
        fields.append(("005A", sub("0", draft.issn)))
    return fields


def _spelt(qualifier: str) -> str:
    return {"pbk.": "paperback", "geb.": "gebonden", "ing.": "ingenaaid"}.get(qualifier, qualifier)


def _title(draft: Draft) -> list[Field]:
    """A volume keeps the common title in front, its number and own title behind a full stop."""
    title = heading_title(draft, "Deel")
    fields: list[Field] = []
    if draft.volume and draft.volume_place == "part":
        title = f"{title}. Deel {draft.volume}"
        fields.append(("036C", sub("a", with_sort_sign(draft.title), "l", draft.volume)))
    if draft.volume_title:
        title = (
            f"{title}, {draft.volume_title}" if draft.volume else f"{title}. {draft.volume_title}"
        )
    said = responsibility(draft)
    first = ("021A", sub("a", with_sort_sign(title), "d", shown_subtitle(draft, "deel"), "h", said))
    if draft.original_title:
        fields.append(("037A", sub("T", f"Oorspronkelijke titel: {draft.original_title}")))
    return [first, *fields]


def _people(draft: Draft) -> list[Field]:
    fields: list[Field] = []
    for place, name in enumerate(name for name in draft.names if name.role == "aut"):
        tag = "028A" if place == 0 else "028B" if place == 1 else f"028B/{place - 1:02}"
        fields.append((tag, _person(name)) if name.given else ("029A", sub("a", name.surname)))
    for place, name in enumerate(name for name in draft.names if name.role != "aut"):
        fields.append(("028C" if place == 0 else f"028C/{place:02}", _person(name)))
    return fields


def _person(name: Name) -> str:
    word = _WORDS[name.role]
    if name.form == "prefix_first":
        return sub("d", name.given, "a", f"{name.prefix} {name.surname}".strip(), "B", word)
    return sub("d", name.given, "c", name.prefix, "a", name.surname, "B", word)


def _publication(draft: Draft) -> list[Field]:
    fields = []
    if draft.edition:
        edition = draft.edition
        for short, full in _IN_FULL:
            edition = edition.replace(short, full)
        fields.append(("032@", sub("a", edition)))
    if draft.publisher or draft.place:
        fields.append(("033A", sub("p", draft.place, "n", draft.publisher)))
    long = extent(draft, "pagina's")
    if long:
        fields.append(("034D", sub("a", long)))
    if draft.size:
        fields.append(("034I", sub("a", f"{draft.size} cm")))
    for place, (title, number) in enumerate(shown_series(draft)):
        tag = "036E" if place == 0 else f"036E/{place:02}"
        fields.append((tag, sub("a", with_sort_sign(title), "l", number)))
    return fields


def _contents(draft: Draft) -> list[Field]:
    fields = [("037A", sub("T", note)) for note in draft.notes]
    if draft.said_carrier:
        fields.append(("037B", sub("T", draft.said_carrier)))
    if draft.subjects:
        fields += [
            ("044K" if place == 0 else f"044K/{place:02}", sub("a", subject))
            for place, subject in enumerate(draft.subjects)
        ]
    if draft.nur:
        fields.append(("045B", sub("a", draft.nur)))
    if draft.annotation:
        young = draft.audience not in ("adult", "")
        fields.append(("047L" if young else "047K", sub("a", draft.annotation)))
    return fields
