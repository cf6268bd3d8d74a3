"""What holds for every net effect: rebound never helps, devices count alike, break-evens put back give nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.net import NetEffect
from tests.footprint.net.devices import assessed, device, effect

RESULTS = {draws: assessed(draws=draws) for draws in (0, 200)}
DRAWS = st.sampled_from(sorted(RESULTS))
BASELINES = st.floats(0.01, 1e6).map(lambda kwh: f"{kwh!r} kWh per year")
REBOUNDS = st.floats(0, 10)


def found(draws: int, **more: object) -> NetEffect:
    return effect(RESULTS[draws], **more)


@settings(max_examples=60, deadline=None)
@given(DRAWS, BASELINES, REBOUNDS, REBOUNDS)
def test_more_rebound_never_helps(draws: int, baseline: str, one: float, other: float) -> None:
    less, more = (found(draws, baseline=baseline, rebound=r) for r in sorted((one, other)))
    slack = 1e-9 * less.saved_kg_co2e.high
    assert all(a <= b + slack for a, b in zip(less.net_kg_co2e, more.net_kg_co2e, strict=True))
    assert less.payback_years.typical <= more.payback_years.typical * (1 + 1e-9)
    assert less.break_even_effectiveness.typical <= more.break_even_effectiveness.typical * (1 + 1e-9)
    assert (less.probability_of_saving or 0) >= (more.probability_of_saving or 0)


@settings(max_examples=40, deadline=None)
@given(DRAWS, BASELINES, REBOUNDS, st.integers(1, 10**12))
def test_devices_count_alike(draws: int, baseline: str, rebound: float, devices: int) -> None:
    one, many = (found(draws, baseline=baseline, rebound=rebound, devices=n) for n in (1, devices))
    assert many.net_kg_co2e == pytest.approx([kg * devices for kg in one.net_kg_co2e], rel=1e-9)
    assert many.saved_kg_co2e == pytest.approx([kg * devices for kg in one.saved_kg_co2e], rel=1e-9)
    for same in ("payback_years", "break_even_effectiveness", "break_even_rebound", "probability_of_saving"):
        assert getattr(many, same) == getattr(one, same), same


@settings(max_examples=60, deadline=None)
@given(BASELINES, REBOUNDS)
def test_the_interval_holds_its_typical_value_and_payback_tells_the_sign(baseline: str, rebound: float) -> None:
    one = found(0, baseline=baseline, rebound=rebound)
    for interval in (one.net_kg_co2e, one.payback_years, one.break_even_effectiveness, one.break_even_rebound):
        assert interval.low <= interval.typical <= interval.high
    net, slack = one.net_kg_co2e.typical, 1e-9 * one.saved_kg_co2e.high
    if abs(net) > slack:
        assert (one.payback_years.typical < one.lifetime_years) == (net < 0)


@settings(max_examples=60, deadline=None)
@given(BASELINES)
def test_the_break_even_rebound_put_back_leaves_nothing(baseline: str) -> None:
    most = found(0, baseline=baseline).break_even_rebound.typical
    if most >= 0:
        net = found(0, baseline=baseline, rebound=most).net_kg_co2e.typical
        assert net == pytest.approx(0, abs=1e-9 * found(0, baseline=baseline).saved_kg_co2e.typical)


@settings(max_examples=60, deadline=None)
@given(st.floats(20, 1e5), st.floats(0, 0.9))
def test_the_break_even_effectiveness_put_back_leaves_nothing(kwh: float, rebound: float) -> None:
    """An interval around it, whose middle it is."""
    baseline = f"{kwh!r} kWh per year"
    least = found(0, baseline=baseline, rebound=rebound).break_even_effectiveness.typical
    assert math.isfinite(least)
    if least > 0.5:
        return
    saving = f"{least * 50!r}-{least * 150!r} %"
    there = found(0, baseline=baseline, rebound=rebound, case=None, saving=saving, source="a test")
    assert there.net_kg_co2e.typical == pytest.approx(0, abs=1e-9 * there.footprint_kg_co2e.typical)
    assert there.payback_years.typical == pytest.approx(there.lifetime_years, rel=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.1, 100), st.floats(0.1, 100))
def test_what_emits_nothing_saves_all_that_is_claimed(kwh: float, years: float) -> None:
    nothing = device({"declared": "0 kgCO2e", "source": "a test"}, kwh=0.0, lifetime=f"{years!r} years")
    one = effect(assessed(nothing), baseline=f"{kwh!r} kWh per year")
    assert one.net_kg_co2e.typical == pytest.approx(-0.3 * 0.25 * kwh * years, rel=1e-9)
    assert one.payback_years.typical == 0
    assert one.break_even_effectiveness.typical == 0
    assert one.break_even_rebound.typical == 1
