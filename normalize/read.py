"""normalize_record(): one source record, by its dialect's table, into the catalogue's model."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from catalogue.errors import UnreadableRecord
from catalogue.model import BibliographicRecord, IsbnStatement, Title
from catalogue.outcomes import Normalized, Rejected
from catalogue.source_record import Format, RecordKey, SourceRecord
from catalogue.text import tidy
from normalize.accelerated import number_quickly, read_quickly
from normalize.carriers import build_carrier
from normalize.copies import build_items
from normalize.dcx import read_dcx
from normalize.delimited import read_delimited
from normalize.imprints import (
    build_country,
    build_edition,
    build_extent,
    build_publishers,
    build_years,
)
from normalize.json_records import marc_json_fields
from normalize.leaks import mended
from normalize.marc21 import read_marc21
from normalize.numbers import build_identifiers, build_isbns
from normalize.onix import read_isbn, read_onix
from normalize.other_scripts import linked_titles
from normalize.people import build_contributors
from normalize.pica import read_pica
from normalize.profiles import Family, Profile, load_profile
from normalize.quality import build_forms, build_quality
from normalize.reading import Reading, describe
from normalize.relations import (
    build_annotation,
    build_cover,
    build_links,
    build_notes,
    build_online,
    build_original_title,
    notice_bad_addresses,
)
from normalize.rules import Fields
from normalize.titles import build_title, variant_titles
from normalize.topics import (
    build_audience,
    build_classifications,
    build_languages,
    build_subjects,
)
from normalize.volumes import build_series, build_volume

__all__ = ["gather", "identify", "load_profile", "normalize_record", "normalize_records"]

_FAMILIES: dict[Format, Family] = {
    Format.MARC: "marc21",
    Format.MARCXML: "marc21",
    Format.MARC_JSON: "marc21",
    Format.PICA: "pica",
    Format.PICA_PLAIN: "pica",
    Format.PICA_XML: "pica",
    Format.PICA_JSON: "pica",
    Format.ONIX: "onix",
    Format.ISBN_LIST: "isbn",
    Format.DCX: "dcx",
    Format.CSV: "csv",
}
_NEVER_ESCAPED = (Format.MARC, Format.PICA, Format.PICA_PLAIN, Format.CSV)
_ONE_FORMAT: dict[Format, Callable[[bytes], Fields]] = {
    Format.MARC_JSON: marc_json_fields,
    Format.ONIX: read_onix,
    Format.DCX: read_dcx,
    Format.ISBN_LIST: read_isbn,
}


def normalize_record(source_record: SourceRecord, profile: Profile) -> Normalized | Rejected:
    """Turn one source record into the catalogue's model, or say why it cannot be.

    Never raises for what the bytes hold: what cannot be read is a `Rejected` with its reason.
    """
    return read_quickly(source_record, profile) or _normalize(source_record, profile)


def _normalize(source_record: SourceRecord, profile: Profile) -> Normalized | Rejected:
    try:
        fields = read_fields(source_record, profile)
    except UnreadableRecord as problem:
        key = identify(source_record, profile).key
        return rejected(key, "unreadable", "record", str(problem))
    number = source_record.number or number_in(fields, profile)
    assigned = source_record.number_assigned or not number
    key = RecordKey(source_record.source, number or _assigned(source_record))
    if is_authority(fields):
        return rejected(key, "authority_record", "record", key.number)
    reading = Reading(str(key), fields, profile)
    if assigned:
        reading.notice("number_assigned", profile.number_tag, key.number)
    return _normalized(key, reading)


def normalize_records(
    source_records: Iterable[SourceRecord], profile: Profile
) -> Iterator[Normalized | Rejected]:
    """Stream over source records: one result for each, in the same order."""
    return (normalize_record(source_record, profile) for source_record in source_records)


def identify(source_record: SourceRecord, profile: Profile) -> SourceRecord:
    """The source record with its control number; without one, the start of its fingerprint.

    A deletion without bytes keeps its empty number: it is found by its locator.
    """
    if source_record.number or not source_record.payload:
        return source_record
    number = number_quickly(source_record, profile) or _stated_number(source_record, profile)
    if number:
        return replace(source_record, number=number)
    return replace(source_record, number=_assigned(source_record), number_assigned=True)


def _stated_number(source_record: SourceRecord, profile: Profile) -> str:
    try:
        return number_in(read_fields(source_record, profile), profile)
    except UnreadableRecord:
        return ""


def gather(source_records: Iterable[SourceRecord], profile: Profile) -> Iterator[SourceRecord]:
    """The source records identified; in a CSV with copies, the lines of one title as one record.

    A library's list has a line for each copy. Lines of one title are joined in the order they
    came, so the whole delivery is held until it ends; other formats stream through.
    """
    identified = (identify(each, profile) for each in source_records)
    if profile.family != "csv" or not profile.items:
        yield from identified
        return
    titles: dict[str, list[SourceRecord]] = {}
    for each in identified:
        titles.setdefault(each.number, []).append(each)
    for first, *others in titles.values():
        lines = (other.payload.partition(b"\n")[2].strip(b"\r\n") for other in others)
        yield replace(first, payload=b"\n".join((first.payload.rstrip(b"\r\n"), *lines)))


def _assigned(source_record: SourceRecord) -> str:
    return hashlib.sha256(source_record.payload).hexdigest()[:16]


def number_in(fields: Fields, profile: Profile) -> str:
    """The control number that a record states; empty where it states none."""
    field = next(fields.with_tag(profile.number_tag), None)
    if field is None:
        return ""
    return tidy(field.get(profile.number_subfield) if profile.number_subfield else field.value)


def read_fields(source_record: SourceRecord, profile: Profile) -> Fields:
    """The fields of a record; raises UnreadableRecord."""
    if _FAMILIES[source_record.format] != profile.family:
        raise UnreadableRecord(
            f"{source_record.format} cannot be read by the dialect {profile.dialect}"
        )
    asked = (profile.delimiter, profile.wanted)
    return _read(source_record.payload, source_record.format, *asked)


@lru_cache(maxsize=2)
def _read(payload: bytes, format: Format, delimiter: str, wanted: frozenset[str]) -> Fields:
    """Parse once where `identify` and `normalize_record` follow each other."""
    fields = _parsed(payload, format, delimiter, wanted)
    # ASCII holds no leak, unless it writes its letters as numbers.
    clean = payload.isascii() and format in _NEVER_ESCAPED
    return fields if clean else mended(fields)


def _parsed(payload: bytes, format: Format, delimiter: str, wanted: frozenset[str]) -> Fields:
    family = _FAMILIES[format]
    if format in _ONE_FORMAT:
        return _ONE_FORMAT[format](payload)
    if family == "csv":
        return read_delimited(payload, delimiter)
    if family == "pica":
        return read_pica(payload, format, wanted)
    return read_marc21(payload, format, wanted)


def is_authority(fields: Fields) -> bool:
    """True for thesaurus records: MARC leader/06 `z`, PICA+ 002@ `T...`."""
    leader = next(fields.with_tag("LDR"), None)
    kind = next(fields.with_tag("002@"), None)
    return bool(leader and leader.value[6:7] == "z") or bool(kind and kind.get("0")[:1] == "T")


def rejected(key: RecordKey, rule: str, field: str, value: str) -> Rejected:
    """A record that is not taken, by a rule of `tables/remedies.toml`."""
    problem = describe(str(key), rule, field, value)
    reason = f"{problem.remedy_en} ({value})" if value else problem.remedy_en
    return Rejected(source=key.source, number=key.number, reason=reason, problems=(problem,))


def _normalized(key: RecordKey, reading: Reading) -> Normalized | Rejected:
    languages, originals = build_languages(reading)
    title = build_title(reading, languages[0] if languages else "dut") or _supplied(reading)
    if title is None:
        return rejected(key, "title_missing", "title", "")
    notice_bad_addresses(reading)
    record = BibliographicRecord(
        source=key.source,
        number=key.number,
        title=title,
        languages=languages,
        original_languages=originals,
        identifiers=build_identifiers(reading, key.number),
        **_physical(reading, title),
        **_readers(reading),
        original_title=build_original_title(reading),
        variant_titles=(*variant_titles(reading), *linked_titles(reading)),
        contributors=build_contributors(reading),
        edition=build_edition(reading),
        years=build_years(reading),
        publishers=build_publishers(reading),
        country=build_country(reading),
        classifications=build_classifications(reading),
        subjects=build_subjects(reading, "subject"),
        genres=build_subjects(reading, "genre"),
        annotation=build_annotation(reading),
        links=build_links(reading),
        cover=build_cover(reading),
        forms=build_forms(reading),
        quality=build_quality(reading),
        provisional=reading.profile.provisional,
    )
    items = build_items(reading, key.number)
    return Normalized(record=record, items=items, problems=tuple(reading.problems))


def _supplied(reading: Reading) -> Title | None:
    """What stands in for the title of a publication of which only the number is known yet."""
    isbn = next((each.isbn for each in build_isbns(reading) if each.isbn), None)
    if isbn is None or not reading.profile.provisional:
        return None
    return Title(main=f"[ISBN {isbn}]", sort=f"isbn {isbn}", supplied=True)


def _physical(reading: Reading, title: Title) -> dict[str, Any]:
    """The fields that depend on each other: carrier, extent, ISBNs, series and volume."""
    carrier, confidence = build_carrier(reading)
    extent, series, isbns = build_extent(reading), build_series(reading), build_isbns(reading)
    parent = _is_parent(reading, isbns)
    return {
        "carrier": carrier,
        "carrier_confidence": confidence,
        "extent": extent,
        "isbns": isbns,
        "series": series,
        "volume": build_volume(title, series, extent=extent, carrier=carrier, parent=parent),
        "online": build_online(reading, carrier),
    }


def _readers(reading: Reading) -> dict[str, Any]:
    """For whom it is; what has no code becomes a note."""
    audience, avi, others = build_audience(reading)
    return {"audience": audience, "avi": avi, "notes": build_notes(reading, others)}


def _is_parent(reading: Reading, isbns: tuple[IsbnStatement, ...]) -> bool:
    """True where the source calls this the whole's record, by code or by its only ISBN."""
    leader = next(reading.fields.with_tag("LDR"), None)
    kind = next(reading.fields.with_tag("002@"), None)
    if (leader and leader.value[19:20] == "a") or (kind and kind.get("0")[1:2] == "c"):
        return True
    return bool(isbns) and all(each.qualifier == "set" for each in isbns)
