"""Made-up descriptions that say all that a description can say, and ones of any text at all."""

from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from catalogue.model import (
    BibliographicRecord,
    Carrier,
    Classification,
    Contributor,
    Edition,
    Extent,
    Forms,
    Identifier,
    IsbnStatement,
    Link,
    OnlineAccess,
    Publisher,
    Quality,
    Series,
    Subject,
    Title,
    Value,
)
from normalize.profiles import load_table
from tests.strategies import bibliographic_records


@st.composite
def complete_records(draw: st.DrawFn) -> BibliographicRecord:
    """Descriptions that say besides what few records do: dates, other scripts, licences, links."""
    record = draw(bibliographic_records())
    online = record.carrier in (Carrier.E_BOOK, Carrier.E_AUDIO, Carrier.STREAMING_VIDEO)
    return record.model_copy(
        update={
            "isbns": (*record.isbns, *draw(_wrong_isbns())),
            "identifiers": draw(_many_identifiers()),
            "contributors": tuple(map(draw, map(_told_fully, record.contributors))),
            "languages": (*record.languages, *draw(st.sampled_from(((), ("fre",))))),
            "subjects": (*record.subjects, *draw(_numbered_terms(("Zee", "Eb -- Zeeland")))),
            "genres": (*record.genres, *draw(_numbered_terms(("Detective", "Sprookje")))),
            "links": draw(_links()),
            "online": draw(_online()) if online else None,
            "forms": draw(_forms(record.carrier)),
            "quality": draw(st.builds(Quality, level=st.sampled_from(_LEVELS), rules=_RULES)),
        }
    )


_LEVELS = ("full", "core", "minimal", "before_publication")
_RULES = st.sampled_from(("isbd", "rda", "kmt"))
_KINDS = ("part_of", "other_edition", "other_carrier", "continues", "film_of", "contains")


@cache
def _wrong_isbns() -> st.SearchStrategy[tuple[IsbnStatement, ...]]:
    cancelled = IsbnStatement(isbn=None, text="9789499900015", qualifier="binding", cancelled=True)
    wrong = IsbnStatement(isbn=None, text="9789499900016", qualifier="audio")
    return st.sampled_from(((), (cancelled,), (wrong,), (cancelled, wrong)))


@cache
def _many_identifiers() -> st.SearchStrategy[tuple[Identifier, ...]]:
    known = (
        Identifier(scheme="issn", value="0378-5955"),
        Identifier(scheme="issn", value="0378-5956", valid=False),
        Identifier(scheme="ean", value="8711983960121", qualifier="geb."),
        Identifier(scheme="ean", value="8711983960122", valid=False, qualifier="box"),
        Identifier(scheme="ismn", value="9790260000438"),
        Identifier(scheme="ppn", value="900000015"),
        Identifier(scheme="nbd", value="0089X00001"),
        Identifier(scheme="oclc", value="123456"),
        Identifier(scheme="based_on", value="900000015"),
        Identifier(scheme="035", value="(DE-599)BVB1"),
        Identifier(scheme="doi", value="10.1000/zee", qualifier="online"),
    )
    return st.lists(st.sampled_from(known), max_size=5, unique=True).map(tuple)


@cache
def _told_fully(person: Contributor) -> st.SearchStrategy[Contributor]:
    return st.builds(
        lambda dates, authority, variants: person.model_copy(
            update={"dates": dates, "authority": authority, "variants": variants}
        ),
        st.sampled_from(("", "1953-2001", "1953-") if person.surname else ("",)),
        st.sampled_from(("", "068350712")),
        st.sampled_from(((), ("Харт, Эльс",), ("Харт, Эльс", "エルス"))),
    )


@cache
def _numbered_terms(terms: tuple[str, ...]) -> st.SearchStrategy[tuple[Subject, ...]]:
    each = st.builds(
        Subject,
        term=st.sampled_from(terms),
        scheme=st.sampled_from(("", "nbdbt", "gtt", "cbk")),
        authority=st.sampled_from(("", "078350712")),
    )
    return st.lists(each, max_size=2, unique_by=lambda term: term.term).map(tuple)


@cache
def _links() -> st.SearchStrategy[tuple[Link, ...]]:
    """In the order in which MARC 21 has its tags for them."""
    each = st.builds(
        Link,
        kind=st.sampled_from(_KINDS),
        title=st.sampled_from(("De oude zee", "Eb & vloed")),
        target=st.sampled_from(("", "900000015")),
    )
    several = st.lists(each, max_size=3, unique=True)
    return several.map(lambda links: tuple(sorted(links, key=lambda link: _place(link.kind))))


def _place(kind: str) -> int:
    return min(_KINDS.index(kind), _KINDS.index("film_of"))


@cache
def _online() -> st.SearchStrategy[OnlineAccess]:
    days = st.sampled_from((None, date(2024, 1, 31), date(2026, 12, 31)))
    return st.builds(
        OnlineAccess,
        address=st.just("https://lezen.example/zee?a=1&b=2"),
        licence_from=days,
        licence_until=days,
        loan_model=st.sampled_from(("", "multi", "single")),
    )


@cache
def _forms(carrier: Carrier) -> st.SearchStrategy[Forms]:
    """The codes of the carrier, with another form of content beside them now and then."""
    row = next(row for row in load_table("carriers")["written"] if row["is"] == carrier)
    content, media, held = row["rda"]
    more = st.sampled_from(((), ("sti",))) if content == "txt" else st.just(())
    return more.map(
        lambda others: Forms(content=(content, *others), media=(media,), carrier=(held,))
    )


_SIGNS = "$<>&\"'\\{}|^` \x00\x1d\x1e\x1f\n\u0085\u2028\ufffe"


@cache
def records_of_any_text() -> st.SearchStrategy[BibliographicRecord]:
    """Descriptions that no source would make: any signs at all stand in every text of theirs."""
    letters = st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(_SIGNS))
    text = st.text(alphabet=letters, max_size=12)
    texts = st.lists(text, max_size=2).map(tuple)

    def several(value: type[Value], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.lists(_filled(value, text, texts, more), max_size=2).map(tuple)

    values = {
        "title": _filled(Title, text, texts, {}),
        "isbns": several(IsbnStatement, isbn=st.none()),
        "identifiers": several(Identifier),
        "contributors": several(Contributor),
        "edition": _filled(Edition, text, texts, {}),
        "publishers": several(Publisher),
        "extent": _filled(Extent, text, texts, {}),
        "forms": _filled(Forms, text, texts, {}),
        "classifications": several(Classification),
        "subjects": several(Subject),
        "genres": several(Subject),
        "series": several(Series),
        "links": several(Link),
        "online": _filled(OnlineAccess, text, texts, {}),
        "quality": _filled(Quality, text, texts, {}),
        "carrier": st.sampled_from(Carrier),
        "source": st.just("s"),
    }
    return _filled(BibliographicRecord, text, texts, values)


def _filled(
    value: type[Value],
    text: st.SearchStrategy[str],
    texts: st.SearchStrategy[tuple[str, ...]],
    more: dict[str, st.SearchStrategy[Any]],
) -> st.SearchStrategy[Any]:
    """A value of which every text is any text, and what is no text as `more` has it."""
    kinds: dict[Any, st.SearchStrategy[Any]] = {
        str: text,
        tuple[str, ...]: texts,
        bool: st.booleans(),
    }
    fields = value.model_fields.items()
    told = {name: kinds[each.annotation] for name, each in fields if each.annotation in kinds}
    return st.builds(value, **(told | more))
