"""Search over the API against the same request sent straight to Elasticsearch.

    python -m benchmarks.search_latency --api http://127.0.0.1:8490 --search http://127.0.0.1:PORT

Both servers run already (`spil serve`; `spil services status` names the search engine's address).
Each golden query goes in turn to the API (facets, and availability read from PostgreSQL) and to the
engine with the very body that the API builds; printed are p50 and p95 in milliseconds of each, and
their ratio. One client, loopback, a fixed number of rounds.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import httpx

from index.query import build_query
from index.request import SearchRequest

QUERIES = (
    "het diner",
    "harry potter",
    "anne frank achterhuis",
    "roald dahl",
    "griezelbus 2",
    "de avonden",
    "nijntje",
    "luisterboek thriller",
    "9789499001019",
    "geschiedenis nederland",
    "tolkien",
    "kookboek",
)
ROUNDS = 20


def timed(call: Callable[[], httpx.Response]) -> float:
    """Milliseconds that one call takes; raises httpx.HTTPStatusError on anything but 2xx."""
    start = time.perf_counter()
    call().raise_for_status()
    return (time.perf_counter() - start) * 1000


def percentiles(times: list[float]) -> dict[str, float]:
    """p50 and p95 in milliseconds."""
    cuts = statistics.quantiles(times, n=20)
    return {"p50": round(statistics.median(times), 2), "p95": round(cuts[18], 2)}


def measure(api: str, search: str, alias: str) -> dict[str, object]:
    """The figures of both ways, taken in turn so that a busy moment hits both."""
    through: list[float] = []
    direct: list[float] = []
    with httpx.Client(timeout=30) as client:
        for turn in range(ROUNDS + 1):
            for query in QUERIES:
                body = build_query(SearchRequest(q=query), datetime.now(UTC))
                a = timed(lambda q=query: client.get(f"{api}/v1/search", params={"q": q}))
                b = timed(lambda b=body: client.post(f"{search}/{alias}/_search", json=b))
                if turn:  # the first round warms both
                    through.append(a)
                    direct.append(b)
    api_row, direct_row = percentiles(through), percentiles(direct)
    ratio = {name: round(api_row[name] / direct_row[name], 2) for name in api_row}
    return {"calls": len(through), "api_ms": api_row, "direct_ms": direct_row, "ratio": ratio}


def main() -> None:
    """Measure and print one JSON line."""
    parser = argparse.ArgumentParser(description="search over the API against the engine itself")
    parser.add_argument("--api", default="http://127.0.0.1:8490")
    parser.add_argument("--search", required=True)
    parser.add_argument("--alias", default="spil")
    given = parser.parse_args()
    sys.stdout.write(json.dumps(measure(given.api, given.search, given.alias)) + "\n")


if __name__ == "__main__":
    main()
