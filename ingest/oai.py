"""OAI-PMH requests and their answers.

`oaipmh` knows the protocol's errors and datestamps; its client cannot be used here: it asks by
POST, does not know a Retry-After of date form, and waits for ever on a silent server.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import quote, urlencode

from oaipmh.error import BadResumptionTokenError, NoRecordsMatchError

from catalogue.errors import SourceError
from catalogue.xml import SIZE_CAP
from ingest.asking import Asker, Patience, body_of, http_client
from ingest.oai_answers import Answer, Identity, read_answer, read_identity
from ingest.sources import Source
from ingest.windows import Window
from ingest.xml_records import Header, headers_in

__all__ = ["NO_RECORDS", "TOKEN_REFUSED", "Patience", "Repository", "http_client"]

Found = TypeVar("Found")

NO_RECORDS: str = NoRecordsMatchError().oainame()
TOKEN_REFUSED: str = BadResumptionTokenError().oainame()


class Repository(Asker):
    """One source that speaks OAI-PMH; counts how often it had to be asked again."""

    def identify(self, source: str) -> Identity:
        """What the source says of itself; raises SourceError."""
        return self._ask({"verb": "Identify"}, read_identity, f"source {source}, Identify")

    def list_records(
        self, arguments: Mapping[str, str], keep: Callable[[bytes], str], *, what: str
    ) -> Answer:
        """One page of records; `keep` lands the bytes before they are read and names their file.

        `what` names source, window and page in errors. The protocol's errors other than "no
        records" and "token refused" raise SourceError.
        """
        kept = ""

        def read(body: bytes) -> Answer:
            nonlocal kept
            kept = keep(body)
            return read_answer(body)

        try:
            answer = self._ask({"verb": "ListRecords", **arguments}, read, what)
        except SourceError as problem:
            if not kept:
                raise
            raise SourceError(f"{problem}; its last answer is kept as {kept}") from problem
        _require_known(answer, what)
        return answer

    def list_identifiers(
        self, arguments: Mapping[str, str], *, what: str
    ) -> tuple[Answer, tuple[Header, ...]]:
        """One page of headers, with the answer they came in; raises SourceError."""

        def read(body: bytes) -> tuple[Answer, tuple[Header, ...]]:
            return read_answer(body), tuple(headers_in(body))

        answer, headers = self._ask({"verb": "ListIdentifiers", **arguments}, read, what)
        _require_known(answer, what)
        return answer, headers

    def _ask(
        self, arguments: Mapping[str, str], read: Callable[[bytes], Found], what: str
    ) -> Found:
        joint = "&" if "?" in self.address else "?"
        address = f"{self.address}{joint}{urlencode(arguments, quote_via=quote)}"

        def attempt() -> Found:
            with self.answer(what, address=address) as response:
                body = body_of(response, what, SIZE_CAP)
            return read(body)

        return self.ask(attempt, what)


def arguments_for(source: Source, window: Window) -> dict[str, str]:
    """What a list of this source is asked for with, in a window."""
    asked = {"metadataPrefix": source.metadata_prefix, **window.arguments()}
    return asked | ({"set": source.set} if source.set else {})


def _require_known(answer: Answer, what: str) -> None:
    if answer.error not in ("", NO_RECORDS, TOKEN_REFUSED):
        raise SourceError(
            f"{what}: the source answers {answer.error} ({answer.message}); "
            "correct this source in sources.toml"
        )
