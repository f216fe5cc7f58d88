"""Records composed of what the rules of a dialect look for, well and badly, without end.

A field that some rule speaks of is filled with words of the tables, numbers, names and marks in any
order: no description anybody would make, but every turn of every rule is taken.
"""

import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from catalogue.source_record import Format, SourceRecord
from fixtures.notation import Field, Record, iso2709, marcxml, pica_normalised, picaxml
from normalize.profiles import Profile, load_table
from normalize.rules import Rule

FORMATS = {"marc21": (Format.MARC, Format.MARCXML), "pica": (Format.PICA, Format.PICA_XML)}
_WRITE: dict[Format, Callable[[Record], bytes]] = {
    Format.MARC: iso2709,
    Format.MARCXML: lambda record: marcxml(record).encode(),
    Format.PICA: lambda record: pica_normalised([record]).rstrip(b"\n"),
    Format.PICA_XML: lambda record: picaxml(record).encode(),
}
_TABLES = ("words", "carriers", "languages", "audience", "roles", "countries", "quality")
_MARKS = (" ", " ", " ", ", ", ". ", " : ", " / ", " = ", " ; ", ". - ", "-", " + ", "@", "--", "/")
_IS_PICA = re.compile("[012][0-9]{2}[A-Z@]")
_SELDOM = (
    "½",
    "&lt;",
    "&copy",
    "AT&T",
    "٣",
    "İı",
    "\u0301",
    "राम",
    "日本",
    "Ã©",
    "\u00a0",
    "\ufffd",
)
_OF_007 = ("vd cvaizq", "sd fsngnn", "vd csaizq", "cr |||", "ta")
_ENDS = ("", "", "", ".", ",", " :", " /", " ;", " =", ")", "]", " ", "[etc.]", " (e.a.)", ";")
_WORDS = """
    De Het 't ’s-Gravenhage An La L'été een twee III IV. 12 3e 2nd 1e druk deel dl. Dl. 2
    vol. 7 bd boek 978-90-6069-550-0 9789060695500 9789060695501 906069550X 90-6069-551-8
    0806000234 (geb.) (set) 2019 [2004] cop.1998 c2001 1984-1985 XIV, 312 p. 96 blz 24 cm 1
    online resource (2 CD's) ca. 72 min. 9 uur 12 min. Amsterdam [S.l.] z.n. Querido
    Uitgeverij XL [etc.] Mulisch, Harry van der Beek Hans v.d. Annie M.G. Schmidt d'Ancona
    O’Brien Nesbø García @Avonturen <<Der>> Zauberberg vert. uit het Engels door AVI-M3 AVI
    E4 12+ 12-15 jaar B AK 301 Ook verschenen als e-book Grote letter Vertaling van:
    Verfilming http://example.org/omslag.jpg https://voorbeeld.nl/boek omslag ftp://nee
    880-01 245-01/$1 100-02 (OCoLC)ocm00012345 (NBD)123456 (NL-0400)9 ISSN 0378-5955
    1234-5679 M-2306-7118-7 9790230671187 aut trl nrt
    http://id.loc.gov/vocabulary/relators/ill [vert.] luisterboek dutengger fre ger/eng
    2024-02-29 20230101 2023-13-01 multi single café naïve Ĳssel ß œuvre Ærø Łódź Москва
    Ωmega S&D R&B <b>vet</b> a<b — – “ ” … ® straße Ça 100% $ # *
"""


def composed(profile: Profile, format: Format, seed: str) -> SourceRecord:
    """The record of a seed; the same seed makes the same record."""
    rng = random.Random(seed)
    rules = [rng.choice(profile.rules) for _ in range(rng.randint(4, 30))]
    number = rng.choice(("123456789", f"{rng.randrange(10**9):09}", f"{rng.randrange(10**8)}X"))
    found = (*_head(rng, profile, number), *filter(None, (_field(rng, rule) for rule in rules)))
    record = Record(number, tuple(sorted(found, key=lambda field: field.tag)), _leader(rng))
    return SourceRecord("s", "", format, _WRITE[format](record))


def _head(rng: random.Random, profile: Profile, number: str) -> Iterator[Field]:
    """The control number, the kind of record, and mostly a title."""
    title = (("a", _text(rng)), ("b", _text(rng)), ("c", _text(rng)))[: rng.randint(1, 3)]
    if profile.family == "marc21":
        yield Field("001", value=number)
        if profile.number_tag not in ("001", ""):
            yield Field(profile.number_tag, "  ", subfields=((profile.number_subfield, number),))
        yield Field("245", rng.choice(("10", "14", "03", "00", "1 ")), subfields=title)
    else:
        yield Field("002@", subfields=(("0", rng.choice("ABOSG") + rng.choice("abcsv") + "u"),))
        yield Field("003@", subfields=(("0", number),))
        yield Field("021A", subfields=tuple(zip("adh", (t for _, t in title), strict=False)))


def _leader(rng: random.Random) -> str:
    kind, level, full = rng.choice("acegijmor"), rng.choice("amsbi"), rng.choice(" 1578uz")
    return f"00000n{kind}{level} a2200000{full}{rng.choice('aic ')}{rng.choice(' abc')}4500"


def _field(rng: random.Random, rule: Rule) -> Field | None:
    codes = "".join(code for code in rule.parts.values() if not code.startswith("@"))
    wanted = [name for name in rule.when if name not in ("i1", "i2")]
    tag = rule.bare_tag
    if tag in ("001", "LDR", "002@", "003@"):
        return None
    if tag < "010" and tag.isdigit():
        return Field(tag, value=_fixed(rng))
    used = rng.sample(codes, rng.randint(0, len(codes))) if codes.isalnum() else list(codes)
    pairs = [(code, _text(rng)) for code in (*used, *rng.choices("abcdz9", k=rng.randint(0, 2)))]
    pairs += [(name, rng.choice(rule.when[name])) for name in wanted if rng.random() < 0.5]
    found = [(code, text) for code, text in pairs if code.isalnum() and code.isascii()]
    return Field(tag, _mark(rng, rule), subfields=tuple(found)) if found else None


def _mark(rng: random.Random, rule: Rule) -> str:
    """The occurrence of a field of PICA+, or the two indicators of MARC 21."""
    if not _IS_PICA.fullmatch(rule.bare_tag):
        marks = [(*rule.when.get(name, ()), " ", "0", "1") for name in ("i1", "i2")]
        return "".join(map(rng.choice, marks))
    return rng.choice(("", "", "01", "02", "10")) if rule.tag.endswith("/*") else ""


def _fixed(rng: random.Random) -> str:
    """Forty places as in 008, or a few as in 007."""
    years = rng.choice(("s2019    ", "r20041984", "t19981997", "|||||||||", "m19801985"))
    country, language = rng.choice(("ne ", "xxu", "be ", "   ")), rng.choice(("dut", "eng", "   "))
    form, literary = rng.choice("drofs |"), rng.choice("01 ")
    of_008 = f"190101{years}{country}     {form}{literary:>10} {language} d"
    return rng.choice((of_008, of_008[:30], rng.choice(_OF_007)))


def _text(rng: random.Random) -> str:
    words = _words()
    pieces = [rng.choice(words)]
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3, 5, 9))):
        pieces += [rng.choice(_MARKS), rng.choice(words)]
    text = "".join(pieces)
    if rng.random() < 0.01:
        text += rng.choice(_SELDOM)
    if rng.random() < 0.1:
        text = text[0].upper() + text[1:] if rng.random() < 0.5 else text.upper()
    return text + rng.choice(_ENDS)


@cache
def _words() -> tuple[str, ...]:
    """The words above, once for each line too, and every text and key of the tables."""
    own = [word for line in _WORDS.splitlines() for word in (*line.split(), line.strip()[:40])]
    of_tables = sorted({word for name in _TABLES for word in _strings(load_table(name))})
    return tuple(word for word in (*own * 4, *of_tables) if word)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
