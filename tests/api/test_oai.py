"""OAI-PMH out: every verb, every error, tokens, deletions, and what no harvester is given."""

import json
from datetime import UTC, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from oaipmh.error import BadResumptionTokenError

from api.oai_formats import FORMATS
from api.oai_tokens import LIFE, Listing, read_token, write_token
from catalogue.changes import Position
from catalogue.identifiers import ManifestationId
from catalogue.model import Carrier
from catalogue.oai_feed import Span
from catalogue.source_record import RecordKey
from catalogue.xml import parse_xml
from tests.api.conftest import BOOK, E_BOOK, ENGLISH, MERGED, NEVER, Small, publication
from tests.fake_feed import FIRST
from tests.small_network import MONDAY

NS = {"o": "http://www.openarchives.org/OAI/2.0/", "dc": "http://purl.org/dc/elements/1.1/"}
SECOND = FIRST + timedelta(days=1)
OURS = "oai:127.0.0.1:"


@pytest.fixture
def provider(small: Small) -> Small:
    """Three manifestations, and one that was merged into the first."""
    small.feed.put(publication(BOOK, Carrier.BOOK), FIRST, "NL-0890010000")
    small.feed.put(publication(E_BOOK, Carrier.E_BOOK), FIRST)
    small.feed.put(publication(MERGED, Carrier.BOOK))
    small.feed.put(publication(ENGLISH, Carrier.BOOK, title="Crusade"), SECOND)
    small.feed.drop(MERGED, SECOND)
    return small


def ask(provider: Small, *pairs: tuple[str, str], **arguments: str) -> etree._Element:
    """The answer, whose envelope is as the protocol wants."""
    query = urlencode([*pairs, *((k.rstrip("_"), v) for k, v in arguments.items())])
    return read(provider.client.get(f"/v1/oai?{query}"))


def read(answer) -> etree._Element:  # type: ignore[no-untyped-def]
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    root = parse_xml(answer.content)
    assert [etree.QName(child).localname for child in root[:2]] == ["responseDate", "request"]
    assert root[0].text == MONDAY.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return root


def errors(root: etree._Element) -> list[str]:
    return [each.get("code", "") for each in root.iterfind("o:error", NS)]


def identifiers(root: etree._Element) -> list[str]:
    found = [each.text or "" for each in root.iterfind(".//o:identifier", NS)]
    return [each.removeprefix(OURS) for each in found if each.startswith(OURS)]


def token(root: etree._Element) -> str:
    found = root.find(".//o:resumptionToken", NS)
    return "" if found is None else found.text or ""


def harvested(provider: Small, verb: str = "ListRecords", **arguments: str) -> list[str]:
    """Every id of a list, page after page."""
    root = ask(provider, verb=verb, metadataPrefix="oai_dc", **arguments)
    found = identifiers(root)
    while token(root):
        root = ask(provider, verb=verb, resumptionToken=token(root))
        found += identifiers(root)
    return found


def test_the_repository_tells_who_it_is(provider: Small) -> None:
    root = ask(provider, verb="Identify")
    told = {etree.QName(each).localname: each.text for each in root.iterfind("o:Identify/*", NS)}
    assert told["deletedRecord"] == "persistent"
    assert told["granularity"] == "YYYY-MM-DDThh:mm:ssZ"
    assert told["earliestDatestamp"] == "2026-11-01T09:00:00Z"
    assert told["baseURL"] == "http://127.0.0.1:8490/v1/oai"
    assert "@" in (told["adminEmail"] or "")


def test_every_format_is_listed_and_given(provider: Small) -> None:
    root = ask(provider, verb="ListMetadataFormats", identifier=OURS + BOOK)
    listed = [each.text for each in root.iterfind(".//o:metadataPrefix", NS)]
    assert listed == ["oai_dc", "marcxml", "picaxml", "mods", "json-ld"]
    for prefix, form in FORMATS.items():
        record = ask(provider, verb="GetRecord", identifier=OURS + BOOK, metadataPrefix=prefix)
        metadata = record.find(".//o:metadata", NS)
        assert metadata is not None
        (payload,) = metadata
        assert etree.QName(payload).namespace == form.namespace
        location = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
        assert payload.get(location, "").startswith(form.namespace + " http")
        assert "Kruistocht in spijkerbroek" in "".join(map(str, payload.itertext()))


def test_json_ld_comes_out_of_its_element_as_json(provider: Small) -> None:
    odd = publication(BOOK, Carrier.BOOK, title="Zee \x01\ufffe & <strand>")
    provider.feed.put(odd)
    root = ask(provider, verb="GetRecord", identifier=OURS + BOOK, metadataPrefix="json-ld")
    (metadata,) = root.iterfind(".//o:metadata", NS)
    node = json.loads(metadata[0].text or "")
    assert node["name"] == "Zee \x01\ufffe & <strand>"
    assert node["@id"].endswith(BOOK)
    schema = provider.client.get("/v1/oai/json-ld.xsd")
    etree.XMLSchema(parse_xml(schema.content)).assertValid(metadata[0])


def test_records_come_in_the_order_of_the_feed_each_once(provider: Small) -> None:
    assert harvested(provider) == [BOOK, E_BOOK, ENGLISH, MERGED]
    assert harvested(provider, "ListIdentifiers") == [BOOK, E_BOOK, ENGLISH, MERGED]


def test_pages_tell_how_long_the_list_is_and_the_last_one_ends_it(provider: Small) -> None:
    first = ask(provider, verb="ListRecords", metadataPrefix="oai_dc")
    (resume,) = first.iterfind(".//o:resumptionToken", NS)
    assert (resume.get("cursor"), resume.get("completeListSize")) == ("0", "4")
    assert resume.get("expirationDate", "") > "2026"
    last = ask(provider, verb="ListRecords", resumptionToken=resume.text or "")
    (resume,) = last.iterfind(".//o:resumptionToken", NS)
    assert (resume.get("cursor"), resume.text, resume.get("expirationDate")) == ("2", None, None)


def test_a_merged_manifestation_answers_as_deleted_for_ever(provider: Small) -> None:
    for verb in ("ListRecords", "ListIdentifiers"):
        root = ask(provider, verb=verb, metadataPrefix="marcxml", from_="2026-11-02")
        status = {h[0].text: h.get("status") for h in root.iterfind(".//o:header", NS)}
        assert status == {OURS + ENGLISH: None, OURS + MERGED: "deleted"}
    root = ask(provider, verb="GetRecord", identifier=OURS + MERGED, metadataPrefix="picaxml")
    assert root.find(".//o:metadata", NS) is None
    (header,) = root.iterfind(".//o:header", NS)
    assert header.get("status") == "deleted"
    assert "source:nbd" in [each.text for each in header.iterfind("o:setSpec", NS)]


def test_a_set_holds_its_own_records_and_its_deletions(provider: Small) -> None:
    assert harvested(provider, set="carrier:e_book") == [E_BOOK]
    assert harvested(provider, set="library:NL-0890010000") == [BOOK]
    assert harvested(provider, set="library") == [BOOK]
    assert harvested(provider, set="source:ggc") == [BOOK, E_BOOK, ENGLISH, MERGED]
    root = ask(provider, verb="ListSets")
    specs = [each.text for each in root.iterfind(".//o:setSpec", NS)]
    assert {"source:nbd", "source:ggc", "library:NL-0890010000", "carrier:book"} <= set(specs)
    assert len(specs) == len(set(specs))


def test_a_stretch_of_time_has_both_its_ends(provider: Small) -> None:
    assert harvested(provider, until="2026-11-01") == [BOOK, E_BOOK]
    second = "2026-11-02T09:00:00Z"
    assert harvested(provider, from_=second, until=second) == [ENGLISH, MERGED]
    assert harvested(provider, from_="2026-11-01T09:00:01Z") == [ENGLISH, MERGED]


def test_a_form_is_answered_like_an_address(provider: Small) -> None:
    arguments = {"verb": "GetRecord", "identifier": OURS + BOOK, "metadataPrefix": "oai_dc"}
    assert identifiers(read(provider.client.post("/v1/oai", data=arguments))) == [BOOK]
    refused = provider.client.post("/v1/oai", json=arguments)
    assert refused.status_code == 415
    assert errors(read(provider.client.post("/v1/oai", data={}))) == ["badVerb"]


LISTED = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "listrecords"}, "badVerb"),
        ({"verb": "GetMetadata"}, "badVerb"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "Identify", "set": "a"}, "badArgument"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
        (LISTED | {"page": "2"}, "badArgument"),
        (LISTED | {"resumptionToken": "abc"}, "badArgument"),
        (LISTED | {"from": "2026-13-01"}, "badArgument"),
        (LISTED | {"from": "2026-11-01T09:00Z"}, "badArgument"),
        (LISTED | {"from": "1-11-2026"}, "badArgument"),
        (LISTED | {"until": ""}, "badArgument"),
        (LISTED | {"from": "2026-11-01", "until": "2026-11-02T00:00:00Z"}, "badArgument"),
        (LISTED | {"from": "2026-11-02", "until": "2026-11-01"}, "badArgument"),
        (LISTED | {"set": "a b"}, "badArgument"),
        (LISTED | {"set": "a\x00"}, "badArgument"),
        (LISTED | {"set": "carrier:dvd"}, "noRecordsMatch"),
        (LISTED | {"set": "nothing"}, "noRecordsMatch"),
        (LISTED | {"from": "2027-01-01"}, "noRecordsMatch"),
        (LISTED | {"until": "2025-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "resumptionToken": "abc"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": ""}, "badResumptionToken"),
        ({"verb": "ListIdentifiers", "resumptionToken": "é.\x00"}, "badResumptionToken"),
        ({"verb": "ListSets", "resumptionToken": "abc"}, "badResumptionToken"),
        ({"verb": "ListMetadataFormats", "identifier": OURS + NEVER}, "idDoesNotExist"),
    ],
)
def test_every_mistake_has_its_own_error(
    provider: Small, arguments: dict[str, str], code: str
) -> None:
    root = ask(provider, *arguments.items())
    assert errors(root) == [code]
    stated = dict(root[1].attrib)
    assert bool(stated) is (code not in ("badVerb", "badArgument"))


@pytest.mark.parametrize(
    "identifier", [OURS + NEVER, BOOK, "oai:elsewhere:" + BOOK, OURS + "m1", "é:\x00", ""]
)
def test_an_identifier_that_is_none_of_ours_does_not_exist(
    provider: Small, identifier: str
) -> None:
    root = ask(provider, verb="GetRecord", identifier=identifier, metadataPrefix="oai_dc")
    assert errors(root) == ["idDoesNotExist"]


def test_an_argument_given_twice_is_refused(provider: Small) -> None:
    twice = [*LISTED.items(), ("set", "source"), ("set", "library")]
    assert errors(ask(provider, *twice)) == ["badArgument"]
    assert errors(ask(provider, ("verb", "Identify"), ("verb", "Identify"))) == ["badVerb"]


def test_a_token_that_was_changed_or_is_too_old_or_of_another_verb_is_refused() -> None:
    span = Span(Position(7, 3), 40, "source:nbd", until=30)
    listing = Listing("ListRecords", "marcxml", span, 100, 250)
    text, expires = write_token(listing, MONDAY)
    assert expires == MONDAY + LIFE
    assert read_token(text, "ListRecords", MONDAY) == listing
    for token_, verb, now in (
        (text, "ListIdentifiers", MONDAY),
        (text, "ListRecords", expires),
        (text[:-1], "ListRecords", MONDAY),
        ("A" + text, "ListRecords", MONDAY),
        (text[1:], "ListRecords", MONDAY),
        (text.replace(".", ""), "ListRecords", MONDAY),
    ):
        with pytest.raises(BadResumptionTokenError):
            read_token(token_, verb, now)


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_no_text_makes_a_token_reader_fail(text: str) -> None:
    with pytest.raises(BadResumptionTokenError):
        read_token(text, "ListRecords", MONDAY)


def test_a_token_of_another_catalogue_is_refused(provider: Small) -> None:
    elsewhere = Listing("ListRecords", "oai_dc", Span(Position(1, 1), 900))
    text, _ = write_token(elsewhere, MONDAY)
    root = ask(provider, verb="ListRecords", resumptionToken=text)
    assert errors(root) == ["badResumptionToken"]


def test_a_list_stays_as_it_was_cut_while_the_catalogue_changes(provider: Small) -> None:
    root = ask(provider, verb="ListRecords", metadataPrefix="oai_dc")
    found = identifiers(root)
    later = SECOND + timedelta(days=1)
    provider.feed.put(publication(BOOK, Carrier.BOOK, title="Nieuw"), later)
    provider.feed.put(publication(ENGLISH, Carrier.BOOK, title="Anders"), later)
    provider.feed.put(publication(ManifestationId(NEVER), Carrier.BOOK), later)
    while token(root):
        root = ask(provider, verb="ListRecords", resumptionToken=token(root))
        found += identifiers(root)
    assert found == [BOOK, E_BOOK, ENGLISH, MERGED]
    assert harvested(provider, from_="2026-11-03") == [BOOK, ENGLISH, ManifestationId(NEVER)]


def test_a_catalogue_that_is_away_is_tried_again_later(provider: Small) -> None:
    provider.titles.away = True
    answer = provider.client.get("/v1/oai", params={"verb": "Identify"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


SECRET = "https://covers.example/secret.jpg"


def test_what_a_source_keeps_to_itself_leaves_in_no_format(provider: Small) -> None:
    open_one = publication(BOOK, Carrier.BOOK)
    marked = {"annotation": "Alleen voor leden.", "cover": SECRET, "notes": ("Intern.",)}
    description = open_one.description.model_copy(update=marked)
    members = (RecordKey("nbd", "1"),)
    provider.feed.put(open_one.model_copy(update={"description": description, "members": members}))
    hidden = ("Alleen voor leden.", SECRET, "Intern.")
    assert all(word in every_word(provider) for word in hidden)
    for may in ("nothing", "show", "pass_to_libraries"):
        groups = ("annotation", "cover", "description")
        provider.titles.declared = {("nbd", group): may for group in groups}  # type: ignore[misc]
        provider.client.app.state.services.refreshed._looked = float("-inf")  # type: ignore[attr-defined]
        words = every_word(provider)
        assert not [word for word in hidden if word in words]
        assert "Kruistocht in spijkerbroek" in words


def every_word(provider: Small) -> str:
    """All that a harvester can get of a manifestation, in every format and by every verb."""
    said = ""
    for prefix in FORMATS:
        one = {"verb": "GetRecord", "identifier": OURS + BOOK, "metadataPrefix": prefix}
        said += provider.client.get("/v1/oai", params=one).text
        root = ask(provider, verb="ListRecords", metadataPrefix=prefix)
        said += etree.tostring(root, encoding="unicode")
        while token(root):
            root = ask(provider, verb="ListRecords", resumptionToken=token(root))
            said += etree.tostring(root, encoding="unicode")
    return said
