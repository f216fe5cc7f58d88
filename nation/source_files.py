"""Records as files: one folder a source, one file a part, in the form that the source delivers."""

from collections.abc import Iterable
from pathlib import Path

from nation.directory import installations
from nation.local_styles import CLOSINGS, ENDINGS, OPENINGS
from nation.records import Made
from nation.render_online import HEADING

NATIONAL_FORMS = {"nbd": "iso2709", "ggc": "pica", "obcp": "pica", "online": "csv"}


class SourceFiles:
    """The records of one part, kept by source until they are written."""

    def __init__(self, folder: Path, part: int) -> None:
        """Files of this part under `folder`."""
        self._folder, self._part = folder, part
        self._records: dict[str, list[bytes]] = {}
        self._forms = NATIONAL_FORMS | {each.name: each.file for each in installations()}

    def add(self, made: Iterable[Made]) -> None:
        """Records, in the order in which they shall stand."""
        for each in made:
            self._records.setdefault(each.source, []).append(each.payload)

    def write(self) -> int:
        """Write every file; returns how many bytes they have."""
        return sum(self._write(name, records) for name, records in self._records.items())

    def _write(self, name: str, records: list[bytes]) -> int:
        form = self._forms[name]
        opening = HEADING if name == "online" else OPENINGS.get(form, b"")
        content = b"".join([opening, *records, CLOSINGS.get(form, b"")])
        folder = self._folder / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"part-{self._part:05}.{ENDINGS[form]}").write_bytes(content)
        return len(content)
