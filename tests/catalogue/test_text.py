"""Text is compared and sorted alike, however it was typed."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.text import fold, sort_key, tidy, tokens, without_article, without_isbd


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("De Zéven  zussen!", "de zeven zussen"),
        ("Zo'n dag", "zon dag"),
        ("Zo’n dag", "zon dag"),
        ("Het ĲSSELMEER", "het ijsselmeer"),
        ("Søren Ærø", "soren aero"),
        ("Straße", "strasse"),
        ("Ǽ", "ae"),
        ("𝐀𝐯𝐨𝐧𝐝", "avond"),
        ("10 ½ hoofdstuk", "10 1 2 hoofdstuk"),
        ("Война и мир", "воина и мир"),
        ("...", ""),
    ],
)
def test_folding_leaves_what_is_compared(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_how_a_letter_is_composed_does_not_matter(text: str) -> None:
    composed, taken_apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert fold(composed) == fold(taken_apart)


@given(st.text())
def test_folded_text_has_single_spaces_between_its_words(text: str) -> None:
    assert " ".join(tokens(text)) == fold(text)


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    tidied = tidy(text)
    assert tidy(tidied) == tidied
    assert tidied.isprintable()
    assert "  " not in tidied


@pytest.mark.parametrize(
    ("stated", "kept"),
    [("De avonden /", "De avonden"), ("Amsterdam :", "Amsterdam"), ("a = b =", "a = b"), ("/", "")],
)
def test_isbd_punctuation_at_the_end_goes(stated: str, kept: str) -> None:
    assert without_isbd(stated) == kept


@pytest.mark.parametrize(
    ("title", "language", "key"),
    [
        ("De avonden", "dut", "avonden"),
        ("'t Hooge nest", "dut", "hooge nest"),
        ("’t Hooge nest", "dut", "hooge nest"),
        ("L'étranger", "fre", "etranger"),
        ("The hobbit", "eng", "hobbit"),
        ("De", "dut", "de"),
        ("Het", "dut", "het"),
        ("Die Verwandlung", "ger", "verwandlung"),
        ("Die Verwandlung", "dut", "die verwandlung"),
        ("It", "eng", "it"),
    ],
)
def test_a_title_sorts_without_its_article(title: str, language: str, key: str) -> None:
    assert sort_key(title, language) == key


@given(st.text(), st.sampled_from(["dut", "eng", "fre", "xxx"]))
def test_a_title_never_loses_everything_with_its_article(title: str, language: str) -> None:
    assert bool(without_article(title, language).strip()) == bool(title.strip())


def folded_step_by_step(text: str) -> str:
    """What `fold` promises, in the steps of its definition."""
    apart = unicodedata.normalize("NFKD", re.sub("[’‘`´ʼ]", "'", text)).casefold()
    bare = unicodedata.normalize("NFKD", apart)
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    strokes = str.maketrans("øđłðı", "odldi") | str.maketrans(
        {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij"}
    )
    plain = re.sub("[’‘`´ʼ]", "'", letters).translate(strokes).replace("'", "")
    return re.sub(r"[\W_]+", " ", plain).strip()


@given(st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_text_is_folded_by_its_definition_whatever_the_script(text: str) -> None:
    assert fold(text) == folded_step_by_step(text)


@given(st.text(st.sampled_from("a é\t\n\x85\u2028\u0301/:;=,._'’"), max_size=12))
@settings(max_examples=300, deadline=None)
def test_text_is_tidied_by_its_definition(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    printable = "".join(c if c.isprintable() else " " for c in composed)
    assert tidy(text) == re.sub(r"\s+", " ", printable).strip()
    assert without_isbd(text) == re.sub(r"\s*[/:;=,]\s*$", "", text.strip())
