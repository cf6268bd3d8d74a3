"""Uncertainty that a system file states: distributions, pedigrees, and bounds of what is drawn in use and training."""

from __future__ import annotations

import json
from math import exp, log, sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

import footprint
from footprint.export import to_yaml
from footprint.presets import system_from_text
from footprint.schema import system_schema
from footprint.system import System
from tests.footprint.bad_files import check_refused
from tests.footprint.devices import DEFRA, GRID, close, device, row_of, used
from tests.footprint.examples import ALL_SETS, full_systems
from tests.footprint.intervals import ordered

Z95 = 1.6448536269514722
"""95 % of a normal distribution lies below so many standard deviations above its mean."""
DRAWS = 100_000


def near(value: Any) -> Any:
    """What P5 and P95 of 100 000 draws hold: six times their standard error, 0.16 % for a lognormal of sigma 0.25."""
    return pytest.approx(value, rel=0.01)


def drawn(**sections: Any) -> footprint.Footprint:
    return footprint.assess(device(**sections), draws=DRAWS, seed=1)


# Bounds of what is drawn in use and training, by hand

STATES = [
    {"name": "active", "power": "20 mW", "power_low": "18 mW", "power_high": "25 mW", "duty": "2 %"},
    {"name": "sleep", "power": "10 uW", "duty": "98 %"},
]
"""0.36, 0.4 and 0.5 mW of the active state, and 0.0098 mW of the other: 0.3698, 0.4098 and 0.5098 mW."""


def test_states_are_low_together_and_high_together() -> None:
    """1 mW over three years is 26.28 Wh, so 9.718344, 10.769544 and 13.397544 Wh; half a kg for each kWh."""
    (row,) = used(states=STATES, grid=GRID).rows
    assert row.quantity == close(0.010769544)
    assert row.quantity_bounds == close((0.009718344, 0.013397544))
    assert row.kg_co2e == close((0.004859172, 0.005384772, 0.006698772))


def test_currents_have_bounds_at_their_voltage() -> None:
    """4 mA (3 to 6) at 3 V are 12 mW (9 to 18), beside a state of 1 mW that has none; each half of the time.

    6.5 mW (5 to 9.5) for three years are 170.82 Wh (131.4 to 249.66).
    """
    states = [
        {"name": "a", "current": "4 mA", "current_low": "3 mA", "current_high": "6 mA", "duty": 0.5},
        {"name": "b", "power": "1 mW", "duty": 0.5},
    ]
    (row,) = used(states=states, voltage="3 V", grid=GRID).rows
    assert (row.quantity, *row.quantity_bounds) == close((0.17082, 0.1314, 0.24966))  # type: ignore[misc]


ONE = [{"name": "on", "power": "1 mW", "power_low": "0.5 mW", "power_high": "2 mW", "duty": 1}]


def test_bounds_go_through_regulator_adapter_and_grid() -> None:
    """LDO from 5 to 2.5 V: 2 mW (1 to 4), and 0.1 mW of its own; adapter 50 %: 4.2 mW (2.2 to 8.2), and 10 mW.

    14.2 mW (12.2 to 18.2) for three years are 373.176 Wh (320.616 to 478.296); a fifth of what is generated is
    lost: 466.47 Wh (400.77 to 597.87).
    """
    regulator = {"kind": "ldo", "supply_voltage": "5 V", "load_voltage": "2.5 V", "quiescent": "0.1 mW"}
    supply = {"kind": "mains", "efficiency": 0.5, "standby": "10 mW"}
    (row,) = used(states=ONE, regulator=regulator, supply=supply, grid={**GRID, "transmission_loss": 0.2}).rows
    assert (row.quantity, *row.quantity_bounds) == close((0.46647, 0.40077, 0.59787))  # type: ignore[misc]


def test_bounds_go_through_charging() -> None:
    """6.48 Wh lose 4.6656 Wh in three years; with 13.14, 26.28 and 52.56 Wh, charged with 85 %.

    One charge lasts 6.48 / (4.38 + 1.5552), / (8.76 + 1.5552) and / (17.52 + 1.5552) years, the longest at the
    lowest power.
    """
    supply = {"kind": "rechargeable", "charge_efficiency": "85 %", "energy": "7.2 Wh", "usable": "90 %",
              "self_discharge": "2 % per month"}  # fmt: skip
    result = used(states=ONE, supply=supply, grid=GRID)
    row = result.rows[0]
    bounds = (17.8056 / 850, 57.2256 / 850)
    assert (row.quantity, *row.quantity_bounds) == close((30.9456 / 850, *bounds))  # type: ignore[misc]
    assert result.battery_life is not None
    assert result.battery_life.years == close((6.48 / 19.0752, 6.48 / 10.3152, 6.48 / 5.9352))
    assert result.battery_life.power_mw == 1.0


PRIMARY = {
    "kind": "primary", "energy": "12 Wh", "usable": 1.0, "self_discharge": "0 per year",
    "replacement": {"part": "li-ion-battery", "quantity": "40 g"},
}  # fmt: skip


def test_power_bounds_the_battery_life_and_the_sets_that_follow() -> None:
    """12 Wh at 17.52, 8.76 and 4.38 Wh a year last 0.685, 1.370 and 2.740 years.

    Of five years: 7.3, 3.65 and 1.825 of them, so 7, 3 and 1 sets after the first, of 40 g each.
    """
    result = used("5 years", states=ONE, supply=PRIMARY, fill_from=DEFRA)
    assert result.battery_life is not None
    assert result.battery_life.years == close((12 / 17.52, 12 / 8.76, 12 / 4.38))
    assert result.battery_life.replacements == 3
    row = row_of(result, "3 replacements")
    assert (row.quantity, *row.quantity_bounds) == close((120, 40, 280))  # type: ignore[misc]


def test_a_load_that_may_be_zero_still_bounds_the_sets() -> None:
    """Typically nothing drains the cells; at 1 mW they last 1.370 years, and three years take two sets more."""
    states = [{"name": "on", "power": "0 mW", "power_low": "0 mW", "power_high": "1 mW", "duty": 1}]
    result = used(states=states, supply=PRIMARY, fill_from=DEFRA)
    assert result.battery_life is None, "they last for ever"
    row = row_of(result, "0 replacements")
    assert (row.quantity, row.quantity_bounds) == (0.0, close((0, 80)))
    assert row.kg_co2e.typical == 0 < row.kg_co2e.high


def test_the_high_power_is_what_cells_must_deliver() -> None:
    cells = {**PRIMARY, "max_power": "1.5 mW"}
    with pytest.raises(footprint.InputError, match=r"state on draws up to 2 mW, more than the 1.5 mW"):
        used(states=ONE, supply=cells, fill_from=DEFRA)
    used(states=[{"name": "on", "power": "1 mW", "duty": 1}], supply=cells, fill_from=DEFRA)


def test_stated_energy_with_bounds_by_hand() -> None:
    """27 Wh (20 to 40) over three years are 54 Wh (40 to 80) over six."""
    energy = {"amount": "27 Wh", "low": "20 Wh", "high": "40 Wh", "over": "3 years"}
    (row,) = used("6 years", energy=energy, grid=GRID).rows
    assert (row.quantity, *row.quantity_bounds) == close((0.054, 0.04, 0.08))  # type: ignore[misc]


def test_training_energy_with_bounds_by_hand() -> None:
    """0.25 kWh (0.2 to 0.4), twice, shared by 100: 5 Wh (4 to 8) a device."""
    training = {"energy": "0.25 kWh", "energy_low": "0.2 kWh", "energy_high": "0.4 kWh", "grid": GRID}
    data = device(training={**training, "retrained_every": "2 years"}, units_produced=100)
    (row,) = footprint.assess(data).rows
    assert (row.quantity, *row.quantity_bounds) == close((0.005, 0.004, 0.008))  # type: ignore[misc]


def test_equal_bounds_are_none() -> None:
    energy = {"amount": "27 Wh", "low": "27 Wh", "high": "27 Wh", "over": "3 years"}
    assert used(energy=energy, grid=GRID).rows[0].quantity_bounds is None


# What is drawn

ENERGY = {"amount": "27 Wh", "low": "20 Wh", "high": "40 Wh", "over": "3 years"}


def test_energy_is_drawn_as_a_lognormal_between_its_bounds() -> None:
    """The grid is exact, so P5 and P95 are those of the energy: 20 and 40 Wh at 0.5 kg/kWh."""
    (row,) = drawn(use={"energy": ENERGY, "grid": GRID}).rows
    assert tuple(row.kg_co2e) == near((0.010, 0.0135, 0.020))
    assert row.kg_co2e.typical == close(0.0135)


def test_energy_times_grid_is_a_product_of_lognormals() -> None:
    """Energy within a factor of 1.5, grid within one of 1.25: the logarithms add in quadrature.

    sigma = sqrt(ln(1.5)^2 + ln(1.25)^2) / 1.645, so P95 is exp(sqrt(0.16440 + 0.04979)) = 1.5886 times 0.0135 kg.
    """
    energy = {**ENERGY, "low": "18 Wh", "high": "40.5 Wh"}
    grid = {**GRID, "low": "0.4 kgCO2e/kWh", "high": "0.625 kgCO2e/kWh"}
    (row,) = drawn(use={"energy": energy, "grid": grid}).rows
    assert row.kg_co2e.high == near(0.0135 * 1.5886)
    assert row.kg_co2e.low == near(0.0135 / 1.5886)


@pytest.mark.parametrize(("kind", "low", "high"), [
    # a + sqrt(p (b - a)(c - a)) with a = 20, c = 27, b = 40 and p = 0.05; mirrored at the other end
    ("triangular", 20 + sqrt(0.05 * 20 * 7), 40 - sqrt(0.05 * 20 * 13)),
    ("uniform", 20 + 0.05 * 20, 40 - 0.05 * 20),
    ("lognormal", 20, 40),
])  # fmt: skip
def test_the_stated_distribution_is_drawn(kind: str, low: float, high: float) -> None:
    (row,) = drawn(use={"energy": ENERGY, "grid": GRID, "distribution": kind}).rows
    assert row.distribution == kind
    assert (row.kg_co2e.low, row.kg_co2e.high) == near((low * 0.5e-3, high * 0.5e-3))


SCORES = [4, 2, 1, 1, 3]
SIGMA = sqrt(2 * log(1.2) ** 2 + log(1.02) ** 2) / 2
"""U of 1.2, 1.02, 1, 1 and 1.2 (Frischknecht et al. 2007): 0.1293."""
PEDIGREE = {"pedigree": SCORES}


@pytest.mark.parametrize("sections", [
    {"blocks": {"casing": {"declared": "0.5 kgCO2e", "source": "s", **PEDIGREE}}},
    {"blocks": {"casing": {"parts": [
        {"name": "a", "quantity": "1 pcs", "declared": "0.5 kgCO2e", "source": "s", **PEDIGREE}]}}},
    {"use": {"declared": "0.5 kgCO2e", "source": "s", **PEDIGREE}},
    {"use": {"energy": {"amount": "1 kWh", "over": "3 years"}, "grid": GRID, **PEDIGREE}},
    {"use": {"states": [{"name": "a", "power": "1 W", "duty": 1 / 26.28}], "grid": GRID, **PEDIGREE}},
    {"training": {"declared": "0.5 kgCO2e", "source": "s", **PEDIGREE}},
    {"training": {"energy": "1 kWh", "grid": GRID, **PEDIGREE}},
    {"training": {"hardware": {"power": "1 kW", "time": "1 h", "pue": 1.0, "count": 1}, "grid": GRID, **PEDIGREE}},
    {"end_of_life": {"declared": "0.5 kgCO2e", "source": "s", **PEDIGREE}},
], ids=str)  # fmt: skip
def test_a_pedigree_widens_whatever_it_stands_at(sections: dict[str, Any]) -> None:
    """Half a kg without bounds, so P95 is exp(1.645 x 0.1293) = 1.2370 times that."""
    result = drawn(**sections)
    (row,) = result.rows
    assert row.pedigree == tuple(SCORES)
    assert exp(Z95 * SIGMA) == pytest.approx(1.2370, rel=1e-4)
    assert tuple(row.kg_co2e) == near((0.5 / 1.2370, 0.5, 0.5 * 1.2370))
    assert tuple(result.total_kg_co2e) == close(tuple(row.kg_co2e))


def test_a_pedigree_adds_to_stated_bounds_in_quadrature() -> None:
    """Of a factor of 1.5 either way: exp(1.645 sqrt((ln 1.5 / 1.645)^2 + 0.1293^2)) = 1.5807."""
    declared = {"declared": "0.3 kgCO2e", "low": "0.2 kgCO2e", "high": "0.45 kgCO2e", "source": "s", **PEDIGREE}
    (row,) = drawn(blocks={"casing": declared}).rows
    assert exp(sqrt(log(1.5) ** 2 + (Z95 * SIGMA) ** 2)) == pytest.approx(1.5807, rel=1e-4)
    assert row.kg_co2e.high == near(0.3 * 1.5807)


def test_a_pedigree_takes_the_place_of_the_status() -> None:
    """An assumed line is widened by its status; scores of 1 say that nothing is to be widened."""
    line = {"name": "a", "quantity": "1 pcs", "declared": "0.5 kgCO2e", "source": "s", "status": "assumed"}
    wide = drawn(blocks={"casing": {"parts": [line]}}).total_kg_co2e
    exact = drawn(blocks={"casing": {"parts": [{**line, "pedigree": [1] * 5}]}}).total_kg_co2e
    assert wide.low < 0.5 < wide.high
    assert tuple(exact) == close((0.5, 0.5, 0.5))


def test_a_part_says_how_its_quantity_is_drawn() -> None:
    """Distribution and scores of the quantity stand on its row; what is unsure of the factor is drawn beside."""
    part = {"part": "die-90nm", "quantity": "10 mm2", "low": "8 mm2", "high": "12 mm2", "distribution": "uniform"}
    (row,) = footprint.assess(device(blocks={"processing": {"parts": [{**part, **PEDIGREE}]}})).rows
    assert (row.distribution, row.pedigree) == ("uniform", tuple(SCORES))
    assert row.quantity_bounds == (8.0, 12.0)


def test_a_level_beside_a_declared_value_is_drawn_by_rule() -> None:
    block = {"hsl": 1, "case": "typical", "declared": "0.5 kgCO2e", "source": "s", **PEDIGREE}
    level, declared = footprint.assess(device(blocks={"casing": block})).rows
    assert (level.pedigree, declared.pedigree) == (None, tuple(SCORES))


@settings(max_examples=25, deadline=None)
@given(full_systems())
def test_whatever_a_file_states_can_be_drawn(data: dict[str, Any]) -> None:
    bounds = footprint.assess(data, fill_from=ALL_SETS)
    try:
        result = footprint.assess(data, fill_from=ALL_SETS, draws=100)
    except footprint.InputError as error:
        if "too wide to draw" not in str(error):
            raise
        return
    assert [r.kg_co2e.typical for r in result.rows] == [r.kg_co2e.typical for r in bounds.rows]
    assert all(0 <= r.kg_co2e.low <= r.kg_co2e.high for r in result.rows)
    assert 0 <= result.total_kg_co2e.low <= result.total_kg_co2e.high
    assert all(ordered(r.kg_co2e) for r in bounds.rows)
    assert json.dumps(result.to_dict(), allow_nan=False)


# There and back

WHOLE: dict[str, Any] = device(
    blocks={
        "processing": {
            "parts": [{"part": "die-90nm", "quantity": "10 mm2", "low": "8 mm2", "high": "12 mm2",
                       "distribution": "triangular", "pedigree": SCORES}]
        },
        "casing": {"declared": "2 kgCO2e", "low": "0 kgCO2e", "high": "3 kgCO2e", "source": "s",
                   "distribution": "uniform", "pedigree": SCORES},
    },
    use={"states": STATES, "grid": GRID, "distribution": "lognormal", "pedigree": SCORES},
    training={"energy": "0.25 kWh", "energy_low": "0.2 kWh", "energy_high": "0.4 kWh", "grid": GRID,
              "distribution": "lognormal", "pedigree": SCORES},
    end_of_life={"declared": "0 kgCO2e", "source": "s", "pedigree": SCORES},
)  # fmt: skip


def test_the_keys_are_read_written_and_in_the_schema() -> None:
    system = System.from_dict(WHOLE)
    written = to_yaml(system)
    assert system_from_text(written, "a.yaml") == system
    assert system.to_file_dict()["use"]["pedigree"] == SCORES
    assert system.to_file_dict()["training"]["energy_low"] == "0.2 kWh"
    assert "!!" not in written, "a list, not a tuple"
    assert System.from_dict(system.model_dump(exclude_none=True, exclude_defaults=True)) == system
    assert [e.message for e in Draft202012Validator(system_schema()).iter_errors(system.to_file_dict())] == []


@pytest.mark.parametrize("pedigree", [
    [4, 2, 1, 1], [4, 2, 1, 1, 3, 1], [4, 2, 1, 1, 6], [0, 2, 1, 1, 3], [4.5, 2, 1, 1, 3], [True, 2, 1, 1, 3],
    "42113", 4, {"reliability": 4},
])  # fmt: skip
def test_schema_and_reader_refuse_the_same_scores(pedigree: Any) -> None:
    data = {**WHOLE, "end_of_life": {**WHOLE["end_of_life"], "pedigree": pedigree}}
    with pytest.raises(footprint.InputError, match="five whole numbers from 1 to 5") as caught:
        System.from_dict(data)
    assert caught.value.path == ("end_of_life", "pedigree")
    assert not Draft202012Validator(system_schema()).is_valid(data)


# What is wrong

HEAD = "name: a\nlifetime: 3 years\nblocks:\n"
PARTS = f"{HEAD}  processing:\n    parts:\n"
DIE = "part: die-90nm, quantity: 10 mm2"
USE = f"{HEAD}  casing: {{hsl: 1, case: best}}\nuse:\n"
POWER = "name: on, power: 2 mW"
TRAINING = f"{HEAD}  casing: {{hsl: 1, case: best}}\ntraining:\n"
BAD: dict[str, tuple[str, int, list[str]]] = {
    "distribution of another name": (
        f"{PARTS}    - {{{DIE}, low: 8 mm2, high: 12 mm2, distribution: normal}}\n", 6,
        ['"normal" is not a valid distribution', "Nearest valid: lognormal, triangular, uniform"],
    ),
    "distribution of a quantity without bounds": (
        f"{PARTS}    - {{{DIE}, distribution: uniform}}\n", 6,
        ["a uniform distribution without its ends", "Give low and high, or drop distribution"],
    ),
    "distribution of a declared line without bounds": (
        f"{PARTS}    - {{{DIE}, declared: 1 kgCO2e, distribution: uniform}}\n", 6,
        ["Give declared_low and declared_high"],
    ),
    "lognormal from zero": (
        f"{PARTS}    - {{{DIE}, low: 0 mm2, high: 12 mm2, distribution: lognormal}}\n", 6,
        ["a lognormal distribution with a low of 0", "Nearest valid: triangular, uniform"],
    ),
    "pedigree of a line that is not valued": (
        f"{PARTS}    - {{name: a, quantity: 1 pcs, pedigree: [1, 1, 1, 1, 1]}}\n", 6,
        ["pedigree has nothing to act on", "give part or declared"],
    ),
    "pedigree of a level": (
        f"{HEAD}  casing: {{hsl: 1, case: best, pedigree: [1, 1, 1, 1, 1]}}\n", 4,
        ["pedigree has nothing to act on", "declared value"],
    ),
    "four scores": (
        f"{HEAD}  casing: {{declared: 1 kgCO2e, pedigree: [1, 1, 1, 1]}}\n", 4, ["pedigree must be five whole numbers"]
    ),
    "distribution of a declared value without bounds": (
        f"{HEAD}  casing: {{declared: 1 kgCO2e, distribution: triangular}}\n", 4, ["Give low and high"]
    ),
    "distribution of masses that are disposed of": (
        f"{HEAD}  casing: {{hsl: 1, case: best}}\nend_of_life:\n  cut_off: none\n  pedigree: [1, 1, 1, 1, 1]\n", 7,
        ["pedigree has nothing to act on"],
    ),
    "half the bounds of a power": (
        f"{USE}  states:\n  - {{{POWER}, power_low: 1 mW, duty: 1}}\n", 7,
        ["power, power_low and power_high together"],
    ),
    "bounds of a current beside a power": (
        f"{USE}  states:\n  - {{{POWER}, current_low: 1 mA, current_high: 2 mA, duty: 1}}\n", 7,
        ["current, current_low and current_high together"],
    ),
    "power outside its bounds": (
        f"{USE}  states:\n  - {{{POWER}, power_low: 3 mW, power_high: 4 mW, duty: 1}}\n", 7,
        ["power 2 lies outside low 3 to high 4 mW"],
    ),
    "bound without a unit": (
        f"{USE}  states:\n  - {{{POWER}, power_low: 1, power_high: 4 mW, duty: 1}}\n", 7, ["power_low: 1 has no unit"]
    ),
    "distribution of states without bounds": (
        f"{USE}  distribution: lognormal\n  states: [{{{POWER}, duty: 1}}]\n", 6,
        ["without its ends", "power_low and power_high"],
    ),
    "lognormal of states that may draw nothing": (
        f"{USE}  distribution: lognormal\n  states: [{{{POWER}, power_low: 0 mW, power_high: 4 mW, duty: 1}}]\n", 6,
        ["a lognormal distribution with a low of 0"],
    ),
    "pedigree of what no grid feeds": (
        f"{USE}  pedigree: [1, 1, 1, 1, 1]\n  states: [{{{POWER}, duty: 1}}]\n"
        "  supply: {kind: solar, harvest: 3 mW}\n", 6,
        ["pedigree has nothing to act on", "solar supply draws nothing from a grid"],
    ),
    "distribution of replaced primary cells": (
        f"{USE}  states: [{{{POWER}, duty: 1}}]\n  supply:\n    kind: primary\n    energy: 50 Wh\n    replacement: "
        "{part: li-ion-battery, quantity: 9 g, low: 8 g, high: 10 g, distribution: uniform}\n", 10,
        ["how many primary cells are replaced follows from the battery life"],
    ),
    "half the bounds of an energy": (
        f"{USE}  energy: {{amount: 27 Wh, over: 3 years, low: 20 Wh}}\n", 6, ["amount, low and high together"]
    ),
    "energy outside its bounds": (
        f"{USE}  energy: {{amount: 27 Wh, over: 3 years, low: 30 Wh, high: 40 Wh}}\n", 6,
        ["amount 0.027 lies outside low 0.03 to high 0.04 kWh"],
    ),
    "distribution of an energy without bounds": (
        f"{USE}  energy: {{amount: 27 Wh, over: 3 years}}\n  distribution: uniform\n", 7, ["low and high of energy"]
    ),
    "bounds of a training without its energy": (
        f"{TRAINING}  hardware: {{power: 70 W, time: 1 h}}\n  energy_low: 1 kWh\n  energy_high: 2 kWh\n", 5,
        ["energy, energy_low and energy_high together"],
    ),
    "distribution of a training without bounds": (
        f"{TRAINING}  energy: 1 kWh\n  distribution: uniform\n", 7, ["Give energy_low and energy_high"]
    ),
    "distribution of hardware with a PUE": (
        f"{TRAINING}  hardware: {{power: 70 W, time: 1 h, pue: 1.2}}\n  distribution: uniform\n", 7,
        ["a uniform distribution without its ends"],
    ),
    "pedigree of what is left out": (
        f'{TRAINING}  include: false\n  why: "below 1 %"\n  pedigree: [1, 1, 1, 1, 1]\n', 8,
        ["pedigree has nothing to act on"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_refused_with_file_line_and_value(what: str) -> None:
    check_refused(*BAD[what])


def test_hardware_without_a_pue_has_bounds_to_draw_between() -> None:
    """1 kW for an hour at a PUE of 1.04 to 1.6: P5 and P95 of a uniform are 1.068 and 1.572 kWh, half a kg each."""
    hardware = {"power": "1 kW", "time": "1 h", "count": 1}
    scores = [1, 1, 1, 1, 1]
    (row,) = drawn(training={"hardware": hardware, "grid": GRID, "distribution": "uniform", "pedigree": scores}).rows
    assert (row.kg_co2e.low, row.kg_co2e.high) == near((0.534, 0.786))
