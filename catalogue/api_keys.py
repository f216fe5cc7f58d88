"""Keys of systems, libraries and apps: kept hashed, with a role and the ISILs they cover."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from catalogue.database import Connection
from catalogue.errors import CatalogueError
from catalogue.model import Value

Role = Literal["library_system", "cataloguer", "lending", "operator"]

WHOLE_NETWORK = "*"
"""Stands in a key's list for every library."""


class ApiKey(Value):
    """A key without its secret: who it was made for, what it may do, and for which libraries."""

    key_id: str
    name: str
    role: Role
    isils: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None = None

    def covers(self, isil: str) -> bool:
        """Whether the key speaks for this library."""
        return WHOLE_NETWORK in self.isils or isil in self.isils


def digest(secret: str) -> bytes:
    """The form in which a secret is kept. No salt: a secret has 256 random bits of its own."""
    return hashlib.sha256(secret.encode()).digest()


def create_key(
    connection: Connection, name: str, *, role: Role, isils: Iterable[str]
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is shown this once and kept nowhere."""
    secret = f"spil_{secrets.token_urlsafe(32)}"
    row = connection.execute(
        "INSERT INTO api_key (key_id, sha256, name, role, isils) VALUES (%s, %s, %s, %s, %s)"
        " RETURNING key_id, name, role, isils, created_at, revoked_at",
        (secrets.token_hex(6), digest(secret), name, role, sorted(set(isils))),
    ).fetchone()
    if row is None:
        raise CatalogueError(f"the key for {name} was not kept; create it again")
    return key_of(row), secret


def list_keys(connection: Connection) -> tuple[ApiKey, ...]:
    """Every key, the oldest first, revoked ones too."""
    rows = connection.execute(
        "SELECT key_id, name, role, isils, created_at, revoked_at FROM api_key"
        " ORDER BY created_at, key_id"
    ).fetchall()
    return tuple(key_of(row) for row in rows)


def revoke_key(connection: Connection, key_id: str) -> bool:
    """End a key for ever; False where it had ended already. CatalogueError if there is none."""
    known = connection.execute("SELECT 1 FROM api_key WHERE key_id = %s", (key_id,)).fetchone()
    if known is None:
        raise CatalogueError(f"no key {key_id}; `spil keys list` shows every key")
    ended = connection.execute(
        "UPDATE api_key SET revoked_at = now() WHERE key_id = %s AND revoked_at IS NULL", (key_id,)
    )
    return ended.rowcount == 1


def check_key(connection: Connection, secret: str) -> ApiKey | None:
    """The living key with this secret, or None."""
    row = connection.execute(
        "SELECT key_id, name, role, isils, created_at, revoked_at FROM api_key"
        " WHERE sha256 = %s AND revoked_at IS NULL",
        (digest(secret),),
    ).fetchone()
    return key_of(row) if row else None


def key_of(row: tuple[object, ...]) -> ApiKey:
    """The key in a row (key_id, name, role, isils, created_at, revoked_at)."""
    return ApiKey.model_validate(dict(zip(ApiKey.model_fields, row, strict=True)))
