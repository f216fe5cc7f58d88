"""Errors, in the order in which they happen: each is a row, its rate per source in the profile.

What happened to a record is told by name in the truth.
"""

from collections.abc import Callable
from functools import lru_cache

from nation import noise_imprints, noise_isbns, noise_people, noise_titles
from nation.draft import Draft
from nation.drafting import Describing
from nation.profile import Profile
from nation.randomness import PARTS

Slip = Callable[[Draft, Describing], bool]

NOISE: tuple[tuple[str, Slip], ...] = (
    ("isbn_one_of_two", noise_isbns.one_of_two),
    ("isbn_of_set", noise_isbns.of_set),
    ("isbn_sibling", noise_isbns.sibling),
    ("isbn_missing", noise_isbns.missing),
    ("isbn_of_other", noise_isbns.of_other),
    ("isbn_wrong_digit", noise_isbns.wrong_digit),
    ("isbn_ten", noise_isbns.ten_digits),
    ("isbn_hyphens", noise_isbns.hyphens),
    ("isbn_no_qualifier", noise_isbns.no_qualifier),
    ("volume_missing", noise_titles.volume_missing),
    ("volume_elsewhere", noise_titles.volume_elsewhere),
    ("series_number_missing", noise_titles.series_number_missing),
    ("series_missing", noise_titles.series_missing),
    ("subtitle_dropped", noise_titles.subtitle_dropped),
    ("subtitle_glued", noise_titles.subtitle_glued),
    ("subtitle_swapped", noise_titles.subtitle_swapped),
    ("genre_in_title", noise_titles.genre_in_title),
    ("title_parallel", noise_titles.title_parallel),
    ("title_shortened", noise_titles.title_shortened),
    ("article_dropped", noise_titles.article_dropped),
    ("article_inverted", noise_titles.article_inverted),
    ("title_typo", noise_titles.typo),
    ("maker_in_title", noise_titles.maker_in_title),
    ("author_missing", noise_people.author_missing),
    ("author_initials", noise_people.author_initials),
    ("author_prefix_first", noise_people.author_prefix_first),
    ("author_not_inverted", noise_people.author_not_inverted),
    ("author_typo", noise_people.author_typo),
    ("others_missing", noise_people.others_missing),
    ("year_off_by_one", noise_imprints.year_off_by_one),
    ("year_missing", noise_imprints.year_missing),
    ("pages_off", noise_imprints.pages_off),
    ("pages_preliminary", noise_imprints.pages_preliminary),
    ("pages_missing", noise_imprints.pages_missing),
    ("publisher_variant", noise_imprints.publisher_variant),
    ("publisher_missing", noise_imprints.publisher_missing),
    ("edition_missing", noise_imprints.edition_missing),
    ("edition_first", noise_imprints.edition_first),
    ("carrier_wrong", noise_imprints.carrier_wrong),
    ("language_missing", noise_imprints.language_missing),
    ("accents_lost", noise_titles.accents_lost),
    ("marc8", noise_imprints.marc8),
    ("cp1252", noise_imprints.cp1252),
    ("double_encoded", noise_imprints.double_encoded),
    ("decomposed", noise_imprints.decomposed),
)

Rates = tuple[tuple[str, Slip, float], ...]


@lru_cache(maxsize=64)
def rates_for(profile: Profile, kind_of_source: str, part: float = 1.0) -> Rates:
    """The errors of a source with their rates; `part` lessens them all."""
    noise = profile.noise()
    rows = [(name, slip, int(noise[name][kind_of_source] * part) / PARTS) for name, slip in NOISE]
    return tuple([row for row in rows if row[2]])


def go_wrong(draft: Draft, about: Describing, rates: Rates) -> None:
    """Let each error happen or not, and write down which did."""
    random = about.chance.random
    for name, slip, _ in [row for row in rates if random() < row[2]]:
        if slip(draft, about):
            draft.phenomena.append(name)
