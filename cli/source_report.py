"""`spil source report`: what came from each source, and how long it let publications wait."""

from dataclasses import asdict

from catalogue.settings import Settings
from catalogue.timeliness import Timeliness, days_to_full_description
from cli.console import JsonOption, say
from cli.pipeline import open_desk
from cli.sources import source_rows


def report(as_json: JsonOption = False) -> None:
    """Report per source what came, what was rejected, and the days to a full description.

    The days count from when a publication was first known, provisional or minimally described, to
    the source's first full description of it.

    Examples: spil source report; spil source report --json
    """
    with open_desk(Settings()) as desk:
        known = {each.source: each for each in days_to_full_description(desk.connection)}
        rows = []
        for row in source_rows(desk):
            figures = asdict(known.get(row["source"], Timeliness(row["source"])))
            figures.pop("source")
            rows.append({**row, "full_description": figures})
        text = "\n".join(
            _line(row["source"], row["records"], row["full_description"]) for row in rows
        )
        say(rows, as_json=as_json, text=text or "no sources yet; name them in sources.toml")


def _line(source: str, records: int, figures: dict[str, float | None]) -> str:
    if figures["median_days"] is None:
        days = "no publication was known before it was described"
    else:
        days = (
            f"{figures['described']} described in full after {figures['median_days']:g} days "
            f"(nine of ten within {figures['ninth_decile_days']:g})"
        )
    return f"{source:<24} records {records:,}, {days}, {figures['waiting']} still waiting"
