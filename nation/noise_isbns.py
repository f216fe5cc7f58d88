"""What goes wrong with ISBNs."""

from collections.abc import Callable

from nation.check_digits import hyphenated, isbn10, with_ean_check
from nation.draft import Draft, Isbn
from nation.drafting import Describing

_TEN_UNTIL = 2009


def missing(draft: Draft, about: Describing) -> bool:
    """No ISBN at all."""
    if not draft.isbns:
        return False
    draft.isbns = ()
    return True


def one_of_two(draft: Draft, about: Describing) -> bool:
    """Of two bindings or printings only the one at hand."""
    if len(draft.isbns) < 2:
        return False
    draft.isbns = (draft.isbns[int(about.chance.random() * len(draft.isbns))],)
    return True


def of_set(draft: Draft, about: Describing) -> bool:
    """The ISBN of the set on the record of a part, before or after its own."""
    whole = about.manifestation.set_isbn
    if not whole:
        return False
    said = Isbn(whole, "set" if about.chance.random() < 0.6 else "")
    if about.chance.random() < 0.25:
        draft.isbns = (said,)
    else:
        draft.isbns = (*draft.isbns, said)
    return True


def sibling(draft: Draft, about: Describing) -> bool:
    """The ISBN of the same text in another carrier, beside its own, seldom instead."""
    other = about.manifestation.sibling_isbn
    if not other or any(isbn.text == other for isbn in draft.isbns):
        return False
    said = Isbn(other, "papieren ed." if about.chance.random() < 0.4 else "")
    draft.isbns = (*draft.isbns, said) if about.chance.random() < 0.6 else (said,)
    return True


def of_other(draft: Draft, about: Describing) -> bool:
    """An ISBN copied from the record of another title: a neighbour on the list of the house."""
    if not draft.isbns or not _bare(draft.isbns[0].text):
        return False
    text = draft.isbns[0].text
    draft.isbns = (Isbn(_neighbour(text), draft.isbns[0].qualifier),)
    return True


def wrong_digit(draft: Draft, about: Describing) -> bool:
    """One digit struck wrong: the check digit does not fit, and now and then the source says so."""
    if not draft.isbns or not _bare(draft.isbns[0].text):
        return False
    first, *rest = draft.isbns
    at = 4 + int(about.chance.random() * (len(first.text) - 5))
    digit = str((int(first.text[at]) + 1 + int(about.chance.random() * 8)) % 10)
    text = first.text[:at] + digit + first.text[at + 1 :]
    draft.isbns = (Isbn(text, first.qualifier, wrong=about.chance.random() < 0.15), *rest)
    return True


def ten_digits(draft: Draft, about: Describing) -> bool:
    """The ten-digit form; younger books have it seldom."""
    if about.manifestation.year > _TEN_UNTIL and about.chance.random() < 0.67:
        return False
    return _rewrite(
        draft, lambda text: isbn10(text) if _bare(text) and text.startswith("978") else text
    )


def hyphens(draft: Draft, about: Describing) -> bool:
    """With hyphens, as on the back of the book."""
    return _rewrite(draft, lambda text: hyphenated(text) if _bare(text) else _hyphens_ten(text))


def no_qualifier(draft: Draft, about: Describing) -> bool:
    """Nothing said of the binding."""
    if not any(isbn.qualifier for isbn in draft.isbns):
        return False
    draft.isbns = tuple([isbn._replace(qualifier="") for isbn in draft.isbns])
    return True


def _rewrite(draft: Draft, how: Callable[[str], str]) -> bool:
    before = draft.isbns
    draft.isbns = tuple([isbn._replace(text=how(isbn.text)) for isbn in before])
    return draft.isbns != before


def _in_ten(text: str) -> str:
    return isbn10(text) if _bare(text) and text.startswith("978") else text


def _bare(text: str) -> bool:
    """Thirteen digits and nothing else: a copied record may have other forms."""
    return len(text) == 13 and "-" not in text


def _hyphens_ten(text: str) -> str:
    if len(text) != 10 or "-" in text:
        return text
    parts = hyphenated(f"978{text[:9]}0").split("-")
    return "-".join((*parts[1:4], text[9]))


def _neighbour(isbn: str) -> str:
    """The ISBN before or after this one."""
    number = int(isbn[:12])
    return with_ean_check(str(number + (1 if number % 10 < 9 else -1)))
