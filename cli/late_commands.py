"""Commands that are imported when they are asked for: most need few of the libraries that all need.

`spil --help` names them all and imports them all; `spil normalize` imports no server's client.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

Command = Any
"""A command or a group as Typer makes it of a function or of a `Typer`."""


class LateCommands(Mapping[str, Command]):
    """Commands by their names, each made of what stands at its place (`cli.check:check`)."""

    def __init__(self, places: Mapping[str, str]) -> None:
        """`places`: by name, in the order of the help, the module and what it holds."""
        self._places = places

    def __getitem__(self, name: str) -> Command:
        """The command, imported now; raises KeyError where there is none."""
        return _imported(name, self._places[name])

    def __iter__(self) -> Iterator[str]:
        """The names, without importing anything."""
        return iter(self._places)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._places)


def late_group(places: Mapping[str, str]) -> type[TyperGroup]:
    """A group of the commands at these places."""

    class Late(TyperGroup):
        """Names are known beforehand; a command is imported when it is looked up."""

        def __init__(self, **attributes: Any) -> None:
            super().__init__(**{**attributes, "commands": {}})
            self.commands = LateCommands(places)  # type: ignore[assignment]  # Only ever read.

        def list_commands(self, _: Any) -> list[str]:
            """The names, without importing anything."""
            return list(self.commands)

    return Late


@cache
def _imported(name: str, place: str) -> Command:
    module, _, what = place.partition(":")
    found = getattr(import_module(module), what)
    alone = typer.Typer(rich_markup_mode=None)
    if isinstance(found, typer.Typer):
        alone.add_typer(found, name=name)
    else:
        alone.command(name)(found)
    return get_group(alone).commands[name]
