"""Whom the embedded servers run as, and whether that user can reach their folders."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from catalogue.errors import ServiceError


@dataclass(frozen=True)
class Account:
    """A system user: its name, user id and group id."""

    name: str
    uid: int
    gid: int


def service_account(user: str) -> Account | None:
    """The system user for the servers, made when missing; nothing when we are not root ourselves.

    Raises `ServiceError` when the user cannot be made or is one that others share.
    """
    if os.geteuid() != 0:
        return None
    if user in {"root", "nobody"}:
        raise ServiceError(f"servers never run as {user}: set SPIL_SERVICE_USER to another name")
    return _known(user) or _made(user)


def _known(user: str) -> Account | None:
    try:
        entry = pwd.getpwnam(user)
    except KeyError:
        return None
    return Account(user, entry.pw_uid, entry.pw_gid)


def _made(user: str) -> Account:
    tool = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if tool is None:
        raise ServiceError(f"system user {user} is missing and there is no useradd: make it first")
    command = [tool, "--system", "--user-group", "--no-create-home"]
    done = subprocess.run(
        [*command, "--shell", "/usr/sbin/nologin", user], capture_output=True, text=True
    )
    account = _known(user)  # another start may have made it a moment before us
    if account is None:
        raise ServiceError(f"system user {user} cannot be made: {done.stderr.strip()}")
    return account


def identity(account: Account | None) -> dict[str, object]:
    """The arguments of `subprocess` that run a command as `account`, or as ourselves."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def check_reachable(folder: Path, account: Account | None) -> None:
    """Raise `ServiceError` naming the first folder on the way to `folder` that is an obstacle.

    Folders that do not exist yet are no obstacle, and no mode is ever changed.
    """
    for step in (*reversed(folder.absolute().parents), folder.absolute()):
        if step.exists() and not may_enter(step, account):
            who = account.name if account else "this user"
            raise ServiceError(
                f"{step} cannot be entered by {who}, who runs the embedded servers: "
                f"let them (chmod a+rx {step}) or set SPIL_HOME to a folder elsewhere"
            )


def may_enter(folder: Path, account: Account | None) -> bool:
    """Whether `account` (or we ourselves) may list `folder` and go through it."""
    if account is None:
        return os.access(folder, os.R_OK | os.X_OK)
    facts = folder.stat()
    wanted = stat.S_IROTH | stat.S_IXOTH
    if facts.st_uid == account.uid:
        wanted <<= 6
    elif facts.st_gid == account.gid:
        wanted <<= 3
    return facts.st_mode & wanted == wanted


def make_folder(folder: Path, account: Account | None = None, *, mode: int = 0o755) -> None:
    """Make a folder with this mode and owner, its parents open to all; one that exists stays as is.

    Raises `ServiceError` when it cannot be made.
    """
    missing = [step for step in (folder, *folder.parents) if not step.exists()]
    try:
        for step in reversed(missing):
            step.mkdir(exist_ok=True)
            step.chmod(mode if step == folder else 0o755)  # whatever our umask
        if account is not None and folder in missing:
            os.chown(folder, account.uid, account.gid)
    except OSError as problem:
        raise ServiceError(
            f"{folder} cannot be made ({problem.strerror}): set SPIL_HOME elsewhere"
        ) from problem
