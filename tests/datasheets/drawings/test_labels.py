"""Labels as drawings: sizes of a box and of a page, nothing on each other, and a code that can be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont
from reportlab.graphics.shapes import Path, Rect, String

import datasheets
from datasheets.content.blocks import Figure
from datasheets.drawings.frame import LIGHT, MOST_HEIGHT
from datasheets.drawings.label_figures import label_figures
from datasheets.drawings.label_pieces import TITLE
from datasheets.drawings.label_sheet import inner_width, label_drawing, label_part, part_count
from datasheets.drawings.label_text import all_lines
from datasheets.labels.all import labels_of
from datasheets.labels.code import modules
from datasheets.labels.label import Bar, Label
from datasheets.pdf import BOLD, FONTS, REGULAR, TEXT_WIDTH, drawable, text_width
from tests.datasheets.drawings.looking import SLACK, boxes, check_apart, shapes
from tests.datasheets.examples import HOSTILE_NAME, LONG, squeezed
from tests.datasheets.labels.sheets import GESTURE, PA1, URL, example, full_of, sheet, unmodified

MM = 72 / 25.4
WORDS = st.sampled_from(["a", "two words", HOSTILE_NAME, LONG, "not provided"]) | st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=400
)


def checked(drawing: Any) -> None:
    """Inside of the drawing, nothing on another text, shipped fonts of 6.5 pt or more."""
    assert drawing.initialFontName == REGULAR
    for s in shapes(drawing):
        if isinstance(s, String):
            assert s.fontName in (REGULAR, BOLD)
            assert s.fontSize >= 6.5, s.text
    check_apart(drawing)


@pytest.mark.parametrize("path", [GESTURE, PA1])
def test_natural_size(path: str) -> None:
    """One column of 62 mm for what stands on a box, two for the rest; each fits on a page as it is."""
    for key, label in example(path).items():
        drawing = label_drawing(label)
        assert drawing.width == pytest.approx((62 if label.columns == 1 else 124) * MM, abs=2)
        assert label.columns == (1 if key in ("iot-1", "environment") else 2)
        assert drawing.height <= MOST_HEIGHT
        checked(drawing)


def test_smallest_text_is_as_high_as_asked() -> None:
    """The small letters of the shipped font are 1.2 mm high or more at the smallest size."""
    _, top, _, bottom = ImageFont.truetype(FONTS / "DejaVuSans.ttf", 1000).getbbox("x")
    height = (bottom - top) / 1000
    sizes = {s.fontSize for x in example(PA1).values() for s in shapes(label_drawing(x)) if isinstance(s, String)}
    assert min(sizes) * height / MM >= 1.2


@pytest.mark.parametrize("text", [LONG, HOSTILE_NAME, "lorem ipsum " * 25])
def test_parts_fit_on_a_page_and_lose_nothing(text: str) -> None:
    """However long the values, each part fits; together they hold every line of the whole label."""
    for label in datasheets.labels_of(full_of(text)):
        whole, parts = label_drawing(label), [label_part(label, i + 1) for i in range(part_count(label))]
        checked(whole)
        for part in parts:
            checked(part)
            assert part.height <= MOST_HEIGHT
            assert part.width <= TEXT_WIDTH
        lines = [s.text for s in shapes(whole) if isinstance(s, String)]
        seen = [s.text for part in parts for s in shapes(part) if isinstance(s, String)]
        for line in {one for one in lines if not one.endswith(", continued")} - {label.title}:
            if line not in all_lines(label.beyond, whole.width):  # as wide as the columns are
                assert seen.count(line) >= lines.count(line), (label.key, line)


def test_a_group_that_goes_on_in_another_column_says_so() -> None:
    """With two sensors whose rows have the same titles, the second column begins with the name of its group."""
    sections = unmodified()
    camera = sections["security_and_privacy"]["label"][0]
    sections["security_and_privacy"]["label"] = [camera, camera | {"data": "audio", "sensor": "Microphone"}]
    (label,) = (one for one in datasheets.labels_of(sheet(**sections)) if one.key == "iot-2")
    texts = [s for s in shapes(label_drawing(label)) if isinstance(s, String)]
    second = [s for s in texts if s.x > 62 * MM and s.textAnchor == "start"]
    assert max(second, key=lambda s: s.y).text == "Data of sensors: audio, continued"


def test_an_address_is_not_broken_where_it_fits_on_a_line_of_its_own() -> None:
    """It is wider than the part of a column that values have beside their titles, and narrower than the column."""
    url = "https://example.org/privacy-policy"
    assert inner_width() * (1 - TITLE) < text_width(url, 6.5, REGULAR) < inner_width()
    for label in labels_of(sheet(security_and_privacy={"privacy_policy": url})):
        assert url in [s.text for s in shapes(label_drawing(label)) if isinstance(s, String)]
        checked(label_drawing(label))


@pytest.mark.parametrize("width", [120.0, 226.0, 300.0, TEXT_WIDTH])
def test_figures_keep_to_their_width(width: float) -> None:
    labels = (*example(GESTURE).values(), *datasheets.labels_of(full_of(LONG)))
    for figure in label_figures(labels):
        assert figure.draw is not None
        drawing = figure.draw(width)
        assert drawing.width <= width + SLACK
        if width == TEXT_WIDTH:
            assert drawing.height <= MOST_HEIGHT


def test_figures_of_a_label_say_what_was_answered() -> None:
    (figure, *_) = label_figures([example(PA1)["iot-1"]])
    assert figure.title == (
        "Security and privacy (IoT label, layer 1 of 2, based on CISPL 1.0): "
        "16 fields: 13 answered, 2 not disclosed, 1 not provided"
    )
    many = label_figures(label for label in datasheets.labels_of(full_of(LONG)) if label.key == "iot-2")
    assert len(many) > 1
    assert [f.title.rpartition(" (")[2] for f in many] == [f"{i} of {len(many)})" for i in range(1, len(many) + 1)]


@pytest.mark.parametrize("path", [GESTURE, PA1])
def test_labels_stand_in_the_datasheet(path: str) -> None:
    """Each once, after its part of the sheet."""
    given_ = datasheets.load_datasheet(path)
    content = datasheets.compose(given_, ())
    where = {"dataset": "data_and_model", "iot": "security_and_privacy", "environment": "environment"}
    titles = {
        chapter.key: [b.title for part in chapter.parts for b in part.blocks if isinstance(b, Figure)]
        for chapter in content.chapters
    }
    for label in datasheets.labels_of(given_):
        found = [key for key, of in titles.items() for title in of if title.startswith(label.finding)]
        assert found == [where[label.key.partition("-")[0]]]


@settings(max_examples=40, deadline=None)
@given(WORDS, st.sampled_from([20.0, 61.0, 165.0]), st.sampled_from([REGULAR, BOLD]))
def test_lines_hold_all_of_a_text(text: str, width: float, font: str) -> None:
    lines = all_lines(text, width, 6.5, font)
    assert squeezed("".join(lines)) == squeezed(drawable(text))
    for line in lines:
        assert text_width(line, 6.5, font) <= width or len(line) == 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(WORDS, st.floats(-10, 1e4), st.floats(0, 5)), min_size=1, max_size=8))
def test_bars_of_any_size(parts: list[tuple[str, float, float]]) -> None:
    bars = tuple(Bar(name, kg, kg - by, kg + by, f"{kg:.3g} kg", "#0072b2") for name, kg, by in parts)
    label = Label("environment", "A", "b", "c", (), (), figure="1 kg", bars=bars, bars_title="By stage")
    drawing = label_drawing(label)
    checked(drawing)
    for s in shapes(drawing):
        if isinstance(s, Rect):
            assert -SLACK <= s.x <= s.x + s.width <= drawing.width + SLACK


def test_code_is_read_from_the_drawing() -> None:
    """The modules of the drawn path, decoded here, hold the address; four modules around them are free and light."""
    for one in (False, True):
        drawing = label_drawing(example_with_url(), one_colour=one)
        (path,) = [s for s in shapes(drawing) if isinstance(s, Path)]
        dark, left, top, step = matrix(path)
        assert decoded(dark) == URL
        assert step >= 0.38 * MM
        count = len(dark)
        quiet = (left - 4 * step, top - (count + 4) * step, left + (count + 4) * step, top + 4 * step)
        for box in boxes(drawing):
            apart = (
                box.right <= quiet[0] + SLACK or box.left >= quiet[2] - SLACK
                or box.top <= quiet[1] + SLACK or box.bottom >= quiet[3] - SLACK
            )  # fmt: skip
            assert apart, box
        grounds = [s for s in shapes(drawing) if isinstance(s, Rect) and s.fillColor == LIGHT]
        assert [(s.x, s.y, s.x + s.width, s.y + s.height) for s in grounds] == [] if one else [pytest.approx(quiet)]


def test_the_ground_of_a_code_has_no_outline_in_one_colour() -> None:
    """A line in the quiet zone would keep it from being read."""
    label = example_with_url()
    light = [s for s in shapes(label_drawing(label)) if isinstance(s, Rect) and s.fillColor == LIGHT]
    assert len(light) == 1
    size = light[0].width, light[0].height
    (same,) = [
        s for s in shapes(label_drawing(label, one_colour=True)) if isinstance(s, Rect) and (s.width, s.height) == size
    ]
    assert (same.fillColor, same.strokeColor) == (None, None)


@pytest.mark.parametrize("path", [GESTURE, PA1])
def test_no_code_without_an_address(path: str) -> None:
    for label in example(path).values():
        assert not [s for s in shapes(label_drawing(label)) if isinstance(s, Path)]


def test_a_code_that_would_not_fit_is_refused() -> None:
    """147 modules of 0.38 mm with their quiet zone are 56 mm, nine tenths of the column: version 30 has 137."""
    with pytest.raises(ValueError, match="too"):
        modules("https://a.example/" + "b" * 3000)
    assert len(modules("https://a.example/" + "b" * 300)) <= 137


def example_with_url() -> Label:
    return next(label for label in datasheets.labels_of(full_of("a value")) if label.key == "iot-1")


def matrix(path: Path) -> tuple[list[list[bool]], float, float, float]:
    """Modules of a path of rectangles, its left and top edge, and the width of a module. [pt]"""
    xs, ys = path.points[0::2], path.points[1::2]
    left, top = min(xs), max(ys)
    step = min(abs(a - b) for a, b in combinations(sorted({round(y, 6) for y in ys}), 2))
    count = round((max(xs) - left) / step)
    dark = [[False] * count for _ in range(count)]
    for i in range(0, len(xs), 4):
        r = round((top - ys[i]) / step)
        for c in range(round((xs[i] - left) / step), round((xs[i + 1] - left) / step)):
            dark[r][c] = True
    return dark, left, top, step


def decoded(dark: list[list[bool]]) -> str:
    """The bytes of a QR code of version 2 or 3 with error correction M: one block, data first (ISO/IEC 18004)."""
    n = len(dark)
    assert n in (25, 29)
    bits = [dark[8][c] for c in (0, 1, 2, 3, 4)]
    level, mask = [b ^ m for b, m in zip(bits[:2], (1, 0), strict=True)], bits[2:]
    assert level == [0, 0]  # M
    pattern = sum((b ^ m) << i for i, (b, m) in enumerate(zip(reversed(mask), (1, 0, 1), strict=True)))
    masks: tuple[Callable[[int, int], bool], ...] = (
        lambda r, c: (r + c) % 2 == 0, lambda r, c: r % 2 == 0, lambda r, c: c % 3 == 0, lambda r, c: (r + c) % 3 == 0,
        lambda r, c: (r // 2 + c // 3) % 2 == 0, lambda r, c: r * c % 2 + r * c % 3 == 0,
        lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0, lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
    )  # fmt: skip

    def function(r: int, c: int) -> bool:
        corner = (r < 9 and c < 9) or (r < 9 and c >= n - 8) or (r >= n - 8 and c < 9)
        return corner or 6 in (r, c) or (n - 9 <= r < n - 4 and n - 9 <= c < n - 4)

    read = []
    upward, column = True, n - 1
    while column > 0:
        column -= column == 6
        for r in range(n - 1, -1, -1) if upward else range(n):
            for c in (column, column - 1):
                if not function(r, c):
                    read.append(dark[r][c] ^ masks[pattern](r, c))
        upward, column = not upward, column - 2

    def number(part: Sequence[bool]) -> int:
        return int("".join("01"[b] for b in part), 2)

    assert number(read[:4]) == 0b0100  # bytes
    length = number(read[4:12])
    return bytes(number(read[12 + 8 * i : 20 + 8 * i]) for i in range(length)).decode()
