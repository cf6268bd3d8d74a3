"""The controls of electricity: power states, regulator, supply, grid, and training."""

from __future__ import annotations

import streamlit as st

from footprint import tables
from footprint_app import electric, panel, session, state
from footprint_app.fields import (
    CUSTOM,
    ENERGY,
    GIVEN,
    HARDWARE,
    HARDWARE_FIELDS,
    MAX_STATES,
    NONE,
    OFF,
    OWN_DEVICE,
    REGULATOR_KINDS,
    STATES,
)
from footprint_app.pages import plain
from footprint_app.panel import Panel
from footprint_app.part_controls import STATUSES

_REGULATORS = {
    "": "None, or counted in the states",
    "ldo": "Linear (LDO)",
    "switching": "Switching",
}
_SUPPLIES = {
    "": "Not given: no loss counted",
    "mains": "Mains adapter",
    "rechargeable": "Rechargeable cells",
    "primary": "Primary cells",
    "solar": "Solar",
}
_TEXTS = {
    "regulator_supply": ("Mean voltage of the supply.", "5 V"),
    "regulator_load": ("Voltage at which the states are drawn. An LDO passes the current on.", "3.3 V"),
    "regulator_efficiency": ("Energy at the load over energy at the supply.", "85 %"),
    "regulator_quiescent": ("What the regulator itself draws all the time; none if left out.", "10 uW"),
    "supply_efficiency": ("Energy delivered over energy from the socket.", "85 %"),
    "supply_standby": ("What the adapter draws beyond that, all the time; none if left out.", "50 mW"),
    "supply_charge": ("Energy stored over energy that goes in.", "80 %"),
    "supply_harvest": ("Mean power over the year that reaches the device.", "2 mW"),
    "supply_count": ("Cells in one set; 1 if left out.", "2"),
    "supply_energy": ("Energy of one set of cells.", "4.5 Wh"),
    "supply_usable": ("Share of that energy that the device can use.", "90 %"),
    "supply_discharge": ("Share of the energy lost in a year without any load.", "2 % per year"),
    "supply_max": ("Most power that the set can deliver.", "500 mW"),
    "supply_every": ("Time after which a new set is put in; never if left out.", "3 years"),
    "training_energy": ("Measured electricity of one whole training.", "0.25 kWh"),
    "training_power": ("Mean power of one device.", "70 W"),
    "training_count": ("Devices that run together; 1 if left out.", "1"),
    "training_time": ("Time that they run.", "12 hours"),
    "training_pue": ("Power usage effectiveness: electricity of the data centre over that of its machines.", "1.2"),
    "training_every": ("Time after which the model is trained again; never if left out.", "1 year"),
}
"""What the fields of electricity mean, each with an example."""


def _texts(form: Panel, fields: tuple[str, ...]) -> None:
    """Text fields side by side, two in a row."""
    for pair in (fields[i : i + 2] for i in range(0, len(fields), 2)):
        for place, field in zip(st.columns(2), pair, strict=False):
            with place:
                form.text(field, *_TEXTS[field])


def use(form: Panel) -> None:
    """What the device draws, and what feeds it."""
    value = stage_choice(form, "use", {STATES: "Power states"}, "What the device draws.")
    if value == STATES:
        _states(form)
        _regulator(form)
        _supply(form)


def own_value(form: Panel, name: str) -> None:
    """A declared value with its source."""
    number, source = st.columns(2)
    with number:
        form.text(f"{name}_value", "In CO₂e, with its unit.", "0.31 kgCO2e")
    with source:
        form.text(f"{name}_source", "Where the value comes from.", "supplier, 2026")


def _states(form: Panel) -> None:
    fields = form.fields
    count = int(fields["states"]) if fields["states"].isdecimal() else 0
    for i in range(1, min(count, MAX_STATES) + 1):
        name, power, duty = st.columns([5, 5, 3])
        with name:
            form.text(f"state{i}_name", "What the device does in this state.", "active")
        with power:
            meaning = "Mean power in this state, or a current, which takes a voltage."
            form.text(f"state{i}_power", meaning, "20 mW", _power_typed, (i,))
        with duty:
            form.text(f"state{i}_duty", "Share of the time; all states together at most 100 %.", "2 %")
        _known(form, i)
    form.complain("states")
    with st.container(horizontal=True, gap="small"):
        st.button("Add a state", key="add_state", on_click=_count_states, args=(count + 1,),
                  disabled=count >= MAX_STATES)  # fmt: skip
        st.button("Remove the last", key="drop_state", on_click=_count_states, args=(count - 1,), disabled=count <= 1)
    currents = any(electric.is_current(fields[f"state{i}_power"]) for i in range(1, min(count, MAX_STATES) + 1))
    if currents or fields["voltage"]:
        form.text("voltage", "Voltage at which the currents are drawn; an LDO's load voltage does as well.", "3.3 V")
    else:
        form.complain("voltage")
    form.text("inferences", "Only for results per inference: what it takes is in the duty.", "60 per hour")


def _power_typed(i: int) -> None:
    session.put(**electric.retyped(session.current(), i, st.session_state[f"w_state{i}_power"]))


def _known(form: Panel, i: int) -> None:
    """How the power of a state is known, folded to one line."""
    keys = ("status", "low", "high", "source")
    fields = tuple(f"state{i}_{key}" for key in keys)
    words = ", ".join(filter(None, (form.fields[fields[0]], form.fields[fields[3]]))) or "how it is known"
    with panel.folded(form, f"state{i}_known", f"State {i}: {plain(words)}", fields) as shown:
        if not shown:
            return
        say = "Not said: calculated"
        form.select(fields[0], STATUSES, lambda o: o or say, "How the power or current is known.")
        for place, field, example in zip(st.columns(2), fields[1:3], ("19 mW", "21 mW"), strict=True):
            with place:
                form.text(field, "Bound of the power or current; both or none.", example)
        form.text(fields[3], "The capture, profile or data sheet it is from.", "data sheet, table 7")


def _count_states(count: int) -> None:
    session.put(states=str(count))


def _regulator(form: Panel) -> None:
    kind = form.select("regulator", list(_REGULATORS), lambda o: _REGULATORS.get(o, o), "Between supply and load.")
    _texts(form, REGULATOR_KINDS.get(kind, ()))


def _supply(form: Panel) -> None:
    meaning = "What feeds the device. With cells, how long one set lasts is part of the result."
    kind = form.select("supply", list(_SUPPLIES), lambda o: _SUPPLIES.get(o, o), meaning)
    if kind == "mains":
        _texts(form, ("supply_efficiency", "supply_standby"))
    if kind not in {"rechargeable", "primary", "solar"}:
        return
    if kind == "solar":
        _texts(form, ("supply_harvest",))
    if kind == "rechargeable":
        _texts(form, ("supply_charge", "supply_every"))
    known = tables.cells()
    none = "No cells" if kind == "solar" else "Choose a cell"
    words = {"": none, OWN_DEVICE: "Own cells, by energy", **{k: f"{c.title}, {_held(c)}" for k, c in known.items()}}
    cell = form.select("supply_cell", ["", *electric.cells_of(kind), OWN_DEVICE], lambda o: words.get(o, o))
    if cell in known and known[cell].source:
        st.caption(f"{known[cell].status}: {known[cell].source}")
    last = ("supply_max", *(("supply_charge", "supply_every") if kind == "solar" else ()))
    if cell:
        size = "supply_energy" if cell == OWN_DEVICE else "supply_count"
        _texts(form, (size, "supply_usable", "supply_discharge", *last))


def _held(cell: tables.Cell) -> str:
    """The usable energy of a cell, with its bounds."""
    low, typical, high = (f"{kwh * 1e3:.3g}" for kwh in cell.energy_kwh)
    return f"{typical} Wh ({low} to {high})"


def grid(form: Panel) -> None:
    """Where and when the device draws its electricity."""
    fields = form.fields
    given = f"As in the preset: {state.given_grid(fields)}"
    place, when = st.columns([3, 2])
    with place:
        meaning = "Grid intensity, life-cycle, production mix (Ember, Our World in Data). Changes the use stage only."
        _country(form, "country", {GIVEN: given}, meaning)
    with when:
        country = tables.countries().get(fields["country"])
        years = [str(y) for y in sorted(country.intensity, reverse=True)] if country else []
        form.select("year", ["", *years], lambda o: o or ("Newest" if country else "As in the preset"))


def _country(form: Panel, field: str, first: dict[str, str], meaning: str) -> None:
    countries = tables.countries()
    ordered = sorted(countries, key=lambda c: (c not in {"WORLD", "EU27"}, countries[c].name))
    words = {**first, **{c: f"{countries[c].name} ({c})" for c in ordered}}
    form.select(field, list(words), lambda o: words.get(o, o), meaning)


def stage_choice(form: Panel, section: str, ways: dict[str, str], meaning: str) -> str:
    """How a stage is given: as in the preset, in one of some ways, by an own value, or not at all."""
    first = state.initial_choice(form.fields, section)
    given = f"As in the preset: {state.given_words(form.fields, section)}"
    words = {GIVEN: given, NONE: "Not described", **ways, CUSTOM: "Own value", OFF: "Off"}
    options = [option for option in words if option not in {GIVEN, NONE} or option == first]
    chosen = form.select(section, options, lambda o: words.get(o, o), meaning)
    if chosen == CUSTOM:
        own_value(form, section)
    return chosen


def training(form: Panel) -> None:
    """Training of the model: as given, by energy, by hardware, or a value."""
    fields = form.fields
    ways = {ENERGY: "By measured energy", HARDWARE: "By hardware and time"}
    chosen = stage_choice(form, "training", ways, "Training of the model, shared by the units produced.")
    if chosen == ENERGY:
        _texts(form, ("training_energy",))
    if chosen == HARDWARE:
        devices = tables.training_devices()
        names = {
            "": "Choose one", OWN_DEVICE: "Another one, by its power",
            **{k: f"{d.title}, {d.tdp_w:g} W" for k, d in devices.items()},
        }  # fmt: skip
        form.select("training_device", list(names), lambda o: names.get(o, o), "Its power is the most it draws.")
        own = fields["training_device"] == OWN_DEVICE
        _texts(form, tuple(f for f in HARDWARE_FIELDS if f != "training_device" and (own or f != "training_power")))
    if chosen in (ENERGY, HARDWARE):
        _texts(form, ("training_every",))
        default = {"": f"Not given: {tables.DEFAULTS['country']}, newest year"}
        _country(form, "training_country", default, "Grid of the training.")
    form.text("units", "Published footprints charge all of it to one device.", "1000")
