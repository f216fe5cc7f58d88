"""What anyone can see of a record, as one number: equal where nothing tells two records apart.

Spelling of numbers, capitals, accents, punctuation and the order of names do not count; the number
of the record and what stands in every edition alike (subjects, annotation) do not either.
"""

from hashlib import blake2b

from nation.draft import Draft
from nation.slips import without_accents

_PUNCTUATION = (" ", ".", ",", ":", ";", "-", "(", ")", "[", "]", "/", "&")


def visible_key(draft: Draft) -> int:
    """A number of 63 bits for all that is visible and tells editions apart."""
    names = sorted([f"{name.surname},{name.given[:1]}" for name in draft.names])
    numbers = sorted([_core(isbn.text) for isbn in draft.isbns])
    said = (
        draft.title, draft.subtitle, draft.volume, draft.volume_title, *names, draft.publisher,
        draft.year, draft.edition, draft.pages, str(draft.minutes), str(draft.pieces),
        str(draft.size), draft.language, draft.carrier, draft.said_carrier, draft.series_title,
        draft.series_number, draft.ean, draft.issn, draft.label_number, draft.original_title,
        draft.based_on, *draft.notes, *numbers,
    )  # fmt: skip
    text = "\x1f".join(said).lower()
    if not text.isascii():
        text = without_accents(text)
    for sign in _PUNCTUATION:
        text = text.replace(sign, "")
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def _core(isbn: str) -> str:
    """An ISBN without hyphens, prefix and check digit: ten and thirteen digits are the same."""
    digits = isbn.replace("-", "")
    return digits[3:12] if len(digits) == 13 else digits[:9]
