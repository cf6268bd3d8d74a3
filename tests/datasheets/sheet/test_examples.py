"""The two examples: one filled honestly, one published with its contradictions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from datasheets.sheet.sheet import Datasheet, load_datasheet
from datasheets.sheet.template import template
from datasheets.sheet.values import Quantity, is_missing
from firmware_profiles import estimate
from footprint.yaml_file import parse_yaml, read_text

EXAMPLES = Path(__file__).parents[3] / "docs/examples"


@pytest.fixture(scope="module")
def gesture() -> Datasheet:
    """The clean one."""
    return load_datasheet(EXAMPLES / "gesture/datasheet.yaml")


@pytest.fixture(scope="module")
def pa1() -> Datasheet:
    """The published one."""
    return load_datasheet(EXAMPLES / "pa1/datasheet.yaml")


def bases(sheet: Datasheet, place: str) -> list[float]:
    """The numbers of a quantity, in base units."""
    found = sheet.quantity(place)
    assert found is not None
    return [m.base for m in found.measures]


def test_gesture_says_something_everywhere(gesture: Datasheet) -> None:
    """No required field is left out or marked; the artefacts are those that were stated."""
    fields = [(f"{s.key}.{f.key}", f.need) for s in template() for f in s.fields]
    assert [p for p, need in fields if need == "required" and is_missing(gesture.get(p))] == []
    assert gesture.artefacts.changed() == ()
    assert {a.name for a in gesture.artefacts.named.values() if a.sha256} == {"model", "evaluation", "system"}


def test_gesture_measured_nothing_on_a_device(gesture: Datasheet) -> None:
    """Only what the evaluation counted is measured; latency and power are estimated or assumed."""
    measured = {
        e.taken_from.partition(".")[0]
        for e in gesture.entries() if isinstance(e.value, Quantity) and e.value.status == "measured"
    }  # fmt: skip
    assert measured == {"evaluation"}


def test_gesture_numbers_are_those_of_the_estimate(gesture: Datasheet) -> None:
    """Typed latency and energy, and the state in the system file, are what the estimate gives today."""
    made = estimate(39744, device="stm32u575", clock_mhz=160, voltage_v=3.0)
    assert made.latency_ms is not None
    assert made.energy_uj is not None
    for place, interval, unit in (
        ("performance.latency_p50", made.latency_ms, 1e-3),
        ("overview.latency_expected", made.latency_ms, 1e-3),
        ("performance.energy_per_inference", made.energy_uj, 1e-6),
    ):
        found = gesture.quantity(place)
        assert found is not None
        assert found.low is not None
        assert found.value is not None
        assert found.high is not None
        typed = [found.low.base, found.value.base, found.high.base]
        assert typed == [pytest.approx(v * unit, rel=5e-3) for v in interval]
    system, _ = parse_yaml(read_text(EXAMPLES / "gesture/gesture-band.yaml"), "gesture-band.yaml")
    state: dict[str, Any] = made.state(5625, "gesture_int8.tflite")
    assert system["use"]["states"][0] == state


def test_pa1_holds_both_sides(pa1: Datasheet) -> None:
    """The figures as published: datasheets.md, 1.2 to 1.4."""
    assert bases(pa1, "hardware.supply_current") == [0.04]
    assert bases(pa1, "environment.use_power") == [0.001]
    assert bases(pa1, "performance.latency_p50") == [pytest.approx(2.2, rel=1e-12)]
    assert bases(pa1, "system.sampling_rate") == [45.0]
    assert bases(pa1, "performance.participants") == [40.0]
    shares = [r["share"].value.value for r in pa1.rows("performance.groups")]
    assert shares == [63.2, 36.8, 47.4, 39.4, 13.2]
    assert "10 x 10 x 2 mm" in " ".join(pa1.get("overview.key_features"))
    assert pa1.get("hardware.size") == "27.7 x 27.2 x 9.7 mm"
    assert "regulator of 3.3 V" in pa1.get("overview.description")
    assert any("2.8V" in r["component"] for r in pa1.rows("hardware.bom"))


def test_pa1_blocks_add_up(pa1: Datasheet) -> None:
    """0.1 + 0.05 + 0.31 + 0.16 + 0.52 + 0.17 + 0.77 + 0.18 + 0.06 + 0.02 = 2.34 kg, the last without a label."""
    rows = pa1.rows("environment.by_block")
    assert sum(r["value"].value.value for r in rows) == pytest.approx(2.34, rel=1e-9)
    assert [r["block"] for r in rows if is_missing(r["block"])] == ["not provided"]


def test_pa1_is_declared_throughout(pa1: Datasheet) -> None:
    """Nothing of a published sheet is ours to call measured; every number says where it stands."""
    found = [e.value for e in pa1.entries() if isinstance(e.value, Quantity)]
    assert len(found) > 60
    assert {q.status for q in found} == {"declared"}
    assert all(q.evidence for q in found)


def test_pa1_bom_is_the_list_that_ships(pa1: Datasheet) -> None:
    """The same 13 lines as docs/examples/pa1-bom.csv, ten of them in the footprint."""
    listed = (EXAMPLES / "pa1-bom.csv").read_text(encoding="utf-8").splitlines()[1:]
    rows = pa1.rows("hardware.bom")
    assert [r["component"] for r in rows] == [line.split(",")[1] for line in listed]
    assert [r["quantity"].value.text for r in rows] == [line.split(",")[3] for line in listed]
    assert sum(r["in_footprint"] == "yes" for r in rows) == 10
