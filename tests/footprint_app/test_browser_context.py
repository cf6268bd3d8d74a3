"""The pages Cloud, Scale and Fleet in a real Chromium: the number first, both themes, two widths, and what one does.

A page is opened once for each width and theme, and everything that can be looked at then is looked at.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from footprint_app.fleet_run import REJECTS_NAME
from tests.footprint_app.serving import DESKTOP, PATIENCE_MS, PHONE, settled, violations
from tests.footprint_app.test_browser import NUMBER, _has, address, browser, number, open_folds
from tests.needs import need

__all__ = ["address", "browser"]

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = ("cloud", "scale", "fleet")
LEAST_TEXT_PX, LEAST_TARGET_PX = 11, 24
INVENTORY = (
    "preset,country,year,count\nkeyword-spotting,DEU,2024,1000\nkeyword-spoting,DEU,2024,5\n"
    "keyword-spotting,DEU,2024,-1\nkeyword-spotting,XXX,2024,1\n"
)


@pytest.fixture(scope="module", autouse=True)
def _fleet_is_installed() -> None:
    for module in ("ibis", "duckdb"):
        need(module, _has(module), "rolls up the fleet of a page")


class Opened:
    """A page in a context of its own, and what it asked the network for."""

    def __init__(self, browser: Any, url: str, device: dict[str, Any] = DESKTOP, theme: str = "light") -> None:
        self.context = browser.new_context(**device, color_scheme=theme, accept_downloads=True)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.asked: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(url)
        self.page.wait_for_selector(NUMBER)
        self.page.wait_for_selector(".st-key-controls")
        settled(self.page)

    def fits(self) -> bool:
        """Whether the page does not scroll sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.fixture
def opened(browser: Any, address: str) -> Iterator[Any]:
    """Opens a page by its path; closes it after the test."""
    found: list[Opened] = []

    def one(path: str, **how: Any) -> Opened:
        found.append(Opened(browser, f"{address}/{path}", **how))
        return found[-1]

    yield one
    for each in found:
        each.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_what_one_sees(opened: Any, address: str, path: str, device: dict[str, Any], theme: str) -> None:
    found = opened(path, device=device, theme=theme)
    page = found.page
    box = page.query_selector(NUMBER).bounding_box()
    assert box["y"] + box["height"] < device["viewport"]["height"], "the number is below the fold"
    assert found.fits()
    assert page.locator("h1").count() == 1
    assert _first_control_in_tabs(page) <= 5
    open_folds(page)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert found.fits(), "scrolls sideways with everything open"
    assert violations(page) == [], "with everything open"
    assert _smallest(page) >= LEAST_TEXT_PX
    targets = page.evaluate(
        "[...document.querySelectorAll('.stButton button, summary, [role=combobox], .st-key-pages a')]"
        ".filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)"
    )
    assert min(targets) >= LEAST_TARGET_PX
    assert [url for url in found.asked if not url.startswith((address, "data:", "blob:"))] == []


def _first_control_in_tabs(page: Any) -> int:
    """How many Tabs lead to the first button, field or picker of the page."""
    for count in range(1, 12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('button, input, textarea, [role=combobox]')"):
            page.evaluate("document.activeElement.blur()")  # what it says on focus is not looked at
            return count
    return 99


def _smallest(page: Any) -> float:
    """The smallest text of charts, as elements and in pictures at the size at which they are drawn. [px]"""
    sizes = page.evaluate("""() => {
      const said = '.fp-chart *, .fp-stages *, .fp-said, .fp-table *';
      const own = [...document.querySelectorAll(said)]
        .filter(e => e.offsetParent && e.children.length == 0 && e.innerText?.trim())
        .map(e => parseFloat(getComputedStyle(e).fontSize));
      const pictures = [...document.querySelectorAll('img[src^="data:image/svg"]')].filter(e => e.offsetParent);
      const drawn = pictures.flatMap(e => {
        const [head, data] = [e.src.slice(0, e.src.indexOf(',')), e.src.slice(e.src.indexOf(',') + 1)];
        const svg = head.includes('base64') ? atob(data) : decodeURIComponent(data);
        const [, width] = svg.match(/viewBox="0 0 ([\\d.]+)/);
        return [...svg.matchAll(/font-size="([\\d.]+)/g)].map(m => m[1] * e.clientWidth / width);
      });
      return [...own, ...drawn];
    }""")
    return float(min(sizes))


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("cloud?base=image-classification", {"base": "image-classification"}),
        ("scale?base=image-classification&devices=12345", {"devices": "12345"}),
        ("fleet?by=year,stage&grid_year=2020", {"by": "year,stage", "grid_year": "2020"}),
    ],
)  # fmt: skip
def test_a_link_and_a_reload_keep_the_number(opened: Any, path: str, wanted: dict[str, str]) -> None:
    page = opened(path).page
    assert page.locator('[data-testid="stAlert"]', has_text="link").count() == 0, "the link is understood"
    before = number(page)
    query = {key: value[0] for key, value in parse_qs(urlsplit(page.url).query).items()}
    assert wanted.items() <= query.items()
    page.reload()
    page.wait_for_selector(NUMBER)
    assert number(page) == before
    page.get_by_role("button", name="Export").click()
    settled(page)
    link = page.locator('[data-testid="stPopoverBody"] code').first.inner_text()
    other = opened(urlsplit(link).path.lstrip("/") + "?" + urlsplit(link).query)
    assert number(other.page) == before


def test_an_inventory_with_bad_rows_gives_reasons_and_a_download(opened: Any, tmp_path: Path) -> None:
    """One row of four counts: 1000 devices."""
    file = tmp_path / "lots.csv"
    file.write_text(INVENTORY, encoding="utf-8")
    page = opened("fleet").page
    page.get_by_text("Your own inventory").click()
    page.wait_for_selector('[data-testid="stFileUploader"]')
    page.set_input_files('input[type="file"]', str(file))
    page.get_by_text("1 of 4 rows accepted, 3 rejected").wait_for()
    settled(page)
    assert page.inner_text('[data-testid="stMetricLabel"]').startswith("lots.csv: 1 000 devices")
    shown = page.locator(".fp-table").first.inner_text()
    assert "unknown preset" in shown
    assert "nearest valid: keyword-spotting" in shown
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Rejected rows").click()
    assert waiting.value.suggested_filename == REJECTS_NAME
    with Path(waiting.value.path()).open(encoding="utf-8", newline="") as stream:
        rejected = list(csv.DictReader(stream))
    assert [row["preset"] for row in rejected].count("keyword-spoting") == 1
    assert {(row["file"], bool(row["reason"])) for row in rejected} == {("lots.csv", True)}
    assert len(rejected) == 3
    page.get_by_role("button", name="Back to the example").click()
    page.get_by_text("This inventory is an invented example").wait_for()


def test_a_pdf_of_each_page_is_two_clicks_away(opened: Any) -> None:
    for path in PAGES:
        page = opened(path).page
        page.get_by_role("button", name="Export").click()
        settled(page)
        with page.expect_download() as waiting:
            page.get_by_role("button", name="PDF", exact=True).click()
        assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")
