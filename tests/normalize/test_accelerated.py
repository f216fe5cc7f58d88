"""The accelerator: read alike or not at all, and used only where it was made for this very code."""

import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from types import SimpleNamespace

import pytest

from benchmarks.agreement import (
    Agreement,
    compare,
    composed_cases,
    mutated_cases,
    real_cases,
)
from benchmarks.made_files import write_records
from catalogue.outcomes import Normalized
from catalogue.source_record import Format, SourceRecord
from ingest.files import frame
from normalize import accelerated
from normalize.accelerated import (
    is_installed,
    number_quickly,
    read_quickly,
    reference,
    standing,
)
from normalize.profiles import load_profile
from normalize.read import identify, normalize_record
from tests.real_records import REAL, needs_real_records

RECORD = SourceRecord("ggc", "", Format.PICA, b"003@ \x1f0123456789\x1e021A \x1faTitel\x1e")
PROFILE = load_profile("ggc")
SOUND = {
    "iso2709": ("nbd_marc21", Format.MARC),
    "marcxml": ("nbd_marc21", Format.MARCXML),
    "pica": ("ggc", Format.PICA),
    "picaxml": ("ggc", Format.PICA_XML),
}


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Nothing is known yet of any accelerator, and afterwards all as it was."""
    monkeypatch.setattr(accelerated, "_readers", {})
    accelerated._accelerator.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    accelerated._accelerator.cache_clear()


class Upside:
    """A stand-in that gives every record one number and no outcome."""

    def __init__(self, config: bytes) -> None:
        assert b'"family": "pica"' in config

    def read(self, *_: object) -> None:
        return None

    def number(self, *_: object) -> str:
        return "987654321"


def test_without_an_accelerator_everything_is_read_by_python(fresh: pytest.MonkeyPatch) -> None:
    fresh.setitem(sys.modules, "spil_accelerator", None)
    assert not is_installed()
    assert read_quickly(RECORD, PROFILE) is None
    outcome = normalize_record(RECORD, PROFILE)
    assert isinstance(outcome, Normalized)
    assert outcome.record.title.main == "Titel"
    assert identify(RECORD, PROFILE).number == "123456789"


def test_one_that_was_made_for_other_code_is_not_used_and_says_what_to_do(
    fresh: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fresh.setitem(sys.modules, "spil_accelerator", SimpleNamespace(REFERENCE="x", Reader=Upside))
    with caplog.at_level(logging.WARNING):
        assert not is_installed()
        assert standing() == "made for other code"
        assert identify(RECORD, PROFILE).number == "123456789"
    assert "make accelerator" in caplog.text


def test_one_that_was_made_for_this_code_is_asked_first_unless_switched_off(
    fresh: pytest.MonkeyPatch,
) -> None:
    stand_in = SimpleNamespace(REFERENCE=reference(), Reader=Upside, prepare=json.loads)
    fresh.setitem(sys.modules, "spil_accelerator", stand_in)
    assert standing() == "in use"
    assert identify(RECORD, PROFILE).number == "987654321"
    with accelerated.switched_off():
        assert number_quickly(RECORD, PROFILE) is None
        assert identify(RECORD, PROFILE).number == "123456789"
    assert number_quickly(RECORD, PROFILE) == "987654321"


def test_an_outcome_that_no_model_allows_is_told_and_python_reads(
    fresh: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stand_in = SimpleNamespace(REFERENCE=reference(), Reader=Upside, prepare=json.loads)
    fresh.setitem(sys.modules, "spil_accelerator", stand_in)
    fresh.setattr(Upside, "read", lambda *_: b'{"record": {"title": 1}}')
    with caplog.at_level(logging.WARNING):
        outcome = normalize_record(RECORD, PROFILE)
    assert isinstance(outcome, Normalized)
    assert outcome.record.title.main == "Titel"
    assert "no model allows" in caplog.text


def test_a_dialect_of_another_family_has_no_reader(fresh: pytest.MonkeyPatch) -> None:
    stand_in = SimpleNamespace(REFERENCE=reference(), Reader=Upside, prepare=json.loads)
    fresh.setitem(sys.modules, "spil_accelerator", stand_in)
    assert read_quickly(RECORD, load_profile("onix")) is None


def test_readers_of_tables_that_were_only_tried_are_not_kept(fresh: pytest.MonkeyPatch) -> None:
    stand_in = SimpleNamespace(REFERENCE=reference(), Reader=Upside, prepare=json.loads)
    fresh.setitem(sys.modules, "spil_accelerator", stand_in)
    tried = [replace(PROFILE, description=str(number)) for number in range(200)]
    assert [number_quickly(RECORD, profile) for profile in tried] == ["987654321"] * 200
    assert len(accelerated._readers) <= 64


def alike(agreement: Agreement, share: float) -> None:
    """Nothing is read otherwise, and at least this share is read at all."""
    assert agreement.trouble == []
    found = agreement.found
    assert found["alike"] > share * found.total(), found


@pytest.mark.accelerator
def test_it_is_installed_and_made_for_this_code() -> None:
    assert is_installed()


@pytest.mark.accelerator
@pytest.mark.parametrize("format", SOUND)
def test_nearly_every_sound_record_is_read_quickly_and_alike(format: str) -> None:
    dialect, of_source = SOUND[format]
    payload = b"\n".join(islice(write_records(format), 300))
    records = frame(payload, source="s", format=of_source, file="made")
    alike(compare((str(r.place), r, load_profile(dialect)) for r in records), share=0.97)


@pytest.mark.accelerator
def test_whatever_the_rules_look_for_is_read_alike() -> None:
    alike(compare(composed_cases(seed=2, records=6_000)), share=0.6)


@pytest.mark.accelerator
def test_damaged_records_are_read_alike_or_declined() -> None:
    alike(compare(mutated_cases(seed=2, records=6_000)), share=0.05)


@pytest.mark.accelerator
@needs_real_records
@pytest.mark.parametrize("folder", ["marc", "marc-bad", "pica", "holdings", "authority", "vocab"])
def test_real_records_are_read_alike_by_every_dialect(folder: str) -> None:
    assert compare(real_cases(REAL / folder)).trouble == []
