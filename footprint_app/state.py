"""The calculator's state: a flat map of texts, one per control, that makes a system and fits in a link.

Nothing here knows Streamlit. A field keeps what the person typed or a link said, right or wrong;
`build` turns the fields into a system, or raises the one message that names the field.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from functools import cache, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from footprint import tables
from footprint.errors import InputError, nearest, shown
from footprint.export import to_yaml
from footprint.factors import DEFAULT, load_set
from footprint.presets import load_system, preset_names, system_from_text
from footprint.system import System
from footprint.yaml_file import parse_yaml

Fields = dict[str, str]

FIRST_PRESET = "keyword-spotting"
LINK_LIMIT = 2000
"""Characters of query that mail programs and chats pass on whole."""
MAX_STATES = 6
OWN = "own"
"""The base of a state that came from an uploaded file, kept in the field `file`."""

GIVEN, OFF, CUSTOM, NONE = "given", "off", "custom", "none"
OFF_WHY = "switched off in the calculator"
STATE_KEYS = ("name", "power", "duty")
STATE_FIELDS = tuple(f"state{i}_{k}" for i in range(1, MAX_STATES + 1) for k in STATE_KEYS)
PLAIN = ("base", "file", "lifetime", "country", "year", "units", "extra", "compare", "states")
SECTIONS = (*tables.BLOCKS, "use", "training", "end_of_life")
FIELDS = (
    *PLAIN,
    *(f"{s}{suffix}" for s in SECTIONS for suffix in ("", "_value", "_source")),
    *STATE_FIELDS,
)
_LABELS = {
    "base": "Preset", "lifetime": "Lifetime", "country": "Country of use", "year": "Year of the grid",
    "units": "Units that share one training", "extra": "Further blocks", "compare": "Compare with",
    "states": "Power states", "use": "Electricity in service", "": "System",
}  # fmt: skip
DEFAULT_COMPARE = "apple-watch-series-7,macbook-pro-16,nest-protect-battery,nest-mini-2"


def initial(base: str = FIRST_PRESET, file: str = "") -> Fields:
    """The fields of a preset, or of an uploaded system file."""
    system = _base(base, file)
    fields = dict.fromkeys(FIELDS, "")
    data = system.to_file_dict()
    fields |= {
        "base": base, "file": file, "lifetime": data["lifetime"], "country": GIVEN,
        "units": str(data.get("units_produced", "")), "compare": DEFAULT_COMPARE, "states": "0",
    }  # fmt: skip
    for name in tables.BLOCKS:
        fields[name] = _choice(data.get("blocks", {}).get(name))
    for name in tables.STAGE_BLOCKS:
        fields[name] = GIVEN if name in data else NONE
    use = data.get("use", {})
    states = use.get("states", [])
    if use.get("include", True) and 0 < len(states) <= MAX_STATES:
        fields["use"], fields["states"] = "states", str(len(states))
        for i, state in enumerate(states, 1):
            fields[f"state{i}_name"], fields[f"state{i}_power"] = state["name"], state["power"]
            fields[f"state{i}_duty"] = f"{state['duty'] * 100:.12g} %"
    return fields


def _choice(block: dict[str, Any] | None) -> str:
    """The option that says what a block of a system file says."""
    if block is None:
        return NONE
    if set(block) <= {"hsl", "case"} and "hsl" in block:
        return f"{block['hsl']}.{block.get('case', tables.DEFAULTS['case'])}"
    return GIVEN


@lru_cache(maxsize=64)
def _base(base: str, file: str) -> System:
    if base == OWN:
        return system_from_text(file, "uploaded file")
    if base not in preset_names():
        raise _at("base", InputError(f"unknown preset {shown(base)}", valid=nearest(base, preset_names())))
    return load_system(base)


class FieldError(InputError):
    """Bad input in one field of the calculator."""

    field: str = ""

    @property
    def label(self) -> str:
        """What the control is called on the page."""
        return label(self.field)


def _at(field: str, error: InputError) -> FieldError:
    """The error, tied to a control; where it stands is then on the screen."""
    tied = FieldError(error.message, valid=error.valid, hint=error.hint, line=error.line)
    tied.field = field
    return tied


def label(field: str) -> str:
    """What a field's control is called on the page."""
    if field in _LABELS:
        return _LABELS[field]
    if field[:5] == "state" and "_" in field:
        number, key = field[5:].split("_")
        return f"State {number}" if key == "name" else f"{key.capitalize()} {number}"
    section, _, part = field.rpartition("_")
    if section in SECTIONS and part in {"value", "source"}:
        return f"{tables.title(section)}, {'own value' if part == 'value' else 'source'}"
    return tables.title(field)


def tied(error: InputError, fields: Fields) -> FieldError:
    """An error of the engine, tied to the control it belongs to."""
    return _at(_field_of(error.path, fields), error)


def build(fields: Fields) -> System:
    """The system that the fields describe.

    Raises
    ------
    FieldError
        The first bad field, with the message to show beside it.
    """
    base = _base(fields["base"], fields["file"])
    data = base.to_file_dict()
    first = _initial_of(fields)
    changed = {key for key in FIELDS if fields[key] != first[key]}
    # An untouched control leaves what the preset or file says, so that nothing it left open is filled here.
    if "lifetime" in changed:
        data["lifetime"] = _filled("lifetime", fields, "3 years")
    if "units" in changed:
        data.pop("units_produced", None)
        if fields["units"].strip():
            data["units_produced"] = _whole_number("units", fields["units"])
    blocks = data.setdefault("blocks", {})
    for name in SECTIONS:
        if name in changed or fields[name] == CUSTOM:
            hsl = name in tables.BLOCKS
            _set_section(blocks if hsl else data, name, fields, hsl=hsl)
    if fields["use"] == "states" and changed & {"use", "states", *STATE_FIELDS}:
        _set_states(data, fields)
    for name, block in _extra_blocks(fields["extra"]).items():
        if name in blocks:
            raise _at("extra", InputError(f"block {shown(name)} is there already", hint="Choose another name."))
        blocks[name] = block
    try:
        system = _with_grid(System.from_dict(data), fields)
    except FieldError:
        raise
    except InputError as error:
        raise tied(error, fields) from None
    return system.renamed(f"{base.name} (edited)") if is_edited(fields) else system


def _initial_of(fields: Fields) -> Fields:
    """The untouched fields of the same base; what is compared with is no part of the system."""
    return initial(fields["base"], fields["file"]) | {"compare": fields["compare"]}


def initial_choice(fields: Fields, section: str) -> str:
    """What a control showed before it was touched; nothing for a base that cannot be read."""
    try:
        return initial(fields["base"], fields["file"])[section]
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
        return "no grid" if "declared" in use or not use else f"{tables.DEFAULTS['country']}, newest year"
    return str(grid.get("factor") or f"{grid['country']} {grid.get('year', 'newest year')}")


def is_edited(fields: Fields) -> bool:
    """Whether the system differs from its preset or file."""
    try:
        return fields != _initial_of(fields)
    except InputError:  # a base that cannot be read has nothing to go back to but the first preset
        return True


def _set_section(data: dict[str, Any], name: str, fields: Fields, *, hsl: bool = False) -> None:
    """Put what a control says into a block or stage of a system file."""
    choice = fields[name]
    if choice == GIVEN and name in data:
        return
    if choice == NONE:
        data.pop(name, None)
    elif choice == OFF:
        data[name] = {"include": False, "why": OFF_WHY}
    elif choice == CUSTOM:
        data[name] = {"declared": _filled(f"{name}_value", fields, "0.31 kgCO2e")}
        if fields[f"{name}_source"].strip():
            data[name]["source"] = fields[f"{name}_source"].strip()
    elif name == "use" and choice == "states":
        return
    elif hsl and choice in hsl_choices():
        level, case = choice.split(".")
        data[name] = {"hsl": int(level), "case": case}
    else:
        valid = [*(hsl_choices() if hsl else ()), OFF, CUSTOM, NONE]
        what = f"{tables.title(name)} cannot be {shown(choice)}"
        raise _at(name, InputError(what, valid=nearest(choice, valid)))


@cache
def hsl_choices() -> tuple[str, ...]:
    """Every level and case, as ``1.typical``."""
    return tuple(f"{level}.{case}" for level in range(4) for case in ("best", "typical", "worst"))


def _set_states(data: dict[str, Any], fields: Fields) -> None:
    count = _whole_number("states", fields["states"])
    if not 1 <= count <= MAX_STATES:
        raise _at("states", InputError(f"{count} power states", hint=f"Give 1 to {MAX_STATES}."))
    use = {k: v for k, v in data.get("use", {}).items() if k in {"grid", "inferences"}}
    examples = {"name": "active", "power": "20 mW", "duty": "2 %"}
    use["states"] = [
        {k: _filled(f"state{i}_{k}", fields, examples[k]) for k in STATE_KEYS} for i in range(1, count + 1)
    ]
    data["use"] = use


def _with_grid(system: System, fields: Fields) -> System:
    """Country and year change the grid of the use stage only, and say so."""
    country, year = fields["country"], fields["year"].strip()
    if country == GIVEN:
        if year:
            raise _at("year", InputError("a year is given without a country", hint="Choose the country too."))
        return system
    _filled("country", fields, "Germany (DEU)")
    return system.with_(country=country, year=_whole_number("year", year) if year else None)


def _filled(field: str, fields: Fields, example: str) -> str:
    """The text of a field that must not be empty."""
    text = fields[field].strip()
    if not text:
        raise _at(field, InputError("nothing is given", hint=f"Write it like {example}."))
    return text


def _whole_number(field: str, text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdecimal() and len(text.strip()) <= 15):
        raise _at(field, InputError(f"{shown(text)} is not a whole number", hint="Write digits only, like 1000."))
    return int(text)


def _extra_blocks(text: str) -> dict[str, Any]:
    """Further blocks as YAML: a map of names to declared values or parts."""
    if not text.strip():
        return {}
    try:
        data, _ = parse_yaml(text, "further blocks")
    except InputError as error:
        raise _at("extra", error) from None
    if not isinstance(data, dict):
        hint = 'Write one per line, like antenna: {declared: 0.02 kgCO2e, source: "supplier"}.'
        raise _at("extra", InputError("further blocks are a map of names", hint=hint))
    return data


def _field_of(path: tuple[str | int, ...], fields: Fields) -> str:
    """The control that a place in the system file belongs to."""
    steps = [str(p) for p in path]
    if not steps:
        return ""
    if steps[0] == "blocks" and len(steps) > 1:
        if steps[1] not in tables.BLOCKS:
            return "extra"
        return f"{steps[1]}_value" if fields[steps[1]] == CUSTOM else steps[1]
    if steps[:2] == ["use", "grid"]:
        return steps[2] if len(steps) > 2 else "country"
    if steps[:2] == ["use", "states"]:
        if len(steps) > 3:
            return f"state{int(steps[2]) + 1}_{steps[3]}"
        return f"state{int(steps[2]) + 1}_name" if len(steps) > 2 else "states"
    if steps[0] in tables.STAGE_BLOCKS:
        return f"{steps[0]}_value" if fields[steps[0]] == CUSTOM else steps[0]
    return {"units_produced": "units"}.get(steps[0], steps[0])


# --- links -------------------------------------------------------------------------------------


def data_version() -> str:
    """The factors that a link's number was computed with."""
    return f"{DEFAULT}@{load_set(DEFAULT).version}"


def _shown_fields(fields: Fields) -> Fields:
    """The fields that matter for a system: those of hidden controls are left out."""
    count = int(fields["states"]) if fields["states"].isdecimal() else 0
    kept = {k: v for k, v in fields.items() if v}
    for section in SECTIONS:
        if fields[section] != CUSTOM:
            kept.pop(f"{section}_value", None)
            kept.pop(f"{section}_source", None)
    for i in range(1, MAX_STATES + 1):
        if fields["use"] != "states" or i > count:
            for key in STATE_KEYS:
                kept.pop(f"state{i}_{key}", None)
    if fields["use"] != "states":
        kept.pop("states", None)
    return kept


def to_query(fields: Fields) -> dict[str, str]:
    """Everything a link needs to show the same number: all fields, defaults too, and the data version."""
    query = _shown_fields(fields)
    if query.get("file"):
        packed = zlib.compress(query["file"].encode(), 9)
        query["file"] = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return {**query, "data": data_version()}


def link_length(query: dict[str, str]) -> int:
    """Characters of the query as a browser writes it."""
    return len(urlencode(query))


class Arrived(NamedTuple):
    """What a link brought: the fields as it gave them, and what to tell the person."""

    fields: Fields
    notes: tuple[str, ...]


def from_query(query: dict[str, str]) -> Arrived:
    """Fields from a link. Bad values stay as they are and are reported by `build`, never replaced."""
    if not query:
        return Arrived(initial(), ())
    notes = []
    base, file = query.get("base", FIRST_PRESET), ""
    try:
        if base == OWN:
            file = _unpacked(query.get("file", ""))
        fields = initial(base, file)
    except InputError as error:
        notes.append(f"The link's system could not be read: {error}")
        return Arrived({**initial(), "base": base}, tuple(notes))
    for key, value in query.items():
        if key in FIELDS and key != "file":
            fields[key] = value
        elif key not in {"data", "file"}:
            notes.append(f"The link has a part that is not known here and was ignored: {shown(key)}.")
    if query.get("data", data_version()) != data_version():
        notes.append(
            f"The link was made with data {shown(query['data'])}; this app has {data_version()}, "
            "so the number may differ."
        )
    return Arrived(fields, tuple(notes))


def _unpacked(text: str) -> str:
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(packed, 200_000)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise InputError("the link is cut off or too large")
        return raw.decode()
    except (binascii.Error, zlib.error, UnicodeDecodeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("the link is damaged") from None


def uploaded(system: System) -> Fields:
    """The fields of an uploaded system."""
    return initial(OWN, to_yaml(system))
