"""The page Datasheet in a real Chromium: the first thing read, a datasheet filled, printed and saved, accessibility."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.footprint_app.serving import DESKTOP, PATIENCE_MS, PHONE, settled, violations
from tests.footprint_app.test_browser import NUMBER, Open, address, browser, open_page  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PA1 = Path(__file__).parents[2] / "docs" / "examples" / "pa1" / "datasheet.yaml"


def datasheet(open_page: Open, **options: Any) -> Any:  # noqa: F811
    """The page, once its form is drawn."""
    page = open_page("datasheet", **options)
    page.get_by_role("textbox", name="Sensor name").wait_for()
    settled(page)
    return page


def answered(page: Any, words: str) -> None:
    page.locator(NUMBER, has_text=words).wait_for()


def example(page: Any) -> None:
    page.get_by_role("button", name="Open the example").click()
    answered(page, "102 of 102")


def section(page: Any, name: str) -> None:
    """Turn to a section by typing its name."""
    page.get_by_role("combobox", name="Section").first.click()
    page.keyboard.type(name)
    page.get_by_role("option", name=re.compile(name)).first.wait_for()
    page.keyboard.press("Enter")


def test_from_the_calculator_to_a_saved_datasheet(open_page: Open, tmp_path: Path) -> None:  # noqa: F811
    page = open_page()
    page.get_by_role("button", name="Export").click()
    page.get_by_role("link", name="Datasheet of an ML sensor with this footprint").click()
    name = page.get_by_role("textbox", name="Sensor name")
    name.fill("Band <b>1</b>")
    name.press("Enter")
    page.locator('[data-testid="stMetricLabel"]', has_text="Band <b>1</b>: required fields answered").wait_for()
    section(page, "6 Hardware")
    volt = page.get_by_role("textbox", name="Supply voltage", exact=True)
    volt.fill("abc")
    volt.press("Enter")
    page.get_by_text('Not taken over: "abc" is no number with a unit').wait_for()
    settled(page)
    assert volt.input_value() == "abc"
    page.get_by_role("button", name="Download").click()
    heads = {"PDF": b"%PDF", "Source and files (zip)": b"PK", "Markdown": b"#", "Web page (HTML)": b"<!DOCTYPE html>",
             "All labels (SVG, zip)": b"PK"}  # fmt: skip
    for label, head in heads.items():
        with page.expect_download() as waited:
            page.get_by_role("button", name=label, exact=True).click()
        assert Path(waited.value.path()).read_bytes().startswith(head), label
    page.get_by_role("combobox", name="Format").click()
    page.get_by_role("option", name="Product footprint in the style of PACT").click()
    with page.expect_download() as waited:
        page.get_by_role("button", name="Download Product footprint").click()
    assert waited.value.suggested_filename == "band--b-1--b.pact.json"
    assert Path(waited.value.path()).read_bytes().startswith(b"{")
    with page.expect_download() as waited:
        page.get_by_role("button", name="Source and files (zip)").click()
    waited.value.save_as(tmp_path / "mine.zip")
    assert zipfile.ZipFile(tmp_path / "mine.zip").namelist() == ["datasheet.yaml", "system.yaml"]
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Open the example").click()
    answered(page, "102 of 102")
    page.get_by_text("Files: open a datasheet").click()
    page.locator('input[type="file"]').wait_for(state="attached")
    page.set_input_files('input[type="file"]', str(tmp_path / "mine.zip"))
    page.locator('[data-testid="stMetricLabel"]', has_text="Band <b>1</b>: required fields answered").wait_for()


def test_a_reload_keeps_fields_and_files_and_tabs_are_apart(open_page: Open, tmp_path: Path) -> None:  # noqa: F811
    page = datasheet(open_page)
    name = page.get_by_role("textbox", name="Sensor name")
    name.fill("Band 7")
    name.press("Enter")
    page.locator('[data-testid="stMetricLabel"]', has_text="Band 7").wait_for()
    contact = page.get_by_role("textbox", name="Contact e-mail")
    contact.fill("nobody")
    contact.press("Enter")
    page.get_by_text('Not taken over: "nobody" is no e-mail address').wait_for()
    large = [tmp_path / f"{n}.csv" for n in ("a", "b", "c")]
    for number, file in enumerate(large):
        file.write_bytes(b"word;other\n" + bytes([65 + number]) * 3_000_000)
    page.get_by_text("Files: open a datasheet").click()
    page.locator('input[type="file"]').wait_for(state="attached")
    page.set_input_files('input[type="file"]', [str(f) for f in large])
    for file in large:
        page.get_by_text(f"{file.name}: added").wait_for()
    page.reload()
    page.locator('[data-testid="stMetricLabel"]', has_text="Band 7").wait_for()
    settled(page)
    assert page.get_by_role("textbox", name="Sensor name").input_value() == "Band 7"
    assert page.get_by_role("textbox", name="Contact e-mail").input_value() == "nobody"
    page.get_by_text("Files: open a datasheet").click()
    for file in large:
        page.get_by_text(f"{file.name} 3 MB").wait_for()
    other = page.context.new_page()
    other.set_default_timeout(PATIENCE_MS)
    other.goto(page.url)
    other.locator('[data-testid="stMetricLabel"]', has_text="Band 7").wait_for()
    name = other.get_by_role("textbox", name="Sensor name")
    name.fill("Band 8")
    name.press("Enter")
    other.locator('[data-testid="stMetricLabel"]', has_text="Band 8").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("This draft was opened in another tab or window too").wait_for()
    settled(other)
    assert other.get_by_role("textbox", name="Sensor name").input_value() == "Band 8"
    token = re.search(r"draft=[\w-]+", other.url)
    assert token is not None
    page.wait_for_url(lambda url: "draft=" in url and token[0] not in url)  # the address is the last thing of a run
    other.goto(re.sub(r"draft=[\w-]+", "draft=wrong", other.url))
    other.get_by_text("The draft in the address of this page is not here any more").wait_for()
    other.locator('[data-testid="stMetricLabel"]', has_text="No name yet").wait_for()
    other.close()


def test_a_finding_leads_to_its_field(open_page: Open) -> None:  # noqa: F811
    page = datasheet(open_page)
    page.get_by_text("Files: open a datasheet").click()
    page.locator('input[type="file"]').wait_for(state="attached")
    page.set_input_files('input[type="file"]', str(PA1))
    answered(page, re.compile("of 102"))  # type: ignore[arg-type]
    page.locator('[data-testid="stMetricLabel"]', has_text="PA1").wait_for()
    section(page, "7 Environmental")
    page.get_by_role("button", name="Go to Mean power in use").first.click()
    field = page.locator(".st-key-ds__environment__use_power__field")
    page.wait_for_function(
        "() => { const r = document.querySelector('.st-key-ds__environment__use_power__field')"
        ".getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight + r.height; }"
    )
    assert field.is_visible()


def test_pages_are_looked_at_and_a_typed_change_makes_them_old(open_page: Open) -> None:  # noqa: F811
    page = datasheet(open_page)
    example(page)
    page.get_by_role("button", name="Draw the pages").click()
    page.get_by_text("Page 1 of").wait_for()
    picture = page.get_by_role("img", name=re.compile("Datasheet of Gesture band, page 1 of"))
    picture.wait_for()
    page.wait_for_function("document.querySelector('[data-testid=\"stImage\"] img').naturalWidth > 800")
    page.get_by_role("button", name="Next page").click()
    page.get_by_text("Page 2 of").wait_for()
    name = page.get_by_role("textbox", name="Sensor name")
    name.fill("Renamed")
    name.press("Enter")
    page.get_by_text("These pages show the datasheet before the last changes.").wait_for()


def test_a_file_that_is_too_large_is_a_sentence(open_page: Open, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "huge.csv"
    with file.open("wb") as stream:
        stream.truncate(301 << 20)
    page = datasheet(open_page, device=PHONE)
    example(page)
    page.get_by_text("Files: open a datasheet").click()
    page.locator('input[type="file"]').wait_for(state="attached")
    page.set_input_files('input[type="file"]', str(file))
    page.get_by_text("File must be 300.0MB or smaller.").wait_for()
    page.locator(".fp-refused", has_text="nothing has changed").wait_for()
    answered(page, "102 of 102")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_accessibility_violation(open_page: Open, theme: str, device: dict[str, Any]) -> None:  # noqa: F811
    page = datasheet(open_page, device=device, theme=theme)
    box = page.locator(NUMBER).bounding_box()
    assert box["y"] + box["height"] < device["viewport"]["height"], "how much is answered is the first thing read"
    found = violations(page)
    page.get_by_text("Files: open a datasheet").click()
    page.locator('input[type="file"]').wait_for(state="attached")
    page.set_input_files('input[type="file"]', str(PA1))
    page.locator('[data-testid="stMetricLabel"]', has_text="PA1").wait_for()
    section(page, "6 Hardware")
    volt = page.get_by_role("textbox", name="Supply voltage", exact=True)
    volt.fill("abc")
    volt.press("Enter")
    page.get_by_text("Not taken over").first.wait_for()
    page.get_by_text("Edit a row of Sensors").click()
    page.get_by_role("combobox", name=re.compile("Row of Sensors")).wait_for()
    page.get_by_role("button", name="Draw the pages").click()
    page.get_by_text("Page 1 of").wait_for()
    page.get_by_text("What changed", exact=True).click()
    page.get_by_text("Compared with the datasheet as it was opened.").wait_for()
    page.get_by_text("Labels", exact=True).first.click()
    page.get_by_role("img", name=re.compile("Not provided")).locator("visible=true").first.wait_for()
    page.get_by_role("button", name="Download", exact=True).click()
    page.get_by_role("combobox", name="Format").wait_for()
    found += violations(page)
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "scrolls sideways"
    sizes = page.evaluate(
        "[...document.querySelectorAll('.block-container *')].filter(e => e.children.length == 0"
        " && e.innerText?.trim() && !e.closest('[data-testid=\"stIconMaterial\"]'))"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 11


def test_a_field_is_answered_on_the_keyboard(open_page: Open) -> None:  # noqa: F811
    page = datasheet(open_page)
    page.get_by_role("button", name="Other answer to Licence").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.closest('[role=menu]')")
    for key, item in (("ArrowDown", "Not applicable"), ("ArrowUp", "Not disclosed")):
        page.keyboard.press(key)
        page.wait_for_function("text => document.activeElement.innerText.trim() === text", arg=item)
    page.keyboard.press("Enter")
    page.locator(".st-key-ds__title_page__licence__field", has_text="Not disclosed").wait_for()


def test_nothing_leaves_the_machine(open_page: Open, address: str) -> None:  # noqa: F811
    page = datasheet(open_page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    example(page)
    page.get_by_role("button", name="Draw the pages").click()
    page.get_by_text("Page 1 of").wait_for()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
