"""The only module that talks to Elasticsearch."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from elastic_transport import HttpxAsyncHttpNode, TransportError
from elasticsearch import ApiError, AsyncElasticsearch, Elasticsearch, NotFoundError
from elasticsearch.helpers import streaming_bulk

from catalogue.errors import SearchError, SearchUnavailable
from index.documents import Document
from index.mapping import NUMBER, mapping, settings
from index.publish import Written, number_of

BULK_DOCUMENTS = 500
BULK_BYTES = 5_000_000

_BUSY = frozenset((429, 502, 503, 504))
_LATER = 409


def options(url: str, *, api_key: str | None, ca_file: Path | None) -> dict[str, Any]:
    """How a client reaches the cluster."""
    found: dict[str, Any] = {"hosts": [url], "request_timeout": 30}
    if api_key:
        found["api_key"] = api_key
    if ca_file:
        found["ca_certs"] = str(ca_file)
    return found


class ElasticCluster:
    """A cluster as publishing and following see it."""

    def __init__(
        self, url: str, *, api_key: str | None = None, ca_file: Path | None = None
    ) -> None:
        """A client for `url`; nothing is asked of the server yet."""
        self.url = url
        self._client = Elasticsearch(
            **options(url, api_key=api_key, ca_file=ca_file), retry_on_timeout=True, max_retries=2
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def create(self, index: str) -> None:
        """Make an empty build with our fields and analysers; SearchError where it exists."""
        with _telling(self.url):
            self._client.indices.create(index=index, settings=settings(), mappings=mapping())

    def builds(self, alias: str) -> tuple[str, ...]:
        """The builds under this alias's name, oldest first."""
        with _telling(self.url):
            found = self._client.indices.get_alias(index=f"{alias}-*", expand_wildcards="all")
        return tuple(sorted((i for i in found if number_of(i) >= 0), key=number_of))

    def live(self, alias: str) -> str | None:
        """The build that the alias names, or None."""
        with _telling(self.url):
            try:
                return next(iter(self._client.indices.get_alias(name=alias)), None)
            except NotFoundError:
                return None

    def write(self, index: str, documents: Iterable[Document]) -> Written:
        """Write or delete whole documents; the cluster keeps a later version that it has."""
        taken = 0
        refused: list[tuple[str, str]] = []
        with _telling(self.url):
            for done, answer in streaming_bulk(
                self._client,
                (_action(index, document) for document in documents),
                chunk_size=BULK_DOCUMENTS,
                max_chunk_bytes=BULK_BYTES,
                max_retries=6,
                initial_backoff=0.5,
                max_backoff=30,
                raise_on_error=False,
            ):
                (result,) = answer.values()
                if done or result["status"] == _LATER or _was_gone(answer):
                    taken += 1
                else:
                    refused.append((result["_id"], _reason(result.get("error"))))
        return Written(taken, tuple(refused))

    def count(self, index: str) -> int:
        """How many documents a reader would find, after a refresh."""
        with _telling(self.url):
            self._client.indices.refresh(index=index)
            return int(self._client.count(index=index)["count"])

    def point(self, alias: str, index: str) -> None:
        """Move the alias to this build in one call."""
        live = self.live(alias)
        actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": alias}}]
        if live and live != index:
            actions.insert(0, {"remove": {"index": live, "alias": alias}})
        with _telling(self.url):
            self._client.indices.update_aliases(actions=actions)

    def delete(self, index: str) -> None:
        """Remove a build; one that is not there is fine."""
        with _telling(self.url):
            self._client.indices.delete(index=index, ignore_unavailable=True)

    def analyze(self, index: str, analyser: str, text: str) -> tuple[str, ...]:
        """The tokens that an analyser or normalizer of the build makes of `text`, in order."""
        kind = "normalizer" if analyser == NUMBER else "analyzer"
        with _telling(self.url):
            answer = self._client.indices.analyze(index=index, body={"text": text, kind: analyser})
        return tuple(token["token"] for token in answer["tokens"])

    def search(self, index: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The engine's answer to a query body."""
        with _telling(self.url):
            return dict(self._client.search(index=index, **body))

    def health(self) -> str:
        """green, yellow or red; raises SearchUnavailable."""
        with _telling(self.url):
            return str(self._client.cluster.health(timeout="1s")["status"])


class AsyncCluster:
    """The cluster as the API searches it."""

    def __init__(
        self, url: str, *, api_key: str | None = None, ca_file: Path | None = None
    ) -> None:
        """A client for `url`; nothing is asked of the server yet."""
        self.url = url
        self._client = AsyncElasticsearch(
            **{**options(url, api_key=api_key, ca_file=ca_file), "request_timeout": 5},
            node_class=HttpxAsyncHttpNode,
            max_retries=1,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def search(self, index: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The engine's answer to a query body."""
        with _telling(self.url):
            return dict(await self._client.search(index=index, **body))

    async def health(self) -> str:
        """green, yellow or red; raises SearchUnavailable."""
        with _telling(self.url):
            return str((await self._client.cluster.health(timeout="1s"))["status"])


def _action(index: str, document: Document) -> dict[str, Any]:
    action = {
        "_op_type": "index" if document.body is not None else "delete",
        "_index": index,
        "_id": document.id,
        "version": document.version,
        "version_type": "external_gte",
    }
    return action if document.body is None else {**action, "_source": document.body}


def _was_gone(answer: Mapping[str, Any]) -> bool:
    return "delete" in answer and answer["delete"]["status"] == 404


def _reason(error: Any) -> str:
    if not isinstance(error, Mapping):
        return str(error)
    deeper = error.get("caused_by")
    return str(deeper.get("reason") if isinstance(deeper, Mapping) else error.get("reason"))


@contextmanager
def _telling(url: str) -> Iterator[None]:
    """Say SearchUnavailable or SearchError, in one sentence, for what the client raises."""
    try:
        yield
    except TransportError as problem:
        raise SearchUnavailable(
            f"no answer from Elasticsearch at {url} ({type(problem).__name__}); "
            "start it with `spil services up` or correct SPIL_SEARCH__URL"
        ) from problem
    except ApiError as problem:
        said = _reason(problem.body.get("error")) if isinstance(problem.body, dict) else problem
        if problem.status_code in _BUSY:
            raise SearchUnavailable(
                f"Elasticsearch at {url} is too busy or not ready: {said}; try again later"
            ) from problem
        raise SearchError(f"Elasticsearch at {url} refused: {said}") from problem
