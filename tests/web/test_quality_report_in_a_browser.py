"""The report of quality in a real Chromium, without script and as narrow as WCAG 1.4.10."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, sync_playwright

from tests.web.test_in_a_browser import MEASURE, chromium
from tests.web.test_quality_report import AT, ordinary
from web.quality_report import render_quality_report
from web.words import LANGUAGES, Language

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module", params=LANGUAGES)
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with every part in it."""
    language: Language = request.param
    summary = ordinary()
    runs = (summary.run(AT - timedelta(days=7)), summary.run(AT))
    page = tmp_path_factory.mktemp("report") / f"quality-{language}.html"
    page.write_text(
        render_quality_report(summary, runs, language=language, at=AT), encoding="utf-8"
    )
    return page


@pytest.fixture
def page(playwright: Playwright) -> Iterator[Page]:
    with chromium(playwright) as context:
        yield context.new_page()


def test_a_problem_leads_to_its_rule_and_an_example_to_its_record(page: Page, file: Path) -> None:
    page.goto(file.as_uri())
    page.locator("#source-1-worst-2 a").first.click()
    assert page.url.endswith("#source-1-year_missing")
    row = page.locator("#source-1-year_missing")
    row.locator("summary").click()
    row.get_by_role("link").first.click()
    assert "#source-1-worst-" in page.url


def test_the_report_asks_nobody_for_anything(page: Page, file: Path) -> None:
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    assert told == []


def test_plots_are_pictures_with_a_name(page: Page, file: Path) -> None:
    page.goto(file.as_uri())
    assert page.get_by_role("img").count() == 4
    assert page.get_by_role("img").first.bounding_box()["height"] > 200  # type: ignore[index]


def test_the_report_fits_a_small_screen_and_can_be_read(playwright: Playwright, file: Path) -> None:
    with chromium(playwright, script=True, width=320) as context:
        page = context.new_page()
        page.goto(file.as_uri())
        # The page's own policy forbids script; what the test evaluates is not the page's.
        page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        measured = page.evaluate(MEASURE)
    assert measured["faint"] == []
    assert measured["small"] == []
    assert measured["wide"] <= 320
