"""Fields and analysers of the search index, with a version; only what stock Elasticsearch has.

Two readings of every text: the words as they are, folded beside unfolded, and their stems. Nothing
is left out of a title: `Het` and `Dit zijn de namen` are titles.
"""

from typing import Any

from index.inflections import compound_parts, inflection_rules

MAPPING_VERSION = 1
"""Goes up with every change of fields or analysers: another version is another index."""

RESULT_WINDOW = 10_000
"""How deep a reader may page, in works."""

WORDS = "spil_words"
STEMS = "spil_stems"
STEMS_OF_QUERY = "spil_stems_of_query"
NUMBER = "spil_number"

_CHAR_FILTERS: dict[str, Any] = {
    "spil_signs": {
        "type": "mapping",
        "mappings": [
            *(f"{sign} => '" for sign in ("\\u2018", "\\u2019", "\\u0060", "\\u00B4", "\\u02BC")),
            "\\u0133 => ij",
            "\\u0132 => IJ",
            "\\u00BD => \\u00201/2",
            "\\u00BC => \\u00201/4",
            "\\u00BE => \\u00203/4",
        ],
    },
    "spil_het": {
        "type": "pattern_replace",
        "pattern": "(?<![\\p{L}\\p{N}'])'[tT](?![\\p{L}\\p{N}'])",
        "replacement": "het",
    },
    "spil_een": {
        "type": "pattern_replace",
        "pattern": "(?<![\\p{L}\\p{N}'])'[nN](?![\\p{L}\\p{N}'])",
        "replacement": "een",
    },
    # l'étranger, d'Artagnan: the article apart; zo'n, foto's: one word.
    "spil_elision": {
        "type": "pattern_replace",
        "pattern": "(?<![\\p{L}\\p{N}'])([dDlLjJ]|[qQ]u)'(?=\\p{L}{2})",
        "replacement": "$1 ",
    },
    "spil_joined": {
        "type": "pattern_replace",
        "pattern": "(?<=\\p{L})'(?=\\p{L})",
        "replacement": "",
    },
    "spil_thousands": {
        "type": "pattern_replace",
        "pattern": "(?<=\\d)\\.(?=\\d{3}(?!\\d))",
        "replacement": "",
    },
    "spil_no_signs": {
        "type": "pattern_replace",
        "pattern": "[\\s\\p{Pd}]+",
        "replacement": "",
    },
}
_READING = [
    "spil_signs",
    "spil_het",
    "spil_een",
    "spil_elision",
    "spil_joined",
    "spil_thousands",
]
_FILTERS: dict[str, Any] = {
    "spil_folding": {"type": "asciifolding", "preserve_original": True},
    "spil_stemmer": {"type": "stemmer", "language": "dutch"},
    "spil_unique": {"type": "unique", "only_on_same_position": True},
}


def settings() -> dict[str, Any]:
    """The settings of a build: one shard, a copy where there are machines, and the analysers."""
    inflections = {"type": "stemmer_override", "rules": inflection_rules()}
    parts = {
        "type": "dictionary_decompounder",
        "word_list": list(compound_parts()),
        "min_word_size": 7,
        "min_subword_size": 4,
        "max_subword_size": 15,
        "only_longest_match": True,
    }
    stems = ["lowercase", "spil_folding", "spil_inflections", "spil_stemmer", "spil_unique"]
    return {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        # A batch of item events is seen within two seconds: a fifth for the follower to look, one
        # for a work that was just written to rest, four tenths for the index to show it.
        "refresh_interval": "400ms",
        # Longer than a build: a work deleted meanwhile must not come back by an older document.
        "gc_deletes": "24h",
        "max_result_window": RESULT_WINDOW,
        "mapping": {"nested_objects": {"limit": 50_000}},
        "analysis": {
            "char_filter": _CHAR_FILTERS,
            "filter": {**_FILTERS, "spil_inflections": inflections, "spil_parts": parts},
            "analyzer": {
                WORDS: _analyser(["lowercase", "spil_folding", "spil_unique"]),
                STEMS: _analyser([*stems[:2], "spil_parts", *stems[2:]]),
                STEMS_OF_QUERY: _analyser(stems),
            },
            "normalizer": {
                NUMBER: {
                    "type": "custom",
                    "char_filter": ["spil_no_signs"],
                    "filter": ["lowercase"],
                }
            },
        },
    }


def _analyser(filters: list[str]) -> dict[str, Any]:
    return {
        "type": "custom",
        "char_filter": _READING,
        "tokenizer": "standard",
        "filter": filters,
    }


_KEYWORD = {"type": "keyword", "ignore_above": 512}
_NUMBER = {"type": "keyword", "normalizer": NUMBER, "ignore_above": 64}
_SHOWN = {"type": "keyword", "index": False, "doc_values": False}
_SHOWN_OBJECT = {"type": "object", "enabled": False}
_INTEGER = {"type": "integer"}
_DATE = {"type": "date"}
_TEXT = {
    "type": "text",
    "analyzer": WORDS,
    "fields": {"stems": {"type": "text", "analyzer": STEMS, "search_analyzer": STEMS_OF_QUERY}},
}

_SHELF = {"until": _DATE, "places": _KEYWORD}
_MANIFESTATION: dict[str, Any] = {
    "id": _KEYWORD,
    "standing": _KEYWORD,
    "title": _SHOWN,
    "subtitle": _SHOWN,
    "part": _SHOWN,
    "responsibility": _SHOWN,
    "edition": _SHOWN,
    "series": _SHOWN_OBJECT,
    "contributors": _SHOWN_OBJECT,
    "cover": _SHOWN,
    "annotation": _SHOWN,
    "words": _TEXT,
    "authors": _KEYWORD,
    "carrier": _KEYWORD,
    "languages": _KEYWORD,
    "audience": _KEYWORD,
    "avi": _KEYWORD,
    "subjects": _KEYWORD,
    "genres": _KEYWORD,
    "classifications": _KEYWORD,
    "publisher": _KEYWORD,
    "year": _INTEGER,
    "isbns": _NUMBER,
    "identifiers": _NUMBER,
    "copies": _INTEGER,
    "libraries": _KEYWORD,
    "places": _KEYWORD,
    "online": {"type": "boolean"},
    "licence": {"type": "date_range"},
    "shelves": {"type": "nested", "properties": _SHELF},
}
_WORK: dict[str, Any] = {
    "id": _KEYWORD,
    "title": _SHOWN,
    "original_title": _SHOWN,
    "sort_title": _KEYWORD,
    "sort_author": _KEYWORD,
    "contributors": _SHOWN_OBJECT,
    "languages": _KEYWORD,
    "year_first": _INTEGER,
    "year_last": _INTEGER,
    "copies": _INTEGER,
    "libraries": _INTEGER,
    "title_keys": {"type": "keyword", "ignore_above": 1024},
    "titles": _TEXT,
    "makers": _TEXT,
    "names": _TEXT,
    "series": _TEXT,
    "topics": _TEXT,
    "annotations": _TEXT,
    "all": _TEXT,
    "isbns": _NUMBER,
    "identifiers": _NUMBER,
    "manifestations": {"type": "nested", "properties": _MANIFESTATION},
}


def mapping() -> dict[str, Any]:
    """The fields of a document; one that is not listed is refused."""
    return {
        "dynamic": "strict",
        "_meta": {"mapping_version": MAPPING_VERSION},
        "properties": _WORK,
    }


def index_name(alias: str, build: int) -> str:
    """The name of a build: `spil-1-7` is the seventh, with mapping version 1."""
    return f"{alias}-{MAPPING_VERSION}-{build}"
