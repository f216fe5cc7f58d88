"""Which libraries have which manifestation, and how many copies: a pure function of the seed.

Copies are drawn per manifestation, so blocks can be written by any number of processes.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import NamedTuple, Protocol

from nation.copy_numbers import NUMBERS, barcode, scrambled
from nation.directory import Installation, profile
from nation.places import Place, places
from nation.randomness import PARTS, in_parts, stream

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
    items = _placer(seed).items_of(manifestation)
    if installation is None:
        return items
    return tuple(item for item in items if item.installation == installation)


class _Placer:
    """Places copies in one country; keeps what it placed last, for who asks for it again."""

    def __init__(self, seed: int) -> None:
        rules = profile()["copies"]
        self._seed = seed
        self._where = places(seed)
        self._two_in_one_id = in_parts(rules["two_in_one_id"])
        self._other_branch_code = in_parts(rules["other_branch_code"])
        self._deposit = in_parts(rules["deposit"])
        self._states = _repeated(rules["states"])
        self._lending = _repeated(rules["lending"])
        self._start: date = profile()["calendar"]["start"]
        self._loan_days: int = profile()["life"]["loan_days"]
        self._last: tuple[Described | None, tuple[Item, ...]] = (None, ())

    def items_of(self, manifestation: Described) -> tuple[Item, ...]:
        if self._last[0] is not manifestation:
            self._last = (manifestation, tuple(self._place(manifestation)))
        return self._last[1]

    def _place(self, manifestation: Described) -> list[Item]:
        if manifestation.carrier in ONLINE:
            return []
        chance = stream(self._seed, "copies", manifestation.id)
        count, kind = copies_of(manifestation.popularity), _kind(manifestation)
        drawn = self._where.draw(kind, count, chance)
        if manifestation.language == "dut" and int(chance.random() * PARTS) < self._deposit:
            drawn = sorted([*drawn, self._where.deposit])
        if not drawn:
            return []
        mark, made, own = shelf_mark(manifestation), list[Item](), 0
        for order, at in enumerate(drawn):
            place = self._where.all[at]
            own = own + 1 if made and made[-1].installation == place.system.name else 0
            item = self._item(manifestation, place, (order, own, mark), chance)
            if own and int(chance.random() * PARTS) < self._two_in_one_id:
                item = item._replace(item_id=made[-1].item_id, twin=True)
            made.append(item)
        return made

    def _item(
        self,
        manifestation: Described,
        place: Place,
        own: tuple[int, int, str],
        chance: Random,
    ) -> Item:
        """A copy; `own` is its order among all and among its system's, and its shelf mark."""
        system, m = place.system, manifestation.id
        bits, drawn = divmod(chance.getrandbits(63), PARTS)
        code = f"{place.code}X" if drawn < self._other_branch_code else place.code
        bits, drawn = divmod(bits, len(self._states))
        state, lending = self._states[drawn], self._lending[bits % len(self._lending)]
        if place.deposit:
            state, lending = "on_shelf", "reference"
        number = m * COPIES_CAP + own[0]
        sticker = barcode(system.index, number, m, own[1])
        item_id = sticker
        if system.numbers != "barcode":
            item_id = NUMBERS[system.numbers](system.index, number, m, own[1])
        part = ""
        if manifestation.carrier == "serial":
            part = f"jrg. 2026, nr. {chance.randint(1, 40)}"
        return Item(
            number, m, system.name, place.library, place.branch, code, item_id, sticker,
            state, state_code(system, state, chance), lending, system.lending[lending],
            own[2], part, self._due(chance) if state == "on_loan" else None, False,
        )  # fmt: skip

    def _due(self, chance: Random) -> date:
        return self._start + timedelta(days=chance.randint(-3, self._loan_days))


@lru_cache(maxsize=4)
def _placer(seed: int) -> _Placer:
    return _Placer(seed)


def _repeated(weights: Mapping[str, int]) -> tuple[str, ...]:
    """Each value as often as its weight says."""
    return tuple(value for value, weight in weights.items() for _ in range(weight))


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


def _kind(manifestation: Described) -> str:
    if manifestation.carrier in _MUSIC:
        return "music"
    return "adult" if manifestation.audience in ("", "adult") else "youth"


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
    young = "J " if _kind(manifestation) == "youth" else ""
    carrier = _MARKS.get(manifestation.carrier, "")
    return f"{young}{carrier}{letters}".strip()


_MARKS = {
    "large_print": "GL ", "audio_cd": "LUISTER ", "audio_mp3_cd": "LUISTER ", "dvd": "DVD ",
    "blu_ray": "BR ", "music_cd": "CD ", "sheet_music": "MUZ ", "game": "GAME ", "serial": "TS ",
}  # fmt: skip


def by_installation(items: Sequence[Item]) -> dict[str, list[Item]]:
    """The copies of a manifestation under the system that has them: one local record each."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.installation, []).append(item)
    return found


def local_number(installation: Installation, manifestation: int) -> str:
    """A number of the system's own for its description: the same in every delivery."""
    return f"{installation.index + 10}{scrambled(manifestation, digits=9):09}"
