"""The one place that finds a JDK: for Maven, Elasticsearch and Spark alike."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalogue.errors import ServiceError

OLDEST = 21
_INSTALLED = Path("/usr/lib/jvm")
_REMEDY = (
    f"install a JDK {OLDEST} or newer (Debian 13: apt-get install openjdk-21-jdk-headless; "
    "elsewhere a Temurin JDK from adoptium.net) and name its folder in SPIL_JAVA_HOME"
)


@dataclass(frozen=True)
class Jdk:
    """A Java Development Kit: its folder and its major version."""

    home: Path
    major: int


def find_jdk(java_home: Path | None, *, installed: Path = _INSTALLED) -> Jdk:
    """The first JDK 21 or newer of: `java_home`, JAVA_HOME, PATH, the folders in /usr/lib/jvm.

    A `java_home` that was set is taken or refused, never passed over. Raises `ServiceError`.
    """
    if java_home is not None:
        chosen = _inspect(java_home)
        if chosen is None or chosen.major < OLDEST:
            raise ServiceError(f"SPIL_JAVA_HOME {java_home} is {_described(chosen)}: {_REMEDY}")
        return chosen
    seen = [jdk for folder in _candidates(installed) if (jdk := _inspect(folder))]
    fit = next((jdk for jdk in seen if jdk.major >= OLDEST), None)
    if fit is None:
        newest = max(seen, key=lambda jdk: jdk.major, default=None)
        found = f"the newest is {newest.major} in {newest.home}" if newest else "there is none"
        raise ServiceError(f"no JDK {OLDEST} or newer is found, {found}: {_REMEDY}")
    return fit


def _candidates(installed: Path) -> Iterator[Path]:
    if named := os.environ.get("JAVA_HOME"):
        yield Path(named)
    if compiler := shutil.which("javac"):
        yield Path(compiler).resolve().parent.parent
    if installed.is_dir():
        yield from sorted(installed.iterdir())


def _inspect(folder: Path) -> Jdk | None:
    """The JDK in a folder; nothing when it holds no compiler (a JRE, or no Java at all)."""
    compiler = folder / "bin" / "javac"
    if not os.access(compiler, os.X_OK):
        return None
    version = _noted_version(folder) or _told_version(compiler)
    return Jdk(folder, version) if version else None


def _noted_version(folder: Path) -> int | None:
    """The major version in a JDK's file `release`, which saves starting a JVM."""
    try:
        text = (folder / "release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    found = re.search(r'^JAVA_VERSION="(\d+)', text, re.MULTILINE)
    return int(found.group(1)) if found else None


def _told_version(compiler: Path) -> int | None:
    try:
        told = subprocess.run([compiler, "-version"], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"javac (\d+)", told.stdout + told.stderr)
    return int(found.group(1)) if found else None


def _described(found: Jdk | None) -> str:
    return f"Java {found.major}, too old" if found else "no JDK with bin/javac"
