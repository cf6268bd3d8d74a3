"""Charts of a scaled result: what stands where on a log axis of counts, and on a linear axis of masses."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect, String

from datasheets.drawings.flows import Column, flows_drawing
from datasheets.drawings.growth import Apart, Crossing, Curve, Growth, Point, growth_drawing, milestone_text
from datasheets.scale_charts import beyond, flows_alt, flows_chart, growth_alt, growth_chart
from footprint import tables
from footprint.factors import Interval
from footprint.scaling import scale

WIDTHS = (225.0, 250.0, 400.0, 490.0)


def of(drawing: Drawing, kind: type) -> list[Any]:
    return [s for s in drawing.contents if isinstance(s, kind)]


def texts(drawing: Drawing) -> dict[str, Any]:
    return {s.text: s for s in of(drawing, String)}


def plain(width: float = 400.0) -> Drawing:
    """Ten times as much every ten years, from 10 to 1000 billion, with milestones at each."""
    curve = Curve("Tenfold", [(2020 + y, 10.0 ** (1 + y / 10)) for y in range(21)])
    points = [Point(2020, 10.0, "observed"), Point(2025, 10**1.5, "forecast"), Point(2030, 100.0, "assumed")]
    crossings = [Crossing(2030, 100.0), Crossing(2040, 1000.0)]
    apart = Apart(2020, 500.0, "something else")
    return growth_drawing(Growth([curve], points, [100.0, 1000.0], crossings, apart, "billion, log axis"), width)


def test_equal_ratios_are_equal_distances() -> None:
    """10, 100 and 1000 lie evenly; the line ends where 1000 is, and is straight."""
    drawing = plain()
    (line,) = of(drawing, PolyLine)
    ys = line.points[1::2]
    steps = [b - a for a, b in pairwise(ys)]
    assert steps == pytest.approx([steps[0]] * len(steps), rel=1e-9)
    labels = texts(drawing)
    y = {text: labels[text].y for text in ("10 bn", "100 bn", "1 tn")}
    assert y["100 bn"] - y["10 bn"] == pytest.approx(y["1 tn"] - y["100 bn"], rel=1e-9)
    assert ys[-1] - ys[10] == pytest.approx(y["1 tn"] - y["100 bn"], rel=1e-9)
    assert "billion, log axis" in labels


def test_labels_say_the_values_that_they_stand_at() -> None:
    """A label of the axis and its line are at one height, which is that of its value on the log axis."""
    drawing = growth_chart(scale("keyword-spotting"), 400.0)
    labels = texts(drawing)
    shown = [m for m in tables.growth()["milestones_billion"] if milestone_text(m) in labels]
    assert shown == [15, 50, 100, 250, 1000]
    place = {m: labels[milestone_text(m)].y for m in shown}
    per_decade = (place[1000] - place[15]) / math.log10(1000 / 15)
    for m in shown:
        assert place[m] - place[15] == pytest.approx(per_decade * math.log10(m / 15), rel=1e-9)


def test_marks_tell_observed_forecast_and_assumed_apart_without_colour() -> None:
    drawing = plain()
    assert {"observed", "forecast", "forecast, not verified (assumed)"} <= set(texts(drawing))
    fills = {c.fillColor.hexval() for c in of(drawing, Circle) if c.r > 2}
    assert len(fills) == 2  # full and hollow
    assert [r for r in of(drawing, Rect) if r.strokeColor is not None]


def test_what_is_counted_apart_is_named_and_no_line_runs_through_it() -> None:
    assert "something else" in texts(plain())


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_leaves_the_drawing(width: float) -> None:
    from datasheets.pdf import text_width

    found = scale("keyword-spotting", draws=200)
    for drawing in (
        growth_chart(found, width),
        *(flows_chart(found, key, width) for key in found.models),
        plain(width),
    ):
        for s in of(drawing, String):
            wide = text_width(s.text, s.fontSize)
            left = s.x - {"start": 0, "middle": wide / 2, "end": wide}[s.textAnchor]
            assert left >= -0.5
            assert left + wide <= width + 0.5
            assert -0.5 <= s.y <= drawing.height


def test_years_of_milestones_stand_at_their_dots() -> None:
    """2030 and 2040 are half-way and at the end of 2020 to 2040."""
    drawing = plain()
    (line,) = of(drawing, PolyLine)
    dots = [c for c in of(drawing, Circle) if c.r == 1.6]
    assert sorted(c.cx for c in dots) == pytest.approx([line.points[20], line.points[40]], rel=1e-9)


def test_columns_are_stacked_on_a_linear_axis() -> None:
    """2 + 1 kg are half as high as 4 + 2 kg, and the whisker goes from 5 to 8 on the axis of the columns."""
    made, use = "production", "use"
    columns = [
        Column(2020, Interval(2.5, 3.0, 4.0), {made: 2.0, use: 1.0}),
        Column(2021, Interval(5.0, 6.0, 8.0), {made: 4.0, use: 2.0}),
    ]
    drawing = flows_drawing(columns, "CO₂e", 300.0)
    bars = [r for r in of(drawing, Rect) if r.width > 50]
    heights = [r.height for r in bars]
    assert heights == pytest.approx([heights[0], heights[0] / 2, heights[0] * 2, heights[0]], rel=1e-9)
    assert bars[1].y == pytest.approx(bars[0].y + bars[0].height, rel=1e-9)
    whiskers = [x for x in of(drawing, Line) if x.x1 == x.x2 and x.strokeWidth == 0.7]
    assert whiskers[1].y2 - whiskers[1].y1 == pytest.approx(heights[2] * 3 / 4, rel=1e-9)
    assert any("linear axis" in text for text in texts(drawing))


def test_the_text_alternative_has_the_numbers() -> None:
    found = scale("keyword-spotting")
    assert "250 billion: Linear 2144, Exponential 2043, Logistic 2050" in growth_alt(found)
    assert "Logistic never" in growth_alt(found)
    assert "linear 250 billion in 2144" in beyond(found)
    assert "2050" in flows_alt(found, "linear")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("number", [3, 36, 200, 1100])
def test_years_and_whiskers_of_any_number_of_columns_keep_apart(number: int, width: float) -> None:
    """Labels do not touch, and whiskers are 2 points apart at least."""
    columns = [Column(1900 + i, Interval(1.0, 2.0, 3.0), {"production": 2.0}) for i in range(number)]
    drawing = flows_drawing(columns, "CO₂e", width)
    years = sorted(s.x for s in of(drawing, String) if s.text.isdigit() and len(s.text) == 4)
    assert years
    assert all(b - a >= 18 for a, b in pairwise(years))
    whiskers = sorted(line.x1 for line in of(drawing, Line) if line.x1 == line.x2 and line.strokeWidth == 0.7)
    assert whiskers
    assert all(b - a >= 2 - 1e-9 for a, b in pairwise(whiskers))


@pytest.mark.parametrize("high", [60.0, 100.0, 200.0])
def test_what_is_counted_apart_stays_below_the_title_of_the_axis(high: float) -> None:
    curve = Curve("Fall", [(2020, 1e-4), (2040, 1000.0)])
    apart = Apart(2020, 900.0, "microcontrollers in service 2020: another count")
    drawing = growth_drawing(Growth([curve], [], [100.0, 1000.0], [], apart, "billion, log axis"), 225.0, high)
    title = texts(drawing)["billion, log axis"].y
    said = [s for s in of(drawing, String) if s.text.startswith(("micro", "service", "another"))]
    assert said
    assert all(s.y + s.fontSize <= title for s in said)
