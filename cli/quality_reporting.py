"""A report of quality from the counts of a check: the page, and its history beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from catalogue.errors import SettingsError
from catalogue.settings import Settings
from cli.network import network_text
from cli.quality_history import add_to_history, read_history
from holdings.libraries import Network, load_network
from normalize.quality_summary import LibraryOf, QualitySummary, by_branch_code
from normalize.quality_tally import Run
from web.quality_report import render_quality_report
from web.quality_report_plots import need_matplotlib
from web.words import Language


@dataclass(frozen=True)
class QualityReport:
    """A report that is to be written: where, in which language, after which earlier runs."""

    file: Path
    history: Path
    language: Language
    earlier: tuple[Run, ...] = ()

    def write(self, summary: QualitySummary, at: datetime) -> None:
        """Write the page whole or not at all, then add the run to the history."""
        run = summary.run(at)
        page = render_quality_report(summary, (*self.earlier, run), language=self.language, at=at)
        aside = self.file.with_name(f"{self.file.name}.part")
        try:
            aside.write_text(page, encoding="utf-8")
            aside.replace(self.file)
        except OSError as problem:
            raise _unwritable(self.file, problem.strerror or "") from problem
        add_to_history(self.history, run)


def prepare_report(file: Path, history: Path | None, language: Language) -> QualityReport:
    """The report for `file`; what would stop it is found now, not after millions of records.

    Raises SettingsError where the folder is not there, plots cannot be made, or the history is
    damaged.
    """
    need_matplotlib()
    if not file.parent.is_dir() or file.is_dir():
        raise _unwritable(file, "no such folder" if not file.is_dir() else "it is a folder")
    kept = history or file.with_suffix(".history.jsonl")
    return QualityReport(file, kept, language, read_history(kept))


def library_names(settings: Settings) -> LibraryOf:
    """How the libraries of branch codes are called: as the network file has them, if there is one.

    Raises NetworkError for a file that is wrong.
    """
    file = settings.network_file or settings.home / "network.toml"
    if not settings.network_file and not file.exists():
        return by_branch_code
    return _in(load_network(network_text(file)))


def _in(network: Network) -> LibraryOf:
    codes: Mapping[tuple[str, str], str] = {
        (name, code): f"{network.library_of(isil).name} ({network.branch(isil).library})"
        for name, installation in network.installations.items()
        for code, isil in installation.branch_codes.items()
    }
    return lambda source, code: codes.get((source, code)) or by_branch_code(source, code)


def _unwritable(file: Path, why: str) -> SettingsError:
    return SettingsError(f"the report {file} cannot be written: {why}; name another file")
