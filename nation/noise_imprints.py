"""What goes wrong with publishers, years, editions, extents, carriers, languages and encodings."""

from nation.draft import Draft
from nation.drafting import Describing

_PLAIN = "book"
_TODAY = 2026


def year_off_by_one(draft: Draft, about: Describing) -> bool:
    """A year early or late."""
    if not draft.year:
        return False
    late = about.chance.random() < 0.5 and int(draft.year) < _TODAY
    draft.year = str(int(draft.year) + (1 if late else -1))
    return True


def year_missing(draft: Draft, about: Describing) -> bool:
    """No year."""
    draft.year = ""
    return True


def pages_off(draft: Draft, about: Describing) -> bool:
    """The last numbered page, the count of leaves, or a slip: up to eight off."""
    if not draft.pages.isdigit():
        return False
    step = (-8, -4, -3, -2, -1, 1, 2, 3, 4, 8)[int(about.chance.random() * 10)]
    draft.pages = str(max(1, int(draft.pages) + step))
    return True


def pages_missing(draft: Draft, about: Describing) -> bool:
    """No extent."""
    if not draft.pages and not draft.minutes:
        return False
    draft.pages, draft.minutes = "", 0
    return True


def pages_preliminary(draft: Draft, about: Describing) -> bool:
    """Pages with Roman figures or plates beside the numbered ones."""
    if not draft.pages.isdigit():
        return False
    how = ("VIII, {}", "XII, {}", "[4], {}", "{}, [8]", "XVI, {}", "[2], {}")
    draft.pages = how[int(about.chance.random() * len(how))].format(draft.pages)
    return True


def publisher_variant(draft: Draft, about: Describing) -> bool:
    """Another form of the name."""
    name, chance = draft.publisher, about.chance
    if name != about.manifestation.publisher.name or "uitgeverij" in name.lower():
        return False  # none, or changed before it was copied
    forms = [
        f"Uitgeverij {name}",
        f"{name} B.V.",
        name.upper(),
        f"Uitg. {name}",
        f"{name} Uitgevers",
    ]
    if " & " in name:
        forms += [name.replace(" & ", " en "), name.split(" & ")[0]]
    if name.startswith(("De ", "Het ")):
        forms.append(name.split(" ", 1)[1])
    draft.publisher = forms[int(chance.random() * len(forms))]
    return draft.publisher != name


def publisher_missing(draft: Draft, about: Describing) -> bool:
    """No publisher."""
    draft.publisher = draft.place = ""
    return True


def edition_missing(draft: Draft, about: Describing) -> bool:
    """No edition statement."""
    if not draft.edition:
        return False
    draft.edition = ""
    return True


def edition_first(draft: Draft, about: Describing) -> bool:
    """A first printing that says so."""
    if draft.edition or draft.carrier != _PLAIN:
        return False
    draft.edition = ("1e dr.", "1e druk", "Eerste druk", "[1e dr.]")[int(about.chance.random() * 4)]
    return True


def carrier_wrong(draft: Draft, about: Describing) -> bool:
    """Coded as a plain book; half the time the words that tell otherwise are gone too."""
    if draft.carrier == _PLAIN:
        return False
    draft.carrier = _PLAIN
    if about.chance.random() < 0.5:
        draft.said_carrier = ""
    return True


def language_missing(draft: Draft, about: Describing) -> bool:
    """No language."""
    draft.language = ""
    return True


def marc8(draft: Draft, about: Describing) -> bool:
    """Bytes of MARC-8 in a record that says it is UTF-8."""
    return _encoded(draft, "marc8")


def cp1252(draft: Draft, about: Describing) -> bool:
    """Bytes of Windows-1252."""
    return _encoded(draft, "cp1252")


def double_encoded(draft: Draft, about: Describing) -> bool:
    """Encoded once too often."""
    return _encoded(draft, "double_encoded")


def decomposed(draft: Draft, about: Describing) -> bool:
    """Letter and mark apart."""
    return _encoded(draft, "decomposed")


def _encoded(draft: Draft, encoding: str) -> bool:
    """Only where there is something to see: in title, names or publisher."""
    if draft.encoding != "utf-8" or _plain(draft):
        return False
    draft.encoding = encoding
    return True


def _plain(draft: Draft) -> bool:
    texts = (draft.title, draft.subtitle, draft.publisher, draft.series_title)
    return all(text.isascii() for text in texts) and all(
        name.surname.isascii() and name.given.isascii() for name in draft.names
    )
