"""How long publications wait for a full description, from the day that anybody knew of them."""

from dataclasses import dataclass

from catalogue.database import Connection

NOT_FULL = ("minimal", "abbreviated", "partial", "before_publication", "on_order")
"""Levels of description that another one is expected after."""

_WAITS = """
    WITH told AS (
        SELECT c.manifestation, v.source, v.saved_at,
            v.record LIKE '%%"provisional":true%%' OR v.record ~ %(not_full)s AS early
        FROM source_record_version v JOIN cluster_member c USING (source, number)
        WHERE v.record IS NOT NULL),
    known AS (
        SELECT manifestation, min(saved_at) AS since FROM told WHERE early GROUP BY 1),
    full_by AS (
        SELECT manifestation, source, min(saved_at) AS at FROM told WHERE NOT early GROUP BY 1, 2)
"""
_BY_SOURCE = f"""{_WAITS}
    SELECT source, count(*),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM at - since) / 86400),
        percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM at - since) / 86400)
    FROM known JOIN full_by USING (manifestation) WHERE at >= since GROUP BY 1 ORDER BY 1
"""
_WAITING = f"""{_WAITS}
    SELECT source, count(DISTINCT manifestation) FROM told
    WHERE early AND manifestation NOT IN (SELECT manifestation FROM full_by) GROUP BY 1
"""


@dataclass(frozen=True)
class Timeliness:
    """Of one source: publications that were known before it described them in full, the days they
    waited (median, and nine of ten), and those it only announced that still wait."""

    source: str
    described: int = 0
    median_days: float | None = None
    ninth_decile_days: float | None = None
    waiting: int = 0


def days_to_full_description(connection: Connection) -> tuple[Timeliness, ...]:
    """The figures of every source that has any, in the order of their names."""
    values = {"not_full": f'"level":"({"|".join(NOT_FULL)})"'}
    waiting = dict(connection.execute(_WAITING, values).fetchall())
    figures = {
        source: Timeliness(source, count, _days(median), _days(ninth), waiting.get(source, 0))
        for source, count, median, ninth in connection.execute(_BY_SOURCE, values).fetchall()
    }
    for source, count in waiting.items():
        figures.setdefault(source, Timeliness(source, waiting=count))
    return tuple(figures[source] for source in sorted(figures))


def _days(number: float) -> float:
    return round(float(number), 2)
