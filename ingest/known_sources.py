"""Sources that no file of sources names: those of files that were handed over one by one.

Their pages may have to be read long after the command that landed them was stopped, so how to read
them is kept beside the pages.
"""

from catalogue.errors import SourceError
from ingest.journal import Journal
from ingest.sources import Source, Sources


def keep_source(journal: Journal, source: Source) -> None:
    """Remember how the pages of `source` are to be read."""
    state = source.model_dump(mode="json")
    if journal.checkpoint(_checkpoint(source.name)) != state:
        journal.set_checkpoint(_checkpoint(source.name), state)


def known_source(sources: Sources, journal: Journal, name: str) -> Source:
    """The source with this name: as `sources` has it, else as it was when its files were landed.

    Raises SourceError where it was never known.
    """
    state = journal.checkpoint(_checkpoint(name))
    if name in sources.sources or state is None:
        return sources.named(name)
    try:
        return Source.model_validate(state)
    except ValueError as problem:
        raise SourceError(
            f"source {name} was kept by another release; name it in sources.toml"
        ) from problem


def _checkpoint(name: str) -> str:
    return f"source {name}"
