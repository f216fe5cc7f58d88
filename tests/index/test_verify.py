import pytest

from index.elastic import ElasticCluster
from index.mapping import STEMS, mapping, settings
from index.verify import load_checks, verify


class ForgetfulEngine:
    """An engine that folds nothing: every text is one token."""

    def __init__(self):
        self.indices = set()

    def create(self, index):
        self.indices.add(index)

    def analyze(self, index, analyser, text):
        assert index in self.indices
        return (text,)

    def delete(self, index):
        self.indices.discard(index)


def test_an_engine_that_reads_otherwise_is_told_text_by_text():
    engine = ForgetfulEngine()
    failures = verify(engine)
    assert 10 < len(failures) < len(load_checks())
    assert str(failures[0]) == (
        "words of 'Het diner': expected ['diner', 'het'], found ['Het diner']"
    )
    assert engine.indices == set()


def test_no_analyser_leaves_a_word_of_a_title_out():
    for analyser in settings()["analysis"]["analyzer"].values():
        assert not any("stop" in name for name in analyser["filter"])


def test_words_above_stems_is_what_every_text_field_offers():
    texts = [f for f in mapping()["properties"].values() if f.get("type") == "text"]
    assert len(texts) >= 5
    assert all(field["fields"]["stems"]["analyzer"] == STEMS for field in texts)


@pytest.mark.elasticsearch
def test_the_embedded_engine_reads_dutch_as_the_mapping_means_it(search_url):
    cluster = ElasticCluster(search_url)
    assert [str(failure) for failure in verify(cluster)] == []
    cluster.close()
