"""What holds for systems with everything that a file can say, gaps filled from every set."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import footprint
from footprint.export import to_yaml
from footprint.factors import Interval
from footprint.presets import load_system, system_from_text
from footprint.schema import system_schema
from footprint.system import System
from footprint.valuing import sets_that_value
from tests.footprint.examples import ALL_SETS, LIBRARY, fitting, full_systems, legs, numbers
from tests.footprint.intervals import REL, added, ordered

FEWER = settings(max_examples=60)
"""Such a system takes long to draw."""


def filled(data: Any) -> footprint.Footprint:
    return footprint.assess(data, fill_from=ALL_SETS)


def total(**sections: Any) -> Interval:
    """The footprint of a device of which only some sections are described."""
    return filled({"name": "a", "lifetime": "3 years", **sections}).total_kg_co2e


def same(one: Any) -> Any:
    return pytest.approx(tuple(one), rel=REL, abs=1e-300)


@FEWER
@given(full_systems())
def test_full_low_typical_high_are_ordered_through_every_path(data: dict[str, Any]) -> None:
    result = filled(data)
    assert all(ordered(r.kg_co2e) for r in result.rows)
    assert ordered(result.total_kg_co2e)
    assert all(ordered(i) for i in [*result.by_stage.values(), *result.by_block.values()])
    assert all(ordered(f.kg_co2e) for f in result.factors.values())
    for row in result.rows:
        if row.quantity_bounds is not None and row.unit != "kgCO2e":
            assert 0 <= row.quantity_bounds[0] <= row.quantity * (1 + REL), row
            assert row.quantity <= row.quantity_bounds[1] * (1 + REL), row
    if result.battery_life is not None:
        assert ordered(result.battery_life.years)
        assert result.battery_life.replacements >= 0
    document = result.to_dict(per="year")
    assert json.dumps(document, allow_nan=False)


@FEWER
@given(full_systems())
def test_full_blocks_stages_and_rows_add_up_to_the_total(data: dict[str, Any]) -> None:
    result = filled(data)
    assert added(r.kg_co2e for r in result.rows) == same(result.total_kg_co2e)
    assert added(result.by_block.values()) == same(result.total_kg_co2e)
    assert added(result.by_stage.values()) == same(result.total_kg_co2e)


@FEWER
@given(full_systems())
def test_full_total_is_the_sum_of_systems_with_one_block_each(data: dict[str, Any]) -> None:
    whole = filled(data)
    rest = {k: v for k, v in data.items() if k not in ("blocks", "use", "training", "end_of_life")}
    alone = [{**rest, "blocks": {name: block}} for name, block in data["blocks"].items()]
    alone += [{**rest, key: data[key]} for key in ("use", "training", "end_of_life") if key in data]
    results = [filled(one) for one in alone]
    assert added(r.total_kg_co2e for r in results) == same(whole.total_kg_co2e)
    assert sum(len(r.rows) for r in results) == len(whole.rows)
    # Whether the first set of cells is in the power supply block is seen only where both stand together.
    left = [u for u in whole.unvalued if u.path != ("use", "supply")]
    assert sum(len(r.unvalued) for r in results) == len(left)


@FEWER
@given(full_systems())
def test_every_line_is_valued_or_listed(data: dict[str, Any]) -> None:
    """Nothing disappears: a line is declared, or a set has its factor, or it stands in what has none."""
    left = {u.path[:4] for u in filled(data).unvalued}
    for name, block in data["blocks"].items():
        for index, one in enumerate(block.get("parts", [])):
            unit = one["quantity"].rpartition(" ")[2]
            known = "declared" in one or ("part" in one and bool(sets_that_value(one["part"], unit)))
            assert (("blocks", name, "parts", index) in left) != known, one


@FEWER
@given(full_systems(), st.randoms(use_true_random=False))
def test_full_order_of_blocks_does_not_matter(data: dict[str, Any], random: Any) -> None:
    names = list(data["blocks"])
    random.shuffle(names)
    other = {**data, "blocks": {n: data["blocks"][n] for n in names}}
    one, two = filled(data), filled(other)
    assert one.total_kg_co2e == two.total_kg_co2e
    assert one.inputs_sha256 == two.inputs_sha256


VALUED = [(key, unit) for key, unit in fitting("others", LIBRARY) if sets_that_value(key, unit)]
ON = [{"name": "on", "power": "1 mW", "duty": 1}]
OWN = {"intensity": "0.5 kgCO2e/kWh", "source": "test"}


@given(st.sampled_from(VALUED), numbers(1e-3, 1e3), numbers(0, 1e3))
def test_linear_in_the_quantity_of_a_part(part: tuple[str, str], amount: float, factor: float) -> None:
    """Also through recipes, and through the fab model where its yield does not go with the area."""
    key, unit = part
    fab = {"fab": {"country": "TWN", "year": 2020, "yield_": 0.875}} if sets_that_value(key, unit) == ("act",) else {}

    def kg(by: float) -> Interval:
        more = {} if not key.startswith("die-") else fab
        line = {"part": key, "quantity": f"{amount * by!r} {unit}", **more}
        return total(blocks={"others": {"parts": [line]}})

    assert kg(factor) == same(kg(1).scaled(factor))


@given(st.sampled_from(VALUED), numbers(0, 1e3), numbers(0, 1e3))
def test_more_of_a_part_is_never_less(part: tuple[str, str], amount: float, more: float) -> None:
    """At both ends of the interval too, and where the yield of a die falls with its area."""

    def kg(quantity: float) -> Interval:
        return total(blocks={"others": {"parts": [{"part": part[0], "quantity": f"{quantity!r} {part[1]}"}]}})

    assert all(a <= b for a, b in zip(kg(amount), kg(amount + more), strict=True))


@given(st.sampled_from(VALUED), numbers(1e-3, 1e3), numbers(1, 3))
def test_bounds_of_a_quantity_only_widen_the_interval(part: tuple[str, str], amount: float, by: float) -> None:
    line = {"part": part[0], "quantity": f"{amount!r} {part[1]}"}
    wide = {**line, "low": f"{amount / by!r} {part[1]}", "high": f"{amount * by!r} {part[1]}"}
    inner, outer = (total(blocks={"others": {"parts": [one]}}) for one in (line, wide))
    assert outer.typical == inner.typical
    assert outer.low <= inner.low * (1 + REL)
    assert inner.high <= outer.high * (1 + REL)


@given(legs(), numbers(0, 100))
def test_transport_is_linear_in_distance_and_in_mass(block: dict[str, Any], factor: float) -> None:
    def kg(key: str) -> Interval:
        scaled = [
            {**leg, key: f"{float(leg[key].split()[0]) * factor!r} {leg[key].split()[1]}"} for leg in block["legs"]
        ]
        if any(float(leg[key].split()[0]) > (1e5 if key == "distance" else 1e9) for leg in scaled):
            return before.scaled(factor)
        return total(blocks={"transport": {**block, "legs": scaled}})

    before = total(blocks={"transport": block})
    assert kg("mass") == same(before.scaled(factor))
    assert kg("distance") == same(before.scaled(factor))


@given(numbers(0, 1e4), numbers(0, 1e4))
def test_end_of_life_is_linear_in_mass(one: float, other: float) -> None:
    def kg(grams: float) -> float:
        route = {"material": "plastic", "route": "landfill", "mass": f"{grams!r} g"}
        return total(end_of_life={"disposal": [route]}).typical

    assert kg(one) + kg(other) == pytest.approx(kg(one + other), rel=REL, abs=1e-300)


@given(numbers(0.1, 1e4), numbers(0.01, 1e4), st.integers(1, 1000), numbers(1, 3), st.integers(1, 10**6))
def test_training_on_hardware_is_the_product_of_its_inputs(
    watt: float, hours: float, count: int, pue: float, units: int
) -> None:
    hardware = {"power": f"{watt!r} W", "time": f"{hours!r} h", "count": count, "pue": pue}
    found = total(training={"hardware": hardware, "grid": OWN}, units_produced=units)
    assert found.typical == pytest.approx(watt * hours * count * pue / 1000 * 0.5 / units, rel=REL)


SUPPLIES: dict[str, dict[str, Any]] = {
    "none": {},
    "ldo": {"regulator": {"kind": "ldo", "supply_voltage": "3.7 V", "load_voltage": "1.8 V", "quiescent": "1 uW"}},
    "switching": {"regulator": {"kind": "switching", "efficiency": 0.85, "quiescent": "1 uW"}},
    "mains": {"supply": {"kind": "mains", "efficiency": 0.8, "standby": "10 mW"}},
    "rechargeable": {"supply": {"kind": "rechargeable", "cell": "cell-18650", "charge_efficiency": 0.9,
                                "replaced_every": "1 year"}},
    "primary": {"supply": {"kind": "primary", "cell": "cell-aa-alkaline", "count": 4}},
}  # fmt: skip


@pytest.mark.parametrize("name", SUPPLIES)
@given(power=numbers(0, 5), more=numbers(0, 5), duty=numbers(0, 1), longer=numbers(0, 1))
def test_more_power_or_duty_is_never_less(name: str, power: float, more: float, duty: float, longer: float) -> None:
    """Behind every regulator and supply; primary cells go in steps, as whole sets are replaced."""

    def kg(milliwatt: float, share: float) -> Interval:
        use = {"states": [{"name": "on", "power": f"{milliwatt!r} mW", "duty": share}], **SUPPLIES[name]}
        if name != "primary":
            use["grid"] = OWN
        return total(use=use)

    before = kg(power, duty)
    for after in (kg(power + more, duty), kg(power, duty + (1 - duty) * longer)):
        assert all(a <= b * (1 + REL) for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize("name", ["ldo", "switching", "mains", "rechargeable"])
@given(numbers(0, 100))
def test_no_supply_or_regulator_gives_energy_away(name: str, power: float) -> None:
    states = [{"name": "on", "power": f"{power!r} mW", "duty": 1}]
    bare = total(use={"states": states, "grid": OWN})
    assert total(use={"states": states, "grid": OWN, **SUPPLIES[name]}).typical >= bare.typical * (1 - REL)


@given(numbers(0.05, 1), numbers(0.05, 1))
def test_less_efficiency_is_never_less(one: float, other: float) -> None:
    worse, better = sorted((one, other))

    def each(efficiency: float) -> list[float]:
        found = [
            {"regulator": {"kind": "switching", "efficiency": efficiency}},
            {"supply": {"kind": "mains", "efficiency": efficiency}},
            {"supply": {"kind": "rechargeable", "charge_efficiency": efficiency, "energy": "1 Wh"}},
        ]
        return [total(use={"states": ON, "grid": OWN, **more}).typical for more in found]

    assert all(a >= b for a, b in zip(each(worse), each(better), strict=True))


@given(numbers(0, 0.9), numbers(0, 0.9))
def test_more_transmission_loss_is_never_less(one: float, other: float) -> None:
    less, more = sorted((one, other))
    low, high = (total(use={"states": ON, "grid": {**OWN, "transmission_loss": x}}).typical for x in (less, more))
    assert low <= high


@given(st.integers(2015, 2080), numbers(0.1, 60), st.integers(2025, 2060), numbers(0, 2))
def test_linear_path_stays_between_its_ends(start: int, years: float, by: int, to: float) -> None:
    path = {"kind": "linear", "in_service": start, "by": by, "to": f"{to!r} kgCO2e/kWh", "source": "test"}
    use = {"states": ON, "grid": {"country": "DEU", "year": 2024, "path": path}}
    (factor,) = filled({"name": "a", "lifetime": f"{years!r} years", "use": use}).factors.values()
    first, last = sorted((0.34414, to))
    assert first * (1 - REL) <= factor.kg_co2e.typical <= last * (1 + REL)


@given(numbers(0.1, 60), numbers(0, 3), st.integers(2015, 2060))
def test_table_path_of_one_value_is_that_value(years: float, value: float, start: int) -> None:
    listed = [{"year": y, "intensity": f"{value!r} kgCO2e/kWh"} for y in range(start, start + int(years) + 2)]
    path = {"kind": "table", "in_service": start, "years": listed, "source": "test"}
    use = {"states": ON, "grid": {"path": path}}
    (factor,) = filled({"name": "a", "lifetime": f"{years!r} years", "use": use}).factors.values()
    assert factor.kg_co2e.typical == pytest.approx(value, rel=REL, abs=1e-300)


NEW_SAME = [
    ("mA", "A", 1e-3), ("mA", "uA", 1e3), ("V", "mV", 1e3), ("km", "m", 1e3), ("g", "kg", 1e-3), ("h", "days", 1 / 24),
    ("h", "years", 1 / 8760), ("W", "kW", 1e-3), ("W", "mW", 1e3), ("kgCO2e/kWh", "gCO2e/kWh", 1e3),
    ("kgCO2e/kWh", "tCO2e/MWh", 1), ("MB", "GB", 1e-3), ("MB", "kB", 1e3), ("Wh", "J", 3600), ("Wh", "kWh", 1e-3),
    ("% per year", "% per month", 1 / 12), ("% per year", "per year", 1e-2), ("%", "", 1e-2),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "other", "factor"), NEW_SAME)
@given(value=numbers(1, 50))
def test_unit_invariance_of_the_further_quantities(unit: str, other: str, factor: float, value: float) -> None:
    def kg(text: Any) -> tuple[float, ...]:
        if unit in ("mA", "V"):
            current, volt = (text, "3.3 V") if unit == "mA" else ("2 mA", text)
            use = {"states": [{"name": "on", "current": current, "duty": 1}], "voltage": volt, "grid": OWN}
        elif unit in ("km", "g"):
            distance, mass = (text, "120 g") if unit == "km" else ("500 km", text)
            return tuple(total(blocks={"transport": {"legs": [{"mode": "air", "distance": distance, "mass": mass}]}}))
        elif unit in ("h", "W"):
            power, time = (text, "10 h") if unit == "W" else ("70 W", text)
            return tuple(total(training={"hardware": {"power": power, "time": time}, "grid": OWN}))
        elif unit == "kgCO2e/kWh":
            use = {"states": ON, "grid": {"intensity": text, "source": "test"}}
        elif unit == "MB":
            return tuple(total(blocks={"memory": {"parts": [{"part": "dram-57nm", "quantity": text}]}}))
        else:
            supply = {
                "kind": "rechargeable",
                "charge_efficiency": 0.9,
                "energy": "1 Wh",
                "self_discharge": "5 % per year",
            }
            changed = {"Wh": "energy", "% per year": "self_discharge", "%": "charge_efficiency"}[unit]
            use = {"states": ON, "grid": OWN, "supply": {**supply, changed: text}}
        return tuple(total(use=use))

    def written(number: float, name: str) -> Any:
        return f"{number!r} {name}" if name else number

    assert kg(written(value, unit)) == pytest.approx(kg(written(value * factor, other)), rel=REL)


@given(numbers(0, 100), numbers(0.5, 12))
def test_current_times_voltage_is_the_power(milliamp: float, volt: float) -> None:
    by_current = {"states": [{"name": "on", "current": f"{milliamp!r} mA", "duty": 1}], "voltage": f"{volt!r} V"}
    by_power = {"states": [{"name": "on", "power": f"{milliamp * volt!r} mW", "duty": 1}]}
    assert total(use={**by_current, "grid": OWN}) == same(total(use={**by_power, "grid": OWN}))


@given(numbers(0, 20), numbers(1, 5), numbers(1, 5))
def test_ldo_passes_the_current_on(milliamp: float, load: float, above: float) -> None:
    """Behind an LDO the energy is current times supply voltage, whatever the load voltage is."""
    regulator = {"kind": "ldo", "supply_voltage": f"{load + above!r} V", "load_voltage": f"{load!r} V"}
    states = [{"name": "on", "current": f"{milliamp!r} mA", "duty": 1}]
    bare = {"states": states, "voltage": f"{load + above!r} V", "grid": OWN}
    assert total(use={"states": states, "regulator": regulator, "grid": OWN}) == same(total(use=bare))


def test_zero_in_zero_out_of_the_further_kinds() -> None:
    """No area, mass, distance, energy, power, current or intensity, behind a supply that draws nothing itself."""
    result = filled(
        {
            "name": "nothing",
            "lifetime": "3 years",
            "blocks": {
                "others": {"parts": [{"part": key, "quantity": f"0 {unit}"} for key, unit in VALUED]},
                "packaging": {"parts": [{"name": "x", "quantity": "1 pcs", "declared": "0 kgCO2e", "source": "x"}]},
                "transport": {
                    "well_to_tank": True,
                    "radiative_forcing": True,
                    "legs": [
                        {"mode": "air", "distance": "0 km", "mass": "1 kg"},
                        {"mode": "ship", "distance": "1 km", "mass": "0 g"},
                    ],
                },
            },
            "use": {
                "states": [{"name": "off", "current": "0 mA", "duty": 1}],
                "voltage": "3 V",
                "regulator": {"kind": "switching", "efficiency": 0.5},
                "supply": {"kind": "mains", "efficiency": 0.5, "standby": "0 mW"},
            },
            "training": {"hardware": {"power": "1 W", "time": "1 h"}, "grid": {**OWN, "intensity": "0 kgCO2e/kWh"}},
            "end_of_life": {"disposal": [{"material": "plastic", "route": "landfill", "mass": "0 g"}]},
        }
    )
    assert result.total_kg_co2e == (0, 0, 0)
    assert len(result.rows) > len(VALUED)
    assert all(row.kg_co2e == (0, 0, 0) for row in result.rows)


@pytest.mark.parametrize("kind", ["rechargeable", "primary"])
def test_cells_without_load_or_loss_cost_nothing(kind: str) -> None:
    supply: dict[str, Any] = {"kind": kind, "energy": "1 Wh", "usable": 1.0, "self_discharge": "0 per year"}
    if kind == "rechargeable":
        supply["charge_efficiency"] = 0.9
    result = filled({"name": "a", "lifetime": "3 years",
                     "use": {"states": [{"name": "off", "power": "0 mW", "duty": 1}], "supply": supply}})  # fmt: skip
    assert result.total_kg_co2e == (0, 0, 0)
    assert result.battery_life is None, "they last for ever"
    assert json.dumps(result.to_dict(), allow_nan=False)


# There and back, with every key


@FEWER
@given(full_systems())
def test_full_system_to_file_dict_and_back_is_identity(data: dict[str, Any]) -> None:
    system = System.from_dict(data)
    again = System.from_dict(system.to_file_dict())
    assert again == system
    assert again.to_file_dict() == system.to_file_dict()
    assert filled(again).inputs_sha256 == filled(system).inputs_sha256


@FEWER
@given(full_systems())
def test_full_system_to_yaml_and_back_is_identity(data: dict[str, Any]) -> None:
    system = System.from_dict(data)
    assert system_from_text(to_yaml(system), "a.yaml") == system


@FEWER
@given(full_systems())
def test_full_internal_keys_say_the_same_as_the_file(data: dict[str, Any]) -> None:
    system = System.from_dict(data)
    assert System.from_dict(system.model_dump(exclude_none=True, exclude_defaults=True)) == system


@FEWER
@given(full_systems())
def test_full_result_document_loads_back_as_its_system(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, Any]
) -> None:
    document = filled(data).to_dict()
    file = tmp_path_factory.getbasetemp() / "full.json"
    file.write_text(json.dumps(document, allow_nan=False), encoding="utf-8")
    assert filled(load_system(file)).to_dict() == document


VALIDATOR = Draft202012Validator(system_schema())


@FEWER
@given(full_systems())
def test_full_system_fits_the_json_schema_as_written_and_as_exported(data: dict[str, Any]) -> None:
    for file in (data, System.from_dict(data).to_file_dict()):
        assert [e.message for e in VALIDATOR.iter_errors(json.loads(json.dumps(file)))] == []
