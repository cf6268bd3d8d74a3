"""Bars, dots, power and ranges: the finding of a title, and places on the axes, worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from reportlab.graphics.shapes import Line, PolyLine

from datasheets.content.blocks import Figure
from datasheets.drawings.figures import envelope_figure, footprint_figures, power_figures, slice_figures
from datasheets.drawings.states import State
from datasheets.drawings.states import _figure as states_figure
from datasheets.drawings.timeline import _idle, typical
from datasheets.sheet.sheet import Datasheet, datasheet_from_text, load_datasheet
from datasheets.sheet.values import read_quantity
from tests.datasheets.drawings.looking import axis, bars, dots, of_kind, q, texts, ticks, upright, whiskers

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


def test_what_adds_up_to_nothing_has_no_shares() -> None:
    """0 kg with up to 2 kg: a whisker, and no percent of nothing."""
    (figure,) = footprint_figures([], [block("A", "0", low="0 kgCO2e", high="2 kgCO2e")], None)
    assert figure.title == "The footprint by block adds up to 0 kg CO₂e"
    assert "%" not in figure.alt + " ".join(texts(figure))


def test_blocks_take_the_colour_of_their_stage() -> None:
    """The shipped example: transport is orange, the largest block of production is blue, and each names its stage."""
    sheet = load_datasheet(EXAMPLES / "gesture" / "datasheet.yaml")
    by_stage, by_block = (sheet.rows(f"environment.{key}") for key in ("by_stage", "by_block"))
    stages, blocks = footprint_figures(by_stage, by_block, sheet.artefacts.content("system"))
    assert stages.title == "Production makes 72 % of the footprint"
    assert len(bars(blocks, "#e69f00")) == len(bars(blocks, "#0072b2")) == 1
    assert "0.270 kg, 19 % (production)" in texts(blocks)
    assert "Others, User interface, Sensing; Assumed: Use; Calculated: Training." in blocks.alt
    assert "Zero: Memory, Connectivity, Actuators, Security." in blocks.alt
    assert "CO₂e" in " ".join(texts(blocks))


def test_the_published_example() -> None:
    """PA1: 0.77 and 0.52 of 2.34 kg are 55 %, without an interval, which is said."""
    sheet = load_datasheet(EXAMPLES / "pa1" / "datasheet.yaml")
    (figure,) = footprint_figures([], sheet.rows("environment.by_block"), None)
    assert figure.title == "Sensing and power supply make 55 % of the footprint"
    assert "No interval is known for any of these values. All values are declared." in figure.alt
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
    (line,) = [s for s in of_kind(figure, Line) if s.strokeDashArray]
    assert line.x1 == line.x2 == pytest.approx(at(figure, 65, "0", "100"), rel=1e-6)
    (alone,) = slice_figures(rows, overall * 2)
    assert "all groups" not in alone.alt


def test_groups_of_few_people_are_marked() -> None:
    """5 people, whatever the number of samples."""
    people = [{"variable": "place", "group": "in", "count": q("5 people")}]
    (figure,) = slice_figures([part("in", "80 %", n=500)], (), people)
    assert "80 %, no interval, 5 people only" in texts(figure)
    people[0]["count"] = q("10 people")
    assert "80 %, no interval" in texts(slice_figures([part("in", "80 %", n=10)], (), people)[0])


@pytest.mark.parametrize(("high", "said"), [("70 %", "overlap"), ("69.9 %", "do not overlap")])
def test_intervals_that_touch_overlap(high: str, said: str) -> None:
    rows = [part("in", "60 %", low="50 %", high=high), part("out", "80 %", low="70 %", high="90 %")]
    assert slice_figures(rows)[0].title.endswith(f"and their intervals {said}")


def test_equal_groups_are_said_once() -> None:
    assert slice_figures([part("in", "80 %"), part("out", "80 %")])[0].title == "Accuracy is 80 % for every place"


def test_slices_without_one_unit_are_left_to_the_table() -> None:
    """A share and a length are not on one axis; a row without a number is not drawn."""
    assert slice_figures([part("in", "80 %"), part("out", "3 m")]) == ()
    assert slice_figures([{**part("in", "80 %"), "value": "not provided"}]) == ()


def test_units_of_a_kind_share_an_axis() -> None:
    """0 ms and 5 s: 5000 on an axis in ms."""
    (figure,) = slice_figures([part("in", "0 ms"), part("out", "5 s")])
    zero, _, four = ticks(figure).values()
    assert dots(figure)[1].cx == pytest.approx(four * 1.25 - zero * 0.25, rel=1e-6)


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
    _, line = of_kind(figure, PolyLine)
    x = ticks(figure)
    rise = next(x for x, y in zip(line.points[::2], line.points[1::2], strict=True) if y > line.points[1] + 1)
    assert rise == pytest.approx(x["0"], abs=0.01)
    points = list(zip(line.points[::2], line.points[1::2], strict=True))
    (low, high) = upright(figure)
    marks = [s.y1 for s in of_kind(figure, Line) if s.x1 == pytest.approx(axis(figure)[1]) and s.x2 > s.x1]
    assert marks == pytest.approx([low + (high - low) * mw / 42 for mw in (42, 33.2, 0.036)], abs=0.01)
    assert max(line.points[1::2]) == pytest.approx(high, rel=1e-9)
    first = next(y for at, y in points if x["0"] < at < x["50"])
    least, most = min(y for _, y in points), max(y for _, y in points)
    assert (first - least) / (most - least) == pytest.approx(28.8 / 42, rel=1e-3)


def test_a_trace_ends_with_its_capture(tmp_path: Path) -> None:
    """Cut 30 ms after its first event, the capture is drawn to 150 ms and not to the 180 ms of half an event more."""
    head, *lines = (EXAMPLES / "ppk2-pulses.csv").read_text(encoding="utf-8").splitlines()
    powers = [float(line.split(",")[1]) for line in lines]
    start = next(i for i, power in enumerate(powers) if power > 1000)
    end = next(i for i in range(start, len(powers)) if powers[i] < 1000)
    cut = [line for line in lines if float(line.split(",")[0]) < float(lines[end].split(",")[0]) + 30]
    (tmp_path / "cut.csv").write_text("\n".join([head, *cut]) + "\n", encoding="utf-8")
    (figure,) = power_figures(sheet_with("capture: {file: cut.csv, voltage: 3 V, inferences_per_event: 1}", tmp_path))
    x, right = ticks(figure), axis(figure)[1]
    assert (right - x["0"]) / (x["50"] - x["0"]) * 50 == pytest.approx(150, abs=6)
    assert max(of_kind(figure, PolyLine)[1].points[::2]) == pytest.approx(right, rel=1e-9)


def test_the_typical_event_is_closest_to_the_medians() -> None:
    """Medians 2 s and 2 J: half as long is 0.5 away, 1.1 times as much energy 0.1."""
    near, far = SimpleNamespace(duration_s=2.0, energy_j=2.2), SimpleNamespace(duration_s=1.0, energy_j=2.0)
    median = SimpleNamespace(median=2.0)
    assert typical(SimpleNamespace(duration_s=median, energy_j=median, complete=[far, near])) is near


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


def test_states_say_how_each_is_known() -> None:
    """10 to 40 mW around 20 mW on decades from 1 to 100 mW; the one that takes most is assumed, the other measured."""
    states = [
        State("Wake", 1.0, None, None, 0.5, 0.05, "measured"),
        State("Radio", 20.0, 10.0, 40.0, 0.5, 0.95, "assumed"),
        State("Off", 0.0, None, None, 0.0, 0.0, "measured"),
    ]
    (figure,) = states_figure(states, "")
    assert figure.title == "Radio takes 95.0 % of the energy in 50 % of the time (assumed)"
    assert {"20 mW (10–40), assumed", "1 mW, measured"} <= set(texts(figure))
    left, right = axis(figure)
    ends = [left + (right - left) * math.log10(mw) / 2 for mw in (10, 40)]
    assert whiskers(figure) == [pytest.approx(ends, rel=1e-6)]
    assert "Drawing nothing: Off." in figure.alt
    assert figure.table is not None
    assert [row[0].text for row in figure.table.rows] == ["Wake", "Radio", "Off"]


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


def test_a_tested_value_is_no_range_and_an_open_end_stays_open() -> None:
    """3.3 of 3.0 to 3.6 V is one value, and an abbreviation stays one;
    from 2 m on has no upper end: its outline has 4 corners, a closed one 5."""
    rows = [
        {"factor": "other", "name": "UV index", "supported": q_range("3.0 V", "3.6 V"), "tested": q("3.3 V")},
        {"factor": "distance", "supported": q_range("2 m", None), "tested": q_range("3 m", "4 m")},
    ]
    (figure,) = envelope_figure(rows)
    assert figure.title == "Only one value of the supported range of UV index was tested"
    assert [len(line.points) // 2 for line in of_kind(figure, PolyLine)] == [5, 4, 5]
    left, right = (line.points[::2] for line in of_kind(figure, PolyLine)[1:])
    assert max(left) == pytest.approx(max(right), rel=1e-9)
    assert (dots(figure)[0].cx - min(of_kind(figure, PolyLine)[0].points[::2])) > 0


def q_range(low: str, high: str | None) -> Any:
    given = {"min": low, "max": high, "status": "declared"}
    return read_quantity({k: v for k, v in given.items() if v is not None}, "")


def test_ranges_of_two_kinds_are_left_to_the_table() -> None:
    rows = [{"factor": "motion", "supported": q("3 m"), "tested": q("3 m/s")}]
    assert envelope_figure(rows) == ()


def test_the_factor_tested_least_is_told() -> None:
    """1 of 4 m; 2 of 4 m/s, of which 2 to 6 reaches out of the range."""
    rows = [
        {"factor": "motion", "supported": q_range("0 m/s", "4 m/s"), "tested": q_range("2 m/s", "6 m/s")},
        {"factor": "distance", "supported": q_range("0 m", "4 m"), "tested": q_range("1 m", "2 m")},
    ]
    (figure,) = envelope_figure(rows)
    assert figure.title == "Least was tested of distance: 25 % of its supported range"
    assert "50 % covered" in figure.alt


def test_ranges_in_words_have_no_figure() -> None:
    assert envelope_figure([{"factor": "motion", "supported": "not provided", "tested": "not applicable: none"}]) == ()


@pytest.mark.parametrize(("given", "word"), [(True, "declared"), (False, "measured")])
def test_an_idle_level_that_was_given_is_declared(given: bool, word: str) -> None:
    assert _idle(SimpleNamespace(sleep=SimpleNamespace(power_w=1e-3, given=given))) == (1e-3, word)
