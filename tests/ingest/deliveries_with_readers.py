"""Deliveries of library systems that carry a reader, in every kind of file; the reader is known."""

import gzip

CARD, NAME = "29801234567890", "Karel Leendertsz"
"""The borrower that nothing may keep."""


def _iso2709(fields: list[tuple[str, str]], leader: str = "00000nam a2200000   4500") -> bytes:
    directory, body = "", b""
    for tag, content in fields:
        each = content.encode() + b"\x1e"
        directory += f"{tag}{len(each):04}{len(body):05}"
        body += each
    base = 24 + len(directory) + 1
    start = f"{base + len(body) + 1:05}{leader[5:12]}{base:05}{leader[17:]}"
    return start.encode() + directory.encode() + b"\x1e" + body + b"\x1d"


def iso2709() -> bytes:
    item = f"  \x1faBOX\x1f952\x1fp3001\x1fx{NAME}\x1fq2026-12-05\x1fz{CARD}"
    return _iso2709(
        [
            ("001", "1001"),
            ("245", "10\x1faHet diner"),
            ("541", f"  \x1fa{NAME}"),
            ("590", f"  \x1faLeent: {CARD}"),
            ("876", f"  \x1fa1\x1fx{CARD}\x1fj{NAME} {CARD}"),
            ("952", item),
            ("952", f"  \x1faBOX\x1f953\x1fq{CARD}\x1fy{CARD}"),
            ("999", f"  \x1fc1001\x1fi{CARD}"),
            ("ITM", f"  \x1fa{CARD}"),
        ]
    )


def marcxml() -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<collection xmlns="http://www.loc.gov/MARC21/slim"><!-- {CARD} -->
<record lener="{CARD}"><leader>00000nam a2200000   4500</leader>{NAME}
 <controlfield tag="001">1001</controlfield><controlfield tag="009">{CARD}</controlfield>
 <datafield tag="245" ind1="1" ind2="0"><subfield code="a">Het diner</subfield></datafield>
 <datafield tag="852" ind1=" " ind2=" "><!-- {NAME} --><subfield code="b">1<x>{CARD}</x></subfield>
  <subfield code="p">3001</subfield><subfield code="x">{NAME} {CARD}</subfield>{CARD}
  <subfield code="z">{NAME}</subfield></datafield>
 <datafield tag="{CARD}" ind1=" " ind2=" "><subfield code="a">x</subfield></datafield>
 <borrower id="{CARD}">{NAME}</borrower>
</record></collection>""".replace(f"1<x>{CARD}</x>", "BOX").encode()


_PICA = [
    ("003@", "", [("0", "910000012")]),
    ("021A", "", [("a", "Het @diner")]),
    ("101@", "", [("a", "301")]),
    ("101C", "", [("a", NAME)]),
    ("203@", "01", [("0", "7001")]),
    ("208@", "01", [("a", "14-03-24"), ("b", "U"), ("u", CARD)]),
    ("209A", "01", [("a", "ROM"), ("f", "8900101"), ("d", CARD), ("l", NAME)]),
    ("245Z", "01", [("a", CARD)]),
]


def pica() -> bytes:
    fields = (
        f"{tag}{'/' + at if at else ''} " + "".join(f"\x1f{c}{v}" for c, v in parts) + "\x1e"
        for tag, at, parts in _PICA
    )
    return "".join(fields).encode() + b"\n"


def pica_plain() -> bytes:
    fields = (
        f"{tag}{'/' + at if at else ''} " + "".join(f"${c}{v}" for c, v in parts) + "\n"
        for tag, at, parts in _PICA
    )
    return f"SET: {NAME}\n".encode() + "".join(fields).encode() + b"\n"


def pica_xml() -> bytes:
    fields = "".join(
        f'<datafield tag="{tag}" occurrence="{at}">'
        + "".join(f'<subfield code="{c}">{v}</subfield>' for c, v in parts)
        + "</datafield>"
        for tag, at, parts in _PICA
    )
    return f'<record xmlns="info:srw/schema/5/picaXML-v1.0">{fields}</record>'.encode()


def ppxml() -> bytes:
    def tags(start: str) -> str:
        return "".join(
            f'<tag id="{tag}" occ="{at}">'
            + "".join(f'<subf id="{c}">{v}</subf>' for c, v in parts)
            + "</tag>"
            for tag, at, parts in _PICA
            if tag.startswith(start)
        )

    return (
        '<record xmlns="http://www.oclcpica.org/xmlns/ppxml-1.0"><global>'
        f'{tags("0")}</global><owner iln="{CARD}"><local>{tags("1")}</local>'
        f'<copy occ="1" lener="{CARD}">{tags("2")}</copy></owner></record>'
    ).encode()


def csv_file() -> bytes:
    return (
        "titelnr;titel;auteur;exemplaarnr;vestiging;status;lenernummer;lener\n"
        f"1001;Het diner;Koch, H.;3001;BOX;2;{CARD};{NAME}\n"
        f"1001;Het diner;Koch, H.;3002;BOX;{CARD};;\n"
    ).encode()


def oai_page() -> bytes:
    body = marcxml().partition(b"<record")[2].rpartition(b"</collection>")[0]
    record = b'<record xmlns="http://www.loc.gov/MARC21/slim"' + body
    return b"""<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-22T12:00:00Z</responseDate>
<request lener="%b">http://x/%b</request><ListRecords>
<record><header><identifier>oai:x:1001</identifier><datestamp>2026-11-01T00:00:00Z</datestamp></header>
<metadata>%b</metadata><about>%b</about></record>
<record><header status="deleted"><identifier>oai:x:9</identifier>
<datestamp>2026-11-02T00:00:00Z</datestamp></header></record></ListRecords></OAI-PMH>""" % (
        CARD.encode(),
        CARD.encode(),
        record,
        NAME.encode(),
    )


KINDS = {
    "1.mrc": ("local_marc21", iso2709()),
    "2.xml": ("local_marc21", marcxml()),
    "3.mrc.gz": ("local_marc21", gzip.compress(iso2709())),
    "4.dat": ("local_pica", pica()),
    "5.pica": ("local_pica", pica_plain()),
    "6.xml": ("local_pica", pica_xml()),
    "7.xml": ("local_pica", ppxml()),
    "8.csv": ("local_csv", csv_file()),
    "9.xml": ("local_marc21", oai_page()),
}
"""File name → dialect and bytes: one title and its copies, with the reader in every corner."""

UNREADABLE = {
    "no directory.mrc": ("local_marc21", b"00120nam a22000" + CARD.encode() + b"\x1e\x1d"),
    "directory too short.mrc": ("local_marc21", iso2709().replace(b"\x1faHet", b"\x1eHet")),
    "cut off.xml": ("local_marc21", marcxml().partition(b"</record>")[0]),
    "html.xml": ("local_marc21", f"<html><body>{CARD}</body></html>".encode()),
    "entities.xml": ("local_marc21", b'<!DOCTYPE r [<!ENTITY a "b">]>' + b"<record>&a;</record>"),
    "no fields.pica": ("local_pica", f"Lener {CARD} {NAME}\n".encode()),
    "old line ends.pica": ("local_pica", pica_plain().replace(b"\n", b"\r")),
    "no header.csv": ("local_csv", csv_file().partition(b"\n")[2]),
    "nothing known.bin": ("local_csv", b"\x00\x01" + CARD.encode() * 3),
    "broken.mrc.gz": ("local_marc21", gzip.compress(iso2709())[:-20]),
}
"""Deliveries that cannot be parsed, so that nobody can tell where the reader stands in them."""
