"""The embedded server's analysis does what a stock Elasticsearch does, by a table of tokens.

The expected tokens are those of Elasticsearch's documentation and of Lucene's filters with stock
defaults, so the same table holds on a stock server.
"""

import json
import urllib.request
from typing import Any
from urllib.error import HTTPError

import pytest

pytestmark = pytest.mark.elasticsearch

Body = dict[str, Any]


def _post(url: str, body: Body, method: str = "POST") -> tuple[int, Body]:
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refusal:
        return refusal.code, json.load(refusal)


def _tokens(search_url: str, body: Body) -> list[str]:
    status, answer = _post(f"{search_url}/_analyze", body)
    assert status == 200, answer
    return [token["token"] for token in answer["tokens"]]


def _chain(text: str, *filters: Body | str, tokenizer: Body | str = "whitespace") -> Body:
    return {"tokenizer": tokenizer, "filter": list(filters), "text": text}


_PARTS = {
    "type": "dictionary_decompounder",
    "word_list": ["kinder", "boek", "boeken", "week"],
    "min_subword_size": 4,
}

TABLE: dict[str, tuple[Body, list[str]]] = {
    "accents are folded": (_chain("Knausgård Čapek", "asciifolding"), ["Knausgard", "Capek"]),
    "the folded form stands before the original": (
        _chain("Knausgård", {"type": "asciifolding", "preserve_original": True}),
        ["Knausgard", "Knausgård"],
    ),
    "lowercase by type": (_chain("De AVONDEN", {"type": "lowercase"}), ["de", "avonden"]),
    "an elided article goes": (
        _chain("d'Artagnan 's", {"type": "elision", "articles": ["d", "l"]}),
        ["Artagnan", "'s"],
    ),
    "an elided article goes in capitals only when told": (
        _chain("D'Artagnan", {"type": "elision", "articles": ["d"], "articles_case": True}),
        ["Artagnan"],
    ),
    "a compound gives all its parts": (
        _chain("kinderboekenweek", _PARTS),
        ["kinderboekenweek", "kinder", "boek", "boeken", "week"],
    ),
    "a compound gives its longest parts": (
        _chain("kinderboekenweek", {**_PARTS, "only_longest_match": True}),
        ["kinderboekenweek", "kinder", "boeken", "week"],
    ),
    "a short word is no compound": (
        _chain("boek", {**_PARTS, "word_list": ["boek"]}),
        ["boek"],
    ),
    "a hyphen splits": (
        _chain("wi-fi PowerShot", "word_delimiter_graph"),
        ["wi", "fi", "Power", "Shot"],
    ),
    "a hyphen splits and joins": (
        _chain(
            "wi-fi-4000",
            {"type": "word_delimiter_graph", "catenate_all": True, "preserve_original": True},
        ),
        ["wi-fi-4000", "wifi4000", "wi", "fi", "4000"],
    ),
    "protected words are not split": (
        _chain("wi-fi e-book", {"type": "word_delimiter_graph", "protected_words": ["e-book"]}),
        ["wi", "fi", "e-book"],
    ),
    "numbers stay in words when told": (
        _chain("AVI-M3", {"type": "word_delimiter_graph", "split_on_numerics": False}),
        ["AVI", "M3"],
    ),
    "beginnings of words": (
        _chain("dijk", {"type": "edge_ngram", "min_gram": 2, "max_gram": 3}),
        ["di", "dij"],
    ),
    "beginnings of words by default": (_chain("dijk", {"type": "edge_ngram"}), ["d", "di"]),
    "beginnings of words and the word": (
        _chain("dijk", {"type": "edge_ngram", "max_gram": 1, "preserve_original": True}),
        ["d", "dijk"],
    ),
    "synonyms stand beside each other": (
        _chain("strip lezen", "lowercase", {"type": "synonym_graph", "synonyms": ["Strip, comic"]}),
        ["comic", "strip", "lezen"],
    ),
    "one way synonyms replace": (
        _chain("wo2 roman", {"type": "synonym_graph", "synonyms": ["wo2 => tweede wereldoorlog"]}),
        ["tweede", "wereldoorlog", "roman"],
    ),
    "synonyms without expansion become the first": (
        _chain("comic", {"type": "synonym_graph", "synonyms": ["strip, comic"], "expand": False}),
        ["strip"],
    ),
    "no synonyms change nothing": (
        _chain("strip", {"type": "synonym_graph", "synonyms": []}),
        ["strip"],
    ),
    "Dutch stems": (
        _chain("boeken boek lopen", {"type": "stemmer", "language": "dutch"}),
        ["boek", "boek", "lop"],
    ),
    "the weakness of Dutch stems is stock's own": (
        _chain("huis huizen kind kinderen", {"type": "stemmer", "language": "dutch"}),
        ["huis", "huiz", "kind", "kinder"],
    ),
    "English stems": (
        _chain("libraries reading", {"type": "stemmer", "language": "english"}),
        ["librari", "read"],
    ),
    "German and French stems": (
        _chain("Bücher", "lowercase", {"type": "stemmer", "language": "light_german"}),
        ["buch"],
    ),
    "without a language the stems are English": (_chain("reading", "stemmer"), ["read"]),
    "a listed stem outranks the stemmer": (
        _chain(
            "huizen huisje boeken",
            {"type": "stemmer_override", "rules": ["huizen, huisje => huis"]},
            {"type": "stemmer", "language": "dutch"},
        ),
        ["huis", "huis", "boek"],
    ),
    "stop words of a language": (
        _chain("de avonden van het jaar", {"type": "stop", "stopwords": "_dutch_"}),
        ["avonden", "jaar"],
    ),
    "each term once": (_chain("boek de boek", "unique"), ["boek", "de"]),
    "each term once a place": (
        _chain(
            "boek boek boeken",
            "keyword_repeat",
            {"type": "stemmer", "language": "dutch"},
            {"type": "unique", "only_on_same_position": True},
        ),
        ["boek", "boek", "boeken", "boek"],
    ),
    "duplicates go": (_chain("boek boek", "keyword_repeat", "remove_duplicates"), ["boek", "boek"]),
    "a marked word is not stemmed": (
        _chain(
            "lopen boeken",
            {"type": "keyword_marker", "keywords": ["lopen"]},
            {"type": "stemmer", "language": "dutch"},
        ),
        ["lopen", "boek"],
    ),
    "a word marked by pattern is not stemmed": (
        _chain(
            "lopen boeken",
            {"type": "keyword_marker", "keywords_pattern": "lo.*"},
            {"type": "stemmer", "language": "dutch"},
        ),
        ["lopen", "boek"],
    ),
    "a pattern is replaced in tokens": (
        _chain("aa-bb", {"type": "pattern_replace", "pattern": "(a)-(b)", "replacement": "$2-$1"}),
        ["ab-ab"],
    ),
    "a pattern is replaced once": (
        _chain(
            "aaa", {"type": "pattern_replace", "pattern": "a", "replacement": "b", "all": False}
        ),
        ["baa"],
    ),
    "characters are mapped": (
        {
            "tokenizer": "keyword",
            "char_filter": [{"type": "mapping", "mappings": ["ĳ => ij", "\\u0026 => \\u0020en "]}],
            "text": "Dĳk&zee",
        },
        ["Dijk enzee"],
    ),
    "a pattern is replaced in characters": (
        {
            "tokenizer": "keyword",
            "char_filter": [
                {"type": "pattern_replace", "pattern": "(\\d)-(?=\\d)", "replacement": "$1"}
            ],
            "text": "978-90-234",
        },
        ["97890234"],
    ),
    "the keyword tokenizer keeps all": (
        _chain("De Avonden", tokenizer="keyword"),
        ["De Avonden"],
    ),
    "the keyword tokenizer and trim": (_chain(" a ", "trim", tokenizer="keyword"), ["a"]),
    "the pattern tokenizer splits": (
        _chain("een;twee", tokenizer={"type": "pattern", "pattern": ";"}),
        ["een", "twee"],
    ),
    "the pattern tokenizer takes a group": (
        _chain("'een','twee'", tokenizer={"type": "pattern", "pattern": "'([^']*)'", "group": 1}),
        ["een", "twee"],
    ),
    "the tokenizer of beginnings": (
        _chain(
            "2 vossen",
            tokenizer={
                "type": "edge_ngram",
                "min_gram": 2,
                "max_gram": 4,
                "token_chars": ["letter"],
            },
        ),
        ["vo", "vos", "voss"],
    ),
    "a graph is flattened": (
        _chain(
            "wo2",
            {"type": "synonym_graph", "synonyms": ["wo2, tweede wereldoorlog"]},
            "flatten_graph",
        ),
        ["tweede", "wo2", "wereldoorlog"],
    ),
    "capitals": (_chain("lbx", "uppercase"), ["LBX"]),
    "the Dutch analyser": (
        {"analyzer": "dutch", "text": "De boeken van het huis"},
        ["boek", "huis"],
    ),
}


@pytest.mark.parametrize("case", TABLE)
def test_text_becomes_the_tokens_of_a_stock_server(search_url: str, case: str) -> None:
    body, expected = TABLE[case]
    assert _tokens(search_url, body) == expected


REFUSED: dict[str, Body] = {
    "a setting that the embedded server does not implement": _chain(
        "a", {**_PARTS, "hyphenation_patterns_path": "x.xml"}
    ),
    "a file of words": _chain("a", {"type": "stemmer_override", "rules_path": "x.txt"}),
    "a language without a stemmer here": _chain("a", {"type": "stemmer", "language": "dutch_kp"}),
    "a decompounder without words": _chain(
        "a", {"type": "dictionary_decompounder", "min_word_size": 3}
    ),
    "a rule that is none": _chain("a", {"type": "stemmer_override", "rules": ["huizen huis"]}),
    "lenient synonyms": _chain(
        "a", {"type": "synonym_graph", "synonyms": ["a, b"], "lenient": True}
    ),
    "synonyms after a decompounder": _chain(
        "a", _PARTS, {"type": "synonym_graph", "synonyms": ["a, b"]}
    ),
    "synonyms after beginnings of words": _chain(
        "a", {"type": "edge_ngram"}, {"type": "synonym_graph", "synonyms": ["a, b"]}
    ),
    "synonyms after split words": _chain(
        "a", "word_delimiter_graph", {"type": "synonym_graph", "synonyms": ["a, b"]}
    ),
    "a synonym that the filters before it remove": _chain(
        "a",
        {"type": "stop", "stopwords": ["de"]},
        {"type": "synonym_graph", "synonyms": ["de, het"]},
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_behave_otherwise_than_stock_is_refused(search_url: str, case: str) -> None:
    status, answer = _post(f"{search_url}/_analyze", REFUSED[case])
    assert status == 400, answer
    assert answer["error"]["type"] in {"illegal_argument_exception", "settings_exception"}


def test_an_index_may_use_every_filter_and_normalizer_by_its_own_name(search_url: str) -> None:
    analysis = {
        "filter": {
            "compounds": _PARTS,
            "inflections": {"type": "stemmer_override", "rules": ["huizen => huis"]},
            "dutch_stem": {"type": "stemmer", "language": "dutch"},
            "synonyms": {"type": "synonym_graph", "synonyms": ["strip, comic"]},
        },
        "char_filter": {"ligatures": {"type": "mapping", "mappings": ["ĳ => ij"]}},
        "analyzer": {
            "title": {
                "tokenizer": "standard",
                "char_filter": ["ligatures"],
                "filter": ["lowercase", "asciifolding", "inflections", "dutch_stem", "compounds"],
            },
            "asked": {"tokenizer": "standard", "filter": ["lowercase", "synonyms"]},
        },
        "normalizer": {
            "folded": {
                "type": "custom",
                "char_filter": ["ligatures"],
                "filter": ["lowercase", "asciifolding", "trim"],
            }
        },
    }
    fields = {
        "title": {"type": "text", "analyzer": "title", "search_analyzer": "asked"},
        "author": {"type": "keyword", "normalizer": "folded"},
    }
    index = f"{search_url}/every-name"
    body = {"settings": {"analysis": analysis}, "mappings": {"properties": fields}}
    status, answer = _post(index, body, "PUT")
    assert status == 200, answer
    try:
        title = {"field": "title", "text": "Huizen aan de Dĳk"}
        assert _tokens(index, title) == ["huis", "aan", "de", "dijk"]
        author = {"field": "author", "text": " Élise DĲK"}
        assert _tokens(index, author) == ["elise dijk"]
        asked = {"analyzer": "asked", "text": "Strip"}
        assert _tokens(index, asked) == ["comic", "strip"]
    finally:
        _post(index, {}, "DELETE")


def test_each_term_once_leaves_no_gap(search_url: str) -> None:
    body = _chain("boek boek de", "unique")
    _, answer = _post(f"{search_url}/_analyze", body)
    assert [token["position"] for token in answer["tokens"]] == [0, 1]
