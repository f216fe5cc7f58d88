"""The report of quality: one page that stands alone, in two languages, for everybody to read."""

import re
import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree, html

from catalogue.model import BibliographicRecord, Title
from catalogue.outcomes import LocalItem, Normalized, Rejected
from normalize.profiles import load_table
from normalize.quality_summary import QualitySummary
from normalize.quality_tally import FIELDS, Run
from normalize.reading import describe
from normalize.validation import CHECKS
from tests.some_records import record
from web.quality_report import render_quality_report
from web.quality_report_words import report_words
from web.words import LANGUAGES, Language

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
WORDS = tomllib.loads((ROOT / "web" / "quality_report.toml").read_text(encoding="utf-8"))
STYLE = (ROOT / "web" / "templates" / "quality_report.css").read_text(encoding="utf-8")


def kept(number: str, *rules: str, title: str = "Zee", branch: str = "") -> Normalized:
    key = f"nbd:{number}"
    described: BibliographicRecord = record(number=number, title=Title(main=title))
    items = (LocalItem(item_id=number, branch_code=branch),) if branch else ()
    problems = tuple(describe(key, rule, "years", "1066") for rule in rules)
    return Normalized(record=described, items=items, problems=problems)


def summary_of(*outcomes: Normalized | Rejected) -> QualitySummary:
    summary = QualitySummary()
    for outcome in outcomes:
        summary.take(outcome)
    return summary


def ordinary() -> QualitySummary:
    """Some flawless records, some with warnings, one rejected; copies in two branches."""
    refused = describe("nbd:9", "title_missing", "title", "")
    return summary_of(
        kept("1", branch="0001"),
        kept("2", "year_missing", branch="0002"),
        *(kept(str(n), "year_missing", "title_in_capitals") for n in range(30, 45)),
        Rejected(source="nbd", number="9", reason="", problems=(refused,)),
    )


def page(summary: QualitySummary, language: Language = "nl", *earlier: Run) -> html.HtmlElement:
    runs = (*earlier, summary.run(AT))
    text = render_quality_report(summary, runs, language=language, at=AT)
    return html.document_fromstring(text)


def text_of(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


@pytest.fixture(scope="module", params=LANGUAGES)
def shown(request: pytest.FixtureRequest) -> html.HtmlElement:
    return page(ordinary(), request.param, ordinary().run(AT - timedelta(days=1)))


def test_the_page_tells_counts_shares_and_what_to_do_first() -> None:
    brief = text_of(page(ordinary()).get_element_by_id("brief"))
    assert "Gelezen 18" in brief
    assert "Behouden 17" in brief
    assert "Afgekeurd 1" in brief
    assert "Zonder probleem 5,6%" in brief
    assert brief.index("Geen jaar van uitgave") < brief.index("Titel in hoofdletters")
    assert "Geef het jaar van uitgave" in brief
    assert "Give the year" in text_of(page(ordinary(), "en").get_element_by_id("brief"))


def test_every_field_has_its_share_and_the_core_comes_first() -> None:
    shown = page(ordinary())
    rows = shown.xpath("//section[@id='source-1']/details[1]//tbody/tr")
    assert len(rows) == len(FIELDS)
    told = {text_of(row[0]): text_of(row[2]) for row in rows}
    assert (told["Titel"], told["Annotatie"]) == ("100%", "0%")
    core = len(load_table("validation")["completeness"]["core"])
    assert {text_of(row[1]) for row in rows[:core]} == {"kernveld"}
    assert {text_of(row[1]) for row in rows[core:]} == {"overig veld"}


def test_a_rule_shows_how_often_it_holds_with_examples_that_lead_to_the_record() -> None:
    shown = page(ordinary())
    row = shown.get_element_by_id("source-1-year_missing")
    assert [text_of(cell) for cell in row[1:4]] == ["waarschuwing", "16", "11,1%"]
    links = row.xpath(".//details//a/@href")
    assert len(links) == 5
    found = shown.get_element_by_id(links[0].removeprefix("#"))
    assert text_of(found).startswith(text_of(row.xpath(".//details//a")[0]))


def test_the_worst_record_comes_first_and_each_problem_leads_to_its_remedy() -> None:
    shown = page(ordinary())
    worst = shown.xpath("//section[@id='source-1']//ol[@class='worst']/li")
    assert text_of(worst[0]).startswith("nbd:9 afgekeurd gewicht 10 fout Geen titel")
    assert worst[1].xpath("./ul/li/a/@href") == [
        "#source-1-year_missing",
        "#source-1-title_in_capitals",
    ]
    assert len(worst) == 17
    assert shown.xpath("//ol[@class='worst']/@start") == ["11"]


def test_a_trend_is_drawn_from_the_second_run_on_and_tells_the_change() -> None:
    before = summary_of(kept("1"), kept("2")).run(AT - timedelta(days=7))
    assert "vanaf de tweede keer" in text_of(page(ordinary()).get_element_by_id("source-1"))
    shown = page(ordinary(), "nl", before)
    assert "−94,4 punt" in text_of(shown.get_element_by_id("brief"))
    trend = shown.xpath("//section[@id='source-1']//figure[3]//*[@role='img']/@aria-label")
    assert trend[0].startswith("Lijndiagram: verloop van nbd")
    rows = [[text_of(cell) for cell in row] for row in shown.xpath("//details//tbody/tr")]
    assert [row[:4] for row in rows if "november" in row[0]] == [
        ["22 november 2026, 13:00", "2", "0", "100%"],
        ["29 november 2026, 13:00", "18", "1", "5,6%"],
    ]


def test_runs_of_other_sources_say_nothing_of_this_one() -> None:
    other = QualitySummary()
    other.take(Normalized(record=record(source="ggc")))
    shown = page(ordinary(), "nl", other.run(AT - timedelta(days=7)))
    assert "eerste meting" in text_of(shown.get_element_by_id("brief"))


def test_libraries_are_compared_and_each_has_its_own_part() -> None:
    shown = page(ordinary())
    names = [text_of(row[0]) for row in shown.xpath("//section[@id='libraries']/div//tbody/tr")]
    assert names == ["nbd 0001", "nbd 0002"]
    assert "Geen jaar van uitgave" in text_of(shown.get_element_by_id("library-2"))
    assert "Elk record voldoet" in text_of(shown.get_element_by_id("library-1"))


def test_many_sources_are_found_by_their_table_and_few_at_once() -> None:
    few, many = QualitySummary(), QualitySummary()
    for summary, count in ((few, 12), (many, 13)):
        for number in range(count):
            summary.take(Normalized(record=record(source=f"s{number}")))
    assert len(page(few).xpath("//nav//a")) == 13
    assert page(many).xpath("//nav//a/@href") == ["#brief", "#sources"]
    assert len(page(many).xpath("//section[@id='brief']//tbody/tr")) == 13


def test_without_copies_there_is_no_part_for_libraries() -> None:
    assert page(summary_of(kept("1"))).xpath("//section[@id='libraries']") == []


@pytest.mark.parametrize(
    "summary",
    [summary_of(), summary_of(kept("1")), summary_of(Rejected(source="s", number="1", reason=""))],
    ids=["nothing read", "nothing wrong", "nothing kept"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_can_be_made_of_anything(summary: QualitySummary, language: Language) -> None:
    assert text_of(page(summary, language).xpath("//h1")[0]) == WORDS[language]["page"]["title"]


def test_what_a_source_writes_is_shown_as_text_and_never_run() -> None:
    evil = kept("<b>1</b>", "year_missing", title="<script>alert(1)</script>")
    problem = describe("nbd:<b>1</b>", "year_missing", "<i>field</i>", "<img src=x onerror=y>")
    evil = evil.model_copy(update={"problems": (problem,)})
    shown = page(summary_of(evil))
    assert shown.xpath("//script | //img | //b | //i") == []
    assert "<script>alert(1)</script>" in text_of(shown)


def test_control_characters_do_not_reach_the_page() -> None:
    problem = describe("nbd:1", "stray_separator", "245", "Zee\x1f en \x00strand")
    given = kept("1", title="Zee\x07").model_copy(update={"problems": (problem,)})
    summary = summary_of(given)
    text = render_quality_report(summary, (summary.run(AT),), language="nl", at=AT)
    assert "Zee en strand" in text
    assert re.findall(r"[\x00-\x08\x0b-\x1f\x7f]", text) == []


def test_shares_are_told_as_all_or_none_only_where_it_is_so() -> None:
    nl, en = report_words("nl"), report_words("en")
    assert [nl.share(share) for share in (0, 0.00001, 0.5, 0.123, 0.99999, 1)] == [
        *("0%", "0,1%", "50%", "12,3%", "99,9%", "100%")
    ]
    assert en.share(0.123) == "12.3%"
    assert (nl.points(0.5, 0.4), nl.points(0.4, 0.412)) == ("+10 punt", "−1,2 punt")


# What every reader needs (WCAG 2.2 AA), and what the page promises of itself.


def test_the_page_says_its_language_and_has_one_heading_above_all(
    shown: html.HtmlElement,
) -> None:
    assert shown.get("lang") in LANGUAGES
    levels = [int(each.tag[1]) for each in shown.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in zip(levels, levels[1:], strict=False))


def test_every_plot_is_whole_svg() -> None:
    runs = (ordinary().run(AT - timedelta(days=1)), ordinary().run(AT))
    text = render_quality_report(ordinary(), runs, language="nl", at=AT)
    plots = re.findall(r"<svg .*?</svg>", text, re.DOTALL)
    assert len(plots) == 4
    assert all(etree.fromstring(plot.encode()).get("viewBox") for plot in plots)


def test_every_anchor_is_there_once_and_every_link_finds_one(shown: html.HtmlElement) -> None:
    anchors = shown.xpath("//@id")
    assert len(anchors) == len(set(anchors))
    links = {link.removeprefix("#") for link in shown.xpath("//a/@href")}
    assert links - set(anchors) == set()
    assert all(link.startswith("#") for link in shown.xpath("//a/@href"))


def test_nothing_comes_from_elsewhere_and_there_is_no_script(shown: html.HtmlElement) -> None:
    assert shown.xpath("//script | //link | //iframe | //object | //img") == []
    assert shown.xpath("//@src | //@style[contains(., 'url')]") == []
    assert "http" not in STYLE


def test_every_plot_is_told_in_words_and_has_a_table_beside_it(shown: html.HtmlElement) -> None:
    plots = shown.xpath("//figure//*[local-name()='svg']")
    assert len(plots) == 4
    assert all(plot.get("role") == "img" and len(plot.get("aria-label")) > 40 for plot in plots)
    assert len(shown.xpath("//table")) >= 4


def test_tables_have_headings_for_columns_and_rows(shown: html.HtmlElement) -> None:
    assert shown.xpath("//thead/tr/th[not(@scope='col')]") == []
    assert shown.xpath("//tbody/tr[not(th[@scope='row'])]") == []


def test_places_that_scroll_can_be_reached_with_a_keyboard(shown: html.HtmlElement) -> None:
    for each in shown.xpath("//*[@class='scroll']"):
        assert (each.get("tabindex"), each.get("role")) == ("0", "region")
        assert each.get("aria-label")


def test_colours_of_text_stand_out_as_wcag_asks() -> None:
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", STYLE))
    on_white = [
        ("ink", 4.5),
        ("quiet", 4.5),
        ("link", 4.5),
        ("bad", 4.5),
        ("edge", 3),
        ("brand", 3),
    ]
    for name, least in on_white:
        for ground in ("#ffffff", colours["ground"], "#fff7e0"):
            assert contrast(colours[name], ground) >= least, (name, ground)
    assert contrast("#ffffff", colours["brand"]) >= 4.5
    assert contrast(colours["warn"], colours["warn-bg"]) >= 4.5
    assert contrast(colours["bad"], colours["bad-bg"]) >= 4.5


def test_colours_of_plots_stand_out_too() -> None:
    source = (ROOT / "web" / "quality_report_plots.py").read_text(encoding="utf-8")
    colours = re.findall(r'"(#[0-9a-f]{6})"', source)
    assert len(colours) == 7
    marks = [colour for colour in colours if colour != "#c9d3d6"]  # lines behind the bars
    assert all(contrast(colour, "#ffffff") >= 3 for colour in marks)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_both_languages_say_everything_with_the_same_facts() -> None:
    nl, en = WORDS["nl"], WORDS["en"]
    assert {section: set(words) for section, words in nl.items()} == {
        section: set(words) for section, words in en.items()
    }
    for section, words in nl.items():
        for name, text in words.items():
            facts = set(re.findall(r"\{\w+\}", text))
            assert facts == set(re.findall(r"\{\w+\}", en[section][name])), name


def test_every_field_of_a_description_and_of_a_check_has_a_name() -> None:
    assert {*FIELDS, *(check.field for check in CHECKS)} <= set(WORDS["nl"]["fields"])


def test_matplotlib_is_not_loaded_before_a_plot_is_made() -> None:
    code = "import sys, cli.main, web.quality_report; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
