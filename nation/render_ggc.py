"""The GGC's PICA+: shortened words of older rules, persons with their thesaurus number."""

from functools import lru_cache

from nation.check_digits import with_ppn_check
from nation.codes import (
    CARRIERS,
    PICA_COUNTRIES,
    PICA_LANGUAGES,
    ROLE_WORDS,
)
from nation.draft import Draft, Name
from nation.marc_records import sub
from nation.pica_records import Field, normalised, rda_fields, with_sort_sign
from nation.statements import extent, heading_title, responsibility, shown_series, shown_subtitle

_DATES = (
    ("001A", "\x1f01091:02-11-26"),
    ("001B", "\x1f01091:02-11-26\x1ft11:07:50.000"),
    ("001D", "\x1f01091:02-11-26"),
    ("001U", "\x1f0utf8"),
)


def render(draft: Draft) -> bytes:
    """The record as one line of normalised PICA+."""
    return normalised(title_level(draft), draft.encoding)


def title_level(draft: Draft) -> list[Field]:
    """All fields of level 0."""
    return [
        *_control(draft),
        *_numbers(draft),
        *_languages(draft),
        *_title(draft),
        *_people(draft),
        *_publication(draft),
        *_series(draft),
        *_notes(draft),
        *_subjects(draft),
    ]


def material(draft: Draft) -> str:
    """Kind of material, bibliographic level and standing: Aav, Oax, Abv."""
    coded = CARRIERS[draft.carrier]
    level = "b" if draft.carrier == "serial" else "c" if draft.whole else "a"
    return f"{coded.letter}{level}{'v' if draft.kind != 'minimal' else 'x'}"


def _control(draft: Draft) -> list[Field]:
    return [
        *_DATES,
        ("002@", f"\x1f0{material(draft)}"),
        *rda_fields(draft.carrier),
        ("003@", f"\x1f0{draft.number}"),
    ]


def _numbers(draft: Draft) -> list[Field]:
    fields = [
        (
            "004A",
            sub(
                "0" if len(isbn.text.replace("-", "")) == 10 else "A",
                isbn.text,
                "f",
                isbn.qualifier,
            ),
        )
        for isbn in draft.isbns
        if not isbn.wrong
    ]
    if draft.ean:
        fields.append(("004L", sub("0", draft.ean)))
    if draft.issn:
        fields.append(("005A", sub("0", draft.issn)))
    return fields


def _languages(draft: Draft) -> list[Field]:
    fields = []
    if draft.language in PICA_LANGUAGES:
        original = PICA_LANGUAGES.get(draft.original_language, "")
        fields.append(("010@", sub("a", PICA_LANGUAGES[draft.language], "c", original)))
    if draft.year:
        fields.append(("011@", sub("a", draft.year)))
    fields.append(("019@", sub("a", PICA_COUNTRIES.get(draft.country, "nl"))))
    return fields


def _title(draft: Draft) -> list[Field]:
    """A volume has its own title, or its number, in 021A and the common title in 036C."""
    said = responsibility(draft)
    subtitle = shown_subtitle(draft, "dl.")
    if draft.volume and draft.volume_place == "part":
        own = draft.volume_title or f"Dl. {draft.volume}"
        common = sub("a", with_sort_sign(draft.title), "l", draft.volume)
        return [
            ("021A", sub("a", with_sort_sign(own), "d", subtitle, "h", said)),
            ("036C", common),
        ]
    title = heading_title(draft, "Dl.")
    if draft.volume_title:
        title = f"{title}. {draft.volume_title}"
    fields = [("021A", sub("a", with_sort_sign(title), "d", subtitle, "h", said))]
    if draft.original_title and draft.original_language:
        fields.append(("037A", sub("T", f"Vert. van: {draft.original_title}")))
    return fields


def _people(draft: Draft) -> list[Field]:
    fields: list[Field] = []
    makers = 0
    for name in draft.names:
        if name.role == "aut":
            makers += 1
            if not name.given:
                fields.append(("029A", sub("a", name.surname)))
                continue
            tag = "028A" if makers == 1 else _with_occurrence("028B", makers - 1)
            fields.append((tag, person(name)))
    others = [name for name in draft.names if name.role != "aut"]
    fields += [
        (_with_occurrence("028C", place), person(name)) for place, name in enumerate(others, 1)
    ]
    return fields


def person(name: Name) -> str:
    """A person's subfields: first name, prefix, family name, thesaurus number, role."""
    if name.form == "direct":
        whole = " ".join(filter(None, (name.given, name.prefix, name.surname)))
        return sub("P", whole, "B", ROLE_WORDS[name.role])
    if name.form == "prefix_first":
        surname, prefix = f"{name.prefix} {name.surname}".strip(), ""
    else:
        surname, prefix = name.surname, name.prefix
    number = thesaurus_number(name.number)
    return sub("d", name.given, "c", prefix, "a", surname, "9", number, "B", ROLE_WORDS[name.role])


@lru_cache(maxsize=100_000)
def thesaurus_number(person: int) -> str:
    """The number of a person in the national thesaurus; the lesser known have none."""
    if person % 3 == 0:
        return ""
    return with_ppn_check(f"06{person * 7_654_321 % 10**6:06}")


def _with_occurrence(tag: str, place: int) -> str:
    return tag if place == 1 else f"{tag}/{place - 1:02}"


def _publication(draft: Draft) -> list[Field]:
    fields = []
    if draft.edition:
        fields.append(("032@", sub("a", draft.edition)))
    if draft.publisher or draft.place:
        fields.append(("033A", sub("p", draft.place, "n", draft.publisher)))
    long = extent(draft, "p")
    if long:
        fields.append(("034D", sub("a", long)))
    if draft.illustrated:
        fields.append(("034M", sub("a", "ill")))
    if draft.size:
        fields.append(("034I", sub("a", f"{draft.size} cm")))
    return fields


def _series(draft: Draft) -> list[Field]:
    return [
        (f"036E/{place:02}" if place > 1 else "036E", sub("a", with_sort_sign(title), "l", number))
        for place, (title, number) in enumerate(shown_series(draft), 1)
    ]


def _notes(draft: Draft) -> list[Field]:
    fields = [("037A", sub("T", note)) for note in draft.notes]
    if draft.said_carrier:
        fields.append(("037B", sub("T", draft.said_carrier)))
    if draft.label_number:
        fields.append(("037A", sub("T", f"Bestelnr.: {draft.label_number}")))
    return fields


def _subjects(draft: Draft) -> list[Field]:
    fields = []
    for place, subject in enumerate(draft.subjects, 1):
        tag = "044Z" if place == 1 else f"044Z/{place - 1:02}"
        fields.append((tag, sub("a", subject)))
    if draft.nur:
        fields.append(("045B", sub("a", draft.nur)))
    return fields
