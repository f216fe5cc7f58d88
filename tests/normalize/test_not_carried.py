"""What a format does not carry is listed, and what is listed is not carried."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from rdflib import Graph
from rdflib.compare import to_canonical_graph

from catalogue.identifiers import ManifestationId, WorkId, mint
from catalogue.model import Description, Manifestation
from normalize.isbd import isbd_statement
from normalize.linked_data import to_json_ld
from normalize.profiles import load_table
from normalize.write_bibframe import to_bibframe
from normalize.write_dublin_core import to_dublin_core
from normalize.write_mods import to_mods
from tests.normalize.every_value import CASES, described, is_listed, leaves, path_of, without
from tests.normalize.written import BOTH_WAYS, again

LISTED = load_table("not_carried")


def as_triples(write: Callable[..., dict[str, Any]], description: Description) -> str:
    """What linked data says, whatever the order and the names of its nodes."""
    alone = Manifestation(
        id=ManifestationId(mint("m", "s:1")),
        work=WorkId(mint("w", "s:1")),
        standing="national",
        description=description,
    )
    node = write(alone, base_uri="https://spil.example")
    graph = Graph().parse(data=json.dumps(node), format="json-ld")
    lines = to_canonical_graph(graph).serialize(format="nt").splitlines()
    return "\n".join(sorted(lines))


ONE_WAY: dict[str, Callable[[Description], bytes | str]] = {
    "mods": lambda d: to_mods(d, "1"),
    "dublin_core": lambda d: to_dublin_core(d, address="https://spil.example/1"),
    "isbd": isbd_statement,
    "schema_org": lambda d: as_triples(to_json_ld, d),
    "bibframe": lambda d: as_triples(to_bibframe, d),
}
TELLING = [case for case in CASES if described(case) != without(case)]
"""Cases that say something, where others are about what is not said."""


def test_there_is_a_case_for_everything_that_the_model_can_say() -> None:
    assert set(leaves()) <= {path_of(case) for case in TELLING}


def test_only_cases_are_listed_each_with_its_reason() -> None:
    assert set(LISTED) == {each.listed for each in BOTH_WAYS.values()} | set(ONE_WAY)
    for name, listed in LISTED.items():
        assert set(listed) <= set(CASES) | set(Description.model_fields), name
        assert all(listed.values()), name


def is_kept(case: str, format: str) -> bool:
    """True if the whole description of a case comes back as it was."""
    told = described(case)
    found = again(told, BOTH_WAYS[format])
    if path_of(case) != "carrier_confidence":
        found = found.model_copy(update={"carrier_confidence": told.carrier_confidence})
    return found == told


def is_shown(case: str, format: str) -> bool:
    """True if what is written differs from what is written without it."""
    write = ONE_WAY[format]
    return write(described(case)) != write(without(case))


@pytest.mark.parametrize("format", BOTH_WAYS)
def test_what_is_written_and_read_back_is_kept_or_listed(format: str) -> None:
    listed = LISTED[BOTH_WAYS[format].listed]
    lost = [case for case in CASES if not is_kept(case, format)]
    assert lost == [case for case in CASES if is_listed(case, listed)]


@pytest.mark.parametrize("format", ONE_WAY)
def test_what_is_only_written_is_shown_or_listed(format: str) -> None:
    hidden = [case for case in TELLING if not is_shown(case, format)]
    assert hidden == [case for case in TELLING if is_listed(case, LISTED[format])]


@pytest.mark.parametrize("format", LISTED)
def test_nothing_is_listed_that_no_case_is_about(format: str) -> None:
    cases = TELLING if format in ONE_WAY else list(CASES)
    about = {*cases, *(path_of(case).partition(".")[0] for case in cases)}
    assert set(LISTED[format]) <= about
