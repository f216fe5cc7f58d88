"""The outputs of docs/mapping-lab.md, made by the commands it tells of."""

import re
from collections.abc import Iterator
from pathlib import Path

from typer.testing import CliRunner

from cli.main import app
from tests.cli.suppliers import open_suppliers, pica

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "mapping-lab.md"

TITLES = (
    ("91000001", "Het diner", "koken"),
    ("91000002", "De aanslag", "oorlog"),
    ("91000003", "Zomerhuis met zwembad", "koken"),
)
ISBNS = ("9789041413680", "9789023462910", "9789041414106")


def outputs(url: str, home: Path) -> Iterator[tuple[str, str]]:
    """Each output of the page by its name."""
    text = DOCUMENT.read_text(encoding="utf-8")
    own = re.search(r"<!-- file: my_ggc.toml -->\n```toml\n(.*?)```", text, re.S)
    assert own
    _deliver(url, home)
    given = {"SPIL_HOME": str(home), "SPIL_DATABASE__URL": url}
    wrong = own[1].replace("term =", "trem =").replace("044N/*", "44N")
    mistaken = own[1].replace('["044K"]', '["004A", "011@", "028A", "034D"]')
    for name, table, budget in (
        ("wrong", wrong, ()),
        ("try", own[1], ("--budget", "0.01", "--budget", "records=1", "--budget", "subjects=1")),
        ("mistake", mistaken, ("--sample", "1")),
    ):
        (home / "my_ggc.toml").write_text(table, encoding="utf-8")
        words = ["lab", "normalize", "--table", "my_ggc.toml", *budget]
        runner = CliRunner(env=given)
        done = runner.invoke(app, words)
        yield name, f"$ spil {' '.join(words)}\n{done.stdout}{done.stderr}".strip()


def _deliver(url: str, home: Path) -> None:
    with open_suppliers(url, home, ggc="ggc", obcp="obcp") as suppliers:
        titles = list(zip(TITLES, ISBNS, strict=True))
        of_ggc = [pica(n, t, f"044N $a{w}", f"004A $0{isbn}") for (n, t, w), isbn in titles]
        of_obcp = [pica(f"N{n[-1]}", t, f"004A $0{isbn}") for (n, t, _), isbn in titles]
        suppliers.deliver("ggc", *of_ggc)
        suppliers.deliver("obcp", *of_obcp)
        suppliers.match()
    (home / "sources.toml").write_text(
        "".join(
            f'[sources.{name}]\nkind = "files"\ndialect = "{name}"\npath = "{name}/*.pica"\n'
            for name in ("ggc", "obcp")
        )
    )


def written_anew(text: str, made: dict[str, str]) -> str:
    """The page with every marked block replaced by its present output."""
    for name, output in made.items():
        block = f"<!-- output: {name} -->\n```\n{output}\n```"
        pattern = re.compile(rf"<!-- output: {re.escape(name)} -->\n```\n.*?```", re.S)
        text = pattern.sub(lambda _, block=block: block, text)
    return text
