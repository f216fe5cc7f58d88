"""Leaked and twice encoded letters: mended and reported, and clean text left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.leaks import mend
from tests.normalize.records import marc, rules_noticed

LETTERS = "abcdefghijklmnopqrstuvwxyzàâäáãåçéèêëîïíñóòôöõøúùûüýÿšžčęłœæß"
SIGNS = ["", "'", "’", "“", "”", "„", "«", "»", "…", "–", "(", ")", "!", "?", "¿", "¡", "™", "°"]


def twice(text: str) -> str:
    """`text` as it looks when its UTF-8 is read as Windows-1252."""
    signs = []
    for byte in text.encode():
        try:
            signs.append(bytes([byte]).decode("cp1252"))
        except UnicodeDecodeError:
            signs.append(chr(byte))
    return "".join(signs)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("cafÃ©", "café"),
        ("zoâ€™n dag", "zo’n dag"),
        ("zo\x92n dag", "zo’n dag"),
        ("goÃ»t", "goût"),
        ("CoÃ¶peratie Â© 2024", "Coöperatie © 2024"),
        ("â‚¬ 12,50", "€ 12,50"),
        ("Ã‰Ã©n", "Één"),
        ("Å“uvre", "œuvre"),
        ("ÄŒapek", "Čapek"),
        ("cafÃƒÂ©", "café"),
        ("eÌ\x81tude", "e\u0301tude"),
    ],
)
def test_a_letter_that_was_encoded_twice_is_mended(wrong: str, right: str) -> None:
    assert mend(wrong) == right


@pytest.mark.parametrize(
    "clean",
    [
        "«MINHA IRMû",
        "das kleine „Ä“",
        "café”…",
        "SÃO PAULO, IRMÃ, NÃO",
        "«Å« is een dorp",
        "\x98Der \x9cZauberberg",
        "voor\x85na",
        "COSÌ FAN TUTTE, COSÌ»",
        "À LA CARTE",
        "Tōkyō, Dvořák, Łódź",
        "我国民事立法",
    ],
)
def test_text_that_only_looks_like_a_leak_stays(clean: str) -> None:
    assert mend(clean) == clean


WORD = st.builds(
    lambda before, word, style, behind: before + style(word) + behind,
    st.sampled_from(SIGNS),
    st.text(LETTERS, min_size=1, max_size=9),
    st.sampled_from((str, str.upper, str.capitalize)),
    st.sampled_from(SIGNS),
)


@given(st.lists(WORD, max_size=8).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_clean_text_is_never_changed(text: str) -> None:
    assert mend(text) == text


@given(st.text(LETTERS, min_size=1, max_size=20).map(lambda middle: f"a{middle}z"))
@settings(max_examples=200, deadline=None)
def test_small_letters_that_were_encoded_twice_come_back(text: str) -> None:
    assert mend(twice(text)) == text


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_looked_at(text: str) -> None:
    assert isinstance(mend(text), str)


def test_a_mended_text_is_reported_with_its_field() -> None:
    outcome = marc("245 10 $aHet cafÃ© /$cJ. Vos")
    assert outcome.record.title.main == "Het café"
    (problem,) = (p for p in outcome.problems if p.rule == "text_mended")
    assert (problem.field, problem.value) == ("245", "Het cafÃ© /")
    assert "text_mended" not in rules_noticed(marc("245 10 $aHet café"))


def test_letters_come_out_composed() -> None:
    assert marc("245 10 $aHet cafe\u0301").record.title.main == "Het caf\u00e9"
