"""What may leave through which door."""

import pytest

from catalogue.identifiers import ManifestationId, WorkId
from catalogue.model import Description, Manifestation, SurvivingValue, Title
from catalogue.source_record import RecordKey
from catalogue.terms import Door, May, permitted

MERGED = Manifestation(
    id=ManifestationId("m0000000000"),
    work=WorkId("w0000000000"),
    standing="national",
    description=Description(
        title=Title(main="Titel"), annotation="Een tekst", cover="c.jpg", notes=("noot",)
    ),
    provenance=(SurvivingValue(field="annotation", records=("nbd:1",), rule="longest"),),
    members=(RecordKey("nbd", "1"), RecordKey("ggc", "2")),
)
DOORS: tuple[Door, ...] = ("show", "pass_to_libraries", "give_to_anyone", "dump")


@pytest.mark.parametrize(
    ("may", "open_doors"),
    [("nothing", 0), ("show", 1), ("pass_to_libraries", 2), ("give_to_anyone", 3), ("dump", 4)],
)
def test_an_annotation_passes_the_doors_that_its_source_allows(may: May, open_doors: int) -> None:
    passed = [
        bool(permitted(MERGED, {("nbd", "annotation"): may}, door).description.annotation)
        for door in DOORS
    ]
    assert passed == [True] * open_doors + [False] * (4 - open_doors)


def test_the_terms_of_one_source_do_not_bind_the_values_of_another() -> None:
    open_ = permitted(MERGED, {("ggc", "annotation"): "nothing"}, "dump")
    assert open_.description.annotation == "Een tekst"


def test_a_value_of_unrecorded_origin_may_come_from_any_member() -> None:
    assert permitted(MERGED, {("ggc", "cover"): "nothing"}, "show").description.cover == ""


def test_the_title_stays_whatever_is_withheld() -> None:
    held = permitted(MERGED, {("nbd", "description"): "nothing"}, "show").description
    assert (held.title.main, held.notes) == ("Titel", ())


def test_without_terms_everything_passes() -> None:
    assert permitted(MERGED, {}, "dump") is MERGED
