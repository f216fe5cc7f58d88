"""What goes wrong with names."""

from collections.abc import Callable

from nation.draft import Draft, Name, initials
from nation.drafting import Describing
from nation.slips import misspelt


def author_missing(draft: Draft, about: Describing) -> bool:
    """Nobody entered as maker, now and then still named behind the title."""
    if not draft.authors:
        return False
    draft.names = tuple([name for name in draft.names if name.role != "aut"])
    draft.responsibility = about.chance.random() < 0.3
    return True


def author_initials(draft: Draft, about: Describing) -> bool:
    """Initials for given names."""
    return _change(draft, lambda name: name._replace(given=initials(name.given)))


def author_not_inverted(draft: Draft, about: Describing) -> bool:
    """The name as it is said, where a heading is wanted."""
    return _change(draft, lambda name: name._replace(form="direct"))


def author_prefix_first(draft: Draft, about: Describing) -> bool:
    """Filed under the prefix, as in Flanders: "Van der Zee, Els"."""
    if not any(name.prefix for name in draft.names):
        return False
    return _change(draft, lambda n: n._replace(form="prefix_first") if n.prefix else n)


def author_typo(draft: Draft, about: Describing) -> bool:
    """A slip in the name of the first maker."""
    if not draft.authors:
        return False
    first, *rest = draft.names
    draft.names = (first._replace(surname=misspelt(first.surname, about.chance)), *rest)
    return draft.names[0] != first


def others_missing(draft: Draft, about: Describing) -> bool:
    """Who translated, drew or read has no entry; of several, now and then one has."""
    makers = draft.authors
    others = [name for name in draft.names if name.role != "aut"]
    if not others:
        return False
    kept = others[:1] if len(others) > 1 and about.chance.random() < 0.6 else []
    draft.names = (*makers, *kept)
    return True


def _change(draft: Draft, how: Callable[[Name], Name]) -> bool:
    before = draft.names
    draft.names = tuple([how(name) for name in before])
    return draft.names != before
