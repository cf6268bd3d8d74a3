"""Bad input: each gives one InputError that names the file, the line, the value and what would be right."""

from __future__ import annotations

import copy
import math
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import footprint
from footprint.errors import InputError
from footprint.presets import load_system, system_from_bytes, system_from_text
from footprint.system import System
from footprint.yaml_file import parse_yaml
from tests.footprint.examples import ALL_SETS, PRESETS, ROOT, error_of, full_systems, small

HEAD = "name: a\nlifetime: 3 years\nblocks:\n"
CASING = "  casing: {hsl: 1, case: typical}\n"
USE = f"{HEAD}{CASING}use:\n"  # five lines
ENERGY = "  energy: {amount: 27 Wh, over: 3 years}\n"


def refusal(text: str) -> InputError:
    """The error that reading and assessing a file gives."""
    with pytest.raises(InputError) as caught:
        footprint.assess(system_from_text(text, "device.yaml"))
    return caught.value


BAD = {
    # what: (text, line, fragments of the message)
    "unknown key": (f"{HEAD}  casing: {{hsl: 1, cases: best}}\n", 4, ['unknown key "cases"', "Nearest valid: case"]),
    "unknown key in a list": (
        f"{USE}  states:\n  - {{name: a, power: 1 mW, dutty: 1}}\n", 7,
        ['unknown key "dutty"', "Nearest valid: name, power, current, duty"],
    ),
    "misspelt key that is required": (
        "name: a\nlifetim: 3 years\nblocks: {casing: {hsl: 1}}\n", 2,
        ['unknown key "lifetim"', "Nearest valid: lifetime"],
    ),
    "unknown key at the top": (
        f"{HEAD}{CASING}unit_produced: 10\n", 5, ['unknown key "unit_produced"', "units_produced"]
    ),
    "unknown block": (f"{HEAD}  casng: {{hsl: 1}}\n", 4, ['unknown block "casng"', "Nearest valid: casing"]),
    "block in capitals": (f"{HEAD}  Casing: {{declared: 1 kgCO2e}}\n", 4, ['unknown block "Casing"', "casing"]),
    "stage among the blocks": (f"{HEAD}  use: {{declared: 1 kgCO2e}}\n", 4, ["use stands beside blocks"]),
    "unknown level": (f"{HEAD}  casing: {{hsl: 4}}\n", 4, ["4 is not a valid hsl", "Nearest valid: 0, 1, 2, 3"]),
    "level as text": (f'{HEAD}  casing: {{hsl: "1"}}\n', 4, ['"1" is not a valid hsl']),
    "level that is true": (f"{HEAD}  casing: {{hsl: true}}\n", 4, ["True is not a valid hsl", "0, 1, 2, 3"]),
    "unknown case": (
        f"{HEAD}  casing: {{hsl: 1, case: bset}}\n", 4, ['"bset" is not a valid case', "best, typical, worst"]
    ),
    "unknown unit": ("name: a\nlifetime: 3 yaers\n", 2, ['unit "yaers" in "3 yaers"', "Nearest valid: years"]),
    "unit of another kind": (f"{HEAD}  casing: {{declared: 3 kg}}\n", 4, ['unit "kg" in "3 kg"', "kgCO2e"]),
    "unit that does not fit the part": (
        f"{HEAD}  processing:\n    parts:\n    - part: die-90nm\n      quantity: 10 g\n", 6,
        ["die-90nm is counted in mm2, not in g"],
    ),
    "unknown country": (f"{USE}  grid:\n    country: GER\n{ENERGY}", 7, ['unknown country "GER"', "DEU (Germany)"]),
    "NO for Norway": (f"{USE}  grid: {{country: NO}}\n{ENERGY}", 6, ['unknown country "NO"', "NOR (Norway)"]),
    "unknown grid factor": (
        f"{USE}  grid: {{factor: us-epa-2019}}\n{ENERGY}", 6, ['"us-epa-2019"', "us-epa-2019-generated"]
    ),
    "unknown part": (
        f"{HEAD}  processing:\n    parts:\n      - {{part: die-90, quantity: 10 mm2}}\n", 6,
        ['unknown part "die-90"', "Nearest valid: die-90nm"],
    ),
    "block value where a part is meant": (
        f"{HEAD}  pcb:\n    parts:\n      - {{part: pcb.hsl-0.best, quantity: 1 pcs}}\n", 6,
        ['unknown part "pcb.hsl-0.best"'],
    ),
    "year outside the data": (
        f"{USE}  grid: {{country: DEU, year: 2030}}\n{ENERGY}", 6, ["Germany for 2030", "the newest is 2024"]
    ),
    "year before the data": (
        f"{USE}  grid: {{country: DEU, year: 1990}}\n{ENERGY}", 6, ["Germany for 1990", "2000 to 2024"]
    ),
    "year as text": (
        f"{USE}  grid: {{country: DEU, year: '2024'}}\n{ENERGY}", 6, ['year must be a whole number, not "2024"']
    ),
    "country and factor": (
        f"{USE}  grid: {{country: DEU, factor: us-epa-2019-generated}}\n{ENERGY}", 6,
        ["either a country, a factor or an intensity"],
    ),
    "year of a named factor": (
        f"{USE}  grid: {{factor: us-epa-2019-generated, year: 2019}}\n{ENERGY}", 6,
        ["only the grid of a country has a year"],
    ),
    "negative lifetime": ("name: a\nlifetime: -3 years\n", 2, ["lifetime of -3.0 years", "greater than 0"]),
    "zero lifetime": ("name: a\nlifetime: 0 years\n", 2, ["lifetime of 0.0 years", "greater than 0"]),
    "endless lifetime": ("name: a\nlifetime: 201 years\n", 2, ["lifetime of 201.0 years", "less than or equal to 200"]),
    "negative power": (
        f"{USE}  states:\n  - {{name: a, power: -5 mW, duty: 1}}\n", 7,
        ["power of -5.0 mW", "greater than or equal to 0"],
    ),
    "negative area": (
        f"{HEAD}  processing:\n    parts:\n      - {{part: die-90nm, quantity: -10 mm2}}\n", 6, ["quantity of -10.0"]
    ),
    "negative declared value": (f"{HEAD}  casing: {{declared: -1 kgCO2e}}\n", 4, ["declared of -1.0 kgCO2e"]),
    "infinite": ("name: a\nlifetime: .inf\n", 2, ["lifetime: inf has no unit", "lifetime: 3 years"]),
    "infinite with a unit": ("name: a\nlifetime: 1e999 years\n", 2, ['"1e999 years" is not a finite number']),
    "internal key in a file": ("name: a\nlifetime_years: .inf\n", 2, ['unknown key "lifetime_years"', "lifetime"]),
    "blank name": ('name: "  "\nlifetime: 3 years\n', 1, ["name is blank"]),
    "stage as a block": (f"{HEAD}  total: {{declared: 1 kgCO2e}}\n", 4, ["total stands beside blocks"]),
    "not a number": ("name: a\nlifetime: .nan\n", 2, ["lifetime: nan has no unit"]),
    "not a number in words": ("name: a\nlifetime: nan years\n", 2, ['"nan years" is not a number with a unit']),
    "boolean": ("name: a\nlifetime: true\n", 2, ["lifetime: True has no unit", "lifetime: 3 years"]),
    "boolean inside": (
        f"{USE}  states:\n  - {{name: a, power: 1 mW, duty: true}}\n", 7, ["duty must be a number, not True"]
    ),
    "without a unit": ("name: a\nlifetime: 3\n", 2, ["lifetime: 3 has no unit", "lifetime: 3 years"]),
    "text without a unit": ('name: a\nlifetime: "3"\n', 2, ['"3" has no unit', "3 years"]),
    "part without a unit": (
        f"{HEAD}  processing:\n    parts:\n      - {{part: die-90nm, quantity: 10}}\n", 6, ["quantity: 10 has no unit"]
    ),
    "part with two units": (
        f"{HEAD}  processing:\n    parts:\n      - {{part: die-90nm, unit: g, quantity: 10 mm2}}\n", 6,
        ['unknown key "unit"'],
    ),
    "same value twice": ("name: a\nlifetime: 3 years\nlifetime_years: 3\n", 3, ['unknown key "lifetime_years"']),
    "decimal comma": ("name: a\nlifetime: 1,5 years\n", 2, ['"1,5 years" has a decimal comma', "decimal point"]),
    "arithmetic": (
        f"{HEAD}  processing:\n    parts:\n      - {{part: die-90nm, quantity: 9**9**9 mm}}\n", 6, ["9**9**9 mm"]
    ),
    "ton": (
        f"{HEAD}  casing:\n    parts:\n      - {{part: abs, quantity: 1 ton}}\n", 6, ['unit "ton" in "1 ton"', "tonne"]
    ),
    "duplicate key": (f"{HEAD}{CASING}  pcb: {{hsl: 0}}\n{CASING}", 6, ['duplicate key "casing", first on line 4']),
    "anchor": (f"{HEAD}  casing: &c {{hsl: 1}}\n", 4, ["YAML anchor &c"]),
    "alias": (f"{HEAD}{CASING}  pcb: *c\n", 5, ["YAML alias *c"]),
    "tag": (f"{HEAD}  casing: !!map {{hsl: 1}}\n", 4, ["YAML tag"]),
    "two documents": (f"{HEAD}{CASING}---\nname: b\n", 5, ["more than one YAML document"]),
    "deep nesting": (f"{HEAD}  casing: {'[' * 10_000}\n", 4, ["nested more than 20 deep"]),
    "list at the top": ("- name: a\n", None, ["a system is a map of keys", "device.yaml"]),
    "text at the top": ("hello\n", None, ['a system is a map of keys, not "hello"']),
    "empty file": ("", None, ["the file is empty", "footprint new FILE"]),
    "only a comment": ("# nothing\n", None, ["the file is empty"]),
    "empty system": ("name: a\nlifetime: 3 years\n", None, ["the system is empty", "device.yaml"]),
    "everything left out": (f"{HEAD}  casing: {{include: false, why: x}}\n", None, ["the system is empty"]),
    "empty block": (f"{HEAD}  casing: {{}}\n", 4, ["the block says nothing", "hsl, parts or declared"]),
    "block without a value": (f"{HEAD}  casing:\n", 4, ["casing must be a map of keys, not nothing"]),
    "no name": ("lifetime: 3 years\nblocks: {casing: {hsl: 1}}\n", None, ["name is missing", "device.yaml"]),
    "no lifetime": ("name: a\nblocks: {casing: {hsl: 1}}\n", None, ["lifetime is missing", "lifetime: 3 years"]),
    "other schema": (f"schema: footprint.system/2\n{HEAD}{CASING}", 1, ['"footprint.system/2"', "footprint.system/1"]),
    "duty above 100 %": (
        f"{USE}  states:\n  - {{name: a, power: 1 mW, duty: 160 %}}\n", 7, ["duty of 1.6", "equal to 1"]
    ),
    "duties above 100 %": (
        f"{USE}  states:\n  - {{name: a, power: 1 mW, duty: 60 %}}\n  - {{name: b, power: 1 mW, duty: 0.5}}\n", 6,
        ["duty cycles add up to 110 %", "At most 100 %"],
    ),
    "declared outside its interval": (
        f"{HEAD}  casing: {{declared: 3 kgCO2e, low: 1 kgCO2e, high: 2 kgCO2e}}\n", 4,
        ["declared 3 lies outside low 1 to high 2"],
    ),
    "half an interval": (
        f"{HEAD}  casing: {{declared: 3 kgCO2e, low: 1 kgCO2e}}\n", 4, ["declared, low and high together"]
    ),
    "left out without why": (f"{HEAD}{CASING}  pcb: {{include: false}}\n", 5, ["left out without a reason", "Say why"]),
    "why without leaving out": (f"{HEAD}  casing: {{hsl: 1, why: x}}\n", 4, ["include is not false"]),
    "case without a level": (f"{HEAD}  casing: {{case: best, declared: 1 kgCO2e}}\n", 4, ["case is given without hsl"]),
    "use says nothing": (f"{USE}  grid: {{country: DEU}}\n", 5, ["none of states, energy, declared"]),
    "use says it twice": (f"{USE}  declared: 1 kgCO2e\n{ENERGY}", 5, ["more than one of states, energy, declared"]),
    "declared use with a grid": (f"{USE}  declared: 1 kgCO2e\n  grid: {{country: DEU}}\n", 7, ["no grid to act on"]),
    "training says it twice": (
        f"{HEAD}{CASING}training: {{declared: 1 kgCO2e, energy: 1 kWh}}\n", 5,
        ["exactly one of energy, hardware, declared"],
    ),
    "declared training with a grid": (
        f"{HEAD}{CASING}training:\n  declared: 1 kgCO2e\n  grid: {{country: DEU}}\n", 7, ["no grid to act on"]
    ),
    "end of life says nothing": (f"{HEAD}{CASING}end_of_life: {{}}\n", 5, ["neither as a value nor left out"]),
    "no units produced": (
        f"units_produced: 0\n{HEAD}{CASING}", 1, ["units_produced of 0", "greater than or equal to 1"]
    ),
    "half a unit produced": (
        f"units_produced: 1.5\n{HEAD}{CASING}", 1, ["units_produced must be a whole number, not 1.5"]
    ),
    "control character in a name": ('name: "a\\x07b"\nlifetime: 3 years\n', 1, ["or holds control characters"]),
    "escape sequence in a name": ('name: "\\e[2J"\nlifetime: 3 years\n', 1, ["or holds control characters"]),
    "line break in a name": ('name: "a\\nb"\nlifetime: 3 years\n', 1, ["or holds control characters"]),
    "line separator in a name": ('name: "a\\u2028b"\nlifetime: 3 years\n', 1, ["or holds control characters"]),
    "change of direction in a name": ('name: "a\\u202eb"\nlifetime: 3 years\n', 1, ["or holds control characters"]),
    "raw control character": ("name: a\nreference: \x1b[2J\n", 2, ["control character U+001B"]),
    "name too long": (f"name: {'a' * 301}\nlifetime: 3 years\n", 1, ["name must be at most 300 long"]),
    "no name at all": ('name: ""\nlifetime: 3 years\n', 1, ["name must be at least 1 long"]),
    "not YAML": ("name: a\nblocks: {casing\n", 3, ["not valid YAML"]),
}  # fmt: skip


# The physical model: parts, electricity, legs, routes and trainings

PARTS = f"{HEAD}  processing:\n    parts:\n"  # five lines
LEGS = f"{HEAD}  transport:\n    legs:\n"  # five lines
STATES = f"{USE}  states:\n  - {{name: on, power: 1 mW, duty: 1}}\n"  # seven lines
END = f"{HEAD}{CASING}end_of_life:\n"  # five lines
TRAINING = f"{HEAD}{CASING}training:\n"  # five lines
YEARS = "[{year: 2026, intensity: 300 gCO2e/kWh}]"

BAD_PHYSICS = {
    # what: (text, line, fragments of the message)
    "line that names nothing": (
        f"{PARTS}    - {{quantity: 2 pcs}}\n", 6, ["names neither part nor name", "footprint parts"]
    ),
    "line without a quantity": (f"{PARTS}    - {{part: die-90nm}}\n", 6, ["quantity is missing"]),
    "half an interval of a quantity": (
        f"{PARTS}    - {{part: die-90nm, quantity: 10 mm2, low: 8 mm2}}\n", 6, ["quantity, low and high together"]
    ),
    "quantity outside its interval": (
        f"{PARTS}    - {{part: die-90nm, quantity: 10 mm2, low: 11 mm2, high: 12 mm2}}\n", 6,
        ["quantity 10 lies outside low 11 to high 12 mm2"],
    ),
    "bounds of another kind": (
        f"{PARTS}    - {{part: die-90nm, quantity: 10 mm2, low: 8 g, high: 12 g}}\n", 6,
        ["low is in g, not in mm2 as the rest"],
    ),
    "bounds without a unit": (
        f"{PARTS}    - {{part: die-90nm, quantity: 10 mm2, low: 8, high: 12 mm2}}\n", 6, ["low: 8 has no unit"]
    ),
    "bounds of a line without its declared value": (
        f"{PARTS}    - {{name: a, quantity: 1 pcs, declared_low: 1 kgCO2e, declared_high: 2 kgCO2e}}\n", 6,
        ["declared, low and high together"],
    ),
    "declared line outside its interval": (
        f"{PARTS}    - {{name: a, quantity: 1 pcs, declared: 3 kgCO2e, declared_low: 1 kgCO2e, "
        "declared_high: 2 kgCO2e}\n", 6, ["declared 3 lies outside low 1 to high 2 kgCO2e"],
    ),
    "unknown status": (
        f"{PARTS}    - {{part: die-90nm, quantity: 1 mm2, status: guessed}}\n", 6,
        ['"guessed" is not a valid status', "measured, calculated, estimated, assumed, declared"],
    ),
    "status that a quantity cannot have": (
        f"{PARTS}    - {{part: die-90nm, quantity: 1 mm2, status: not assessed}}\n", 6,
        ['"not assessed" is not a valid'],
    ),
    "negative mass": (f"{PARTS}    - {{part: die-90nm, quantity: 1 mm2, mass: -1 g}}\n", 6, ["mass of -1.0 g"]),
    "negative cost": (f"{PARTS}    - {{part: die-90nm, quantity: 1 mm2, cost: -1}}\n", 6, ["cost of -1"]),
    "cost with a currency": (
        f"{PARTS}    - {{part: die-90nm, quantity: 1 mm2, cost: 2 EUR}}\n", 6, ['cost must be a number, not "2 EUR"']
    ),
    "misspelt key of a part": (
        f"{PARTS}    - {{part: die-90nm, quantity: 1 mm2, declared_hi: 1 kgCO2e}}\n", 6,
        ['unknown key "declared_hi"', "declared_high"],
    ),
    "unknown fab country": (
        f"{PARTS}    - part: die-28nm\n      quantity: 1 mm2\n      fab: {{country: TAI}}\n", 8,
        ['unknown country "TAI"'],
    ),
    "fab year without a country": (
        f"{PARTS}    - {{part: die-28nm, quantity: 1 mm2, fab: {{year: 2020}}}}\n", 6,
        ["year is given without a country"],
    ),
    "fab year outside the data": (
        f"{PARTS}    - {{part: die-28nm, quantity: 1 mm2, fab: {{country: TWN, year: 1990}}}}\n", 6,
        ["Taiwan for 1990", "2000 to 2024"],
    ),
    "yield of zero": (
        f"{PARTS}    - {{part: die-28nm, quantity: 1 mm2, fab: {{yield: 0 %}}}}\n", 6,
        ["yield of 0.0", "greater than 0"],
    ),
    "yield above one": (
        f"{PARTS}    - {{part: die-28nm, quantity: 1 mm2, fab: {{yield: 101 %}}}}\n", 6, ["yield of 1.01", "equal to 1"]
    ),
    "die that only another set has": (
        f"{PARTS}    - {{part: die-28nm, quantity: 1 mm2}}\n", 6,
        ["pirson-bol-2021 has no factor for part die-28nm", "--fill-from act"],
    ),
    "block of an added kind with a level": (f"{HEAD}  packaging: {{hsl: 1}}\n", 4, ["packaging has no levels"]),
    "too many layers of words in a name": (
        f"{PARTS}    - {{name: \"a\\nb\", quantity: 1 pcs}}\n", 6, ["name", "control characters"]
    ),
    # legs
    "legs of another block": (
        f"{HEAD}  casing:\n    legs:\n    - {{mode: air, distance: 1 km, mass: 1 g}}\n", 5, ["legs belong to transport"]
    ),
    "unknown mode": (
        f"{LEGS}    - {{mode: aeroplane, distance: 1 km, mass: 1 g}}\n", 6, ['unknown mode "aeroplane"']
    ),
    "misspelt mode": (
        f"{LEGS}    - {{mode: trucks, distance: 1 km, mass: 1 g}}\n", 6,
        ['unknown mode "trucks"', "Nearest valid: air, air-short-haul"],
    ),
    "distance in hours": (f"{LEGS}    - {{mode: air, distance: 3 h, mass: 1 g}}\n", 6, ['unit "h" in "3 h"', "km"]),
    "distance without a unit": (
        f"{LEGS}    - {{mode: air, distance: 3, mass: 1 g}}\n", 6, ["distance: 3 has no unit", "3 km"]
    ),
    "distance to the moon": (
        f"{LEGS}    - {{mode: air, distance: 384400 km, mass: 1 g}}\n", 6, ["distance of 384400.0 km", "100000"]
    ),
    "negative distance": (f"{LEGS}    - {{mode: air, distance: -1 km, mass: 1 g}}\n", 6, ["distance of -1.0 km"]),
    "leg without a mass": (f"{LEGS}    - {{mode: air, distance: 1 km}}\n", 6, ["mass is missing"]),
    "switch without legs": (
        f"{HEAD}  transport: {{declared: 1 kgCO2e, well_to_tank: true}}\n", 4, ["well_to_tank goes with legs"]
    ),
    "switch that is a word": (
        f"{HEAD}  transport: {{radiative_forcing: often, legs: []}}\n", 4, ["radiative_forcing", '"often"']
    ),
    # use
    "power and current": (
        f"{USE}  states:\n  - {{name: on, power: 1 mW, current: 1 mA, duty: 1}}\n", 7, ["either power or current"]
    ),
    "neither power nor current": (f"{USE}  states:\n  - {{name: on, duty: 1}}\n", 7, ["either power or current"]),
    "current without a voltage": (
        f"{USE}  states:\n  - {{name: on, current: 1 mA, duty: 1}}\n", 7,
        ["a current without a voltage", "voltage: 3.3 V"],
    ),
    "current in watts": (
        f"{USE}  states:\n  - {{name: on, current: 1 mW, duty: 1}}\n", 7, ['unit "mW" in "1 mW"', "mA"]
    ),
    "negative current": (
        f"{USE}  voltage: 3 V\n  states:\n  - {{name: on, current: -1 mA, duty: 1}}\n", 8, ["current of -1.0 mA"]
    ),
    "no voltage at all": (f"{STATES}  voltage: 0 V\n", 8, ["voltage of 0.0 V", "greater than 0"]),
    "voltage without states": (f"{USE}{ENERGY}  voltage: 3 V\n", 7, ["voltage goes with power states"]),
    "regulator without states": (
        f"{USE}{ENERGY}  regulator: {{kind: switching, efficiency: 0.9}}\n", 7, ["regulator goes with power states"]
    ),
    "supply without states": (
        f"{USE}{ENERGY}  supply: {{kind: mains, efficiency: 0.9}}\n", 7, ["supply goes with power states"]
    ),
    "unknown regulator": (
        f"{STATES}  regulator: {{kind: buck, efficiency: 0.9}}\n", 8, ['"buck" is not a valid kind', "ldo, switching"]
    ),
    "LDO without voltages": (
        f"{STATES}  regulator: {{kind: ldo}}\n", 8, ["an LDO takes supply_voltage and load_voltage"]
    ),
    "LDO with an efficiency": (
        f"{STATES}  regulator: {{kind: ldo, supply_voltage: 3 V, load_voltage: 2 V, efficiency: 0.9}}\n", 8,
        ["an LDO takes supply_voltage and load_voltage, and no efficiency"],
    ),
    "LDO that raises the voltage": (
        f"{STATES}  regulator: {{kind: ldo, supply_voltage: 1.5 V, load_voltage: 3.3 V}}\n", 8,
        ["an LDO cannot raise the voltage"],
    ),
    "LDO of another voltage than the states": (
        f"{STATES}  regulator: {{kind: ldo, supply_voltage: 5 V, load_voltage: 3.3 V}}\n  voltage: 3 V\n", 9,
        ["voltage and load_voltage of the regulator differ"],
    ),
    "switching regulator with voltages": (
        f"{STATES}  regulator: {{kind: switching, efficiency: 0.9, supply_voltage: 5 V}}\n", 8,
        ["a switching regulator takes efficiency, and no voltages"],
    ),
    "switching regulator without an efficiency": (
        f"{STATES}  regulator: {{kind: switching}}\n", 8, ["a switching regulator takes efficiency"]
    ),
    "efficiency of zero": (
        f"{STATES}  regulator: {{kind: switching, efficiency: 0}}\n", 8, ["efficiency of 0", "greater than 0"]
    ),
    "efficiency above one": (
        f"{STATES}  supply: {{kind: mains, efficiency: 110 %}}\n", 8, ["efficiency of 1.1", "less than or equal to 1"]
    ),
    "unknown supply": (
        f"{STATES}  supply: {{kind: battery}}\n", 8,
        ['"battery" is not a valid kind', "mains, rechargeable, primary, solar"],
    ),
    "mains without an efficiency": (f"{STATES}  supply: {{kind: mains}}\n", 8, ["a mains supply needs efficiency"]),
    "rechargeable without a charge efficiency": (
        f"{STATES}  supply: {{kind: rechargeable, energy: 1 Wh}}\n", 8, ["rechargeable supply needs charge_efficiency"]
    ),
    "solar without a harvest": (f"{STATES}  supply: {{kind: solar}}\n", 8, ["a solar supply needs harvest"]),
    "primary without cells": (f"{STATES}  supply: {{kind: primary}}\n", 8, ["needs either cell or energy"]),
    "primary with cells and energy": (
        f"{STATES}  supply: {{kind: primary, cell: cell-aa-alkaline, energy: 1 Wh}}\n", 8, ["either cell or energy"]
    ),
    "key of another supply": (
        f"{STATES}  supply: {{kind: mains, efficiency: 0.9, cell: cell-aa-alkaline}}\n", 8,
        ["a mains supply takes no cell", "Nearest valid: efficiency, standby"],
    ),
    "replaced cells of a primary supply": (
        f"{STATES}  supply: {{kind: primary, energy: 1 Wh, replaced_every: 1 year}}\n", 8,
        ["a primary supply takes no replaced_every", "replacement"],
    ),
    "unknown cell": (
        f"{STATES}  supply:\n    kind: primary\n    cell: aa-alkaline\n", 10,
        ['unknown cell "aa-alkaline"', "cell-aa-alkaline"],
    ),
    "rechargeable cell as a primary one": (
        f"{STATES}  supply: {{kind: primary, cell: cell-18650}}\n", 8, ["cell-18650 is a rechargeable cell"]
    ),
    "primary cell that is charged": (
        f"{STATES}  supply: {{kind: rechargeable, charge_efficiency: 0.9, cell: cell-cr2032}}\n", 8,
        ["cell-cr2032 is a primary cell"],
    ),
    "count without a cell": (
        f"{STATES}  supply: {{kind: primary, energy: 1 Wh, count: 2}}\n", 8, ["count goes with cell"]
    ),
    "no cell": (
        f"{STATES}  supply: {{kind: primary, cell: cell-aa-alkaline, count: 0}}\n", 8, ["count of 0", "equal to 1"]
    ),
    "battery by charge": (
        f"{STATES}  supply: {{kind: primary, energy: 2000 mAh}}\n", 8, ['unit "mAh" in "2000 mAh"', "kWh"]
    ),
    "self-discharge without a time": (
        f"{STATES}  supply: {{kind: primary, energy: 1 Wh, self_discharge: 2 %}}\n", 8,
        ['unit "%" in "2 %"', "% per year"],
    ),
    "self-discharge as a number": (
        f"{STATES}  supply: {{kind: primary, energy: 1 Wh, self_discharge: 0.02}}\n", 8,
        ["self_discharge: 0.02 has no unit"],
    ),
    "primary cells on a grid": (
        f"{STATES}  supply: {{kind: primary, energy: 1 Wh}}\n  grid: {{country: DEU}}\n", 9,
        ["a primary supply draws nothing from a grid", "Drop grid"],
    ),
    "sun on a grid": (
        f"{STATES}  supply: {{kind: solar, harvest: 5 mW}}\n  grid: {{country: DEU}}\n", 9,
        ["a solar supply draws nothing from a grid"],
    ),
    "harvest below the load": (
        f"{STATES}  supply:\n    kind: solar\n    harvest: 0.5 mW\n", 10, ["take 1 mW, more than the harvest of 500 uW"]
    ),
    "states above the cells": (
        f"{USE}  supply: {{kind: primary, cell: cell-aa-alkaline}}\n  states:\n"
        "  - {name: sleep, power: 1 uW, duty: 0.9}\n  - {name: radio, power: 2 W, duty: 0.1}\n", 9,
        ["state radio draws 2 W, more than the 750 mW"],
    ),
    "cells that are empty within a day": (
        f"{STATES}  supply: {{kind: primary, energy: 6 mWh}}\n", 8, ["the cells would be empty after 6 hours"]
    ),
    "replacement that is no part": (
        f"{STATES}  supply:\n    kind: primary\n    energy: 1 Wh\n"
        "    replacement: {part: cell-aaa, quantity: 1 pcs}\n",
        11, ['unknown part "cell-aaa"', "cell-aaa-lithium"],
    ),
    # grids
    "own intensity without a source": (
        f"{STATES}  grid: {{intensity: 0.1 kgCO2e/kWh}}\n", 8, ["an own intensity has a source"]
    ),
    "source without an own intensity": (
        f"{STATES}  grid: {{country: DEU, source: x}}\n", 8, ["only an own intensity has one"]
    ),
    "own intensity in grams": (
        f"{STATES}  grid: {{intensity: 350 g/kWh, source: x}}\n", 8, ['unit "g/kWh" in "350 g/kWh"', "gCO2e/kWh"]
    ),
    "own intensity without a unit": (
        f"{STATES}  grid: {{intensity: 0.35, source: x}}\n", 8, ["intensity: 0.35 has no unit"]
    ),
    "own intensity outside its interval": (
        f"{STATES}  grid: {{intensity: 3 kgCO2e/kWh, low: 1 kgCO2e/kWh, high: 2 kgCO2e/kWh, source: x}}\n", 8,
        ["intensity 3 lies outside low 1 to high 2 kgCO2e/kWh"],
    ),
    "bounds of a country": (
        f"{STATES}  grid: {{country: DEU, low: 1 kgCO2e/kWh, high: 2 kgCO2e/kWh}}\n", 8, ["interval needs intensity"]
    ),
    "no grid in particular": (f"{STATES}  grid: {{}}\n", 8, ["either a country, a factor or an intensity"]),
    "market-based factor of a country": (
        f"{STATES}  grid:\n    country: DEU\n    basis: market\n", 10,
        ["no market-based factors ship", "contract or supplier"],
    ),
    "unknown basis": (
        f"{STATES}  grid: {{country: DEU, basis: marginal}}\n", 8,
        ['"marginal" is not a valid basis', "location, market"],
    ),
    "all is lost on the way": (
        f"{STATES}  grid: {{country: DEU, transmission_loss: 100 %}}\n", 8, ["transmission_loss of 1", "less than 1"]
    ),
    "unknown path": (
        f"{STATES}  grid:\n    country: DEU\n    path: {{kind: exponential, in_service: 2026, source: x}}\n", 10,
        ['"exponential" is not a valid kind', "linear, table"],
    ),
    "linear path without an end": (
        f"{STATES}  grid:\n    country: DEU\n    path: {{kind: linear, in_service: 2026, source: x}}\n", 10,
        ["a linear path takes to and by"],
    ),
    "linear path of an own intensity": (
        f"{STATES}  grid:\n    intensity: 0.1 kgCO2e/kWh\n    source: x\n    path: {{kind: linear, in_service: 2026, "
        "to: 0 kgCO2e/kWh, by: 2040, source: x}\n", 11, ["a linear path starts from a country and year"],
    ),
    "linear path that ends before it starts": (
        f"{STATES}  grid:\n    country: DEU\n    year: 2024\n    path: {{kind: linear, in_service: 2026, "
        "to: 0 kgCO2e/kWh, by: 2024, source: x}\n", 11, ["the path ends in 2024, but starts in 2024"],
    ),
    "table path without years": (
        f"{STATES}  grid:\n    country: DEU\n    path: {{kind: table, in_service: 2026, source: x}}\n", 10,
        ["a table path takes years"],
    ),
    "table path out of order": (
        f"{STATES}  grid:\n    country: DEU\n    path:\n      kind: table\n      in_service: 2026\n      source: x\n"
        "      years: [{year: 2027, intensity: 1 gCO2e/kWh}, {year: 2026, intensity: 1 gCO2e/kWh}]\n", 14,
        ["the years of a path rise, each once"],
    ),
    "table path without a year in service": (
        f"{STATES}  grid:\n    path:\n      kind: table\n      in_service: 2026\n      source: x\n"
        f"      years: {YEARS}\n", 13, ["no intensity for 2027", "from 2026 to 2029"],
    ),
    "table path with a country": (
        f"{STATES}  grid:\n    country: DEU\n    path: {{kind: table, in_service: 2026, years: {YEARS}, source: x}}\n",
        8, ["a table path has every intensity itself"],
    ),
    "path without a source": (
        f"{STATES}  grid:\n    country: DEU\n    path: {{kind: table, in_service: 2026, years: {YEARS}}}\n", 10,
        ["source is missing"],
    ),
    # end of life
    "unknown material": (
        f"{END}  disposal:\n  - {{material: electronic, route: landfill, mass: 1 g}}\n", 7,
        ['unknown material "electronic"', "electronics"],
    ),
    "unknown route": (
        f"{END}  disposal:\n  - {{material: plastic, route: ocean, mass: 1 g}}\n", 7,
        ['unknown route "ocean" of plastic', "recycling, incineration, landfill"],
    ),
    "route that a material does not have": (
        f"{END}  disposal:\n  - {{material: batteries, route: incineration, mass: 1 g}}\n", 7,
        ['unknown route "incineration" of batteries', "recycling, landfill"],
    ),
    "end of life by mass without a factor": (
        f"{END}  disposal:\n  - {{material: plastic, route: landfill, mass: 1 g}}\n", 7,
        ["no factor for part waste-plastic-landfill", "--fill-from defra-2025"],
    ),
    "end of life in two ways": (
        f"{END}  cut_off: x\n  declared: 1 kgCO2e\n", 5, ["in more than one way", "disposal, cut_off, declared"]
    ),
    "blank cut-off": (f'{END}  cut_off: " "\n', 6, ["cut_off is blank"]),
    # training
    "hardware without a power": (
        f"{TRAINING}  hardware: {{time: 1 h}}\n", 6, ["training hardware needs either device or power"]
    ),
    "hardware with device and power": (
        f"{TRAINING}  hardware: {{device: nvidia-t4, power: 70 W, time: 1 h}}\n", 6, ["either device or power"]
    ),
    "unknown training device": (
        f"{TRAINING}  hardware: {{device: nvidia-t5, time: 1 h}}\n", 6,
        ['unknown training device "nvidia-t5"', "nvidia-t4"],
    ),
    "training without a time": (f"{TRAINING}  hardware: {{power: 70 W}}\n", 6, ["time is missing", "12 hours"]),
    "training that took no time": (
        f"{TRAINING}  hardware: {{power: 70 W, time: 0 h}}\n", 6, ["time of 0.0 h", "greater than 0"]
    ),
    "PUE below one": (
        f"{TRAINING}  hardware: {{power: 70 W, time: 1 h, pue: 0.9}}\n", 6, ["pue of 0.9", "greater than or equal to 1"]
    ),
    "half a device": (
        f"{TRAINING}  hardware: {{power: 70 W, time: 1 h, count: 0.5}}\n", 6, ["count must be a whole number, not 0.5"]
    ),
    "training by energy and hardware": (
        f"{TRAINING}  energy: 1 kWh\n  hardware: {{power: 70 W, time: 1 h}}\n", 5,
        ["exactly one of energy, hardware, declared"],
    ),
    "training on a path": (
        f"{TRAINING}  energy: 1 kWh\n  grid:\n    path: {{kind: table, in_service: 2026, "
        f"years: {YEARS}, source: x}}\n", 8, ["a training has one point in time, not a path"],
    ),
    "retrained all the time": (
        f"{TRAINING}  energy: 1 kWh\n  retrained_every: 0 days\n", 7, ["retrained_every of 0.0 years", "greater than 0"]
    ),
}  # fmt: skip
BAD |= BAD_PHYSICS


@pytest.mark.parametrize("what", BAD)
def test_refused_with_file_line_and_value(what: str) -> None:
    text, line, fragments = BAD[what]
    error = refusal(text)
    message = str(error)
    assert (error.file, error.line) == ("device.yaml", line)
    assert "device.yaml" in message
    assert line is None or f"line {line}" in message
    for fragment in fragments:
        assert fragment in message
    assert "\n" not in message
    assert len(message) < 500
    assert message.isprintable(), "a file cannot steer a terminal"


@pytest.mark.parametrize(
    ("block", "hsl", "case", "lacks"),
    [
        ("user_interface", 2, "typical", ["Speaker"]),
        ("user_interface", 3, "worst", ["LCD screen"]),
        ("power_supply", 1, "best", ["Li-Po coin cell"]),
        ("power_supply", 1, "typical", ["AAA alkaline"]),
        ("power_supply", 0, "best", ["Power transistor"]),
        ("connectivity", 3, "typical", ["Connectivity IC", "whip-like antenna"]),
        ("security", 2, "typical", ["does not define this level"]),
        ("others", 1, "typical", ["Capacitors and resistors", "Cables"]),
        ("actuators", 2, "best", ["Relay"]),
    ],
)
def test_missing_level_names_what_lacks_and_is_never_zero(block: str, hsl: int, case: str, lacks: list[str]) -> None:
    error = refusal(f"{HEAD}{CASING}  {block}: {{hsl: {hsl}, case: {case}}}\n")
    message = str(error)
    assert error.line == 5
    assert f"has no value for {footprint.tables.title(block)} HSL-{hsl} {case}" in message
    assert all(part in message for part in lacks)
    assert all(v.startswith("HSL-") for v in error.valid)
    assert error.valid, "the levels that the set has"


def test_misspelt_block_without_a_level_is_a_further_block_with_a_warning() -> None:
    result = footprint.assess(small(blocks={"casng": {"declared": "1 kgCO2e", "source": "x"}}))
    (warning,) = result.warnings
    assert re.search(r"casng.*further block.*casing may be meant", warning, re.IGNORECASE)
    assert "casing" in result.missing


def test_error_in_a_preset_names_the_preset() -> None:
    with pytest.raises(InputError, match="unknown preset") as caught:
        load_system("keyword-spoting")
    assert caught.value.valid[0] == "keyword-spotting"


def test_markup_in_a_name_is_text() -> None:
    """Nothing reads it as markup here; who renders it escapes it."""
    name = "<img src='/etc/passwd'/> & a<b"
    result = footprint.assess(small(name=name))
    assert result.system.name == name
    assert result.to_dict()["system"]["name"] == name


# Files


def test_huge_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    """100 MB that would be valid YAML: a comment of spaces. The whole is never in memory."""
    file = tmp_path / "huge.yaml"
    with file.open("wb") as stream:
        stream.write(b"name: a #")
        stream.truncate(100_000_000)
    with pytest.raises(InputError, match=r"larger than 2 MB \(.*huge\.yaml"):
        load_system(file)


def test_folder_and_missing_file(tmp_path: Path) -> None:
    folder = tmp_path / "device.yaml"
    folder.mkdir()
    with pytest.raises(InputError, match=r"a folder where a file is expected \(.*device\.yaml\)"):
        load_system(folder)
    with pytest.raises(InputError, match=r"no such file \(.*none\.yaml\)"):
        load_system(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="a folder where a file is expected"):
        load_system(f"{tmp_path}/")


@pytest.mark.parametrize("name", ["", "x" * 5000, "a\0b", "a\0b.yaml", "../../etc/passwd", "\ud800", "con", "."])
def test_strange_names_of_presets_and_files(name: str) -> None:
    with pytest.raises(InputError) as caught:
        load_system(name)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_wrong_encoding_of_an_upload(encoding: str) -> None:
    raw = "name: Gerät für Zählung\nlifetime: 3 years\nblocks: {casing: {hsl: 1}}\n".encode(encoding)
    with pytest.raises(InputError, match=r"not UTF-8 text|control character"):
        system_from_bytes(raw, "device.yaml")


def test_result_without_a_system() -> None:
    for text in ('{"schema": "footprint.assess/1"}', '{"schema": "footprint.assess/1", "system": [1]}'):
        assert "a system is a map of keys" in str(refusal(text))


def test_line_inside_a_result_is_that_of_the_file() -> None:
    text = '{"schema": "footprint.assess/1",\n "system": {"name": "a",\n "lifetime": "3 yaers"}}'
    error = refusal(text)
    assert (error.line, error.path) == (3, ("lifetime",))


# Dicts, as a program or the app gives them


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "a map of keys"), ([], "a map of keys"), ("x", "a map of keys"), (3, "a map of keys"), ({}, "missing"),
        ({**small(), 1: 2}, "a key must be text"), (small(blocks={1: {"hsl": 1}}), "a key must be text"),
        ({**small(), "\ud800": 1}, "must be text"), (small(name="\ud800"), "name must be text"),
        (small(name=b"a"), "name must be text"),
        (small(lifetime=10**5000), "has no unit"), (small(lifetime=math.nan), "has no unit"),
        (small(units_produced=10**400), "less than or equal to"), (small(units_produced=True), "whole number"),
        (small(units_produced=-1), "greater than"), (small(blocks=[]), "blocks must be a map"),
        (small(blocks={"casing": 3}), "casing must be a map"), (small(use=[]), "use must be a map"),
        (small(blocks={"pcb": {"parts": 3}}), "parts must be a list"),
        (small(blocks={"pcb": {"parts": [3]}}), "must be a map"),
        (small(blocks={"pcb": {"parts": "led"}}), "parts must be a list"),
        (small(use={"states": {"name": "a"}}), "states must be a list"),
        (small(schema=1), "unknown schema"), (small(schema=["footprint.system/1"]), "unknown schema"),
    ],
)  # fmt: skip
def test_wrong_shapes(data: Any, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        System.from_dict(data)
    assert str(caught.value).isprintable()


def test_deeply_nested_dict() -> None:
    deep: Any = []
    for _ in range(10_000):
        deep = [deep]
    for data in (deep, small(name=deep), small(lifetime=deep), small(blocks={"pcb": deep}), small(schema=deep)):
        with pytest.raises(InputError):
            System.from_dict(data)


# Fuzz: whatever comes in, out comes a system or an InputError

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.binary(max_size=4)
    | st.sampled_from([10**400, -1, "3 years", "-3 mW", "1e999 g", "NO", "9**9**9 mm", "\ud800", "1,5 kWh", "<b>"])
)  # fmt: skip
WORDS = st.sampled_from(
    ["name", "lifetime", "lifetime_years", "blocks", "use", "training", "end_of_life", "casing", "pcb", "hsl", "case",
     "parts", "part", "quantity", "unit", "declared", "low", "high", "include", "why", "grid", "country", "year",
     "factor", "states", "power", "duty", "energy", "amount", "over", "schema", "units_produced", "transport",
     "current", "voltage", "regulator", "supply", "kind", "cell", "count", "efficiency", "legs", "mode", "distance",
     "mass", "disposal", "material", "route", "cut_off", "hardware", "time", "pue", "device", "path", "years", "by",
     "to", "intensity", "source", "basis", "fab", "yield", "cost", "well_to_tank", "replacement", "in_service"]
)  # fmt: skip
KEYS = WORDS | st.text(max_size=6)
ANY = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=20
)


def survives(data: Any, **options: Any) -> None:
    """Reading and assessing gives a result with finite numbers, or an InputError with a printable message."""
    results: list[footprint.Footprint] = []
    error = error_of(lambda: results.append(footprint.assess(System.from_dict(data), **options)))
    assert error is None or (str(error) and str(error).isprintable())
    for result in results:
        low, typical, high = result.total_kg_co2e
        assert 0 <= low <= typical <= high < math.inf


@given(ANY)
def test_any_data(data: Any) -> None:
    survives(data)


@given(st.dictionaries(WORDS, ANY, max_size=6))
def test_any_data_with_the_right_keys(data: Any) -> None:
    survives({"name": "a", "lifetime": "3 years", **data})


PLAIN = {p: parse_yaml((ROOT / "presets" / f"{p}.yaml").read_text(encoding="utf-8"), p)[0] for p in PRESETS}


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in nested dicts and lists."""
    found = [path] if path else []
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        found += places(value, (*path, key))
    return found


@given(st.data(), st.sampled_from(PRESETS), SCALARS | ANY)
def test_preset_with_any_value_replaced(data: st.DataObject, preset: str, value: Any) -> None:
    mutated = copy.deepcopy(PLAIN[preset])
    *parents, last = data.draw(st.sampled_from(places(mutated)))
    inner = mutated
    for key in parents:
        inner = inner[key]
    inner[last] = value
    survives(mutated)


@given(st.data(), st.sampled_from(PRESETS), KEYS)
def test_preset_with_any_key_renamed(data: st.DataObject, preset: str, name: str) -> None:
    mutated = copy.deepcopy(PLAIN[preset])
    *parents, last = data.draw(st.sampled_from(places(mutated)))
    inner = mutated
    for key in parents:
        inner = inner[key]
    inner[name] = inner.pop(last)
    survives(mutated)


@settings(max_examples=60)
@given(st.data(), full_systems(), SCALARS | ANY, KEYS)
def test_full_system_with_any_value_or_key_replaced(
    data: st.DataObject, whole: dict[str, Any], value: Any, name: str
) -> None:
    """Every new key: the value of one, and the name of one, is something else."""
    for rename in (False, True):
        mutated = copy.deepcopy(whole)
        *parents, last = data.draw(st.sampled_from(places(mutated)))
        inner = mutated
        for key in parents:
            inner = inner[key]
        if rename and isinstance(inner, dict):
            inner[name] = inner.pop(last)
        else:
            inner[last] = value
        survives(mutated, fill_from=ALL_SETS)


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    error = error_of(lambda: system_from_text(text, "device.yaml"))
    assert error is None or error.file == "device.yaml"


TEXT = (ROOT / "presets" / "pa1-person-detector.yaml").read_text(encoding="utf-8")


@given(st.integers(0, len(TEXT)), st.integers(0, 12), st.text("{}[]:,-&*!'\"#%\n\t 0aé\x00\ud800", max_size=4))
def test_preset_text_with_any_damage(start: int, length: int, put: str) -> None:
    error = error_of(
        lambda: footprint.assess(system_from_text(TEXT[:start] + put + TEXT[start + length :], "device.yaml"))
    )
    assert error is None or error.file == "device.yaml"


@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    error = error_of(lambda: system_from_bytes(raw, "device.yaml"))
    assert error is None or error.file == "device.yaml"
