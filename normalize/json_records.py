"""MARC-in-JSON and PICA JSON records as fields."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from catalogue.errors import UnreadableRecord
from normalize.decoding import Remarks, decode
from normalize.rules import Field, Fields
from normalize.stray_signs import signs_in_text


def marc_json_fields(payload: bytes) -> Fields:
    """The fields of one record of MARC-in-JSON, its leader as the field `LDR`.

    What is no field is noticed and left out. Raises UnreadableRecord where there is none.
    """
    found, remarks = _loaded(payload)
    if not isinstance(found, dict) or not isinstance(found.get("fields"), list):
        raise UnreadableRecord("the JSON is no MARC-in-JSON: an object with `fields` is needed")
    leader = Field("LDR", value=_text(found.get("leader")))
    pairs = [pair for each in found["fields"] if isinstance(each, dict) for pair in each.items()]
    fields, more = _all(pairs, _marc_field)
    if not fields:
        raise UnreadableRecord("the MARC-in-JSON record holds no fields")
    return Fields((leader, *fields), remarks + more + _signs(payload, fields))


def pica_json_fields(payload: bytes) -> Fields:
    """The fields of one record of PICA JSON: arrays of tag, occurrence, code, value, code ..."""
    found, remarks = _loaded(payload)
    if not isinstance(found, list):
        raise UnreadableRecord("the JSON is no PICA JSON: an array of fields is needed")
    fields, more = _all(found, _pica_field)
    if not fields:
        raise UnreadableRecord("the JSON holds no PICA+ field")
    return Fields(fields, remarks + more + _signs(payload, fields))


def _loaded(payload: bytes) -> tuple[Any, Remarks]:
    text, remarks = decode(payload)
    try:
        return json.loads(text), remarks
    except (ValueError, RecursionError) as problem:
        raise UnreadableRecord(f"the JSON cannot be read: {problem}") from problem


def _signs(payload: bytes, fields: tuple[Field, ...]) -> Remarks:
    """JSON can only hold a subfield sign as a number."""
    return signs_in_text(fields) if b"\\u001f" in payload.lower() else ()


def _all(raw: list[Any], read: Callable[[Any], Field | None]) -> tuple[tuple[Field, ...], Remarks]:
    fields, remarks = [], []
    for each in raw:
        field = read(each)
        if field:
            fields.append(field)
        else:
            remarks.append(("line_not_understood", "record", _text(str(each))))
    return tuple(fields), tuple(remarks)


def _marc_field(pair: tuple[str, Any]) -> Field | None:
    tag, body = pair
    if isinstance(body, str):
        return Field(tag, value=_text(body))
    if not isinstance(body, dict) or not isinstance(body.get("subfields"), list):
        return None
    subfields = tuple(
        (code, _text(value))
        for each in body["subfields"]
        if isinstance(each, dict)
        for code, value in each.items()
    )
    indicators = "".join((_text(body.get(name)) or " ")[:1] for name in ("ind1", "ind2"))
    # Editors write a blank as a backslash.
    return Field(tag, subfields=subfields, indicators=indicators.replace("\\", " "))


def _pica_field(raw: Any) -> Field | None:
    if not isinstance(raw, list) or len(raw) < 2 or not isinstance(raw[0], str):
        return None
    tag, occurrence, *rest = raw
    subfields = tuple(_pairs(rest))
    return Field(tag, subfields=subfields, occurrence=_text(occurrence)) if subfields else None


def _pairs(flat: list[Any]) -> Iterator[tuple[str, str]]:
    for code, value in zip(flat[::2], flat[1::2], strict=False):
        if isinstance(code, str):
            yield code, _text(value)


def _text(value: Any) -> str:
    """A JSON value as text; half a surrogate pair, which no encoding can hold, becomes `?`."""
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).encode("utf-8", "replace").decode()
