"""One record while it is read: what the rules found, and what was noticed on the way."""

from collections.abc import Sequence
from operator import itemgetter

from catalogue.outcomes import Problem
from normalize.profiles import Profile, load_table
from normalize.rules import Fields, Found, Statement, extract

_PLACE = itemgetter(Statement._fields.index("place"))


class Reading:
    """The statements of one record by the field they speak of, and its notices."""

    def __init__(self, record: str, fields: Fields, profile: Profile) -> None:
        """Apply the profile's rules to `fields`; `record` names it in notices."""
        self.record = record
        self.fields = fields
        self.profile = profile
        self.found: Found = extract(fields, profile.plans)
        self.problems: list[Problem] = []
        for rule, field, value in fields.remarks:
            self.notice(rule, field, value)

    def all(self, name: str) -> Sequence[Statement]:
        """The statements about a field, in the table's order."""
        return self.found.get(name, ())

    def in_order(self, name: str) -> list[Statement]:
        """The statements about a field, in the order of the record."""
        found = self.found.get(name)
        if found is None:
            return []
        return sorted(found, key=_PLACE) if len(found) > 1 else found

    def first(self, name: str) -> Statement | None:
        """The first statement about a field."""
        found = self.found.get(name)
        return found[0] if found else None

    def text(self, name: str, part: str) -> str:
        """A part of the first statement about a field; empty where there is none."""
        found = self.found.get(name)
        return found[0].get(part) if found else ""

    def notice(self, rule: str, field: str, value: str) -> None:
        """Remember that `rule` does not hold for `value`; the remedy is in the table."""
        self.problems.append(describe(self.record, rule, field, value))


def describe(record: str, rule: str, field: str, value: str) -> Problem:
    """A problem with its remedy in two languages, from `tables/remedies.toml`."""
    remedy = load_table("remedies")[rule]
    return Problem(
        record=record,
        field=field,
        value=value[:200],
        rule=rule,
        remedy_nl=remedy["nl"],
        remedy_en=remedy["en"],
        severity=remedy.get("severity", "warning"),
    )
