"""Estimates without hardware: ranges that rest on measurements, scaling, and no figure where there are none."""

from __future__ import annotations

import csv
from statistics import median

import pytest

import footprint
from firmware_profiles.data_files import read_table
from firmware_profiles.devices import Current, currents, devices, power_at_mw
from firmware_profiles.estimates import energy_uj, estimate, latency_ms
from firmware_profiles.profile import all_profiles
from footprint.errors import InputError
from footprint.factors import Interval
from tests.footprint.examples import REFERENCE_DATA
from tests.needs import need

KWS = 2_656_768
WITH_DATA = [k for k, d in devices().items() if d.has_data]
ANOMALY = "v1.1/STMicroelectronics/NUCLEO_L4R5ZI/ic"


def test_formulas() -> None:
    """1e6 MAC x 2 cycles / 100 MHz = 20 ms; 20 ms x 10 mA x 1.8 V = 360 uJ."""
    assert latency_ms(1e6, 2.0, 100.0) == pytest.approx(20.0, rel=1e-12)
    assert energy_uj(20.0, 10.0, 1.8) == pytest.approx(360.0, rel=1e-12)


@pytest.mark.parametrize(
    ("regulator", "ends"),
    [
        ("ldo", (30.0, 30.0, 30.0)),
        ("smps", (18.0, 18.0, 18.0)),
        ("external-smps", (18.0,) * 3),
        ("", (18.0, 24.0, 30.0)),
    ],
)
def test_power_at_another_voltage(regulator: str, ends: tuple[float, ...]) -> None:
    """10 mA measured at 1.8 V, at 3 V: an LDO draws 10 mA x 3 V, a switching one 18 mW; not known, between them."""
    one = Current("d", "n", 100.0, 1.8, regulator, 10.0, 10.0, 10.0)
    assert power_at_mw(one, 10.0, 3.0) == pytest.approx(ends, rel=1e-12)


def test_energy_constants_follow_from_the_profiles() -> None:
    """Least, median and greatest nJ per MAC, and their number, from the rows; without the one that the checks flag."""
    checked = 0
    for row in read_table("energy_constants"):
        boards = row["boards"].casefold().split(";")
        device = devices()[row["device"]]
        values = [
            p.nj_per_mac for p in all_profiles()
            if p.nj_per_mac is not None and p.board.casefold() in boards and p.name != ANOMALY
        ]  # fmt: skip
        if not values:
            continue
        assert device.nj_per_mac is not None
        assert len(values) == device.points, row["device"]
        # the table prints four or five decimals
        assert device.nj_per_mac == pytest.approx((min(values), median(values), max(values)), rel=0.005), row["device"]
        checked += 1
    assert checked == 9


def test_currents_follow_from_the_profiles() -> None:
    """Mean, least and greatest mean power of the tasks of a system / its supply."""
    table = read_table("active_current")
    assert len(table) == 40
    for row in table:
        powers = [
            p.power_mw for p in all_profiles()
            if p.round == row["round"] and p.submitter == row["submitter"] and p.task in row["tasks"].split()
            and row["system"] == p.system and p.power_mw is not None
        ]  # fmt: skip
        assert powers, row["system"]
        assert min(powers) == pytest.approx(float(row["power_low_mw"]), rel=1e-4), row["system"]
        assert max(powers) == pytest.approx(float(row["power_high_mw"]), rel=1e-4), row["system"]
        mean = sum(powers) / len(powers) / float(row["supply_v"])
        assert mean == pytest.approx(float(row["current_ma"]), rel=2e-4), row["system"]
        assert mean * 1e3 / float(row["clock_mhz"]) == pytest.approx(float(row["current_ua_per_mhz"]), rel=2e-3)


def test_constants_are_those_of_the_reference() -> None:
    file = REFERENCE_DATA / "energy_constants.csv"
    need("the reference data", file.exists(), "compares every figure with its source", installable=False)
    with file.open(encoding="utf-8", newline="") as stream:
        theirs = {(r["nJ_per_MAC_min"], r["nJ_per_MAC_median"], r["nJ_per_MAC_max"]) for r in csv.DictReader(stream)}
    ours = [r for r in read_table("energy_constants") if r["boards"] and r["points"] != "0"]
    assert len(ours) == 9
    for row in ours:
        assert (row["nj_per_mac_low"], row["nj_per_mac_median"], row["nj_per_mac_high"]) in theirs


def test_repeated_series_count_once() -> None:
    """Ten rows of the NDP120 are four series: v1.1 to v1.3 repeat v1.0."""
    assert sum(r["device"] == "ndp120" for r in read_table("active_current")) == 10
    assert sum(c.device == "ndp120" for c in currents()) == 4


def test_latency_by_core_and_runtime_by_hand() -> None:
    """X-CUBE-AI on Cortex-M7: the least cycles per MAC of 2.16 and 280 MHz give its latency, and so the greatest."""
    rows = [p for p in all_profiles() if p.core == "cortex-m7" and p.runtime_family == "x-cube-ai" and p.task != "sww"]
    cycles = [p.cycles_per_mac or 0 for p in rows]
    found = estimate(1_000_000, device="stm32h7a3", runtime="x-cube-ai", clock_mhz=140.0)
    assert found.latency_ms is not None
    assert found.latency_ms.low == pytest.approx(min(cycles) * 1e6 / 140e6 * 1e3, rel=1e-12)
    assert found.latency_ms.high == pytest.approx(max(cycles) * 1e6 / 140e6 * 1e3, rel=1e-12)


@pytest.mark.parametrize(
    ("core", "low", "high"),
    [("cortex-m0+", 7.8, 16.4), ("cortex-m4", 1.4, 9.6), ("cortex-m7", 0.9, 2.4), ("cortex-m33", 1.27, 4.3)],
)
def test_cycles_per_mac_are_in_the_published_ranges(core: str, low: float, high: float) -> None:
    """Ranges of the survey that the estimator rests on, to their printed digits; float models left out."""
    device = next(d for d in devices().values() if d.core == core and d.has_data)
    found = estimate(10**6, device=device.key, clock_mhz=1.0)
    assert found.latency_ms is not None
    assert found.latency_ms.low / 1e3 == pytest.approx(low, rel=0.04)
    assert found.latency_ms.high / 1e3 == pytest.approx(high, rel=0.04)


@pytest.mark.parametrize("device", [k for k in WITH_DATA if k not in {"stm32g0b1", "apollo510"}])
def test_measured_energies_lie_in_the_range(device: str) -> None:
    """Every measured keyword spotting of the device at its own clock and voltage, and both methods overlap."""
    boards = next(r for r in read_table("energy_constants") if r["device"] == device)["boards"].casefold().split(";")
    seen = 0
    for p in all_profiles():
        if p.task != "kws" or p.division != "closed" or p.board.casefold() not in boards or not p.energy_uj:
            continue
        if p.supply_v is None or p.clock_mhz is None:
            continue
        found = estimate(KWS, device=device, clock_mhz=p.clock_mhz, voltage_v=p.supply_v)
        assert found.energy_uj is not None
        assert found.energy_by_macs_uj is not None
        assert found.method == "latency x current x voltage"
        assert found.energy_uj.low * 0.95 <= p.energy_uj <= found.energy_uj.high * 1.05, p.name
        assert found.energy_by_macs_uj.low * 0.999 <= p.energy_uj <= found.energy_by_macs_uj.high * 1.001, p.name
        seen += 1
    assert seen


@pytest.mark.parametrize("device", WITH_DATA)
@pytest.mark.parametrize("voltage", [None, 3.0])
def test_always_a_range_and_always_estimated(device: str, voltage: float | None) -> None:
    found = estimate(10**6, device=device, voltage_v=voltage, clock_mhz=50.0)
    given = [i for i in (found.latency_ms, found.energy_uj, found.energy_by_macs_uj) if i is not None]
    assert given
    for interval in given:
        assert 0 < interval.low < interval.typical < interval.high
    assert found.to_dict()["status"] == "estimated"
    assert found.rests_on
    assert all("not verified by MLCommons" in text for text in found.rests_on)


def test_energy_grows_with_macs_and_with_the_voltage_of_an_ldo() -> None:
    """Proportional to both: twice the MACs twice, and 3.0 / 1.8 of the energy at equal latency."""

    def energy(macs: int, volt: float, **more: str) -> Interval:
        found = estimate(macs, device="stm32l4r5", voltage_v=volt, **more).energy_uj  # type: ignore[arg-type]
        assert found is not None
        return found

    one = energy(10**6, 1.8, regulator="ldo")
    assert energy(2 * 10**6, 1.8, regulator="ldo") == pytest.approx([2 * e for e in one], rel=1e-12)
    assert energy(10**6, 3.0, regulator="ldo") == pytest.approx([e * 3.0 / 1.8 for e in one], rel=1e-12)
    switched = energy(10**6, 3.0, regulator="external-smps")
    assert energy(10**6, 1.8, regulator="external-smps") == pytest.approx(switched, rel=1e-12)


def test_a_clock_changes_the_latency_and_not_the_energy() -> None:
    """Twice the time at half the current: 160 and 80 MHz of an STM32U575."""
    fast, slow = (estimate(KWS, device="stm32u575", clock_mhz=mhz, voltage_v=1.8) for mhz in (160.0, 80.0))
    assert fast.latency_ms is not None
    assert slow.latency_ms is not None
    assert fast.energy_uj is not None
    assert slow.latency_ms == pytest.approx(fast.latency_ms.scaled(2), rel=1e-9)
    assert slow.energy_uj == pytest.approx(fast.energy_uj, rel=1e-9)


def test_two_methods_that_do_not_overlap_are_said() -> None:
    """At 30 V an LDO draws 16.7 times the power of 1.8 V: beyond all energies per MAC that were measured."""
    said = "latency x current x voltage and energy per MAC do not overlap: measure"
    assert said in estimate(KWS, device="stm32l4r5", voltage_v=30.0, regulator="ldo", runtime="tflm").notes
    assert said not in estimate(KWS, device="stm32l4r5", voltage_v=1.8).notes


def test_what_was_taken_over_is_said() -> None:
    found = estimate(KWS, device="stm32u385", clock_mhz=48.0, voltage_v=3.3)
    said = " ".join(found.notes)
    assert "proportional to the clock" in said
    assert "same power at another voltage" in said
    assert "3.3 V is outside what was measured, 1.8 V" in said
    assert "clock of 96 MHz" in " ".join(estimate(KWS, device="stm32u385").notes)
    assert "regulator not known" in " ".join(estimate(KWS, device="ra6m4", voltage_v=1.8).notes)
    assert "give clock_mhz" in " ".join(estimate(KWS, device="ndp120").notes)


def test_latency_only_where_no_energy_was_submitted() -> None:
    found = estimate(KWS, device="stm32g0b1", voltage_v=3.0)
    assert found.latency_ms is not None
    assert (found.energy_uj, found.energy_by_macs_uj, found.method) == (None, None, "none")
    assert "no energy" in " ".join(found.notes)
    with pytest.raises(InputError, match="no energy can be estimated"):
        found.state(1)


def test_energy_only_where_no_latency_was_measured() -> None:
    """Apollo510: 0.06027 to 0.08261 nJ per MAC of 1e6 MAC are 60.27 to 82.61 uJ."""
    found = estimate(10**6, device="apollo510", voltage_v=1.8)
    assert found.latency_ms is None
    assert found.method == "energy per MAC"
    assert found.energy_uj == pytest.approx((60.27, 71.44, 82.61), rel=1e-9)
    with pytest.raises(InputError, match="no latency can be estimated"):
        found.state(1)


@pytest.mark.parametrize("device", [k for k, d in devices().items() if not d.has_data])
def test_no_figure_for_devices_without_data(device: str) -> None:
    with pytest.raises(InputError, match="nothing is estimated for") as error:
        estimate(KWS, device=device)
    assert error.value.valid == tuple(WITH_DATA)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"device": "l4r5"}, 'unknown device "l4r5".*Nearest valid: stm32l4r5'),
        ({"device": "stm32l4r5", "macs": 0}, "macs must be a whole number above 0"),
        ({"device": "stm32l4r5", "macs": 1.5}, "macs must be a whole number above 0"),
        ({"device": "stm32l4r5", "macs": True}, "macs must be a whole number above 0"),
        ({"device": "stm32l4r5", "clock_mhz": -1.0}, "clock_mhz must be a number above 0"),
        ({"device": "stm32l4r5", "voltage_v": float("nan")}, "voltage_v must be a number above 0"),
        ({"device": "stm32l4r5", "runtime": "tflite"}, "was not measured on cortex-m4.*tflm"),
        ({"device": "stm32l4r5", "regulator": "ldo"}, "regulator goes with voltage_v"),
        ({"device": "stm32l4r5", "voltage_v": 3.0, "regulator": "smps"}, "Nearest valid: external-smps, ldo"),
        ({"device": "ra6m4", "voltage_v": 3.0, "regulator": "ldo"}, "not known: leave it out"),
        ({"device": "rx65n", "runtime": "tflm"}, "No runtime was: leave it out"),
    ],
)
def test_bad_input(given: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        estimate(**{"macs": KWS, **given})  # type: ignore[arg-type]


def test_power_state_spans_the_energy_and_is_estimated_in_the_result() -> None:
    """duty x power = rate x energy at each end; 60 inferences an hour, 8760 h: E x 60 x 8760 / 3.6e12 kWh."""
    found = estimate(KWS, device="stm32u575", runtime="x-cube-ai", voltage_v=1.8)
    assert found.energy_uj is not None
    state = found.state(60)
    for key, uj in zip(("power_low", "power", "power_high"), found.energy_uj, strict=True):
        assert float(state[key].removesuffix(" mW")) * state["duty"] == pytest.approx(60 / 3600 * uj * 1e-3, rel=1e-8)
    result = footprint.assess({"name": "a", "lifetime": "1 year", "use": {"states": [state]}})
    (row,) = result.rows
    assert row.status == "estimated"
    assert "estimate for STM32U575ZI-Q" in row.source
    assert row.quantity == pytest.approx(found.energy_uj.typical * 60 * 8760 / 3.6e12, rel=1e-8)
    assert row.quantity_bounds == pytest.approx([e * 60 * 8760 / 3.6e12 for e in found.energy_uj[::2]], rel=1e-8)
    with pytest.raises(InputError, match="does"):
        found.state(1e9)
