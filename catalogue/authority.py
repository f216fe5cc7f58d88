"""Authorities: who or what descriptions speak of, under the name a thesaurus prefers."""

from typing import Literal

from catalogue.model import Value
from catalogue.source_record import RecordKey

AGENTS = frozenset(("person", "body"))


class Related(Value):
    """Another entry of the same thesaurus: its number there, or only its name."""

    name: str = ""
    number: str = ""


class Authority(Value):
    """One entry of a thesaurus; `variants` are names that lead to it (see), never shown as such.

    Pseudonyms and successive names are `see_also`: entries of their own, linked, never merged.
    """

    source: str
    number: str
    kind: Literal["person", "body", "topic", "place", "genre"]
    name: str
    dates: str = ""
    variants: tuple[str, ...] = ()
    see_also: tuple[Related, ...] = ()
    broader: tuple[Related, ...] = ()
    narrower: tuple[Related, ...] = ()

    @property
    def key(self) -> RecordKey:
        """The identity of this entry."""
        return RecordKey(self.source, self.number)
