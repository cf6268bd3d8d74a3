"""The session: its fields, what can be undone, and the address bar. The fields are the truth; widgets show them."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from footprint.errors import InputError
from footprint.quantities import write_quantity
from footprint.valuing import valued_by
from footprint_app import links, rows, state
from footprint_app.fields import CUSTOM, CUT_OFF, LISTS, NOT_THE_SYSTEM, SECTIONS, STATES, Fields

UNDO_STEPS = 20
"""How many steps of each can be undone: of the device, and of each page's own fields."""
DEVICE = "fields"
"""Where the session keeps the fields of the device."""


class Step(NamedTuple):
    """Fields as they were before a change, and where the session keeps them."""

    of: str
    before: Fields


def arrive(*others: str) -> Fields:
    """The fields of this session; on the first run those of the link, whose other keys are the page's own."""
    if "fields" not in st.session_state:
        query = {key: text for key, text in st.query_params.to_dict().items() if key not in others}
        arrived = links.from_query(query)
        st.session_state.update(fields=arrived.fields, history=[], notes=list(arrived.notes))
    return current()


def current() -> Fields:
    """The fields as they are now."""
    fields: Fields = st.session_state["fields"]
    return fields


def notes() -> list[str]:
    """What the link or the last upload could not give."""
    found: list[str] = st.session_state["notes"]
    return found


def remember(new: Fields, of: str = DEVICE) -> None:
    """Make `new` the fields of the device, or of a page; the old ones can be undone. No change is no step."""
    history, old = _history(), st.session_state[of]
    st.session_state["notes"] = []
    if new == old:
        return
    history.append(Step(of, old))
    own = [step for step in history if step.of == of]
    if len(own) > UNDO_STEPS:
        history.remove(own[0])
    st.session_state[of] = new


def _history() -> list[Step]:
    """The steps of the device and of all pages, in their order."""
    history: list[Step] = st.session_state["history"]
    return history


def put(**changes: str) -> None:
    """Change some fields, as one step."""
    remember({**current(), **changes})


def use_system(fields: Fields) -> None:
    """Make another system the one described, as one step; what it is assessed and compared with stays."""
    old = current()
    remember({**fields, **{key: old[key] for key in NOT_THE_SYSTEM}})


def choose_preset(name: str) -> None:
    """Fill all fields from a preset, as one step that can be undone."""
    use_system(state.initial(name))


def _last(*of: str) -> Step | None:
    """The newest step of the device, or of one of these."""
    return next((step for step in reversed(_history()) if step.of in (DEVICE, *of)), None)


def undo(*of: str) -> None:
    """Take back the newest step: of the device, or of the fields that are named too."""
    step = _last(*of)
    if step is None:
        return
    st.session_state["history"] = [one for one in _history() if one is not step]
    st.session_state[step.of] = step.before
    st.session_state["notes"] = []


def can_undo(*of: str) -> bool:
    """Whether there is a step to undo, of the device or of the fields that are named too."""
    return _last(*of) is not None


def before() -> Fields | None:
    """The fields of the device before its last change."""
    step = _last()
    return None if step is None else step.before


def reset() -> None:
    """Back to the preset or file as it came, and to the factor set that is the default."""
    fields = current()
    try:
        fresh = state.initial(fields["base"], fields["file"])
    except InputError:
        fresh = state.initial()
    remember({**fresh, "compare": fields["compare"]})


def link_fits(query: dict[str, str]) -> bool:
    """Whether a state is short enough for a link."""
    return links.link_length(query) <= links.LINK_LIMIT


def keep_link(fields: Fields, **others: str) -> None:
    """Write the state into the address bar, or nothing of it where it does not fit; what is the page's own always."""
    query = links.to_query(fields)
    query = {**(query if link_fits(query) else {}), **others}
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)


# --- what widgets do when they are changed -----------------------------------------------------


def changed(key: str) -> None:
    """Take over what a widget of a field now says."""
    value = st.session_state[f"w_{key}"]
    if isinstance(value, list):
        value = ",".join(value)
    elif isinstance(value, bool):
        value = "yes" if value else "no"
    new = {**current(), key: value or ""}
    if key == "use" and value == STATES and not new["state1_name"]:
        new |= {"states": "1", "state1_name": "active", "state1_power": "1 mW", "state1_duty": "100 %"}
    if key in SECTIONS:
        new |= _begun(key, value or "", new)
    remember(new)


def _begun(section: str, choice: str, fields: Fields) -> Fields:
    """What the controls that a choice brings along start from."""
    if choice == CUSTOM and not fields[f"{section}_value"]:
        return {f"{section}_value": _present_value(section)}
    if choice == CUT_OFF and not fields["end_of_life_why"]:
        return {"end_of_life_why": state.CUT_OFF_WHY}
    for field, (its_section, its_choice) in LISTS.items():
        if (section, choice) == (its_section, its_choice):
            st.session_state[f"fold_{field}"] = True
            return {} if fields[field] else {field: rows.write(_first_rows(field, section) or [{}])}
    return {}


def _first_rows(field: str, section: str) -> list[rows.Row]:
    """Rows to start from: what the level holds that is now chosen, if the chosen sets can value it."""
    fields = current()
    if field == "transport_legs":
        return rows.legs_of_level(fields[section])
    if rows.kind(field) != "parts":
        return []
    found = rows.of_level(section, fields[section])
    units = [rows.unit_of(row["part"], row["quantity"]) for row in found]
    can = [u and valued_by(row["part"], u, state.chosen_sets(fields)) for row, u in zip(found, units, strict=True)]
    return found if all(can) else []


def _present_value(section: str) -> str:
    """What a block or stage has now, as the text an own value starts from."""
    try:
        present = state.assessed(current()).by_block.get(section)
    except InputError:
        present = None
    return write_quantity(float(f"{present.typical:.6g}"), "kgCO2e") if present else ""


def cell_changed(field: str, row: int, key: str) -> None:
    """Take over what a widget of one cell of a list now says."""
    value = st.session_state[f"w_{field}.{row}.{key}"] or ""
    listed = rows.read(field, current()[field])
    listed[row] = rows.with_cell(listed[row], key, value)
    put(**{field: rows.write(listed)})


def add_row(field: str) -> None:
    """A further row, as yet empty."""
    put(**{field: rows.write([*rows.read(field, current()[field]), {}])})


def drop_row(field: str, row: int) -> None:
    """A list without one of its rows; the last one leaves an empty row behind."""
    listed = rows.read(field, current()[field])
    put(**{field: rows.write(listed[:row] + listed[row + 1 :] or [{}])})


def fill_from(key: str) -> None:
    """One more set that fills gaps."""
    put(fill=",".join(dict.fromkeys([*state.fills(current()), key])))


def use_set(key: str) -> None:
    """Another factor set; the one until now fills its gaps."""
    fields = current()
    fill = [one for one in dict.fromkeys([fields["factors"], *state.fills(fields)]) if one != key]
    put(factors=key, fill=",".join(fill))
