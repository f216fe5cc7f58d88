"""The libraries of the made-up country: where they are, what runs them, how they are reached."""

import re
from collections import Counter
from datetime import date

import pytest

from nation.branches import Branch
from nation.calendar_days import DAYS
from nation.directory import organisations, profile, towns
from nation.libraries import Libraries, libraries
from tests.nation.made_copies import SEED

# The border of the Netherlands, roughly and a little too wide: (longitude, latitude).
BORDER = (
    (3.30, 51.30), (3.36, 51.64), (3.95, 52.10), (4.55, 53.05), (4.75, 53.25), (5.60, 53.48),
    (6.90, 53.55), (7.25, 53.20), (7.10, 52.60), (6.80, 52.60), (7.10, 52.35), (7.08, 52.18),
    (6.75, 51.88), (6.10, 51.80), (6.28, 51.40), (6.14, 51.12), (5.95, 51.02), (6.12, 50.94),
    (6.10, 50.72), (5.60, 50.72), (5.62, 50.95), (5.82, 51.15), (5.20, 51.24), (5.02, 51.46),
    (4.78, 51.40), (4.20, 51.34), (4.24, 51.20), (3.80, 51.18), (3.50, 51.22),
)  # fmt: skip
REAL = {"NL-0800070000", "NL-0100030000", "NL-0700130000"}


@pytest.fixture(scope="module")
def country() -> Libraries:
    return libraries(SEED)


def inside(longitude: float, latitude: float) -> bool:
    """Whether a point lies in the border: a line to the east crosses it an odd number of times."""
    crossed = 0
    for (x1, y1), (x2, y2) in zip(BORDER, BORDER[1:] + BORDER[:1], strict=True):
        if (y1 > latitude) != (y2 > latitude):
            crossed += longitude < x1 + (latitude - y1) * (x2 - x1) / (y2 - y1)
    return crossed % 2 == 1


def test_the_border_itself_tells_inside_from_outside() -> None:
    utrecht, antwerp, aachen, north_sea = (5.12, 52.09), (4.40, 51.0), (6.3, 50.78), (3.5, 52.5)
    assert [inside(*place) for place in (utrecht, antwerp, aachen, north_sea)] == [
        True,
        False,
        False,
        False,
    ]


def test_every_branch_lies_in_the_netherlands(country: Libraries) -> None:
    outside = [b for b in country.branches.values() if not inside(b.longitude, b.latitude)]
    assert outside == []


def test_no_two_branches_stand_on_one_spot(country: Libraries) -> None:
    spots = Counter((b.latitude, b.longitude) for b in country.branches.values() if b.fullness > 99)
    assert max(spots.values()) <= 2


def test_every_isil_is_a_test_code(country: Libraries) -> None:
    codes = [*country.organisations, *country.branches]
    assert all(re.fullmatch(r"NL-0[78]9\d{7}", code) for code in codes)
    assert not REAL & set(codes)
    assert len(codes) == len(set(codes))


def test_there_are_as_many_libraries_and_systems_as_in_the_real_country(
    country: Libraries,
) -> None:
    kinds = Counter(branch.kind for branch in country.branches.values())
    assert len(country.organisations) == 141
    assert len(country.installations) == 45
    assert 700 <= kinds["public"] <= 850
    assert 900 <= kinds["public"] + kinds["pick_up_point"] + kinds["mobile_stop"] <= 1_100
    assert set(kinds) == {
        *("public", "school", "depot", "mobile_stop", "pick_up_point", "poi_collection"),
    }
    assert len({system.product for system in country.installations}) == 8


def test_more_people_have_more_branches(country: Libraries) -> None:
    branches = Counter(b.organisation for b in country.branches.values() if b.kind == "public")
    amsterdam, meppel = "NL-0890690000", "NL-0890130000"
    assert branches[amsterdam] > 20
    assert branches[meppel] <= 2


def test_every_organisation_has_one_system_and_every_branch_a_code_in_it(
    country: Libraries,
) -> None:
    assert set(country.system_of) == set(country.organisations)
    for system in country.installations:
        codes = [country.codes[branch.isil] for branch in country.branches_in(system)]
        assert codes
        assert len(codes) == len(set(codes)), system.name


def test_some_branch_codes_mean_another_branch_in_another_system(country: Libraries) -> None:
    assert max(Counter(country.codes.values()).values()) > 5


def test_a_branch_is_open_on_days_and_hours_that_can_be(country: Libraries) -> None:
    for branch in country.branches.values():
        days = [day for day, _, _ in branch.hours]
        assert days
        assert days == sorted(set(days), key=DAYS.index)
        assert all("06:00" < opens < closes < "22:00" for _, opens, closes in branch.hours)


def test_no_library_opens_at_christmas_and_no_school_in_the_holidays(country: Libraries) -> None:
    by_kind: dict[str, Branch] = {b.kind: b for b in country.branches.values()}
    assert all(date(2026, 12, 25) in b.closed for b in country.branches.values())
    assert date(2026, 12, 30) in by_kind["school"].closed
    assert date(2026, 12, 30) not in by_kind["depot"].closed


def test_a_van_calls_at_branches_of_its_own_hub_on_working_days(country: Libraries) -> None:
    hubs = {hub.code: hub for hub in country.hubs}
    for van in country.vans:
        assert hubs[van.hub].kind == "poi"
        assert van.days
        assert set(van.days) <= set(DAYS[:5])
        for isil in van.branches:
            organisation = country.organisations[country.branches[isil].organisation]
            assert organisation.poi == hubs[van.hub].name


def test_no_branch_is_on_two_rounds_and_only_some_are_on_none(country: Libraries) -> None:
    stops = Counter(isil for van in country.vans for isil in van.branches)
    assert set(stops.values()) == {1}
    without = {b.kind for b in country.branches.values() if b.isil not in stops}
    kb = {b.isil for b in country.branches.values() if b.organisation == "NL-0891110000"}
    assert without == {"school", "public", "depot"}
    assert {b.isil for b in country.branches.values() if b.kind == "public"} - set(stops) <= kb


def test_there_is_one_hub_for_each_provincial_organisation_and_one_national(
    country: Libraries,
) -> None:
    pois = {each.poi for each in country.organisations.values() if each.poi}
    assert Counter(hub.kind for hub in country.hubs) == {"poi": len(pois), "national": 1}


def test_another_seed_gives_other_branches_and_the_same_organisations() -> None:
    other = libraries(SEED + 1)
    assert set(other.organisations) == set(libraries(SEED).organisations)
    assert other.branches != libraries(SEED).branches


def test_every_town_belongs_to_an_organisation_that_is_listed() -> None:
    listed = {each.isil for each in organisations()}
    assert set(towns()) <= listed
    served = {each.isil for each in organisations() if each.inhabitants}
    assert served <= set(towns())


def test_people_of_the_country_are_as_many_as_they_are() -> None:
    assert 16_000 <= sum(each.inhabitants for each in organisations()) <= 18_500


def test_every_policy_that_may_be_drawn_is_described(country: Libraries) -> None:
    assert set(country.policies.values()) <= set(profile()["policies"])
