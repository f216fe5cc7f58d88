"""What the API answers, asked from the command line: the same functions over the same store."""

import re
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from api.dependencies import Services
from api.errors import Elsewhere
from catalogue.database import open_store
from catalogue.errors import QueryError
from catalogue.settings import Settings
from cli.behind import asking
from cli.database import store_url

Answer = TypeVar("Answer")
Question = Callable[[Services], Coroutine[Any, Any, Answer]]

_SPIL_ID = re.compile(r"\b[mw][0-9a-z]{10}\b")


def ask(settings: Settings, question: Question[Answer], *, at: datetime | None = None) -> Answer:
    """The answer to a question over the store of these settings, as the API would give it.

    `at`: as if asked at that moment. Raises QueryError for an id that answers as others now;
    StoreUnavailable, WrongSchema.
    """
    url = store_url(settings)
    open_store(url).close()
    with asking(settings, url) as questions:
        services = questions.services
        if at is not None:
            services = replace(services, now=lambda: at)
        try:
            return questions.ask(question(services))
        except Elsewhere as moved:
            ids = " or ".join(_SPIL_ID.findall(" ".join(moved.addresses)))
            raise QueryError(f"that title is known by another id now: ask for {ids}") from moved
