"""A network of three libraries, two hubs and one night line, small enough to reckon by hand."""

from datetime import UTC, datetime, timedelta

from catalogue.copies import CirculationState, Item, LendingClass
from catalogue.identifiers import Isil, ManifestationId
from catalogue.model import Carrier
from holdings.libraries import Network, load_network
from holdings.rota import Copy

TEXT = """
[night_line]
nights = 2
parcel = 2.70
days = ["mon", "tue", "wed", "thu", "fri"]
[hubs.oost]
name = "Oost"
[hubs.west]
name = "West"
[vans.oost]
hub = "oost"
days = ["mon", "wed", "fri"]
branches = ["NL-0890011001", "NL-0890011002", "NL-0890021001"]
[vans.west]
hub = "west"
days = ["tue", "thu"]
branches = ["NL-0890031001"]
[policies.normal]
fee = 0.0
pick_cut_off = "11:00"
carriers_not_lent = ["game"]
[policies.dear]
fee = 5.0
pick_cut_off = "11:00"
[libraries.NL-0890010000]
name = "Bibliotheek Aastad"
city = "Aastad"
province = "Overijssel"
poi = "Oost"
[libraries.NL-0890020000]
name = "Bibliotheek Beedorp"
city = "Beedorp"
province = "Gelderland"
poi = "Oost"
policy = "dear"
[libraries.NL-0890030000]
name = "Bibliotheek Ceestad"
city = "Ceestad"
province = "Zuid-Holland"
poi = "West"
fair_share = 2.0
[branches.NL-0890011001]
library = "NL-0890010000"
name = "Aastad"
kind = "public"
latitude = 52.5
longitude = 6.1
open = ["mon", "tue", "wed", "thu", "fri", "sat"]
[branches.NL-0890011002]
library = "NL-0890010000"
name = "Aastad Zuid"
kind = "school"
latitude = 52.48
longitude = 6.1
open = ["mon", "tue", "wed", "thu", "fri"]
[branches.NL-0890021001]
library = "NL-0890020000"
name = "Beedorp"
kind = "public"
latitude = 52.2
longitude = 6.0
open = ["mon", "wed", "fri"]
[branches.NL-0890031001]
library = "NL-0890030000"
name = "Ceestad"
kind = "public"
latitude = 52.0
longitude = 4.5
open = ["mon", "tue", "wed", "thu", "fri", "sat"]
[installations.wise-a]
profile = "wise"
dialect = "local_pica"
isils = ["NL-0890010000"]
fresh_hours = 48
probable_days = 10
branch_codes = { "1001" = "NL-0890011001", "1002" = "NL-0890011002" }
[installations.koha-b]
profile = "koha"
dialect = "local_marc21"
isils = ["NL-0890020000"]
branch_codes = { B = "NL-0890021001" }
[installations.gbs-c]
profile = "gbs"
dialect = "local_csv"
isils = ["NL-0890030000"]
branch_codes = { "1" = "NL-0890031001" }
status_codes = { "77" = "in_process" }
"""

NETWORK: Network = load_network(TEXT)

AASTAD, AASTAD_ZUID = Isil("NL-0890011001"), Isil("NL-0890011002")
BEEDORP, CEESTAD = Isil("NL-0890021001"), Isil("NL-0890031001")

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
"""A Monday morning before every cut-off."""

_SYSTEMS = {AASTAD: "wise-a", AASTAD_ZUID: "wise-a", BEEDORP: "koha-b", CEESTAD: "gbs-c"}


def copy_at(
    branch: Isil,
    number: int = 1,
    *,
    state: CirculationState = CirculationState.ON_SHELF,
    lending: LendingClass = LendingClass.NORMAL,
    seen: timedelta = timedelta(hours=3),
) -> Item:
    """A copy of a branch whose state was confirmed `seen` ago, on Monday morning."""
    return Item(
        installation=_SYSTEMS[branch],
        item_id=f"{branch[-4:]}-{number}",
        local_record="L1",
        library=Isil(NETWORK.branches[branch].library),
        branch=branch,
        state=state,
        lending=lending,
        seen_at=MONDAY - seen,
    )


def offered(item: Item, carrier: Carrier = Carrier.BOOK) -> Copy:
    """A copy as the planning of a loan sees it."""
    return Copy(item, ManifestationId("m0000000000"), carrier)
