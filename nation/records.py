"""Records of a manifestation: who writes them, what they say, what went wrong, and their bytes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from nation import render_ggc, render_nbd, render_obcp, render_online
from nation.amendments import amend
from nation.check_digits import with_ppn_check
from nation.copy_numbers import scrambled
from nation.describing import Habits, Task, describers, habits_of
from nation.directory import Installation
from nation.draft import Draft
from nation.drafting import Describing, draft_of
from nation.holdings import Item, by_installation, items_of, local_number
from nation.libraries import Libraries, libraries
from nation.local_styles import LOCAL
from nation.noise import go_wrong, rates_for
from nation.profile import Profile
from nation.randomness import happens, stream
from nation.visible import visible_key
from nation.world import CAP, Block, Manifestation, Work

NATIONAL = {
    "nbd": render_nbd.render,
    "ggc": render_ggc.render,
    "obcp": render_obcp.render,
    "online": render_online.render,
}
_MINIMAL_KEEPS = 1


class Made(NamedTuple):
    """A record with its bytes and the truth about it."""

    source: str
    number: str
    payload: bytes
    kind: str
    phenomena: list[str]
    key: int
    draft: Draft | None = None
    task: Task | None = None
    items: Sequence[Item] = ()


class RecordMaker:
    """Makes the records of blocks of one country."""

    def __init__(self, profile: Profile, seed: int) -> None:
        """Nothing is made yet."""
        self._profile = profile
        self._seed = seed
        self._habits: Habits = habits_of(profile)
        self._wear = profile.tables["copies"]["wear"]
        self._unlisted = profile.number("copies", "unlisted_fields")
        self._country: Libraries = libraries(seed)
        self._systems: Mapping[str, Installation] = {
            each.name: each for each in self._country.installations
        }

    def described(self, block: Block) -> Iterator[tuple[Manifestation, Work, list[Made]]]:
        """The manifestations of a block, each with its work and its records."""
        first = block.works[0].id
        chance = stream(self._seed, "records", block.number)
        count = 0
        for m in block.manifestations:
            work = block.works[m.work - first]
            made = list(self._of_one(m, work, chance, block.number * CAP + count))
            count += len(made)
            yield m, work, made

    def _of_one(self, m: Manifestation, work: Work, chance: Random, first: int) -> Iterator[Made]:
        held = by_installation(items_of(m, self._seed))
        tasks = describers(m, [self._systems[name] for name in held], self._habits, chance)
        national: dict[str, Draft] = {}
        seen: Counter[str] = Counter()
        about = Describing(m, work, chance)
        for place, task in enumerate(tasks):
            again = seen[task.source]
            seen[task.source] += 1
            draft = self._draft(about, task, national, (first + place, again))
            if task.installation is None:
                national.setdefault(task.source, draft)
            items = held.get(task.source, ()) if not again else ()
            yield self._made(draft, task, items)

    def _made(self, draft: Draft, task: Task, items: Sequence[Item]) -> Made:
        system = task.installation
        payload = LOCAL[system.product](draft, items) if system else NATIONAL[task.source](draft)
        return Made(
            task.source,
            draft.number,
            payload,
            draft.kind,
            draft.phenomena,
            visible_key(draft),
            draft,
            task,
            items,
        )

    def amended(self, made: Made, about: Describing) -> Made:
        """The record after a cataloguer worked on it."""
        if made.draft is None or made.task is None:
            raise ValueError(f"{made.source} {made.number} was not made here, so it cannot change")
        draft, _ = amend(made.draft, about)
        if made.task.installation:
            fit(draft, made.task.installation)
        return self._made(draft, made.task, made.items)

    def _draft(
        self,
        about: Describing,
        task: Task,
        national: Mapping[str, Draft],
        place: tuple[int, int],
    ) -> Draft:
        number = number_of(task, about.manifestation, national, place)
        if task.kind.startswith("copy_of"):
            return self._copy(about, task, national, number)
        draft = draft_of(about, task.source, number, task.kind)
        if task.kind == "minimal":
            make_minimal(draft)
        go_wrong(draft, about, rates_for(self._profile, _kind_of_source(task)))
        if task.installation:
            fit(draft, task.installation)
        return draft

    def _copy(
        self, about: Describing, task: Task, national: Mapping[str, Draft], number: str
    ) -> Draft:
        source, kept = task.kind.split("_")[2:]
        draft = national[source].copied(task.source, number, task.kind)
        draft.phenomena.remove("described")
        if kept == "kept":
            draft.based_on = f"{source}:{national[source].number}"
        if happens(about.chance, self._unlisted):
            draft.subjects, draft.annotation, draft.genre = (), "", ""
        go_wrong(draft, about, rates_for(self._profile, "local", self._wear))
        if task.installation:
            fit(draft, task.installation)
        return draft


def number_of(
    task: Task, m: Manifestation, national: Mapping[str, Draft], place: tuple[int, int]
) -> str:
    """The number of a record in its source; `place` is its number in the country, and how often
    the source described the manifestation before.
    """
    index, again = place
    if task.installation is None:
        return _national_number(task.source, index)
    if task.installation.product == "wise":
        if task.kind == "copy_of_ggc_kept" and not again:
            return national["ggc"].number
        return _ppn(index)
    number = local_number(task.installation, m.id)
    return f"{number}{again}" if again else number


def _national_number(source: str, index: int) -> str:
    if source == "nbd":
        return f"20{scrambled(index, digits=9):09}"
    if source == "online":
        return f"ob{scrambled(index, digits=9):09}"
    return _ppn(index)


def _ppn(index: int) -> str:
    return with_ppn_check(f"{scrambled(index, digits=9):09}")


def make_minimal(draft: Draft) -> None:
    """What a supplier sends before anyone has seen the book: title, maker, ISBN, house and year."""
    draft.names = draft.names[:_MINIMAL_KEEPS]
    draft.notes, draft.subjects, draft.annotation, draft.genre = (), (), "", ""
    draft.pages, draft.minutes, draft.size, draft.edition = "", 0, 0, ""
    draft.original_title = draft.original_language = draft.avi = draft.nur = draft.siso = ""
    draft.series_title = draft.series_number = draft.said_carrier = ""
    draft.illustrated, draft.label_number = False, ""


def fit(draft: Draft, system: Installation) -> None:
    """Leave out what the system has no field for."""
    if system.product != "gbs":
        return
    draft.names = draft.authors[:1]
    draft.notes, draft.edition, draft.said_carrier = (), "", ""
    draft.pages, draft.minutes, draft.pieces, draft.size = "", 0, 0, 0
    draft.series_title = draft.series_number = draft.volume_title = draft.original_title = ""
    draft.ean = draft.issn = draft.label_number = ""


def _kind_of_source(task: Task) -> str:
    return "local" if task.installation else task.source
