"""`spil reconcile source`: what is missing, extra or different, here and at a source."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from catalogue.journal import SqlJournal
from catalogue.settings import Settings
from cli.console import DryRunOption, JsonOption, note, say
from cli.pipeline import open_desk
from cli.reconciling import CEILING, differences, fetch_again, withdraw
from ingest.asking import Reach, http_client
from ingest.reconcile import Differences, require_below

app = typer.Typer(help="Compare the catalogue with its sources.", no_args_is_help=True)

_SHOWN = 20


@app.callback()
def _reconcile() -> None:
    """Compare the catalogue with its sources."""


@app.command()
def source(
    name: Annotated[str, typer.Argument(help="The source, as sources.toml names it.")],
    apply: Annotated[
        bool, typer.Option("--apply", help="Withdraw what is extra, fetch what is missing.")
    ] = False,
    ceiling: Annotated[
        float, typer.Option(min=0, max=100, help="Percent that may be withdrawn at once.")
    ] = CEILING,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Compare the whole list of an OAI-PMH source with what came from it.

    Reports what is missing here, extra here, and different by datestamp. With --apply what the
    source lists no more becomes a deletion, up to the ceiling, and what is missing or different is
    harvested again; `spil save` reads both.

    Examples: `spil reconcile source nbd`, `spil reconcile source nbd --apply --ceiling 10`.
    """
    with open_desk(Settings()) as desk, http_client() as client:
        chosen, reach = desk.sources.named(name), Reach(client, datetime.now(UTC))
        if SqlJournal(desk.connection).waiting(name):
            note(f"spil: pages of {name} wait to be saved; what is in them counts as missing")
        found = differences(desk.connection, chosen, reach)
        row = _row(name, found)
        if apply and not dry_run:
            require_below(ceiling, found, name)
            where = (desk.connection, chosen, desk.settings.landing, reach, found)
            row |= {"withdrawn": withdraw(*where).records, "fetched": fetch_again(*where).records}
        say(row, as_json=as_json, text=_as_text(row))


def _row(name: str, found: Differences) -> dict[str, Any]:
    return {
        "source": name,
        "listed": found.listed,
        "known": found.known,
        "missing": list(found.missing),
        "extra": list(found.extra),
        "different": list(found.different),
    }


def _as_text(row: dict[str, Any]) -> str:
    lines = [f"{row['source']}: lists {row['listed']:,}, known here {row['known']:,}"]
    for side in ("missing", "extra", "different"):
        lines.append(f"{side}: {len(row[side]):,}")
        lines += [f"  {each}" for each in row[side][:_SHOWN]]
        if len(row[side]) > _SHOWN:
            lines.append("  … (--json lists all)")
    lines += [f"{did}: {row[did]:,}" for did in ("withdrawn", "fetched") if did in row]
    return "\n".join(lines)
