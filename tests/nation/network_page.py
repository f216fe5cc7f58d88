"""What docs/nation-network.md shows, taken from a country that is made for it.

`python -m tests.nation.network_page` writes the examples anew between the marks of the document.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from nation.copy_fields import copy_fields, csv_values
from nation.directory import installations, profile
from nation.holdings import ONLINE, Item, items_of
from nation.libraries import libraries
from nation.messages import FATES
from nation.status import fates, told_status, true_status
from tests.nation import made_copies
from tests.nation.made_copies import SEED, Author, Book, books

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "nation-network.md"
BOOKS = 10_000
POPULAR = Book(10, popularity=999_800, title="Het stille water", authors=(Author("Zee"),))


def country() -> Path:
    """The country that the page tells of."""
    return made_copies.country(BOOKS)


def rows(name: str) -> tuple[dict[str, Any], ...]:
    """The rows of a table of its truth."""
    return made_copies.rows(name, BOOKS)


def table(name: str, wanted: Callable[[dict[str, str]], bool], *, most: int = 2) -> str:
    """The heading of a table of the network, and the first lines that are wanted."""
    with (country() / f"network/{name}.csv").open(encoding="utf-8", newline="") as file:
        lines = file.readlines()
    found = [
        line for line, row in zip(lines[1:], csv.DictReader(lines), strict=True) if wanted(row)
    ]
    return "".join([lines[0], *found[:most]])


def network_part(*headings: str) -> str:
    """Tables of network.toml by their headings."""
    text = (country() / "network/network.toml").read_text(encoding="utf-8")
    parts = dict(re.findall(r"^\[(\S+)\]\n(.*?)(?:\n\n|\Z)", text, re.M | re.S))
    return "\n\n".join(f"[{heading}]\n{_short(parts[heading])}" for heading in headings) + "\n"


def _short(text: str) -> str:
    """Lists of many are cut: the rest is more of the same."""
    return "\n".join(re.sub(r"((?:[^,]+, ){3})[^]]+\]", r"\1…]", line) for line in text.split("\n"))


@cache
def events() -> list[dict[str, Any]]:
    """All messages, in the order of arrival."""
    files = sorted((country() / "events").glob("day-*.ndjson"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def event_of(row: dict[str, Any]) -> str:
    """The message about a change, as it was sent."""
    key = (row["installation"], row["item_id"], row["sequence"])
    found = [e for e in events() if (e["installation"], e["item_id"], e["sequence"]) == key]
    return "".join(json.dumps(each, separators=(",", ":")) + "\n" for each in found)


def truth_of(row: dict[str, Any]) -> str:
    """A row of the truth, as lines of `name: value`."""
    said = {name: value for name, value in row.items() if value not in (None, "")}
    return "".join(f"{name}: {_plain(value)}\n" for name, value in said.items())


def _plain(value: Any) -> str:
    return value.strftime("%Y-%m-%d %H:%M:%S UTC") if hasattr(value, "hour") else str(value)


def of_fate(fate: str) -> str:
    """The first change with this fate: the truth, then what was sent."""
    row = next(row for row in rows("status") if row["fate"] == fate)
    sent = event_of(row)
    return truth_of(row) + (f"\n{sent}" if sent else "")


def in_style_of(product: str) -> str:
    """A copy as a product writes it."""
    item = next(i for i in items_of(POPULAR, SEED) if _product(i) == product)
    return _as_written(product, item)


def _product(item: Item) -> str:
    return libraries(SEED).system_of[item.library].product


def _as_written(product: str, item: Item) -> str:
    if product == "gbs":
        return ";".join(csv_values(item, "4117")) + "\n"
    lines = []
    for tag, mark, subfields in copy_fields(product, [item]):
        name = f"{tag}/{mark}" if product == "wise" and mark else f"{tag} {mark}".rstrip()
        lines.append(name + " " + "".join(f"${code}{text}" for code, text in subfields))
    return "\n".join(lines) + "\n"


def same_number() -> str:
    """Two copies of two systems with one number, in the order of the items."""
    seen: dict[str, dict[str, Any]] = {}
    for row in rows("items"):
        other = seen.setdefault(row["item_id"], row)
        if other["installation"] != row["installation"]:
            return _items(other, row)
    raise AssertionError("no number is in two systems: let the country have more books")


def twins() -> str:
    """Two copies of one system with one number."""
    for number in range(400):
        items = items_of(Book(number, popularity=999_990), SEED)
        for item in items:
            if item.twin:
                both = [i for i in items if (i.installation, i.item_id) == (
                    item.installation, item.item_id)]  # fmt: skip
                return "".join(f"{i.installation}  {i.item_id}  {i.branch}\n" for i in both)
    raise AssertionError("no two copies have one number")


def _items(*found: dict[str, Any]) -> str:
    names = ("installation", "item_id", "branch", "manifestation")
    return "".join("  ".join(str(row[name]) for name in names) + "\n" for row in found)


def undeclared_branch() -> str:
    """Copies under a branch code that no table has."""
    found = [row for row in rows("items") if row["branch_code"].endswith("X")]
    return "".join(f"{r['installation']}  {r['item_id']}  {r['branch_code']}\n" for r in found[:2])


def moved() -> str:
    """A copy before and after its branch moved: no message tells it."""
    told = {row["item"] for row in rows("status")}
    before = {row["item"]: row for row in rows("items")}
    move = changes_of("branch_moved")
    each = next(
        state
        for state in true_status(country())
        if state.item not in told and before[state.item]["branch"] in move
    )
    old = before[each.item]["branch"]
    codes = libraries(SEED).codes
    return (
        f"{each.installation}  {each.item_id}\n"
        f"day 1: {old} (code {codes[old]})\nday 2: {each.branch} (code {codes[each.branch]})\n"
    )


def changes_of(kind: str) -> set[str]:
    """What is named before a change of this kind."""
    with (country() / "network/changes.csv").open(encoding="utf-8", newline="") as file:
        return {row["before"] for row in csv.DictReader(file) if row["kind"] == kind}


def numbers_of_copies() -> str:
    """How many titles have how many copies: by the profile, and in the country."""
    deposit = "NL-0891110000"
    bought = Counter(row["manifestation"] for row in rows("items") if row["library"] != deposit)
    held = Counter(bought[book.id] for book in books(BOOKS) if book.carrier not in ONLINE)
    total = sum(held.values())
    lines = ["copies      profile  country"]
    for share, least, most in profile()["copies"]["table"]:
        found = sum(count for number, count in held.items() if least <= number <= most)
        lines.append(f"{least:>4}-{most:<6} {share:8.2%} {found / total:8.2%}")
    return "\n".join(lines) + "\n"


def what_became() -> str:
    """How many messages had each fate."""
    counted = fates(country())
    total = sum(counted.values())
    rules = profile()["messages"]
    lines = ["fate           profile  country"]
    for fate in ("sent", *FATES, "silent"):
        asked = f"{rules[fate]:.2%}" if fate in rules else ""
        lines.append(f"{fate:<13} {asked:>8} {counted.get(fate, 0) / total:8.2%}")
    return "\n".join(lines) + "\n"


def told_and_true() -> str:
    """How far what was told is what is true."""
    truth = {each.item: each.state for each in true_status(country())}
    told = {each.item: each.state for each in told_status(country())}
    differ = sum(truth[item] != state for item, state in told.items())
    return f"copies {len(truth)}, told another state than the true one {differ}\n"


def branch_kinds() -> str:
    """How many branches of each kind there are."""
    kinds = Counter(branch.kind for branch in libraries(SEED).branches.values())
    return "".join(f"{kind:<16} {count:>4}\n" for kind, count in kinds.most_common())


def products() -> str:
    """How many installations and organisations each product has."""
    lines = []
    for product, dialect in dict.fromkeys((s.product, s.dialect) for s in installations()):
        own = [s for s in installations() if s.product == product]
        served = sum(len(system.organisations) for system in own)
        lines.append(f"{product:<10} {len(own):>3} systems {served:>4} organisations  {dialect}")
    return "\n".join(lines) + "\n"


def first_request() -> str:
    """The first request that names a day."""
    lines = (country() / "requests.ndjson").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if json.loads(line)["need_by"]) + "\n"


def stranger() -> str:
    """A message about a copy that nobody delivered."""
    row = rows("strangers")[0]
    return next(
        json.dumps(each, separators=(",", ":")) + "\n"
        for each in events()
        if each["item_id"] == row["item_id"]
    )


PRODUCTS = tuple(dict.fromkeys(system.product for system in installations()))
MAIN = "NL-0890160000"
EXAMPLES: Mapping[str, Callable[[], str]] = {
    "branch kinds": branch_kinds,
    "products": products,
    "organisation": lambda: table("organisations", lambda row: row["isil"] == MAIN),
    "branch": lambda: table("branches", lambda row: row["organisation"] == MAIN),
    "hub": lambda: table("hubs", lambda row: row["code"] in ("rijnbrink", "nieuwegein")),
    "van": lambda: table("vans", lambda row: row["code"] == "rijnbrink-bus-9028"),
    "policy": lambda: table(
        "policies", lambda row: row["policy"] == "plus" and row["fee"] != "0.00"
    ),
    "system": lambda: table("systems", lambda row: row["installation"] == "vsmart-rotterdam"),
    "code": lambda: table("codes", lambda row: row["code"] in ("zoek", "V")),
    "network": lambda: network_part(
        "policies.plus", f"libraries.{MAIN}", "installations.koha-denhaag"
    ),
    "changes": lambda: table("changes", lambda row: "branch_ren" not in row["kind"], most=4),
    "numbers of copies": numbers_of_copies,
    **{f"copy in {product}": partial(in_style_of, product) for product in PRODUCTS},
    "same number": same_number,
    "twins": twins,
    "undeclared branch": undeclared_branch,
    "moved": moved,
    "fates": what_became,
    **{fate: partial(of_fate, fate) for fate in ("sent", "silent", *FATES)},
    "stranger": stranger,
    "told and true": told_and_true,
    "request": first_request,
}
"""Every example of the document by its name."""


def written_anew(text: str) -> str:
    """The document with every example as it is now."""

    def fresh(found: re.Match[str]) -> str:
        return f"<!-- example: {found[1]} -->\n```\n{EXAMPLES[found[1]]()}```"

    return re.sub(r"<!-- example: ([^>]+) -->\n```\n.*?```", fresh, text, flags=re.S)


if __name__ == "__main__":
    DOCUMENT.write_text(written_anew(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
