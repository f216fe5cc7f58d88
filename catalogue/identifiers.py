"""Identifiers of the field: parsed once, compared safely."""

import hashlib
import re
from typing import NewType

Isbn = NewType("Isbn", str)
"""An ISBN-13 without hyphens whose check digit holds."""
Issn = NewType("Issn", str)
Ppn = NewType("Ppn", str)
Isil = NewType("Isil", str)
"""A Dutch library or branch code: `NL-` and ten digits."""
ManifestationId = NewType("ManifestationId", str)
WorkId = NewType("WorkId", str)

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# No digit may touch it: ten digits within another number are not an ISBN.
_ISBN = re.compile(r"(?<!\d)(?<!\d-)(?:97[89][\s-]?)?(?:\d[\s-]?){9}[\dXx](?!-?\d)")
_ISIL = re.compile(r"NL-\d{10}")
_SPIL_ID = re.compile(rf"[mw][{_ALPHABET}]{{10}}")


def parse_isbn(text: str) -> Isbn | None:
    """The ISBN in `text` as thirteen digits, or None where there is none or its check digit fails.

    Source: ISO 2108:2017, annex A (check digits); ten digits are recomputed to thirteen.
    """
    found = _ISBN.search(text)
    if not found:
        return None
    digits = re.sub(r"[\s-]", "", found.group()).upper()
    if len(digits) == 10:
        return _from_isbn10(digits)
    return Isbn(digits) if digits.isdigit() and _ean_check(digits[:12]) == digits[12] else None


def _from_isbn10(digits: str) -> Isbn | None:
    total = sum((10 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(digits))
    if total % 11 or "X" in digits[:9]:
        return None
    body = "978" + digits[:9]
    return Isbn(body + _ean_check(body))


def _ean_check(body: str) -> str:
    return str(-sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(body)) % 10)


def parse_issn(text: str) -> Issn | None:
    """The ISSN in `text` as `1234-567X`, or None. Source: ISO 3297:2022, annex A."""
    digits = re.sub(r"[\s-]", "", text).upper()
    if not re.fullmatch(r"\d{7}[\dX]", digits) or _mod11(digits[:7]) != digits[7]:
        return None
    return Issn(f"{digits[:4]}-{digits[4:]}")


def parse_ean(text: str) -> str | None:
    """The EAN or GTIN in `text` as its digits, or None. Source: GS1 General Specifications §7.9."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"\d{8}|\d{12,14}", digits, re.ASCII):
        return None
    return digits if _ean_check(digits[:-1].zfill(14)) == digits[-1] else None


def parse_ismn(text: str) -> str | None:
    """The ISMN in `text` as thirteen digits, or None; `M` stands for 979-0. Source: ISO 10957."""
    digits = re.sub(r"[\s-]", "", text).upper()
    digits = "9790" + digits[1:] if digits.startswith("M") else digits
    return parse_ean(digits) if digits.startswith("9790") and len(digits) == 13 else None


def parse_ppn(text: str) -> Ppn | None:
    """The PPN in `text`, or None where the check digit fails.

    Weights 2, 3, 4 ... from the right before the check digit, modulo 11, 10 is X
    (computed on 17 published PPNs, Dutch and German).
    """
    ppn = text.strip().upper()
    if not re.fullmatch(r"\d{7,9}[\dX]", ppn) or _mod11(ppn[:-1]) != ppn[-1]:
        return None
    return Ppn(ppn)


def _mod11(body: str) -> str:
    rest = -sum(int(c) * weight for weight, c in enumerate(reversed(body), start=2)) % 11
    return "X" if rest == 10 else str(rest)


def parse_isil(text: str) -> Isil | None:
    """The Dutch ISIL in `text`, in capitals, or None.

    Form: `NL-`, type (2 digits), organisation (4), place (4); there is no check digit.
    """
    code = text.strip().upper()
    return Isil(code) if _ISIL.fullmatch(code) else None


def mint(kind: str, anchor: str, attempt: int = 0) -> str:
    """The public id that `anchor` (a record key) mints: `kind`, nine characters, a check character.

    `kind` is `m` or `w`. Opaque base 32 (Crockford's alphabet). The same anchor always mints the
    same id, so a run that was killed and repeated mints nothing new; `attempt` counts up where
    another anchor holds the id.
    """
    seed = hashlib.sha256(f"{kind}\x1f{anchor}\x1f{attempt}".encode()).digest()
    number = int.from_bytes(seed[:6], "big") >> 3
    body = "".join(_ALPHABET[(number >> (5 * i)) & 31] for i in reversed(range(9)))
    return kind + body + _check_character(body)


def is_spil_id(text: str) -> bool:
    """True if `text` has the form of a manifestation or work id and its check character holds."""
    return bool(_SPIL_ID.fullmatch(text)) and _check_character(text[1:10]) == text[10]


def _check_character(body: str) -> str:
    """Luhn's sum modulo 32: every wrong character and nearly every swap of two neighbours shows."""
    total = 0
    for i, character in enumerate(reversed(body)):
        addend = _ALPHABET.index(character) * (2 if i % 2 == 0 else 1)
        total += addend // 32 + addend % 32
    return _ALPHABET[-total % 32]
