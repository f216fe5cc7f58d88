"""The pages that are made from the code: `docs/commands.md` and `docs/settings.md`.

python -m cli.documentation docs
"""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import typer
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from typer.main import get_command

from catalogue.settings import Settings
from cli.main import app

COMMANDS = """# Commands

Made from the code by `make docs`; `spil COMMAND --help` says the same.

Data go to stdout, everything else to stderr; `--json` gives data for machines, `--dry-run` says
what would be done and writes nothing. Exit code 0: done, or nothing to do; 1: a failure that was
foreseen, told in one sentence; 2: misuse. Steps of the line may be stopped at any moment and run
again: they continue where they were.
"""

SETTINGS = """# Settings

Made from the code by `make docs`.

Every setting is a variable of the environment, or a line of the file `.env` in the folder where
`spil` is started. None has to be set.

| variable | default | meaning |
|---|---|---|
"""

_HOME = "`.spil` in the checkout; as root a folder under `/var/lib/spil`"

Parameter = typer.core.TyperArgument | typer.core.TyperOption
Named = tuple[str, typer.core.TyperCommand | typer.core.TyperGroup]


def commands() -> Iterator[Named]:
    """Every group and command by its full name, in the order of `spil --help`."""
    root = get_command(app)
    assert isinstance(root, typer.core.TyperGroup)
    yield from _below("spil", root)


def _below(name: str, group: typer.core.TyperGroup) -> Iterator[Named]:
    context = typer.Context(group)
    for each in group.list_commands(context):
        found = group.get_command(context, each)
        if isinstance(found, typer.core.TyperGroup):
            yield f"{name} {each}", found
            yield from _below(f"{name} {each}", found)
        elif isinstance(found, typer.core.TyperCommand):
            yield f"{name} {each}", found


def commands_page() -> str:
    """The page of every command: what it promises, its arguments and options, its examples."""
    return COMMANDS + "".join(_section(name, command) for name, command in commands())


def _section(name: str, command: typer.core.TyperCommand | typer.core.TyperGroup) -> str:
    text = inspect.cleandoc(command.help or "")
    if isinstance(command, typer.core.TyperGroup):
        return f"\n## {name}\n\n{text}\n"
    level = "##" if name.count(" ") == 1 else "###"
    rows = [_parameter(each) for each in command.params if isinstance(each, Parameter)]
    table = "\n".join(["| | |", "|---|---|", *rows]) + "\n" if rows else ""
    return f"\n{level} {name}\n\n{text}\n" + (f"\n{table}" if table else "")


def _parameter(parameter: Parameter) -> str:
    told = str(getattr(parameter, "help", None) or "").replace("|", "\\|")
    if isinstance(parameter, typer.core.TyperArgument):
        shown = f"`{(parameter.metavar or parameter.name or '').upper()}`"
    else:
        shown = " ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    needed = " (needed)" if parameter.required else ""
    return f"| {shown} | {told}{needed} |"


def settings_page() -> str:
    """The page of every setting: its variable, its default, what it means."""
    return SETTINGS + "".join(_rows("SPIL_", Settings))


def _rows(prefix: str, section: type[BaseModel]) -> Iterator[str]:
    for name, field in section.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _rows(f"{prefix}{name.upper()}__", kind)
        else:
            yield f"| `{prefix}{name.upper()}` | {_default(field)} | {field.description} |\n"


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return _HOME
    value = field.default
    return "" if value is None or isinstance(value, SecretStr) else f"`{value}`"


def write_pages(folder: Path) -> None:
    """Write both pages into `folder`."""
    (folder / "commands.md").write_text(commands_page(), encoding="utf-8")
    (folder / "settings.md").write_text(settings_page(), encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
