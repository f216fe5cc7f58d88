"""How alembic reaches the database: by the address that `catalogue.database.upgrade` hands over."""

import zlib

import psycopg
from alembic import context
from sqlalchemy import create_engine, pool, text

_ONE_AT_A_TIME = zlib.crc32(b"spil upgrade")


def run() -> None:
    """Apply what is missing, each migration in its own transaction, one upgrader at a time."""
    url = context.config.attributes["url"]
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=pool.NullPool
    )
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _ONE_AT_A_TIME})
        connection.commit()
        context.configure(connection=connection, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()


run()
