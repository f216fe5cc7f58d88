"""Under which keys a record may meet others."""

from collections.abc import Callable, Iterator

from catalogue.model import BibliographicRecord
from matching.rules import Rules
from matching.view import View, view_of


def match_keys(record: BibliographicRecord, rules: Rules) -> frozenset[str]:
    """The keys of a record: two records are compared when they share one.

    Every rule of `KEY_RULES` gives its keys; a key begins with the name of its rule. Poisoned
    identifiers are left out.
    """
    view = view_of(record)
    found = {f"{name}:{value}" for name, rule in KEY_RULES for value in rule(view) if value}
    found |= {f"id:{number}" for number in view.provenance}
    return frozenset(found - rules.poisoned)


def _isbns(view: View) -> Iterator[str]:
    yield from view.isbns
    yield from view.wrong_isbns


def _title_author(view: View) -> Iterator[str]:
    for title in view.titles:
        for surname in view.main_surnames or view.surnames:
            yield f"{title}|{surname}"


def _title_alone(view: View) -> Iterator[str]:
    if not view.surnames:
        yield from view.titles


def _title_year(view: View) -> Iterator[str]:
    for year in view.years:
        yield f"{view.title}|{year}"


def _title_pages(view: View) -> Iterator[str]:
    if view.pages:
        yield f"{view.title}|{view.pages}"


def _person_year_pages(view: View) -> Iterator[str]:
    if view.pages:
        for surname in view.main_surnames:
            for year in view.years:
                yield f"{surname}|{year}|{view.pages}"


def _title_start(view: View) -> Iterator[str]:
    for surname in view.main_surnames:
        yield f"{view.title[:7]}|{surname[:4]}"


def _title_head(view: View) -> Iterator[str]:
    head = " ".join(view.title.split()[:3])
    for year in view.years:
        yield f"{head}|{year}"


def _title_words(view: View) -> Iterator[str]:
    words = sorted(set(f"{view.title} {view.subtitle}".split()))
    if len(words) > 2:
        yield " ".join(words)


def _subtitle_person(view: View) -> Iterator[str]:
    if view.subtitle:
        for surname in view.main_surnames:
            yield f"{view.subtitle}|{surname}"


KEY_RULES: tuple[tuple[str, Callable[[View], Iterator[str]]], ...] = (
    ("isbn", _isbns),
    ("title-author", _title_author),
    ("title", _title_alone),
    ("title-year", _title_year),
    ("title-pages", _title_pages),
    ("person-year-pages", _person_year_pages),
    ("title-start", _title_start),
    ("title-head", _title_head),
    ("title-words", _title_words),
    ("subtitle-person", _subtitle_person),
)
"""Name and rule of every key, cheapest first (method: standard blocking as a union of keys)."""
