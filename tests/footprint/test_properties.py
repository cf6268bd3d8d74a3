"""What holds for every system: ordered intervals, additivity, linearity, unit invariance, zero for zero."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import footprint
from footprint.export import to_yaml
from footprint.factors import Interval
from footprint.presets import load_system, system_from_text
from footprint.system import System
from tests.footprint.examples import PRESETS, numbers, small, systems
from tests.footprint.intervals import REL, added, ordered


@given(systems())
def test_low_typical_high_are_ordered_through_every_path(data: dict[str, Any]) -> None:
    result = footprint.assess(data)
    assert all(ordered(r.kg_co2e) for r in result.rows)
    assert ordered(result.total_kg_co2e)
    assert all(ordered(i) for i in [*result.by_stage.values(), *result.by_block.values()])
    document = result.to_dict(per="year")
    assert ordered(document["total_kg_co2e"])
    assert all(ordered(r["kg_co2e"]) for r in document["rows"])
    assert all(ordered(f.kg_co2e) for f in result.factors.values())


@given(systems())
def test_blocks_stages_and_rows_add_up_to_the_total(data: dict[str, Any]) -> None:
    result = footprint.assess(data)
    total = pytest.approx(tuple(result.total_kg_co2e), rel=REL, abs=1e-300)
    assert added(r.kg_co2e for r in result.rows) == total
    assert added(result.by_block.values()) == total
    assert added(result.by_stage.values()) == total
    if result.total_kg_co2e.typical:
        assert sum(c.share for c in result.contributions()) == pytest.approx(1, rel=REL)


@given(systems())
def test_total_is_the_sum_of_systems_with_one_block_each(data: dict[str, Any]) -> None:
    """Additivity over blocks: nothing in one block changes what another contributes."""
    whole = footprint.assess(data).total_kg_co2e
    rest = {k: v for k, v in data.items() if k not in ("blocks", "use", "training", "end_of_life")}
    alone = [{**rest, "blocks": {name: block}} for name, block in data["blocks"].items()]
    alone += [{**rest, key: data[key]} for key in ("use", "training", "end_of_life") if key in data]
    said = [s for s in alone if next(iter(s.get("blocks", {"": list(s.values())[-1]}).values())).get("include", True)]
    assert added(footprint.assess(s).total_kg_co2e for s in said) == pytest.approx(tuple(whole), rel=REL, abs=1e-300)


@given(systems(), st.randoms(use_true_random=False))
def test_order_of_blocks_does_not_matter(data: dict[str, Any], random: Any) -> None:
    names = list(data["blocks"])
    random.shuffle(names)
    keys = list(data)
    random.shuffle(keys)
    other = {k: {n: data["blocks"][n] for n in names} if k == "blocks" else data[k] for k in keys}
    one, two = footprint.assess(data), footprint.assess(other)
    assert one.total_kg_co2e == two.total_kg_co2e, "to the last bit"
    assert one.inputs_sha256 == two.inputs_sha256
    assert one.by_block == two.by_block


@given(systems(), numbers(0.1, 10))
def test_use_is_linear_in_lifetime_and_the_rest_does_not_change(data: dict[str, Any], factor: float) -> None:
    one = System.from_dict({**data, "lifetime": "5 years"})
    many = System.from_dict({**data, "lifetime": f"{5 * factor!r} years"})
    before, after = footprint.assess(one).by_stage, footprint.assess(many).by_stage
    scaled = before.get("use", Interval(0, 0, 0)).scaled(
        1.0 if one.use and one.use.declared_kg_co2e is not None else factor
    )
    assert after.pop("use", Interval(0, 0, 0)) == pytest.approx(tuple(scaled), rel=REL, abs=1e-300)
    before.pop("use", None)
    assert after == before


@given(numbers(0, 1e3), numbers(0, 1e3), numbers(0.1, 50), st.sampled_from(["WORLD", "DEU", "USA"]))
def test_use_is_linear_in_power(one_mw: float, other_mw: float, years: float, country: str) -> None:
    """Two powers one after the other draw as much as their sum."""

    def kg(power: float) -> float:
        states = [{"name": "on", "power": f"{power!r} mW", "duty": 1}]
        use = {"grid": {"country": country, "year": 2020}, "states": states}
        return footprint.assess({"name": "a", "lifetime": f"{years!r} years", "use": use}).total_kg_co2e.typical

    assert kg(one_mw) + kg(other_mw) == pytest.approx(kg(one_mw + other_mw), rel=REL, abs=1e-300)


@given(numbers(0, 1e6), st.integers(1, 10**9))
def test_training_is_shared_by_the_units_produced(energy: float, units: int) -> None:
    data = {"name": "a", "lifetime": "3 years", "training": {"energy": f"{energy!r} kWh", "grid": {"country": "DEU"}}}
    one = footprint.assess(data).total_kg_co2e
    each = footprint.assess({**data, "units_produced": units}).total_kg_co2e
    assert each == pytest.approx(tuple(one.scaled(1 / units)), rel=REL, abs=1e-300)


SAME = [
    ("mW", "W", 1e-3), ("mW", "uW", 1e3), ("kWh", "Wh", 1e3), ("kWh", "J", 3.6e6), ("Wh", "kJ", 3.6),
    ("g", "kg", 1e-3), ("g", "mg", 1e3), ("mm2", "cm2", 1e-2), ("mm^2", "m²", 1e-6), ("kgCO2e", "g CO2e", 1e3),
    ("kgCO2e", "tCO2e", 1e-3), ("years", "months", 12), ("years", "days", 365), ("years", "h", 8760),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "other", "factor"), SAME)
@given(value=numbers(1e-3, 150))
def test_unit_invariance(unit: str, other: str, factor: float, value: float) -> None:
    """The same amount in another unit is the same footprint."""

    def total(text: str) -> tuple[float, ...]:
        data: dict[str, Any] = {"name": "a", "lifetime": "3 years"}
        if unit == "mW":
            data["use"] = {"states": [{"name": "on", "power": text, "duty": 0.5}]}
        elif unit in ("kWh", "Wh"):
            data["use"] = {"energy": {"amount": text, "over": "2 years"}}
        elif unit == "years":
            data |= {"lifetime": text, "use": {"states": [{"name": "on", "power": "1 mW", "duty": 1}]}}
        elif unit == "kgCO2e":
            data["blocks"] = {"casing": {"declared": text}}
        else:
            data["blocks"] = {"pcb": {"parts": [{"part": "abs" if unit == "g" else "die-90nm", "quantity": text}]}}
        return tuple(footprint.assess(data).total_kg_co2e)

    assert total(f"{value!r} {unit}") == pytest.approx(total(f"{value * factor!r} {other}"), rel=REL)


def test_zero_in_zero_out() -> None:
    """No power, no mass, nothing declared, a level that holds nothing: exactly zero, at both ends."""
    result = footprint.assess(
        {
            "name": "nothing",
            "lifetime": "3 years",
            "blocks": {
                "memory": {"hsl": 0, "case": "worst"},
                "pcb": {"parts": [{"part": "pcb-fr4-4-layers", "quantity": "0 cm2"}]},
                "casing": {"declared": "0 kgCO2e", "source": "test"},
                "transport": {"parts": [{"part": "air-freight", "quantity": "0 tkm"}]},
            },
            "use": {"states": [{"name": "off", "power": "0 mW", "duty": 1}]},
            "training": {"energy": "0 kWh"},
            "end_of_life": {"declared": "0 kgCO2e", "source": "test"},
        }
    )
    assert result.total_kg_co2e == (0, 0, 0)
    assert all(row.kg_co2e == (0, 0, 0) for row in result.rows)
    assert all(c.share == 0 for c in result.contributions())


@given(systems(), st.sampled_from(["power_supply", "casing"]), numbers(0, 10))
def test_more_is_never_less(data: dict[str, Any], name: str, kg: float) -> None:
    """Declaring something more in a block raises the total by exactly that."""
    without = {**data, "blocks": {k: v for k, v in data["blocks"].items() if k != name}}
    more = {**without, "blocks": {**without["blocks"], name: {"declared": f"{kg!r} kgCO2e", "source": "test"}}}
    sections = [*without["blocks"].values(), *(without[k] for k in ("use", "training", "end_of_life") if k in without)]
    if all(s.get("include") is False for s in sections):
        return
    before, after = footprint.assess(without).total_kg_co2e, footprint.assess(more).total_kg_co2e
    assert after.typical - before.typical == pytest.approx(kg, rel=1e-9, abs=1e-9 * (1 + before.typical))
    assert after.typical >= before.typical


# There and back


@given(systems())
def test_system_to_file_dict_and_back_is_identity(data: dict[str, Any]) -> None:
    system = System.from_dict(data)
    again = System.from_dict(system.to_file_dict())
    assert again == system
    assert again.to_file_dict() == system.to_file_dict()


@given(systems())
def test_system_to_yaml_and_back_is_identity(data: dict[str, Any]) -> None:
    system = System.from_dict(data)
    assert system_from_text(to_yaml(system), "a.yaml") == system


@given(systems(), st.booleans())
def test_result_document_loads_back_as_its_system(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, Any], ascii_only: bool
) -> None:
    """A JSON result holds the system it came from, whatever the name is written in."""
    result = footprint.assess(data)
    document = result.to_dict()
    file = tmp_path_factory.getbasetemp() / "result.json"
    file.write_text(json.dumps(document, ensure_ascii=ascii_only, allow_nan=False), encoding="utf-8")
    again = footprint.assess(load_system(file))
    assert again.system == result.system
    assert again.to_dict() == document


@pytest.mark.parametrize("preset", PRESETS)
def test_preset_loads_back_from_its_yaml(preset: str, tmp_path: Path) -> None:
    system = load_system(preset)
    file = tmp_path / "again.yaml"
    file.write_text(to_yaml(system), encoding="utf-8")
    assert load_system(file) == system
    assert footprint.assess(load_system(str(file))).inputs_sha256 == footprint.assess(system).inputs_sha256


@given(systems())
def test_internal_keys_say_the_same_as_the_file(data: dict[str, Any]) -> None:
    """A program may give floats under the internal names."""
    system = System.from_dict(data)
    internal = system.model_dump(exclude_none=True, exclude_defaults=True)
    assert System.from_dict(internal) == system


def test_internal_keys_by_hand() -> None:
    internal = {"name": "a", "lifetime_years": 3.0, "blocks": {"casing": {"hsl": 1, "case": "typical"}}}
    assert System.from_dict(internal) == System.from_dict(small())
