"""`spil explain`: why these records are one manifestation, and whose value stands."""

from collections.abc import Iterator
from typing import Annotated

import typer

from api.dependencies import Services
from api.explain import Explanation, InBoth, explanation_of
from api.found import the_one
from catalogue.errors import QueryError
from catalogue.identifiers import is_spil_id
from catalogue.settings import Settings
from cli.console import JsonOption, foreseen, say
from cli.lending import Language, LanguageOption
from cli.questions import ask


def explain(
    spil_id: Annotated[str, typer.Argument(metavar="ID", help="A manifestation or a work.")],
    language: LanguageOption = Language.EN,
    as_json: JsonOption = False,
) -> None:
    """Tell what made a manifestation: its records, what was weighed, where each value came from.

    For a work: each of its manifestations in turn.

    Examples: spil explain m2k9d0qx41z; spil explain w4nv0ek2q7t --language nl
    """
    with foreseen():
        if not is_spil_id(spil_id) or spil_id[0] not in "mw":
            raise QueryError(f"{spil_id} is no id of ours: `m` or `w` and ten characters")
        found = ask(Settings(), lambda services: _explanations(services, spil_id))
    rows = [each.model_dump(mode="json") for each in found]
    lines = (line for each in found for line in explanation_lines(each, language))
    say(rows, as_json=as_json, text="\n".join(lines))


async def _explanations(services: Services, spil_id: str) -> list[Explanation]:
    if spil_id.startswith("m"):
        return [await explanation_of(services, spil_id)]
    lookup = await services.titles.work(spil_id)
    work = the_one(spil_id, lookup, lambda one: f"/v1/works/{one}")
    return [await explanation_of(services, each.id) for each in work.manifestations]


def explanation_lines(explanation: Explanation, language: str) -> Iterator[str]:
    """An explanation for a person, line by line."""

    def told(text: InBoth) -> str:
        return text.nl if language == "nl" else text.en

    yield f"{explanation.id}: {told(explanation.summary)}"
    for value in explanation.values:
        yield f"  {told(value.text)}"
    for comparison in explanation.comparisons:
        yield f"  {told(comparison.text)}"
        for evidence in comparison.evidence:
            yield f"    {evidence.weight:+.1f}  {told(evidence.text)}"
        for veto in comparison.vetoes:
            yield f"    veto  {told(veto)}"
    for judgement in explanation.judgements:
        yield f"  {told(judgement.text)}"
