"""The sentences in which a plan explains itself, in Dutch and English: one table."""

from datetime import date

from catalogue.model import Value

_TABLE: dict[str, tuple[str, str]] = {
    "on_shelf": ("op de plank in {branch}", "on the shelf in {branch}"),
    "probably_on_shelf": (
        "waarschijnlijk op de plank in {branch} (gezien {age} geleden)",
        "probably on the shelf in {branch} (seen {age} ago)",
    ),
    "unknown": (
        "of het in {branch} staat is niet zeker; gerekend is met de laatste dag",
        "whether it is in {branch} is not certain; the latest day counts",
    ),
    "pick": ("gepakt op {day} in {place}", "picked on {day} in {place}"),
    "collect": ("bus naar {place} op {day}", "van to {place} on {day}"),
    "night_line": ("nachtlijn naar {place}, vertrek {day}", "night line to {place}, leaves {day}"),
    "deliver": ("bezorgd in {place} op {day}", "delivered in {place} on {day}"),
    "ready": ("klaar in {place} op {day}", "ready in {place} on {day}"),
    "cost": ("kosten {euro} euro", "costs {euro} euro"),
    "last_copies": (
        "een van de laatste {count} exemplaren in het land: met zorg uitlenen",
        "one of the last {count} copies in the country: lend with care",
    ),
    "late": ("komt na de uiterste dag {day}", "arrives after the day needed, {day}"),
    "first": (
        "eerste: {days} dag(en) eerder dan {library}",
        "first: {days} day(s) before {library}",
    ),
    "tie": ("gelijk klaar met {library}; {why}", "ready with {library}; {why}"),
    "own_system": (
        "het eigen systeem van {library} heeft een exemplaar: daar reserveren",
        "the own system of {library} has a copy: reserve it there",
    ),
    "not_on_shelf": ("geen exemplaar op de plank", "no copy on the shelf"),
    "stays_in": ("mag de bibliotheek niet uit", "does not leave the library"),
    "carrier": (
        "leent deze materiaalsoort niet aan anderen uit",
        "does not lend this material to others",
    ),
    "branch_kind": (
        "deze vestiging leent niet aan anderen uit",
        "this branch does not lend to others",
    ),
    "suspended": ("leent nu niet aan anderen uit", "does not lend to others at present"),
    "no_route": ("geen bus verbindt de vestigingen", "no van connects the branches"),
    "nobody": ("niemand kan het nu lenen", "nobody can lend it now"),
    "online": ("nu online te lezen", "can be read online now"),
}

_MONTHS_NL = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS_NL = ("ma", "di", "wo", "do", "vr", "za", "zo")
_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Reason(Value):
    """One reason: the id of its rule and the sentence in Dutch and English."""

    rule: str
    nl: str
    en: str


def reason(rule: str, **facts: object) -> Reason:
    """The sentence of a rule with its facts filled in; days are written out in each language."""
    dutch, english = _TABLE[rule]
    return Reason(
        rule=rule,
        nl=dutch.format(**{name: _in_dutch(fact) for name, fact in facts.items()}),
        en=english.format(**{name: _in_english(fact) for name, fact in facts.items()}),
    )


def _in_dutch(fact: object) -> object:
    if isinstance(fact, date):
        return f"{_DAYS_NL[fact.weekday()]} {fact.day} {_MONTHS_NL[fact.month - 1]}"
    return fact.nl if isinstance(fact, Reason) else fact


def _in_english(fact: object) -> object:
    if isinstance(fact, date):
        return f"{_DAYS_EN[fact.weekday()]} {fact.day} {_MONTHS_EN[fact.month - 1]}"
    return fact.en if isinstance(fact, Reason) else fact
