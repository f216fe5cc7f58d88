"""A changed table of rules tried beside the live one, over the bytes that are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from catalogue.errors import SettingsError, SourceError
from catalogue.match_store import read_poisoned
from catalogue.rehearsal import TouchedRecords, export_both
from catalogue.rehearsed_ids import read_members
from cli.console import progress
from cli.engines import EngineFor
from cli.kept import Kept, newest_kept
from cli.lab_budget import Budget
from cli.lab_catalogue import Rehearsal, work_out
from cli.lab_effects import Effects, compare_catalogues
from cli.lab_reading import Lab, Reading, Tables, Tally, read_both
from cli.lab_report import MappingFindings
from cli.lab_samples import Samples
from cli.pipeline import Desk
from ingest.sources import Source
from matching.rules import load_rules
from normalize.profiles import Table, dialects, load_profile, load_table, profile_of
from normalize.table_check import complete_table


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
        if asked.clusters and lab.tally.changed and _describe(sources):
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


def _describe(sources: Sequence[Source]) -> bool:
    """Whether any of them describes publications: no cluster follows from a thesaurus."""
    return any(source.holds == "descriptions" for source in sources)


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
    now, whole = load_profile(source.dialect), complete_table(table)
    if source.dialect == live:
        return Tables(now, profile_of(table))
    own = load_table(source.dialect)
    if whole["dialect"] == live and own.get("extends") == live:
        return Tables(now, profile_of(own, extended=whole))
    return None
