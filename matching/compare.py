"""Two records weighed: evidence, score, vetoes and a verdict."""

from collections.abc import Callable
from typing import Literal

from catalogue.model import BibliographicRecord
from catalogue.verdicts import Comparison, Evidence
from matching.features import FEATURES, counted_languages
from matching.rules import Rules
from matching.view import View, view_of

Veto = Callable[[View, View], str | None]


def compare(left: BibliographicRecord, right: BibliographicRecord, rules: Rules) -> Comparison:
    """Weigh two descriptions of what may be one manifestation; the order of the pair is no matter.

    The score is the sum of the evidence in log-odds (base 2), title and author together capped:
    they say much the same inside a block. A veto, which needs both values reliable, ends it.
    """
    if right.key < left.key:
        left, right = right, left
    first, second = view_of(left), view_of(right)
    evidence = tuple(_evidence(first, second, rules))
    vetoes = tuple(why for veto in VETOES if (why := veto(first, second)))
    score = _total(evidence, rules)
    verdict: Literal["same", "different", "ask"] = "different"
    if not vetoes:
        verdict = "same" if score >= rules.same else "ask" if score >= rules.ask else "different"
    return Comparison(left.key, right.key, evidence, round(score, 3), vetoes, verdict)


def _evidence(left: View, right: View, rules: Rules) -> list[Evidence]:
    found = []
    for name, feature in FEATURES:
        if seen := feature(left, right):
            weight = rules.weight(name, seen.level)
            found.append(Evidence(name, seen.level, weight, seen.text))
    return found


def _total(evidence: tuple[Evidence, ...], rules: Rules) -> float:
    names = sum(e.weight for e in evidence if e.feature in ("title", "author", "subtitle"))
    rest = sum(e.weight for e in evidence if e.feature not in ("title", "author", "subtitle"))
    return min(names, rules.title_and_author_cap) + rest


def _other_volume(left: View, right: View) -> str | None:
    if left.volume is None or right.volume is None or left.volume == right.volume:
        return None
    return f"different volumes: {left.volume} and {right.volume}"


def _other_carrier(left: View, right: View) -> str | None:
    if left.carrier == right.carrier or not (left.carrier_sure and right.carrier_sure):
        return None
    return f"different carriers: {left.carrier} and {right.carrier}"


def _other_language(left: View, right: View) -> str | None:
    one, other = counted_languages(left), counted_languages(right)
    if not (one and other) or one & other:
        return None
    return f"different languages: {min(one)} and {min(other)}"


def _revised(left: View, right: View) -> str | None:
    if left.revised == right.revised or not (left.pages and right.pages):
        return None
    return "only one is revised" if abs(left.pages - right.pages) > 8 else None


VETOES: tuple[Veto, ...] = (_other_volume, _other_carrier, _other_language, _revised)
"""What keeps two records apart whatever else is said."""
