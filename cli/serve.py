"""`spil serve`: the API, the pages, and the follower that keeps search up to date."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Event, Thread
from typing import Annotated

import typer
import uvicorn

from catalogue.database import open_store
from catalogue.errors import ServiceError
from catalogue.logs import set_up_logs
from catalogue.settings import Settings
from cli.behind import stand_behind
from cli.console import foreseen, note
from cli.database import store_url
from cli.publishing import open_cluster
from index.follow import run_follower
from web.app import create_site

HostOption = Annotated[
    str | None, typer.Option(help="Address to bind; by default SPIL_API__HOST, loopback.")
]
PortOption = Annotated[
    int | None, typer.Option(help="Port; by default SPIL_API__PORT; 0 chooses a free one.")
]
FollowOption = Annotated[
    bool, typer.Option(help="Keep search up to date from here; one server of several suffices.")
]

GRACE_SECONDS = 5
"""How long answers under way may take once the server is told to stop."""


def serve(host: HostOption = None, port: PortOption = None, follow: FollowOption = True) -> None:
    """Serve the API and the pages, and keep search up to date, until stopped.

    Needs PostgreSQL with this program's schema. While Elasticsearch is away everything but search
    answers. `/health/ready` tells what is up, `/metrics` how far search is behind.

    Examples: spil serve; spil serve --port 0; spil serve --no-follow
    """
    with foreseen():
        settings = Settings()
        set_up_logs(as_json=settings.log_json)
        own = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
        serve_until_stopped(
            settings.model_copy(update={"api": settings.api.model_copy(update=own)}), follow=follow
        )


def serve_until_stopped(settings: Settings, *, follow: bool = True) -> None:
    """Serve over what the settings name until the process is told to stop.

    Raises StoreUnavailable, WrongSchema, and ServiceError for a port that is taken.
    """
    url = store_url(settings)
    open_store(url).close()
    with ExitStack() as running:
        listening = running.enter_context(_listen(settings.api.host, settings.api.port))
        if follow:
            running.enter_context(_following(settings, url))
        host, port = listening.getsockname()[:2]
        note(f"serving on http://{host}:{port} (stop with Ctrl-C)")
        behind = stand_behind(settings, url)
        config = uvicorn.Config(
            create_site(behind.services, on_start=behind.on_start, on_stop=behind.on_stop),
            loop="uvloop",
            http="httptools",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
    note("stopped serving")


@contextmanager
def _listen(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen()  # so that whoever reads the address can connect at once
        except OSError as problem:
            raise ServiceError(
                f"{host}:{port} cannot be served on ({problem.strerror}): "
                "choose another with --port or SPIL_API__PORT"
            ) from problem
        yield listening


@contextmanager
def _following(settings: Settings, url: str) -> Iterator[None]:
    """Keep every followed build up to date in a thread beside the server."""
    stop = Event()
    with open_cluster(settings) as cluster:
        thread = Thread(
            target=run_follower,
            args=(stop, lambda: open_store(url), cluster),
            kwargs={"alias": settings.search.alias},
            name="follower",
            daemon=True,
        )
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(GRACE_SECONDS)
