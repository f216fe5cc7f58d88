"""One number on several copies of a library system, told so that the library can mend it."""

from collections.abc import Sequence
from typing import NamedTuple

from catalogue.outcomes import Problem


class Copy(NamedTuple):
    """Where a number was found: the local record of the copy, and the library that owns it."""

    local_record: str
    library: str


def doubled_item(installation: str, item_id: str, copies: Sequence[Copy]) -> Problem:
    """The problem of a number on several copies, of which only the last can be kept."""
    libraries = ", ".join(sorted({copy.library for copy in copies}))
    records = ", ".join(dict.fromkeys(copy.local_record for copy in copies))
    kept = copies[-1]
    return Problem(
        record=f"{installation}:{kept.local_record} item {item_id}",
        field="item_id",
        value=item_id,
        rule=f"every copy of {installation} has a number of its own",
        remedy_nl=f"bibliotheek {libraries}: geef elk exemplaar met nummer {item_id} (bij record "
        f"{records}) een eigen nummer; alleen dat van {kept.library} bij {kept.local_record} is "
        "bewaard",
        remedy_en=f"library {libraries}: give each copy with number {item_id} (of record "
        f"{records}) a number of its own; only that of {kept.library} with {kept.local_record} "
        "was kept",
    )
