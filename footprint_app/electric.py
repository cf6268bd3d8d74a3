"""The fields of the use stage and of training, from a system file and back."""

from __future__ import annotations

from typing import Any

from footprint import tables
from footprint.errors import InputError, shown
from footprint.quantities import parse_quantity
from footprint_app.fields import (
    ENERGY,
    HARDWARE,
    HARDWARE_FIELDS,
    MAX_STATES,
    OWN_DEVICE,
    REGULATOR,
    REGULATOR_KINDS,
    STATE_KEYS,
    STATES,
    SUPPLY,
    SUPPLY_KINDS,
    Fields,
    at,
    filled,
    whole_number,
)

_NEEDED = {
    "supply_efficiency": "85 %", "supply_charge": "80 %", "supply_harvest": "2 mW", "supply_energy": "4.5 Wh",
    "regulator_supply": "5 V", "regulator_load": "3.3 V", "regulator_efficiency": "85 %",
}  # fmt: skip
"""Fields that must be given where their kind is chosen, with an example."""


_EDITABLE_USE = {"states", "voltage", "regulator", "supply", "grid", "inferences", "source"}
_EDITABLE_STATE = {
    "name", "power", "power_low", "power_high", "current", "current_low", "current_high", "duty", "status", "source",
}  # fmt: skip
"""What the controls can say, or leave as it is; a stage with more stays as the file gives it."""


def use_initial(use: dict[str, Any]) -> Fields:
    """What the fields of the use stage show of a system file; nothing where they cannot say all of it."""
    states = use.get("states", [])
    if not 0 < len(states) <= MAX_STATES or set(use) - _EDITABLE_USE or any(set(s) - _EDITABLE_STATE for s in states):
        return {}
    fields = {"use": STATES, "voltage": use.get("voltage", ""), "inferences": use.get("inferences", "")}
    fields |= state_fields(states)
    for name, keys in (("regulator", REGULATOR), ("supply", SUPPLY)):
        given = use.get(name, {})
        fields[name] = given.get("kind", "")
        fields |= {field: _shares(given.get(key, "")) for field, key in keys.items()}
    if fields["supply"] and not fields["supply_cell"] and fields["supply_energy"]:
        fields["supply_cell"] = OWN_DEVICE
    return fields


def state_fields(states: list[dict[str, Any]]) -> Fields:
    """What the fields show of power states, as `use.states` of a system file has them."""
    fields = {"states": str(len(states))}
    for i, state in enumerate(states, 1):
        kind = "power" if "power" in state else "current"
        given = {
            "name": state["name"], "power": state[kind], "duty": _shares(state["duty"]),
            "low": state.get(f"{kind}_low"), "high": state.get(f"{kind}_high"), "status": state.get("status"),
            "source": state.get("source"),
        }  # fmt: skip
        fields |= {f"state{i}_{key}": given[key] or "" for key in STATE_KEYS}
    return fields


def with_states(fields: Fields, states: list[dict[str, Any]], rate: str = "", *, beside: bool = False) -> Fields:
    """The fields with power states that were measured or estimated elsewhere.

    Parameters
    ----------
    fields : dict of str to str
        The calculator's.
    states : list of dict
        As `use.states` of a system file has them, each with a power.
    rate : str
        The inference rate they hold for, such as ``60 per hour``; empty where they hold for none in particular.
    beside : bool
        Keep the power states that there are, instead of putting these in their place.

    Raises
    ------
    InputError
        More states than the calculator edits.
    """
    old = int(fields["states"]) if beside and fields["use"] == STATES and fields["states"].isdecimal() else 0
    count = old + len(states)
    if count > MAX_STATES:
        raise InputError(f"{count} power states", hint=f"The calculator edits {MAX_STATES}: remove one there first.")
    new = {key: value for key, value in state_fields(states).items() if key != "states"}
    put = {f"state{int(key[5]) + old}{key[6:]}": value for key, value in new.items()}
    kept = {"voltage": fields["voltage"] if old else "", "inferences": rate or (fields["inferences"] if old else "")}
    return {**fields, **put, **kept, "use": STATES, "states": str(count)}


def _shares(value: Any) -> str:
    """A value of a system file as a text; a share in percent."""
    return f"{value * 100:.12g} %" if isinstance(value, float) else str(value)


def set_states(data: dict[str, Any], fields: Fields) -> None:
    """Put power states, regulator and supply into a system file."""
    count = whole_number("states", fields["states"])
    if not 1 <= count <= MAX_STATES:
        raise at("states", InputError(f"{count} power states", hint=f"Give 1 to {MAX_STATES}."))
    old = data.get("use", {})
    use = {k: v for k, v in old.items() if k == "grid"}
    use["states"] = [_state(i, fields) for i in range(1, count + 1)]
    if "source" in old and not _all_from_elsewhere(use["states"], old.get("states", [])):
        use["source"] = old["source"]
    for key in ("voltage", "inferences"):
        if fields[key].strip():
            use[key] = fields[key].strip()
    regulator = _kind("regulator", fields, REGULATOR_KINDS, REGULATOR)
    if regulator:
        use["regulator"] = regulator
    supply = _supply(fields)
    if supply:
        replacement = old.get("supply", {}).get("replacement")
        same = all(old.get("supply", {}).get(k) == supply.get(k) for k in ("kind", "cell", "energy"))
        use["supply"] = {**supply, "replacement": replacement} if replacement and same else supply
        if supply["kind"] in {"primary", "solar"}:
            use.pop("grid", None)
    data["use"] = use


def _all_from_elsewhere(states: list[dict[str, str]], old: list[dict[str, Any]]) -> bool:
    """Whether every state names a source that none of the file's had: its own source is then about none of them."""
    known = {state.get("source") for state in old}
    return all(state.get("source") not in {None, *known} for state in states)


def _state(i: int, fields: Fields) -> dict[str, str]:
    needed = {"name": "active", "power": "20 mW", "duty": "2 %"}
    name, power, duty = (filled(f"state{i}_{k}", fields, example) for k, example in needed.items())
    kind = "current" if is_current(power) else "power"
    more = {f"{kind}_low": "low", f"{kind}_high": "high", "status": "status", "source": "source"}
    given = {key: text for key, k in more.items() if (text := fields[f"state{i}_{k}"].strip())}
    return {"name": name, kind: power, "duty": duty, **given}


CHANGED = "changed by hand, was "


def retyped(fields: Fields, i: int, power: str) -> Fields:
    """What changes where a person types another power or current into a state.

    Bounds, status and source were about the old number: the bounds go, a state that was known in some way is declared,
    and its source says what it was.
    """
    old, status, source = (fields[f"state{i}_{key}"] for key in ("power", "status", "source"))
    put = {f"state{i}_power": power, f"state{i}_low": "", f"state{i}_high": ""}
    if not status and not source:
        return put
    if not source.startswith(CHANGED):
        source = f"{CHANGED}{old} {status}".strip() + (f", {source}" if source else "")
    return {**put, f"state{i}_status": "declared", f"state{i}_source": source[:300]}


def is_current(text: str) -> bool:
    """Whether a text is a current; what is none is read as a power, and reported as such."""
    try:
        parse_quantity(text, "mA")
    except InputError:
        return False
    return True


def _kind(
    name: str, fields: Fields, kinds: dict[str, tuple[str, ...]], keys: dict[str, str]
) -> dict[str, Any]:  # fmt: skip
    """The map of a regulator or supply: its kind, and what is given of the fields that belong to it."""
    chosen = fields[name]
    if not chosen:
        return {}
    if chosen not in kinds:
        raise at(name, InputError(f"{shown(chosen)} is not known here", valid=tuple(kinds)))
    out: dict[str, Any] = {"kind": chosen}
    for field in kinds[chosen]:
        text = fields[field].strip()
        if field in _NEEDED and field != "supply_energy" and (chosen, field) != ("solar", "supply_charge"):
            text = filled(field, fields, _NEEDED[field])
        if text:
            out[keys[field]] = text
    return out


def _supply(fields: Fields) -> dict[str, Any]:
    supply = _kind("supply", fields, SUPPLY_KINDS, SUPPLY)
    if not supply or supply["kind"] == "mains":
        return supply
    chosen = fields["supply_cell"]
    hidden: tuple[str, ...] = ("count",) if chosen == OWN_DEVICE else ("energy",) if chosen else ("count", "energy")
    if chosen in ("", OWN_DEVICE):
        supply.pop("cell", None)
    if not chosen and supply["kind"] == "solar":  # without cells there is nothing to charge, lose or replace
        hidden = tuple(key for key in supply if key not in {"kind", "harvest"})
    for key in hidden:
        supply.pop(key, None)
    if chosen == OWN_DEVICE:
        supply["energy"] = filled("supply_energy", fields, _NEEDED["supply_energy"])
    elif not chosen and supply["kind"] != "solar":
        raise at("supply_cell", InputError("no cell is chosen", hint="Choose one, or own cells with their energy."))
    if "count" in supply:
        supply["count"] = whole_number("supply_count", supply["count"], "2")
    return supply


def training_initial(training: dict[str, Any]) -> Fields:
    """What the fields of the training show of a system file; nothing where they cannot say all of it."""
    if not training.get("include", True):
        return {}
    grid = training.get("grid", {})
    if set(grid) - {"country"} or set(training) - {"energy", "hardware", "retrained_every", "grid", "source"}:
        return {}
    fields = {"training_every": training.get("retrained_every", ""), "training_country": grid.get("country", "")}
    if "energy" in training:
        return {**fields, "training": ENERGY, "training_energy": training["energy"]}
    if "hardware" in training:
        hardware = training["hardware"]
        given = {field: str(hardware.get(key, "")) for field, key in HARDWARE_FIELDS.items()}
        return {**fields, "training": HARDWARE, **given, "training_device": hardware.get("device", OWN_DEVICE)}
    return {}


def set_training(data: dict[str, Any], fields: Fields) -> None:
    """Put a training by energy or by hardware into a system file."""
    training: dict[str, Any] = {k: v for k, v in data.get("training", {}).items() if k == "source"}
    if fields["training"] == ENERGY:
        training["energy"] = filled("training_energy", fields, "0.25 kWh")
    else:
        hardware: dict[str, Any] = {"time": filled("training_time", fields, "12 hours")}
        device = fields["training_device"]
        if not device:
            raise at("training_device", InputError("nothing is chosen", hint="Choose one, or another by its power."))
        if device == OWN_DEVICE:
            hardware["power"] = filled("training_power", fields, "70 W")
        else:
            hardware["device"] = device
        if fields["training_count"].strip():
            hardware["count"] = whole_number("training_count", fields["training_count"], "1")
        pue = fields["training_pue"].strip()
        if pue:
            try:
                hardware["pue"] = float(pue)
            except ValueError:
                raise at("training_pue", InputError(f"{shown(pue)} is no number", hint="Write it like 1.2.")) from None
        training["hardware"] = hardware
    if fields["training_every"].strip():
        training["retrained_every"] = fields["training_every"].strip()
    if fields["training_country"]:
        training["grid"] = {"country": fields["training_country"]}
    data["training"] = training


def cells_of(kind: str) -> list[str]:
    """Cells of the table that a supply of a kind may have."""
    wanted = {"rechargeable": ("rechargeable",), "primary": ("primary",)}.get(kind, ("rechargeable",))
    return [key for key, one in tables.cells().items() if one.kind in wanted]


_PLACES: dict[tuple[str, ...], str] = {
    **{("use", "supply", key): field for field, key in SUPPLY.items()},
    **{("use", "regulator", key): field for field, key in REGULATOR.items()},
    ("use", "voltage"): "voltage", ("use", "inferences"): "inferences",
    ("use", "regulator"): "regulator", ("use", "supply"): "supply",
    ("use", "states"): "states", ("training", "energy"): "training_energy",
    ("training", "retrained_every"): "training_every", ("training", "grid"): "training_country",
    **{("training", "hardware", key): field for field, key in HARDWARE_FIELDS.items()},
    ("training", "hardware"): "training_power",
}  # fmt: skip
"""Places of a system file, and the field that each belongs to."""


def field_at(steps: list[str]) -> str | None:
    """The field that a place in the use or training stage belongs to, if it has one of its own."""
    if steps[:2] == ["use", "states"] and len(steps) > 2:
        key = steps[3].removeprefix("current_").removeprefix("power_") if len(steps) > 3 else "power"
        key = {"current": "power"}.get(key, key)
        return f"state{int(steps[2]) + 1}_{key}"
    return next((f for n in (3, 2) if (f := _PLACES.get(tuple(steps[:n])))), None)
