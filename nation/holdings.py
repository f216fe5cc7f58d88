"""Which libraries have which manifestation, and how many copies: a pure function of the seed.

Copies are drawn per manifestation, so blocks can be written by any number of processes.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import NamedTuple, Protocol

from nation.branches import Branch
from nation.copy_numbers import NUMBERS, barcode, scrambled
from nation.directory import Installation, profile
from nation.libraries import Libraries, libraries
from nation.randomness import PARTS, Choices, choices, happens, in_parts, stream

COPIES_CAP = 4096
"""No manifestation has more copies in the country, those of later days included."""

ONLINE = frozenset(("e_book", "e_audio", "streaming_video"))
_MUSIC = frozenset(("music_cd", "sheet_music", "lp"))


class Maker(Protocol):
    """Who made something, as far as a shelf mark needs it."""

    @property
    def surname(self) -> str:
        """The name to file under."""


class Described(Protocol):
    """What must be known of a manifestation to place its copies; `popularity` is in millionths."""

    @property
    def id(self) -> int:
        """The number of the manifestation in the country."""

    @property
    def carrier(self) -> str:
        """The class of carrier; those in `ONLINE` have no copies."""

    @property
    def language(self) -> str:
        """The language, as three letters."""

    @property
    def audience(self) -> str:
        """For whom it is."""

    @property
    def popularity(self) -> int:
        """How wanted it is: 0 the least, 999,999 the most."""

    @property
    def title(self) -> str:
        """The title."""

    @property
    def authors(self) -> Sequence[Maker]:
        """Who made it."""


class Item(NamedTuple):
    """One copy on day 1, in our words and in the codes of its own system.

    `number` is unique in the country and never shown; `state` and `lending` are our words; `twin`
    tells that another copy of the system has the same `item_id`, `day` on which it is first told.
    """

    number: int
    manifestation: int
    installation: str
    library: str
    branch: str
    branch_code: str
    item_id: str
    barcode: str
    state: str
    status_code: str
    lending: str
    lending_code: str
    shelf_mark: str
    part: str
    due: date | None
    twin: bool
    day: int = 1


def items_of(
    manifestation: Described, seed: int, *, installation: str | None = None
) -> tuple[Item, ...]:
    """The copies of a manifestation on day 1, in the order of installations; of one, if named."""
    return tuple(
        item
        for item in _items(manifestation, libraries(seed))
        if installation is None or item.installation == installation
    )


def _items(manifestation: Described, country: Libraries) -> Iterator[Item]:
    if manifestation.carrier in ONLINE:
        return
    chance = stream(country.seed, "copies", manifestation.id)
    placed = _places(manifestation, country, chance)
    held: dict[str, int] = {}
    last = ""
    for place, branch in enumerate(placed):
        system = country.system_of[branch.organisation]
        own = held.get(system.name, 0)
        held[system.name] = own + 1
        item = _item(manifestation, branch, (place, own), country, chance)
        if own and happens(chance, _rates().two_in_one_id):
            item = item._replace(item_id=last, twin=True)
        last = item.item_id
        yield item


def _places(manifestation: Described, country: Libraries, chance: Random) -> list[Branch]:
    """The branch of each copy, by installation and branch: the order of a system's own numbers."""
    count = copies_of(manifestation.popularity)
    found: list[int] = []
    if count:
        sums = _weights(country.seed)[_shelf(manifestation), count <= 2]
        total = sums[-1]
        found = [bisect_right(sums, int(chance.random() * total)) for _ in range(count)]
        found.sort()
    order = _order(country.seed)
    placed = [order[at] for at in found]
    if manifestation.language == "dut" and happens(chance, _rates().deposit):
        placed.append(_deposit(country.seed))
        placed.sort(key=lambda branch: country.system_of[branch.organisation].index)
    return placed


def copies_of(popularity: int) -> int:
    """How many copies a manifestation has, the deposit copy left out."""
    sums, rows = _table()
    row = bisect_right(sums, popularity)
    least, most = rows[row]
    if least == most:
        return least
    start = sums[row - 1] if row else 0
    width, into = sums[row] - start, popularity - start
    # Few are likelier than many: density falls with the square of the number.
    return least * most * width // (most * width - into * (most - least))


@lru_cache(maxsize=1)
def _table() -> tuple[list[int], list[tuple[int, int]]]:
    rows = profile()["copies"]["table"]
    sums = list(accumulate(in_parts(share) for share, _, _ in rows))
    if sums[-1] != PARTS:
        raise ValueError(
            f"the shares of copies.table add up to {sums[-1]} millionths; mend the file"
        )
    return sums, [(least, most) for _, least, most in rows]


def _shelf(manifestation: Described) -> str:
    if manifestation.carrier in _MUSIC:
        return "music"
    return "adult" if manifestation.audience in ("", "adult") else "youth"


@lru_cache(maxsize=4)
def _order(seed: int) -> list[Branch]:
    """All branches, those of one installation together."""
    country = libraries(seed)
    return [branch for system in country.installations for branch in country.branches_in(system)]


@lru_cache(maxsize=4)
def _deposit(seed: int) -> Branch:
    """The depot of the national library."""
    country = libraries(seed)
    national = next(o.isil for o in country.organisations.values() if o.kind == "national")
    return next(
        b for b in country.branches.values() if b.organisation == national and b.kind == "depot"
    )


@lru_cache(maxsize=4)
def _weights(seed: int) -> dict[tuple[str, bool], list[int]]:
    """Running sums over all branches, for each shelf; apart for titles of one or two copies."""
    country = libraries(seed)
    return {
        (shelf, rare): list(accumulate(_weight(b, shelf, country, rare=rare) for b in _order(seed)))
        for shelf in ("adult", "youth", "music")
        for rare in (False, True)
    }


def _weight(branch: Branch, shelf: str, country: Libraries, *, rare: bool) -> int:
    organisation = country.organisations[branch.organisation]
    if branch.kind == "school" and shelf != "youth":
        return 0
    if organisation.kind == "special" and "Muziek" in organisation.name:
        return branch.fullness * 20 if shelf == "music" else 0
    weight = branch.fullness
    if branch.kind in ("depot", "poi_collection") and shelf == "youth":
        weight //= 8
    if rare:
        rules = profile()["copies"]
        weight *= rules["tail_depot"] if branch.kind == "depot" else rules["tail_small"]
        weight *= rules["tail_plus"] if organisation.plus else 1
    return weight


class _Rates(NamedTuple):
    two_in_one_id: int
    other_branch_code: int
    deposit: int
    states: Choices[str]
    lending: Choices[str]


@lru_cache(maxsize=1)
def _rates() -> _Rates:
    rules = profile()["copies"]
    return _Rates(
        in_parts(rules["two_in_one_id"]),
        in_parts(rules["other_branch_code"]),
        in_parts(rules["deposit"]),
        choices(rules["states"]),
        choices(rules["lending"]),
    )


def _item(
    manifestation: Described,
    branch: Branch,
    places: tuple[int, int],
    country: Libraries,
    chance: Random,
) -> Item:
    """A copy; `places` are its places among all copies and among those of its system."""
    system = country.system_of[branch.organisation]
    rates = _rates()
    state, lending = rates.states.draw(chance), rates.lending.draw(chance)
    if branch.kind == "depot" and country.organisations[branch.organisation].kind == "national":
        state, lending = "on_shelf", "reference"
    number = manifestation.id * COPIES_CAP + places[0]
    sticker = barcode(system.index, number, manifestation.id, places[1])
    code = country.codes[branch.isil]
    if happens(chance, rates.other_branch_code):
        code = f"{code}X"
    return Item(
        number=number,
        manifestation=manifestation.id,
        installation=system.name,
        library=branch.organisation,
        branch=branch.isil,
        branch_code=code,
        item_id=sticker
        if system.numbers == "barcode"
        else NUMBERS[system.numbers](system.index, number, manifestation.id, places[1]),
        barcode=sticker,
        state=state,
        status_code=state_code(system, state, chance),
        lending=lending,
        lending_code=system.lending[lending],
        shelf_mark=shelf_mark(manifestation),
        part=f"jrg. 2026, nr. {chance.randint(1, 40)}" if manifestation.carrier == "serial" else "",
        due=_due(state, chance),
        twin=False,
    )


def state_code(system: Installation, state: str, chance: Random) -> str:
    """The state as a system writes it: mostly its product's code, one time in three its own."""
    for own, code in system.own_states:
        if own == state and chance.randrange(3) == 0:
            return code
    return system.states[state]


def shelf_mark(manifestation: Described) -> str:
    """Where it stands: `J` before a book for the young, the carrier, four letters to file under."""
    named = manifestation.authors[0].surname if manifestation.authors else manifestation.title
    letters = "".join(c for c in named.upper() if c.isalpha())[:4]
    young = "J " if _shelf(manifestation) == "youth" else ""
    carrier = _MARKS.get(manifestation.carrier, "")
    return f"{young}{carrier}{letters}".strip()


_MARKS = {
    "large_print": "GL ", "audio_cd": "LUISTER ", "audio_mp3_cd": "LUISTER ", "dvd": "DVD ",
    "blu_ray": "BR ", "music_cd": "CD ", "sheet_music": "MUZ ", "game": "GAME ", "serial": "TS ",
}  # fmt: skip


def _due(state: str, chance: Random) -> date | None:
    if state != "on_loan":
        return None
    start: date = profile()["calendar"]["start"]
    return start + timedelta(days=chance.randint(-3, profile()["life"]["loan_days"]))


def by_installation(items: Sequence[Item]) -> dict[str, list[Item]]:
    """The copies of a manifestation under the system that has them: one local record each."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.installation, []).append(item)
    return found


NumberOf = Callable[[Installation, int], str]
"""The number under which a system keeps its description of a manifestation."""


def local_number(installation: Installation, manifestation: int) -> str:
    """A number of the system's own for its description: the same in every delivery."""
    return f"{installation.index + 10}{scrambled(manifestation, digits=9):09}"
