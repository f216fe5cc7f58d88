"""Authority records: MARC 21 authorities and PICA+ T records, by their dialect's table."""

from catalogue.authority import AGENTS, Authority, Related
from catalogue.errors import UnreadableRecord
from catalogue.outcomes import Rejected
from catalogue.source_record import SourceRecord
from catalogue.text import without_isbd
from normalize.profiles import Profile, load_table
from normalize.read import identify, is_authority, read_fields, rejected
from normalize.reading import Reading
from normalize.rules import Statement


def read_authority(source_record: SourceRecord, profile: Profile) -> Authority | Rejected:
    """The entry of a thesaurus, or why it cannot be read; a title among them is rejected."""
    identified = identify(source_record, profile)
    try:
        fields = read_fields(identified, profile)
    except UnreadableRecord as problem:
        return rejected(identified.key, "unreadable", "record", str(problem))
    if not is_authority(fields):
        return rejected(identified.key, "no_authority", "record", identified.number)
    reading = Reading(str(identified.key), fields, profile)
    main = reading.first("name")
    if main is None or not _name(main):
        return rejected(identified.key, "name_missing", "name", "")
    # An initial ends with a full stop, a subject does not.
    ending = "" if main.get("kind") in AGENTS else "."
    name = _name(main).rstrip(ending)
    variants = dict.fromkeys(_name(each).rstrip(ending) for each in reading.in_order("variant"))
    return Authority(
        source=identified.source,
        number=identified.number,
        kind=main.get("kind"),  # type: ignore[arg-type]  # From the table, checked by the model.
        name=name,
        dates=_dates(main, reading),
        variants=tuple(each for each in variants if each not in ("", name)),
        **_relations(reading),
    )


def _name(statement: Statement) -> str:
    """Inverted, as thesauri file it: `Koch, Herman`, `Berg, Jan van den`."""
    if statement.get("name"):
        return without_isbd(statement.get("name")).rstrip(",")
    after = f"{statement.get('given')} {statement.get('prefix')}".strip()
    return ", ".join(filter(None, (without_isbd(statement.get("surname")), after)))


def _dates(main: Statement, reading: Reading) -> str:
    said = reading.first("dates")
    span = f"{said.get('from')}-{said.get('until')}" if said else ""
    return without_isbd(main.get("dates")).rstrip(".") or span.removesuffix("-") or ""


def _relations(reading: Reading) -> dict[str, tuple[Related, ...]]:
    codes = load_table("relations_of_authorities")[reading.profile.family]
    found: dict[str, list[Related]] = {"see_also": [], "broader": [], "narrower": []}
    for statement in reading.in_order("related"):
        related = Related(name=_name(statement), number=_number(statement.get("target")))
        if related != Related():
            found[codes.get(statement.get("relation"), "see_also")].append(related)
    return {kind: tuple(each) for kind, each in found.items()}


def _number(text: str) -> str:
    """The number in `(NL-LeOCL)068512345`, in an address, or as it stands."""
    first = next(iter(text.split()), "")
    return first.rpartition(")")[2].rstrip("/").rpartition("/")[2]
