"""Seeds of works by kind: each function lets one seed grow into a block."""

from collections.abc import Callable, Mapping

from nation.fiction import child_fiction, novel
from nation.films import film
from nation.for_children import comic, facts_for_children, picture_book
from nation.growth import Growth
from nation.music import music, sheet_music
from nation.nonfiction import local_history, nonfiction
from nation.other_media import game, serial
from nation.sets import volume_set

SEEDS: Mapping[str, Callable[[Growth], None]] = {
    "novel": novel,
    "nonfiction": nonfiction,
    "local_history": local_history,
    "child_fiction": child_fiction,
    "picture_book": picture_book,
    "child_facts": facts_for_children,
    "comic": comic,
    "music": music,
    "film": film,
    "game": game,
    "sheet_music": sheet_music,
    "serial": serial,
    "volume_set": volume_set,
}
"""The profile's table of seeds names these."""
