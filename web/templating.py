"""From facts to a page: the templates, their words, and the headers that every page has."""

import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from web import addresses, sights
from web.words import LANGUAGES, Language, words_of

HERE = Path(__file__).parent
TILES = 8
"""Colours of the tiles that stand for a cover."""

HEADERS = {
    # Nothing from elsewhere is loaded: a reader's address reaches nobody but us.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        address=addresses.address,
        without=addresses.without,
        bare=addresses.bare,
        value_name=sights.value_name,
        shelf_groups=sights.shelf_groups,
        read_online=sights.READ_ONLINE,
        tile=tile,
        facts_of=lambda explanation: explanation.values,
        style_mark=style_mark(),
    )
    return environment


def tile(text: str) -> int:
    """The colour that stands for a title, always the same one."""
    return zlib.crc32(text.encode()) % TILES


def style_mark() -> str:
    """The fingerprint of the style sheet, so that browsers may keep it for ever."""
    return f"{zlib.crc32((HERE / 'static' / 'spil.css').read_bytes()):08x}"


_ENVIRONMENT = _environment()


def render(
    request: Request, template: str, *, language: str, facts: Mapping[str, Any], status: int = 200
) -> HTMLResponse:
    """The page of a template in a language; any language but ours gives Dutch."""
    known: Language = "en" if language == "en" else LANGUAGES[0]
    words = words_of(known)
    page = _ENVIRONMENT.get_template(template).render(
        say=words.say,
        words=words,
        lang=known,
        other_address=_in_other_language(request, known),
        **facts,
    )
    return HTMLResponse(page, status, headers={**HEADERS, "Content-Language": known})


def _in_other_language(request: Request, language: Language) -> str:
    """The address of the same page in the other language."""
    other = "en" if language == "nl" else "nl"
    path = request.url.path
    rest = path.removeprefix(f"/{language}") if path.startswith(f"/{language}") else ""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"/{other}{rest}{query}"
