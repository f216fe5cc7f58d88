"""Check digits of the numbers that the country hands out: ISBN, EAN, ISSN, ISMN, PPN."""

from operator import mul
from typing import Final

_THREES: Final = (1, 3) * 6
_RISING: Final = range(2, 20)


def with_ean_check(digits: str) -> str:
    """Twelve digits and their check digit (EAN-13, ISBN-13, ISMN-13)."""
    total = sum(map(mul, map(int, digits), _THREES))
    return f"{digits}{-total % 10}"


def isbn10(isbn13: str) -> str:
    """The ten-digit form of an ISBN-13 that begins with 978."""
    digits = isbn13[3:12]
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True))
    return digits + _sign(-total % 11)


def with_ppn_check(digits: str) -> str:
    """A PPN: weights 2, 3, ... from the right; the last character makes the sum 0 modulo 11."""
    total = sum(map(mul, map(int, reversed(digits)), _RISING))
    return digits + _sign(-total % 11)


def with_issn_check(digits: str) -> str:
    """Seven digits as an ISSN, with its hyphen."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True))
    return f"{digits[:4]}-{digits[4:]}{_sign(-total % 11)}"


def hyphenated(isbn13: str) -> str:
    """An ISBN-13 with hyphens; for the Dutch groups 90 and 94 by the size of the registrant."""
    group = 2 if isbn13[3] == "9" else 1
    body = isbn13[3 + group : 12]
    registrant = _registrant(body) if group == 2 else 3
    pieces = (isbn13[:3], isbn13[3 : 3 + group], body[:registrant], body[registrant:], isbn13[12])
    return "-".join(pieces)


def _registrant(body: str) -> int:
    """How many digits the registrant has, by its first two (ISBN ranges of group 90)."""
    first = int(body[:2])
    for ceiling, length in ((20, 2), (50, 3), (70, 4), (80, 5), (85, 6), (90, 4)):
        if first < ceiling:
            return length
    return 6


def _sign(value: int) -> str:
    return "X" if value == 10 else str(value)
