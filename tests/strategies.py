"""Plausible descriptions as cataloguers would make them, for property tests of every layer."""

from functools import cache

from hypothesis import strategies as st

from catalogue.identifiers import Isbn
from catalogue.model import (
    BibliographicRecord,
    Carrier,
    Classification,
    Confidence,
    Contributor,
    Edition,
    Extent,
    Identifier,
    IsbnStatement,
    Publisher,
    Series,
    Subject,
    Title,
)
from catalogue.text import without_article
from normalize.titles import sort_text
from normalize.volumes import build_volume

_MAINS = (
    "Het diner",
    "De ontdekking van de hemel",
    "De griezelbus",
    "Oorlogswinter",
    "'t Is oorlog",
    "1984",
    "Een schitterend gebrek",
    "Café De Laatste Snik",
    "Jip en Janneke",
    "De zee-egels van IJmuiden",
    "Zomerhuis met zwembad",
    "The hobbit",
)
_WORDS = ("rode", "Zeeuwse", "stad", "moord", "reis", "huis", "ïnkt", "voor", "van", "Øresund")
_SUBTITLES = ("", "", "", "roman", "een verhaal", "handboek voor beginners", "thriller")
_SURNAMES = ("Koch", "Mulisch", "Beek", "Dis", "Schmidt", "Zée", "Nesbø", "García Márquez", "Hart")
_PREFIXES = ("", "", "", "van", "van der", "'t", "de", "van 't")
_GIVEN = ("Herman", "Annie M.G.", "J.", "Els", "Adriaan", "Jo", "Gabriel", "H.J.A.")
_ROLES = ("aut", "trl", "ill", "nrt", "edt", "drt")
_HOUSES = ("De Bezige Bij", "Anthos", "Querido", "Leopold", "Uitgeverij Voorbeeld", "Lannoo")
_PLACES = ("Amsterdam", "Utrecht", "Tielt", "'s-Gravenhage", "")
_EDITIONS = (
    Edition(),
    Edition(),
    Edition(statement="2e druk", number=2),
    Edition(statement="Eerste druk", number=1),
    Edition(statement="Herz. dr.", revised=True),
    Edition(statement="4e, geheel herziene druk", number=4, revised=True),
)
_CARRIERS = (
    *(3 * (Carrier.BOOK,)),
    *(c for c in Carrier if c not in (Carrier.UNKNOWN, Carrier.SERIAL)),
)
_PAGED = (Carrier.BOOK, Carrier.LARGE_PRINT, Carrier.DYSLEXIA, Carrier.BOOK_AND_AUDIO)
_PLAYED = (Carrier.AUDIO_CD, Carrier.AUDIO_MP3_CD, Carrier.E_AUDIO, Carrier.DVD, Carrier.BLU_RAY)
_SPOKEN = (Carrier.AUDIO_CD, Carrier.AUDIO_MP3_CD, Carrier.E_AUDIO, Carrier.DAISY)
_AVI = ("", "", "", "Start", "M3", "E4", "M6", "Plus", "5", "9")
_LANGUAGES = ("dut", "dut", "dut", "eng", "ger", "fry", "mis", "swe")


@cache
def isbns() -> st.SearchStrategy[Isbn]:
    """ISBN-13s of the Dutch area whose check digit holds."""
    return st.integers(0, 99_999).map(_isbn)


def _isbn(number: int) -> Isbn:
    body = f"9789499{number:05}"
    total = sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(body))
    return Isbn(body + str(-total % 10))


@cache
def isbn_statements() -> st.SearchStrategy[IsbnStatement]:
    """ISBNs as stated: bound, of a set, of another product, and now and then wrong."""
    qualifiers = st.sampled_from(("", "", "binding", "set", "e_book", "audio", "other"))
    right = st.builds(
        lambda isbn, qualifier: IsbnStatement(isbn=isbn, text=isbn, qualifier=qualifier),
        isbns(),
        qualifiers,
    )
    wrong = isbns().map(
        lambda isbn: IsbnStatement(isbn=None, text=isbn[:12] + str((int(isbn[12]) + 1) % 10))
    )
    return st.one_of(right, right, right, wrong)


@cache
def contributors() -> st.SearchStrategy[Contributor]:
    """Persons with and without prefix, pseudonyms, and a body now and then."""
    return st.one_of(_persons(), _persons(), _single_names(), _bodies())


@cache
def _persons() -> st.SearchStrategy[Contributor]:
    def build(surname: str, prefix: str, given: str, role: str) -> Contributor:
        name = " ".join(part for part in (given, prefix, surname) if part)
        return Contributor(name=name, surname=surname, prefix=prefix, given=given, role=role)

    choices = (_SURNAMES, _PREFIXES, _GIVEN, _ROLES)
    return st.builds(build, *(st.sampled_from(each) for each in choices))


@cache
def _single_names() -> st.SearchStrategy[Contributor]:
    names = st.sampled_from(("Multatuli", "Nescio", "Kluun"))
    return st.builds(lambda name: Contributor(name=name, surname=name), names)


@cache
def _bodies() -> st.SearchStrategy[Contributor]:
    names = st.sampled_from(("CDA Vrouwenberaad", "Gemeente Ede", "Consumentenbond"))
    return st.builds(lambda name: Contributor(name=name, role="ctb"), names)


@cache
def series() -> st.SearchStrategy[Series]:
    """Series with a volume as digits, Roman figures or a word, or without."""
    volumes = st.sampled_from(
        (("", None), ("1", 1), ("3", 3), ("deel 2", 2), ("III", 3), ("twee", 2), ("E 194", 194))
    )
    titles = st.sampled_from(("De griezelbus", "Salamander", "Strandreeks", "Grijze Jager"))
    return st.builds(lambda t, v: Series(title=t, volume=v[0], number=v[1]), titles, volumes)


@st.composite
def titles(draw: st.DrawFn, language: str = "dut") -> Title:
    """Titles with article, apostrophe, figures and accents; volumes of a whole now and then."""
    words = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).map(" ".join)
    main = draw(st.one_of(st.sampled_from(_MAINS), words))
    number = draw(st.sampled_from(("", "", "", "1", "Deel 2", "III")))
    return Title(
        main=main,
        rest=draw(st.sampled_from(_SUBTITLES)),
        responsibility=draw(
            st.sampled_from(("", "Herman Koch", "Els van der Zée ; vert. J. Hart"))
        ),
        part_number=number,
        part_title=draw(st.sampled_from(("", "Vuile handen", "Voorspel"))) if number else "",
        sort=sort_text(without_article(main, language)),
    )


@st.composite
def bibliographic_records(
    draw: st.DrawFn, source: str = "nbd", carrier: Carrier | None = None
) -> BibliographicRecord:
    """One source's description of one publication, as normalising would leave it."""
    chosen = carrier or draw(st.sampled_from(_CARRIERS))
    extent = draw(_extents(chosen))
    language = draw(st.sampled_from(_LANGUAGES))
    title = draw(titles(language))
    stated_series = _each_once(draw(st.lists(series(), max_size=2)))
    year = draw(st.integers(1950, 2026))
    stated_isbns = draw(st.lists(isbn_statements(), max_size=2, unique_by=lambda each: each.text))
    whole = bool(stated_isbns) and all(each.qualifier == "set" for each in stated_isbns)
    return BibliographicRecord(
        source=source,
        number=draw(st.integers(1, 99_999).map(lambda n: f"0089X{n:05}")),
        title=title,
        isbns=tuple(stated_isbns),
        identifiers=draw(_identifiers()),
        original_title=draw(st.sampled_from(("", "", "The hobbit", "Män som hatar kvinnor"))),
        variant_titles=draw(st.sampled_from(((), (), ("Diner",)))),
        contributors=_fitting(draw(st.lists(contributors(), max_size=3)), chosen),
        edition=draw(st.sampled_from(_EDITIONS)),
        years=draw(st.sampled_from(((year,), (year,), (year, year - 1), ()))),
        publishers=draw(_publishers()),
        country=draw(st.sampled_from(("nl", "be", "gb", ""))),
        extent=extent,
        carrier=chosen,
        carrier_confidence=Confidence.CONFIRMED,
        languages=(language,),
        original_languages=draw(st.sampled_from(((), ("nor",), ("ita",)))),
        audience=draw(st.sampled_from(((), ("B",), ("AK", "E")))),
        avi=draw(st.sampled_from(_AVI)),
        classifications=draw(_classifications()),
        subjects=draw(_subjects(("Egels", "Familieverhoudingen", "Amsterdam -- geschiedenis"))),
        genres=draw(_subjects(("Thriller", "Avonturenroman", "Historische roman"))),
        series=stated_series,
        volume=build_volume(title, stated_series, extent=extent, carrier=chosen, parent=whole),
        annotation=draw(st.sampled_from(("", "Twee broers eten & praten.", "Vanaf ca. 10 jaar."))),
        notes=draw(st.sampled_from(((), ("Met register",), ("Met register", "Eerder: 1999")))),
        cover=draw(st.sampled_from(("", "https://covers.example/1.jpg"))),
    )


@cache
def _extents(carrier: Carrier) -> st.SearchStrategy[Extent]:
    size = st.sampled_from(("", "22 cm"))
    if carrier in _PAGED:
        pages = st.integers(12, 1200)
        return st.builds(lambda n, s: Extent(statement=f"{n} p.", pages=n, size=s), pages, size)
    if carrier in _PLAYED:
        return st.integers(30, 900).map(lambda n: Extent(statement=f"1 stuk ({n} min.)", minutes=n))
    return st.just(Extent())


@cache
def _identifiers() -> st.SearchStrategy[tuple[Identifier, ...]]:
    ppn = st.just(Identifier(scheme="ppn", value="900000015"))
    oclc = st.integers(1, 999_999).map(lambda n: Identifier(scheme="oclc", value=str(n)))
    ean = st.just(Identifier(scheme="ean", value="8711983960121"))
    return st.lists(st.one_of(ppn, oclc, ean), max_size=2, unique=True).map(tuple)


@cache
def _publishers() -> st.SearchStrategy[tuple[Publisher, ...]]:
    each = st.builds(
        lambda name, place: Publisher(name=name, place=place),
        st.sampled_from(_HOUSES),
        st.sampled_from(_PLACES),
    )
    return st.lists(each, max_size=2, unique_by=lambda publisher: publisher.name).map(tuple)


@cache
def _classifications() -> st.SearchStrategy[tuple[Classification, ...]]:
    known = (("nur", "301"), ("siso", "935.2"), ("siso", "001"), ("pim", "Landen en volken"))
    each = st.sampled_from(known).map(lambda pair: Classification(scheme=pair[0], notation=pair[1]))
    return st.lists(each, max_size=2, unique=True).map(tuple)


@cache
def _subjects(terms: tuple[str, ...]) -> st.SearchStrategy[tuple[Subject, ...]]:
    each = st.builds(
        lambda term, scheme: Subject(term=term, scheme=scheme),
        st.sampled_from(terms),
        st.sampled_from(("", "nbdbt", "btr")),
    )
    return st.lists(each, max_size=2, unique=True).map(tuple)


def _each_once(found: list[Series]) -> tuple[Series, ...]:
    by_title = {each.title: each for each in found}
    return tuple(by_title.values())


def _fitting(people: list[Contributor], carrier: Carrier) -> tuple[Contributor, ...]:
    """Each once, the first as main entry; nobody reads a book aloud that is not an audiobook."""
    once = {(person.name, _role(person, carrier)): person for person in people}
    return tuple(
        person.model_copy(update={"main": i == 0, "role": role})
        for i, ((_, role), person) in enumerate(once.items())
    )


def _role(person: Contributor, carrier: Carrier) -> str:
    return "ctb" if person.role == "nrt" and carrier not in _SPOKEN else person.role
