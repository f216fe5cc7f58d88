"""Notes, annotations, relations to other publications, and addresses."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from catalogue.model import Carrier, Link, OnlineAccess
from catalogue.text import fold, without_isbd
from normalize.profiles import load_table
from normalize.reading import Reading
from normalize.rules import Statement
from normalize.titles import at_sign

_HTTP = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=\S)\. - ")
_ONLINE = (Carrier.E_BOOK, Carrier.E_AUDIO, Carrier.STREAMING_VIDEO)


def build_original_title(reading: Reading) -> str:
    """The main title of the original, from its own field or from a note; empty if not stated."""
    for statement in reading.all("original"):
        return _main_title(statement.get("title"))
    for kind, title in _stated_relations(reading):
        if kind == "original":
            return _main_title(title)
    return ""


def build_links(reading: Reading) -> tuple[Link, ...]:
    """Relations that fields or notes state, each once."""
    links = [(_kind(s), without_isbd(s.get("title")), s.get("target")) for s in reading.all("link")]
    links += [
        ("translation_of", _main_title(s.get("title")), s.get("target"))
        for s in reading.all("original")
        if s.get("kind") == "translation_of"
    ]
    links += [
        ("translation_of" if kind == "original" else kind, _main_title(title), "")
        for kind, title in _stated_relations(reading)
    ]
    links += [
        ("series", at_sign(s.get("title"))[0], s.get("target"))
        for s in reading.all("series_link")
        if s.get("target")
    ]
    return tuple(
        [
            Link(kind=kind, title=title, target=target)
            for kind, title, target in dict.fromkeys(links)
            if title or target
        ]
    )


def _kind(statement: Statement) -> str:
    """The kind of a link; where the record says it in words ($i), what the table makes of them."""
    kind, said = statement.get("kind"), fold(statement.get("said"))
    kinds = load_table("words")["link_kinds"]
    return next((known for words, known in kinds.items() if said.startswith(words)), kind)


def build_notes(reading: Reading, more: tuple[str, ...]) -> tuple[str, ...]:
    """The notes as they stand and what has no field of its own (`more`), each once."""
    texts = [statement.get("text") for statement in reading.all("note")]
    return tuple(dict.fromkeys([text for text in (*texts, *more) if text]))


def build_annotation(reading: Reading) -> str:
    """The first annotation."""
    return next((s.get("text") for s in reading.all("annotation") if s.get("text")), "")


def build_cover(reading: Reading) -> str:
    """The address of a cover image; empty where there is none."""
    return next((address for address, is_cover in _addresses(reading) if is_cover), "")


def build_online(reading: Reading, carrier: Carrier) -> OnlineAccess | None:
    """Where an online publication is read, and how long; None for what is not online."""
    addresses = [address for address, is_cover in _addresses(reading) if not is_cover]
    if carrier not in _ONLINE or not addresses:
        return None
    model = reading.text("loan_model", "model").casefold()
    return OnlineAccess(
        address=addresses[0],
        licence_from=_date(reading.text("licence_from", "date")),
        licence_until=_date(reading.text("licence_until", "date")),
        loan_model="multi" if model == "multi" else "single" if model == "single" else "",
    )


def notice_bad_addresses(reading: Reading) -> None:
    """Notice addresses that are not of the web: they are never passed on."""
    for statement in reading.all("address"):
        address = statement.get("address")
        if address and not _HTTP.fullmatch(address):
            reading.notice("address_refused", statement.origin.tag, address)


def _addresses(reading: Reading) -> Iterator[tuple[str, bool]]:
    for statement in reading.all("address"):
        if _HTTP.fullmatch(statement.get("address")):
            about = fold(f"{statement.get('what')} {statement.get('kind')}")
            yield statement.get("address"), "cover" in about or "omslag" in about


def _stated_relations(reading: Reading) -> Iterator[tuple[str, str]]:
    for statement in reading.all("note"):
        text = statement.get("text")
        for sentence in _SENTENCE.split(text) if ". - " in text else (text,):
            lowered = sentence.casefold()
            if not lowered.startswith(_beginnings()):
                continue
            for relation in load_table("words")["relation"]:
                begins = next((b for b in relation["begins"] if lowered.startswith(b)), None)
                if begins:
                    yield relation["kind"], sentence[len(begins) :].strip()


@cache
def _beginnings() -> tuple[str, ...]:
    relations = load_table("words")["relation"]
    return tuple(beginning for relation in relations for beginning in relation["begins"])


def _main_title(text: str) -> str:
    """The main title in a reference such as `The BFG : a story / Roald Dahl. - London`."""
    for mark in (". - ", " / ", " : ", " = "):
        text = text.partition(mark)[0]
    return without_isbd(at_sign(text)[0]).removesuffix(".")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
