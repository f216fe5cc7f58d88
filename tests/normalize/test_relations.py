"""Notes, relations and addresses."""

from datetime import date

from catalogue.model import Link
from catalogue.source_record import Format
from tests.normalize.records import kept, marc, pica, read, rules_noticed


def test_an_original_title_is_read_from_its_field() -> None:
    assert marc("240 10 $aThe hobbit").record.original_title == "The hobbit"


def test_an_original_title_is_read_from_a_note_without_its_imprint() -> None:
    record = pica("037A $TVert. van: The BFG. - London : Cape, 1982").record
    assert record.original_title == "The BFG"
    assert record.notes == ("Vert. van: The BFG. - London : Cape, 1982",)


def test_an_original_title_loses_subtitle_and_maker() -> None:
    record = pica("037A $TVert. van: Sapiens : a brief history / Y.N. Harari").record
    assert record.original_title == "Sapiens"


def test_an_adaptation_is_no_translation() -> None:
    record = pica("037A $TBewerking van: In Europa / Geert Mak. - 2004").record
    assert record.original_title == ""
    assert record.links == (Link(kind="adaptation_of", title="In Europa"),)


def test_another_carrier_is_a_link() -> None:
    record = marc("776 08 $tHet diner$w(NBD)0089A00003").record
    assert record.links == (
        Link(kind="other_carrier", title="Het diner", target="(NBD)0089A00003"),
    )


def test_a_cover_is_told_from_the_publication_itself() -> None:
    record = marc(
        "007 cr",
        "856 40 $uhttps://online.example/1",
        "856 42 $uhttps://covers.example/1.jpg$3cover",
    ).record
    assert record.cover == "https://covers.example/1.jpg"
    assert record.online is not None
    assert record.online.address == "https://online.example/1"


def test_a_printed_book_is_not_online_though_it_has_an_address() -> None:
    assert marc("007 ta", "856 42 $uhttps://example.org/review").record.online is None


def test_an_address_that_could_run_a_script_is_refused() -> None:
    outcome = marc("007 cr", "856 40 $ujavascript:alert(1)")
    assert outcome.record.online is None
    assert rules_noticed(outcome) == {"address_refused"}


def test_an_annotation_is_text_without_mark_up() -> None:
    record = marc("520 ## $a<p>Twee broers <script>alert(1)</script>eten.</p>").record
    assert "<" not in record.annotation
    assert record.annotation.startswith("Twee broers")


ONLINE = (
    "id,isbn,title,subtitle,authors,narrators,publisher,year,language,format,pages,minutes,nur,"
    "audience,annotation,licence_from,licence_until,loan_model,url\n"
    'OBA0032,9789499001019,Een schitterend gebrek,roman,"Arthur Japin; Ann van Dam",Arthur Japin,'
    "Singel,2015,nl,mp3,,512,301,,Lucia draagt een sluier.,2017-05-01,2029-04-30,multi,"
    "https://online.example/OBA0032\n"
)


def test_an_online_title_says_how_long_it_may_be_lent() -> None:
    record = kept(read(ONLINE.encode(), Format.CSV, "online")).record
    assert record.number == "OBA0032"
    assert record.online is not None
    assert record.online.licence_from == date(2017, 5, 1)
    assert record.online.licence_until == date(2029, 4, 30)
    assert record.online.loan_model == "multi"
    assert record.extent.minutes == 512
    assert record.languages == ("dut",)
    assert record.title.sort == "schitterend gebrek"
    assert [(p.name, p.role) for p in record.contributors] == [
        ("Arthur Japin", "aut"),
        ("Ann van Dam", "aut"),
        ("Arthur Japin", "nrt"),
    ]
