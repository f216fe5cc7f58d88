"""The pages in a real Chromium, with its script engine off, by keyboard and on a small screen."""

import asyncio
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from api.dependencies import Services
from tests.api.conftest import BOOK, WORK, small_catalogue
from tests.fake_feed import MemoryFeed
from tests.fakes import MemoryDesk, MemorySearch, MemoryWrites
from tests.small_network import MONDAY
from web.app import create_site

pytestmark = pytest.mark.journey

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = (
    "/nl",
    "/nl/search?q=spijkerbroek&carrier=book",
    "/en/search?q=bestaatniet",
    f"/nl/works/{WORK}",
    f"/en/manifestations/{BOOK}",
    "/nl/about",
    "/nl/nergens",
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The site over the small catalogue, on a free port of this machine."""
    titles = small_catalogue()
    services = Services(
        titles=titles,
        search=MemorySearch(titles),
        desk=MemoryDesk(),
        writes=MemoryWrites(),
        feed=MemoryFeed(),
        now=lambda: MONDAY,
    )
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_site(services), log_level="warning"))
        thread = threading.Thread(
            target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True
        )
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@contextmanager
def chromium(
    playwright: Playwright, *, script: bool = False, width: int = 1280
) -> Iterator[BrowserContext]:
    with tempfile.TemporaryDirectory() as folder:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path="/usr/bin/chromium",
            args=FLAGS,
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
            locale="nl-NL",
        )
        yield context
        context.close()


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[BrowserContext]:
    """A browser that runs no script, like a reader who turned it off."""
    with chromium(playwright) as context:
        yield context


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def test_a_reader_finds_a_book_and_where_it_stands(page: Page, address: str) -> None:
    page.goto(address)
    assert page.url == f"{address}/nl"
    page.get_by_label("Zoek op titel, auteur, onderwerp of ISBN").fill("spijkerbroek")
    page.get_by_role("button", name="Zoeken").click()
    assert (
        page.get_by_role("heading", level=1).inner_text() == "1 titel gevonden voor “spijkerbroek”"
    )
    page.get_by_role("complementary", name="Verfijnen").get_by_role("link", name="Boek").click()
    assert page.get_by_role("link", name="Verwijder filter Boek").is_visible()
    page.get_by_role("link", name="Kruistocht in spijkerbroek", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Kruistocht in spijkerbroek"
    shelves = page.get_by_role("region", name="Waar staat het?").first
    assert "Aastad" in shelves.inner_text()
    assert "Op de plank" in shelves.inner_text()
    assert "ROMAN" not in shelves.inner_text()


def test_a_reader_needs_no_mouse(page: Page, address: str) -> None:
    page.goto(f"{address}/nl")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Naar de inhoud")
    assert skip.bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("spijkerbroek")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=spijkerbroek*")
    assert page.get_by_role("link", name="Kruistocht in spijkerbroek", exact=True).is_visible()


def test_a_library_can_be_chosen_and_remembered_in_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}/nl/works/{WORK}")
    page.get_by_label("Mijn bibliotheek").select_option("Bibliotheek Beedorp")
    page.get_by_role("button", name="Toepassen").click()
    assert page.url.endswith(f"/nl/works/{WORK}?isil=NL-0890020000")
    text = page.get_by_role("main").inner_text()
    assert "Beedorp" in text
    assert "Ceestad\n" not in text.split("Mijn bibliotheek")[0]


def test_the_other_language_is_one_click_away(page: Page, address: str) -> None:
    page.goto(f"{address}/nl/works/{WORK}")
    page.get_by_role("link", name="English").click()
    assert page.url == f"{address}/en/works/{WORK}"
    assert "On the shelf" in page.get_by_role("main").inner_text()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_nobody_else_for_anything(page: Page, address: str, path: str) -> None:
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto(address + path)
    assert asked
    assert all(one.startswith(address) for one in asked)
    assert not [text for text in told if "Content Security Policy" in text]


@pytest.fixture(scope="module")
def measured(playwright: Playwright) -> Iterator[BrowserContext]:
    """A browser whose script engine only measures the pages; it is as narrow as WCAG 1.4.10."""
    with chromium(playwright, script=True, width=320) as context:
        yield context


MEASURE = """() => {
  const parts = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      const stops = style.backgroundImage.match(/rgba?\\([^)]*\\)/g);
      if (stops && style.backgroundClip !== "text") return stops.map(parts);
      const colour = parts(style.backgroundColor);
      if (colour.length < 4 || colour[3] > 0.5) return [colour];
    }
    return [[255, 255, 255]];
  };
  const faint = [], small = [];
  for (const e of document.querySelectorAll("body *")) {
    const box = e.getBoundingClientRect();
    if (!box.width || e.closest(".unseen, svg") || !e.checkVisibility()) continue;
    const style = getComputedStyle(e);
    if ([...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) {
      const size = parseFloat(style.fontSize), bold = style.fontWeight >= 700;
      const least = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
      const ink = light(parts(style.color));
      for (const under of ground(e).map(light)) {
        const ratio = (Math.max(ink, under) + 0.05) / (Math.min(ink, under) + 0.05);
        if (ratio < least) faint.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)}`);
      }
    }
    const inText = style.display === "inline";
    if (e.matches("a, button, input, select, summary") && !inText && box.height < 24)
      small.push(`${e.tagName}.${e.className} ${box.height}`);
  }
  return { faint, small, wide: document.scrollingElement.scrollWidth };
}"""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_legible_touchable_and_fits_a_small_screen(
    measured: BrowserContext, address: str, path: str
) -> None:
    page = measured.new_page()
    page.goto(address + path)
    found = page.evaluate(MEASURE)
    page.close()
    assert found["faint"] == []
    assert found["small"] == []
    assert found["wide"] <= 320


def test_where_one_is_can_be_seen(measured: BrowserContext, address: str) -> None:
    page = measured.new_page()
    page.goto(f"{address}/nl/search?q=spijkerbroek")
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle + parseFloat(s.outlineWidth); }"
        )
        assert outline.startswith("solid")
    page.close()
