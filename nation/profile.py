"""The profile: every share and rate of the made-up country, from one documented file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from nation.randomness import Choices, choices, in_parts

DEFAULT = Path(__file__).with_name("profile.toml")


class WrongProfile(ValueError):
    """A profile that cannot be followed; the message names the table and the remedy."""


@dataclass(frozen=True, eq=False)
class Profile:
    """Shares and rates, with the text they were read from and its fingerprint."""

    tables: Mapping[str, Any]
    text: str
    sha256: str

    def number(self, table: str, name: str) -> int:
        """A whole number, or a share in millionths."""
        value = self._value(table, name)
        return value if isinstance(value, int) else in_parts(value)

    def choices(self, table: str) -> Choices[str]:
        """A table of shares to draw from."""
        return choices(self.tables[table])

    def noise(self) -> dict[str, dict[str, int]]:
        """Kind of error to source to millionths."""
        return {
            kind: {source: in_parts(rate) for source, rate in rates.items()}
            for kind, rates in self.tables["noise"].items()
        }

    def _value(self, table: str, name: str) -> Any:
        try:
            return self.tables[table][name]
        except KeyError:
            raise WrongProfile(
                f"the profile has no {name} in table {table}; copy the line from {DEFAULT.name}"
            ) from None


def load_profile(path: Path = DEFAULT) -> Profile:
    """The profile of a file; raises WrongProfile if it is no TOML."""
    text = path.read_text(encoding="utf-8")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise WrongProfile(f"{path}: {problem}; mend the file") from problem
    return Profile(tables, text, sha256(text.encode()).hexdigest())
