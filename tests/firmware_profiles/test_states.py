"""Power states, mean power and battery life: by hand, through an assessment, and the BlueJoule measurements."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from firmware_profiles.capture import Window
from firmware_profiles.events import find_events
from firmware_profiles.states import average_power_w, battery_life_years, power_states
from footprint import assess, tables
from footprint.errors import InputError
from footprint.factors import Interval
from footprint.system import System
from tests.firmware_profiles.synthetic import capture_of, pulses
from tests.footprint.examples import reference, small

MICRO = 1e-6


def mw(text: str) -> float:
    """The number of a power in a state."""
    assert text.endswith(" mW")
    return float(text.removesuffix(" mW"))


def test_states_do_not_depend_on_the_baseline() -> None:
    states = [
        power_states(find_events(capture_of(pulses()), threshold_w=1e-3, baseline=b), inferences_per_hour=60)
        for b in ("included", "subtracted")
    ]
    assert states[0] == states[1]


def test_between_timestamps_is_no_sleep() -> None:
    capture = capture_of(pulses(), windows=(Window(0.45, 0.55), Window(1.45, 1.55)), inferences=10)
    with pytest.raises(InputError, match="baseline cannot be subtracted"):
        find_events(capture, baseline="subtracted")
    with pytest.raises(InputError, match="no sleep"):
        power_states(find_events(capture), inferences_per_hour=60)
    with pytest.raises(InputError, match="benchmark"):
        power_states(find_events(capture, sleep_power_w=0.0))
    # 10 inferences in 0.1 s are 10 ms each; 3600 in an hour take 1 % of the time.
    states = power_states(find_events(capture, sleep_power_w=5e-6), inferences_per_hour=3600)
    assert [s["duty"] for s in states] == pytest.approx([0.01, 0.99], rel=1e-9)
    assert mw(states[1]["power"]) == pytest.approx(5e-3, rel=1e-9)


def test_states_by_hand() -> None:
    """Pulses of 2, 2.2 and 2.4 mJ in 0.1 s, 360 an hour: duty 1 %, 22 mW between 20 and 24 mW, asleep 10 uW."""
    power = pulses(count=3)
    for n, level in enumerate((20e-3, 22e-3, 24e-3)):
        power[n * 1000 + 450 : n * 1000 + 550] = level
    states = power_states(find_events(capture_of(power), threshold_w=1e-3), inferences_per_hour=360)
    active, sleep = states
    assert active["duty"] == pytest.approx(0.01, rel=1e-9)
    assert [mw(active[k]) for k in ("power_low", "power", "power_high")] == pytest.approx([20, 22, 24], rel=1e-9)
    assert active["status"] == sleep["status"] == "measured"
    assert active["source"] == "capture made.csv, Joulescope JS220, 2 V; an event counts as one inference"
    assert sleep["source"] == "capture made.csv, Joulescope JS220, 2 V"
    assert (sleep["name"], sleep["duty"]) == ("sleep", pytest.approx(0.99, rel=1e-9))
    assert mw(sleep["power"]) == pytest.approx(0.01, rel=1e-9)


@pytest.mark.parametrize("rate", [None, 3600.0, 36_000.0])
def test_an_assessment_takes_the_states(rate: float | None) -> None:
    """Mean power x 3 years of 8760 h x the grid's intensity is the use stage: 2.009 mW are 52.8 Wh."""
    found = find_events(capture_of(pulses()), threshold_w=1e-3)
    use = {"states": power_states(found, inferences_per_hour=rate), "grid": {"country": "DEU", "year": 2024}}
    result = assess(System.from_dict(small(use=use)))
    row = next(r for r in result.rows if r.stage == "use")
    mean = average_power_w(found, inferences_per_hour=rate)
    assert row.quantity == pytest.approx(mean.typical * 3 * 8760 / 1e3, rel=1e-8)
    assert row.status == "measured"
    assert "capture made.csv, Joulescope JS220, 2 V" in str(row.source)
    if rate is None:
        assert row.quantity == pytest.approx(2.009e-3 * 3 * 8760 / 1e3, rel=1e-8)


def test_a_rate_takes_the_median_time_of_an_event() -> None:
    """Pulses of 50, 100 and 400 ms, 360 an hour: 100 ms of every 10 s; the energies are 1, 2 and 8 mJ."""
    power = np.full(5000, 10e-6)
    for start, length in ((500, 50), (1500, 100), (2500, 400)):
        power[start : start + length] = 20e-3
    active, _ = power_states(find_events(capture_of(power), threshold_w=1e-3), inferences_per_hour=360)
    assert active["duty"] == pytest.approx(0.01, rel=1e-9)
    assert [mw(active[k]) for k in ("power_low", "power", "power_high")] == pytest.approx([10, 20, 80], rel=1e-9)


def test_bounds_hold_the_mean_where_samples_are_lost() -> None:
    """An event of 0.1 s with samples for 0.08 s of it: 2 mJ in 80 ms are 25 mW, above the 20 mW of each event."""
    found = replace(find_events(capture_of(pulses()), threshold_w=1e-3), active_s=0.4)
    active, _ = power_states(found)
    assert mw(active["power"]) == mw(active["power_high"]) == pytest.approx(25, rel=1e-9)
    assert mw(active["power_low"]) == pytest.approx(20, rel=1e-9)


def test_the_least_of_a_sleep_is_not_below_zero() -> None:
    """Stretches of -1 and 10 uW: a mean over 0, and a bound that a system file takes."""
    power = pulses()
    power[1550:2450] = -1e-6
    found = find_events(capture_of(power), threshold_w=1e-3)
    assert found.sleep is not None
    assert found.sleep.low_w == pytest.approx(-1e-6, rel=1e-9)
    assert power_states(found)[1]["power_low"] == "0 mW"
    assert average_power_w(found).low == pytest.approx(0.1 * 20e-3, rel=1e-9)


@pytest.mark.parametrize("count", [0, 10_001, 1.5, True, "2"])
def test_cells_are_a_whole_number(count: Any) -> None:
    with pytest.raises(InputError, match="at least one cell"):
        battery_life_years(Interval(1e-6, 1e-6, 1e-6), "cell-cr2032", count)


def test_duty_cycle_over_one_fails_loudly() -> None:
    """Events of 0.1 s fit 36 000 times in an hour, and not 40 000 times."""
    found = find_events(capture_of(pulses()), threshold_w=1e-3)
    assert len(power_states(found, inferences_per_hour=36_000)) == 1
    with pytest.raises(InputError, match="duty cycle over 1"):
        power_states(found, inferences_per_hour=40_000)
    with pytest.raises(InputError, match="duty cycle over 1"):
        average_power_w(found, inferences_per_hour=40_000)


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan"), float("inf"), True, "60 per hour"])
def test_a_rate_is_over_zero(rate: Any) -> None:
    with pytest.raises(InputError, match="inference rate"):
        power_states(find_events(capture_of(pulses()), threshold_w=1e-3), inferences_per_hour=rate)


def test_sleep_at_the_noise_floor_fails_loudly() -> None:
    """0.3 uA on a PPK2, which reads 0 below 0.2 uA; an own figure takes its place."""
    capture = capture_of(pulses(sleep_w=0.6e-6), instrument="Nordic PPK2")
    with pytest.raises(InputError, match="noise floor"):
        power_states(find_events(capture, threshold_w=1e-3))
    states = power_states(find_events(capture, threshold_w=1e-3, sleep_power_w=1e-6))
    assert mw(states[1]["power"]) == pytest.approx(1e-3, rel=1e-9)
    assert (states[1]["status"], states[1]["source"]) == ("declared", "given beside capture made.csv, Nordic PPK2, 2 V")


def test_sleep_that_reads_zero_fails_loudly() -> None:
    power = pulses()
    power[:400:2] = power[1000:1400:2] = power[2000:2400:2] = power[3000:3400] = power[4000:4400] = 0.0
    with pytest.raises(InputError, match="read exactly zero"):
        power_states(find_events(capture_of(power), threshold_w=1e-3))


def test_battery_life_by_hand() -> None:
    """CR2032: 0.675 Wh and 1 % a year; 10 uW are 0.0876 Wh a year, so 0.675 / (0.0876 + 0.00675) = 7.154 years."""
    years = battery_life_years(Interval(10e-6, 10e-6, 10e-6), "cell-cr2032")
    assert years.typical == pytest.approx(0.675 / (0.0876 + 0.00675), rel=1e-9)
    assert years.low < years.typical < years.high
    two = battery_life_years(Interval(10e-6, 10e-6, 10e-6), "cell-cr2032", 2)
    assert two.typical == pytest.approx(1.35 / (0.0876 + 0.0135), rel=1e-9)
    assert battery_life_years(Interval(5e-6, 10e-6, 20e-6), "cell-cr2032").low < years.low


def test_battery_life_with_the_peak_of_the_events() -> None:
    """An alkaline AA cell delivers 0.75 W; the same life with a peak below it, and an error above it."""
    level = Interval(1e-5, 1e-5, 1e-5)
    life = battery_life_years(level, "cell-aa-alkaline")
    assert battery_life_years(level, "cell-aa-alkaline", peak_w=0.7) == life
    with pytest.raises(InputError, match="a peak of 800 mW is more than the 750 mW that 1 x cell-aa-alkaline deliver"):
        battery_life_years(level, "cell-aa-alkaline", peak_w=0.8)
    battery_life_years(level, "cell-aa-alkaline", 2, peak_w=0.8)


def test_battery_life_of_an_unknown_cell() -> None:
    with pytest.raises(InputError, match="unknown cell"):
        battery_life_years(Interval(1e-6, 1e-6, 1e-6), "cell-cr2033")
    with pytest.raises(InputError, match="at least one cell"):
        battery_life_years(Interval(1e-6, 1e-6, 1e-6), "cell-cr2032", 0)
    assert "cell-cr2032" in tables.cells()


# ---- BlueJoule


def number(text: str, unit: str) -> float:
    found = re.fullmatch(rf"([\d.]+) {unit}", text)
    assert found, text
    return float(found[1])


def test_twelve_bluejoule_devices() -> None:
    """10 beacons of 3 ms, one a second, with the published energy on the published sleep: that of a period of 1 s, 1 %.

    The captures are synthetic; the two figures that make them, and the one they are compared with, are measured.
    """
    rows = reference("bluejoule_ble_events.csv")
    assert len(rows) == 12
    for row in rows:
        event, sleep = number(row["event_energy_avg"], "µJ") * MICRO, number(row["sleep_power"], "µW") * MICRO
        power = pulses(sleep_w=sleep, active_w=event / 0.003 + sleep, count=10, every=1000, length=3)
        volt = number(row["supply"], "V")
        found = find_events(capture_of(power, voltage_v=volt, instrument=row["tool"]), baseline="subtracted")
        assert found.energy_j.median == pytest.approx(event, rel=1e-6)
        mean = average_power_w(found, inferences_per_hour=3600).typical
        assert mean / MICRO == pytest.approx(number(row["energy_per_1s_period"], "µJ"), rel=0.01), row["capture"]
