"""A made-up source whose records may show another date than they are chosen by, or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx

from ingest.asking import Patience, Reach
from tests.made_up_source import FIRST_DAY, NOW, marcxml, number

FIRST = FIRST_DAY.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Dated:
    """A record: the moment by which it is chosen, and the one that its header shows."""

    index: int
    chosen: datetime
    shown: datetime | None
    title: str = "Het diner"

    @property
    def locator(self) -> str:
        return f"oai:source.example:{number(self.index)}"


def daily(count: int, *, first: int = 0) -> list[Dated]:
    """One record a day from 1 September 2026."""
    days = [FIRST + timedelta(days=first + index, hours=5) for index in range(count)]
    return [Dated(first + index, day, day) for index, day in enumerate(days)]


@dataclass
class DatedSource:
    """The source: which dates it heeds, and how it answers for a day to come."""

    records: Sequence[Dated]
    heeds: bool = True
    heeds_until: bool = True
    page: int = 5
    by_day: bool = False
    slow: timedelta = timedelta(0)
    reversed: bool = False
    to_come: Callable[[], httpx.Response] | None = None
    asked: list[dict[str, str]] = field(default_factory=list)

    def reach(self, now: datetime = NOW) -> Reach:
        transport = httpx.MockTransport(self._answer)
        patience = Patience(attempts=2, sleep=lambda _: None)
        return Reach(httpx.Client(transport=transport), now, patience)

    @property
    def lists(self) -> int:
        """How many lists were begun."""
        return sum(
            each["verb"] == "ListRecords" and "metadataPrefix" in each for each in self.asked
        )

    @property
    def pages(self) -> int:
        """How many pages of records were asked for."""
        return sum(each["verb"] == "ListRecords" for each in self.asked)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        asked = dict(request.url.params)
        self.asked.append(asked)
        if asked["verb"] == "Identify":
            return self._told(
                f"<Identify><earliestDatestamp>{FIRST:%Y-%m-%dT%H:%M:%SZ}</earliestDatestamp>"
                "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>"
                "<deletedRecord>persistent</deletedRecord></Identify>"
            )
        if asked.get("from", "") > "2030" and self.to_come:
            return self.to_come()
        cursor, _, span = asked.get("resumptionToken", "").partition(" ")
        return self._list(int(cursor or 0), span or f"{asked.get('from')} {asked.get('until')}")

    def _list(self, cursor: int, span: str) -> httpx.Response:
        first, until = (_moment(text) for text in span.split())
        found = [each for each in self.records if not self.heeds or self._is_in(each, first, until)]
        found.sort(key=lambda each: each.chosen, reverse=self.reversed)
        some, more = found[cursor : cursor + self.page], cursor + self.page < len(found)
        if not some:
            return self._told('<error code="noRecordsMatch"/>')
        token = f"<resumptionToken>{cursor + self.page} {span}</resumptionToken>" if more else ""
        return self._told(f"<ListRecords>{''.join(map(_record, some))}{token}</ListRecords>")

    def _is_in(self, each: Dated, first: datetime | None, until: datetime | None) -> bool:
        day = {"hour": 0, "minute": 0, "second": 0} if self.by_day else {}
        moment = each.chosen.replace(**day)  # type: ignore[arg-type]
        return (not first or first.replace(**day) <= moment) and (  # type: ignore[arg-type]
            not (until and self.heeds_until) or moment <= until.replace(**day)  # type: ignore[arg-type]
        )

    def _told(self, body: str) -> httpx.Response:
        clock = f"{NOW - self.slow:%Y-%m-%dT%H:%M:%SZ}"
        return httpx.Response(
            200,
            text='<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
            f"<responseDate>{clock}</responseDate>{body}</OAI-PMH>",
        )


def _moment(text: str) -> datetime | None:
    return None if text == "None" else datetime.fromisoformat(text.replace("Z", "+00:00"))


def _record(each: Dated) -> str:
    shown = f"<datestamp>{each.shown:%Y-%m-%dT%H:%M:%SZ}</datestamp>" if each.shown else ""
    return (
        f"<record><header><identifier>{each.locator}</identifier>{shown}</header>"
        f"<metadata>{marcxml(each.index, each.title).decode()}</metadata></record>"
    )
