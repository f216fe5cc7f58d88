"""What a lab found, as data for machines and as text for people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from catalogue.model import Value
from catalogue.outcomes import Rejected
from cli.lab_budget import Budget, Overrun, overruns, shares
from cli.lab_effects import EXAMPLES, MOVERS, Effects, IdChanges
from cli.lab_outcomes import Outcome, data_of, gained_and_lost
from cli.lab_reading import Reading, Tally

Row = dict[str, Any]

_LONGEST = 160
"""Signs of a value that a line shows."""


@dataclass(frozen=True)
class MappingFindings:
    """A changed table beside the live one: counts, samples and what follows from them."""

    table: str
    dialect: str
    tally: Tally
    samples: Sequence[tuple[str, Reading]]
    effects: Effects | None
    budget: Budget
    kept: int

    @property
    def changes_nothing(self) -> bool:
        """Whether every record reads as before."""
        return not self.tally.changed

    @property
    def over(self) -> list[Overrun]:
        """What changes more than it may."""
        return overruns(self.budget, self.tally, self.effects)


def as_data(findings: MappingFindings) -> Row:
    """Everything that was found, ready for JSON."""
    tally = findings.tally
    counts = asdict(tally)
    rules = sorted({*tally.problems_before, *tally.problems_after})
    return {
        "table": findings.table,
        "dialect": findings.dialect,
        "records_kept": findings.kept,
        **{name: counts[name] for name in _COUNTS},
        "sources": dict(tally.sources),
        "fields": {name: asdict(count) for name, count in sorted(tally.fields.items())},
        "problems": {
            rule: {"before": tally.problems_before[rule], "after": tally.problems_after[rule]}
            for rule in rules
        },
        "effects": None if findings.effects is None else effects_as_data(findings.effects),
        "samples": [sample_as_data(kind, reading) for kind, reading in findings.samples],
        "shares": shares(tally, findings.effects),
        "over_budget": [asdict(over) for over in findings.over],
        "changes_nothing": findings.changes_nothing,
    }


_COUNTS = (
    "read",
    "changed",
    "newly_rejected",
    "newly_accepted",
    "identity_changes",
    "match_keys_changed",
    "kept_otherwise",
)


def effects_as_data(effects: Effects) -> Row:
    """What follows downstream, ready for JSON; of long lists the counts and the first."""
    return {
        "clusters": {
            "before": effects.clusters_before,
            "after": effects.clusters_after,
            "changed": effects.clusters_changed,
            "merges": len(effects.merges),
            "splits": len(effects.splits),
            "records_moved": effects.records_moved,
            "examples": [asdict(e) for e in (*effects.merges, *effects.splits)[:EXAMPLES]],
        },
        "ids": _ids_as_data(effects.ids),
        "merged": {"changed": effects.merged_changed, "fields": dict(effects.merged_fields)},
        "works": {"moved": effects.works_moved, **_ids_as_data(effects.works)},
        "documents_changed": effects.documents_changed,
        "facets": {
            facet: {
                "values_moved": len(values),
                "most": [
                    {"value": value, "before": before, "after": after}
                    for value, (before, after) in list(values.items())[:MOVERS]
                ],
            }
            for facet, values in effects.facets.items()
        },
        "behind": effects.behind,
    }


def _ids_as_data(ids: IdChanges) -> Row:
    return {
        "before": ids.before,
        "after": ids.after,
        "redirected": len(ids.redirected),
        "withdrawn": len(ids.withdrawn),
        "returned": len(ids.returned),
        "new": len(ids.new),
        "redirects": dict(list(ids.redirected.items())[:EXAMPLES]),
    }


def sample_as_data(kind: str, reading: Reading) -> Row:
    """One record before and after, with where its bytes are, ready for JSON."""
    place = reading.record.place
    return {
        "record": str(reading.key),
        "becomes": str(reading.new_key),
        **({"name": reading.name} if reading.name else {}),
        "kind": kind,
        "file": place.file if place else None,
        "index": place.index if place else None,
        "bytes": len(reading.record.payload),
        "rejected_before": _reason(reading.before),
        "rejected_after": _reason(reading.after),
        "fields": _changed(reading),
    }


def _changed(reading: Reading) -> dict[str, Row]:
    """Each field that differs, before and after; of a thesaurus's lists also what moves."""
    before, after = data_of(reading.before), data_of(reading.after)
    moved = gained_and_lost(reading.before, reading.after)
    return {
        name: {"before": before[name], "after": after[name]}
        | (
            {"gained": _plain(moved[name][0]), "lost": _plain(moved[name][1])}
            if name in moved
            else {}
        )
        for name in reading.changed_fields
    }


def _plain(values: Sequence[Any]) -> list[Any]:
    return [each.model_dump() if isinstance(each, Value) else each for each in values]


def _reason(outcome: Outcome) -> str:
    return outcome.reason if isinstance(outcome, Rejected) else ""


def as_text(findings: MappingFindings) -> str:
    """The findings as lines that a person reads."""
    data = as_data(findings)
    lines = [_headline(data)]
    if data["kept_otherwise"]:
        lines.append(
            f"{data['kept_otherwise']:,} records stand otherwise than the live table reads them:"
            " `spil save --reread` first shows them as they are"
        )
    if not findings.changes_nothing:
        lines += _field_lines(data)
        lines += _problem_lines(data)
        lines += _effect_lines(data["effects"]) if data["effects"] else []
        lines += [line for sample in data["samples"] for line in _sample_lines(sample)]
    return "\n".join(lines)


def _headline(data: Row) -> str:
    part = f" of {data['records_kept']:,}" if data["records_kept"] != data["read"] else ""
    read = f"{data['table']} beside {data['dialect']}: read {data['read']:,}{part} records"
    if data["changes_nothing"]:
        return f"{read}; nothing changes"
    return (
        f"{read}, {data['changed']:,} read otherwise; newly rejected {data['newly_rejected']:,}, "
        f"newly accepted {data['newly_accepted']:,}, identity changes "
        f"{data['identity_changes']:,}, match keys changed {data['match_keys_changed']:,}"
    )


def _field_lines(data: Row) -> Iterator[str]:
    columns = list(dict.fromkeys(name for each in data["fields"].values() for name in each))
    columns = columns or ["changed", "filled", "emptied"]
    yield f"{'field':<20}" + "".join(f"{column:>10}" for column in columns)
    for name, count in data["fields"].items():
        yield f"{name:<20}" + "".join(f"{count.get(column, 0):>10,}" for column in columns)


def _problem_lines(data: Row) -> Iterator[str]:
    for rule, count in data["problems"].items():
        if count["before"] != count["after"]:
            yield f"problems: {rule} {count['before']:,} → {count['after']:,}"


def _effect_lines(effects: Row) -> Iterator[str]:
    clusters, works = effects["clusters"], effects["works"]
    yield (
        f"clusters: {clusters['before']:,} → {clusters['after']:,}; {clusters['changed']:,} change,"
        f" {clusters['merges']:,} merges, {clusters['splits']:,} splits,"
        f" {clusters['records_moved']:,} records move"
    )
    yield f"manifestation ids: {_ids(effects['ids'])}"
    yield f"work ids: {_ids(works)}; {works['moved']:,} manifestations change their work"
    said = ", ".join(f"{name} {count:,}" for name, count in effects["merged"]["fields"].items())
    yield f"merged descriptions: {effects['merged']['changed']:,} change{_after(said)}"
    yield f"search documents: {effects['documents_changed']:,} change"
    for facet, moved in effects["facets"].items():
        most = ", ".join(f"{m['value']} {m['before']:,} → {m['after']:,}" for m in moved["most"])
        more = moved["values_moved"] - len(moved["most"])
        yield f"facet {facet}: {most}" + (f", and {more:,} more" if more else "")
    if effects["behind"]:
        yield f"{effects['behind']:,} records are not matched as they stand: `spil run` first"


def _ids(ids: Mapping[str, Any]) -> str:
    return (
        f"{ids['before']:,} → {ids['after']:,}; {ids['redirected']:,} would redirect,"
        f" {ids['withdrawn']:,} answer no more, {ids['returned']:,} return, {ids['new']:,} are new"
    )


def _after(text: str) -> str:
    return f": {text}" if text else ""


def _sample_lines(sample: Row) -> Iterator[str]:
    number = f" becomes {sample['becomes']}" if sample["becomes"] != sample["record"] else ""
    number += f" {sample['name']}" if "name" in sample else ""
    where = f"{sample['file']}, record {(sample['index'] or 0) + 1}"
    yield f"{sample['record']}{number} [{sample['kind']}] {where}, {sample['bytes']:,} bytes"
    for side in ("before", "after"):
        if sample[f"rejected_{side}"]:
            yield f"  {side}: rejected: {sample[f'rejected_{side}']}"
    for name, values in sample["fields"].items():
        yield f"  {name}: {_difference(values)}"


def _difference(values: Row) -> str:
    """A field before and after; of a list that gains or loses values, those alone."""
    if "gained" not in values:
        return f"{_short(values['before'])} → {_short(values['after'])}"
    moved = ((name, values[name]) for name in ("lost", "gained"))
    return "; ".join(f"{name} {_short(each)}" for name, each in moved if each)


def _short(value: Any) -> str:
    """A value as a person reads it: without the parts that say nothing."""
    said = _said(value)
    text = "(nothing)" if said in ("", [], {}, None) else str(said)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _said(v) for k, v in value.items() if v not in ("", [], None, False)}
    return [_said(each) for each in value] if isinstance(value, list) else value
