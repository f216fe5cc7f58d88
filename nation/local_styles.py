"""Titles with their copies as each product of library systems delivers them."""

from collections.abc import Callable, Sequence

from nation import (
    render_alma,
    render_evergreen,
    render_folio,
    render_gbs,
    render_koha,
    render_sirsi,
    render_vsmart,
    render_wise,
)
from nation.draft import Draft
from nation.holdings import Item

Render = Callable[[Draft, Sequence[Item]], bytes]

LOCAL: dict[str, Render] = {
    "wise": render_wise.render,
    "vsmart": render_vsmart.render,
    "koha": render_koha.render,
    "gbs": render_gbs.render,
    "alma": render_alma.render,
    "evergreen": render_evergreen.render,
    "sirsi": render_sirsi.render,
    "folio": render_folio.render,
}
"""By the product of an installation."""

XML_OPENING = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n'
)
XML_CLOSING = b"</collection>\n"
OPENINGS = {"marcxml": XML_OPENING, "csv": render_gbs.HEADING}
CLOSINGS = {"marcxml": XML_CLOSING}
ENDINGS = {"marcxml": "xml", "iso2709": "mrc", "pica": "pica", "csv": "csv"}
