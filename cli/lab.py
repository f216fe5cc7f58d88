"""`spil lab`: changed rules tried beside the live ones, before anything is released."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from catalogue.errors import SettingsError, SourceError
from catalogue.match_store import read_poisoned
from catalogue.rehearsal import TouchedRecords, export_both
from catalogue.rehearsed_ids import read_members
from catalogue.settings import Settings
from cli.console import JsonOption, foreseen, note, progress, say
from cli.engines import EngineChoice, EngineFor, engines
from cli.kept import Kept, newest_kept
from cli.lab_budget import Budget, parse_budget
from cli.lab_catalogue import Rehearsal, work_out
from cli.lab_effects import Effects, compare_catalogues
from cli.lab_reading import Lab, Reading, Tables, Tally, read_both
from cli.lab_report import MappingFindings, as_data, as_text
from cli.lab_samples import Samples
from cli.pipeline import Desk, EngineOption, open_desk
from ingest.sources import Source
from matching.rules import load_rules
from normalize.profiles import Table, dialects, load_profile, load_table, profile_of
from normalize.table_check import complete_table, read_table

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


@dataclass(frozen=True)
class Trial:
    """A changed table: its file, the live dialect beside it, and both tables of each source."""

    table: str
    dialect: str
    tables: Mapping[str, Tables]


@dataclass(frozen=True)
class Asked:
    """How much is read and shown, and how much may change."""

    budget: Budget
    sample: int = 50
    seed: int = 1
    limit: int | None = None
    clusters: bool = True


def try_table(desk: Desk, engine_for: EngineFor, trial: Trial, asked: Asked) -> MappingFindings:
    """What a changed table would do to the catalogue, which stays as it is.

    Memory is flat while records are read; clusters are worked out over the whole catalogue, before
    and after, by the engine that matches it.
    """
    connection, kept = desk.connection, kept_by(desk)
    rules = load_rules().with_poisoned(read_poisoned(connection))
    samples: Samples[Reading] = Samples(asked.sample, asked.seed)
    sources = [kept.source(name) for name in sorted(trial.tables)]
    effects = None
    with TouchedRecords(connection) as touched, newest_kept(kept, sources) as newest:
        if asked.limit:
            newest.deliveries.keep_some(asked.limit, asked.seed)
        lab = Lab(kept, trial.tables, rules, touched, Tally(), samples)
        read_both(lab, newest)
        if asked.clusters and lab.tally.changed:
            rehearsal = Rehearsal(connection, engine_for, datetime.now(UTC), touched)
            effects = _effects(rehearsal, desk.settings.home)
    return MappingFindings(
        table=trial.table,
        dialect=trial.dialect,
        tally=lab.tally,
        samples=samples.chosen(),
        effects=effects,
        budget=asked.budget,
        kept=newest.records,
    )


def _effects(rehearsal: Rehearsal, home: Path) -> Effects:
    """Both catalogues worked out in a folder that is thrown away, and compared."""
    with TemporaryDirectory(prefix="lab-", dir=home) as folder:
        sides = Path(folder, "before"), Path(folder, "after")
        export_both(rehearsal.connection, rehearsal.touched, *sides)
        before, after = (
            work_out(rehearsal, side, load_rules(), as_touched=side is sides[1])
            for side in progress(sides, "match and merge, before and after", total=2)
        )
        return compare_catalogues(before, after, read_members(rehearsal.connection))


def kept_by(desk: Desk) -> Kept:
    """The kept bytes of an open store."""
    return Kept(desk.connection, desk.settings.landing, desk.sources)


def live_dialect(table: Table, named: str = "") -> str:
    """The dialect that a changed table is compared with: the one named, its own, or its base.

    Raises SettingsError where there is none, or one of another family.
    """
    whole = complete_table(table)
    own = whole["dialect"] if whole["dialect"] in dialects() else table.get("extends", "")
    live = named or own
    if not live:
        raise SettingsError(
            f"there is no live table {whole['dialect']}; name one with --dialect: "
            f"{', '.join(dialects())}"
        )
    family = load_profile(live).family
    if family != whole["family"]:
        raise SettingsError(f"{live} is a table of {family}, the changed one of {whole['family']}")
    return live


def tables_of(kept: Kept, table: Table, live: str, names: Sequence[str] = ()) -> dict[str, Tables]:
    """Both tables of each source that is read by `live`, or by a table that extends it.

    Raises SourceError where no source is, or one that is named is not.
    """
    chosen = [kept.source(name) for name in names] or kept.delivered()
    found = {each.name: both for each in chosen if (both := _both(each, table, live))}
    for each in chosen if names else ():
        if each.name not in found:
            raise SourceError(f"source {each.name} is read by {each.dialect}, not by {live}")
    if not found:
        raise SourceError(
            f"nothing was delivered by a source that is read by {live}; see `spil source list`"
        )
    return found


def _both(source: Source, table: Table, live: str) -> Tables | None:
    if source.holds != "descriptions":
        return None
    now, whole = load_profile(source.dialect), complete_table(table)
    if source.dialect == live:
        return Tables(now, profile_of(table))
    own = load_table(source.dialect)
    if whole["dialect"] == live and own.get("extends") == live:
        return Tables(now, profile_of(own, extended=whole))
    return None
