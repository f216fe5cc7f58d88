"""What a cataloguer expects of a finished description: one function each, none changes anything.

Each answers with the values that do not come up to it; nothing is right. `tables/validation.toml`
has the numbers and lists.
"""

from collections.abc import Iterable
from datetime import date

from catalogue.model import BibliographicRecord, Carrier
from catalogue.outcomes import Normalized
from catalogue.text import without_article
from normalize.profiles import load_table
from normalize.titles import sort_text

Values = Iterable[str]


def no_language(given: Normalized, _: date) -> Values:
    """A publication to read or listen to that states no language, not even an unknown one."""
    record = given.record
    stated = record.languages or any(each.rule == "language_unknown" for each in given.problems)
    return [""] if _is(record, "with_language") and not stated else []


def no_original_title(given: Normalized, _: date) -> Values:
    """A translation that does not name what it was translated from."""
    record = given.record
    named = record.original_title or any(e.kind == "translation_of" for e in record.links)
    return [] if named else record.original_languages[:1]


def no_year(given: Normalized, _: date) -> Values:
    """No year of publication."""
    return [] if given.record.years else [""]


def year_to_come(given: Normalized, today: date) -> Values:
    """A year further ahead than publications are announced."""
    last = today.year + load_table("validation")["years"]["ahead"]
    return [str(year) for year in given.record.years if year > last]


def year_before_printing(given: Normalized, _: date) -> Values:
    """A year in which nothing was printed yet."""
    earliest = load_table("validation")["years"]["earliest"]
    return [str(year) for year in given.record.years if year < earliest]


def no_contributor(given: Normalized, _: date) -> Values:
    """A text or music that nobody made."""
    record = given.record
    wanted = _is(record, "with_contributor") and not record.contributors
    return [record.title.responsibility] if wanted else []


def no_publisher(given: Normalized, _: date) -> Values:
    """A publication without publisher."""
    record = given.record
    return [""] if _is(record, "with_publisher") and not record.publishers else []


def unknown_carrier(given: Normalized, _: date) -> Values:
    """Nothing tells what a reader holds in the hand."""
    record = given.record
    return [record.extent.statement] if record.carrier is Carrier.UNKNOWN else []


def doubtful_carrier(given: Normalized, _: date) -> Values:
    """Codes and words leave open what a reader holds in the hand, and do not contradict it."""
    record = given.record
    noticed = any(each.rule == "carrier_contradicted" for each in given.problems)
    doubtful = not record.carrier_sure and record.carrier is not Carrier.UNKNOWN
    return [record.carrier.value] if doubtful and not noticed else []


def pages_to_hear(given: Normalized, _: date) -> Values:
    """Pages, and no playing time, on a disc or a stream."""
    record, extent = given.record, given.record.extent
    wrong = _is(record, "without_pages") and extent.pages and not extent.minutes
    return [f"{extent.pages} p, {record.carrier.value}"] if wrong else []


def minutes_to_read(given: Normalized, _: date) -> Values:
    """A playing time on paper."""
    record, extent = given.record, given.record.extent
    wrong = _is(record, "without_minutes") and extent.minutes
    return [f"{extent.minutes} min, {record.carrier.value}"] if wrong else []


def too_many_pages(given: Normalized, _: date) -> Values:
    """More pages than a binding holds."""
    pages = given.record.extent.pages or 0
    return [str(pages)] if pages > load_table("validation")["extent"]["most_pages"] else []


def isbn_of_the_set_only(given: Normalized, _: date) -> Values:
    """One volume that has no other ISBN than that of the whole."""
    record = given.record
    one_volume = record.volume.state == "known" and not record.volume.is_set
    of_set = [each.text for each in record.isbns if each.qualifier == "set"]
    return of_set if one_volume and not record.valid_isbns else []


def avi_for_adults(given: Normalized, _: date) -> Values:
    """A reading level of primary school on what is for adults."""
    record = given.record
    return [f"AVI {record.avi}, {_audience(record)}"] if record.avi and _for_adults(record) else []


def unknown_avi(given: Normalized, _: date) -> Values:
    """An AVI level that neither scale has."""
    avi = given.record.avi
    return [avi] if avi and avi not in load_table("audience")["avi"] else []


def nur_against_audience(given: Normalized, _: date) -> Values:
    """NUR codes for children on what is for adults, or the reverse."""
    record, table = given.record, load_table("validation")["nur"]
    numbers = [int(code) for code in _nur(record) if code.isascii() and code.isdigit()]
    youth = [table["youth_from"] <= number < table["below_adults"] for number in numbers]
    adult = [number >= table["below_adults"] for number in numbers]
    against = (_for_adults(record) and all(youth)) or (_for_youth(record) and all(adult))
    return [f"NUR {', '.join(_nur(record))}, {_audience(record)}"] if numbers and against else []


def malformed_nur(given: Normalized, _: date) -> Values:
    """A NUR that is not three digits."""
    digits = load_table("validation")["nur"]["digits"]
    codes = _nur(given.record)
    return [c for c in codes if not (c.isascii() and c.isdigit() and len(c) == digits)]


def too_many_nur(given: Normalized, _: date) -> Values:
    """More NUR codes than a publisher may give."""
    codes = _nur(given.record)
    return [", ".join(codes)] if len(codes) > load_table("validation")["nur"]["most"] else []


def title_in_capitals(given: Normalized, _: date) -> Values:
    """A title in capitals only."""
    main = given.record.title.main
    letters = sum(character.isalpha() for character in main)
    long = letters >= load_table("validation")["title"]["capitals_from"]
    return [main] if long and main.isupper() else []


def title_ends_in_a_mark(given: Normalized, _: date) -> Values:
    """A title that ends in punctuation which is not part of it."""
    main, table = given.record.title.main, load_table("validation")["title"]
    if main.endswith(tuple(table["marks"])):
        return [main]
    word = main.removesuffix(".").rpartition(" ")[2]
    whole = word.isalpha() and len(word) >= table["letters_before_stop"]
    abbreviated = word.casefold() in table["abbreviations"]
    return [main] if main.endswith(".") and whole and not abbreviated else []


def sorts_on_an_article(given: Normalized, _: date) -> Values:
    """A sort form that begins with the article which the title begins with."""
    record, title = given.record, given.record.title
    language = record.languages[0] if record.languages else "dut"
    article = without_article(title.main, language) != title.main
    return [title.main] if article and title.sort == sort_text(title.main) else []


def ambiguous_volume(given: Normalized, _: date) -> Values:
    """A number that may or may not be that of a volume; a publisher's series counts further."""
    title, volume = given.record.title, given.record.volume
    largest = load_table("validation")["series"]["largest_volume"]
    if volume.state != "ambiguous" or (volume.number or 0) > largest:
        return []
    stated = [f"{each.title} ; {each.volume}" for each in given.record.series if each.volume]
    return stated[:1] or [f"{title.main} {title.part_number}".strip()]


def unread_number(given: Normalized, _: date) -> Values:
    """A number in a series that is no number."""
    series = given.record.series
    return [f"{e.title} ; {e.volume}" for e in series if e.volume and e.number is None]


def no_address(given: Normalized, _: date) -> Values:
    """An online publication that cannot be opened."""
    record = given.record
    return [record.carrier.value] if _is(record, "online") and record.online is None else []


def licence_backwards(given: Normalized, _: date) -> Values:
    """A licence that ended before it began."""
    online = given.record.online
    if not online or not online.licence_from or not online.licence_until:
        return []
    span = f"{online.licence_from} - {online.licence_until}"
    return [span] if online.licence_until < online.licence_from else []


def licence_over(given: Normalized, today: date) -> Values:
    """A licence that has ended."""
    until = given.record.online.licence_until if given.record.online else None
    return [str(until)] if until and until < today else []


def copy_nowhere(given: Normalized, _: date) -> Values:
    """Copies that belong to no branch."""
    return [item.item_id for item in given.items if not item.branch_code][:1]


def _is(record: BibliographicRecord, name: str) -> bool:
    return record.carrier.value in load_table("validation")["carriers"][name]


def _nur(record: BibliographicRecord) -> list[str]:
    return [each.notation for each in record.classifications if each.scheme == "nur"]


def _audience(record: BibliographicRecord) -> str:
    return ", ".join(record.audience)


def _for_adults(record: BibliographicRecord) -> bool:
    return _all_in(record.audience, "adult")


def _for_youth(record: BibliographicRecord) -> bool:
    return _all_in(record.audience, "youth")


def _all_in(codes: tuple[str, ...], name: str) -> bool:
    known = load_table("validation")["audience"][name]
    return bool(codes) and all(code in known for code in codes)
