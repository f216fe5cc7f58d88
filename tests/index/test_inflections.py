import pytest

from index.inflections import compound_parts, inflections, past, plural, present, stem


@pytest.mark.parametrize(
    ("noun", "several"),
    [("boek", "boeken"), ("boom", "bomen"), ("man", "mannen"), ("avond", "avonden")],
)
def test_a_plural_follows_the_rules_of_spelling(noun, several):
    assert plural(noun) == several


@pytest.mark.parametrize(
    ("noun", "several"), [("brief", "brieven"), ("huis", "huizen"), ("wolf", "wolven")]
)
def test_some_nouns_get_their_voice_back_in_the_plural(noun, several):
    assert plural(noun, voiced=True) == several


@pytest.mark.parametrize(
    ("infinitive", "first"),
    [
        ("lopen", "loop"),
        ("lezen", "lees"),
        ("zwemmen", "zwem"),
        ("wandelen", "wandel"),
        ("schrijven", "schrijf"),
    ],
)
def test_the_first_person_follows_the_rules_of_spelling(infinitive, first):
    assert stem(infinitive) == first
    assert present(infinitive)[0] == first


def test_the_past_ends_by_the_last_sound_of_the_verb():
    assert past("werken") == ("werkte", "werkten", "gewerkt")
    assert past("leven") == ("leefde", "leefden", "geleefd")
    assert past("vertellen") == ("vertelde", "vertelden", "verteld")


def test_every_form_counts_for_one_word_that_counts_for_itself():
    table = inflections()
    assert len(table) > 1000
    assert all(table[base] == base for base in table.values())


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("huizen", "huis"),
        ("mannen", "man"),
        ("brieven", "brief"),
        ("loopt", "lopen"),
        ("liep", "lopen"),
        ("kinderen", "kind"),
        ("steden", "stad"),
        ("iii", "3"),
        ("derde", "3"),
    ],
)
def test_common_forms_come_to_their_word(form, base):
    assert inflections()[form] == base


def test_compounds_are_cut_into_words_of_four_letters_or_more():
    assert len(compound_parts()) >= 300
    assert min(map(len, compound_parts())) >= 4
