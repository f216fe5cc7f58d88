import pytest

from catalogue.errors import NetworkError, UnknownBranch
from holdings.libraries import load_network
from tests.small_network import AASTAD, NETWORK, TEXT


def test_a_branch_knows_its_library_its_province_and_its_van():
    assert NETWORK.library_of(AASTAD).name == "Bibliotheek Aastad"
    assert NETWORK.province_of(AASTAD) == "Overijssel"
    van = NETWORK.van_of(AASTAD)
    assert van is not None
    assert van.hub == "oost"


def test_a_branch_that_is_not_described_is_named():
    with pytest.raises(UnknownBranch, match="NL-0899991001"):
        NETWORK.branch("NL-0899991001")


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('hub = "oost"', 'hub = "noord"', r"vans\.oost names hub noord"),
        ('policy = "dear"', 'policy = "cheap"', r"libraries\.NL-0890020000 names policy cheap"),
        ('days = ["tue", "thu"]', 'days = ["dinsdag"]', r"vans\.west\.days\.0"),
        ("[libraries.NL-0890030000]", "[libraries.NL-089]", "not an ISIL"),
        ("latitude = 52.0", 'latitude = "ver"', r"NL-0890031001\.latitude"),
        ("[night_line]", "[night_line", "not TOML"),
    ],
)
def test_a_mistake_in_the_network_file_is_told_with_its_entry(right, wrong, told):
    with pytest.raises(NetworkError, match=told):
        load_network(TEXT.replace(right, wrong))


def test_any_change_of_the_network_gives_it_another_version():
    other = load_network(TEXT.replace('days = ["tue", "thu"]', 'days = ["wed"]'))
    assert other.version != NETWORK.version
    assert load_network(TEXT).version == NETWORK.version
