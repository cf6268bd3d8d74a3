"""Charts: what is drawn is what the library says, on one axis, and every row carries its source."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

import footprint
from footprint.findings import chance, compared, reference_products
from footprint.numbers import percent
from footprint.scenarios import scenarios, spread
from footprint.uncertainty import Drawn, DrawnProduct, difference, sensitivity
from footprint.variability import variability
from footprint_app import charts, uncertainty_html

PRESETS = footprint.preset_names()


def assess(name: str) -> footprint.Footprint:
    return footprint.assess(footprint.load_system(name))


def linear(html: str) -> float:
    """The axis end that the ticks of a drawn chart stand for."""
    ticks = re.findall(r'left:([\d.]+)%" data-tick="([\d.e+-]+)"', html)
    ends = [float(value) / (float(left) / 100) for left, value in ticks if float(left)]
    assert max(ends) == pytest.approx(min(ends), rel=1e-4), "all ticks stand on one linear axis from zero"
    return ends[-1]


@pytest.mark.parametrize("name", PRESETS)
def test_bars_and_ticks_share_one_linear_axis(name: str) -> None:
    result = assess(name)
    html = charts.contributions_html(result, "t")
    end = linear(html)
    bars = re.findall(r'data-kg="([^"]+)" style="width:([\d.]+)%', html)
    assert [float(kg) for kg, _ in bars] == [c.kg_co2e.typical for c in result.contributions() if c.kg_co2e.high > 0]
    for kg, width in bars:
        assert float(width) / 100 * end == pytest.approx(float(kg), abs=end * 1e-5)


@pytest.mark.parametrize("name", PRESETS)
def test_every_row_of_the_result_shows_its_source(name: str) -> None:
    result = assess(name)
    html = charts.contributions_html(result, "t")
    for row in result.rows:
        assert escape(row.source) in html


def test_devices_of_other_uncertainty_draw_other_whiskers() -> None:
    """ui.md check 3: the interval picture can differ. Verbatim 0.27 +- 0.005; digitised 2.33 +- 4 %."""
    fields = {"name": "x", "lifetime": "1 year"}
    drawn = set()
    for block in ({"hsl": 1, "case": "typical"}, {"hsl": 2, "case": "typical"}):
        result = footprint.assess({**fields, "blocks": {"casing": block}})
        drawn.add(re.search(r'fp-whisker" style="([^"]+)"', charts.contributions_html(result, "t"))[1])  # type: ignore[index]
    assert len(drawn) == 2


def test_dots_and_ticks_share_one_log_axis_and_nothing_is_stacked() -> None:
    items = [compared("x", assess("keyword-spotting")), *reference_products().values()]
    html = charts.products_html(items, {}, 0)
    ticks = [(float(v), float(p)) for p, v in re.findall(r'left:([\d.]+)%" data-tick="([\d.e+-]+)"', html)]
    per_decade = (ticks[-1][1] - ticks[0][1]) / (math.log10(ticks[-1][0]) - math.log10(ticks[0][0]))
    dots = re.findall(r'data-kg="([^"]+)" style="left:([\d.]+)%', html)
    assert len(dots) == len(items)
    for kg, left in dots:
        expected = (math.log10(float(kg)) - math.log10(ticks[0][0])) * per_decade
        assert float(left) == pytest.approx(expected, abs=0.01)
    assert "fp-stack" not in html
    assert "log axis" in html
    assert 'aria-label="Compared: Keyword spotting 2.66 kg' in html


def test_markup_in_a_name_is_text() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    result = footprint.assess(
        {"name": hostile, "lifetime": "1 year", "blocks": {"x": {"declared": "1 kgCO2e", "source": hostile}}}
    )
    items = [compared("x", result), reference_products()["pixel-7"]]
    uncertain = {"name": hostile, "lifetime": "1 year", "blocks": {"x": {"parts": [
        {"name": hostile, "declared": "1 kgCO2e", "declared_low": "0.5 kgCO2e", "declared_high": "3 kgCO2e",
         "quantity": "1 pcs", "source": hostile},
    ]}}}  # fmt: skip
    drawn = Drawn(footprint.assess(uncertain), 1000)
    tornado = uncertainty_html.tornado_html(drawn, sensitivity(drawn))
    assert "&lt;img" in tornado
    for html in (
        charts.contributions_html(result, hostile), charts.products_html(items, {}, 0), charts.stages_html(result),
        uncertainty_html.histogram_html(drawn), tornado,
    ):  # fmt: skip
        assert "<img" not in html


@pytest.mark.parametrize("name", ["keyword-spotting", "leak-detector"])
def test_the_spread_stands_on_one_linear_axis_with_named_scenarios_apart(name: str) -> None:
    known = scenarios(footprint.load_system(name))
    found = known.found
    html = charts.spread_html(known, spread(known))
    end = linear(html)
    bars = re.findall(r'data-kg="([^"]+)" style="width:([\d.]+)%', html)
    assert [float(kg) for kg, _ in bars] == [s.total_kg_co2e.typical for s in found]
    unit = 0.001 if " g CO₂e per device" in html else 1.0
    for kg, width in bars:
        assert float(width) / 100 * end == pytest.approx(float(kg) / unit, abs=end * 1e-5)
    assert html.rindex("Truncation x2") > html.index("Named scenarios") > html.rindex("its own")
    for s in found:
        if s.own_share is not None:
            assert f"{percent(s.own_share)} its own" in html
    for widest in spread(known)[:1]:
        assert f"{widest.least_set}) to" in html


@given(st.floats(min_value=1e-9, max_value=1e9))
def test_linear_axis_holds_its_value_on_round_ticks(largest: float) -> None:
    end, ticks = charts.linear_axis(largest)
    assert ticks[0] == 0
    assert largest * 0.999 <= end <= largest * 2.5
    step = ticks[1] / 10 ** math.floor(math.log10(ticks[1]) + 1e-9)
    assert round(step, 6) in {1, 2, 5, 10}
    assert 2 <= len(ticks) <= 7


@given(st.floats(min_value=1e-9, max_value=1e9), st.floats(min_value=1e-3, max_value=1e3))
def test_window_axis_holds_both_ends_on_round_ticks(low: float, times_wider: float) -> None:
    high = low * (1 + times_wider)
    start, end, ticks = charts.window_axis(low, high)
    step = ticks[1] - ticks[0]
    slack = step * 1e-6
    assert start - slack <= low
    assert high <= end + slack
    assert (ticks[0], ticks[-1]) == (start, end)
    assert low - start <= step + slack
    assert end - high <= step + slack
    assert 2 <= len(ticks) <= 7


def drawn(name: str) -> Drawn:
    return Drawn(assess(name), 10000, 1)


def window(html: str) -> Callable[[float], float]:
    """The share of the width at which a value stands, by the ticks of a drawn chart."""
    ticks = [(float(v), float(p)) for p, v in re.findall(r'left:([\d.]+)%" data-tick="([\d.e+-]+)"', html)]
    (first, at_first), (last, at_last) = ticks[0], ticks[-1]
    slope = (at_last - at_first) / (last - first)
    for value, place in ticks:
        assert place == pytest.approx(at_first + (value - first) * slope, abs=1e-2)
    return lambda value: at_first + (value - first) * slope


@pytest.mark.parametrize("name", PRESETS)
def test_bins_lines_and_ticks_of_the_histogram_share_one_axis(name: str) -> None:
    result = drawn(name)
    html = uncertainty_html.histogram_html(result)
    at = window(html)
    unit = 0.001 if " g CO₂e per device" in html else 1.0
    bins = re.findall(r'class="fp-bin[^"]*" style="left:([\d.]+)%;width:([\d.]+)%;height:([\d.]+)%', html)
    counts = result.histogram.counts
    assert [float(height) for *_, height in bins] == pytest.approx([100 * c / max(counts) for c in counts], abs=1e-2)
    for (left, width, _), start, end in zip(
        bins, result.histogram.edges_kg_co2e, result.histogram.edges_kg_co2e[1:], strict=False
    ):
        assert float(left) == pytest.approx(at(start / unit), abs=1e-2)
        assert float(left) + float(width) == pytest.approx(at(end / unit), abs=1e-2)
    total = result.total_kg_co2e
    marks = {"p5": total.low, "p50": result.p50_kg_co2e, "p95": total.high, "typical": total.typical}
    for key, kg in marks.items():
        line = re.search(rf'fp-line fp-{key}" style="left:([\d.]+)%', html)
        label = re.search(rf'fp-label fp-{key}" style="left:([\d.]+)%[^"]*" data-kg="([^"]+)"', html)
        assert line is not None
        assert label is not None
        assert float(line[1]) == float(label[1]) == pytest.approx(at(kg / unit), abs=1e-2)
        assert float(label[2]) == kg
    for words in ("P5 <b>", "P50 <b>", "P95 <b>", "Deterministic <b>", "not from zero"):
        assert words in html or (words == "not from zero" and 'data-tick="0"' in html)
    tails = len(re.findall("fp-bin fp-tail", html))
    assert 0 < tails < len(counts)


@pytest.mark.parametrize("name", PRESETS)
def test_the_tornado_is_the_library_s_with_a_source_for_every_input(name: str) -> None:
    result = drawn(name)
    found = sensitivity(result)
    html = uncertainty_html.tornado_html(result, found)
    at = window(html)
    unit = 0.001 if " g CO₂e per device" in html else 1.0
    bars = re.findall(r'data-low="([^"]+)" data-high="([^"]+)" style="left:([\d.]+)%;width:([\d.]+)%', html)
    shown = found.drivers[: uncertainty_html.DRIVERS]
    assert [(float(low), float(high)) for low, high, *_ in bars] == [(d.kg_co2e.low, d.kg_co2e.high) for d in shown]
    for low, high, left, width in bars:
        assert float(left) == pytest.approx(at(float(low) / unit), abs=1e-2)
        assert float(left) + float(width) == pytest.approx(at(float(high) / unit), abs=1e-2)
    for driver in shown:
        rows = [r for r, t in zip(result.bounds.rows, result.model.terms, strict=True)
                if driver.input.key in dict(t.draws)]  # fmt: skip
        assert rows
        assert escape(rows[0].source) in html
        assert f"{driver.input.distribution.kind}, P5 " in html
    if len(found.drivers) > len(shown):
        assert f"{len(found.drivers) - len(shown)} further input" in html


def test_each_product_says_the_chance_that_the_library_says() -> None:
    result = drawn("elephant-collar")
    known = reference_products()
    found = {key: difference(result, DrawnProduct(one, result.draws, result.seed)) for key, one in known.items()}
    html = charts.products_html([compared("x", result), *known.values()], found, result.draws)
    for key, one in known.items():
        assert escape(chance(found[key], "This device", one.name, result.draws)) in html
    assert html.count("<small>device ") == len(known)


def test_cases_stand_on_the_axis_of_the_factor_sets() -> None:
    found = variability(footprint.load_system("keyword-spotting"))
    html = uncertainty_html.variability_html(found)
    end = linear(html)
    bars = re.findall(r'data-kg="([^"]+)" style="width:([\d.]+)%', html)
    cases = (found.best_kg_co2e, found.typical_kg_co2e, found.worst_kg_co2e)
    assert [float(kg) for kg, _ in bars] == [kg.typical for kg in cases]
    for kg, width in bars:
        assert float(width) / 100 * end == pytest.approx(float(kg), abs=end * 1e-5)
    assert "in no interval" in html
