from hypothesis import given
from hypothesis import strategies as st

from catalogue.identifiers import ManifestationId
from catalogue.model import Carrier, Title
from matching.works import group_works, work_keys
from tests.some_records import record, volume

BOOK = record()


def one_work(left, right):
    return bool(work_keys(left) & work_keys(right))


def test_editions_carriers_and_a_translation_are_one_work():
    english = record(
        title=Title(main="The sea urchins of Texel"),
        languages=("eng",),
        original_title="De zee-egels van Texel",
    )
    assert one_work(BOOK, record(carrier=Carrier.LARGE_PRINT, years=(2022,)))
    assert one_work(BOOK, record(carrier=Carrier.E_BOOK))
    assert one_work(BOOK, english.model_copy(update={"original_languages": ("dut",)}))


def test_a_film_of_a_book_and_a_comic_of_it_are_other_works():
    assert not one_work(BOOK, record(carrier=Carrier.DVD))
    comic = record(title=Title(main="De zee-egels van Texel", rest="de graphic novel"))
    assert not one_work(BOOK, comic)


def test_volumes_with_one_title_are_one_work_and_with_their_own_titles_are_not():
    first = record(
        title=Title(main="Het bureau", part_number="1", part_title="Meneer Beerta"),
        volume=volume(1),
    )
    second = record(
        title=Title(main="Het bureau", part_number="2", part_title="Vuile handen"), volume=volume(2)
    )
    assert not one_work(first, second)
    assert one_work(
        record(title=Title(main="De egels", part_number="1"), volume=volume(1)),
        record(title=Title(main="De egels 2"), volume=volume(2)),
    )


def test_an_omnibus_is_not_its_first_part():
    assert not one_work(BOOK, record(title=Title(main="De zee-egels van Texel", rest="omnibus")))


@given(
    st.dictionaries(
        st.integers(0, 30).map(lambda n: ManifestationId(f"m{n}")),
        st.frozensets(st.sampled_from("abcdefgh"), min_size=1, max_size=3),
        max_size=15,
    )
)
def test_grouping_ignores_order_and_joins_exactly_what_a_chain_of_keys_connects(keys):
    groups = group_works(keys)
    assert group_works(dict(reversed(keys.items()))) == groups
    where = {m: i for i, group in enumerate(groups) for m in group}
    assert set(where) == set(keys)
    for left in keys:
        for right in keys:
            if keys[left] & keys[right]:
                assert where[left] == where[right]
