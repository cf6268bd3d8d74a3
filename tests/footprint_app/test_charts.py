"""Charts: what is drawn is what the library says, on one axis, and every row carries its source."""

from __future__ import annotations

import math
import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

import footprint
from footprint.findings import compared, reference_products
from footprint.numbers import percent
from footprint.scenarios import scenarios, spread
from footprint_app import charts

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
    html = charts.products_html(items)
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
    for html in (charts.contributions_html(result, hostile), charts.products_html(items), charts.stages_html(result)):
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
