"""Slips of the finger and of encodings: what happens to a text on its way into a record."""

import unicodedata
from collections.abc import Callable, Mapping
from random import Random

_NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o",
    "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "y": "tu", "z": "x",
}  # fmt: skip
_LEAST = 4
_ABOVE = {  # combining mark to its byte in MARC-8, which stands before the letter
    "\u0300": 0xE1, "\u0301": 0xE2, "\u0302": 0xE3, "\u0303": 0xE4, "\u0304": 0xE5, "\u0306": 0xE6,
    "\u0307": 0xE7, "\u0308": 0xE8, "\u030c": 0xE9, "\u030a": 0xEA, "\u0327": 0xF0, "\u0328": 0xF1,
}  # fmt: skip
_WHOLE = {
    "ß": 0xC7, "æ": 0xB5, "Æ": 0xA5, "ø": 0xB2, "Ø": 0xA2, "œ": 0xB6, "ł": 0xB1, "Ł": 0xA1,
    "đ": 0xB3, "ı": 0xB8,
}  # fmt: skip


def misspelt(text: str, chance: Random) -> str:
    """One slip in a word of four letters or more: swapped, dropped, doubled or struck beside."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) >= _LEAST and word.isalpha()]
    if not long:
        return text
    place = long[int(chance.random() * len(long))]
    words[place] = _slip(words[place], chance)
    return " ".join(words)


def _slip(word: str, chance: Random) -> str:
    at = 1 + int(chance.random() * (len(word) - 2))
    how = chance.random()
    if how < 0.3:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if how < 0.55:
        return word[:at] + word[at + 1 :]
    if how < 0.75:
        return word[:at] + word[at] + word[at:]
    beside = _NEIGHBOURS.get(word[at], "e")
    return word[:at] + beside[int(chance.random() * len(beside))] + word[at + 1 :]


def without_accents(text: str) -> str:
    """Letters without their marks."""
    split = unicodedata.normalize("NFD", text)
    return "".join([sign for sign in split if not unicodedata.combining(sign)])


def marc8(text: str) -> bytes:
    """A text in MARC-8, as far as that has its letters; others become a question mark."""
    if text.isascii():
        return text.encode()
    found = bytearray()
    for sign in unicodedata.normalize("NFC", text):
        found += _one_in_marc8(sign)
    return bytes(found)


def _one_in_marc8(sign: str) -> bytes:
    if sign.isascii():
        return sign.encode()
    if sign in _WHOLE:
        return bytes([_WHOLE[sign]])
    split = unicodedata.normalize("NFD", sign)
    letter, marks = split[0], split[1:]
    if not letter.isascii() or any(mark not in _ABOVE for mark in marks):
        return b"'" if sign in "‘’" else b"-" if sign in "–—" else b"?"
    return bytes([*[_ABOVE[mark] for mark in marks], ord(letter)])


def windows(text: str) -> bytes:
    """A text in Windows-1252 where that has its letters, else in UTF-8."""
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        return text.encode()


def twice_encoded(text: str) -> str:
    """UTF-8 read as Windows-1252, where the bytes have letters there."""
    try:
        return text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return text


ENCODERS: Mapping[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "marc8": marc8,
    "cp1252": windows,
    "decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
    "double_encoded": lambda text: twice_encoded(text).encode(),
}
"""How the text of a record becomes bytes, by the draft's `encoding`."""
