"""The pages as HTML: what they say, in which language, and that they need no script."""

import re
from html.parser import HTMLParser

import pytest

from tests.api.conftest import BOOK, MERGED, NEVER, SPLIT, WITHDRAWN, WORK, Small

PAGES = (
    "/nl",
    "/en",
    "/nl/search?q=spijkerbroek",
    "/en/search?q=spijkerbroek&carrier=book&available=true",
    "/nl/search?q=bestaatniet",
    f"/nl/works/{WORK}",
    f"/en/works/{WORK}?isil=NL-0890010000",
    f"/nl/manifestations/{BOOK}",
    "/nl/about",
    "/en/about",
    "/nl/nergens",
)


class Outline(HTMLParser):
    """What a page is made of, as far as a test wants to know."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_script_and_loads_nothing_from_elsewhere(site: Small, path: str) -> None:
    answer = site.client.get(path)
    outline = Outline(answer.text)
    assert not outline.all("script", "iframe", "object")
    assert not any(name.startswith("on") for _, found in outline.tags for name in found)
    assert not any("style" in found for _, found in outline.tags)
    loaded = [found.get("src") or "" for found in outline.all("img", "source")]
    loaded += [
        f.get("href") or "" for f in outline.all("link") if f.get("rel") in ("stylesheet", "icon")
    ]
    assert all(address.startswith("/static/") for address in loaded)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_used_without_seeing_it(site: Small, path: str) -> None:
    outline = Outline(site.client.get(path).text)
    assert outline.all("html")[0]["lang"] == path[1:3]
    assert len(outline.all("h1")) == len(outline.all("main")) == len(outline.all("header")) == 1
    labelled = {found["for"] for found in outline.all("label")}
    fields = [f for f in outline.all("input", "select") if f.get("type") != "hidden"]
    assert all(found.get("id") in labelled for found in fields)
    ids = [found["id"] for _, found in outline.tags if found.get("id")]
    assert len(ids) == len(set(ids))
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    named = [f for f in outline.all("nav", "aside") if f.get("aria-label")]
    assert len(named) == len(outline.all("nav", "aside"))
    first_link = outline.all("a")[0]
    assert first_link["href"] == "#content"


def test_a_reader_gets_the_language_of_the_browser(site: Small) -> None:
    def front(accept: str) -> str:
        return site.client.get("/", headers={"Accept-Language": accept}).headers["Location"]

    assert front("en-GB,en;q=0.9,nl;q=0.5") == "/en"
    assert front("fr, nl;q=0.3, en;q=0.2") == "/nl"
    assert front("de") == "/nl"


def test_every_page_leads_to_itself_in_the_other_language(site: Small) -> None:
    page = site.client.get("/nl/search?q=spijkerbroek").text
    assert 'href="/en/search?q=spijkerbroek"' in page


def test_a_hit_tells_what_can_be_had_now(site: Small) -> None:
    text = text_of(site.client.get("/nl/search?q=spijkerbroek").text)
    assert "1 titel gevonden voor “spijkerbroek”" in text
    assert "Op de plank" in text
    assert "2 van 3 in 3 bibliotheken" in text
    assert "Nu online te lezen" in text


def test_a_facet_is_a_link_that_narrows_and_can_be_taken_away(site: Small) -> None:
    page = site.client.get("/nl/search?q=spijkerbroek").text
    assert 'href="/nl/search?q=spijkerbroek&amp;carrier=e_book"' in page
    narrowed = site.client.get("/nl/search?q=spijkerbroek&carrier=e_book").text
    assert 'aria-label="Verwijder filter E-book"' in narrowed
    assert site.search.asked[-1].carrier == ("e_book",)


def test_nothing_found_says_what_to_try(site: Small) -> None:
    text = text_of(site.client.get("/en/search?q=zzz&carrier=book").text)
    assert "Nothing found for “zzz”" in text
    assert "Remove one or more filters." in text


def test_words_of_a_reader_are_shown_as_words(site: Small) -> None:
    page = site.client.get("/nl/search", params={"q": "<script>alert(1)</script>"}).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_work_shows_every_publication_and_where_it_is(site: Small) -> None:
    text = text_of(site.client.get(f"/nl/works/{WORK}").text)
    assert "3 uitgaven" in text
    for words in ("Boek", "E-book", "Engels", "Bibliotheek Aastad", "3 uur geleden", "Beedorp"):
        assert words in text


def test_a_work_may_be_seen_from_one_library(site: Small) -> None:
    text = text_of(site.client.get(f"/nl/works/{WORK}?isil=NL-0890020000").text)
    assert "Beedorp" in text
    assert "Ceestad 3 uur" not in text


def test_a_publication_explains_itself_in_the_readers_language(site: Small) -> None:
    dutch = text_of(site.client.get(f"/nl/manifestations/{BOOK}").text)
    english = text_of(site.client.get(f"/en/manifestations/{BOOK}").text)
    assert "Titel uit ggc:2: de eerste bron in rangorde" in dutch
    assert "Title from ggc:2: the first source in rank" in english


def test_a_page_may_show_what_an_open_answer_may_not_give(site: Small) -> None:
    site.titles.declared = {("nbd", "annotation"): "show"}
    assert "Een jongen reist" in site.client.get(f"/nl/manifestations/{BOOK}").text
    site.titles.declared = {("nbd", "annotation"): "nothing"}
    site.client.app.state.services.refreshed._looked = float("-inf")  # type: ignore[attr-defined]
    assert "Een jongen reist" not in site.client.get(f"/nl/manifestations/{BOOK}").text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (f"/nl/manifestations/{NEVER}", 404, "Deze pagina is er niet"),
        ("/en/manifestations/m123", 404, "There is no such page"),
        (f"/nl/manifestations/{WITHDRAWN}", 410, "Deze titel is er niet meer"),
        (f"/nl/manifestations/{SPLIT}", 300, "Dit bleken verschillende titels"),
        ("/nl/search?page=0", 422, "Die vraag begrijpen we niet"),
        ("/nl/search?isil=NL-0899990000", 422, "Die vraag begrijpen we niet"),
        ("/de/search", 422, "Die vraag begrijpen we niet"),
        ("/nl/niets/daar", 404, "Deze pagina is er niet"),
    ],
)
def test_what_cannot_be_shown_is_told_in_words(
    site: Small, path: str, status: int, words: str
) -> None:
    answer = site.client.get(path)
    assert (answer.status_code, words in answer.text) == (status, True)
    assert answer.headers["content-type"].startswith("text/html")


def test_a_merged_title_leads_to_the_page_of_the_one_that_stayed(site: Small) -> None:
    answer = site.client.get(f"/en/manifestations/{MERGED}")
    assert (answer.status_code, answer.headers["Location"]) == (
        308,
        f"/en/manifestations/{BOOK}",
    )


def test_while_search_is_away_titles_still_have_their_page(site: Small) -> None:
    site.search.away = True
    away = site.client.get("/nl/search?q=x")
    assert (away.status_code, "Zoeken is even niet mogelijk" in away.text) == (503, True)
    assert site.client.get(f"/nl/works/{WORK}").status_code == 200


def test_while_the_catalogue_is_away_pages_say_so(site: Small) -> None:
    site.titles.away = True
    away = site.client.get("/nl")
    assert (away.status_code, "niet bereikbaar" in away.text) == (503, True)
    assert away.headers["Retry-After"]


def test_a_permanent_address_leads_people_to_a_page_and_programs_to_data(site: Small) -> None:
    def lead(accept: str) -> str:
        answer = site.client.get(f"/{BOOK}", headers={"Accept": accept, "Accept-Language": "en"})
        assert answer.status_code == 303
        return str(answer.headers["Location"])

    assert lead("text/html,*/*;q=0.8") == f"/en/manifestations/{BOOK}"
    assert lead("application/ld+json") == f"/v1/manifestations/{BOOK}"
    assert site.client.get(f"/{WORK}").headers["Location"] == f"/nl/works/{WORK}"


def test_the_api_still_answers_problems_beside_the_pages(site: Small) -> None:
    answer = site.client.get(f"/v1/manifestations/{NEVER}")
    assert answer.headers["content-type"] == "application/problem+json"
