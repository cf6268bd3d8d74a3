"""Events against a device and a stated energy, and the hash of what was read. Captures are synthetic."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from firmware_profiles.capture import Window
from firmware_profiles.devices import active_current, currents
from firmware_profiles.events import find_events
from firmware_profiles.fingerprint import sha256_of
from firmware_profiles.reading import read_capture
from firmware_profiles.states import average_power_w, power_states
from footprint.errors import InputError
from tests.firmware_profiles.synthetic import capture_of, pulses
from tests.firmware_profiles.writers import ppk2_csv

# ---- the active current


def test_active_current_by_hand() -> None:
    """20 mW at 2 V are 10 mA, whatever is done with the baseline and whatever the sleep draws."""
    for baseline in ("included", "subtracted"):
        found = find_events(capture_of(pulses()), threshold_w=1e-3, baseline=baseline)  # type: ignore[arg-type]
        assert found.active_current_a == pytest.approx(10e-3, rel=1e-9)
        assert found.to_dict()["active_current_ma"] == pytest.approx(10, rel=1e-9)


def test_active_current_is_that_of_complete_events() -> None:
    """Pulses of 20, 30 and 90 mW, the last cut by the end of the capture: the median of 10 and 15 mA."""
    power = np.full(3000, 10e-6)
    power[450:550], power[1450:1550], power[2950:] = 20e-3, 30e-3, 90e-3
    found = find_events(capture_of(power), threshold_w=1e-3)
    assert found.active_current_a == pytest.approx(12.5e-3, rel=1e-9)


def test_a_capture_of_energies_takes_the_voltage_that_its_file_states() -> None:
    energies = capture_of(pulses(), voltage_v=None, windows=(Window(0.45, 0.55), Window(1.45, 1.55)), inferences=1)
    assert find_events(energies).active_current_a is None
    with pytest.raises(InputError, match="records neither a current nor a voltage"):
        find_events(energies, device="stm32u575")
    stated = replace(energies, published={"supply_voltage_v": 1.6})
    found = find_events(stated, device="stm32u575")
    assert found.active_current_a == pytest.approx(20e-3 / 1.6, rel=1e-9)
    assert found.findings == ()
    assert found.source == "capture made.csv, Joulescope JS220, 1.6 V"


@pytest.mark.parametrize("device", sorted({c.device for c in currents()}))
def test_every_series_is_within_the_range_of_its_own_device(device: str) -> None:
    """At its own voltage; and a tenth or ten times of it is not."""
    for series in (c for c in currents() if c.device == device):
        for by, fits in ((1.0, True), (0.1, False), (10.0, False)):
            watt = series.mean_ma * 1e-3 * series.supply_v * by
            capture = capture_of(pulses(sleep_w=watt * 1e-4, active_w=watt), voltage_v=series.supply_v)
            found = find_events(capture, device=device)
            assert (found.findings == ()) is fits, series.name


def test_a_finding_is_a_warning_and_no_states_are_made() -> None:
    found = find_events(capture_of(pulses()), threshold_w=1e-3, device="stm32u385")
    (finding,) = found.findings
    assert finding.check == "active current"
    assert finding.sentence in found.warnings
    for made in (power_states, average_power_w):
        with pytest.raises(InputError, match="outside the published range of STM32U385RG"):
            made(found)


def test_the_range_goes_with_the_regulator() -> None:
    """Behind a switching regulator the power stays: half of the current at twice the voltage; an LDO keeps it."""
    one, two = active_current("stm32u575", 1.8), active_current("stm32u575", 3.6)
    assert (two.low_a, two.high_a) == pytest.approx((one.low_a / 2, one.high_a / 2), rel=1e-9)
    assert (one.low_a, one.high_a) == pytest.approx((12.6217e-3, 15.1078e-3), rel=1e-5)
    assert active_current("stm32l4r5", 3.6).high_a == pytest.approx(active_current("stm32l4r5").high_a, rel=1e-9)
    assert one.conditions == "160 MHz, 1.8 V"


@pytest.mark.parametrize(
    ("device", "said"),
    [
        ("stm32u57", "unknown device.*Nearest valid: stm32u575"),
        ("esp32-s3", "no active current of ESP32-S3 is published.*Nearest valid: .*stm32l4r5"),
        ("apollo510", "no active current of Apollo510 is published"),
    ],
)
def test_devices_without_a_published_current(device: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        find_events(capture_of(pulses()), threshold_w=1e-3, device=device)


def test_the_largest_peak_is_what_the_instrument_must_read() -> None:
    """One of five pulses has a sample of 1.2 A at 2 V, which a PPK2 cannot read."""
    power = pulses()
    power[2500] = 2.4
    found = find_events(capture_of(power, instrument="Nordic PPK2"), threshold_w=1e-3)
    assert [f.check for f in found.findings] == ["instrument range"]
    assert find_events(capture_of(power), threshold_w=1e-3).findings == ()


# ---- a stated energy


@pytest.mark.parametrize(
    ("stated", "agrees"), [(200.0, True), (209.0, True), (212.0, False), (191.0, True), (2e3, False)]
)
def test_a_stated_energy_within_five_percent(stated: float, agrees: bool) -> None:
    """2 mJ in an event of 10 inferences are 200 uJ each; 5 % of 209 and 191 uJ are 10.5 and 9.6 uJ."""
    found = find_events(capture_of(pulses()), threshold_w=1e-3, inferences_per_event=10, stated_energy_uj=stated)
    assert (found.findings == ()) is agrees


def test_a_stated_energy_without_the_baseline() -> None:
    """Asleep 10 mW, active 20 mW for 0.1 s: 1 mJ above the baseline, which the file may state."""
    capture = capture_of(pulses(sleep_w=10e-3))
    options = {"threshold_w": 15e-3, "inferences_per_event": 1, "stated_energy_uj": 1000.0}
    assert find_events(capture, baseline="subtracted", **options).findings == ()  # type: ignore[arg-type]
    assert len(find_events(capture, **options).findings) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("stated", [0.0, -1.0, float("nan"), float("inf"), True])
def test_a_stated_energy_is_over_zero(stated: float) -> None:
    with pytest.raises(InputError, match="stated energy per inference must be over 0"):
        find_events(capture_of(pulses()), threshold_w=1e-3, inferences_per_event=1, stated_energy_uj=stated)


def test_a_stated_energy_needs_the_number_of_inferences() -> None:
    with pytest.raises(InputError, match="needs the number of inferences in an event"):
        find_events(capture_of(pulses()), threshold_w=1e-3, stated_energy_uj=1.0)


# ---- the hash


def test_the_source_names_the_hash_of_the_file(tmp_path: Path) -> None:
    file = ppk2_csv(tmp_path / "a.csv", np.tile([20.0] * 90 + [10_000.0] * 10, 5), rate_hz=1000)
    found = find_events(read_capture(file, voltage_v=2.0))
    known = hashlib.sha256(file.read_bytes()).hexdigest()
    assert found.sha256 == known
    assert found.source == f"capture a.csv, Nordic PPK2, 2 V, sha256 {known[:16]}"


def test_the_hash_follows_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("one", encoding="utf-8")
    first = sha256_of(file)
    file.write_text("two", encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert sha256_of(file) == hashlib.sha256(b"two").hexdigest() != first
    file.unlink()
    assert sha256_of(file) is None


def test_the_hash_of_a_folder_is_that_of_its_files(tmp_path: Path) -> None:
    """As ``sha256sum`` prints them, in the order of their names."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.txt").write_bytes(b"c")
    (tmp_path / "a.txt").write_bytes(b"a")
    os.mkfifo(tmp_path / "pipe")
    lines = "".join(f"{hashlib.sha256(t).hexdigest()}  {n}\n" for t, n in ((b"a", "a.txt"), (b"c", "b/c.txt")))
    assert sha256_of(tmp_path) == hashlib.sha256(lines.encode()).hexdigest()
