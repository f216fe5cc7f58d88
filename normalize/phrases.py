"""Phrases of a table, looked for together in folded text: only whole words count."""

import re
from collections.abc import Iterable, Mapping

_RUNS = re.compile("[a-z0-9]+|[^a-z0-9 ]+")
"""Scripts without spaces: `dvd` beside a Chinese sign is a word of its own."""


class Phrases:
    """Phrases by what each tells."""

    def __init__(self, table: Mapping[str, Iterable[str]]) -> None:
        """`table`: what is told, and the phrases that tell it, folded."""
        self._by_first: dict[str, list[tuple[str, str]]] = {}
        for told, phrases in table.items():
            for phrase in phrases:
                first = phrase.partition(" ")[0]
                self._by_first.setdefault(first, []).append((f" {phrase} ", told))
        self._firsts = frozenset(self._by_first)

    def told_in(self, folded: str) -> tuple[str, ...]:
        """What the phrases in a folded text tell, each once."""
        words = folded.split() if folded.isascii() else _RUNS.findall(folded)
        begun = self._firsts.intersection(words)
        if not begun:
            return ()
        said = f" {' '.join(words)} "
        begun_with = (pair for first in begun for pair in self._by_first[first])
        return tuple(dict.fromkeys([told for phrase, told in begun_with if phrase in said]))
