"""The names of the calculator's fields: which there are, what their controls are called, and errors tied to one.

A field is a text, kept as the person typed it or as a link said it, right or wrong.
"""

from __future__ import annotations

from collections.abc import Mapping

from footprint import tables
from footprint.errors import InputError, shown

Fields = dict[str, str]

MAX_STATES = 6
GIVEN, OFF, CUSTOM, NONE, PARTS = "given", "off", "custom", "none", "parts"
LEGS, DISPOSAL, CUT_OFF, ENERGY, HARDWARE, STATES = "legs", "disposal", "cut_off", "energy", "hardware", "states"
OWN_DEVICE = "own"
"""The choice of a cell or an accelerator that is not in the table."""

STATE_KEYS = ("name", "power", "duty", "low", "high", "status", "source")
STATE_FIELDS = tuple(f"state{i}_{k}" for i in range(1, MAX_STATES + 1) for k in STATE_KEYS)

MAKING = (*tables.BLOCKS, *tables.OPTIONAL_BLOCKS)
"""Everything that stands among the blocks of a system file."""
SECTIONS = (*MAKING, *tables.STAGE_BLOCKS)

HSL_CHOICES = tuple(f"{level}.{case}" for level in range(4) for case in ("best", "typical", "worst"))
"""Every level and case, as ``1.typical``."""

PART_LISTS = tuple(f"{name}_parts" for name in MAKING if name != "transport")
LISTS: dict[str, tuple[str, str]] = {
    **{f: (f.removesuffix("_parts"), PARTS) for f in PART_LISTS},
    "transport_legs": ("transport", LEGS),
    "end_of_life_disposal": ("end_of_life", DISPOSAL),
}
"""Fields that hold a list as JSON, each with its section and the choice there that shows it."""

LEG_SWITCHES = {"transport_wtt": "well_to_tank", "transport_rf": "radiative_forcing"}

REGULATOR = {
    "regulator_supply": "supply_voltage", "regulator_load": "load_voltage", "regulator_efficiency": "efficiency",
    "regulator_quiescent": "quiescent",
}  # fmt: skip
"""Fields of the regulator, and their keys in a system file."""
REGULATOR_KINDS = {
    "ldo": ("regulator_supply", "regulator_load", "regulator_quiescent"),
    "switching": ("regulator_efficiency", "regulator_quiescent"),
}
SUPPLY = {
    "supply_efficiency": "efficiency", "supply_standby": "standby", "supply_charge": "charge_efficiency",
    "supply_harvest": "harvest", "supply_cell": "cell", "supply_count": "count", "supply_energy": "energy",
    "supply_usable": "usable", "supply_discharge": "self_discharge", "supply_max": "max_power",
    "supply_every": "replaced_every",
}  # fmt: skip
"""Fields of the supply, and their keys in a system file."""
_CELL = ("supply_cell", "supply_count", "supply_energy", "supply_usable", "supply_discharge")
SUPPLY_KINDS: dict[str, tuple[str, ...]] = {
    "mains": ("supply_efficiency", "supply_standby"),
    "rechargeable": ("supply_charge", *_CELL, "supply_max", "supply_every"),
    "primary": (*_CELL, "supply_max"),
    "solar": ("supply_harvest", "supply_charge", *_CELL, "supply_max", "supply_every"),
}
USE_FIELDS = ("states", *STATE_FIELDS, "voltage", "inferences", "regulator", *REGULATOR, "supply", *SUPPLY)
HARDWARE_FIELDS = {
    "training_device": "device", "training_power": "power", "training_count": "count", "training_time": "time",
    "training_pue": "pue",
}  # fmt: skip
TRAINING_FIELDS = ("training_energy", *HARDWARE_FIELDS, "training_every", "training_country", "units")

DRAW_CHOICES = ("0", "1000", "10000", "100000")
"""How many draws the interval may be made of; 0 is bounds only."""
NO_DRAWS = DRAW_CHOICES[0]
NOT_THE_SYSTEM = ("compare", "factors", "fill", "draws", "seed")
"""Fields that say what a system is assessed or compared with, and are no part of it."""
FIELDS = (
    "base", "file", "factors", "fill", "draws", "seed", "lifetime", "country", "year", "units", "extra", "compare",
    *(f"{s}{suffix}" for s in SECTIONS for suffix in ("", "_value", "_source")),
    *LISTS, *LEG_SWITCHES, "end_of_life_why", *USE_FIELDS, *(f for f in TRAINING_FIELDS if f != "units"),
)  # fmt: skip

_LABELS = {
    "": "System", "base": "Preset", "factors": "Factor set", "fill": "Fill gaps from", "draws": "Draws", "seed": "Seed",
    "lifetime": "Lifetime",
    "country": "Country of use", "year": "Year of the grid", "units": "Units that share one training",
    "extra": "Further blocks", "compare": "Compare with", "states": "Power states", "use": "Electricity in service",
    "voltage": "Voltage of the currents", "inferences": "Inference rate",
    "regulator": "Regulator", "regulator_supply": "Supply voltage", "regulator_load": "Load voltage",
    "regulator_efficiency": "Regulator efficiency", "regulator_quiescent": "Drawn by the regulator itself",
    "supply": "Supply", "supply_efficiency": "Adapter efficiency", "supply_standby": "Standby loss",
    "supply_charge": "Charge efficiency", "supply_harvest": "Harvested power", "supply_cell": "Cell",
    "supply_count": "Number of cells", "supply_energy": "Energy of the set", "supply_usable": "Usable share",
    "supply_discharge": "Self-discharge", "supply_max": "Most power of the set",
    "supply_every": "Cells replaced every",
    "transport_legs": "Transport legs", "transport_wtt": "Count making the fuel",
    "transport_rf": "Count the non-CO₂ effects of flights",
    "end_of_life_disposal": "Disposal", "end_of_life_why": "Why nothing counts here",
    "training_energy": "Energy of one training", "training_device": "Accelerator",
    "training_power": "Power of one device", "training_count": "Devices", "training_time": "Time",
    "training_pue": "PUE of the data centre", "training_every": "Retrained every",
    "training_country": "Country of training",
}  # fmt: skip
ROW_WORDS = {"parts": "part", "legs": "leg", "disposal": "line"}
"""What a row of a list is called."""


class FieldError(InputError):
    """Bad input in one field of the calculator."""

    field: str = ""

    @property
    def label(self) -> str:
        """What the control is called on the page."""
        return label(self.field)


def at(field: str, error: InputError) -> FieldError:
    """The error, tied to a control; where it stands is then on the screen."""
    tied = FieldError(
        error.message, valid=error.valid, hint=error.hint, line=error.line, fill_from=error.fill_from,
        instead=error.instead,
    )  # fmt: skip
    tied.field = field
    return tied


def field_of(place: str) -> str:
    """The field of a place: ``casing_parts.0.quantity`` is in ``casing_parts``."""
    return place.partition(".")[0]


def section_of(place: str) -> str:
    """The section, or else the field, whose controls hold a place."""
    field = field_of(place)
    if field in LISTS:
        return LISTS[field][0]
    if field in LEG_SWITCHES:
        return "transport"
    for suffix in ("_value", "_source", "_why"):
        if field.removesuffix(suffix) in SECTIONS:
            return field.removesuffix(suffix)
    return field


def cell(field: str, row: int, key: str) -> str:
    """The place of one cell of a list."""
    return f"{field}.{row}.{key}"


def label(place: str) -> str:
    """What a field's control is called on the page."""
    field, _, rest = place.partition(".")
    if rest:
        row, _, key = rest.partition(".")
        words = f"{ROW_WORDS[field.rpartition('_')[2]]} {int(row) + 1}"
        section = tables.title(LISTS[field][0])
        return f"{section}, {words}, {key.replace('_', ' ')}" if key else f"{section}, {words}"
    if field in _LABELS:
        return _LABELS[field]
    if field[:5] == "state" and "_" in field:
        number, key = field[5:].split("_")
        called = {"name": "State", "power": "Power or current", "duty": "Duty", "low": "Lowest power or current",
                  "high": "Highest power or current", "status": "Status", "source": "Source"}  # fmt: skip
        return f"{called[key]} {number}"
    section, _, part = field.rpartition("_")
    suffixes = {"value": "own value", "source": "source", "parts": "parts"}
    if section in SECTIONS and part in suffixes:
        return f"{tables.title(section)}, {suffixes[part]}"
    return tables.title(field)


def filled(field: str, fields: Mapping[str, str], example: str) -> str:
    """The text of a field that must not be empty."""
    text = fields[field].strip()
    if not text:
        raise at(field, InputError("nothing is given", hint=f"Write it like {example}."))
    return text


def whole_number(field: str, text: str, example: str = "1000") -> int:
    """A count, from its digits."""
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise at(field, InputError(f"{shown(text)} is not a whole number", hint=f"Write digits only, like {example}."))
    return int(text)
