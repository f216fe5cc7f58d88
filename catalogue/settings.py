"""Every setting of Spil, read from the environment (prefix `SPIL_`, nested with `__`) or `.env`.

Only entry points see this module; functions receive plain values.
"""

import hashlib
import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parent.parent


def default_home() -> Path:
    """Where data live by default: `.spil/`, or as root a folder of this checkout under /var/lib."""
    if os.geteuid() == 0:
        mark = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]
        return Path("/var/lib/spil") / f"{CHECKOUT.name}-{mark}"
    return CHECKOUT / ".spil"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Database(_Section):
    """PostgreSQL."""

    url: SecretStr | None = Field(
        default=None,
        description="libpq URL of an existing PostgreSQL 17+; empty: the embedded server.",
    )
    pool: int = Field(default=8, ge=1, description="Connections that the API keeps open.")


class Search(_Section):
    """Elasticsearch."""

    url: str | None = Field(
        default=None,
        description="Address of an existing Elasticsearch 9; empty: the embedded server.",
    )
    api_key: SecretStr | None = Field(default=None, description="API key for that cluster.")
    ca_file: Path | None = Field(
        default=None, description="Certificate authority of that cluster's TLS."
    )
    alias: str = Field(default="spil", description="The alias that readers search.")
    heap_mb: int = Field(default=1024, ge=512, description="Heap of the embedded server, in MB.")
    keep_builds: int = Field(default=2, ge=1, description="Earlier builds kept for a roll back.")


class Spark(_Section):
    """Spark."""

    master: str = Field(
        default="local[2]", description="Spark master; local[2] runs in this machine."
    )
    driver_memory: str = Field(default="2g", description="Memory of the Spark driver.")


class Api(_Section):
    """The servers for readers and systems."""

    host: str = Field(
        default="127.0.0.1", description="Address to bind; loopback unless told otherwise."
    )
    port: int = Field(default=8490, ge=0, le=65535, description="Port; 0 chooses a free one.")
    base_uri: str = Field(
        default="http://127.0.0.1:8490", description="Base of permanent addresses in linked data."
    )
    contact: str = Field(
        default="beheer@spil.example",
        description="E-mail address that harvesters are given for questions.",
    )
    max_body_bytes: int = Field(
        default=5_000_000, description="Largest request body accepted, in bytes."
    )
    max_delivery_bytes: int = Field(
        default=2_000_000_000, description="Largest delivery accepted by push, in bytes."
    )


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(
        env_prefix="SPIL_", env_nested_delimiter="__", env_file=".env", frozen=True, extra="ignore"
    )

    home: Path = Field(
        default_factory=default_home, description="Folder of all data, logs and embedded servers."
    )
    service_user: str = Field(
        default="spil",
        description="System user that the embedded servers run as when started by root.",
    )
    java_home: Path | None = Field(
        default=None, description="A JDK 21 or newer; empty: JAVA_HOME, PATH, then /usr/lib/jvm/*."
    )
    sources_file: Path | None = Field(
        default=None, description="The file of sources; empty: `sources.toml` in home."
    )
    network_file: Path | None = Field(
        default=None,
        description="The file of libraries, hubs and vans; empty: `network.toml` in home.",
    )
    log_json: bool = Field(default=False, description="Log as JSON lines instead of for people.")
    database: Database = Field(default_factory=Database, description="PostgreSQL.")
    search: Search = Field(default_factory=Search, description="Elasticsearch.")
    spark: Spark = Field(default_factory=Spark, description="Spark.")
    api: Api = Field(default_factory=Api, description="The servers for readers and systems.")

    @property
    def landing(self) -> Path:
        """Folder of the bytes as received."""
        return self.home / "landing"

    @property
    def tables(self) -> Path:
        """Folder of the Parquet tables between Spark jobs."""
        return self.home / "tables"
