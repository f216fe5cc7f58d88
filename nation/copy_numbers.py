"""How library systems number their copies: barcodes, running numbers, long numbers, UUIDs.

The number in the country stands in none of them: whole numbers are scrambled one to one.
"""

from collections.abc import Callable
from hashlib import blake2b

_TURN = 637_951_973
"""Prime to ten: multiplying by it, modulo a power of ten, mixes up each number once."""

_SYSTEM_COPIES = 512
_THIRTEEN_DIGITS = 10**13
_DOUBLED = dict(zip("0123456789", (0, 2, 4, 6, 8, 1, 3, 5, 7, 9), strict=True))


def scrambled(number: int, *, digits: int) -> int:
    """Another number of at most so many digits; no two numbers become the same one."""
    numbers: int = 10**digits
    return number * _TURN % numbers


def barcode(_index: int, number: int, _manifestation: int, _own: int) -> str:
    """Fourteen digits with a check digit (Luhn), unique in the country."""
    body = f"{number * _TURN % _THIRTEEN_DIGITS:013}"
    # Thirteen digits: the first, third ... from the left are those that are doubled.
    total = sum(map(int, body[1::2])) + sum(map(_DOUBLED.__getitem__, body[::2]))
    return f"{body}{-total % 10}"


def sequence(index: int, _number: int, manifestation: int, own: int) -> str:
    """A running number of the database: other systems have the same numbers for other copies."""
    serial = (manifestation + index * 31) * _SYSTEM_COPIES + own
    return str(scrambled(serial, digits=12))


def long_number(index: int, number: int, _manifestation: int, _own: int) -> str:
    """A long number that ends in that of its institution, as Alma has them."""
    return f"23{scrambled(number, digits=13):013}{5300 + index:04}"


def uuid(_index: int, number: int, _manifestation: int, _own: int) -> str:
    """A UUID, as FOLIO has them."""
    digits = blake2b(f"copy/{number}".encode(), digest_size=16).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


NUMBERS: dict[str, Callable[[int, int, int, int], str]] = {
    "barcode": barcode,
    "sequence": sequence,
    "long": long_number,
    "uuid": uuid,
}
"""By rule: (index of the system, number in the country, manifestation, place in the system)."""
