"""A description for each thing that the model can say, to see which of them a format carries."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_args

from catalogue.identifiers import Isbn
from catalogue.model import (
    Carrier,
    Classification,
    Confidence,
    Contributor,
    Description,
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
    Volume,
)

RIGHT = Isbn("9789499001019")
PLAIN: dict[str, Any] = {
    "title": Title(main="Zee", sort="zee"),
    "carrier": Carrier.BOOK,
    "carrier_confidence": Confidence.CONFIRMED,
    "quality": Quality(level="full", rules="isbd"),
    "forms": Forms(content=("txt",), media=("n",), carrier=("nc",)),
}
"""What every one of them says besides."""
_ONLINE = {
    "carrier": Carrier.E_BOOK,
    "forms": Forms(content=("txt",), media=("c",), carrier=("cr",)),
}
_ADDRESS = "https://lezen.example/zee"
_ELS = Contributor(name="Els van der Hart", surname="Hart", prefix="van der", given="Els")
_JAN = Contributor(name="Jan Beek", surname="Beek", given="Jan", role="ill")


def _person(**changes: Any) -> dict[str, Any]:
    return {"contributors": (_ELS.model_copy(update=changes),)}


def _isbn(**changes: Any) -> dict[str, Any]:
    return {"isbns": (IsbnStatement(isbn=RIGHT, text=RIGHT).model_copy(update=changes),)}


def _identifier(scheme: str, value: str, **more: Any) -> dict[str, Any]:
    return {"identifiers": (Identifier(scheme=scheme, value=value, **more),)}


def _online(**more: Any) -> dict[str, Any]:
    return {**_ONLINE, "online": OnlineAccess(address=_ADDRESS, **more)}


def _link(**stated: Any) -> dict[str, Any]:
    return {"links": (Link(**stated),)}


CASES: dict[str, dict[str, Any]] = {
    "title.main": {"title": Title(main="Zeeën & stranden", sort="zeeen stranden")},
    "title.main (with a colon)": {"title": Title(main="Zee : eb", sort="zee eb")},
    "title.rest": {"title": Title(main="Zee", rest="roman", sort="zee")},
    "title.responsibility": {"title": Title(main="Zee", responsibility="Els Hart", sort="zee")},
    "title.part_number": {"title": Title(main="Zee", part_number="Deel 2", sort="zee")}
    | {"volume": Volume(state="known", number=2)},
    "title.part_number (without a number)": {
        "title": Title(main="Zee", part_number="A-K", sort="zee"),
        "volume": Volume(state="ambiguous"),
    },
    "title.part_number (in other words)": {
        "title": Title(main="Zee", part_number="Level 3", sort="zee"),
        "volume": Volume(state="known", number=3),
    },
    "title.part_title": {
        "title": Title(main="Zee", part_number="2", part_title="Eb", sort="zee"),
        "volume": Volume(state="known", number=2),
    },
    "title.part_title (no number)": {"title": Title(main="Zee", part_title="Eb", sort="zee")},
    "title.part_title (with a colon)": {
        "title": Title(main="Zee", part_number="2", part_title="Eb : roman", sort="zee"),
        "volume": Volume(state="known", number=2),
    },
    "title.sort": {"title": Title(main="De zee", sort="zee")},
    "title.sort (not at a word)": {"title": Title(main="Zee", sort="water")},
    "title.supplied": {
        "title": Title(main="[ISBN 9789499001019]", sort="isbn 9789499001019", supplied=True)
    },
    "isbns.isbn": _isbn(),
    "isbns.text": _isbn(text="978-94-990-0101-9"),
    "isbns.qualifier": _isbn(qualifier="set") | {"volume": Volume(is_set=True)},
    "isbns.cancelled": _isbn(isbn=None, cancelled=True),
    "isbns.cancelled (only wrong)": _isbn(isbn=None, text="9789499001018"),
    "identifiers.scheme": _identifier("doi", "10.1000/zee"),
    "identifiers.value": _identifier("issn", "0378-5955"),
    "identifiers.value (oclc)": _identifier("oclc", "123456"),
    "identifiers.value (ppn)": _identifier("ppn", "900000015"),
    "identifiers.value (nbd)": _identifier("nbd", "0089X1"),
    "identifiers.value (based on)": _identifier("based_on", "900000015"),
    "identifiers.value (035)": _identifier("035", "(DE-599)BVB1"),
    "identifiers.valid": _identifier("ean", "8711983960122", valid=False),
    "identifiers.valid (issn)": _identifier("issn", "0378-5956", valid=False),
    "identifiers.valid (ismn)": _identifier("ismn", "9790000000000", valid=False),
    "identifiers.valid (no check digit here)": _identifier("ppn", "900000016", valid=False),
    "identifiers.qualifier": _identifier("ean", "8711983960121", qualifier="geb."),
    "identifiers.qualifier (issn)": _identifier("issn", "0378-5955", qualifier="online"),
    "identifiers.qualifier (no check digit here)": _identifier("oclc", "12", qualifier="online"),
    "isbns (any order)": {
        "isbns": (
            IsbnStatement(isbn=None, text="9789499001018"),
            IsbnStatement(isbn=RIGHT, text=RIGHT),
        )
    },
    "identifiers (any order)": {
        "identifiers": (
            Identifier(scheme="issn", value="0378-5955"),
            Identifier(scheme="oclc", value="12"),
        )
    },
    "extent.pages (no statement)": {"extent": Extent(pages=212)},
    "original_title": {"original_title": "The sea"},
    "variant_titles": {"variant_titles": ("Het water", "Golven : een roman")},
    "contributors.name": _person(),
    "contributors.name (a body)": {"contributors": (Contributor(name="Gemeente Ede", role="ctb"),)},
    "contributors.name (another order)": _person(name="Hart, Els van der"),
    "contributors.name (a body, with a full stop)": {
        "contributors": (Contributor(name="Zee N.V.", role="ctb"),)
    },
    "contributors.surname": _person(name="Multatuli", surname="Multatuli", prefix="", given=""),
    "contributors.prefix": _person(name="van der Hart", given=""),
    "contributors.given": _person(name="Els Hart", prefix=""),
    "contributors.role": _person(role="trl"),
    "contributors.dates": _person(dates="1953-2001"),
    "contributors.dates (a body)": {
        "contributors": (Contributor(name="Gemeente Ede", role="ctb", dates="1818-"),)
    },
    "contributors.authority": _person(authority="068350712"),
    "contributors.main": _person(main=True),
    "contributors.main (two of them)": {
        "contributors": (
            _ELS.model_copy(update={"main": True}),
            _JAN.model_copy(update={"main": True}),
        )
    },
    "contributors.variants": _person(variants=("Эльс Харт", "エルス")),
    "contributors (any order)": {
        "contributors": (
            _JAN,
            _JAN.model_copy(update={"name": "Piet Beek", "given": "Piet", "role": "aut"}),
        )
    },
    "edition.statement": {"edition": Edition(statement="Luxe uitgave")},
    "edition.number": {"edition": Edition(statement="2e druk", number=2)},
    "edition.number (not said)": {"edition": Edition(statement="Luxe uitgave", number=2)},
    "edition.revised": {"edition": Edition(statement="Herz. dr.", revised=True)},
    "edition.revised (not said)": {"edition": Edition(statement="Luxe uitgave", revised=True)},
    "years": {"years": (2019,)},
    "years (several)": {"years": (2019, 2018, 2001)},
    "publishers.name": {"publishers": (Publisher(name="Voorbeeld"), Publisher(name="Anthos"))},
    "publishers.place": {"publishers": (Publisher(name="Voorbeeld", place="Utrecht"),)},
    "country": {"country": "nl"},
    "country (any)": {"country": "to"},
    "extent.statement": {"extent": Extent(statement="1 map")},
    "extent.pages": {"extent": Extent(statement="212 p.", pages=212)},
    "extent.pages (not said)": {"extent": Extent(statement="1 dl", pages=212)},
    "extent.minutes": {"extent": Extent(statement="90 min.", minutes=90)},
    "extent.minutes (not said)": {"extent": Extent(statement="1 stuk", minutes=90)},
    "extent.size": {"extent": Extent(statement="1 map", size="22 cm")},
    "carrier": {
        "carrier": Carrier.DVD,
        "forms": Forms(content=("tdi",), media=("v",), carrier=("vd",)),
    },
    "carrier (large print)": {"carrier": Carrier.LARGE_PRINT},
    "carrier (book and audio)": {"carrier": Carrier.BOOK_AND_AUDIO},
    "carrier (unknown)": {
        "carrier": Carrier.UNKNOWN,
        "carrier_confidence": Confidence.NONE,
        "forms": Forms(),
    },
    "carrier (other forms)": {
        "carrier": Carrier.MUSIC_CD,
        "forms": Forms(content=("prm",), media=("c",), carrier=("cr",)),
    },
    "carrier_confidence": {"carrier_confidence": Confidence.DOUBTFUL},
    "forms.content": {"forms": Forms(content=("txt", "sti"), media=("n",), carrier=("nc",))},
    "forms.media": {"forms": Forms(content=("txt",), media=("z",), carrier=("nc",))},
    "forms.carrier": {"forms": Forms(content=("txt",), media=("n",), carrier=("nz",))},
    "forms (none stated)": {"forms": Forms()},
    "languages": {"languages": ("dut",)},
    "languages (several)": {"languages": ("dut", "fry")},
    "original_languages": {"languages": ("dut",), "original_languages": ("swe",)},
    "audience": {"audience": ("B", "AK")},
    "avi": {"avi": "M3"},
    "classifications.scheme": {"classifications": (Classification(scheme="siso", notation="157"),)},
    "classifications.notation": {
        "classifications": (Classification(scheme="nur", notation="301"),)
    },
    "classifications (any order)": {
        "classifications": (
            Classification(scheme="siso", notation="157"),
            Classification(scheme="nur", notation="301"),
            Classification(scheme="ddc", notation="839.31"),
        )
    },
    "subjects.term": {"subjects": (Subject(term="Zee -- geschiedenis"),)},
    "subjects.term (with a full stop)": {"subjects": (Subject(term="Zee enz."),)},
    "subjects.scheme": {"subjects": (Subject(term="Zee", scheme="nbdbt"),)},
    "subjects.authority": {"subjects": (Subject(term="Zee", scheme="btr", authority="07835"),)},
    "subjects (any order)": {
        "subjects": (Subject(term="Zee", scheme="nbdbt"), Subject(term="Zee", scheme="btr"))
    },
    "genres.term": {"genres": (Subject(term="Thriller"),)},
    "genres.scheme": {"genres": (Subject(term="Thriller", scheme="nbdbt"),)},
    "genres.authority": {"genres": (Subject(term="Thriller", scheme="cbk", authority="12"),)},
    "genres (any order)": {
        "genres": (Subject(term="Thriller", scheme="nbdbt"), Subject(term="Roman", scheme="cbk"))
    },
    "series.title": {"series": (Series(title="Salamander"), Series(title="Strandreeks"))},
    "series.volume": {
        "series": (Series(title="Salamander", volume="E 194", number=194),),
        "volume": Volume(state="ambiguous", number=194),
    },
    "series.number": {
        "series": (Series(title="Salamander", volume="III", number=3),),
        "volume": Volume(state="ambiguous", number=3),
    },
    "series.number (not said)": {"series": (Series(title="Salamander", number=3),)},
    "volume.state": {
        "title": Title(main="Zee", part_number="3", sort="zee"),
        "volume": Volume(state="known", number=3),
    },
    "volume.number": {
        "title": Title(main="Zee", part_number="4", sort="zee"),
        "volume": Volume(state="known", number=4),
    },
    "volume.is_set": {"volume": Volume(is_set=True)},
    "volume.is_set (carrier unknown)": {
        "volume": Volume(is_set=True),
        "carrier": Carrier.UNKNOWN,
        "forms": Forms(),
    },
    "volume (not said)": {"volume": Volume(state="known", number=5)},
    "annotation": {"annotation": "Twee broers eten < & > praten; kost $ 5."},
    "notes": {"notes": ("Met register", "Eerder: 1999")},
    "links.kind": _link(kind="continues", title="De oude zee"),
    "links.kind (in words)": _link(kind="film_of", title="De oude zee"),
    "links.kind (without words)": _link(kind="inspired_by", title="De oude zee"),
    "links.kind (translation)": _link(kind="translation_of", title="The sea")
    | {"original_title": "The sea"},
    "links.kind (translation, original unknown)": _link(kind="translation_of", title="The sea"),
    "links.title": _link(kind="related", title="De oude zee"),
    "links.target": _link(kind="part_of", target="900000015"),
    "links (any order)": {
        "links": (Link(kind="related", title="Eb"), Link(kind="part_of", title="Vloed"))
    },
    "cover": {"cover": "https://covers.example/1.jpg"},
    "online.address": _online(),
    "online.licence_from": _online(licence_from=date(2024, 1, 31)),
    "online.licence_until": _online(licence_until=date(2026, 12, 31)),
    "online.loan_model": _online(loan_model="multi"),
    "quality.level": {"quality": Quality(level="core", rules="isbd")},
    "quality.level (of PICA+)": {"quality": Quality(level="examined", rules="isbd")},
    "quality.level (not said)": {"quality": Quality(level="", rules="isbd")},
    "quality.rules": {"quality": Quality(level="full", rules="rda")},
    "quality.rules (not said)": {"quality": Quality(level="full", rules="")},
}
"""By the path of what is told in the model; in brackets a kind of it that a format may not know."""


def path_of(case: str) -> str:
    """The path that a case is about, without what stands in brackets."""
    return case.partition(" (")[0]


def described(case: str) -> Description:
    """A description that says what the case is about."""
    return Description(**(PLAIN | CASES[case]))


def without(case: str) -> Description:
    """The same description but for what the case is about: its default, or something else."""
    field, _, leaf = path_of(case).partition(".")
    told = described(case)
    value = getattr(told, field)
    other = value[::-1] if case.endswith("(any order)") else _otherwise(value, field, leaf)
    return told.model_copy(update={field: other})


def _otherwise(value: Any, field: str, leaf: str) -> Any:
    if isinstance(value, tuple) and leaf:
        return tuple(_otherwise(each, field, leaf) for each in value)
    if leaf:
        return value.model_copy(update={leaf: _other(type(value), leaf)})
    return _other(Description, field)


def _other(model: type[Value], name: str) -> Any:
    known = model.model_fields[name]
    if known.is_required():
        return None if name == "isbn" else "anders"
    return known.get_default()


def leaves(model: type[Value] = Description, above: str = "") -> Iterator[str]:
    """The path of everything that the model can say."""
    for name, field in model.model_fields.items():
        inside = [each for each in _types(field.annotation) if issubclass(each, Value)]
        if inside:
            yield from leaves(inside[0], f"{above}{name}.")
        else:
            yield f"{above}{name}"


def _types(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type) and not get_args(annotation):
        yield annotation
    for each in get_args(annotation):
        yield from _types(each)


def is_listed(case: str, listed: Mapping[str, str]) -> bool:
    """True if a format's list has the case, or its field as a whole."""
    return case in listed or path_of(case).partition(".")[0] in listed
