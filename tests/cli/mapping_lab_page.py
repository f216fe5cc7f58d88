"""The outputs of docs/mapping-lab.md, made by the commands it tells of."""

import re
from collections.abc import Iterator
from pathlib import Path

from typer.testing import CliRunner

from cli.main import app
from ingest.sources import Sources
from tests.cli.suppliers import open_suppliers, pica

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "mapping-lab.md"

TITLES = (
    ("91000001", "Het diner", "koken"),
    ("91000002", "De aanslag", "oorlog"),
    ("91000003", "Zomerhuis met zwembad", "koken"),
)
ISBNS = ("9789041413680", "9789023462910", "9789041414106")
THESAURUS = (
    "002@ $0Tp1\n003@ $0068512345\n028A $aBerg$cvan den$dJan\n028@ $aBergh$cvan den$dJ.\n"
    "028R $aSchuilnaam$dKarel$9068599999$4pseu\n047A $aJ. v.d. Berg\n\n",
    "002@ $0Ts1\n003@ $0075600000\n041A $aFietsen\n041@ $aRijwielen\n047A $aTweewielers\n"
    "041R $aVervoermiddelen$9075600001$4obal\n\n",
)


def outputs(url: str, home: Path) -> Iterator[tuple[str, str]]:
    """Each output of the page by its name."""
    text = DOCUMENT.read_text(encoding="utf-8")
    own, thesaurus = (_file(text, name) for name in ("my_ggc.toml", "my_nta.toml"))
    _deliver(url, home)
    given = {"SPIL_HOME": str(home), "SPIL_DATABASE__URL": url}
    wrong = own.replace("term =", "trem =").replace("044N/*", "44N")
    mistaken = own.replace('["044K"]', '["004A", "011@", "028A", "034D"]')
    meant = ("--budget", "0.01", "--budget", "records=1", "--budget", "subjects=1")
    for name, file, table, budget in (
        ("wrong", "my_ggc.toml", wrong, ()),
        ("try", "my_ggc.toml", own, meant),
        ("mistake", "my_ggc.toml", mistaken, ("--sample", "1")),
        ("thesaurus", "my_nta.toml", thesaurus, ()),
    ):
        (home / file).write_text(table, encoding="utf-8")
        words = ["lab", "normalize", "--table", file, *budget]
        runner = CliRunner(env=given)
        done = runner.invoke(app, words)
        yield name, f"$ spil {' '.join(words)}\n{done.stdout}{done.stderr}".strip()


def _file(text: str, name: str) -> str:
    """A file that the page shows."""
    found = re.search(rf"<!-- file: {re.escape(name)} -->\n```toml\n(.*?)```", text, re.S)
    assert found
    return found[1]


def _deliver(url: str, home: Path) -> None:
    dialects = {"ggc": "ggc", "obcp": "obcp", "nta": "authority_pica"}
    with open_suppliers(url, home, **dialects) as suppliers:
        known = suppliers.sources.sources
        entries = known["nta"].model_copy(update={"holds": "authorities"})
        suppliers.sources = Sources(sources={**known, "nta": entries})
        titles = list(zip(TITLES, ISBNS, strict=True))
        of_ggc = [pica(n, t, f"044N $a{w}", f"004A $0{isbn}") for (n, t, w), isbn in titles]
        of_obcp = [pica(f"N{n[-1]}", t, f"004A $0{isbn}") for (n, t, _), isbn in titles]
        suppliers.deliver("ggc", *of_ggc)
        suppliers.deliver("obcp", *of_obcp)
        suppliers.deliver("nta", *THESAURUS)
        suppliers.match()
    (home / "sources.toml").write_text(
        "".join(
            f'[sources.{name}]\nkind = "files"\ndialect = "{dialect}"\npath = "{name}/*.pica"\n'
            f'holds = "{"authorities" if name == "nta" else "descriptions"}"\n'
            for name, dialect in dialects.items()
        )
    )


def written_anew(text: str, made: dict[str, str]) -> str:
    """The page with every marked block replaced by its present output."""
    for name, output in made.items():
        block = f"<!-- output: {name} -->\n```\n{output}\n```"
        pattern = re.compile(rf"<!-- output: {re.escape(name)} -->\n```\n.*?```", re.S)
        text = pattern.sub(lambda _, block=block: block, text)
    return text
