"""Whether a source heeds the dates that it is asked for; the list of one that does not is whole.

Records of other dates than were asked for make a source suspect, no more: some change meanwhile,
are dated wrongly, or are chosen by another date than they show. What tells is a day that is yet to
come: who lists records of it chooses none by its date.
"""

import re
from datetime import UTC, datetime, timedelta
from itertools import islice

from catalogue.errors import SourceError
from ingest.oai import Repository, arguments_for
from ingest.sources import Source
from ingest.windows import GRANULES, Window
from ingest.xml_records import headers_in

_DAY_OF = re.compile(rb"datestamp>\s*(\d{4}-\d\d-\d\d)")
_TOLERANCE = timedelta(days=1)
"""For sources that heed dates by the day, and in their own time zone."""
_EARLIEST = datetime.min.replace(tzinfo=UTC) + _TOLERANCE
_SHOWN = 25
"""So many records of a page are looked at."""
_AHEAD = timedelta(days=3653)
"""No clock is so far behind."""


def is_suspect(body: bytes, records: int, window: Window) -> bool:
    """True for a page of which most of the first records are not dated within the window."""
    first, beyond = window.start, window.end + GRANULES[window.granularity] + _TOLERANCE
    if first > _EARLIEST:
        first -= _TOLERANCE
    low, high = (moment.isoformat()[:10].encode() for moment in (first, beyond))
    dates = (found[1] for found in islice(_DAY_OF.finditer(body), _SHOWN))
    within: int = sum(low <= date <= high for date in dates)
    return within * 2 < min(records, _SHOWN)


def heeds_dates(repository: Repository, source: Source, window: Window) -> bool:
    """False where the source lists records of a day ten years after the window.

    One that refuses to answer, or cannot, has not shown that it heeds no dates.
    """
    day = window.end + _AHEAD
    asked = arguments_for(source, Window(day, day, window.granularity))
    bodies: list[bytes] = []

    def look(body: bytes) -> str:
        """Nothing of this answer is used, so it is not landed."""
        bodies.append(body)
        return ""

    try:
        answer = repository.list_records(asked, look, what=f"source {source.name}, a day to come")
    except SourceError:
        return True
    return bool(answer.error) or not any(True for _ in headers_in(bodies[-1]))
