"""A table is checked before anything is read by it: what is wrong is named with its remedy."""

import copy
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.errors import SettingsError
from normalize.profiles import TABLES, ItemTable, dialects, load_profile, load_table, profile_of
from normalize.rules import Rule
from normalize.table_check import check_table, profile_from
from normalize.table_keys import COPY_KEYS, RULE_KEYS

Change = Callable[[dict[str, Any]], object]


def ggc() -> dict[str, Any]:
    return copy.deepcopy(load_table("ggc"))


def mistakes(change: Change, dialect: str = "ggc") -> list[str]:
    table = copy.deepcopy(load_table(dialect))
    change(table)
    return [str(mistake) for mistake in check_table(table)]


@pytest.mark.parametrize("dialect", dialects())
def test_every_table_of_ours_is_right(dialect: str) -> None:
    assert check_table(load_table(dialect)) == ()
    assert profile_from(TABLES / f"{dialect}.toml") == load_profile(dialect)


def test_the_keys_that_are_known_are_those_that_rules_and_copies_have() -> None:
    assert {each.name for each in fields(Rule)} == RULE_KEYS.keys()
    assert {each.name for each in fields(ItemTable)} == COPY_KEYS.keys()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.update(dialekt="ggc"), "table, dialekt: is no key here; there are dialect"),
        (lambda t: t.pop("number"), "table, number: is missing"),
        (lambda t: t.update(family="pika"), "table, family: no family pika; there are marc21"),
        (lambda t: t.update(extends="gcc"), "table, extends: no dialect gcc; there are"),
        (
            lambda t: t.update(language_lists=["gcc"]),
            "table, language_lists: no list gcc; there are ggc, terminological",
        ),
        (lambda t: t.update(number={"tag": "001"}), "number, tag: 001 is no tag of pica"),
        (lambda t: t["rules"][0].update(feild="x"), "rule 1 (004A/*), feild: is no key here"),
        (lambda t: t["rules"][6].pop("parts"), "rule 7 (021A), parts: is missing"),
        (lambda t: t["rules"][6].update(parts={}), "rule 7 (021A), parts: is empty"),
        (
            lambda t: t["rules"][6].update(field="titel"),
            "rule 7 (021A), field: nothing reads titel",
        ),
        (lambda t: t["rules"][6].update(tag="245"), "rule 7 (245), tag: 245 is no tag of pica"),
        (lambda t: t["rules"][6].update(tag="021A/01"), "rule 7 (021A/01), tag: 021A/01 is no"),
        (
            lambda t: t["rules"][6]["parts"].update(mian="a"),
            "rule 7 (021A), parts.mian: title has no mian; there are main",
        ),
        (
            lambda t: t["rules"][6]["parts"].update(main="$a"),
            "rule 7 (021A), parts.main: $a is neither subfields (abc) nor @35-37",
        ),
        (
            lambda t: t["rules"][6]["parts"].update(main="@a:7-3"),
            "rule 7 (021A), parts.main: @a:7-3 is neither",
        ),
        (
            lambda t: t["rules"][6]["parts"].update(main="@0-3"),
            "rule 7 (021A), parts.main: 021A has subfields: write @a:0-3",
        ),
        (lambda t: t["rules"][6].update(parts=["a"]), "rule 7 (021A), parts: must be names"),
        (lambda t: t["rules"][0].update(repeat="A0"), "rule 1 (004A/*), repeat: must be the code"),
        (lambda t: t["rules"][0].update(assumed="yes"), "rule 1 (004A/*), assumed: must be true"),
        (
            lambda t: t["rules"][6].update(when={"i1": ["1"]}),
            "rule 7 (021A), when.i1: pica has no indicators",
        ),
        (
            lambda t: t["rules"][6].update(when={"ab": ["1"]}),
            "rule 7 (021A), when.ab: must be i1, i2 or the code",
        ),
        (
            lambda t: t["rules"][9]["give"].update(role="schrijver"),
            "rule 10 (028A/*), give.role: schrijver is no relator code",
        ),
        (lambda t: t["rules"][18]["give"].update(list="isso"), "give.list: no list isso"),
        (lambda t: t.update(items=[{"tags": "209A"}]), "items 1, tags: is no key here"),
        (
            lambda t: t.update(items=[{"tag": "209A", "parts": {"shelf": "a"}}]),
            "items 1, parts.shelf: a copy has no shelf; there are item_id",
        ),
        (lambda t: t.update(items=[{"tag": "952"}]), "items 1, tag: 952 is no tag of pica"),
        (
            lambda t: t.update(items=[{"opens": "203@", "tagged": {"item_id": "203@"}}]),
            "items 1, tagged.item_id: 203@ must be tag and subfield: 209A f",
        ),
    ],
    ids=lambda each: each.partition(":")[0] if isinstance(each, str) else "",
)
def test_a_mistake_is_named_by_rule_and_key_with_the_remedy(change: Change, told: str) -> None:
    found = mistakes(change)
    assert [each for each in found if told in each], found


def test_a_control_field_has_no_subfields_and_a_column_is_in_small_letters() -> None:
    assert mistakes(
        lambda t: t["rules"].append({"field": "year", "tag": "008", "parts": {"year": "c"}}),
        "plain_marc21",
    )[0].endswith("parts.year: 008 has no subfields: a is the whole, @0-3 a part of it")
    assert mistakes(lambda t: t["rules"][0].update(tag="ISBN"), "local_csv") == [
        "rule 1 (ISBN), tag: columns are known in small letters; write isbn"
    ]


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "my_ggc.toml"
    file.write_text(
        'dialect = "ggc"\nextends = "ggc"\nrules = [\n'
        '{ field = "titel", tag = "021A", parts = { main = "a" } },\n'
        '{ field = "title", tag = "245", parts = { main = "a" } },\n]\n'
    )
    with pytest.raises(SettingsError) as told:
        profile_from(file)
    first, *mistaken = str(told.value).splitlines()
    assert first == f"{file} is not right:"
    assert [each.strip().partition(":")[0] for each in mistaken] == [
        "rule 1 (021A), field",
        "rule 2 (245), tag",
    ]


@pytest.mark.parametrize("text", [b"rules = [", b"\xff\xfe"])
def test_what_is_no_toml_is_said_to_be_none(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(text)
    with pytest.raises(SettingsError, match=r"bad\.toml is no TOML"):
        profile_from(file)
    with pytest.raises(SettingsError, match="cannot be read"):
        profile_from(tmp_path / "absent.toml")


def test_a_table_may_extend_one_of_ours_and_say_only_what_differs(tmp_path: Path) -> None:
    file = tmp_path / "my_ggc.toml"
    file.write_text(
        'dialect = "ggc"\nextends = "ggc"\nwithout = ["044K"]\nrules = [\n'
        '{ field = "subject", tag = "044L/*", parts = { term = "a" }, give = { scheme = "gtt" } }\n'
        "]\n"
    )
    profile, ours = profile_from(file), load_profile("ggc")
    assert profile.rules[0].tag == "044L/*"
    assert profile.rules[1:] == tuple(rule for rule in ours.rules if rule.bare_tag != "044K")
    assert (profile.dialect, profile.number_tag) == ("ggc", ours.number_tag)


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.data())
def test_whatever_stands_in_a_table_is_named_or_can_be_read_by(data: st.DataObject) -> None:
    table = ggc()
    at: dict[str, Any] = table
    if data.draw(st.booleans()):
        at = data.draw(st.sampled_from(table["rules"]))
    if data.draw(st.booleans()) and isinstance(at.get("parts"), dict):
        at = at["parts"]
    at[data.draw(st.sampled_from([*at, *RULE_KEYS, "extends", "items", "x"]))] = data.draw(
        _ANYTHING
    )
    if not check_table(table):
        assert profile_of(table).wanted
