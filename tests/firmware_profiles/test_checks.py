"""Plausibility checks: each one on both sides of its limit."""

from __future__ import annotations

import pytest

from firmware_profiles import checks
from footprint.errors import InputError


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


@pytest.mark.parametrize(("milliamps", "fits"), [(13.1, True), (9.0, False), (30.0, False)])
def test_published_range_of_a_device(milliamps: float, fits: bool) -> None:
    """U575 at 160 MHz and 1.8 V: 12.9 to 14.9 mA over MLPerf Tiny v0.7 to v1.3."""
    assert (checks.current_in_range(milliamps * 1e-3, 12.9e-3, 14.9e-3, "U575") is None) is fits


@pytest.mark.parametrize(("name", "key"), [
    ("Nordic PPK2", "ppk2"), ("Power Profiler Kit II", "ppk2"), ("ST X-NUCLEO-LPM01A", "lpm01a"),
    ("Otii Arc", "otii-arc"), ("Qoitech Otii Ace Pro", "otii-ace"), ("Joulescope JS220", None), ("marc's meter", None),
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
