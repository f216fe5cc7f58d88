"""The embedded Elasticsearch: one node on the loopback address, without security, for development.

Production runs a stock cluster. Elastic's own launcher starts it and ends it: when the launcher
dies, the server sees its input close and ends too.
"""

import json
import shutil
import signal
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from catalogue.errors import ServiceError
from cli.jdk import find_jdk
from cli.search_engine import engine
from cli.service_ports import port_for, remembered_ports
from cli.service_process import Place, Server, ensure_running, one_at_a_time, stop
from cli.service_user import Account, check_reachable, make_folder, service_account

NAME = "search"
_TRANSPORT = "search_transport"
STOP_SIGNALS = ((signal.SIGTERM, 60.0), (signal.SIGKILL, 10.0))


@dataclass(frozen=True)
class SearchOptions:
    """How the server runs: JDK (nothing: find one), heap in MB, the folder of built servers."""

    java_home: Path | None = None
    heap_mb: int = 1024
    engines: Path | None = None


def start_search(home: Path, user: str, options: SearchOptions) -> str:
    """Start the embedded Elasticsearch under `home`, unless it runs; its address.

    `user` is the system user that it runs as when we are root. Without a folder of built servers
    that of `home` is used. Raises `ServiceError`.
    """
    account = service_account(user)
    check_reachable(home, account)
    for folder in (home / "logs", home / "run", home / "search"):
        make_folder(folder)
    with one_at_a_time(place(home).lock):
        ensure_running(
            place(home),
            lambda: _server(home, account, options),
            lambda: is_healthy(search_url(home)),
            seconds=240,
        )
    return search_url(home)


def stop_search(home: Path) -> bool:
    """Stop the embedded Elasticsearch; false if it did not run."""
    return stop(place(home).pid_file, signals=STOP_SIGNALS)


def place(home: Path) -> Place:
    """Where the server notes its process and logs."""
    return Place(home, NAME)


def search_url(home: Path) -> str:
    """The address of the embedded server; `ServiceError` when it was never started here."""
    port = remembered_ports(home).get(NAME)
    if port is None:
        raise ServiceError(f"no embedded search in {home}: start it with `spil services up`")
    return f"http://127.0.0.1:{port}"


def is_healthy(url: str) -> bool:
    """Whether the cluster answers and every primary shard is there."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{url}/_cluster/health", timeout=5) as answer:
            return json.load(answer)["status"] in {"green", "yellow"}
    except (URLError, OSError, ValueError, KeyError):
        return False


def _server(home: Path, account: Account | None, options: SearchOptions) -> Server:
    jdk = find_jdk(options.java_home)
    folder = engine(
        options.engines or home / "engines", jdk, log=home / "logs" / f"{NAME}_build.log"
    )
    for program in (folder, jdk.home):
        check_reachable(program, account)
    own = {
        name: home / "search" / name for name in ("data", "logs", "tmp", f"config-{folder.name}")
    }
    for path in own.values():
        make_folder(path, account, mode=0o750)
    data, logs, temporary, config = own.values()
    _lay_config(folder / "config", config)
    settings = _settings(home) | {"path.data": data, "path.logs": logs}
    return Server(
        command=[
            str(folder / "bin" / "elasticsearch"),
            *(f"-E{key}={value}" for key, value in settings.items()),
        ],
        account=account,
        environment={
            "ES_JAVA_HOME": str(jdk.home),
            "ES_JAVA_OPTS": f"-Xms{options.heap_mb}m -Xmx{options.heap_mb}m",
            "ES_PATH_CONF": str(config),
            "ES_TMPDIR": str(temporary),
        },
    )


def _settings(home: Path) -> dict[str, object]:
    return {
        "cluster.name": "spil",
        "node.name": "spil",
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": port_for(home, NAME),
        "transport.port": port_for(home, _TRANSPORT),
        "xpack.security.enabled": "false",
        # A developer's full disk must not make indices read-only.
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }


def _lay_config(source: Path, config: Path) -> None:
    """Copy the engine's own configuration, readable to the server, which adds its keystore."""
    for file in source.iterdir():
        target = config / file.name
        if file.is_file() and not target.exists():
            shutil.copyfile(file, target)
            target.chmod(0o644)
