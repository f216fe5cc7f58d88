"""`spil backup` and `spil restore`: all that cannot be rebuilt, to a folder and back."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from catalogue import backup as copies
from catalogue.backup import BackupCounts
from catalogue.errors import CatalogueError, SettingsError
from catalogue.settings import Settings
from cli.console import DryRunOption, JsonOption, foreseen, progress, say
from cli.database import store_url
from cli.embedded_store import adopt_cluster, data_folder, postgres_binaries

ToOption = Annotated[Path, typer.Option("--to", help="A new or empty folder for the backup.")]
FromOption = Annotated[Path, typer.Option("--from", help="The folder of a finished backup.")]


def backup(to: ToOption, dry_run: DryRunOption = False, as_json: JsonOption = False) -> None:
    """Copy the database and the landing zone to a folder, with the sums of all files.

    Everything may go on meanwhile. The search index is not copied: it is built from the rest.
    A backup that was stopped is begun anew in the same folder.

    Example: spil backup --to /mnt/backup/monday
    """
    with foreseen():
        settings = Settings()
        landed = [path for path in settings.landing.rglob("*") if path.is_file()]
        if dry_run:
            size = sum(path.stat().st_size for path in landed)
            counts = BackupCounts(len(landed), size)
        else:
            counts = copies.backup(
                store_url(settings),
                settings.landing,
                to,
                programs=postgres_binaries(),
                watch=_watched("backing up"),
            )
        _tell("would back up" if dry_run else "backed up", counts, to, as_json=as_json)


def restore(source: FromOption, dry_run: DryRunOption = False, as_json: JsonOption = False) -> None:
    """Lay a backup back into an empty home, for the embedded database.

    Every file is checked before anything is written; with --dry-run that is all. Start the servers
    after it, and build the index: `spil services up`, `spil index build`. For a PostgreSQL of
    your own, unpack database/base.tar.gz and pg_wal.tar.gz into its data folder as its manual says.

    Example: spil restore --from /mnt/backup/monday
    """
    with foreseen():
        settings = Settings()
        if settings.database.url is not None:
            raise SettingsError(
                "a restore fills the home of the embedded database: unset SPIL_DATABASE__URL, "
                "or unpack the backup into the data folder of that server"
            )
        if dry_run:
            files = copies.verify(source, watch=_watched("checking"))
            landed = sum(name.startswith("landing/") for name in files)
            counts = BackupCounts(landed, sum(size for size, _ in files.values()))
        else:
            counts = lay_back(source, settings)
        _tell("would restore" if dry_run else "restored", counts, source, as_json=as_json)


def lay_back(source: Path, settings: Settings) -> BackupCounts:
    """Restore into the empty home of `settings`; killed at any moment, it is simply run again."""
    home = settings.home
    if data_folder(home).exists():
        raise CatalogueError(f"{home} holds a database: a restore fills an empty SPIL_HOME only")
    aside = home / "postgres.restored"
    shutil.rmtree(aside, ignore_errors=True)
    counts = copies.restore(
        source, data_folder=aside, landing=settings.landing, watch=_watched("restoring")
    )
    adopt_cluster(home, settings.service_user, aside)
    return counts


def _watched(label: str) -> copies.Watch:
    def watch(files: Iterable[Path]) -> Iterable[Path]:
        listed = list(files)
        return progress(listed, label, total=len(listed))

    return watch


def _tell(what: str, counts: BackupCounts, folder: Path, *, as_json: bool) -> None:
    facts = {"files": counts.files, "bytes": counts.bytes, "folder": str(folder)}
    text = f"{what}: {counts.files} landed files, {counts.bytes / 1e6:.1f} MB in all, {folder}"
    say(facts, as_json=as_json, text=text)
