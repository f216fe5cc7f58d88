"""Codes that the sources write: facts of MARC 21, RDA and PICA+."""

from typing import NamedTuple


class Carrier(NamedTuple):
    """A carrier in MARC 21 (leader 06-07, 007, 008/23), in RDA's three lists, in PICA+."""

    leader: str
    physical: str
    form: str
    content: str
    media: str
    carrier: str
    letter: str
    named: str


CARRIERS = {
    "book": Carrier("am", "ta", " ", "txt", "n", "nc", "A", "boek"),
    "large_print": Carrier("am", "tb", "d", "txt", "n", "nc", "A", "grootletterboek"),
    "braille": Carrier("am", "tc", "f", "tct", "n", "nc", "A", "braille"),
    "book_with_cd": Carrier("am", "ta", " ", "txt", "n", "nc", "A", "boek met cd"),
    "e_book": Carrier("am", "cr", "o", "txt", "c", "cr", "O", "e-book"),
    "audio_cd": Carrier("im", "sd", " ", "spw", "s", "sd", "G", "luisterboek cd"),
    "audio_mp3_cd": Carrier("im", "sd", " ", "spw", "s", "sd", "G", "luisterboek mp3"),
    "daisy": Carrier("im", "sd", " ", "spw", "s", "sd", "G", "daisy"),
    "e_audio": Carrier("im", "cr", "o", "spw", "c", "cr", "G", "luisterboek"),
    "music_cd": Carrier("jm", "sd", " ", "prm", "s", "sd", "G", "cd"),
    "dvd": Carrier("gm", "vd", " ", "tdi", "v", "vd", "B", "dvd"),
    "blu_ray": Carrier("gm", "vd", " ", "tdi", "v", "vd", "B", "bluray"),
    "game": Carrier("mm", "co", " ", "cop", "c", "cd", "S", "game"),
    "sheet_music": Carrier("cm", "", " ", "ntm", "n", "nc", "M", "bladmuziek"),
    "serial": Carrier("as", "ta", " ", "txt", "n", "nc", "A", "tijdschrift"),
}
"""By the carrier of a manifestation."""

CONTENT_TERMS = {
    "txt": "tekst",
    "tct": "tactiele tekst",
    "spw": "gesproken woord",
    "prm": "uitgevoerde muziek",
    "tdi": "tweedimensionaal bewegend beeld",
    "cop": "computerprogramma",
    "ntm": "genoteerde muziek",
}
MEDIA_TERMS = {"n": "zonder medium", "c": "computer", "s": "audio", "v": "video"}
CARRIER_TERMS = {
    "nc": "band",
    "cr": "online bron",
    "sd": "audiodisc",
    "vd": "videodisc",
    "cd": "computerdisc",
}

PICA_LANGUAGES = {
    "dut": "ned",
    "eng": "eng",
    "ger": "dui",
    "fre": "fra",
    "ita": "ita",
    "spa": "spa",
    "swe": "zwe",
    "dan": "dee",
    "nor": "noo",
    "fry": "fri",
    "mul": "mul",
    "tur": "tur",
}
"""Language codes of the Dutch union catalogue, by MARC code."""

TWO_LETTERS = {
    "dut": "nl",
    "eng": "en",
    "ger": "de",
    "fre": "fr",
    "ita": "it",
    "spa": "es",
    "swe": "sv",
    "dan": "da",
    "nor": "no",
    "fry": "fy",
    "tur": "tr",
}

LANGUAGE_NAMES = {
    "eng": "Engels",
    "ger": "Duits",
    "fre": "Frans",
    "swe": "Zweeds",
    "nor": "Noors",
    "dan": "Deens",
    "spa": "Spaans",
    "ita": "Italiaans",
    "dut": "Nederlands",
}

MARC_COUNTRIES = {
    "ne": "ne ",
    "be": "be ",
    "uk": "enk",
    "us": "nyu",
    "de": "gw ",
    "fr": "fr ",
    "se": "sw ",
}
PICA_COUNTRIES = {
    "ne": "nl",
    "be": "be",
    "uk": "gb",
    "us": "us",
    "de": "de",
    "fr": "fr",
    "se": "se",
}

ROLE_WORDS = {
    "trl": "vert.",
    "ill": "ill.",
    "nrt": "voorlezer",
    "edt": "red.",
    "pht": "foto's",
    "adp": "bew.",
    "drt": "regie",
    "act": "acteur",
    "aut": "",
}
