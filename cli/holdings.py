"""`spil holdings`: the network of libraries, and what of theirs is not linked."""

from pathlib import Path
from typing import Annotated, Any

import typer

from catalogue.api_keys import WHOLE_NETWORK
from catalogue.database import open_store
from catalogue.desk_store import UnlinkedHolding
from catalogue.errors import SettingsError
from catalogue.identifiers import parse_isil
from catalogue.network_store import find_network
from catalogue.settings import Settings
from cli.console import DryRunOption, JsonOption, foreseen, say
from cli.database import store_url
from cli.network import network_text, store_network
from cli.questions import ask
from holdings.libraries import Network, load_network

app = typer.Typer(
    help="The network of libraries, and what of theirs is not linked.", no_args_is_help=True
)


@app.command()
def network(
    file: Annotated[Path, typer.Argument(help="The network file (TOML).")],
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Store a file of libraries, branches, hubs, vans and policies as the network in force.

    The whole file is checked first; one wrong entry and nothing changes. Plans follow it at once,
    links and documents with the next `spil link` and `spil index build`.

    Examples: spil holdings network network.toml --dry-run; spil holdings network network.toml
    """
    with foreseen():
        settings = Settings()
        described = load_network(network_text(file))
        _refuse_another(settings, file)
        with open_store(store_url(settings)) as connection:
            if dry_run:
                changed = find_network(connection) != network_text(file)
            else:
                changed = store_network(connection, file)
        facts = _facts(described) | {"changed": changed, "dry_run": dry_run}
        verb = "would be stored" if dry_run else "stored"
        said = verb if changed else "in force already, nothing to do"
        counts = ", ".join(f"{name} {count}" for name, count in _facts(described).items())
        say(facts, as_json=as_json, text=f"network {said}: {counts}")


def _refuse_another(settings: Settings, file: Path) -> None:
    """Every step stores the network file of the settings: another file would not last."""
    own = settings.network_file or settings.home / "network.toml"
    if own.exists() and own.read_bytes() != file.read_bytes():
        raise SettingsError(
            f"{own} is the network file of this installation and would be stored again by the "
            f"next step: change that file, or name {file} in SPIL_NETWORK_FILE"
        )


def _facts(network: Network) -> dict[str, Any]:
    return {
        "version": network.version,
        "libraries": len(network.libraries),
        "branches": len(network.branches),
        "hubs": len(network.hubs),
        "vans": len(network.vans),
        "installations": len(network.installations),
    }


@app.command()
def unlinked(
    library: Annotated[
        list[str] | None, typer.Option("--library", help="ISIL of a library; may be repeated.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 100,
    as_json: JsonOption = False,
) -> None:
    """List holdings without a national description: the reason of each, and what it may be.

    Without --library those of the whole network. The order is that of systems and their records.

    Examples: spil holdings unlinked; spil holdings unlinked --library NL-0890600000 --json
    """
    with foreseen():
        libraries = [_isil(text) for text in library or ()] or [WHOLE_NETWORK]
        found = ask(Settings(), lambda services: services.desk.unlinked(libraries, limit=limit))
    lines = "\n".join(_line(holding) for holding in found)
    rows = [holding.model_dump(mode="json") for holding in found]
    say(rows, as_json=as_json, text=lines or "everything is linked")


def _isil(text: str) -> str:
    isil = parse_isil(text)
    if isil is None:
        raise typer.BadParameter(f"{text} is not an ISIL: `NL-` and ten digits")
    return isil


def _line(holding: UnlinkedHolding) -> str:
    may_be = ", ".join(holding.candidates) or holding.manifestation or "nothing known"
    where = f"{holding.library}  {holding.installation}:{holding.local_record}"
    return f"{where}  {holding.title}  {holding.reason}  may be: {may_be}"
