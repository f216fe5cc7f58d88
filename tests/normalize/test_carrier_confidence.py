"""How surely a carrier is told."""

import re
from pathlib import Path

import pytest

from catalogue.model import Carrier, Confidence
from catalogue.outcomes import Normalized
from normalize.carrier_confidence import decide
from normalize.profiles import load_table
from normalize.validation import validate
from tests.normalize.records import marc, pica, rules_noticed
from tests.normalize.test_validation import TODAY

TEXT = "00000nam a2200000 i 4500"
AUDIO = "00000nim a2200000 i 4500"
VIDEO = "00000ngm a2200000 i 4500"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "quality-report.md"
PAGES, DISCS = "300 ## $a312 p.", "300 ## $a8 cd's (9 uur)"


@pytest.mark.parametrize(
    ("leader", "lines", "confidence"),
    [
        (TEXT, (), Confidence.DOUBTFUL),
        (AUDIO, (), Confidence.DOUBTFUL),
        (VIDEO, ("007 vd",), Confidence.DOUBTFUL),
        (TEXT, ("264 #1 $bUitgeverij XL",), Confidence.DOUBTFUL),
        (TEXT, (PAGES,), Confidence.STATED),
        (TEXT, ("250 ## $aGrote letter-editie", PAGES), Confidence.STATED),
        (AUDIO, ("007 sd f",), Confidence.STATED),
        (TEXT, ("007 ta", PAGES), Confidence.CONFIRMED),
        (TEXT, ("338 ## $bnc$2rdacarrier", PAGES), Confidence.CONFIRMED),
        (TEXT, ("007 tb", "250 ## $aGrote letter-editie", PAGES), Confidence.CONFIRMED),
        (TEXT, ("338 ## $bcr$2rdacarrier", "300 ## $a1 e-book (epub)"), Confidence.CONFIRMED),
        (AUDIO, ("007 sd f", DISCS), Confidence.CONFIRMED),
        (VIDEO, ("007 vd cvaizq", "300 ## $a1 dvd-video (112 min.)"), Confidence.CONFIRMED),
        ("00000nrm a2200000 i 4500", (), Confidence.STATED),
        ("00000npm a2200000 i 4500", (), Confidence.NONE),
    ],
)
def test_a_second_kind_of_evidence_confirms_what_one_states(
    leader: str, lines: tuple[str, ...], confidence: Confidence
) -> None:
    outcome = marc(*lines, leader=leader)
    assert outcome.record.carrier_confidence is confidence
    assert "carrier_contradicted" not in rules_noticed(outcome)


@pytest.mark.parametrize(
    ("lines", "confidence"),
    [
        (("002@ $0Aav",), Confidence.DOUBTFUL),
        (("002@ $0Aav", "034D $a301 p"), Confidence.CONFIRMED),
        (("002@ $0Oav",), Confidence.STATED),
        (("002@ $0Oav", "002E $aonlinebron$bcr"), Confidence.CONFIRMED),
        (("002@ $0Oav", "034D $a1 online audio", "037A $TLuisterboek"), Confidence.DOUBTFUL),
    ],
)
def test_the_first_letter_of_a_ggc_record_is_one_kind_of_evidence(
    lines: tuple[str, ...], confidence: Confidence
) -> None:
    outcome = pica(*lines)
    assert outcome.record.carrier_confidence is confidence
    assert "carrier_contradicted" not in rules_noticed(outcome)


@pytest.mark.parametrize(
    ("leader", "lines", "carrier", "confidence", "denied"),
    [
        (
            TEXT,
            ("007 ta", "250 ## $aGrote letter-editie", "490 1# $aGrote letter", PAGES),
            Carrier.LARGE_PRINT,
            Confidence.STATED,
            "large_print; 007: regular_print",
        ),
        (
            TEXT,
            ("007 ta", "500 ## $aVoorgelezen door de auteur", PAGES),
            Carrier.BOOK,
            Confidence.STATED,
            "book; words: spoken",
        ),
        (
            TEXT,
            ("500 ## $aLuisterboek", DISCS),
            Carrier.AUDIO_CD,
            Confidence.DOUBTFUL,
            "audio_cd; leader: text",
        ),
        (
            VIDEO,
            ("007 vd cvaizq", "338 ## $bvd$2rdacarrier", "300 ## $a1 blu-ray (112 min.)"),
            Carrier.BLU_RAY,
            Confidence.STATED,
            "blu_ray; 007: dvd",
        ),
        (
            TEXT,
            ("007 cr", "338 ## $bnc$2rdacarrier", "300 ## $a1 online resource"),
            Carrier.E_BOOK,
            Confidence.STATED,
            "e_book; rda: volume",
        ),
    ],
)
def test_what_another_kind_of_evidence_denies_is_never_confirmed_and_noticed(
    leader: str, lines: tuple[str, ...], carrier: Carrier, confidence: Confidence, denied: str
) -> None:
    outcome = marc(*lines, leader=leader)
    assert outcome.record.carrier is carrier
    assert outcome.record.carrier_confidence is confidence
    (problem,) = [each for each in outcome.problems if each.rule == "carrier_contradicted"]
    assert (problem.field, problem.value, problem.severity) == ("carrier", denied, "warning")


@pytest.mark.parametrize(
    ("leader", "lines"),
    [
        (TEXT, ("007 ta", "300 ## $a120 p. +$e1 cd (60 min.)")),
        (TEXT, ("007 ta", "007 co", "300 ## $a120 p. +$e1 cd-rom")),
        (TEXT, ("007 ta", "500 ## $aMet register. - Ook verschenen als luisterboek", PAGES)),
        (VIDEO, ("338 ## $bvd$2rdacarrier", "338 ## $bnc$2rdacarrier", "300 ## $a1 dvd + 1 boek")),
    ],
)
def test_what_comes_along_or_also_appeared_denies_nothing(
    leader: str, lines: tuple[str, ...]
) -> None:
    assert "carrier_contradicted" not in rules_noticed(marc(*lines, leader=leader))


def test_a_contradiction_is_not_told_a_second_time_as_a_doubt() -> None:
    contradicted = marc("500 ## $aLuisterboek", DISCS, leader=TEXT)
    doubtful = marc("020 ## $a9789499001019", leader=TEXT)
    assert not contradicted.record.carrier_sure
    assert "carrier_doubtful" not in found_in(contradicted)
    assert "carrier_doubtful" in found_in(doubtful)


def found_in(outcome: Normalized) -> set[str]:
    return {problem.rule for problem in validate(outcome, TODAY)}


def test_two_words_are_one_kind_of_evidence() -> None:
    alone = frozenset(("leader text", "words large_print"))
    assert decide(alone)[1] is Confidence.STATED
    assert decide(alone | {"words braille"})[:2] == (Carrier.BRAILLE, Confidence.STATED)
    assert decide(alone | {"008 large_print"})[:2] == (Carrier.LARGE_PRINT, Confidence.CONFIRMED)


def test_the_tables_know_every_kind_and_every_clue() -> None:
    table = load_table("carriers")
    lists = {part: table[part].values() for part in table["kinds"]}
    clues = {clue for values in lists.values() for each in values for clue in each.split()}
    clues |= {"pages", "minutes", "accompanied_by_audio", *table["words"], *table["houses"]}
    for carrier, told in table["told"].items():
        asked = {*told["by"], *told.get("allowed_by", ()), *told.get("not_by", ())}
        assert asked | set(told.get("content", ())) <= clues, carrier
    assert set(table["contents"]["clues"]) <= clues
    decided = {row["is"] for row in table["carrier"]} - {Carrier.UNKNOWN}
    assert set(table["told"]) == decided


def test_a_carrier_is_told_plainly_from_stated_up() -> None:
    assert [each for each in Confidence if each.rank >= Confidence.STATED.rank] == [
        Confidence.STATED,
        Confidence.CONFIRMED,
    ]
    assert [
        marc(leader=TEXT).record.carrier_sure,
        marc(PAGES, leader=TEXT).record.carrier_sure,
    ] == [
        False,
        True,
    ]


def test_the_documents_say_what_each_confidence_means() -> None:
    _, _, after = PAGE.read_text(encoding="utf-8").partition("## How surely a carrier is told")
    told = re.findall(r"^\| `(\w+)` \|", after.partition("\n## ")[0], re.MULTILINE)
    assert told == [str(each) for each in Confidence]
