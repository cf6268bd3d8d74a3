"""The calculator's controls, in the order of the life cycle."""

from __future__ import annotations

import streamlit as st

from footprint import tables
from footprint.errors import InputError
from footprint.factors import DEFAULT, load_set, set_keys
from footprint.numbers import column, count
from footprint.presets import system_from_bytes
from footprint_app import panel, part_controls, session, state, use_controls
from footprint_app.fields import (
    CUSTOM,
    CUT_OFF,
    DISPOSAL,
    DRAW_CHOICES,
    GIVEN,
    HSL_CHOICES,
    LEGS,
    NO_DRAWS,
    NONE,
    OFF,
    PARTS,
    STATES,
    TRAINING_FIELDS,
    USE_FIELDS,
    FieldError,
    Fields,
    label,
)
from footprint_app.panel import Panel
from footprint_app.settings import UPLOAD_MB

RARE_BLOCKS = ("memory", "connectivity", "actuators", "security")
"""Blocks that most TinyML devices do not have apart from the processor; folded."""
MAIN_BLOCKS = tuple(name for name in tables.BLOCKS if name not in RARE_BLOCKS)


def draw(fields: Fields, error: FieldError | None) -> None:
    """All controls; what is seldom changed, and on a phone every group, is folded."""
    form = Panel(fields, error)
    form.complain("name")
    with panel.group(form, "making", "Making and transport", "block by block", MAIN_BLOCKS) as shown:
        for name in MAIN_BLOCKS if shown else ():
            _block(form, name)
    rare = f"Memory, radio, actuators, security: {_words(fields, RARE_BLOCKS, 'none or embedded')}"
    with panel.folded(form, "rare", rare, RARE_BLOCKS) as shown:
        for name in RARE_BLOCKS if shown else ():
            _block(form, name)
    optional = tuple(tables.OPTIONAL_BLOCKS)
    added = f"Packaging, installation, gateway: {_words(fields, optional, 'none')}"
    with panel.folded(form, "optional", added, optional) as shown:
        for name in optional if shown else ():
            _block(form, name)
    with panel.folded(form, "further", f"Further blocks, as YAML: {_extra_words(fields)}", ("extra",)) as shown:
        if shown:
            _extra(form)
    used = ("lifetime", "use", "country", "year", *USE_FIELDS)
    with panel.group(form, "use", "Use", f"{fields['lifetime']}, {_section_words(fields, 'use')}", used) as shown:
        if shown:
            form.text("lifetime", "Time in service. A year has 8760 h.", "3 years")
            use_controls.use(form)
            if fields["use"] != STATES or fields["supply"] not in ("primary", "solar") or fields["country"] != GIVEN:
                use_controls.grid(form)
    words = "; ".join(_section_words(fields, name) for name in ("training", "end_of_life"))
    stages = ("training", "end_of_life", *TRAINING_FIELDS)
    with panel.folded(form, "stages", f"Training and end of life: {words}", stages) as shown:
        if shown:
            use_controls.training(form)
            _end_of_life(form)
    assessing(form)
    with panel.folded(form, "open", "Open a system file", ()) as shown:
        if shown:
            _upload()


def assessing(form: Panel) -> None:
    """How a device is assessed, whatever it is: factor sets and draws, folded."""
    fields = form.fields
    with panel.folded(form, "sets", f"Factor sets: {_sets_words(fields)}", ("factors", "fill")) as shown:
        if shown:
            _factor_sets(form)
    with panel.folded(form, "draws", f"Uncertainty: {_draws_words(fields)}", ("draws", "seed")) as shown:
        if shown:
            _draws(form)


def _words(fields: Fields, names: tuple[str, ...], nothing: str) -> str:
    """What some blocks say, in a few words for their fold."""
    choices = {fields[name] for name in names}
    if choices <= {NONE}:
        return "not described"
    return nothing if all(c.startswith("0.") or c == NONE for c in choices) else "set"


def _extra_words(fields: Fields) -> str:
    lines = len(fields["extra"].strip().splitlines())
    return f"{lines} {'line' if lines == 1 else 'lines'}" if lines else "none"


def _section_words(fields: Fields, name: str) -> str:
    """What a stage's control says, in a few words."""
    choice = fields[name]
    words = {
        STATES: "power states", OFF: "off", NONE: "not described", CUSTOM: fields[f"{name}_value"] or "own value",
        DISPOSAL: "by mass and route", CUT_OFF: "cut off", "energy": "by energy", "hardware": "by hardware",
    }  # fmt: skip
    return words.get(choice, state.given_words(fields, name) if choice == GIVEN else choice)


def _sets_words(fields: Fields) -> str:
    fill = state.fills(fields)
    return f"{fields['factors']}, gaps filled from {', '.join(fill)}" if fill else fields["factors"]


@st.cache_data
def _level_labels(block: str, factors: str = DEFAULT) -> dict[str, str]:
    """The levels of a block that have a value, with it."""
    known = load_set(factors if factors in set_keys() else DEFAULT).factors
    found = {c: known[f"{block}.hsl-{c}"] for c in HSL_CHOICES if f"{block}.hsl-{c}" in known}
    # The three cases of a level that is none or embedded are one zero: offer it once.
    found = {c: f for c, f in found.items() if f.kg_co2e.high > 0 or not c.startswith("0.") or c == "0.typical"}
    unit, amounts = column(f.kg_co2e.typical for f in found.values())
    labels = {}
    for (choice, factor), amount in zip(found.items(), amounts, strict=True):
        level, case = choice.split(".")
        said = case if factor.kg_co2e.high > 0 or level != "0" else "none or embedded"
        labels[choice] = f"HSL-{level} {said} · {amount.strip()} {unit}"
    return labels


def _levels(block: str, factors: str) -> dict[str, str]:
    """The levels to choose from; those without a published value in the chosen set are worked out from parts."""
    published = _level_labels(block)
    own = _level_labels(block, factors)
    return {c: own.get(c) or text.split(" · ")[0] for c, text in published.items()}


def _level_holds(block: str, choice: str) -> str:
    """What a level holds: ``50 g ABS plastic granulate, ...``."""
    level, _, case = choice.partition(".")
    held = []
    for row in tables.hsl_spec().get((block, int(level)), ()) if level.isdecimal() else ():
        quantity = row.quantity(case)
        if quantity:
            unit = "×" if row.unit == "pcs" else row.unit.replace("2", "²")
            held.append(f"{quantity:g} {unit} {row.component}")
    return ", ".join(held)


def _block(form: Panel, name: str) -> None:
    info = tables.ALL_BLOCKS[name]
    fields = form.fields
    labels = _levels(name, fields["factors"]) if name in tables.BLOCKS else {}
    value = fields[name]
    # Zero levels differ only in their case: show the one that is set.
    if value.startswith("0.") and value not in labels and value in HSL_CHOICES and "0.typical" in labels:
        labels = {value if k == "0.typical" else k: v for k, v in labels.items()}
    listed = LEGS if name == "transport" else PARTS
    options = [*labels, listed, CUSTOM, OFF]
    first = state.initial_choice(fields, name)
    if NONE in (value, first):
        options.append(NONE)
    if GIVEN in (value, first):
        options.insert(0, GIVEN)
    words = {**labels, PARTS: "Parts", LEGS: "Legs", CUSTOM: "Own value", OFF: "Off", NONE: "Not described",
             GIVEN: "As in the preset or file"}  # fmt: skip
    meaning = f"{info.meaning[0].upper()}{info.meaning[1:]}."
    if labels:
        meaning += " HSL: hardware specification level (Pirson and Bol 2021)."
    form.select(name, options, lambda o: words.get(o, o), meaning)
    if value == CUSTOM:
        use_controls.own_value(form, name)
    elif value == PARTS and name != "transport":
        part_controls.parts(form, name)
    elif value == LEGS and name == "transport":
        part_controls.legs(form)
    elif value in labels and (held := _level_holds(name, value)):
        st.caption(held)


def _end_of_life(form: Panel) -> None:
    ways = {DISPOSAL: "By mass and route", CUT_OFF: "Cut off: nothing counts"}
    chosen = use_controls.stage_choice(form, "end_of_life", ways, "Collection, recycling and disposal.")
    if chosen == CUT_OFF:
        form.text("end_of_life_why", "Stands in the boundary of the result.", state.CUT_OFF_WHY)
    if chosen == DISPOSAL:
        part_controls.disposal(form)


def _factor_sets(form: Panel) -> None:
    titles = {key: load_set(key).title for key in set_keys()}
    meaning = "Whose emission factors turn the device into kg CO₂e."
    chosen = form.select("factors", list(titles), lambda o: titles.get(o, o), meaning)
    others = {key: title for key, title in titles.items() if key != chosen}
    given = state.fills(form.fields)
    # An unknown set of a link stays in the field until it is changed here, and is said below.
    st.session_state["w_fill"] = [key for key in given if key in others]
    st.multiselect(
        label("fill"), list(others), key="w_fill", format_func=lambda o: titles.get(o, o), on_change=session.changed,
        args=("fill",), placeholder="Nothing: what the set lacks is an error",
        help="Asked in this order for what the first set does not have; the result lists what they gave.",
    )  # fmt: skip
    form.complain("fill")
    if chosen in titles:
        st.caption(load_set(chosen).summary)


def _draws_words(fields: Fields) -> str:
    draws = _draws_label(fields["draws"])
    return draws if fields["draws"] == NO_DRAWS else f"{draws} draws, seed {fields['seed']}"


def _draws_label(choice: str) -> str:
    if choice == NO_DRAWS:
        return "bounds only"
    return count(int(choice)) if choice in DRAW_CHOICES else choice


def _draws(form: Panel) -> None:
    """How many draws the interval is made of, and what they follow from."""
    meaning = "With draws the interval is P5 to P95: 90 % of the draws lie in it. Bounds only is no probability."
    chosen = form.select("draws", list(DRAW_CHOICES), _draws_label, meaning)
    if chosen != NO_DRAWS:
        form.text("seed", "The same seed gives the same draws. Another seed shows how much draws alone move it.", "1")


def _extra(form: Panel) -> None:
    st.session_state["w_extra"] = form.fields["extra"]
    st.text_area(
        label("extra"), key="w_extra", on_change=session.changed, args=("extra",), height=120, max_chars=20_000,
        placeholder='antenna: {declared: 0.02 kgCO2e, low: 0.01 kgCO2e, high: 0.04 kgCO2e, source: "supplier"}\n'
                    "radio_die: {parts: [{part: die-90nm, quantity: 10 mm^2}]}",
        help="One block per line, given as declared or parts, as in the system file.",
    )  # fmt: skip
    form.complain("extra")


def _upload() -> None:
    words = f"A system file (YAML) or a result (JSON), at most {UPLOAD_MB} MB"
    file = panel.uploader(words, ["yaml", "yml", "json"], "upload")
    if file is None or st.session_state.get("uploaded") == file.file_id:
        return
    st.session_state["uploaded"] = file.file_id
    try:
        fields = state.uploaded(system_from_bytes(file.getvalue(), file.name))
    except InputError as error:
        st.error(f"The file was not opened: {error} Your entries are unchanged.")
        return
    session.use_system(fields)
    st.rerun()


def compare(fields: Fields, names: dict[str, str]) -> None:
    """Which reference products stand beside the device."""
    known = [k for k in fields["compare"].split(",") if k in names]
    count = f"{len(known)} of {len(names)} products"
    with panel.folded(None, "compare", f"{label('compare')}: {count}", ()) as shown:
        if not shown:
            return
        st.session_state["w_compare"] = known
        st.multiselect(
            label("compare"), list(names), key="w_compare", format_func=names.__getitem__,
            on_change=session.changed, args=("compare",),
        )  # fmt: skip
