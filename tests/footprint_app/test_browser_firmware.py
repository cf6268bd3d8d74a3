"""The page Firmware in a real Chromium: a large upload, a real zoom, the way to the calculator, and accessibility."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.footprint_app.serving import DESKTOP, PHONE, settled, violations
from tests.footprint_app.test_browser import NUMBER, Open, address, browser, open_page  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FACTS = ".fp-in-view"
SLOW = 60_000


def firmware(open_page: Open, **options: Any) -> Any:  # noqa: F811
    """The page, once its profiles are drawn."""
    page = open_page(**options)
    page.set_default_timeout(SLOW)
    page.get_by_role("link", name="Firmware").click()
    page.wait_for_selector(".fp-measured")
    return page


def example(page: Any) -> None:
    page.get_by_role("button", name="Try the example").click()
    page.wait_for_selector(".fp-trace")
    page.get_by_role("button", name="Send to Calculator").wait_for()


def pressed(page: Any, button: str) -> str:
    """Press a button of the trace; gives what is said of the new stretch."""
    before = page.inner_text(FACTS)
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_function("old => document.querySelector('.fp-in-view')?.innerText !== old", arg=before)
    return str(page.inner_text(FACTS)).replace("\n", " ")


def test_a_large_capture_is_uploaded_asked_for_zoomed_and_sent(open_page: Open, tmp_path: Path) -> None:  # noqa: F811
    """400 000 samples at 100 kHz, 6 MB: 3 V x 9 mA for 10 ms each 0.5 s, else 3 V x 4 uA.

    A pulse is 270 uJ, and its view two and a half times as long: 2500 samples, each drawn from the file again.
    """
    file = tmp_path / "large.csv"
    rows = (f"{n / 100:.2f},{9000 if 20_000 <= n % 50_000 < 21_000 else 4}" for n in range(400_000))
    file.write_text("Timestamp(ms),Current(uA)\n" + "\n".join(rows) + "\n", encoding="utf-8")
    page = firmware(open_page)
    page.set_input_files('input[type="file"]', str(file))
    field = page.get_by_role("textbox", name="Supply voltage")
    field.fill("3 V")
    page.get_by_role("button", name="Read the capture").click()
    page.wait_for_selector(NUMBER)
    page.wait_for_selector(".fp-trace")
    settled(page)
    assert page.inner_text(NUMBER).strip() == "270 µJ"
    assert "400 000 samples" in page.inner_text(FACTS)
    whole = page.get_attribute(".fp-trace img", "src")
    said = pressed(page, "Next event")
    assert "2 500 samples" in said
    assert page.get_attribute(".fp-trace img", "src") != whole
    assert "1 event." in page.get_attribute(".fp-trace", "aria-label")
    assert re.search("62[56] samples", pressed(page, "Zoom in")), "of 6.25 ms, its ends may cut one more"
    pressed(page, "Whole capture")
    page.get_by_role("button", name="Send to Calculator").click()
    page.wait_for_selector(".st-key-controls")
    page.get_by_text("State 1: measured, capture large.csv, Nordic PPK2, 3 V").wait_for()
    page.wait_for_url(re.compile("state1_status=measured"))
    page.reload()
    page.get_by_text("State 1: measured, capture large.csv, Nordic PPK2, 3 V").wait_for()
    field = page.get_by_role("textbox", name="Power or current 1")
    field.fill("10 mW")
    field.press("Enter")
    page.get_by_text("State 1: declared, changed by hand, was 27 mW measured").wait_for()


def test_a_file_that_is_too_large_is_a_sentence_and_changes_nothing(open_page: Open, tmp_path: Path) -> None:  # noqa: F811
    """The browser refuses it, so that the page itself is never asked: what is said is seen all the same."""
    file = tmp_path / "huge.csv"
    with file.open("wb") as stream:
        stream.truncate(301 << 20)
    page = firmware(open_page, device=PHONE)
    example(page)
    assert not page.locator(".fp-refused").is_visible()
    page.set_input_files('input[type="file"]', str(file))
    reason = page.get_by_text("File must be 300.0MB or smaller.")
    reason.wait_for()
    box, window = reason.bounding_box(), page.viewport_size
    assert box["width"] > 100, "not only for screen readers"
    assert box["x"] + box["width"] <= window["width"]
    page.locator(".fp-refused", has_text="A larger file can be read at its path on this computer").wait_for()
    settled(page)
    assert page.inner_text(NUMBER).strip() == "3.98 mJ"
    page.get_by_role("button", name="Remove huge.csv").click()
    page.locator(".fp-refused").wait_for(state="hidden")


def test_a_fold_stays_open_while_its_fields_are_changed(open_page: Open) -> None:  # noqa: F811
    page = firmware(open_page)
    example(page)
    page.get_by_text("How events are told apart").click()
    field = page.get_by_role("textbox", name="Shortest event")
    for typed, words in (("1 ms", "5 events"), ("2 s", "Events could not be told apart"), ("5 ms", "5 events")):
        field.fill(typed)
        field.press("Enter")
        page.get_by_text(words).last.wait_for()
        assert field.is_visible()


def test_a_system_file_that_is_too_large_is_refused_there(open_page: Open, tmp_path: Path) -> None:  # noqa: F811
    """The server takes 300 MB for captures; a list of parts stays at 2 MB, in the browser and behind it."""
    file = tmp_path / "parts.csv"
    file.write_bytes(b"Reference,Quantity\n" + b"R1,1\n" * 500_000)
    page = open_page("bill-of-materials")
    page.set_input_files('input[type="file"]', str(file))
    page.locator('[data-testid="stFileUploader"]', has_text="2.5MB").wait_for(timeout=SLOW)
    settled(page)
    assert page.query_selector(NUMBER) is None
    chip = page.locator('[data-testid="stFileUploader"]')
    assert "2MB per file" in chip.inner_text() or "error" in chip.inner_html().lower()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_accessibility_violation(open_page: Open, theme: str, device: dict[str, Any]) -> None:  # noqa: F811
    page = firmware(open_page, device=device, theme=theme)
    found = violations(page)
    example(page)
    pressed(page, "Next event")
    page.get_by_text("How events are told apart").click()
    page.get_by_role("textbox", name="Shortest event").wait_for()
    found += violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"
    assert found == []
    sizes = page.evaluate(
        "[...document.querySelectorAll('.fp-chart *')].filter(e => e.children.length == 0 && e.innerText?.trim())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 11


def test_the_stretch_is_moved_on_the_keyboard(open_page: Open) -> None:  # noqa: F811
    page = firmware(open_page)
    example(page)
    before = page.inner_text(FACTS)
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("old => document.querySelector('.fp-in-view')?.innerText !== old", arg=before)
    assert page.inner_text(FACTS).startswith("In view 0.005 to 5.000 s")


def test_nothing_leaves_the_machine(open_page: Open, address: str) -> None:  # noqa: F811
    page = firmware(open_page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    example(page)
    pressed(page, "Zoom in")
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
