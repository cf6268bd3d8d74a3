"""The app in a real Chromium: the main job, the shared link, the downloads, and the checks a person feels.

What is checked follows the list of the app's own gates: number above the fold, words for bad input,
no request leaves the machine, no accessibility violation in either theme, no sideways scrolling.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import footprint
from footprint_app.pages import TITLES
from tests.footprint_app.serving import (
    CHROMIUM_FLAGS,
    DESKTOP,
    PATIENCE_MS,
    PHONE,
    chromium,
    served,
    settled,
    violations,
)
from tests.needs import need

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NUMBER = '[data-testid="stMetricValue"]'

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    need("chromium", chromium(), "drives the app in a real browser")
    need("streamlit", _has("streamlit"), "serves the app")
    with served(tmp_path_factory.mktemp("elsewhere")) as url:
        yield url


def _has(module: str) -> bool:
    import importlib.util

    return importlib.util.find_spec(module) is not None


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield found
        found.close()


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Open]:
    """Opens the page and waits for its number (or its message); closes it after the test."""
    contexts = []

    def opened(query: str = "", device: dict[str, Any] = DESKTOP, theme: str = "light") -> Any:
        context = browser.new_context(**device, color_scheme=theme, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{address}/{query}")
        if query.startswith("bill"):
            page.wait_for_selector('[data-testid="stFileUploader"]')
        else:
            page.wait_for_selector(f'{NUMBER}, [data-testid="stAlert"]')
            page.wait_for_selector(".st-key-controls")
        settled(page)
        return page

    yield opened
    for context in contexts:
        context.close()


def choose(page: Any, label: str, option: str) -> None:
    """Pick an option of a select box; scrolling closes its list, so scroll first."""
    box = page.get_by_role("combobox", name=re.compile(f"(^|Selected .*){label}")).first
    box.scroll_into_view_if_needed()
    settled(page)
    box.click()
    page.get_by_role("option", name=re.compile(option)).first.click()


def number(page: Any) -> str:
    settled(page)
    return str(page.inner_text(NUMBER)).strip()


def wait_for_number(page: Any, wanted: str) -> None:
    page.wait_for_function(
        "wanted => document.querySelector('[data-testid=\"stMetricValue\"]')?.innerText.trim() === wanted",
        arg=wanted,
    )  # fmt: skip
    settled(page)


def test_change_the_casing_and_download_the_pdf(open_page: Open, tmp_path: Path) -> None:
    """Keyword spotting with casing HSL-2 typical: 2.66 - 0.27 + 2.33 = 4.72 kg."""
    page = open_page()
    assert number(page) == "2.66 kg CO₂e"
    choose(page, "Casing", "HSL-2 typical")
    wait_for_number(page, "4.72 kg CO₂e")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PDF", exact=True).click()
    file = tmp_path / "report.pdf"
    waiting.value.save_as(file)
    system = footprint.load_system("keyword-spotting").with_(blocks={"casing": {"hsl": 2, "case": "typical"}})
    from pypdf import PdfReader

    text = PdfReader(file).pages[0].extract_text()
    assert "4.72" in text
    wanted = footprint.assess(system.renamed("Keyword spotting (edited)"), draws=10000, seed=1)
    assert wanted.inputs_sha256[:16] in re.sub(r"\s", "", text)


def test_downloads_are_two_clicks_and_json_comes_back(open_page: Open, tmp_path: Path) -> None:
    page = open_page("?base=image-classification")
    page.get_by_role("button", name="Export").click()
    for kind in ("CSV", "JSON", "YAML"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=kind, exact=True).click()
        file = tmp_path / f"mine.{kind.lower()}"
        waiting.value.save_as(file)
        assert file.stat().st_size > 300
        if kind == "JSON":
            system = footprint.load_system("image-classification")
            wanted = footprint.assess(system, draws=10000, seed=1).to_dict()
            assert json.loads(file.read_text()) == json.loads(json.dumps(wanted))
        if kind != "CSV":
            assert footprint.load_system(file) == footprint.load_system("image-classification")


def test_a_shared_link_and_a_reload_keep_the_number(open_page: Open, address: str) -> None:
    page = open_page()
    choose(page, "Power supply", "HSL-2 best")
    wait_for_number(page, "1.55 kg CO₂e")  # 2.66 - 1.36 + 0.25
    page.wait_for_url(re.compile("power_supply=2.best"))
    link = page.url
    assert "data=pirson-bol-2021" in link
    other = open_page(link.removeprefix(address).lstrip("/"))
    assert number(other) == "1.55 kg CO₂e"
    page.reload()
    wait_for_number(page, "1.55 kg CO₂e")


def test_a_bad_link_is_reported_in_words(open_page: Open) -> None:
    page = open_page("?base=keyword-spotting&casing=9.best")
    assert page.query_selector(NUMBER) is None
    assert "9.best" in page.inner_text('[data-testid="stAlert"]')


def test_undo_and_reset_are_buttons(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Image classification, worst case").click()
    wait_for_number(page, "7.06 kg CO₂e")
    page.get_by_role("button", name="Undo").click()
    wait_for_number(page, "2.66 kg CO₂e")
    choose(page, "Sensing", "HSL-3 typical")
    wait_for_number(page, "3.41 kg CO₂e")
    page.get_by_role("button", name="Reset").click()
    wait_for_number(page, "2.66 kg CO₂e")


@pytest.mark.parametrize("typed", ["-1 years", "0 years", "1e12 years", "", "abc", "NaN"])
def test_bad_input_gets_words_and_no_old_number(open_page: Open, typed: str) -> None:
    page = open_page()
    field = page.get_by_label("Lifetime", exact=True)
    field.fill(typed)
    field.press("Enter")
    page.wait_for_selector(NUMBER, state="detached")
    settled(page)
    alerts = [a.inner_text() for a in page.query_selector_all('[data-testid="stAlert"]')]
    assert any(a.startswith("No result. Lifetime:") for a in alerts)
    assert not any("Traceback" in a for a in alerts)


def test_one_click_shows_a_source(open_page: Open) -> None:
    page = open_page()
    page.locator("summary", has_text="Power supply").first.click()
    shown = page.locator("details[open] .fp-source").first.inner_text()
    assert "TinyMLSystems_Footprint_Data.png" in shown
    assert "1.36 kg" in shown
    assert "declared" in shown


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_number_is_above_the_fold(open_page: Open, device: dict[str, Any]) -> None:
    page = open_page(device=device)
    box = page.query_selector(NUMBER).bounding_box()
    assert box["y"] + box["height"] < device["viewport"]["height"]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"
    sizes = page.evaluate(
        "[...document.querySelectorAll('.fp-chart *')].filter(e => e.children.length == 0 && e.innerText?.trim())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 11
    targets = page.evaluate(
        "[...document.querySelectorAll('.stButton button, .fp-row > summary, [role=combobox]')]"
        ".filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)"
    )
    assert min(targets) >= 24


def test_on_a_phone_groups_fold_to_a_line_and_still_work(open_page: Open) -> None:
    """3 to 30 years: 2.65 + 0.27 kWh x 0.4010668505 = 2.758 kg."""
    page = open_page(device=PHONE)
    assert page.get_by_label("Lifetime", exact=True).count() == 0
    page.get_by_text("Use: 3 years, 0.027 kWh over 3 years").click()
    field = page.get_by_label("Lifetime", exact=True)
    field.fill("30 years")
    field.press("Enter")
    wait_for_number(page, "2.76 kg CO₂e")


def test_the_first_control_is_near_on_the_keyboard(open_page: Open) -> None:
    page = open_page()
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.st-key-presets button') !== null"):
            return
    pytest.fail("the presets are more than five Tabs away")


def test_the_other_pages_are_two_keys_from_the_first_link(open_page: Open) -> None:
    """They stand on top and come last, so a link that shows when it gets the focus leads to them."""
    page = open_page()
    pages = page.locator(".st-key-pages a")
    assert pages.all_inner_texts() == list(TITLES.values())
    assert pages.first.bounding_box()["y"] < page.locator("h1").bounding_box()["y"]
    page.locator(".fp-skip").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Calculator"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_accessibility_violation(open_page: Open, theme: str, device: dict[str, Any]) -> None:
    page = open_page(device=device, theme=theme)
    page.locator("summary", has_text="Power supply").first.click()
    assert violations(page) == []


DETAIL = {
    "processing": "parts",
    "processing_parts": '[{"part":"die-90nm","quantity":"10 mm2"},{"part":"steel","quantity":"5 g"},'
    '{"part":"crystal","quantity":"1 pcs"}]',
    "transport": "legs", "transport_legs": '[{"mode":"air","distance":"8000 km","mass":"120 g"}]',
    "use": "states", "states": "1", "state1_name": "active", "state1_power": "5 mA", "state1_duty": "2 %",
    "voltage": "3.3 V", "supply": "primary", "supply_cell": "cell-aa-alkaline", "supply_count": "2",
    "training": "hardware", "training_device": "nvidia-t4", "training_time": "12 hours",
    "end_of_life": "disposal", "end_of_life_disposal": '[{"material":"plastic","route":"landfill","mass":"9 g"}]',
    "fill": "defra-2025",
}  # fmt: skip
"""A device described in detail, as a link brings it."""


def open_folds(page: Any) -> None:
    """Open every fold of the page, those inside others too."""
    for _ in range(80):
        closed = page.locator('[data-testid="stExpander"] details:not([open]) > summary')
        if not closed.count():
            return
        closed.first.scroll_into_view_if_needed()
        closed.first.click()
        settled(page)
    pytest.fail("a fold does not stay open")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_accessibility_violation_with_every_fold_open(open_page: Open, theme: str, device: dict[str, Any]) -> None:
    from urllib.parse import urlencode

    page = open_page(f"?{urlencode(DETAIL)}", device, theme)
    assert page.query_selector(NUMBER) is not None
    open_folds(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_accessibility_violation_on_the_bill_of_materials(
    open_page: Open, theme: str, device: dict[str, Any]
) -> None:
    page = open_page("bill-of-materials", device, theme)
    before = violations(page)
    page.get_by_role("button", name="Try the example").click()
    page.wait_for_selector(NUMBER)
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"
    assert [*before, *violations(page)] == []


def test_a_list_of_parts_becomes_the_device(open_page: Open, tmp_path: Path) -> None:
    """Upload, use, change one part, undo back to the device before; a reload keeps what is described."""
    file = tmp_path / "mine.csv"
    file.write_text("Reference;Anzahl;Wert\nD1,D2;2;LED grün\nR1;1;10k\n", encoding="utf-8")
    page = open_page("bill-of-materials")
    page.set_input_files('input[type="file"]', str(file))
    page.wait_for_selector(NUMBER)
    settled(page)
    assert "of 2 lines" in page.inner_text('[data-testid="stMetricLabel"]')
    page.get_by_role("button", name="Fill gaps from deltalca-2024").click()
    settled(page)
    made = number(page)
    page.get_by_role("button", name="Use this device").click()
    page.wait_for_selector(".st-key-controls")
    wait_for_number(page, made)
    page.wait_for_url(re.compile("base=own"))
    page.reload()
    wait_for_number(page, made)
    page.get_by_role("link", name="Bill of materials").click()
    page.wait_for_selector('[data-testid="stFileUploader"]')
    page.get_by_role("link", name="Calculator").click()
    wait_for_number(page, made)


def test_a_bad_list_of_parts_is_words(open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(b"PK\x03\x04 a spreadsheet")
    page = open_page("bill-of-materials")
    page.set_input_files('input[type="file"]', str(file))
    alert = page.wait_for_selector('[data-testid="stAlert"]')
    settled(page)
    assert "spreadsheet" in alert.inner_text()
    assert page.query_selector(NUMBER) is None


def test_parts_are_edited_in_the_browser(open_page: Open) -> None:
    page = open_page()
    choose(page, "Casing", "^Parts$")
    page.wait_for_selector('[aria-label="Quantity 1"]')
    field = page.get_by_label("Quantity 1", exact=True)
    assert field.input_value() == "50 g"
    before = number(page)
    field.fill("500 g")
    field.press("Enter")
    page.wait_for_function(
        "old => document.querySelector('[data-testid=\"stMetricValue\"]')?.innerText.trim() !== old", arg=before
    )
    after = number(page)
    settled(page)
    page.reload()
    wait_for_number(page, after)


def test_the_spread_is_worked_out_when_it_is_opened(open_page: Open) -> None:
    page = open_page()
    assert page.get_by_text("by factor set").count() == 0
    page.get_by_text("Spread between factor sets").click()
    page.get_by_text("by factor set").first.wait_for()
    assert page.get_by_text("Truncation x2").count() >= 1


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("preset", ["keyword-spotting", "esp-eye", "elephant-collar"])
def test_the_percentiles_are_named_without_overlap(open_page: Open, device: dict[str, Any], preset: str) -> None:
    page = open_page(f"?base={preset}", device)
    page.wait_for_selector(".fp-histogram")
    settled(page)
    labels = page.evaluate(
        "[...document.querySelectorAll('.fp-label')].map(e => [e, e.getBoundingClientRect()])"
        ".map(([e, r]) => [e.innerText, r.left, r.top, r.right, r.bottom])"
    )
    assert [text.split()[0] for text, *_ in labels] == ["P5", "P95", "P50", "Deterministic"]
    left, right = page.evaluate(
        "(r => [r.left, r.right])(document.querySelector('.fp-histogram').getBoundingClientRect())"
    )
    for i, (_, x0, y0, x1, y1) in enumerate(labels):
        assert left - 1 <= x0 < x1 <= right + 1, "a label leaves the picture"
        for _, a0, b0, a1, b1 in labels[i + 1 :]:
            assert x1 <= a0 or a1 <= x0 or y1 <= b0 + 2 or b1 <= y0 + 2, "two labels overlap"
    cut = page.evaluate(
        "[...document.querySelectorAll('.fp-tornado summary span')].filter(e => e.scrollWidth > e.clientWidth + 1)"
        ".map(e => e.innerText)"
    )
    assert [text for text in cut if text] == [], "text is cut"


def test_advice_is_applied_by_a_click_and_taken_back(open_page: Open) -> None:
    """Mains supply instead of a Li-ion battery: 2.66 kg less 0.84 kg."""
    page = open_page()
    change = page.locator(".st-key-advice_power_supply_mains")
    change.get_by_role("button", name="Apply").click()
    wait_for_number(page, "1.82 kg CO₂e")
    change.wait_for(state="detached")
    assert "-0.84 kg by the last change" in page.inner_text('[data-testid="stMetric"]')
    page.wait_for_url(re.compile("power_supply=0"))
    page.get_by_role("button", name="Undo").click()
    wait_for_number(page, "2.66 kg CO₂e")
    change.wait_for()


def test_on_a_phone_advice_is_worked_out_when_it_is_opened(open_page: Open) -> None:
    page = open_page(device=PHONE)
    page.wait_for_selector(".fp-tornado")
    assert page.get_by_role("button", name="Apply").count() == 0
    page.get_by_text("What helps most", exact=True).click()
    page.get_by_role("button", name="Apply").first.wait_for()


def test_draws_are_turned_on_by_a_click(open_page: Open) -> None:
    page = open_page("?base=keyword-spotting&draws=0")
    assert "(bounds)" in page.inner_text('[data-testid="stMetric"]')
    assert page.locator(".fp-histogram").count() == 0
    page.get_by_role("button", name="Draw 10 000 times").click()
    page.wait_for_selector(".fp-histogram")
    settled(page)
    assert "(P5 to P95)" in page.inner_text('[data-testid="stMetric"]')


def test_one_click_shows_what_is_believed_of_an_input(open_page: Open) -> None:
    page = open_page()
    page.locator(".fp-tornado summary", has_text="Power supply, HSL-2").click()
    shown = page.locator(".fp-tornado details[open] .fp-source").inner_text()
    assert "lognormal, P5 " in shown
    assert "TinyMLSystems_Footprint_Data.png" in shown


def test_the_page_follows_the_dark_theme(open_page: Open) -> None:
    colours = {}
    for theme in ("light", "dark"):
        page = open_page(theme=theme)
        colours[theme] = page.evaluate(
            "[getComputedStyle(document.querySelector('.st-key-headline')).backgroundColor,"
            " getComputedStyle(document.querySelector('.fp-amount')).color]"
        )
    assert colours == {
        "light": ["rgb(255, 255, 255)", "rgb(27, 33, 38)"],
        "dark": ["rgb(18, 23, 27)", "rgb(232, 237, 240)"],
    }


def test_nothing_leaves_the_machine(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_selector(NUMBER)
    page.get_by_role("button", name="Export").click()
    settled(page)
    outside = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    page.close()
    assert outside == []
