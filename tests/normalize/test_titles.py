"""The title statement, cut into its parts."""

import pytest

from normalize.titles import is_designation
from tests.normalize.records import marc, pica, rules_noticed


def test_isbd_punctuation_is_taken_out_of_the_title() -> None:
    title = marc("245 13 $aHet diner :$broman /$cHerman Koch").record.title
    assert (title.main, title.rest, title.responsibility) == ("Het diner", "roman", "Herman Koch")


def test_a_title_sorts_behind_its_article() -> None:
    outcome = marc("008 " + " " * 35 + "dut  ", "245 14 $aHet diner")
    assert outcome.record.title.sort == "diner"
    assert not outcome.problems


def test_a_wrong_nonfiling_indicator_is_noticed_and_the_articles_decide() -> None:
    outcome = marc("245 13 $aHet diner")
    assert outcome.record.title.sort == "diner"
    assert rules_noticed(outcome) == {"nonfiling_indicator"}


def test_an_indicator_of_nought_before_an_article_is_noticed() -> None:
    outcome = marc("245 10 $aDe avonden")
    assert outcome.record.title.sort == "avonden"
    assert rules_noticed(outcome) == {"nonfiling_indicator"}


def test_what_an_indicator_skips_and_is_no_article_is_noticed() -> None:
    outcome = marc("245 14 $aMet Europa")
    assert outcome.record.title.sort == "europa"
    assert rules_noticed(outcome) == {"nonfiling_not_an_article"}


def test_the_at_sign_shows_where_a_pica_title_sorts() -> None:
    title = pica("021A $aDe @zee-egels van Café $$ij$deen verhaal").record.title
    assert title.main == "De zee-egels van Café $ij"
    assert title.rest == "een verhaal"
    assert title.sort == "zee egels van cafe ij"


def test_an_at_sign_inside_a_word_belongs_to_the_title() -> None:
    assert pica("021A $ainfo@zee").record.title.main == "info@zee"


def test_a_title_without_at_sign_sorts_by_the_list_of_articles() -> None:
    assert pica("021A $aHet diner").record.title.sort == "diner"


def test_a_subtitle_in_the_title_is_cut_off() -> None:
    title = marc("245 10 $aZomerhuis : roman").record.title
    assert (title.main, title.rest) == ("Zomerhuis", "roman")


def test_an_inverted_title_is_turned_round() -> None:
    title = marc("245 10 $aDiner, Het").record.title
    assert (title.main, title.sort) == ("Het Diner", "diner")


def test_number_and_part_of_a_volume_have_their_places() -> None:
    title = marc(
        "245 14 $aHet bureau.$nDeel 2,$pVuile handen :$broman /$cJ.J. Voskuil"
    ).record.title
    assert title.main == "Het bureau"
    assert (title.part_number, title.part_title) == ("Deel 2", "Vuile handen")


def test_a_pica_volume_stands_under_its_common_title() -> None:
    title = pica("021A $aVuile handen", "036C $aHet @bureau$l2").record.title
    assert title.main == "Het bureau"
    assert (title.part_number, title.part_title, title.sort) == ("2", "Vuile handen", "bureau")


def test_a_title_that_is_only_a_number_is_named_after_its_series() -> None:
    title = pica("021A $aDeel 3", "036E/01 $aDe @Griezelbus$l3").record.title
    assert (title.main, title.part_number) == ("De Griezelbus", "Deel 3")


def test_a_volume_in_the_title_itself_is_cut_out() -> None:
    title = pica("021A $a@Van Dale. Deel 2, J-R").record.title
    assert (title.main, title.part_number, title.part_title) == ("Van Dale", "Deel 2", "J-R")


def test_a_volume_in_the_subtitle_is_cut_out() -> None:
    title = pica("021A $aDe @kronieken van Narnia$ddl. 2: Het betoverde land").record.title
    assert (title.part_number, title.part_title) == ("dl. 2", "Het betoverde land")


def test_three_dots_at_the_end_are_no_full_stop() -> None:
    assert marc("245 10 $aHoe overleef ik...$n4").record.title.main == "Hoe overleef ik..."


def test_mark_up_in_a_title_is_never_passed_on() -> None:
    title = marc("245 10 $a<b onclick=x>Zee</b> &amp; strand").record.title
    assert title.main == "Zee & strand"


def test_double_angle_brackets_mark_an_article_and_go() -> None:
    assert marc("245 10 $a<<Le>> cinéma").record.title.main == "Le cinéma"


def test_a_title_in_another_script_sorts_by_itself() -> None:
    assert marc("245 10 $aПир и мор").record.title.sort == "пир и мор"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Deel 3", True), ("Vol. II", True), ("Deel drie", True), ("Deel een geheim", False)],
)
def test_a_designation_is_told_from_a_title(text: str, expected: bool) -> None:
    assert is_designation(text) is expected
