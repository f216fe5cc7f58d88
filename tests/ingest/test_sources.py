from pathlib import Path

import pytest

from catalogue.errors import SourceError
from ingest.journal import MemoryJournal
from ingest.known_sources import keep_source, known_source
from ingest.sources import Source, Sources, load_sources, source_name

GOOD = """
[sources.nbd]
kind = "oai"
address = "https://nbd.example/oai"
dialect = "nbd_marc21"
national = true
rank = 1
terms = { annotation = "pass_to_libraries" }

[installations.wise-noord]
dialect = "local_pica"
path = "deliveries/wise-noord/*.dat"
"""


OAI = '[sources.nbd]\nkind = "oai"\ndialect = "x"\naddress = "https://x/oai"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text)
    return path


def test_national_sources_and_installations_are_read_alike(tmp_path: Path) -> None:
    sources = load_sources(written(tmp_path, GOOD))
    nbd, noord = sources.named("nbd"), sources.named("wise-noord")
    assert (nbd.kind, nbd.national, nbd.metadata_prefix, nbd.installation) == (
        "oai",
        True,
        "marcxml",
        False,
    )
    assert nbd.terms.annotation == "pass_to_libraries"
    assert nbd.terms.description == "show"
    assert (noord.kind, noord.installation) == ("files", True)
    assert noord.path == str(tmp_path / "deliveries/wise-noord/*.dat")


def test_without_a_file_there_are_no_sources(tmp_path: Path) -> None:
    sources = load_sources(tmp_path / "sources.toml")
    with pytest.raises(SourceError, match=r"no source nbd; sources\.toml has none"):
        sources.named("nbd")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[sources.nbd]\nkind = "oai"\ndialect = "x"', r"source nbd: .*needs an address"),
        ('[sources.nbd]\nkind = "files"\ndialect = "x"', r"needs a path"),
        ('[sources.nbd]\nkind = "post"\ndialect = "x"', r"source nbd: kind"),
        ('[sources."../x"]\nkind = "files"\ndialect = "x"\npath = "a"', r"source \.\./x: name"),
        ('[sources.nbd]\nkind = "files"\npath = "a"', r"source nbd: dialect"),
        ('[sources.nbd]\nkind = "files"\ndialect = "x"\npath = "a"\ncolour = 1', r"colour"),
        ("[sources.nbd", r"cannot be read"),
        (OAI + 'contact = "nobody"', r"source nbd: contact"),
        (OAI + "delay_seconds = -1", r"source nbd: delay_seconds"),
        (OAI + "timeout_seconds = 0", r"source nbd: timeout_seconds"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_source(
    text: str, told: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=told) as found:
        load_sources(written(tmp_path, text))
    assert "sources.toml" in str(found.value)


@pytest.mark.parametrize(
    "entry",
    [
        OAI.replace("https://", "https://spil:geheim@"),
        OAI + 'credentials_from = "spil:geheim"',
        OAI + 'password = "geheim"',
    ],
)
def test_a_password_in_the_file_is_refused_and_never_repeated(entry: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as found:
        load_sources(written(tmp_path, entry))
    assert "geheim" not in str(found.value)


@pytest.mark.parametrize(
    ("stem", "name"),
    [("GGC levering.2026", "ggc-levering-2026"), ("uva_001_2000", "uva_001_2000"), ("…", "file")],
)
def test_a_file_names_its_source(stem: str, name: str) -> None:
    assert source_name(stem) == name
    assert Source(name=name, kind="files", dialect="x", path="a").name == name


def test_a_file_handed_over_once_can_be_read_later(tmp_path: Path) -> None:
    journal = MemoryJournal()
    handed = Source(name="titels", kind="files", dialect="plain_pica", path="titels.pica")
    keep_source(journal, handed)
    assert known_source(Sources(), journal, "titels") == handed
    named = Source(name="titels", kind="files", dialect="ggc", path="titels.pica")
    assert known_source(Sources(sources={"titels": named}), journal, "titels") == named
    with pytest.raises(SourceError, match="no source other"):
        known_source(Sources(), journal, "other")
