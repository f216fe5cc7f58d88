"""The search cluster as readers see it: through the alias, or away."""

from datetime import datetime

from catalogue.errors import SearchError, SearchUnavailable
from index.answers import SearchAnswer, find_async
from index.elastic import AsyncCluster
from index.request import SearchRequest


class AliasSearch:
    """Searches what the alias names; raises SearchUnavailable where nothing can answer."""

    def __init__(self, cluster: AsyncCluster, alias: str) -> None:
        """Search `alias` on `cluster`."""
        self._cluster = cluster
        self._alias = alias

    async def search(self, request: SearchRequest, *, now: datetime) -> SearchAnswer:
        """What is found at `now`."""
        try:
            return await find_async(self._cluster, self._alias, request, now=now)
        except SearchUnavailable:
            raise
        except SearchError as problem:
            if "no such index" not in str(problem):
                raise
            raise SearchUnavailable(
                "nothing was published to search yet; run `spil index publish`"
            ) from problem

    async def answers(self) -> bool:
        """Whether the cluster can answer; raises SearchUnavailable where it does not at all."""
        return await self._cluster.health() != "red"
