"""`spil lending`: who lends this to that branch."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from api.plans import PlanQuestion, plan_for
from catalogue.errors import QueryError
from catalogue.settings import Settings
from cli.console import JsonOption, foreseen, say
from cli.questions import ask
from holdings.reasons import Reason
from holdings.rota import Offer, Plan

app = typer.Typer(help="Lending between libraries.", no_args_is_help=True)


class Language(StrEnum):
    """The languages in which reasons are told."""

    NL = "nl"
    EN = "en"


NeedByOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day on which it is of use.")
]
LanguageOption = Annotated[Language, typer.Option(help="Language of the reasons.")]


@app.callback()
def _lending() -> None:
    """Lending between libraries."""


@app.command("plan")
def plan_loan(  # noqa: PLR0913 - each is an option that people name
    branch: Annotated[str, typer.Option("--branch", help="ISIL of the pick-up branch.")],
    work: Annotated[str | None, typer.Option(help="Any publication of this work.")] = None,
    manifestation: Annotated[str | None, typer.Option(help="This publication, no other.")] = None,
    need_by: NeedByOption = None,
    at: Annotated[datetime | None, typer.Option(help="As if asked then (UTC).")] = None,
    language: LanguageOption = Language.EN,
    as_json: JsonOption = False,
) -> None:
    """Rank the libraries that can lend a title to a branch, with the day it is ready and why.

    It advises only: nothing is stored and nobody is asked. The answer is that of `POST /v1/plans`.

    Examples: spil lending plan --work w4nv0ek2q7t --branch NL-0890601001; spil lending plan
    --manifestation m2k9d0qx41z --branch NL-0890601001 --need-by 2026-12-24 --language nl
    """
    if (work is None) == (manifestation is None):
        raise typer.BadParameter("name a work or a manifestation: one of the two")
    with foreseen():
        question = _question(
            {
                "work": work,
                "manifestation": manifestation,
                "branch": branch,
                "need_by": need_by.date() if need_by else None,
            }
        )
        moment = at.replace(tzinfo=UTC) if at else None
        answer = ask(Settings(), lambda services: plan_for(services, question), at=moment)
    say(answer.model_dump(mode="json"), as_json=as_json, text=plan_as_text(answer, language))


def _question(asked: dict[str, Any]) -> PlanQuestion:
    try:
        return PlanQuestion(**asked)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise QueryError(f"{place}: {first['msg'].removeprefix('Value error, ')}") from problem


def plan_as_text(plan: Plan, language: str) -> str:
    """A plan for a person: the advice, every offer with its reasons, and who cannot and why."""
    lines = [_told(plan.summary, language)]
    for place, offer in enumerate((*plan.own_system, *plan.rota), 1):
        lines.append(_headline(place, offer))
        lines += [f"     {_told(why, language)}" for why in offer.reasons]
    lines += [f"  -  {each.library_name}: {_told(each.reason, language)}" for each in plan.excluded]
    lines += [f"  @  {address}" for address in plan.online]
    return "\n".join(lines)


def _headline(place: int, offer: Offer) -> str:
    return (
        f"{place:>3}. {offer.library_name}, {offer.branch_name} ({offer.branch})  "
        f"{offer.manifestation}  {offer.ready:%Y-%m-%d}  {offer.cost:.2f} euro"
    )


def _told(reason: Reason, language: str) -> str:
    return reason.nl if language == "nl" else reason.en
