"""Whether a source heeds the dates that it is asked for; the list of one that does not is whole.

Records of other dates than were asked for make a source suspect, no more: some change meanwhile,
are dated wrongly, or are chosen by another date than they show. What tells is a day that holds
none: who lists records of a day to come does not heed `from`, of one long ago does not heed
`until`.
"""

import re
from datetime import UTC, datetime, timedelta
from enum import Enum
from itertools import islice

from catalogue.errors import SourceError
from ingest.oai import Repository, arguments_for
from ingest.page_fetch import Page
from ingest.sources import Source
from ingest.windows import GRANULES, Window
from ingest.xml_records import headers_in

_DAY_OF = re.compile(rb"datestamp>\s*(\d{4}-\d\d-\d\d)")
_TOLERANCE = timedelta(days=1)
"""For sources that heed dates by the day, and in their own time zone."""
_EARLIEST = datetime.min.replace(tzinfo=UTC) + _TOLERANCE
_SHOWN = 25
"""So many records of a page are looked at."""
_FAR = timedelta(days=3653)
"""No clock is so far behind, and no source so much older than it says."""


class Heeded(Enum):
    """Which of the dates that it is asked for a source heeds."""

    BOTH = "from and until"
    FROM = "from"
    NONE = "none"


def is_suspect(body: bytes, records: int, window: Window) -> bool:
    """True for a page of which most of the first records are not dated within the window."""
    first, beyond = window.start, window.end + GRANULES[window.granularity] + _TOLERANCE
    if first > _EARLIEST:
        first -= _TOLERANCE
    low, high = (moment.isoformat()[:10].encode() for moment in (first, beyond))
    dates = (found[1] for found in islice(_DAY_OF.finditer(body), _SHOWN))
    within: int = sum(low <= date <= high for date in dates)
    return within * 2 < min(records, _SHOWN)


class Heeding:
    """What is found out of one source during one harvest; it is asked for at most two days."""

    def __init__(self, repository: Repository, source: Source) -> None:
        """Nothing is known of `source` but what its settings say."""
        self._repository = repository
        self._source = source
        self._is_settled = source.heeds_dates is not None

    def seen_in(self, page: Page, window: Window, earliest: datetime) -> Heeded:
        """Which dates the source heeds, as far as a page of a window makes that a question.

        `earliest`: the first day that the source says it has records of.
        """
        in_question = not (self._is_settled or window.whole)
        if not in_question or not is_suspect(page.body, page.facts.records, window):
            return Heeded.BOTH
        self._is_settled = True
        if self._lists(window.end + _FAR, window):
            return Heeded.NONE
        long_ago = max(earliest, _EARLIEST + _FAR) - _FAR
        return Heeded.FROM if self._lists(long_ago, window) else Heeded.BOTH

    def _lists(self, day: datetime, window: Window) -> bool:
        """True where the source lists records of a day that holds none.

        One that refuses to answer, or cannot, has not shown that it heeds no dates.
        """
        asked = arguments_for(self._source, Window(day, day, window.granularity))
        bodies: list[bytes] = []

        def look(body: bytes) -> str:
            """Nothing of this answer is used, so it is not landed."""
            bodies.append(body)
            return ""

        what = f"source {self._source.name}, a day without records"
        try:
            answer = self._repository.list_records(asked, look, what=what)
        except SourceError:
            return False
        return not answer.error and any(True for _ in headers_in(bodies[-1]))
