"""Which files a source offers over HTTP: an index page, a sitemap, or a plain list of addresses.

A plain list has an address a line; what follows it (a date, a size) is what the source states of
the file, and a file of which it states the same is not fetched again.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from catalogue.errors import SourceError

_SITE = re.compile(rb"<url>.*?</url>|<sitemap>.*?</sitemap>", re.DOTALL)
_PLACE = re.compile(rb"<loc>\s*([^<]+?)\s*</loc>")
_CHANGED = re.compile(rb"<lastmod>\s*([^<]+?)\s*</lastmod>")
_LINE = re.compile(r"\s*(\S+?)(?:[\s;,]+(.*))?")


@dataclass(frozen=True)
class Listed:
    """A file that a source offers, and what the list states of it (a date, a size)."""

    address: str
    stated: str = ""

    @property
    def name(self) -> str:
        """The file's name, as its address ends."""
        return unquote(urlsplit(self.address).path.rpartition("/")[2])


def read_listing(body: bytes, base: str, pattern: str = "") -> tuple[Listed, ...]:
    """The files that the list at `base` offers and whose names match `pattern`, in its order.

    Raises SourceError where nothing in it is an address: then it is not a list.
    """
    found = [Listed(urljoin(base, each.address), each.stated.strip()) for each in _offered(body)]
    files = {each.address: each for each in found if _is_file(each, base)}
    if body.strip() and not found:
        raise SourceError(f"{base} lists no file; correct the address of the list")
    return tuple(each for each in files.values() if fnmatch(each.name, pattern or "*"))


def _offered(body: bytes) -> Iterator[Listed]:
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        yield from _sites(body) if b"<loc>" in body else _anchors(body)
    elif start == b"[":
        yield from _entries(body)
    else:
        yield from _lines(body)


def _sites(body: bytes) -> Iterator[Listed]:
    for site in _SITE.findall(body):
        place, changed = _PLACE.search(site), _CHANGED.search(site)
        if place:
            stated = changed[1].decode("ascii", "replace") if changed else ""
            yield Listed(html.unescape(place[1].decode("utf-8", "replace")), stated)


def _entries(body: bytes) -> Iterator[Listed]:
    try:
        entries = json.loads(body)
    except ValueError:
        return
    for entry in entries:
        if isinstance(entry, str):
            yield Listed(entry)
        elif isinstance(entry, dict) and "address" in entry:
            yield Listed(str(entry["address"]), f"{entry.get('date', '')} {entry.get('size', '')}")


def _lines(body: bytes) -> Iterator[Listed]:
    for line in body.decode("utf-8-sig", "replace").splitlines():
        found = _LINE.fullmatch(line)
        if found and not line.lstrip().startswith("#") and "." in found[1]:
            yield Listed(found[1].rstrip(";,"), found[2] or "")


def _anchors(body: bytes) -> Iterator[Listed]:
    page = _IndexPage()
    page.feed(body.decode("utf-8", "replace"))
    page.close()
    return (Listed(address, " ".join(said.split())) for address, said in page.anchors)


class _IndexPage(HTMLParser):
    """The anchors of a page, each with the text behind it, where web servers put date and size."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: list[tuple[str, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href")
        if tag == "a" and address:
            self.anchors.append((address, ""))
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "a"

    def handle_data(self, data: str) -> None:
        if self.anchors and not self._inside:
            address, said = self.anchors[-1]
            self.anchors[-1] = (address, said + data)


def _is_file(listed: Listed, base: str) -> bool:
    """True for what may be a file: no folder, no other order of the same page, no mail address."""
    place = urlsplit(listed.address)
    is_page = place.path == urlsplit(base).path
    return place.scheme in ("http", "https") and not place.path.endswith("/") and not is_page
