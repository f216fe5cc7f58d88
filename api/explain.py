"""Why a manifestation is one: its records, what was weighed, and where each value came from."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter

from api.dependencies import Services, ServicesDep
from api.found import ManifestationPath, the_one
from catalogue.identifiers import ManifestationId
from catalogue.model import Value
from catalogue.read_store import StoredComparison, Weighed

router = APIRouter(prefix="/v1", tags=["titles"])

WORDS = Path(__file__).with_name("explanations.toml")


class InBoth(Value):
    """The same sentence in Dutch and English."""

    nl: str
    en: str


class EvidenceAnswer(Value):
    """One observation: what it says and how much it weighs (log-odds, base 2)."""

    feature: str
    level: str
    weight: float
    text: InBoth


class ComparisonAnswer(Value):
    """Two records weighed against each other."""

    left: str
    right: str
    score: float
    verdict: Literal["same", "different", "ask"]
    text: InBoth
    evidence: tuple[EvidenceAnswer, ...]
    vetoes: tuple[InBoth, ...]
    inside: bool


class JudgementAnswer(Value):
    """A cataloguer's verdict, which outranks the computed one."""

    left: str
    right: str
    verdict: str
    who: str
    why: str
    text: InBoth


class ValueAnswer(Value):
    """A field of the description: the records it came from and the rule by which it stands."""

    field: str
    records: tuple[str, ...]
    rule: str
    text: InBoth


class Explanation(Value):
    """Everything that made this manifestation what it is."""

    id: ManifestationId
    standing: str
    members: tuple[str, ...]
    summary: InBoth
    values: tuple[ValueAnswer, ...]
    comparisons: tuple[ComparisonAnswer, ...]
    judgements: tuple[JudgementAnswer, ...]


@router.get("/manifestations/{manifestation}/explain")
async def explain(manifestation: ManifestationPath, services: ServicesDep) -> Explanation:
    """Why these records are one manifestation, and where each value came from, in plain words.

    It names sources and libraries, never persons.
    """
    return await explanation_of(services, manifestation)


async def explanation_of(services: Services, spil_id: str) -> Explanation:
    """The explanation of the manifestation that has this id; raises UnknownId and Elsewhere."""
    lookup = await services.titles.manifestation(spil_id)
    found = the_one(spil_id, lookup, lambda one: f"/v1/manifestations/{one}/explain")
    weighed = await services.titles.weighed(found.id)
    members = tuple(str(member) for member in found.members)
    return Explanation(
        id=found.id,
        standing=found.standing,
        members=members,
        summary=_summary(found.standing, members),
        values=tuple(
            ValueAnswer(
                field=value.field,
                records=value.records,
                rule=value.rule,
                text=_of_value(value.field, value.rule, value.records),
            )
            for value in found.provenance
        ),
        comparisons=_comparisons(weighed, frozenset(members)),
        judgements=_judgements(weighed),
    )


def _summary(standing: str, members: tuple[str, ...]) -> InBoth:
    alone = standing == "national" and len(members) == 1
    which = "national_alone" if alone else standing
    return say("summary", which, records=", ".join(members), count=len(members))


def _comparisons(weighed: Weighed, members: frozenset[str]) -> tuple[ComparisonAnswer, ...]:
    return tuple(_comparison(one, members) for one in weighed.comparisons)


def _comparison(one: StoredComparison, members: frozenset[str]) -> ComparisonAnswer:
    seen = json.loads(one.evidence)
    # A matching run keeps its evidence as {"evidence": [...], "vetoes": [...]}.
    observations = seen["evidence"] if isinstance(seen, dict) else seen
    vetoes = seen.get("vetoes", ()) if isinstance(seen, dict) else ()
    return ComparisonAnswer(
        left=str(one.left),
        right=str(one.right),
        score=round(one.score, 2),
        verdict=one.verdict,  # type: ignore[arg-type]
        text=say("verdict", one.verdict, left=one.left, right=one.right, score=f"{one.score:.1f}"),
        evidence=tuple(_evidence(observation) for observation in observations),
        vetoes=tuple(_veto(veto) for veto in vetoes),
        inside=str(one.left) in members and str(one.right) in members,
    )


def _evidence(observation: dict[str, Any]) -> EvidenceAnswer:
    feature, level = observation["feature"], observation["level"]
    english = str(observation["text"])
    words = _words()
    name = words["feature"].get(feature, {"nl": feature})["nl"]
    seen = words["level"].get(level, {"nl": level})["nl"]
    return EvidenceAnswer(
        feature=feature,
        level=level,
        weight=float(observation["weight"]),
        text=InBoth(nl=f"{name}: {seen}{_facts(english)}", en=english),
    )


def _facts(english: str) -> str:
    """What a sentence quotes (numbers, names between quotation marks), for the other language."""
    quoted = [part.partition("”")[0] for part in english.split("“")[1:]]
    figures = [word for word in english.split() if any(c.isdigit() for c in word)]
    facts = quoted or figures
    return f" ({', '.join(dict.fromkeys(facts))})" if facts else ""


def _veto(english: str) -> InBoth:
    reason, colon, facts = english.partition(":")
    dutch = _words()["veto"].get(reason, {"nl": reason})["nl"]
    return InBoth(nl=f"{dutch}{colon}{facts.replace(' and ', ' en ')}", en=english)


def _judgements(weighed: Weighed) -> tuple[JudgementAnswer, ...]:
    return tuple(
        JudgementAnswer(
            left=str(one.left),
            right=str(one.right),
            verdict=one.verdict,
            who=one.who,
            why=one.why,
            text=say("judgement", one.verdict, left=one.left, right=one.right, who=one.who),
        )
        for one in weighed.judgements
    )


def _of_value(field: str, rule: str, records: tuple[str, ...]) -> InBoth:
    words = _words()
    name = words["field"].get(field, {"nl": field, "en": field})
    # A merge writes its rule as `first of national`: the rule, and whose ranking it follows.
    choice, _, rank = rule.partition(" of ")
    why = words["rule"].get(choice, {"nl": choice, "en": choice})
    order = words["rank"].get(rank)
    listed = ", ".join(records)
    return InBoth(
        nl=f"{name['nl']} uit {listed}: {why['nl']}" + (f" ({order['nl']})" if order else ""),
        en=f"{name['en']} from {listed}: {why['en']}" + (f" ({order['en']})" if order else ""),
    )


def say(kind: str, which: str, **facts: object) -> InBoth:
    """A sentence of the table in both languages; a kind of thing it does not name says itself."""
    sentence = _words()[kind].get(which, {"nl": which, "en": which})
    return InBoth(nl=sentence["nl"].format(**facts), en=sentence["en"].format(**facts))


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    words: dict[str, dict[str, dict[str, str]]] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return words
