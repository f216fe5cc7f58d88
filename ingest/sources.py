"""Which sources exist, what they speak and how they are reached: read from `sources.toml`.

    [sources.nbd]
    kind = "oai"
    address = "https://nbd.example/oai"
    metadata_prefix = "marcxml"
    dialect = "nbd_marc21"
    national = true
    rank = 1
    delay_seconds = 1
    contact = "metadata@library.example"
    credentials_from = "NBD_LOGIN"
    terms = { annotation = "pass_to_libraries", cover = "show" }

    [installations.wise-noord]
    dialect = "local_pica"
    path = "deliveries/wise-noord/*.dat"

The product, libraries and codes of an installation stand in the network file; here stands only how
its deliveries arrive.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, ValidationError, model_validator

from catalogue.errors import SourceError
from catalogue.model import Value
from catalogue.source_record import Format

SourceName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
"""Also the name of its folder in the landing zone."""

Use = Literal["nothing", "show", "pass_to_libraries", "give_to_anyone", "dump"]


class Terms(Value):
    """What may be done with a source's words, for each group of fields; each use includes those
    before it."""

    description: Use = "show"
    annotation: Use = "show"
    cover: Use = "show"
    scheme_labels: Use = "show"


class Source(Value):
    """One source: how it is reached and in which dialect it describes.

    `kind`: "oai" is asked over OAI-PMH; "files" are dropped in a folder; "http_files" are offered
    by a list at `address`; "push" sends to POST /v1/deliveries/NAME. `holds`: descriptions of
    publications, or the authorities of a thesaurus.

    `rank`: the lower, the more its word counts. `window_days`: how many days one harvest window
    spans. `heeds_dates`: false for a source that lists every date for any, whose list is taken
    whole; not set: it is found out. `path`: a pattern of file names, for "files" and "http_files".
    `every_hours`: how long after a harvest the next one is due; 0: always. `reconcile_days`: how
    often the whole list of a source that keeps no deletions is compared; 0: never.

    `delay_seconds`: the pause between two requests. `timeout_seconds`: how long a source may be
    silent. `contact`: a mail address that the source is told. `credentials_from`: the environment
    variable that holds `user:password`; neither ever stands in the file.
    """

    name: SourceName
    kind: Literal["oai", "files", "http_files", "push"]
    dialect: str
    format: Format | None = None
    holds: Literal["descriptions", "authorities"] = "descriptions"
    national: bool = False
    installation: bool = False
    rank: int = 100
    terms: Terms = Terms()
    address: str = ""
    metadata_prefix: str = "marcxml"
    set: str = ""
    window_days: int = 31
    every_hours: float = 0.0
    reconcile_days: float = 7.0
    granularity: Literal["day", "second"] | None = None
    heeds_dates: bool | None = None
    path: str = ""
    delay_seconds: Annotated[float, Field(ge=0, le=3600)] = 0.0
    timeout_seconds: Annotated[float, Field(gt=0, le=3600)] | None = None
    contact: Annotated[str, StringConstraints(pattern=r"^$|^[!-~]+@[!-~]+$")] = ""
    credentials_from: Annotated[str, StringConstraints(pattern=r"^$|^[A-Z_][A-Z0-9_]*$")] = ""

    @model_validator(mode="after")
    def _is_reachable(self) -> Self:
        if self.kind in ("oai", "http_files") and not self.address.startswith(
            ("http://", "https://")
        ):
            raise ValueError("needs an address that begins with http:// or https://")
        if "@" in urlsplit(self.address).netloc:
            raise ValueError(
                "holds credentials in its address; leave them out and name the environment "
                "variable that has them with credentials_from"
            )
        if self.kind == "files" and not self.path:
            raise ValueError('needs a path, such as path = "deliveries/*.mrc"')
        if self.window_days < 1:
            raise ValueError("needs window_days of 1 or more")
        return self


class Sources(Value):
    """All sources by name; installations are among them."""

    sources: dict[str, Source] = {}

    def named(self, name: str) -> Source:
        """The source with this name; raises SourceError that lists those there are."""
        if name not in self.sources:
            known = ", ".join(sorted(self.sources)) or "none"
            raise SourceError(f"there is no source {name}; sources.toml has {known}")
        return self.sources[name]


def load_sources(path: Path) -> Sources:
    """The sources of the file at `path`; raises SourceError naming the file and the entry.

    Relative paths of deliveries start at the file's folder. A file that is not there has none.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Sources()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise SourceError(f"{path} cannot be read: {problem}; mend it") from problem
    entries = [(name, body, False) for name, body in table.get("sources", {}).items()]
    entries += [(name, body, True) for name, body in table.get("installations", {}).items()]
    return Sources(
        sources={name: _source(path, name, body, installation=own) for name, body, own in entries}
    )


def source_name(stem: str) -> str:
    """A source name made of a file's name: `GGC levering.2026` becomes `ggc-levering-2026`."""
    return re.sub(r"[^a-z0-9_]+", "-", stem.lower()).strip("-_")[:63] or "file"


def _source(file: Path, name: str, body: Mapping[str, Any], *, installation: bool) -> Source:
    given = {"name": name, "installation": installation, **body}
    if installation:
        given.setdefault("kind", "files")
    if given.get("path") and given.get("kind", "files") == "files":
        given["path"] = str(file.parent / given["path"])
    try:
        return Source(**given)
    except ValidationError as problem:
        first = problem.errors()[0]
        field = ".".join(map(str, first["loc"])) or "entry"
        raise SourceError(f"{file}, source {name}: {field}: {first['msg']}") from problem
