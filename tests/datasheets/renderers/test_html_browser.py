"""The web datasheet in a real Chromium: accessible in both themes, no sideways scrolling, readable charts, paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from datasheets import pdf
from datasheets.renderers.html import html
from datasheets.renderers.html_pieces import setting, told
from tests.footprint_app.serving import CHROMIUM_FLAGS, DESKTOP, PATIENCE_MS, PHONE, chromium
from tests.needs import need

from .conftest import Documents
from .contents import registers, small
from .pages import squeezed, written

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SMALLEST: dict[str, Any] = {**PHONE, "viewport": {"width": 320, "height": 640}}
DEVICES = {"desktop": DESKTOP, "phone": PHONE, "smallest": SMALLEST}
examples = pytest.mark.parametrize("name", ["gesture", "pa1"])
devices = pytest.mark.parametrize("device", ["desktop", "phone"])

Open = Callable[..., Any]

CONTRASTS = """() => {
  const numbers = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = (c) => 0.2126 * linear(c[0] / 255) + 0.7152 * linear(c[1] / 255) + 0.0722 * linear(c[2] / 255);
  const solid = (c) => c.length >= 3 && (c.length < 4 || c[3] > 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const found = numbers(getComputedStyle(at).backgroundColor);
      if (solid(found)) return found;
    }
    return [255, 255, 255];
  };
  const under = (text) => {
    const svg = text.ownerSVGElement, box = text.getBoundingClientRect();
    const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
    let found = behind(svg.parentElement);
    for (const shape of svg.querySelectorAll("rect, circle, polygon, path, ellipse, text")) {
      if (shape === text) break;
      if (shape.tagName === "text" || shape.closest("clipPath")) continue;
      const at = shape.getBoundingClientRect(), fill = getComputedStyle(shape).fill;
      const inside = at.left <= x && x <= at.right && at.top <= y && y <= at.bottom;
      const share = Number(getComputedStyle(shape).fillOpacity);
      if (inside && fill !== "none") found = numbers(fill).map((v, i) => share * v + (1 - share) * found[i]);
    }
    return found;
  };
  const out = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || !parent.getClientRects().length || parent.closest(".picture, .unseen, .skip")) continue;
    const drawn = parent instanceof SVGElement, style = getComputedStyle(parent);
    const ink = numbers(drawn ? style.fill : style.color), ground = drawn ? under(parent) : behind(parent);
    const [low, high] = [light(ink), light(ground)].sort((a, b) => a - b);
    out.push([(high + 0.05) / (low + 0.05), drawn, node.data.trim().slice(0, 60), ink.join(), ground.join()]);
  }
  return out;
}"""

CHART_TEXT = """() => [...document.querySelectorAll("svg:not(.picture) text")]
  .filter((text) => text.getClientRects().length && text.textContent.trim())
  .map((text) => [parseFloat(text.getAttribute("font-size")) * text.ownerSVGElement.getScreenCTM().a,
                  text.textContent])"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    need("chromium", chromium(), "opens the web datasheet")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def contexts(browser: Any) -> dict[str, Any]:
    """One for each device; the browser closes them."""
    return {name: browser.new_context(**options, accept_downloads=True) for name, options in DEVICES.items()}


@pytest.fixture(scope="module")
def files(documents: Documents, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Any], Path]:
    """Writes the web page of a datasheet; that of a name once."""
    folder, made = tmp_path_factory.mktemp("pages"), dict[str, Path]()

    def written(content: Any) -> Path:
        name = content if isinstance(content, str) else f"own-{len(made)}"
        if name not in made:
            made[name] = folder / f"{name}.html"
            page = html(documents.content(content) if isinstance(content, str) else content)
            made[name].write_text(page, encoding="utf-8")
        return made[name]

    return written


@pytest.fixture
def open_page(contexts: dict[str, Any], files: Callable[[Any], Path]) -> Iterator[Open]:
    """Opens a datasheet from a file; what it asked for and what went wrong is in `page.heard`."""
    pages = []

    def opened(content: Any, device: str = "desktop", theme: str = "light") -> Any:
        address = files(content).as_uri()
        page = contexts[device].new_page()
        pages.append(page)
        page.emulate_media(color_scheme=theme)
        page.set_default_timeout(PATIENCE_MS)
        page.heard = []
        page.on("console", lambda message: page.heard.append(message.text))
        page.on("pageerror", lambda error: page.heard.append(str(error)))
        page.on("request", lambda request: page.heard.append(request.url) if request.url != address else None)
        page.goto(address)
        return page

    yield opened
    for page in pages:
        page.close()


@examples
@devices
def test_no_accessibility_violation_and_contrast_everywhere(open_page: Open, name: str, device: str) -> None:
    """Contrast is measured for every text in both themes, also of those in charts, which the engine cannot decide."""
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(name, device)
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}}
    found = Axe().run(page, options=options).response["violations"]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found] == []
    assert [heard for heard in page.heard if "axe" not in heard] == []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        contrasts = page.evaluate(CONTRASTS)
        assert sum(drawn for _, drawn, *_ in contrasts) > 20
        assert [one for one in contrasts if one[0] < 4.5] == []


@pytest.mark.parametrize("name", ["gesture", "pa1", "torture"])
@pytest.mark.parametrize("device", list(DEVICES))
def test_the_page_never_scrolls_sideways(open_page: Open, name: str, device: str) -> None:
    page = open_page(name, device)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    wider = page.evaluate("""() => [...document.querySelectorAll("body *")].filter((one) =>
      !one.closest(".scroll, .unseen, .skip, svg") && one.getBoundingClientRect().right > window.innerWidth + 1)
      .map((one) => one.outerHTML.slice(0, 120))""")
    assert wider == []


@pytest.mark.parametrize("device", list(DEVICES))
def test_the_title_of_a_table_that_scrolls_is_in_sight_as_a_whole(open_page: Open, device: str) -> None:
    wider = open_page("gesture", device).evaluate("""() => [...document.querySelectorAll(".scroll caption")].filter(
      (one) => one.getBoundingClientRect().right > one.closest(".scroll").getBoundingClientRect().right + 1)
      .map((one) => one.innerText)""")
    assert wider == []


@examples
@devices
def test_the_text_of_charts_is_large_enough(open_page: Open, name: str, device: str) -> None:
    found = open_page(name, device).evaluate(CHART_TEXT)
    assert len(found) > 20
    assert [one for one in found if one[0] < setting("least_text") - 0.01] == []


@examples
def test_the_key_numbers_are_on_the_first_screen(open_page: Open, name: str) -> None:
    """On a desktop all of them, on a phone the first ones."""
    bottom = "(at) => [...document.querySelectorAll('.tiles dd')].at(at).getBoundingClientRect().bottom"
    assert open_page(name).evaluate(bottom, -1) < 800
    assert open_page(name, "phone").evaluate(bottom, 3) < 844


@examples
def test_by_keyboard_one_skips_to_the_datasheet_and_reaches_what_scrolls(open_page: Open, name: str) -> None:
    page = open_page(name, "phone")
    page.keyboard.press("Tab")
    skip = page.evaluate("[document.activeElement.innerText, document.activeElement.getBoundingClientRect().top >= 0]")
    assert skip == ["Skip to the datasheet", True]
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "sheet"
    stuck = page.evaluate("""() => [...document.querySelectorAll("body *")].filter((one) =>
      one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "auto" && one.tabIndex < 0)
      .map((one) => one.outerHTML.slice(0, 120))""")
    assert stuck == []
    scrolls = page.locator(".scroll").evaluate_all("(all) => all.findIndex((one) => one.scrollWidth > one.clientWidth)")
    wide = page.locator(".scroll").nth(scrolls)
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    assert wide.evaluate("(one) => one.scrollLeft") > 0


def test_links_lead_to_the_evidence_and_back_and_nothing_hides_the_place(open_page: Open) -> None:
    page = open_page("pa1")
    page.locator("main .ref").first.click()
    item = page.evaluate("location.hash")
    assert item.startswith("#evidence-")
    top = "document.querySelector(location.hash).getBoundingClientRect().top"
    bar = page.evaluate("document.querySelector('.banner').getBoundingClientRect().bottom")
    assert bar > 0
    assert page.evaluate(top) >= bar or page.evaluate("scrollY + innerHeight + 1 >= document.body.scrollHeight")
    page.locator(f"{item} .back a").first.click()
    assert page.evaluate("location.hash").startswith("#from-")
    page.locator("nav a", has_text="7 Environmental impact").click()
    assert page.evaluate(top) >= bar


def test_an_attached_file_is_saved_as_it_is(open_page: Open, documents: Documents) -> None:
    content = documents.content("pa1")
    page = open_page("pa1")
    with page.expect_download() as waiting:
        page.locator(".files a").first.click()
    assert waiting.value.suggested_filename == content.attachments[0].name
    assert Path(waiting.value.path()).read_bytes() == content.attachments[0].content


def test_hostile_content_runs_and_loads_nothing(open_page: Open) -> None:
    page = open_page("torture")
    assert page.heard == []
    assert page.evaluate("document.scripts.length + document.images.length + document.forms.length") == 0


def test_the_browser_is_told_to_refuse_what_is_not_in_the_page(open_page: Open) -> None:
    """A picture and a script that something put into the page later stay out."""
    page = open_page("small")
    page.evaluate("""() => {
      const image = document.createElement("img"); image.src = "https://example.invalid/x.png";
      const run = document.createElement("script"); run.textContent = "window.ran = true";
      document.body.append(image, run);
    }""")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran === undefined")
    assert len([heard for heard in page.heard if "Content Security Policy" in heard]) >= 2


def printed(page: Any) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(BytesIO(page.pdf(prefer_css_page_size=True)))


def test_on_paper_every_page_of_a_table_has_its_heads_and_no_row_is_split(open_page: Open) -> None:
    """500 registers of a line or more; a row of the table names its register once, in its first line."""
    from datasheets.content.blocks import Chapter, Part

    content = small(cover=(), summary=(), chapters=(Chapter("hardware", "6", "Hardware", (Part("", (registers(),)),)),))
    with printed(open_page(content)) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    with_rows = [text for text in texts if "REG_" in text]
    assert len(with_rows) > 5
    assert all("What it does" in text for text in with_rows)
    for text in with_rows:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        first = lines[next(i for i, line in enumerate(lines) if "What it does" in line) + 1]
        assert first.startswith("0x"), first


def test_on_paper_the_fields_of_a_chapter_follow_each_other_and_no_title_is_split(open_page: Open) -> None:
    """A title that may not end a page would hold all fields below together, and leave the foot of a page empty."""
    page = open_page("gesture")
    page.emulate_media(media="print")
    style = "(all) => [...new Set(all.map((one) => getComputedStyle(one)[{}]))]"
    titles = page.locator(".beside > :first-child")
    assert titles.evaluate_all(style.format("'breakAfter'")) == ["auto"]
    assert titles.evaluate_all(style.format("'breakInside'")) == ["avoid"]
    assert page.locator(".cards .beside").evaluate_all(style.format("'breakInside'")) == ["avoid"]


@examples
def test_paper_is_a4_with_margins_and_has_all_of_the_text(open_page: Open, documents: Documents, name: str) -> None:
    content = documents.content(name)
    with printed(open_page(name, theme="dark")) as document:
        said = ""
        for number, page in enumerate(document, start=1):
            assert page.get_size() == pytest.approx((pdf.PAGE_WIDTH, pdf.PAGE_HEIGHT), abs=0.5)
            text = page.get_textpage()
            said += text.get_text_range()
            for index in range(text.count_rects()):
                left, _, right, _ = text.get_rect(index)
                assert left >= pdf.MARGIN - 1, (number, text.get_text_bounded(*text.get_rect(index)))
                assert right <= pdf.PAGE_WIDTH - pdf.MARGIN + 1, (number, text.get_text_bounded(*text.get_rect(index)))
            assert f"page {number} of {len(document)}" in text.get_text_range()
        ink = document[0].render(scale=0.5).to_pil().getpixel((3, 3))
    assert ink == (255, 255, 255)
    text = _letters(said)
    cut = [each for chapter in content.chapters for each in written(chapter) if _letters(each) not in text]
    assert [each for each in cut if len(each) < 60] == []  # longer ones may go on over the foot of a page


def _letters(text: str) -> str:
    """Without white space, hyphens of words that were broken, and signs that a reader of a PDF puts for them."""
    return "".join(c for c in squeezed(told(text)) if c not in "-\u00ad\ufffe\ufffd")
