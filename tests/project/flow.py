"""The real output of every step for one record, as docs/how-a-record-flows.md shows it.

`python -m tests.project.flow` writes the outputs anew between the marks of the document.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

from catalogue.copies import Item, ManifestationHoldings, WorkPayload
from catalogue.identifiers import Isil, ManifestationId, WorkId, mint
from catalogue.model import BibliographicRecord, Carrier, Manifestation, Work
from catalogue.outcomes import Normalized
from catalogue.source_record import Format, SourceRecord
from fixtures.notation import marcxml, read_marc_lines
from holdings.availability import summarise
from holdings.libraries import load_network
from holdings.link import LocalRecord, Membership, link
from holdings.rota import Copy, PlanRequest, plan
from index.documents import build_document
from matching.clusters import cluster, facts_of
from matching.compare import compare
from matching.judgements import decide
from matching.keys import match_keys
from matching.rules import load_rules
from matching.survivorship import load_ranking, merge
from matching.works import work_keys
from normalize.read import load_profile, normalize_record

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "how-a-record-flows.md"
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=1)))
RULES = load_rules()


def delivered() -> SourceRecord:
    """The record as NBD delivers it."""
    described = read_marc_lines(ROOT / "fixtures/records/nbd/A.mrk")[0]
    return SourceRecord("nbd", "", Format.MARCXML, marcxml(described).encode())


def normalised(record: SourceRecord, dialect: str) -> BibliographicRecord:
    """The record in our model."""
    outcome = normalize_record(record, load_profile(dialect))
    assert isinstance(outcome, Normalized)
    return outcome.record


def others() -> list[BibliographicRecord]:
    """What GGC and OBCP say of the same publication."""
    found = []
    for source in ("ggc", "obcp"):
        text = (ROOT / "fixtures/records" / source / "A.pica").read_text(encoding="utf-8")
        block = text.strip().split("\n\n")[0] + "\n"
        found.append(
            normalised(SourceRecord(source, "", Format.PICA_PLAIN, block.encode()), source)
        )
    return found


def outputs() -> Iterator[tuple[str, str]]:
    """The name of each step and what it gives."""
    source_record = delivered()
    yield "harvest", source_record.payload.decode().strip()
    record = normalised(source_record, "nbd_marc21")
    yield "normalize", _json(record.model_dump(mode="json", exclude_defaults=True))
    yield "match keys", "\n".join(sorted(match_keys(record, RULES)))
    members = [record, *others()]
    comparisons = [compare(record, other, RULES) for other in members[1:]]
    first = comparisons[0]
    lines = [f"{e.weight:+.1f}  {e.feature}: {e.text}" for e in first.evidence]
    yield "compare", "\n".join([*lines, f"{first.score:+.1f}  {first.verdict}"])
    facts = {one.key: facts_of(one) for one in members}
    (found,) = cluster(facts, comparisons, decide([]), RULES)
    ids = (mint("m", str(found.members[0])), mint("w", str(found.members[0])))
    yield "cluster", "\n".join(str(key) for key in found.members) + f"\n→ {ids[0]}"
    merged = merge(members, load_ranking())
    rows = [f"{v.field}: {', '.join(v.records)} ({v.rule})" for v in merged.provenance]
    yield "merge", "\n".join([*rows, *sorted(work_keys(merged.description)), f"→ {ids[1]}"])
    manifestation = Manifestation(
        id=ManifestationId(ids[0]),
        work=WorkId(ids[1]),
        standing=merged.standing,
        description=merged.description,
        provenance=merged.provenance,
        members=found.members,
    )
    yield from _with_copies(manifestation)


def _with_copies(manifestation: Manifestation) -> Iterator[tuple[str, str]]:
    network = load_network((ROOT / "fixtures/network/network.toml").read_text(encoding="utf-8"))
    items = [
        _copy("NL-0890601001", "wise-utrecht", "1"),
        _copy("NL-0890381002", "vsmart-arnhem", "2"),
    ]
    key = next(key for key in manifestation.members if key.source == "nbd")
    local = LocalRecord("vsmart-arnhem", key, (Isil("NL-0890380000"),))
    (holding,) = link(local, {key: Membership(manifestation.id, manifestation.standing)})
    yield "link", _json(holding.model_dump(mode="json", exclude_defaults=True))
    work = Work(id=manifestation.work, title=manifestation.description.title.main)
    payload = WorkPayload(
        work=work,
        version=1,
        manifestations=(ManifestationHoldings(manifestation=manifestation, items=tuple(items)),),
    )
    document = build_document(payload, network, MONDAY)
    (nested,) = document["manifestations"]
    yield "build", _json({"id": document["id"], "shelves": nested["shelves"]})
    shelves = summarise(items, network, now=MONDAY).shelves
    rows = [
        f"{s.library_name}, {s.branch_name}: {s.state}, seen {s.seen_at:%d-%m %H:%M}"
        for s in shelves
    ]
    yield "availability", "\n".join(rows)
    asked = PlanRequest(branch=Isil("NL-0890141002"), asked_at=MONDAY)
    copies = [Copy(item, manifestation.id, Carrier.BOOK) for item in items]
    answer = plan(asked, copies, network)
    lines = []
    for number, offer in enumerate(answer.rota, 1):
        lines.append(f"{number}. {offer.library_name}, ready {offer.ready}, € {offer.cost:.2f}")
        lines += [f"   {reason.nl}" for reason in offer.reasons]
    yield "plan", "\n".join([answer.summary.nl, *lines])


def _copy(branch: str, installation: str, number: str) -> Item:
    return Item(
        installation=installation,
        item_id=number,
        local_record="0089A00001",
        library=Isil(branch[:-4] + "0000"),
        branch=Isil(branch),
        state="on_shelf",
        seen_at=MONDAY - timedelta(hours=2),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def written_anew(text: str) -> str:
    """The document with every marked block replaced by the step's present output."""
    for name, output in outputs():
        block = f"<!-- output: {name} -->\n```\n{output}\n```"
        pattern = re.compile(rf"<!-- output: {re.escape(name)} -->\n```\n.*?\n```", re.S)
        text = pattern.sub(lambda _, block=block: block, text)
    return text


if __name__ == "__main__":
    DOCUMENT.write_text(written_anew(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
