"""The embedded server's folder: Elastic's test artefact with our plugin, laid by one Maven run."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from catalogue.errors import ServiceError
from cli.jdk import Jdk
from cli.service_process import log_tail, one_at_a_time
from cli.service_user import make_folder

SOURCE = Path(__file__).resolve().parent.parent / "index" / "embedded"
_OLDEST_MAVEN = (3, 6, 3)
_REMEDY = "install Maven 3.6.3 or newer (Debian: apt-get install maven)"


def engine(engines: Path, jdk: Jdk, *, log: Path) -> Path:
    """The server's folder under `engines`, built there first when its source has no build yet.

    The first build fetches 200 MB and takes half a minute. Raises `ServiceError`.
    """
    built = engines / f"search-{_mark()}"
    if built.exists():
        return built
    make_folder(engines)
    with one_at_a_time(engines / "search.lock"):
        if not built.exists():
            _build(built, jdk, log=log)
    return built


def _mark() -> str:
    """A name for this state of the source."""
    digest = hashlib.sha256()
    for file in (SOURCE / "pom.xml", *sorted((SOURCE / "src").rglob("*.*"))):
        digest.update(f"{file.relative_to(SOURCE)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _build(built: Path, jdk: Jdk, *, log: Path) -> None:
    """Build aside, and move the finished server into place."""
    maven = _maven()
    aside = built.with_suffix(".new")
    shutil.rmtree(aside, ignore_errors=True)
    command = [maven, "--batch-mode", "--file", str(SOURCE / "pom.xml")]
    with log.open("wb") as output:
        done = subprocess.run(
            [*command, f"-Dserver.build={aside}", "package"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | {"JAVA_HOME": str(jdk.home)},
            umask=0o022,  # the server's user is another than the builder
        )
    if done.returncode != 0:
        raise ServiceError(f"the search server cannot be built; {log_tail(log, lines=20)}")
    (server,) = (aside / "server").iterdir()
    server.rename(built)
    shutil.rmtree(aside)


def _maven() -> str:
    program = shutil.which("mvn")
    if program is None:
        raise ServiceError(f"Maven is missing: {_REMEDY}")
    told = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    found = re.search(r"Apache Maven (\d+)\.(\d+)\.(\d+)", told)
    if found is None or tuple(map(int, found.groups())) < _OLDEST_MAVEN:
        raise ServiceError(f"{program} is no Maven 3.6.3 or newer: {_REMEDY}")
    return program
