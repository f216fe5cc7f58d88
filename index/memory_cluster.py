"""The search cluster's form in memory: for tests and dry runs; it finds nothing."""

from collections.abc import Iterable
from typing import Any

from catalogue.errors import SearchError
from index.documents import Document
from index.publish import Written, number_of


class MemoryCluster:
    """Builds as dictionaries, with the same rule for versions as the real one."""

    def __init__(self) -> None:
        """A cluster without builds."""
        self.indices: dict[str, dict[str, Any]] = {}
        self.aliases: dict[str, str] = {}
        self._versions: dict[tuple[str, str], int] = {}

    def create(self, index: str) -> None:
        """Make an empty build; SearchError where it exists."""
        if index in self.indices:
            raise SearchError(f"index {index} exists already")
        self.indices[index] = {}

    def builds(self, alias: str) -> tuple[str, ...]:
        """The builds under this alias's name, oldest first."""
        named = (i for i in self.indices if i.startswith(f"{alias}-") and number_of(i) >= 0)
        return tuple(sorted(named, key=number_of))

    def live(self, alias: str) -> str | None:
        """The build that the alias names, or None."""
        return self.aliases.get(alias)

    def write(self, index: str, documents: Iterable[Document]) -> Written:
        """Write or delete whole documents unless the build knows a later version."""
        taken = 0
        for document in documents:
            taken += 1
            key = (index, document.id)
            if document.version < self._versions.get(key, 0):
                continue
            self._versions[key] = document.version
            if document.body is None:
                self.indices[index].pop(document.id, None)
            else:
                self.indices[index][document.id] = document.body
        return Written(taken)

    def count(self, index: str) -> int:
        """How many documents the build holds."""
        return len(self.indices[index])

    def point(self, alias: str, index: str) -> None:
        """Move the alias to this build."""
        if index not in self.indices:
            raise SearchError(f"no index {index} that {alias} could name")
        self.aliases[alias] = index

    def delete(self, index: str) -> None:
        """Remove a build and the aliases that name it."""
        self.indices.pop(index, None)
        self.aliases = {alias: name for alias, name in self.aliases.items() if name != index}
        self._versions = {key: v for key, v in self._versions.items() if key[0] != index}
