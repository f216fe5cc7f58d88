"""The tables of the dialects."""

import pickle
import re
import tomllib

import pytest

from catalogue.errors import SettingsError
from catalogue.model import Carrier
from normalize.profiles import TABLES, dialects, load_profile, load_table

FIELDS = {
    "isbn",
    "identifier",
    "language",
    "title",
    "common_title",
    "subtitle",
    "variant_title",
    "original",
    "contributor",
    "edition",
    "edition_note",
    "imprint",
    "year",
    "country",
    "extent",
    "size",
    "pages",
    "minutes",
    "carrier",
    "medium",
    "audience",
    "classification",
    "subject",
    "genre",
    "series",
    "series_link",
    "annotation",
    "note",
    "link",
    "address",
    "licence_from",
    "licence_until",
    "loan_model",
    "duration",
    "quality",
    "linked",
    # Of thesauri.
    "name",
    "dates",
    "variant",
    "related",
}


def test_the_dialects_of_the_field_are_there() -> None:
    assert set(dialects()) == {
        "nbd_marc21",
        "nbd_pica",
        "ggc",
        "obcp",
        "online",
        "onix",
        "isbn",
        "kb_dcx",
        "k10plus",
        "open_vlacc",
        "local_sirsi",
        "local_evergreen",
        "local_alma",
        "local_holdings",
        "local_marc21",
        "local_pica",
        "local_csv",
        "plain_marc21",
        "plain_pica",
        "spil_pica",
        "authority_marc21",
        "authority_pica",
    }


@pytest.mark.parametrize("dialect", dialects())
def test_a_rule_fills_a_field_that_is_read(dialect: str) -> None:
    for rule in load_profile(dialect).rules:
        assert rule.field in FIELDS, rule
        assert rule.parts, rule


@pytest.mark.parametrize("dialect", dialects())
def test_a_profile_travels_to_other_machines(dialect: str) -> None:
    profile = load_profile(dialect)
    assert pickle.loads(pickle.dumps(profile)) == profile


def test_every_table_tells_its_origin_and_date_on_its_first_line() -> None:
    for file in TABLES.glob("*.toml"):
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        assert re.match(r"# .+ 20\d\d\b", first) or file.stem == "remedies", file.name


def test_formats_that_nobody_has_verified_say_so() -> None:
    for dialect in ("obcp", "nbd_pica", "local_csv"):
        assert all(rule.assumed for rule in load_profile(dialect).rules)
    assert "036E/*" in load_profile("ggc").assumed
    assert all(table.assumed for table in load_profile("local_marc21").items)


def test_an_unknown_dialect_names_those_that_are_there() -> None:
    with pytest.raises(SettingsError, match="ggc"):
        load_profile("pig_latin")
    with pytest.raises(SettingsError):
        load_profile("carriers")


def test_every_notice_has_a_remedy_in_two_languages() -> None:
    for rule, remedy in load_table("remedies").items():
        assert remedy["nl"], rule
        assert remedy["en"], rule
        assert remedy["nl"] != remedy["en"]


def test_every_carrier_of_the_table_is_one_of_ours() -> None:
    table = load_table("carriers")
    assert {row["is"] for row in table["written"]} == {str(each) for each in Carrier}
    assert {row["is"] for row in table["carrier"]} <= {str(each) for each in Carrier}


def test_every_language_maps_to_a_known_code() -> None:
    table = tomllib.loads((TABLES / "languages.toml").read_text(encoding="utf-8"))
    lists = [each for each in table.values() if isinstance(each, dict)]
    assert {code for each in lists for code in each.values()} <= set(table["known"])


def test_every_role_is_a_relator_code() -> None:
    table = load_table("roles")
    assert set(table["words"].values()) <= set(table["known"])


def test_a_table_that_extends_another_replaces_what_it_names() -> None:
    rules = load_profile("open_vlacc").rules
    plain = load_profile("plain_marc21").rules
    assert {rule.tag for rule in rules} > {"245", "095", "096", "097"}
    assert not any(rule in rules for rule in plain if rule.tag == "650")
    assert all(rule in rules for rule in plain if rule.tag == "245")
