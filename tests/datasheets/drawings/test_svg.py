"""A drawing as SVG: named, with real text at its place, in colours that a page can change."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]
from reportlab.graphics.shapes import Drawing, Group, Rect, String
from reportlab.lib.colors import Color

from datasheets.drawings.confusion import SHADE
from datasheets.drawings.figures import drawing_figure, evaluation_figures, footprint_figures
from datasheets.drawings.frame import Shade, ink_on
from datasheets.drawings.svg import drawing_svg
from datasheets.sheet.files import Image
from firmware_profiles.evaluation_file import load_evaluation
from tests.datasheets.drawings.looking import q, texts

SVG = "{http://www.w3.org/2000/svg}"


def test_texts_are_text_and_have_a_name() -> None:
    """Every string of the drawing, a title, a description and a role; markup in them is text."""
    for figure in evaluation_figures(load_evaluation("docs/examples/gesture/evaluation.json"), "e"):
        assert figure.draw is not None
        root = etree.fromstring(drawing_svg(figure.draw(480.0), "<b>&", figure.alt + "\x00").encode())
        assert root.get("role") == "img"
        assert root.findtext(f"{SVG}title") == "<b>&"
        assert root.findtext(f"{SVG}desc") == figure.alt
        assert root.get("aria-labelledby").split() == [root.find(f"{SVG}{k}").get("id") for k in ("title", "desc")]
        assert [t.text for t in root.iter(f"{SVG}text")] == texts(figure)


def test_shapes_stand_where_they_stood() -> None:
    """The vertical axis is turned once: a square at (1, 2) in a drawing 10 high, moved by 3 and doubled."""
    drawing = Drawing(20, 10)
    group = Group(Rect(1, 2, 4, 4, fillColor=None), String(0, 0, "x"))
    group.transform = (2, 0, 0, 2, 3, 0)
    drawing.add(group)
    text = drawing_svg(drawing, "t", "a")
    assert 'viewBox="0 0 20 10"' in text
    assert 'matrix(1 0 0 -1 0 10)"><g transform="matrix(2 0 0 2 3 0)"><rect x="1" y="2" width="4" height="4"' in text


def test_lines_keep_their_dashes() -> None:
    (roc, *_) = evaluation_figures(load_evaluation("docs/examples/gesture/evaluation.json"), "e")
    assert roc.draw is not None
    assert {'stroke-dasharray="4 2"', 'stroke-dasharray="1.2 1.6"'} <= set(
        re.findall(r'stroke-dasharray="[^"]*"', drawing_svg(roc.draw(400), "t", "a"))
    )


def test_colours_of_a_chart_can_change_and_have_a_fallback() -> None:
    (figure,) = footprint_figures([], [{"block": "A", "value": q("1 kgCO2e")}], None)
    assert figure.draw is not None
    text = drawing_svg(figure.draw(400), figure.title, figure.alt)
    assert 'fill="#1a1a1a" style="fill:var(--fp-ink,#1a1a1a)"' in text
    assert all(re.fullmatch(r"var\(--fp-[a-z]+,#[0-9a-f]{6}\)", v) for v in re.findall(r"var\([^)]*\)", text))
    assert "#000000" not in text


def test_a_picture_keeps_its_colours_on_white() -> None:
    figure = drawing_figure(Image("flow.svg", "boxes", Path("docs/examples/gesture/flow.svg")), "Flow")
    assert figure.draw is not None
    text = drawing_svg(figure.draw(400), figure.title, figure.alt)
    assert "var(" not in text
    assert '<rect width="400" height="56.25" fill="#ffffff"/>' in text
    assert "clip-path" in text


def test_nothing_in_it_reaches_out(tmp_path: Path) -> None:
    """Names in a chart that look like markup stay words."""
    rows = [{"block": '<image href="http://a/b"/><script>1</script>', "value": q("1 kgCO2e")}]
    (figure,) = footprint_figures([], rows, None)
    assert figure.draw is not None
    root = etree.fromstring(drawing_svg(figure.draw(480), figure.title, figure.alt).encode())
    names = {e.tag.removeprefix(SVG) for e in root.iter()}
    assert names <= {"svg", "title", "desc", "g", "rect", "line", "text", "circle", "polyline", "polygon"}


@pytest.mark.parametrize("value", [1 / 3, -0.0001, 1e-9, 123456.789])
def test_coordinates_have_three_decimals(value: float) -> None:
    drawing = Drawing(10, 10)
    drawing.add(Rect(value, 0, 1, 1))
    found = re.search(r'<rect x="([^"]+)"', drawing_svg(drawing, "t", "a").partition("<g")[2])
    assert found
    assert float(found[1]) == pytest.approx(value, abs=5e-4)
    assert "e" not in found[1]


def test_words_on_any_shade_are_read() -> None:
    """Contrast as WCAG 2.2 defines it: (lighter + 0.05) / (darker + 0.05) of the relative luminances."""

    def light(colour: Color) -> float:
        red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour.rgb())
        return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)

    for step in range(1001):
        shade = Shade(SHADE, step / 1000)
        low, high = sorted((light(shade), light(ink_on(shade))))
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_colours_are_classes_where_the_page_has_them() -> None:
    (figure,) = footprint_figures([], [{"block": "A", "value": q("1 kgCO2e")}], None)
    assert figure.draw is not None
    text = drawing_svg(figure.draw(400), figure.title, figure.alt, classes=True)
    assert 'fill="#1a1a1a" class="fill-ink"' in text
    assert "style=" not in text
