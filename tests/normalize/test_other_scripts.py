import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.normalize.records import marc


def in_another_script(name: str) -> tuple[str, ...]:
    """The name in the other script that a record with this 880 gives its author."""
    record = marc("100 1# $6880-01$aTolstoj, Lev,", f"880 1# $6100-01/(N$a{name}").record
    return record.contributors[0].variants


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Толстой, Лев,, ", "Толстой, Лев"),
        ("Tolstoj, Lev,, ", "Tolstoj, Lev"),
        ("Толстой, Лев , ,", "Толстой, Лев"),
        ("Толстой, Лев :", "Толстой, Лев"),
        ("Толстой, Л.Н.,", "Толстой, Л.Н."),
        ("محفوظ، نجيب،", "محفوظ، نجيب"),
        ("村上, 春樹,，", "村上, 春樹"),
        ("Толстой, Лев", "Толстой, Лев"),
    ],
)
def test_a_name_in_another_script_ends_without_commas_however_many_follow_it(
    written: str, name: str
) -> None:
    assert in_another_script(written) == (name,)


@given(st.text(" ,:;/=،、，", max_size=6))
def test_what_marks_follow_a_name_is_no_matter(marks: str) -> None:
    assert in_another_script(f"Лев Толстой{marks}") == ("Лев Толстой",)


def test_a_name_of_marks_alone_is_none() -> None:
    assert in_another_script(",, ") == ()
