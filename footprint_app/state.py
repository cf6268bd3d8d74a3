"""The calculator's state: a flat map of texts, one per control, that makes a system and its footprint.

Nothing here knows Streamlit. A field keeps what the person typed or a link said, right or wrong;
`build` turns the fields into a system, or raises the one message that names the field.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from footprint import assess, tables
from footprint.errors import InputError, nearest, shown
from footprint.export import to_yaml
from footprint.factors import DEFAULT, FactorSet, load_set, set_keys
from footprint.presets import load_system, preset_names, system_from_text
from footprint.result import Footprint
from footprint.system import System
from footprint.yaml_file import parse_yaml
from footprint_app import electric, rows
from footprint_app.fields import (
    CUSTOM,
    CUT_OFF,
    DISPOSAL,
    DRAW_CHOICES,
    ENERGY,
    FIELDS,
    GIVEN,
    HARDWARE,
    HSL_CHOICES,
    LEG_SWITCHES,
    LEGS,
    LISTS,
    MAKING,
    NO_DRAWS,
    NONE,
    NOT_THE_SYSTEM,
    OFF,
    PART_LISTS,
    PARTS,
    SECTIONS,
    STATES,
    TRAINING_FIELDS,
    USE_FIELDS,
    FieldError,
    Fields,
    at,
    filled,
    whole_number,
)

FIRST_PRESET = "keyword-spotting"
OWN = "own"
"""The base of a state that came from an uploaded file, kept in the field `file`."""
OFF_WHY = "switched off in the calculator"
CUT_OFF_WHY = "recycling counts for whoever uses the material next"
DEFAULT_DRAWS, DEFAULT_SEED = (str(tables.uncertainty()[key]) for key in ("draws", "seed"))
DEFAULT_COMPARE = "apple-watch-series-7,macbook-pro-16,nest-protect-battery,nest-mini-2"


def initial(base: str = FIRST_PRESET, file: str = "") -> Fields:
    """The fields of a preset, or of an uploaded system file."""
    return dict(_initial(base, file))


@lru_cache(maxsize=64)
def _initial(base: str, file: str) -> Fields:
    system = _base(base, file)
    fields = dict.fromkeys(FIELDS, "")
    data = system.to_file_dict()
    fields |= {
        "base": base, "file": file, "factors": DEFAULT, "lifetime": data["lifetime"], "country": GIVEN,
        "units": str(data.get("units_produced", "")), "compare": DEFAULT_COMPARE, "states": "0",
        "draws": DEFAULT_DRAWS, "seed": DEFAULT_SEED,
    }  # fmt: skip
    blocks = data.get("blocks", {})
    for name in MAKING:
        fields[name] = _choice(name, blocks.get(name))
        if fields[name] == PARTS:
            fields[f"{name}_parts"] = rows.write(blocks[name]["parts"])
    if fields["transport"] == LEGS:
        fields["transport_legs"] = rows.write(blocks["transport"]["legs"])
        for field, key in LEG_SWITCHES.items():
            fields[field] = {True: "yes", False: "no", None: ""}[blocks["transport"].get(key)]
    for name in tables.STAGE_BLOCKS:
        fields[name] = GIVEN if name in data else NONE
    end = data.get("end_of_life", {})
    if set(end) == {"disposal"} and rows.editable(end["disposal"]):
        fields |= {"end_of_life": DISPOSAL, "end_of_life_disposal": rows.write(end["disposal"])}
    elif set(end) == {"cut_off"}:
        fields |= {"end_of_life": CUT_OFF, "end_of_life_why": end["cut_off"]}
    return fields | electric.use_initial(data.get("use", {})) | electric.training_initial(data.get("training", {}))


def _choice(name: str, block: dict[str, Any] | None) -> str:
    """The option that says what a block of a system file says."""
    if block is None:
        return NONE
    if set(block) <= {"hsl", "case"} and "hsl" in block:
        return f"{block['hsl']}.{block.get('case', tables.DEFAULTS['case'])}"
    if set(block) == {"parts"} and f"{name}_parts" in PART_LISTS and rows.editable(block["parts"]):
        return PARTS
    if "legs" in block and set(block) <= {"legs", *LEG_SWITCHES.values()} and rows.editable(block["legs"]):
        return LEGS
    return GIVEN


@lru_cache(maxsize=64)
def _base(base: str, file: str) -> System:
    if base == OWN:
        return system_from_text(file, "uploaded file")
    if base not in preset_names():
        raise at("base", InputError(f"unknown preset {shown(base)}", valid=nearest(base, preset_names())))
    return load_system(base)


def sets_that_help(fields: Fields, error: InputError | None) -> tuple[str, ...]:
    """The sets that have what an error says is lacking."""
    return tuple(key for key in error.fill_from if key not in fills(fields)) if error is not None else ()


def set_to_use(error: InputError | None) -> str | None:
    """The set that an error says to use in place of the chosen one."""
    return error.instead[0] if error is not None and error.instead else None


def tied(error: InputError, fields: Fields) -> FieldError:
    """An error of the engine, tied to the control it belongs to, with the page's own way out."""
    field = _field_of(error.path, fields)
    first, _, _ = field.partition(".")
    if first in LISTS and "." not in field and error.path:
        steps = error.path[3:] if error.path[0] == "blocks" else error.path[2:]
        said = rows.row_error(first, steps, fields, error)
    else:
        said = at(field, error)
    if said.fill_from:  # the page's own way instead of the option of the command line
        has = "has" if len(said.fill_from) == 1 else "have"
        said.hint = f'{" and ".join(said.fill_from)} {has} one: choose it under "Factor sets, Fill gaps from".'
    return said


def fills(fields: Fields) -> list[str]:
    """The sets that fill gaps."""
    return [key for key in fields["fill"].split(",") if key]


def chosen_sets(fields: Fields) -> list[FactorSet]:
    """The factor set and those that fill its gaps, as far as they exist."""
    return [load_set(key) for key in dict.fromkeys([fields["factors"], *fills(fields)]) if key in set_keys()]


def assessed(fields: Fields) -> Footprint:
    """The footprint of what the fields describe, by the factor sets and with the draws they name.

    Raises
    ------
    FieldError
        The first bad field, with the message to show beside it.
    """
    return _assessed(tuple((key, text) for key, text in fields.items() if key != "compare"))


@lru_cache(maxsize=16)
def _assessed(given: tuple[tuple[str, str], ...]) -> Footprint:
    fields = {**dict(given), "compare": ""}
    for field, keys in (("factors", [fields["factors"]]), ("fill", fills(fields))):
        for key in keys:
            if key not in set_keys():
                raise at(field, InputError(f"unknown factor set {shown(key)}", valid=nearest(key, set_keys())))
    number, seed = draws(fields)
    system = build(fields)
    fill = [key for key in fills(fields) if key != fields["factors"]]
    try:
        return assess(system, factors=fields["factors"], fill_from=fill or None, draws=number, seed=seed)
    except InputError as error:
        raise tied(error, fields) from None


def draws(fields: Fields) -> tuple[int, int | None]:
    """How many draws, and what they follow from; no seed for bounds."""
    number = fields["draws"]
    if number not in DRAW_CHOICES:
        raise at("draws", InputError(f"{shown(number)} is not one of the choices", valid=DRAW_CHOICES))
    if number == NO_DRAWS:
        return 0, None
    seed = whole_number("seed", fields["seed"], DEFAULT_SEED)
    return int(number), seed


def data_version(fields: Fields) -> str:
    """The factors that a link's number was computed with: the set, and the sets that fill its gaps."""
    return ",".join(f"{one.key}@{one.version}" for one in chosen_sets(fields))


def build(fields: Fields) -> System:
    """The system that the fields describe.

    Raises
    ------
    FieldError
        The first bad field, with the message to show beside it.
    """
    base = _base(fields["base"], fields["file"])
    data = base.to_file_dict()
    first = _initial(fields["base"], fields["file"])
    changed = {key for key in FIELDS if fields[key] != first[key]}
    # An untouched control leaves what the preset or file says, so that nothing it left open is filled here.
    if "lifetime" in changed:
        data["lifetime"] = filled("lifetime", fields, "3 years")
    if "units" in changed:
        data.pop("units_produced", None)
        if fields["units"].strip():
            data["units_produced"] = whole_number("units", fields["units"])
    blocks = data.setdefault("blocks", {})
    for name in SECTIONS:
        own = {name, f"{name}_parts", *(_LIST_FIELDS.get(name, ()))}
        if own & changed or fields[name] == CUSTOM:
            _set_section(blocks if name in MAKING else data, name, fields)
    if fields["use"] == STATES and changed & {"use", *USE_FIELDS}:
        electric.set_states(data, fields)
    if fields["training"] in (ENERGY, HARDWARE) and changed & {"training", *TRAINING_FIELDS} - {"units"}:
        electric.set_training(data, fields)
    for name, block in _extra_blocks(fields["extra"]).items():
        if name in blocks:
            raise at("extra", InputError(f"block {shown(name)} is there already", hint="Choose another name."))
        blocks[name] = block
    try:
        system = _with_grid(System.from_dict(data), fields)
    except FieldError:
        raise
    except InputError as error:
        raise tied(error, fields) from None
    return system.renamed(edited_name(base.name)) if is_edited(fields) else system


def edited_name(name: str) -> str:
    """What a system is called after a change here."""
    return f"{name.removesuffix(' (edited)')} (edited)"


_LIST_FIELDS = {
    "transport": ("transport_legs", *LEG_SWITCHES),
    "end_of_life": ("end_of_life_disposal", "end_of_life_why"),
}


def _initial_of(fields: Fields) -> Fields:
    """The untouched fields of the same base; how it is assessed and compared is no part of the system."""
    return initial(fields["base"], fields["file"]) | {key: fields[key] for key in NOT_THE_SYSTEM}


def initial_choice(fields: Fields, field: str) -> str:
    """What a control showed before it was touched; nothing for a base that cannot be read."""
    try:
        return _initial(fields["base"], fields["file"])[field]
    except InputError:
        return ""


def given_words(fields: Fields, section: str) -> str:
    """What the preset or file says of a stage, in a few words."""
    try:
        entry = _base(fields["base"], fields["file"]).to_file_dict().get(section, {})
    except InputError:
        return "unknown"
    if entry.get("include") is False:
        return f"not included, {entry['why']}"
    if "declared" in entry:
        return str(entry["declared"])
    if isinstance(entry.get("energy"), dict):
        return f"{entry['energy']['amount']} over {entry['energy']['over']}"
    return str(entry.get("energy", "power states" if "states" in entry else "as described"))


def given_grid(fields: Fields) -> str:
    """The grid of the preset's or file's use stage, in a few words."""
    try:
        use = _base(fields["base"], fields["file"]).to_file_dict().get("use", {})
    except InputError:
        return "unknown"
    grid = use.get("grid")
    if grid is None:
        off = "declared" in use or not use or use.get("supply", {}).get("kind") in {"primary", "solar"}
        return "no grid" if off else f"{tables.DEFAULTS['country']}, newest year"
    if "intensity" in grid:
        return str(grid["intensity"])
    return str(grid.get("factor") or f"{grid['country']} {grid.get('year', 'newest year')}")


def is_edited(fields: Fields) -> bool:
    """Whether the system differs from its preset or file."""
    try:
        return fields != _initial_of(fields)
    except InputError:  # a base that cannot be read has nothing to go back to but the first preset
        return True


def can_reset(fields: Fields) -> bool:
    """Whether there is anything to go back from: an edit, another factor set, or other draws."""
    data = (fields["factors"], fields["fill"], fields["draws"], fields["seed"])
    return is_edited(fields) or data != (DEFAULT, "", DEFAULT_DRAWS, DEFAULT_SEED)


def _set_section(data: dict[str, Any], name: str, fields: Fields) -> None:
    """Put what a control says into a block or stage of a system file."""
    choice, block = fields[name], name in tables.BLOCKS
    if choice == GIVEN and name in data:
        return
    if choice == NONE:
        data.pop(name, None)
    elif choice == OFF:
        data[name] = {"include": False, "why": OFF_WHY}
    elif choice == CUSTOM:
        data[name] = {"declared": filled(f"{name}_value", fields, "0.31 kgCO2e")}
        if fields[f"{name}_source"].strip():
            data[name]["source"] = fields[f"{name}_source"].strip()
    elif choice == PARTS and f"{name}_parts" in PART_LISTS:
        data[name] = {"parts": [row for _, row in rows.said(f"{name}_parts", fields)]}
    elif (name, choice) == ("transport", LEGS):
        data[name] = {"legs": [row for _, row in rows.said("transport_legs", fields)], **_leg_switches(fields)}
    elif (name, choice) == ("end_of_life", DISPOSAL):
        data[name] = {"disposal": [row for _, row in rows.said("end_of_life_disposal", fields)]}
    elif (name, choice) == ("end_of_life", CUT_OFF):
        data[name] = {"cut_off": filled("end_of_life_why", fields, CUT_OFF_WHY)}
    elif (name, choice) in {("use", STATES), ("training", ENERGY), ("training", HARDWARE)}:
        return
    elif block and choice in HSL_CHOICES:
        level, case = choice.split(".")
        data[name] = {"hsl": int(level), "case": case}
    else:
        valid = [*(HSL_CHOICES if block else ()), OFF, CUSTOM, NONE]
        what = f"{tables.title(name)} cannot be {shown(choice)}"
        raise at(name, InputError(what, valid=nearest(choice, valid)))


def _leg_switches(fields: Fields) -> dict[str, bool]:
    found = {}
    for field, key in LEG_SWITCHES.items():
        if fields[field] not in ("", "yes", "no"):
            raise at(field, InputError(f"{shown(fields[field])} is neither yes nor no"))
        if fields[field]:
            found[key] = fields[field] == "yes"
    return found


def _with_grid(system: System, fields: Fields) -> System:
    """Country and year change the grid of the use stage only, and say so."""
    country, year = fields["country"], fields["year"].strip()
    if country == GIVEN:
        if year:
            raise at("year", InputError("a year is given without a country", hint="Choose the country too."))
        return system
    filled("country", fields, "Germany (DEU)")
    return system.with_(country=country, year=whole_number("year", year, "2024") if year else None)


def _extra_blocks(text: str) -> dict[str, Any]:
    """Further blocks as YAML: a map of names to declared values or parts."""
    if not text.strip():
        return {}
    try:
        data, _ = parse_yaml(text, "further blocks")
    except InputError as error:
        raise at("extra", error) from None
    if not isinstance(data, dict):
        hint = 'Write one per line, like antenna: {declared: 0.02 kgCO2e, source: "supplier"}.'
        raise at("extra", InputError("further blocks are a map of names", hint=hint))
    return data


def _field_of(path: tuple[str | int, ...], fields: Fields) -> str:
    """The control that a place in the system file belongs to."""
    steps = [str(p) for p in path]
    if not steps:
        return ""
    own = electric.field_at(steps)
    if own is not None:
        return own
    if steps[0] == "blocks" and len(steps) > 1:
        name = steps[1]
        if name not in MAKING:
            return "extra"
        if len(steps) > 3 and steps[2] in ("parts", "legs") and fields[name] in (PARTS, LEGS):
            return f"{name}_{steps[2]}"
        return f"{name}_value" if fields[name] == CUSTOM else name
    if steps[:2] == ["end_of_life", "disposal"] and fields["end_of_life"] == DISPOSAL and len(steps) > 2:
        return "end_of_life_disposal"
    if steps[:2] == ["end_of_life", "cut_off"] and fields["end_of_life"] == CUT_OFF:
        return "end_of_life_why"
    if steps[:2] == ["use", "grid"]:
        return steps[2] if len(steps) > 2 and steps[2] in ("country", "year") else "country"
    if steps[0] in tables.STAGE_BLOCKS:
        return f"{steps[0]}_value" if fields[steps[0]] == CUSTOM else steps[0]
    return {"units_produced": "units"}.get(steps[0], steps[0])


def uploaded(system: System) -> Fields:
    """The fields of an uploaded system."""
    return initial(OWN, to_yaml(system))
