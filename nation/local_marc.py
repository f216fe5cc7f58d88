"""The bibliographic half of a library system's MARC 21, after the habits of its product."""

from dataclasses import dataclass

from nation.codes import CARRIERS, MARC_COUNTRIES
from nation.draft import Draft, inverted
from nation.marc_records import Field, rda_fields, standard_numbers, sub
from nation.statements import extent, heading_title, responsibility, shown_series, shown_subtitle


@dataclass(frozen=True, slots=True)
class Habits:
    """How products differ: RDA or older rules, punctuation, words, prefixes of numbers."""

    rda: bool
    isbd: bool
    pages: str
    part: str
    nbd_prefix: str = "(NBD)"
    ggc_prefix: str = "(NL-GGC)"
    skips_articles: bool = True
    subjects: bool = True


def leader(draft: Draft, habits: Habits) -> str:
    """The leader, with room for the lengths."""
    coded = CARRIERS[draft.carrier]
    level = "3" if draft.kind == "minimal" else " "
    unicode = " " if draft.encoding == "marc8" and draft.number[-1] in "02468" else "a"
    return f"     n{coded.leader} {unicode}22     {level}{'i' if habits.rda else 'a'} 4500"


def fields_of(draft: Draft, habits: Habits) -> list[Field]:
    """All fields but the copies."""
    return [
        *_control(draft),
        *_numbers(draft, habits),
        *_title(draft, habits),
        *_publication(draft, habits),
        *_contents(draft, habits),
        *_people(draft),
    ]


def _control(draft: Draft) -> list[Field]:
    coded = CARRIERS[draft.carrier]
    year = draft.year or "uuuu"
    kind, end = ("c", "9999") if draft.carrier == "serial" else ("s", "    ")
    young = "j" if draft.audience not in ("adult", "") else " "
    country = MARC_COUNTRIES.get(draft.country, "ne ")
    head = f"240115{kind}{year}{end}{country}    {young}{coded.form}"
    fields: list[Field] = [("001", draft.number)]
    if coded.physical and draft.kind != "minimal":
        physical = coded.physical + ("       v    " if draft.carrier == "dvd" else "")
        fields.append(("007", physical))
    fields.append(("008", f"{head:<35}{draft.language or '   '}  "))
    return fields


def _numbers(draft: Draft, habits: Habits) -> list[Field]:
    fields = standard_numbers(draft)
    if draft.based_on:
        kind, number = draft.based_on.split(":")
        prefix = habits.nbd_prefix if kind == "nbd" else habits.ggc_prefix
        fields.append(("035", "  " + sub("a", f"{prefix}{number}")))
    if draft.original_language and draft.language:
        fields.append(("041", "1 " + sub("a", draft.language, "h", draft.original_language)))
    if draft.nur and habits.subjects:
        fields.append(("072", " 7" + sub("a", draft.nur, "2", "nur")))
    return fields


def _title(draft: Draft, habits: Habits) -> list[Field]:
    fields: list[Field] = []
    makers = draft.authors
    if makers:
        tag, mark = ("100", "1 ") if makers[0].given else ("110", "2 ")
        fields.append((tag, mark + sub("a", inverted(makers[0]))))
    if draft.original_title and habits.rda:
        fields.append(("240", "10" + sub("a", draft.original_title)))
    title, subtitle = heading_title(draft, habits.part), shown_subtitle(draft, habits.part.lower())
    number = draft.volume if draft.volume_place == "part" else ""
    number = f"{habits.part} {number}" if number else ""
    part = draft.volume_title
    said = responsibility(draft) if draft.kind != "minimal" else ""
    skip = _skipped(title) if habits.skips_articles and not draft.article_inverted else 0
    if habits.isbd:
        ends = [
            text for text in (subtitle and " :", (number or part) and ".", said and " /") if text
        ]
        title += ends[0] if ends else ""
        subtitle += ("." if number or part else " /" if said else "") if subtitle else ""
        number += ("," if part else " /" if said else "") if number else ""
        part += " /" if part and said else ""
    content = sub("a", title, "b", subtitle, "n", number, "p", part, "c", said)
    fields.append(("245", f"{1 if makers else 0}{skip}{content}"))
    return fields


def _skipped(title: str) -> int:
    article = title.split(" ", 1)[0]
    return (
        len(article) + 1
        if article in ("De", "Het", "Een", "'t", "The", "A", "Der", "Die", "Das")
        else 0
    )


def _publication(draft: Draft, habits: Habits) -> list[Field]:
    fields: list[Field] = []
    if draft.edition:
        fields.append(("250", "  " + sub("a", draft.edition)))
    if draft.publisher or draft.year:
        place, house = draft.place, draft.publisher
        if habits.isbd:
            place += " :" if place else ""
            house += "," if house else ""
        tag, mark = ("264", " 1") if habits.rda else ("260", "  ")
        fields.append((tag, mark + sub("a", place, "b", house, "c", draft.year)))
    long = extent(draft, habits.pages)
    size = f"{draft.size} cm" if draft.size and draft.kind != "minimal" else ""
    if long or size:
        drawn = "ill." if draft.illustrated and draft.kind != "minimal" else ""
        if habits.isbd and long:
            long += " :" if drawn else " ;" if size else ""
            drawn += " ;" if drawn and size else ""
        fields.append(("300", "  " + sub("a", long, "b", drawn, "c", size)))
    if habits.rda and draft.kind != "minimal":
        fields += rda_fields(draft.carrier)
    for title, number in shown_series(draft):
        sign = " ;" if number and habits.isbd else ""
        fields.append(("490", "0 " + sub("a", title + sign, "v", number)))
    return fields


def _contents(draft: Draft, habits: Habits) -> list[Field]:
    fields: list[Field] = []
    if draft.said_carrier:
        fields.append(("500", "  " + sub("a", draft.said_carrier)))
    fields += [("500", "  " + sub("a", note)) for note in draft.notes]
    if draft.annotation:
        fields.append(("520", "  " + sub("a", draft.annotation)))
    if draft.audience not in ("adult", ""):
        fields.append(("521", "  " + sub("a", draft.audience)))
    if habits.subjects:
        fields += [("650", " 4" + sub("a", subject)) for subject in draft.subjects]
        if draft.genre:
            fields.append(("655", " 4" + sub("a", draft.genre)))
    return fields


def _people(draft: Draft) -> list[Field]:
    names = [*draft.authors[1:], *[name for name in draft.names if name.role != "aut"]]
    return [
        ("700", "1 " + sub("a", inverted(name), "4", name.role if name.role != "aut" else ""))
        for name in names
    ]
