"""Plausibility checks: each one on both sides of its limit."""

from __future__ import annotations

import re

import pytest

from firmware_profiles import checks, data_checks
from firmware_profiles.data_files import limit, read_table
from firmware_profiles.devices import currents
from footprint.errors import InputError
from tests.footprint.examples import ROOT


@pytest.mark.parametrize(("energy_j", "agrees"), [(3371.7e-6, True), (3500e-6, True), (1800e-6, False), (3.37, False)])
def test_power_times_latency(energy_j: float, agrees: bool) -> None:
    """44.89 mW for 75.11 ms (13.314 a second) are 3371.7 uJ, the L4R5 keyword spotting of MLPerf Tiny v1.0."""
    finding = checks.energy_agrees(44.89e-3, 1 / 13.314, energy_j)
    assert (finding is None) is agrees


@pytest.mark.parametrize(("measured", "agrees"), [(3371.66e-6, True), (3368.5e-6, True), (3367e-6, False)])
def test_the_published_energy(measured: float, agrees: bool) -> None:
    """0.1 % of 3371.738 uJ are 3.37 uJ."""
    assert (checks.published_agrees(measured, 3371.738e-6) is None) is agrees


def test_duty_cycle() -> None:
    assert checks.duty_fits(1.0, "events") is None
    finding = checks.duty_fits(1.2, "20 inferences")
    assert finding is not None
    assert "20 inferences take 120 % of the time" in finding.message


@pytest.mark.parametrize(
    ("milliamps", "fits"), [(13.1, True), (10.4, True), (10.2, False), (17.8, True), (18.0, False), (0.0, False)]
)
def test_published_range_of_a_device(milliamps: float, fits: bool) -> None:
    """U575 at 160 MHz and 1.8 V: 12.9 to 14.9 mA over MLPerf Tiny v0.7 to v1.3; with 20 %, 10.3 to 17.9 mA."""
    assert (checks.current_in_range(milliamps * 1e-3, 12.9e-3, 14.9e-3, "U575") is None) is fits


@pytest.mark.parametrize(("name", "key"), [
    ("Nordic PPK2", "ppk2"), ("Power Profiler Kit II", "ppk2"), ("ST X-NUCLEO-LPM01A", "lpm01a"),
    ("Otii Arc", "otii-arc"), ("Qoitech Otii Ace Pro", "otii-ace"), ("Qoitech Otii", "otii"),
    ("Joulescope JS220", None), ("marc's meter", None),
])  # fmt: skip
def test_instruments_by_name(name: str, key: str | None) -> None:
    found = checks.instrument(name)
    assert (found.key if found else None) == key


@pytest.mark.parametrize(("amps", "fits"), [(0.9, True), (9.892526, False)])
def test_a_ppk2_cannot_read_ten_amperes(amps: float, fits: bool) -> None:
    """IRNAS/ppk2-api-python issue 8: 9 892 526 uA in a stream that lost its step."""
    assert (checks.within_instrument(amps, "Nordic PPK2") is None) is fits


@pytest.mark.parametrize(("amps", "name", "zeros", "fits"), [
    (1.0e-6, "Nordic PPK2", 0.0, True),  # nrf-54 zephyr2 at 1.8 V, BlueJoule
    (0.3e-6, "Nordic PPK2", 0.0, False),  # below twice 0.2 uA
    (1.0e-6, "Nordic PPK2", 0.3, False),
    (0.3e-6, "Joulescope JS220", 0.0, True),  # its offset is not known here
    (60e-9, "Otii Arc", 0.0, False),
    (60e-9, "Otii Ace", 0.0, True),
    (40e-9, "Qoitech Otii", 0.0, False),  # below twice the 25 nA of the better of the two
])  # fmt: skip
def test_sleep_at_the_noise_floor(amps: float, name: str, zeros: float, fits: bool) -> None:
    assert (checks.above_noise_floor(amps * 1.8, amps, name, zeros) is None) is fits


@pytest.mark.parametrize("watt", [0.0, -1e-6])
def test_a_sleep_that_draws_nothing_is_noise(watt: float) -> None:
    assert checks.above_noise_floor(watt, None, "") is not None


def test_all_findings_in_one_error() -> None:
    checks.require(None, None)
    bad = [checks.duty_fits(2, "events"), None, checks.above_noise_floor(0, None, "")]
    with pytest.raises(InputError, match=r"duty cycle over 1.*; a sleep power") as error:
        checks.require(*bad, file="a.csv")
    assert error.value.file == "a.csv"


def test_every_limit_names_its_source() -> None:
    assert all(one.source and one.floor_a > 0 for one in checks.instruments())
    rows = read_table("checks")
    assert len({row["key"] for row in rows}) == len(rows)
    assert all(row["unit"] and row["meaning"] and len(row["reason"]) > 20 for row in rows)
    assert {row["used_by"] for row in rows} == {"captures", "segmentation", "profiles"}


def test_every_limit_is_used() -> None:
    """Each key stands in the code once or more, and every key in the code is in the table."""
    text = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "firmware_profiles").glob("*.py"))
    keys = {row["key"] for row in read_table("checks")}
    assert all(f'"{key}"' in text for key in keys)
    assert set(re.findall(r'limit\("(\w+)"\)', text)) <= keys


def test_the_room_for_a_current_is_the_spread_of_the_device_measured_most_often() -> None:
    """STM32L4R5, 120 MHz, 1.8 V, LDO: nine series lie within 18 % of the middle of their range."""
    series = [c for c in currents() if (c.device, c.supply_v, c.regulator) == ("stm32l4r5", 1.8, "ldo")]
    assert len(series) == 9
    low, high = min(c.low_ma for c in series), max(c.high_ma for c in series)
    assert (high - low) / (high + low) == pytest.approx(0.175, abs=0.005)
    assert limit("current_margin") > (high - low) / (high + low)


@pytest.mark.parametrize(("watt", "count", "fits"), [(0.75, 1, True), (0.76, 1, False), (0.76, 2, True)])
def test_a_peak_against_a_set_of_cells(watt: float, count: int, fits: bool) -> None:
    """An alkaline AA cell: 500 mA at 1.5 V nominal, 0.75 W."""
    assert (checks.within_cell(watt, "cell-aa-alkaline", count) is None) is fits
    assert checks.peak_is_known("cell-aa-alkaline")


def test_an_unknown_limit_of_a_cell_is_not_checked() -> None:
    assert not checks.peak_is_known("cell-cr2032")
    assert checks.within_cell(1e3, "cell-cr2032") is None
    with pytest.raises(InputError, match="unknown cell"):
        checks.within_cell(1e-3, "cell-cr2033")


def test_one_finding_for_captures_and_profiles() -> None:
    assert checks.Finding("a", "something is off").sentence == "Something is off."
    assert checks.Finding("a", "something is off", "Look.").sentence == "Something is off. Look."
    assert data_checks.Finding is checks.Finding


def test_the_limits_and_devices_of_the_page() -> None:
    """What docs/captures.md says of the limits, and which devices it lists, is what the tables hold."""
    page = " ".join((ROOT / "docs/captures.md").read_text(encoding="utf-8").split())
    (listed,) = re.findall(r"Devices with a published current: ([^.]*)\.", page)
    assert set(re.findall(r"`(\w+)`", listed)) == {c.device for c in currents()}
    assert f"over {limit('current_margin') * 100:g} % outside" in page
    assert f"states, over {limit('product_tolerance') * 100:g} % off" in page
    assert f"that in the file, over {limit('published_tolerance') * 100:g} % off" in page
    assert f"or over {limit('zero_share') * 100:g} % of its samples exactly 0" in page
    assert limit("floor_margin") == 2.0, "below twice what the instrument resolves"
    assert not any("joulescope" in one.pattern for one in checks.instruments()), "the page says there is no figure"
