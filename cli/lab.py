"""`spil lab`: changed rules tried beside the live ones, before anything is released."""

from pathlib import Path
from typing import Annotated

import typer

from catalogue.settings import Settings
from cli.console import JsonOption, foreseen, note, say
from cli.engines import EngineChoice, engines
from cli.lab_budget import parse_budget
from cli.lab_mapping import Asked, Trial, kept_by, live_dialect, tables_of, try_table
from cli.lab_report import as_data, as_text
from cli.pipeline import EngineOption, open_desk
from normalize.table_check import read_table

app = typer.Typer(
    help="Changed rules beside the live ones: what would change, before it does.",
    no_args_is_help=True,
)

TableOption = Annotated[Path, typer.Option(help="The changed table of rules, as TOML.")]
SampleOption = Annotated[int, typer.Option(min=0, help="How many changed records to show.")]
SeedOption = Annotated[int, typer.Option(help="Chooses the samples: the same seed, the same ones.")]
BudgetOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Share that may change (0.01), or NAME=SHARE: "
        "a field, records, rejected, clusters, ids, works."
    ),
]
LimitOption = Annotated[
    int | None, typer.Option(min=1, help="Read only so many records, chosen by the seed.")
]
ClustersOption = Annotated[
    bool,
    typer.Option("--clusters/--no-clusters", help="Work out clusters, ids, works and facets too."),
]
IdentityOption = Annotated[
    bool, typer.Option("--allow-identity", help="Records may change their number.")
]


@app.callback()
def _lab() -> None:
    """Changed rules beside the live ones: what would change, before it does."""


@app.command()
def normalize(  # noqa: PLR0913 - each is an option that people name
    table: TableOption,
    source: Annotated[
        list[str] | None, typer.Option(help="This source only; may be given again.")
    ] = None,
    dialect: Annotated[
        str, typer.Option(help="The live table to compare with; empty: that of the same dialect.")
    ] = "",
    sample: SampleOption = 50,
    seed: SeedOption = 1,
    budget: BudgetOption = None,
    allow_identity: IdentityOption = False,
    limit: LimitOption = None,
    clusters: ClustersOption = True,
    engine: EngineOption = EngineChoice.AUTO,
    as_json: JsonOption = False,
) -> None:
    """Read kept records by a changed table and show what would change; write nothing.

    Shows which fields of how many records, clusters, ids, works and facets would change, with
    samples. Exit code 1 where more would change than the budget allows. Put the table in place and
    `spil save --reread` to release it.

    Examples: `spil lab normalize --table my_ggc.toml`, `spil lab normalize --table my_ggc.toml
    --budget 0.02 --budget subjects=1 --json`.
    """
    allowed = parse_budget(budget or (), identity=allow_identity)
    with foreseen():
        changed = read_table(table)
        live = live_dialect(changed, dialect)
    settings = Settings()
    with open_desk(settings) as desk, engines(settings, engine) as engine_for:
        trial = Trial(str(table), live, tables_of(kept_by(desk), changed, live, source or ()))
        asked = Asked(allowed, sample, seed, limit, clusters)
        found = try_table(desk, engine_for, trial, asked)
        say(as_data(found), as_json=as_json, text=as_text(found))
        if found.over:
            note(f"spil: over budget: {', '.join(map(str, found.over))}")
            raise typer.Exit(1)
