import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from nation.faults import Fault
from nation.provider import Provider, serve_folder, serve_oddly
from nation.quirks import STEADY, Quirks
from nation.records_folder import read_index
from tests.made_up_source import fill, marcxml, number
from tests.plain_http import get, post


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[Provider]:
    fill(tmp_path, 7, deleted=(3,))
    with serve_folder(tmp_path, prefix="marcxml", page_size=3) as provider:
        yield provider


def ask(provider: Provider, **arguments: str) -> str:
    answer = get(provider.address, params=arguments)
    assert answer.status_code == 200
    return answer.text


def numbers(text: str) -> list[str]:
    return re.findall(r"<identifier>oai:source\.example:(\w+)<", text)


def test_a_list_comes_in_pages_that_say_how_long_it_is(provider: Provider) -> None:
    text = ask(provider, verb="ListRecords", metadataPrefix="marcxml")
    found = numbers(text)
    sizes = [re.findall('completeListSize="7" cursor="(.)"', text)]
    while token := re.findall("<resumptionToken[^>]*>([^<]+)<", text):
        text = ask(provider, verb="ListRecords", resumptionToken=token[0])
        found += numbers(text)
        sizes.append(re.findall('completeListSize="7" cursor="(.)"', text))
    assert found == [number(index) for index in range(7)]
    assert sizes == [["0"], ["3"], ["6"]]
    assert re.search("<resumptionToken[^>]*/>", text)


def test_a_deleted_record_has_a_header_and_nothing_else(provider: Provider) -> None:
    identifier = f"oai:source.example:{number(3)}"
    text = ask(provider, verb="GetRecord", metadataPrefix="marcxml", identifier=identifier)
    assert 'status="deleted"' in text
    assert "<metadata>" not in text


def test_dates_and_sets_choose_records(provider: Provider) -> None:
    text = ask(
        provider,
        verb="ListIdentifiers",
        metadataPrefix="marcxml",
        set="boeken",
        **{"from": "2026-09-02", "until": "2026-09-05"},
    )
    assert numbers(text) == [number(2), number(4)]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "resumptionToken": "old"}, "badResumptionToken"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "Sing"}, "badVerb"),
        (
            {"verb": "ListRecords", "metadataPrefix": "marcxml", "from": "2999-01-01"},
            "noRecordsMatch",
        ),
    ],
)
def test_a_wrong_question_gets_the_protocols_error(
    arguments: dict[str, str], code: str, provider: Provider
) -> None:
    assert f'<error code="{code}"' in ask(provider, **arguments)


def test_a_source_says_what_it_is(provider: Provider) -> None:
    text = ask(provider, verb="Identify")
    assert "<earliestDatestamp>2026-09-01T00:00:00Z<" in text
    assert "<deletedRecord>persistent<" in text
    assert "<setSpec>films<" in ask(provider, verb="ListSets")
    assert "<metadataPrefix>marcxml<" in ask(provider, verb="ListMetadataFormats")


def test_a_change_in_the_folder_is_seen_without_a_new_start(
    provider: Provider, tmp_path: Path
) -> None:
    assert "completeListSize" in ask(provider, verb="ListRecords", metadataPrefix="marcxml")
    fill(tmp_path, 2)
    text = ask(provider, verb="ListRecords", metadataPrefix="marcxml")
    assert numbers(text) == [number(0), number(1)]
    assert [entry.number for entry in read_index(tmp_path)] == [number(0), number(1)]


def test_only_get_is_answered(provider: Provider) -> None:
    assert post(provider.address, data={"verb": "Identify"}).status_code == 501


def test_records_are_passed_on_in_their_own_words(provider: Provider) -> None:
    identifier = f"oai:source.example:{number(1)}"
    text = ask(provider, verb="GetRecord", metadataPrefix="marcxml", identifier=identifier)
    record = re.sub(">\\s+<", "><", text)
    assert marcxml(1).decode()[len("<record") : -len("</record>")] in record


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("half_page"), httpx.RemoteProtocolError),
        (Fault("reset"), httpx.TransportError),
        (Fault("silent", seconds=1.0), httpx.ReadTimeout),
    ],
)
def test_a_broken_connection_is_broken_for_the_client(
    fault: Fault, error: type[Exception], tmp_path: Path
) -> None:
    fill(tmp_path, 3)
    with serve_folder(tmp_path, prefix="marcxml", faults=[fault]) as provider:
        asked = {"verb": "ListRecords", "metadataPrefix": "marcxml"}
        with pytest.raises(error):
            get(provider.address, params=asked, timeout=0.3)
        assert get(provider.address, params=asked).status_code == 200


def test_a_busy_source_says_when_to_come_back(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    faults = [Fault("retry_after_seconds", 1, seconds=7), Fault("retry_after_date", 2, seconds=60)]
    with serve_folder(tmp_path, prefix="marcxml", faults=faults) as provider:
        asked = {"verb": "ListRecords", "metadataPrefix": "marcxml"}
        answers = [get(provider.address, params=asked) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["Retry-After"] == "7"
    assert answers[1].headers["Retry-After"].endswith("GMT")


def test_a_slow_source_answers_in_the_end(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    with serve_folder(tmp_path, prefix="marcxml", faults=[Fault("slow", seconds=0.3)]) as provider:
        started = time.monotonic()
        assert len(numbers(ask(provider, verb="ListRecords", metadataPrefix="marcxml"))) == 3
        assert time.monotonic() - started >= 0.3


def test_a_guarded_source_answers_only_who_is_known(tmp_path: Path) -> None:
    fill(tmp_path, 3)
    with serve_oddly(tmp_path, Quirks(login="spil:geheim"), prefix="marcxml") as provider:
        asked = {"verb": "Identify"}
        assert get(provider.address, params=asked).status_code == 401
        assert get(provider.address, params=asked, auth=("spil", "x")).status_code == 401
        assert get(provider.address, params=asked, auth=("spil", "geheim")).status_code == 200


def test_a_source_has_its_own_ways(tmp_path: Path) -> None:
    fill(tmp_path, 7, deleted=(3,))
    first = {"verb": "ListRecords", "metadataPrefix": "marcxml"}
    dates = {"from": "2026-09-02T12:00:00Z", "until": "2026-09-03T00:00:00Z"}
    ways = {
        "by the day": (Quirks(dates="by_day"), dates, [1, 2]),
        "no dates": (Quirks(dates="ignored"), dates, [0, 1, 2]),
        "deletions": (Quirks(deletions="no"), {"from": "2026-09-03"}, [2, 4, 5]),
    }
    for quirks, asked, expected in ways.values():
        with serve_oddly(tmp_path, quirks, prefix="marcxml", page_size=3) as provider:
            assert numbers(ask(provider, **first, **asked)) == [number(i) for i in expected]


def test_a_source_may_give_records_twice_and_its_token_for_ever(tmp_path: Path) -> None:
    fill(tmp_path, 7)
    quirks = Quirks(overlap=1, steady_token=True)
    with serve_oddly(tmp_path, quirks, prefix="marcxml", page_size=3) as provider:
        pages = [ask(provider, verb="ListRecords", metadataPrefix="marcxml")]
        while f">{STEADY}<" in pages[-1]:
            pages.append(ask(provider, verb="ListRecords", resumptionToken=STEADY))
    expected = [[0, 1, 2], [2, 3, 4, 5], [5, 6]]
    assert [numbers(page) for page in pages] == [[number(i) for i in page] for page in expected]


def test_a_stopped_provider_answers_nobody(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    provider = serve_folder(tmp_path, prefix="marcxml")
    provider.stop()
    started = time.monotonic()
    with pytest.raises(httpx.ConnectError):
        get(provider.address)
    assert time.monotonic() - started < 5
