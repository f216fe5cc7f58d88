"""The quick reader of normalised PICA+: what it reads, the patient reader reads alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.errors import UnreadableRecord
from normalize.pica import any_pica
from normalize.rules import Field
from normalize.sound_pica import sound_pica

TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\n\r\x1d\x1e\x1f\x9f\ufeffŸ"),
    min_size=1,
    max_size=20,
).filter(lambda text: text.rstrip("\x00 ") == text)
FIELDS = st.builds(
    lambda tag, pairs, occurrence: Field(tag, "", pairs, "  ", occurrence),
    st.sampled_from(("003@", "021A", "028C", "101@", "203@")),
    st.lists(st.tuples(st.sampled_from("a0AZ9"), TEXTS), min_size=1, max_size=4).map(tuple),
    st.sampled_from(("", "01", "112")),
)


def normalised(fields: list[Field]) -> str:
    return "".join(
        field.tag
        + (f"/{field.occurrence}" if field.occurrence else "")
        + " "
        + "".join(f"\x1f{code}{text}" for code, text in field.subfields)
        + "\x1e"
        for field in fields
    )


@given(st.lists(FIELDS, min_size=1, max_size=6))
def test_a_sound_record_is_read_as_the_patient_reader_reads_it(fields):
    payload = normalised(fields).encode() + b"\n"
    found = sound_pica(payload, None)
    assert found is not None
    assert found.fields == tuple(fields) == any_pica(payload).fields


@given(
    st.lists(FIELDS, min_size=1, max_size=4).map(normalised),
    st.lists(
        st.tuples(st.integers(0, 80), st.integers(0, 3), st.sampled_from("\x1e\x1f\n \x00/$@9a")),
        min_size=1,
        max_size=3,
    ),
)
def test_what_the_quick_reader_takes_of_damaged_records_the_patient_one_reads_alike(text, damage):
    for place, length, put in damage:
        text = text[:place] + put + text[place + length :]
    payload = text.encode()
    found = sound_pica(payload, None)
    if found is None:
        return
    assert any_pica(payload).fields == found.fields
    assert any_pica(payload).remarks == ()


@pytest.mark.parametrize(
    "payload",
    [
        b"021A \x1faTitel\x1e\x1faverdwaald\x1e",
        b"021A \x1faTitel\x1f\x1fbmeer\x1e",
        b"021A \x1faTi\x1etel\x1e",
        b"21A \x1faTitel\x1e",
        b"021A \x1faTitel \xff\x1e",
        b"021A \x1faTitel\x1e\n028A \x1faNaam\x1e",
        b"021A $aTitel\n",
        b"021A \x1e",
        b"",
    ],
)
def test_what_is_not_sound_is_left_to_the_patient_reader(payload):
    assert sound_pica(payload, None) is None


def test_only_wanted_tags_are_cut_out():
    found = sound_pica(b"003@ \x1f0123\x1e021A \x1faTitel\x1e", frozenset(("021A",)))
    assert found is not None
    assert found.fields == (Field("021A", "", (("a", "Titel"),)),)
    with pytest.raises(UnreadableRecord):
        any_pica(b"")
