"""Bars, dots, power and ranges: the finding of a title, and places on the axes, worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from reportlab.graphics.shapes import PolyLine

from datasheets.content.blocks import Figure
from datasheets.drawings.figures import envelope_figure, footprint_figures, power_figures, slice_figures
from datasheets.sheet.sheet import Datasheet, datasheet_from_text, load_datasheet
from tests.datasheets.drawings.looking import bars, dots, of_kind, q, texts, ticks, whiskers

EXAMPLES = Path("docs/examples")
PLAIN = "#7f94b2"


def block(name: str, value: str, **more: Any) -> dict[str, Any]:
    return {"block": name, "value": q(f"{value} kgCO2e", **more)}


def at(figure: Figure, value: float, low: str, high: str) -> float:
    """Where a value stands on a linear axis, by two of its ticks. [pt]"""
    x = ticks(figure)
    share = (value - float(low)) / (float(high) - float(low))
    return x[low] + (x[high] - x[low]) * share


def test_bars_are_sorted_and_stand_where_their_axis_says() -> None:
    """3 of 4 kg are 75 %: one block makes it. Bars end at 3 and 1, the whisker at 2 and 5."""
    rows = [block("B", "1"), block("A", "3", low="2 kgCO2e", high="5 kgCO2e")]
    (figure,) = footprint_figures([], rows, None)
    assert figure.title == "A makes 75 % of the footprint"
    first, second = sorted(bars(figure, PLAIN), key=lambda r: -r.y)
    assert first.x + first.width == pytest.approx(at(figure, 3, "0", "4"), rel=1e-6)
    assert second.x + second.width == pytest.approx(at(figure, 1, "0", "4"), rel=1e-6)
    assert whiskers(figure) == [pytest.approx((at(figure, 2, "0", "4"), at(figure, 5, "0", "4")), rel=1e-6)]
    assert "1.00 kg, 25 %, no interval" in texts(figure)


@pytest.mark.parametrize(
    ("kg", "title"),
    [
        ([1, 1, 1, 1], "A and b make 50 % of the footprint"),
        ([5, 2, 1, 1, 1], "A makes 50 % of the footprint"),
        ([2, 2, 2, 1, 1, 1, 1], "A, b and c make 60 % of the footprint"),
        ([1] * 10, "A is the largest block, with 10 % of the footprint"),
    ],
)
def test_findings_name_the_fewest_that_make_half(kg: list[int], title: str) -> None:
    """Shares are 25 % each; 50 %; 20 % each of three; 10 % each, of which three make less than half."""
    rows = [block("Abcdefghij"[i], str(v)) for i, v in enumerate(kg)]
    assert footprint_figures([], rows, None)[0].title == title


def test_blocks_take_the_colour_of_their_stage() -> None:
    """The shipped example: transport is orange, the largest block of production is blue, and each names its stage."""
    sheet = load_datasheet(EXAMPLES / "gesture" / "datasheet.yaml")
    by_stage, by_block = (sheet.rows(f"environment.{key}") for key in ("by_stage", "by_block"))
    stages, blocks = footprint_figures(by_stage, by_block, sheet.artefacts.content("system"))
    assert stages.title == "Production makes 72 % of the footprint"
    assert len(bars(blocks, "#e69f00")) == len(bars(blocks, "#0072b2")) == 1
    assert "0.270 kg, 19 % (production)" in texts(blocks)
    assert "Zero: Memory, Connectivity, Actuators, Security." in blocks.alt
    assert "CO₂e" in " ".join(texts(blocks))


def test_the_published_example() -> None:
    """PA1: 0.77 and 0.52 of 2.34 kg are 55 %, without an interval, which is said."""
    sheet = load_datasheet(EXAMPLES / "pa1" / "datasheet.yaml")
    (figure,) = footprint_figures([], sheet.rows("environment.by_block"), None)
    assert figure.title == "Sensing and power supply make 55 % of the footprint"
    assert "No interval is known for any of these values." in figure.alt
    assert whiskers(figure) == []


def part(group: str, value: str, **more: Any) -> dict[str, Any]:
    return {"variable": "place", "group": group, "metric": "accuracy", "value": q(value, **more)}


def test_dots_stand_where_their_axis_says() -> None:
    """80 % (60 to 90) and 50 % (20 to 70) on an axis from 0 to 100 %; 9 samples are few, 10 are not."""
    rows = [
        part("in", "80 %", low="60 %", high="90 %", level="95 %", n=10),
        part("out", "50 %", low="20 %", high="70 %", level="95 %", n=9),
    ]
    overall = [{"metric": "accuracy", "of": "all", "value": q("65 %")}]
    (figure,) = slice_figures(rows, overall)
    assert figure.title == "Accuracy by place: from 50 % for out to 80 % for in, and their intervals overlap"
    inside, outside = dots(figure)
    assert inside.cx == pytest.approx(at(figure, 80, "0", "100"), rel=1e-6)
    assert whiskers(figure) == [
        pytest.approx((at(figure, a, "0", "100"), at(figure, b, "0", "100")), rel=1e-6) for a, b in ((60, 90), (20, 70))
    ]
    assert inside.fillColor != outside.fillColor
    assert "50 % (20–70), few samples" in texts(figure)
    assert "Upright line: all groups, 65 %." in " ".join(texts(figure))


def test_groups_of_few_people_are_marked() -> None:
    """5 people, whatever the number of samples."""
    people = [{"variable": "place", "group": "in", "count": q("5 people")}]
    (figure,) = slice_figures([part("in", "80 %", n=500)], (), people)
    assert "80 %, no interval, 5 people only" in texts(figure)


def test_slices_without_one_unit_are_left_to_the_table() -> None:
    """A share and a length are not on one axis; a row without a number is not drawn."""
    assert slice_figures([part("in", "80 %"), part("out", "3 m")]) == ()
    assert slice_figures([{**part("in", "80 %"), "value": "not provided"}]) == ()


def sheet_with(artefacts: str, folder: Path) -> Datasheet:
    text = f"schema: footprint.datasheet/1\nlanguage: en\nartefacts:\n  {artefacts}\n"
    return datasheet_from_text(text, "datasheet.yaml", folder)


def test_a_capture_is_drawn_around_its_event() -> None:
    """9.6 mA for 80 ms, then 14 mA for 40 ms, at 3 V: 28.8 and 42 mW, mean (80 x 28.8 + 40 x 42) / 120 = 33.2 mW;
    12 uA between events are 36 uW."""
    sheet = sheet_with("capture: {file: ppk2-pulses.csv, voltage: 3 V, inferences_per_event: 1}", EXAMPLES)
    (figure,) = power_figures(sheet)
    assert figure.title == "A typical event lasts 120 ms and draws 42 mW at its peak, 36 µW idle (measured)"
    assert {"peak 42 mW", "mean 33.2 mW", "idle 36 µW, measured", "event, 120 ms"} <= set(texts(figure))
    (line,) = of_kind(figure, PolyLine)
    x = ticks(figure)
    rise = next(x for x, y in zip(line.points[::2], line.points[1::2], strict=True) if y > line.points[1] + 1)
    assert rise == pytest.approx(x["0"], abs=0.01)
    points = list(zip(line.points[::2], line.points[1::2], strict=True))
    first = next(y for at, y in points if x["0"] < at < x["50"])
    least, most = min(y for _, y in points), max(y for _, y in points)
    assert (first - least) / (most - least) == pytest.approx(28.8 / 42, rel=1e-3)


SYSTEM = """schema: footprint.system/1
name: probe
lifetime: 3 years
units_produced: 1
blocks:
  processing: {declared: 0.1 kgCO2e, source: a}
use:
  grid: {country: DEU, year: 2024}
  states: [{name: active, power: 20 mW, duty: 2 %}, {name: sleep, power: 10 uW, duty: 98 %}]
training: {include: false, why: none}
end_of_life: {include: false, why: none}
"""


def test_states_stand_on_a_log_axis_without_order(tmp_path: Path) -> None:
    """20 mW x 2 % = 0.4 and 0.01 mW x 98 % = 0.0098 mW: 97.6 % of the energy. From 10 uW on, 20 mW is log10(2000) =
    3.301 decades up."""
    (tmp_path / "probe.yaml").write_text(SYSTEM, encoding="utf-8")
    (figure,) = power_figures(sheet_with("system: {file: probe.yaml}", tmp_path))
    assert figure.title == "Active takes 97.6 % of the energy in 2.0 % of the time (calculated)"
    active, sleep = dots(figure)
    x = ticks(figure)
    decade = x["1 mW"] - x["100 µW"]
    assert (active.cx - sleep.cx) / decade == pytest.approx(3.30103, rel=1e-5)
    assert "logarithmic" in " ".join(texts(figure))
    assert "order of the states is not known" in figure.alt


def test_stated_powers_serve_where_there_is_no_artefact() -> None:
    """25.5 mW over 0.06 mW is 425; each status is said."""
    text = (
        "schema: footprint.datasheet/1\nlanguage: en\nperformance:\n"
        "  power_idle: {value: 0.06 mW, status: assumed}\n  power_active: {value: 25.5 mW, status: estimated}\n"
    )
    (figure,) = power_figures(datasheet_from_text(text, "d.yaml", Path()))
    assert figure.title == "Active draws 425x of idle: 25.5 mW (estimated) against 60 µW (assumed)"
    assert power_figures(datasheet_from_text("schema: footprint.datasheet/1\nlanguage: en\n", "d.yaml", Path())) == ()


def test_tested_ranges_stand_inside_the_supported_one() -> None:
    """PA1: 208 to 1149 of 100 to 10 000 lx is 941/9900 = 9.5 %, and starts 108/9900 of the way."""
    sheet = load_datasheet(EXAMPLES / "pa1" / "datasheet.yaml")
    (figure,) = envelope_figure(sheet.rows("overview.envelope"))
    assert figure.title == "9.5 % of the supported range of lighting was tested"
    outline = max(bars(figure, "#ffffff"), key=lambda r: r.y if r.width > 20 else 0)
    tested = max((r for r in bars(figure, PLAIN) if r.width > 20), key=lambda r: r.y)
    assert (tested.x - outline.x) / outline.width == pytest.approx(108 / 9900, rel=1e-6)
    assert tested.width / outline.width == pytest.approx(941 / 9900, rel=1e-6)
    assert {"0.1 klx", "10 klx", "208 lx", "1149 lx"} <= set(texts(figure))


def test_ranges_in_words_have_no_figure() -> None:
    assert envelope_figure([{"factor": "motion", "supported": "not provided", "tested": "not applicable: none"}]) == ()
