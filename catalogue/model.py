"""What a record describes: one source's description, the merged manifestation, the work.

Values are frozen. What crosses an edge (a file, the store, HTTP) is a pydantic model that refuses
unknown fields; a source record, which only passes through, is a dataclass.
"""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from catalogue.identifiers import Isbn, ManifestationId, WorkId
from catalogue.source_record import RecordKey


class Value(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Carrier(StrEnum):
    """What a reader holds in the hand: the class that no manifestation crosses."""

    BOOK = "book"
    LARGE_PRINT = "large_print"
    DYSLEXIA = "dyslexia_edition"
    BRAILLE = "braille"
    E_BOOK = "e_book"
    E_AUDIO = "e_audio"
    AUDIO_CD = "audio_cd"
    AUDIO_MP3_CD = "audio_mp3_cd"
    DAISY = "daisy"
    MUSIC_CD = "music_cd"
    DVD = "dvd"
    BLU_RAY = "blu_ray"
    STREAMING_VIDEO = "streaming_video"
    SHEET_MUSIC = "sheet_music"
    MAP = "map"
    SERIAL = "serial"
    GAME = "game"
    SOFTWARE = "software"
    BOOK_AND_AUDIO = "book_and_audio"
    OBJECT = "object"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How surely something is told, in rising order."""

    NONE = "none"
    DOUBTFUL = "doubtful"
    STATED = "stated"
    CONFIRMED = "confirmed"

    @property
    def rank(self) -> int:
        """Its place in the order: 0 for nothing told."""
        return _RANKS[self]


_RANKS = {confidence: rank for rank, confidence in enumerate(Confidence)}


class IsbnStatement(Value):
    """One ISBN as stated: `isbn` is None where its check digit is wrong; `text` is as received.

    `cancelled`: its check digit holds, but the source itself calls it wrong or withdrawn.
    """

    isbn: Isbn | None
    text: str
    qualifier: Literal["", "set", "binding", "e_book", "audio", "other"] = ""
    cancelled: bool = False


class Identifier(Value):
    """Another identifier with its scheme (ppn, nbd, oclc, ean, ismn, issn, 035, based_on).

    `valid` is False where its check digit is wrong or the source calls it cancelled: it is kept for
    people, and matching does not use it. `qualifier` is as stated (`geb.`).
    """

    scheme: str
    value: str
    valid: bool = True
    qualifier: str = ""


class Title(Value):
    """The title statement; `sort` starts at the first word that counts.

    `supplied`: the source has no title yet; `main` names the publication by its number.
    """

    main: str
    rest: str = ""
    responsibility: str = ""
    part_number: str = ""
    part_title: str = ""
    sort: str = ""
    supplied: bool = False


class Contributor(Value):
    """A person or body with a role (MARC relator code); `name` is in reading order.

    `variants` are other forms of the name in this record, such as that in another script.
    """

    name: str
    surname: str = ""
    prefix: str = ""
    given: str = ""
    role: str = "aut"
    dates: str = ""
    authority: str = ""
    main: bool = False
    variants: tuple[str, ...] = ()


class Edition(Value):
    """The edition statement, its number where one can be read, and whether it says revised."""

    statement: str = ""
    number: int | None = None
    revised: bool = False


class Publisher(Value):
    """Name and place of a publisher as stated."""

    name: str
    place: str = ""


class Extent(Value):
    """The extent as stated, with pages, playing time in minutes and size in the source's words."""

    statement: str = ""
    pages: int | None = None
    minutes: int | None = None
    size: str = ""


class Classification(Value):
    """A notation in a scheme: nur, siso, pim, avi ... Notations are strings: `001` is not 1."""

    scheme: str
    notation: str


class Subject(Value):
    """A subject or genre term with its thesaurus and, where given, the number in it."""

    term: str
    scheme: str = ""
    authority: str = ""


class Series(Value):
    """A series statement; `number` is `volume` as a number (digits, Roman, word) or None."""

    title: str
    volume: str = ""
    number: int | None = None


class Volume(Value):
    """Which volume of a whole this is: known (with its number), absent, or ambiguous."""

    state: Literal["known", "absent", "ambiguous"] = "absent"
    number: int | None = None
    is_set: bool = False


class Link(Value):
    """A relation that a record states: to a number, a title or both."""

    kind: str
    title: str = ""
    target: str = ""


class Forms(Value):
    """Content, media and carrier types as the source codes them (RDA: `txt`, `n`, `nc`)."""

    content: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    carrier: tuple[str, ...] = ()


class Quality(Value):
    """How fully a record was made (`full`, `minimal`, `before_publication` ...), by which rules."""

    level: str = ""
    rules: str = ""


class OnlineAccess(Value):
    """Where and how long an online manifestation may be read."""

    address: str
    licence_from: date | None = None
    licence_until: date | None = None
    loan_model: Literal["multi", "single", ""] = ""


class Description(Value):
    """All a description can say; shared by a source's record and the merged manifestation."""

    title: Title
    isbns: tuple[IsbnStatement, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    original_title: str = ""
    variant_titles: tuple[str, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    edition: Edition = Edition()
    years: tuple[int, ...] = ()
    publishers: tuple[Publisher, ...] = ()
    country: str = ""
    extent: Extent = Extent()
    carrier: Carrier = Carrier.UNKNOWN
    carrier_confidence: Confidence = Confidence.NONE
    forms: Forms = Forms()
    languages: tuple[str, ...] = ()
    original_languages: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    avi: str = ""
    classifications: tuple[Classification, ...] = ()
    subjects: tuple[Subject, ...] = ()
    genres: tuple[Subject, ...] = ()
    series: tuple[Series, ...] = ()
    volume: Volume = Volume()
    annotation: str = ""
    notes: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    cover: str = ""
    online: OnlineAccess | None = None
    quality: Quality = Quality()

    @property
    def carrier_sure(self) -> bool:
        """True if the carrier is told plainly: a reason to keep records apart."""
        return self.carrier_confidence.rank >= Confidence.STATED.rank

    @property
    def valid_isbns(self) -> frozenset[Isbn]:
        """The ISBNs whose check digit holds, those of a set left out."""
        return frozenset(s.isbn for s in self.isbns if s.isbn and s.qualifier != "set")


class BibliographicRecord(Description):
    """One source's description of one publication (PICA+ level 0)."""

    source: str
    number: str
    provisional: bool = False
    """True for what is known before anybody described it: an announcement, an order."""

    @property
    def key(self) -> RecordKey:
        """The identity of this record."""
        return RecordKey(self.source, self.number)


class SurvivingValue(Value):
    """Which records a field of a manifestation came from, and by which rule it survived."""

    field: str
    records: tuple[str, ...]
    rule: str


class Manifestation(Value):
    """The merged description of one publication, with the source of every value."""

    id: ManifestationId
    work: WorkId
    standing: Literal["national", "local", "provisional"]
    description: Description
    provenance: tuple[SurvivingValue, ...] = ()
    members: tuple[RecordKey, ...] = ()


class Work(Value):
    """What editions and translations share."""

    id: WorkId
    title: str
    sort_title: str = ""
    original_title: str = ""
    contributors: tuple[Contributor, ...] = ()
    original_language: str = ""
    manifestations: tuple[ManifestationId, ...] = ()
