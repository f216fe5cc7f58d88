"""One function per observation: two views of records in, a level and a sentence out, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz.distance import JaroWinkler

from catalogue.model import Carrier
from matching.view import View


@dataclass(frozen=True)
class Observation:
    """A level of a feature, with what was seen."""

    level: str
    text: str


FILMS = frozenset((Carrier.DVD, Carrier.BLU_RAY, Carrier.STREAMING_VIDEO))

Feature = Callable[[View, View], Observation | None]


def provenance(left: View, right: View) -> Observation | None:
    """One record names the other's number, or both name the same one."""
    shared = left.provenance & right.provenance
    return Observation("shared", f"both stand for {min(shared)}") if shared else None


def house(left: View, right: View) -> Observation | None:
    """Two records of one national source, which describes a publication once."""
    if not left.house or left.house != right.house or left.provenance & right.provenance:
        return None
    return Observation("same", f"two records of {left.house}")


def isbn(left: View, right: View) -> Observation | None:
    """ISBNs that are shared, or that both have and none is the same."""
    if shared := left.isbns & right.isbns:
        several = len(left.isbns) > 1 or len(right.isbns) > 1
        level = "shared_among_several" if several else "shared"
        return Observation(level, f"both carry ISBN {min(shared)}")
    if wrong := left.wrong_isbns & right.wrong_isbns:
        return Observation("same_wrong", f"both carry the same wrong ISBN {min(wrong)}")
    if left.isbns and right.isbns:
        return Observation("disjoint", f"ISBN {min(left.isbns)} and {min(right.isbns)}")
    return None


def title(left: View, right: View) -> Observation | None:
    """Titles compared without article, volume words and case."""
    if not (left.title and right.title):
        return None
    if left.titles & right.titles:
        return Observation("exact", f"the same title “{min(left.titles & right.titles)}”")
    if _with_subtitle(left) & _with_subtitle(right):
        return Observation("contained", f"“{left.title}” is “{right.title}” with its subtitle")
    if _contained(left.title, right.title):
        return Observation("longer", f"one of “{left.title}” and “{right.title}” says more")
    likeness = JaroWinkler.similarity(left.title, right.title)
    level = "near" if likeness >= 0.95 else "alike" if likeness >= 0.85 else "other"
    return Observation(level, f"titles “{left.title}” and “{right.title}”")


def _contained(left: str, right: str) -> bool:
    short, long = sorted((left, right), key=len)
    return len(short) >= 4 and f" {short} " in f" {long} "


def _with_subtitle(view: View) -> set[str]:
    return {
        view.title,
        f"{view.title} {view.subtitle}".strip(),
        f"{view.title} {view.part}".strip(),
    }


def subtitle(left: View, right: View) -> Observation | None:
    """Subtitles, where both state one."""
    if not (left.subtitle and right.subtitle):
        return None
    likeness = JaroWinkler.similarity(left.subtitle, right.subtitle)
    same = likeness >= 0.9 or _contained(left.subtitle, right.subtitle)
    level = "same" if same else "other"
    return Observation(level, f"subtitles “{left.subtitle}” and “{right.subtitle}”")


def numerals(left: View, right: View) -> Observation | None:
    """Numbers in the titles: a year, an ordinal, a Roman numeral that tells one from the next."""
    if left.numerals == right.numerals:
        return None
    if left.numerals and right.numerals and not left.numerals & right.numerals:
        text = f"titles with {min(left.numerals)} and {min(right.numerals)}"
        return Observation("other", text)
    return Observation("one_side", "only one title has that number")


def author(left: View, right: View) -> Observation | None:
    """Family names of those who made it; initials tell namesakes apart."""
    if not (left.surnames and right.surnames):
        return Observation("missing", "one side names nobody")
    shared = left.main_surnames & right.main_surnames or left.surnames & right.surnames
    if shared:
        name = min(shared)
        first, second = left.initials.get(name, ""), right.initials.get(name, "")
        if first and second and first != second:
            return Observation("near", f"{name}, but {first}. and {second}.")
        return Observation("same", f"both by {name}")
    best = max(JaroWinkler.similarity(a, b) for a in left.surnames for b in right.surnames)
    level = "near" if best >= 0.9 else "other"
    return Observation(level, f"by {min(left.surnames)} and {min(right.surnames)}")


def translator(left: View, right: View) -> Observation | None:
    """Translators, where both state one: another translation is another manifestation."""
    if not (left.translators and right.translators):
        return None
    shared = left.translators & right.translators
    text = f"translated by {min(left.translators)} and {min(right.translators)}"
    return Observation("same" if shared else "other", text)


def year(left: View, right: View) -> Observation | None:
    """The nearest years that both state."""
    if not (left.years and right.years):
        return None
    apart = min(abs(a - b) for a in left.years for b in right.years)
    level = "same" if not apart else "one_apart" if apart == 1 else "few_apart"
    level = "far_apart" if apart > 3 else level
    return Observation(level, f"published {min(left.years)} and {min(right.years)}")


def pages(left: View, right: View) -> Observation | None:
    """Numbers of pages: up to 8 apart is how houses count, more is another setting of type."""
    if not (left.pages and right.pages):
        return None
    apart = abs(left.pages - right.pages)
    if apart <= max(8, 0.005 * left.pages):
        level = "near" if apart else "same"
    else:
        level = "apart" if apart <= 30 else "far_apart"
    return Observation(level, f"{left.pages} and {right.pages} pages")


def minutes(left: View, right: View) -> Observation | None:
    """Playing times: within 5 % is how houses count (and a film at 25 frames a second)."""
    if not (left.minutes and right.minutes):
        return None
    apart = abs(left.minutes - right.minutes)
    level = "same" if not apart else "near" if apart <= 0.05 * left.minutes + 1 else "apart"
    return Observation(level, f"{left.minutes} and {right.minutes} minutes")


def volume(left: View, right: View) -> Observation | None:
    """Volume designations: known on both sides, on one, or on none."""
    likely = {v for v in (left.likely_volume, right.likely_volume) if v is not None}
    if left.volume is None and right.volume is None:
        if len(likely) == 2:
            return Observation("likely_other", f"perhaps volumes {min(likely)} and {max(likely)}")
        return Observation("neither", "neither states a volume")
    if left.volume is None or right.volume is None:
        if len(likely) == 2:
            return Observation("likely_other", f"perhaps volumes {min(likely)} and {max(likely)}")
        known = right.volume if left.volume is None else left.volume
        return Observation("one_side", f"only one states volume {known}")
    level = "same" if left.volume == right.volume else "other"
    return Observation(level, f"volumes {left.volume} and {right.volume}")


def publisher(left: View, right: View) -> Observation | None:
    """Houses, without words that say nothing (uitgeverij, bv)."""
    if not (left.publishers and right.publishers):
        return None
    alike = any(
        a == b or _contained(a, b) or JaroWinkler.similarity(a, b) >= 0.92
        for a in left.publishers
        for b in right.publishers
    )
    text = f"published by {min(left.publishers)} and {min(right.publishers)}"
    return Observation("same" if alike else "other", text)


def carrier(left: View, right: View) -> Observation | None:
    """Carrier classes; unlike ones weigh less where a side is not sure; a bare number has none."""
    if not (left.titled and right.titled):
        return None
    if left.carrier == right.carrier:
        return Observation("same", f"both {left.carrier}")
    sure = left.carrier_sure and right.carrier_sure
    return Observation("other" if sure else "unsure", f"{left.carrier} and {right.carrier}")


def language(left: View, right: View) -> Observation | None:
    """Languages of the text."""
    one, other = counted_languages(left), counted_languages(right)
    if not (one and other):
        return None
    shared = one & other
    text = f"in {min(one)} and {min(other)}"
    return Observation("same" if shared else "other", text)


def counted_languages(view: View) -> frozenset[str]:
    """The languages of the text; none for a film, which has tracks, or where it says `mul`."""
    silent = view.carrier in FILMS or "mul" in view.languages
    return frozenset() if silent else view.languages


def revised(left: View, right: View) -> Observation | None:
    """Whether only one of them says that it was revised."""
    if left.revised == right.revised:
        return None
    return Observation("other", "only one says it was revised")


def edition(left: View, right: View) -> Observation | None:
    """Edition numbers, where both state one."""
    if left.edition is None or right.edition is None:
        return None
    level = "same" if left.edition == right.edition else "other"
    return Observation(level, f"editions {left.edition} and {right.edition}")


def series(left: View, right: View) -> Observation | None:
    """A series that both state."""
    shared = left.series & right.series
    return Observation("same", f"both in series “{min(shared)}”") if shared else None


def set_and_part(left: View, right: View) -> Observation | None:
    """A whole set on one side only."""
    return Observation("other", "a set and a part") if left.is_set != right.is_set else None


FEATURES: tuple[tuple[str, Feature], ...] = (
    ("provenance", provenance),
    ("house", house),
    ("isbn", isbn),
    ("title", title),
    ("subtitle", subtitle),
    ("numerals", numerals),
    ("author", author),
    ("translator", translator),
    ("year", year),
    ("pages", pages),
    ("minutes", minutes),
    ("volume", volume),
    ("publisher", publisher),
    ("carrier", carrier),
    ("language", language),
    ("revised", revised),
    ("edition", edition),
    ("series", series),
    ("set", set_and_part),
)
"""Every feature with its name; a new one is a function, a line here, its weights, two cases."""
