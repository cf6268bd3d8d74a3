"""Bad input to the physical model: parts, electricity, legs, routes and trainings."""

from __future__ import annotations

import pytest

from tests.footprint.bad_files import CASING, ENERGY, HEAD, USE, check_refused

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
        ["declared, declared_low and declared_high together"],
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


@pytest.mark.parametrize("what", BAD_PHYSICS)
def test_refused_with_file_line_and_value(what: str) -> None:
    check_refused(*BAD_PHYSICS[what])
