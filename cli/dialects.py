"""The tables of the dialects as documentation: made from them, not written."""

from catalogue.model import BibliographicRecord
from normalize.profiles import ItemTable, Profile, load_profile

Row = dict[str, str | int]

FILLED_BY = {
    "isbns": ("isbn",),
    "identifiers": ("identifier",),
    "title": ("title", "common_title"),
    "original_title": ("original", "note"),
    "variant_titles": ("variant_title", "linked"),
    "contributors": ("contributor",),
    "edition": ("edition",),
    "years": ("year", "imprint"),
    "publishers": ("imprint",),
    "country": ("country",),
    "extent": ("extent", "pages", "minutes", "duration", "size"),
    "carrier": ("carrier",),
    "languages": ("language",),
    "audience": ("audience",),
    "classifications": ("classification",),
    "subjects": ("subject",),
    "genres": ("genre",),
    "series": ("series", "series_link"),
    "annotation": ("annotation",),
    "notes": ("note",),
    "links": ("link", "series_link", "note"),
    "cover": ("address",),
    "online": ("address",),
    "quality": ("quality",),
}
"""Fields of a description, and the rules of a table that fill them."""


def summary(name: str) -> Row:
    """One dialect in a line: its rules, how many are assumed, and how much they cover."""
    profile = load_profile(name)
    missing = _missing(profile)
    return {
        "dialect": name,
        "family": profile.family,
        "rules": len(profile.rules),
        "assumed": sum(rule.assumed for rule in profile.rules),
        "covers": f"{len(FILLED_BY) - len(missing)} of {len(FILLED_BY)}",
        "copies": len(profile.items),
        "standing": "provisional" if profile.provisional else "",
        "description": profile.description,
    }


def described(profile: Profile) -> list[Row]:
    """The rules of a dialect, its tables of copies, and the fields that it does not fill."""
    rules: list[Row] = [
        {
            "tag": rule.tag,
            "field": rule.field,
            "parts": ", ".join(f"{part}={codes}" for part, codes in rule.parts.items()),
            "assumed": "assumed" if rule.assumed else "",
        }
        for rule in profile.rules
    ]
    rules += [_copies(table) for table in profile.items]
    return rules + [
        {"tag": "", "field": name, "parts": "not filled", "assumed": ""}
        for name in _missing(profile)
    ]


def line_of(row: Row) -> str:
    """A row as a line of text in columns."""
    return "  ".join(f"{value!s:<14}" for value in row.values()).rstrip()


def _copies(table: ItemTable) -> Row:
    parts = {**(table.parts or {}), **(table.tagged or {}), **(table.columns or {})}
    text = ", ".join(f"{part}={codes}" for part, codes in parts.items())
    place = ", ".join(
        f"{part}={table.linked} {c}" for part, c in (table.linked_parts or {}).items()
    )
    return {
        "tag": table.tag or table.opens,
        "field": "copy",
        "parts": ", ".join(filter(None, (text, place))),
        "assumed": "assumed" if table.assumed else "",
    }


def _missing(profile: Profile) -> list[str]:
    has = {rule.field for rule in profile.rules}
    fields = [name for name in BibliographicRecord.model_fields if name in FILLED_BY]
    return [name for name in fields if not has.intersection(FILLED_BY[name])]
