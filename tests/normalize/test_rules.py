"""The loop that applies a table."""

from normalize.rules import Field, Fields, Rule, extract, make_plans, plain


def _found(field: Field, **rule: object) -> list[dict[str, str]]:
    table = (Rule(field="x", tag="900", **rule),)  # type: ignore[arg-type]
    return [dict(each.parts) for each in extract(Fields((field,)), make_plans(table)).get("x", [])]


TWO = Field("900", subfields=(("a", "een"), ("b", "1"), ("a", "twee"), ("b", "2")))


def test_subfields_of_a_part_are_joined_in_the_order_of_the_record() -> None:
    assert _found(TWO, parts={"all": "ab"}) == [{"all": "een 1 twee 2"}]


def test_a_repeated_subfield_starts_a_new_statement() -> None:
    assert _found(TWO, parts={"name": "a", "n": "b"}, repeat="a") == [
        {"name": "een", "n": "1"},
        {"name": "twee", "n": "2"},
    ]


def test_positions_of_a_control_field_are_a_part() -> None:
    assert _found(Field("900", value="abcdef"), parts={"p": "@1-2", "q": "@4"}) == [
        {"p": "bc", "q": "e"}
    ]


def test_a_position_of_a_subfield_is_a_part() -> None:
    field = Field("900", subfields=(("0", "Aav"),))
    assert _found(field, parts={"kind": "@0:0"}) == [{"kind": "A"}]


def test_a_condition_on_an_indicator_or_subfield_is_kept() -> None:
    field = Field("900", subfields=(("a", "301"), ("2", "nur")), indicators=" 7")
    assert _found(field, parts={"n": "a"}, when={"i2": ["7"], "2": ["nur"]}) == [{"n": "301"}]
    assert _found(field, parts={"n": "a"}, when={"i2": ["0"]}) == []


def test_a_constant_is_given_and_a_part_outranks_it() -> None:
    field = Field("900", subfields=(("a", "x"), ("4", "trl")))
    rule = {"parts": {"name": "a", "role": "4"}, "give": {"role": "ctb"}}
    assert _found(field, **rule) == [{"name": "x", "role": "trl"}]


def test_a_field_that_no_part_fills_is_absent() -> None:
    assert _found(Field("900", subfields=(("z", "x"),)), parts={"n": "a"}) == []


def test_an_occurrence_needs_a_rule_that_allows_it() -> None:
    field = Field("900", subfields=(("a", "x"),), occurrence="01")
    assert _found(field, parts={"n": "a"}) == []
    table = (Rule(field="x", tag="900/*", parts={"n": "a"}),)
    assert extract(Fields((field,)), make_plans(table))["x"][0].get("n") == "x"


def test_mark_up_and_control_characters_are_taken_out_of_every_text() -> None:
    assert plain("a &lt;b&gt;c&lt;/b&gt;\x07 <i>d</i>  e") == "a c d e"
    assert plain("1 < 2 en 3 > 2") == "1 < 2 en 3 > 2"
