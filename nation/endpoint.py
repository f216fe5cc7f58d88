"""One source as a provider of OAI-PMH: the server of `oaipmh` over its records, in its own ways."""

import re
from collections.abc import Mapping
from datetime import datetime

from oaipmh.metadata import MetadataRegistry
from oaipmh.server import BatchingServer

from nation.answers import answer
from nation.faults import FaultPlan
from nation.quirks import Quirks, SteadyToken
from nation.repository import FolderRepository, write_record

_ANSWERED = re.compile(rb"(<responseDate>)[^<]+")


class Endpoint:
    """Answers requests to one source; `clock` is the moment at which it says it answers."""

    def __init__(
        self,
        repository: FolderRepository,
        page_size: int,
        plan: FaultPlan,
        quirks: Quirks,
        clock: datetime | None = None,
    ) -> None:
        """A provider over `repository`, with faults by `plan`; without `clock` the time is real."""
        self.plan = plan
        self.quirks = quirks
        self._repository = repository
        self._clock = clock
        self._steady = SteadyToken()
        registry = MetadataRegistry()
        registry.registerWriter(repository.prefix, write_record)
        self._oai = BatchingServer(repository, registry, resumption_batch_size=page_size)

    def answer(self, asked: Mapping[str, str]) -> bytes:
        """What this source answers when nothing fails."""
        if self.quirks.steady_token and asked.get("verb") == "ListRecords":
            return self._dated(self._steady.answer(asked, self._right))
        return self._dated(self._right(asked))

    def _right(self, asked: Mapping[str, str]) -> bytes:
        return answer(self._oai, self._repository, asked)

    def _dated(self, body: bytes) -> bytes:
        if self._clock:
            said = rb"\g<1>" + self._clock.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
            body = _ANSWERED.sub(said, body, count=1)
        return self.quirks.dated(body)
