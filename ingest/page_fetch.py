"""One page of an OAI-PMH list: asked for, landed, and only then looked at."""

from collections import Counter
from dataclasses import dataclass

from ingest.asking import Reach
from ingest.landing import Landed, Shelf, land
from ingest.oai import Repository, arguments_for
from ingest.oai_answers import Answer
from ingest.oai_pages import PageFacts, page_facts
from ingest.sources import Source
from ingest.stay_tables import stay_table
from ingest.strip_xml import strip_page
from ingest.windows import Window


@dataclass(frozen=True)
class Page:
    """An answer, its bytes as they were landed, what they hold, and what was taken out of them."""

    answer: Answer
    landed: Landed
    body: bytes
    facts: PageFacts
    removed: Counter[str]


class PageFetch:
    """Fetches the pages of one source to its shelf."""

    def __init__(self, source: Source, shelf: Shelf, reach: Reach) -> None:
        """Fetches pages of `source` to `shelf`; raises SourceError where credentials are amiss."""
        self._source = source
        self._shelf = shelf
        self._table = stay_table(source)
        self.repository = Repository.of(source, reach)

    def page(self, window: Window, token: str, number: int) -> Page:
        """Page `number` of a list, landed; the token travels alone (OAI-PMH 2.0 §3.5)."""
        landed: list[tuple[Landed, bytes]] = []
        removed: Counter[str] = Counter()

        def keep(body: bytes) -> str:
            removed.clear()
            may_stay = strip_page(body, self._table, removed) if self._table else body
            landed.append((land(self._shelf, may_stay, "xml"), may_stay))
            return str(self._shelf.landing / landed[-1][0].file)

        what = f"source {self._source.name}, window {window}, page {number}"
        arguments = {"resumptionToken": token} if token else arguments_for(self._source, window)
        answer = self.repository.list_records(arguments, keep, what=what)
        where, body = landed[-1]
        # What was stripped lies elsewhere than in the answer.
        span = None if self._table else answer.span
        return Page(answer, where, body, page_facts(body, span, self._source.format), removed)
