"""NBD Biblion's MARC 21: complete, in RDA manner, with its own keywords, ages and annotation."""

from nation.codes import CARRIERS, MARC_COUNTRIES
from nation.draft import Draft, inverted
from nation.marc_records import Field, iso2709, rda_fields, standard_numbers, sub
from nation.statements import extent, heading_title, responsibility, shown_series, shown_subtitle

_ARTICLES = {
    "De ": 3,
    "Het ": 4,
    "Een ": 4,
    "'t ": 3,
    "The ": 4,
    "A ": 2,
    "An ": 3,
    "Der ": 4,
    "Die ": 4,
    "Das ": 4,
}
_AGES = {
    "E": "E",
    "A": "A",
    "B": "B",
    "C": "C",
    "D": "D",
    "AP": "AP",
    "AK": "AK",
    "AJ": "AJ",
    "J": "J",
}
_DATE = "261102"
_MADE_BY = ("040", "  \x1faNL-NBD\x1fbdut\x1ferda")


def render(draft: Draft) -> bytes:
    """The record as one ISO 2709 record in UTF-8."""
    coded = CARRIERS[draft.carrier]
    leader = f"     n{coded.leader} a22     {'8' if not draft.annotation else ' '}i 4500"
    fields = [
        ("001", draft.number),
        ("005", "20261102060000.0"),
    ]
    if coded.physical:
        fields.append(("007", coded.physical + ("       v    " if draft.carrier == "dvd" else "")))
    fields.append(("008", fixed(draft, _DATE)))
    fields += _numbers(draft)
    fields += _classes(draft)
    fields += _title(draft)
    fields += _publication(draft)
    fields += _contents(draft)
    fields += _people(draft)
    fields += _relations(draft)
    return iso2709(leader, fields, draft.encoding)


def fixed(draft: Draft, date: str) -> str:
    """Field 008 for books and others, forty characters."""
    coded = CARRIERS[draft.carrier]
    audience = "j" if draft.audience not in ("adult", "") else " "
    drawn = "a" if draft.illustrated else " "
    year = draft.year or "uuuu"
    kind = "c" if draft.carrier == "serial" else "s"
    end = "9999" if draft.carrier == "serial" else "    "
    country = MARC_COUNTRIES.get(draft.country, "ne ")
    head = f"{date}{kind}{year}{end}{country}{drawn}   {audience}{coded.form}"
    return f"{head:<35}{draft.language or '   '} d"


def _numbers(draft: Draft) -> list[Field]:
    fields = standard_numbers(draft)
    if draft.label_number:
        fields.append(("028", "02" + sub("a", draft.label_number, "b", draft.publisher)))
    fields.append(_MADE_BY)
    if draft.original_language:
        fields.append(("041", "1 " + sub("a", draft.language, "h", draft.original_language)))
    return fields


def _classes(draft: Draft) -> list[Field]:
    fields = []
    if draft.nur:
        fields.append(("072", " 7" + sub("a", draft.nur, "2", "nur")))
    if draft.siso:
        fields.append(("084", "  " + sub("a", draft.siso, "2", "siso")))
    return fields


def _title(draft: Draft) -> list[Field]:
    fields = []
    makers = draft.authors
    if makers:
        tag, mark = ("100", "1 ") if makers[0].given else ("110", "2 ")
        fields.append((tag, mark + sub("a", inverted(makers[0]), "4", "aut")))
    if draft.original_title:
        fields.append(("240", "10" + sub("a", draft.original_title)))
    title, subtitle = heading_title(draft, "Deel"), shown_subtitle(draft, "deel")
    said = responsibility(draft)
    skip = next((n for article, n in _ARTICLES.items() if title.startswith(article)), 0)
    number = f"Deel {draft.volume}" if draft.volume and draft.volume_place == "part" else ""
    part = draft.volume_title
    body = title + (" :" if subtitle else "." if number or part else " /" if said else "")
    text = sub(
        "a",
        body,
        "b",
        subtitle + ("." if number or part else " /" if said else "") if subtitle else "",
        "n",
        number + ("," if part else " /" if said else "") if number else "",
        "p",
        part + (" /" if said else "") if part else "",
        "c",
        said,
    )
    fields.append(("245", f"{1 if makers else 0}{skip}{text}"))
    return fields


def _publication(draft: Draft) -> list[Field]:
    fields: list[Field] = []
    if draft.edition:
        fields.append(("250", "  " + sub("a", draft.edition)))
    if draft.publisher or draft.year:
        place = f"{draft.place} :" if draft.place else ""
        house = f"{draft.publisher}," if draft.publisher else ""
        fields.append(("264", " 1" + sub("a", place, "b", house, "c", draft.year)))
    long = extent(draft, "pagina's")
    drawn = "illustraties" if draft.illustrated else ""
    size = f"{draft.size} cm" if draft.size else ""
    if long or size:
        first = long + (" :" if drawn else " ;" if size else "") if long else ""
        fields.append(
            (
                "300",
                "  " + sub("a", first, "b", f"{drawn} ;" if drawn and size else drawn, "c", size),
            )
        )
    fields += rda_fields(draft.carrier)
    fields += _medium(draft)
    for title, number in shown_series(draft):
        sign = " ;" if number else ""
        fields.append(("490", "1 " + sub("a", title + sign, "v", number)))
    return fields


def _medium(draft: Draft) -> list[Field]:
    if draft.carrier in ("dvd", "blu_ray"):
        return [("346", "  " + sub("b", "DVD-video" if draft.carrier == "dvd" else "Blu-ray"))]
    if draft.carrier == "audio_mp3_cd":
        return [("347", "  " + sub("a", "audiobestand", "b", "MP3"))]
    if draft.carrier == "large_print":
        return [("340", "  " + sub("n", "grote letter"))]
    return []


def _contents(draft: Draft) -> list[Field]:
    fields = []
    if draft.said_carrier:
        fields.append(("500", "  " + sub("a", draft.said_carrier)))
    fields += [("500", "  " + sub("a", note)) for note in draft.notes]
    if draft.annotation:
        fields.append(("520", "  " + sub("a", draft.annotation)))
    if draft.audience in _AGES:
        fields.append(("521", "  " + sub("a", _AGES[draft.audience])))
    if draft.avi:
        fields.append(("521", "  " + sub("a", f"AVI {draft.avi}")))
    fields += [("650", " 7" + sub("a", subject, "2", "nbdbt")) for subject in draft.subjects]
    if draft.genre:
        fields.append(("655", " 7" + sub("a", draft.genre, "2", "nbdbgf")))
    return fields


def _people(draft: Draft) -> list[Field]:
    makers = draft.authors
    others = [name for name in draft.names if name.role != "aut"]
    return [
        ("700", "1 " + sub("a", inverted(name), "4", name.role)) for name in [*makers[1:], *others]
    ]


def _relations(draft: Draft) -> list[Field]:
    """The cover, as suppliers send it."""
    if draft.isbns and not draft.isbns[0].wrong:
        number = draft.isbns[0].text.replace("-", "")
        return [("856", "42" + sub("3", "Omslag", "u", f"https://omslagen.example/{number}.jpg"))]
    return []
