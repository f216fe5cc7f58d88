"""What cataloguers do to a record on a later day."""

from collections.abc import Callable

from nation.draft import Draft, Isbn
from nation.drafting import Describing, draft_of, isbns_of

_MORE = (
    " Met register.",
    " Met literatuuropgave.",
    " Eerder verschenen bij een andere uitgever.",
    " Met nawoord.",
)


def amend(draft: Draft, about: Describing) -> tuple[Draft, str]:
    """The record after the day's work, and the name of what was done to it."""
    start = int(about.chance.random() * len(AMENDMENTS))
    for step in range(len(AMENDMENTS)):
        name, how = AMENDMENTS[(start + step) % len(AMENDMENTS)]
        amended = draft.copied(draft.source, draft.number, draft.kind)
        amended.phenomena = list(draft.phenomena)
        if how(amended, about):
            amended.phenomena.append(name)
            return amended, name
    raise AssertionError("a note can always be added")


def _mended(draft: Draft, about: Describing) -> bool:
    """Title, names and year as they are on the book."""
    right = draft_of(about, draft.source, draft.number, draft.kind)
    before = draft.title, draft.names, draft.year, draft.edition
    draft.title, draft.names = right.title, right.names
    draft.year, draft.edition = right.year, right.edition
    return before != (draft.title, draft.names, draft.year, draft.edition)


def _isbns_completed(draft: Draft, about: Describing) -> bool:
    """The ISBNs of all printings."""
    wanted: tuple[Isbn, ...] = isbns_of(about.manifestation)
    if draft.isbns == wanted:
        return False
    draft.isbns = wanted
    return True


def _annotation_longer(draft: Draft, about: Describing) -> bool:
    """A sentence more in the annotation."""
    if not draft.annotation:
        return False
    draft.annotation += _MORE[int(about.chance.random() * len(_MORE))]
    return True


def _note_added(draft: Draft, about: Describing) -> bool:
    """A note on a later printing."""
    draft.notes = (*draft.notes, "Ook verschenen in een latere druk")
    return True


AMENDMENTS: tuple[tuple[str, Callable[[Draft, Describing], bool]], ...] = (
    ("amended_mended", _mended),
    ("amended_isbns", _isbns_completed),
    ("amended_annotation", _annotation_longer),
    ("amended_note", _note_added),
)
"""By the name that the truth tells."""
