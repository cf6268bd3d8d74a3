"""The calculator's controls: widgets over `state.Fields`, with undo, reset and the address bar.

The fields in the session are the truth; a widget shows its field and writes it back when it is
changed. So a bad value from a link stays visible, and undo is putting older fields back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

import streamlit as st

from footprint import assess, tables
from footprint.errors import InputError
from footprint.factors import DEFAULT, load_set
from footprint.numbers import CO2E_TYPESET, column
from footprint.presets import system_from_bytes
from footprint.quantities import write_quantity
from footprint_app import state
from footprint_app.settings import UPLOAD_MB
from footprint_app.state import CUSTOM, GIVEN, NONE, OFF, Fields

UNDO_STEPS = 20
RARE_BLOCKS = ("memory", "connectivity", "actuators", "security")
"""Blocks that most TinyML devices do not have apart from the processor; folded."""
MAIN_BLOCKS = tuple(name for name in tables.BLOCKS if name not in RARE_BLOCKS)


def arrive() -> Fields:
    """The fields of this session; on the first run those of the link."""
    if "fields" not in st.session_state:
        arrived = state.from_query(st.query_params.to_dict())
        st.session_state.update(fields=arrived.fields, history=[], notes=list(arrived.notes))
    fields: Fields = st.session_state["fields"]
    return fields


def notes() -> list[str]:
    """What the link or the last upload could not give."""
    found: list[str] = st.session_state["notes"]
    return found


def _remember(new: Fields) -> None:
    """Make `new` the fields of the session; the old ones can be undone."""
    history: list[Fields] = st.session_state["history"]
    history.append(st.session_state["fields"])
    del history[:-UNDO_STEPS]
    st.session_state["fields"] = new
    st.session_state["notes"] = []


def _changed(key: str) -> None:
    value = st.session_state[f"w_{key}"]
    fields: Fields = st.session_state["fields"]
    new = {**fields, key: ",".join(value) if isinstance(value, list) else (value or "")}
    if key == "use" and value == "states" and not fields["state1_name"]:
        new |= {"states": "1", "state1_name": "active", "state1_power": "1 mW", "state1_duty": "100 %"}
    if key in state.SECTIONS and value == CUSTOM and not fields[f"{key}_value"]:
        new[f"{key}_value"] = _present_value(fields, key)
    _remember(new)


def _present_value(fields: Fields, section: str) -> str:
    """What a block or stage has now, as the text an own value starts from."""
    try:
        present = assess(state.build(fields)).by_block.get(section)
    except InputError:
        present = None
    return write_quantity(float(f"{present.typical:.6g}"), "kgCO2e") if present else ""


def choose_preset(name: str) -> None:
    """Fill all fields from a preset, as one step that can be undone."""
    compare: str = st.session_state["fields"]["compare"]
    _remember({**state.initial(name), "compare": compare})


def undo() -> None:
    """Put the previous fields back."""
    st.session_state["fields"] = st.session_state["history"].pop()
    st.session_state["notes"] = []


def can_undo() -> bool:
    """Whether there is a step to undo."""
    return bool(st.session_state["history"])


def before() -> Fields | None:
    """The fields before the last change."""
    history: list[Fields] = st.session_state["history"]
    return history[-1] if history else None


def reset() -> None:
    """Back to the preset or file as it came."""
    fields: Fields = st.session_state["fields"]
    try:
        fresh = state.initial(fields["base"], fields["file"])
    except InputError:
        fresh = state.initial()
    _remember({**fresh, "compare": fields["compare"]})


def link_fits(query: dict[str, str]) -> bool:
    """Whether a state is short enough for a link."""
    return state.link_length(query) <= state.LINK_LIMIT


def keep_link(fields: Fields) -> None:
    """Write the state into the address bar, or nothing where it does not fit."""
    query = state.to_query(fields)
    if not link_fits(query):
        query = {}
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)


# --- widgets -----------------------------------------------------------------------------------


class Panel:
    """Widgets over the fields; the one bad field, if any, gets its message beside it."""

    def __init__(self, fields: Fields, error: state.FieldError | None) -> None:
        self.fields = fields
        self.error = error

    def select(self, key: str, options: list[str], say: Callable[[str], str], meaning: str | None = None) -> str:
        """A choice; a value that is no option stays visible and is marked."""
        value, known = self.fields[key], set(options)
        if value not in known:
            options = [*options, value]
        st.session_state[f"w_{key}"] = value
        st.selectbox(
            state.label(key), options, key=f"w_{key}", help=meaning, on_change=_changed, args=(key,),
            format_func=lambda o: say(o) if o in known else f"{o} (not valid)",
        )  # fmt: skip
        self.complain(key)
        return value

    def text(self, key: str, meaning: str, example: str) -> None:
        """A line of text, e.g. a number with its unit."""
        st.session_state[f"w_{key}"] = self.fields[key]
        st.text_input(
            state.label(key), key=f"w_{key}", help=meaning, placeholder=example, on_change=_changed, args=(key,),
            max_chars=300,
        )  # fmt: skip
        self.complain(key)

    def complain(self, key: str) -> None:
        """The message of the bad field, in words, beside it."""
        if self.error is not None and self.error.field == key:
            st.error(str(self.error))


def draw(fields: Fields, error: state.FieldError | None) -> None:
    """All controls, in the order of the life cycle; what is seldom changed, and on a phone every group, is folded."""
    panel = Panel(fields, error)
    panel.complain("name")
    with _group(panel, "making", "Making and transport", "block by block", MAIN_BLOCKS) as shown:
        for name in MAIN_BLOCKS if shown else ():
            _block(panel, name)
    with _folded(panel, "rare", f"Memory, radio, actuators, security: {_rare_words(fields)}", RARE_BLOCKS) as shown:
        for name in RARE_BLOCKS if shown else ():
            _block(panel, name)
    with _folded(panel, "further", f"Further blocks, as YAML: {_extra_words(fields)}", ("extra",)) as shown:
        if shown:
            _extra(panel)
    use = ("lifetime", "use", "country", "year", "states", *state.STATE_FIELDS)
    with _group(panel, "use", "Use", f"{fields['lifetime']}, {_section_words(fields, 'use')}", use) as shown:
        if shown:
            panel.text("lifetime", "Time in service. A year has 8760 h.", "3 years")
            _use(panel)
            _grid(panel)
    words = "; ".join(_section_words(fields, name) for name in ("training", "end_of_life"))
    stages = ("training", "end_of_life", "units")
    with _folded(panel, "stages", f"Training and end of life: {words}", stages) as shown:
        if shown:
            _section(panel, "training", "Training of the model, shared by the units produced.")
            panel.text("units", "Published footprints charge all of it to one device.", "1000")
            _section(panel, "end_of_life", "Collection, recycling and disposal.")
    with _folded(panel, "open", "Open a system file", ()) as shown:
        if shown:
            _upload()


def on_phone() -> bool:
    """Whether the browser says that it is a phone's."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


@contextmanager
def _group(panel: Panel, key: str, title: str, summary: str, fields: Collection[str]) -> Iterator[bool]:
    """Controls under a heading; on a phone folded to one line."""
    if on_phone():
        with _folded(panel, key, f"{title}: {summary}", fields) as shown:
            yield shown
    else:
        st.subheader(title, anchor=False)
        yield True


@contextmanager
def _folded(panel: Panel | None, key: str, label: str, fields: Collection[str]) -> Iterator[bool]:
    """A fold that opens by itself on a bad field; says whether to draw what it holds.

    What is folded is not drawn at all: the page is there sooner.
    """
    key = f"fold_{key}"
    bad = panel.error.field if panel and panel.error else ""
    if bad.removesuffix("_value").removesuffix("_source") in fields:
        st.session_state[key] = True
    fold = st.expander(label, key=key, on_change="rerun")
    with fold:
        yield bool(fold.open)


def _rare_words(fields: Fields) -> str:
    choices = {fields[name] for name in RARE_BLOCKS}
    if choices <= {NONE}:
        return "not described"
    return "none or embedded" if all(c.startswith("0.") or c == NONE for c in choices) else "set"


def _extra_words(fields: Fields) -> str:
    lines = len(fields["extra"].strip().splitlines())
    return f"{lines} {'line' if lines == 1 else 'lines'}" if lines else "none"


def _section_words(fields: Fields, name: str) -> str:
    """What a stage's control says, in a few words."""
    choice = fields[name]
    words = {
        "states": "power states",
        OFF: "off",
        NONE: "not described",
        CUSTOM: fields[f"{name}_value"] or "own value",
    }
    return words.get(choice, state.given_words(fields, name) if choice == GIVEN else choice)


@st.cache_data
def _level_labels(block: str) -> dict[str, str]:
    """The levels of a block that have a value, with it."""
    factors = load_set(DEFAULT).factors
    found = {c: factors[f"{block}.hsl-{c}"] for c in state.hsl_choices() if f"{block}.hsl-{c}" in factors}
    # The three cases of a level that is none or embedded are one zero: offer it once.
    found = {c: f for c, f in found.items() if f.kg_co2e.high > 0 or not c.startswith("0.") or c == "0.typical"}
    unit, amounts = column(f.kg_co2e.typical for f in found.values())
    labels = {}
    for (choice, factor), amount in zip(found.items(), amounts, strict=True):
        level, case = choice.split(".")
        said = case if factor.kg_co2e.high > 0 or level != "0" else "none or embedded"
        labels[choice] = f"HSL-{level} {said} · {amount.strip()} {unit}"
    return labels


def _level_holds(block: str, choice: str) -> str:
    """What a level holds: ``50 g ABS plastic granulate, ...``."""
    level, _, case = choice.partition(".")
    held = []
    for row in tables.hsl_spec().get((block, int(level)), ()) if level.isdecimal() else ():
        quantity = row.quantity(case)
        if row.part and quantity:
            unit = "×" if row.unit == "pcs" else row.unit.replace("2", "²")
            held.append(f"{quantity:g} {unit} {row.component}")
    return ", ".join(held)


def _block(panel: Panel, name: str) -> None:
    info = tables.BLOCKS[name]
    labels = _level_labels(name)
    fields = panel.fields
    value = fields[name]
    # Zero levels differ only in their case: show the one that is set.
    if value.startswith("0.") and value not in labels and value in state.hsl_choices() and "0.typical" in labels:
        labels = {value if k == "0.typical" else k: v for k, v in labels.items()}
    options = [*labels, CUSTOM, OFF]
    if value == NONE or state.initial_choice(fields, name) == NONE:
        options.append(NONE)
    if value == GIVEN or state.initial_choice(fields, name) == GIVEN:
        options.insert(0, GIVEN)
    words = {**labels, CUSTOM: "Own value", OFF: "Off", NONE: "Not described", GIVEN: "As in the preset or file"}
    meaning = f"{info.meaning[0].upper()}{info.meaning[1:]}. HSL: hardware specification level (Pirson and Bol 2021)."
    panel.select(name, options, lambda o: words.get(o, o), meaning)
    if value == CUSTOM:
        _custom(panel, name)
    elif value in labels and (held := _level_holds(name, value)):
        st.caption(held)


def _custom(panel: Panel, name: str) -> None:
    number, source = st.columns(2)
    with number:
        panel.text(f"{name}_value", f"In {CO2E_TYPESET}, with its unit.", "0.31 kgCO2e")
    with source:
        panel.text(f"{name}_source", "Where the value comes from.", "supplier, 2026")


def _section(panel: Panel, name: str, meaning: str) -> None:
    """A stage that is as in the preset, an own value, or off."""
    options = [GIVEN, CUSTOM, OFF] if state.initial_choice(panel.fields, name) == GIVEN else [NONE, CUSTOM, OFF]
    words = {GIVEN: f"As in the preset: {state.given_words(panel.fields, name)}", CUSTOM: "Own value", OFF: "Off",
             NONE: "Not described"}  # fmt: skip
    if panel.select(name, options, lambda o: words.get(o, o), meaning) == CUSTOM:
        _custom(panel, name)


def _use(panel: Panel) -> None:
    fields = panel.fields
    first = state.initial_choice(fields, "use")
    options = [*([first] if first in {GIVEN, NONE} else []), "states", CUSTOM, OFF]
    given = f"As in the preset: {state.given_words(fields, 'use')}"
    words = {GIVEN: given, "states": "Power states", CUSTOM: "Own value", OFF: "Off", NONE: "Not described"}
    value = panel.select("use", options, lambda o: words.get(o, o), "What the device draws.")
    if value == CUSTOM:
        _custom(panel, "use")
    if value != "states":
        return
    count = int(fields["states"]) if fields["states"].isdecimal() else 0
    for i in range(1, min(count, state.MAX_STATES) + 1):
        name, power, duty = st.columns([3, 2, 2])
        with name:
            panel.text(f"state{i}_name", "What the device does in this state.", "active")
        with power:
            panel.text(f"state{i}_power", "Mean power in this state.", "20 mW")
        with duty:
            panel.text(f"state{i}_duty", "Share of the time; all states together at most 100 %.", "2 %")
    panel.complain("states")
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Add a state",
            key="add_state",
            on_click=_count_states,
            args=(count + 1,),
            disabled=count >= state.MAX_STATES,
        )
        st.button("Remove the last", key="drop_state", on_click=_count_states, args=(count - 1,), disabled=count <= 1)


def _count_states(count: int) -> None:
    _remember({**st.session_state["fields"], "states": str(count)})


def _grid(panel: Panel) -> None:
    fields = panel.fields
    countries = tables.countries()
    ordered = sorted(countries, key=lambda c: (c not in {"WORLD", "EU27"}, countries[c].name))
    given = f"As in the preset: {state.given_grid(fields)}"
    place, when = st.columns([3, 2])
    with place:
        panel.select(
            "country", [GIVEN, *ordered],
            lambda o: given if o == GIVEN else f"{countries[o].name} ({o})",
            "Grid intensity, life-cycle, production mix (Ember via Our World in Data). Changes the use stage only.",
        )  # fmt: skip
    with when:
        country = countries.get(fields["country"])
        years = [str(y) for y in sorted(country.intensity, reverse=True)] if country else []
        panel.select("year", ["", *years], lambda o: o or ("Newest" if country else "As in the preset"))


def _extra(panel: Panel) -> None:
    st.session_state["w_extra"] = panel.fields["extra"]
    st.text_area(
        state.label("extra"), key="w_extra", on_change=_changed, args=("extra",), height=120, max_chars=20_000,
        placeholder='antenna: {declared: 0.02 kgCO2e, low: 0.01 kgCO2e, high: 0.04 kgCO2e, source: "supplier"}\n'
                    "radio_die: {parts: [{part: die-90nm, quantity: 10 mm^2}]}",
        help="One block per line, given as declared or parts, as in the system file.",
    )  # fmt: skip
    panel.complain("extra")


def _upload() -> None:
    file = st.file_uploader(
        f"A system file (YAML) or a result (JSON), at most {UPLOAD_MB} MB", type=["yaml", "yml", "json"],
        max_upload_size=UPLOAD_MB, key="upload",
    )  # fmt: skip
    if file is None or st.session_state.get("uploaded") == file.file_id:
        return
    st.session_state["uploaded"] = file.file_id
    try:
        fields = state.uploaded(system_from_bytes(file.getvalue(), file.name))
    except InputError as error:
        st.error(f"The file was not opened: {error} Your entries are unchanged.")
        return
    _remember({**fields, "compare": st.session_state["fields"]["compare"]})
    st.rerun()


def compare(fields: Fields, names: dict[str, str]) -> None:
    """Which reference products stand beside the device."""
    known = [k for k in fields["compare"].split(",") if k in names]
    count = f"{len(known)} of {len(names)} products"
    with _folded(None, "compare", f"{state.label('compare')}: {count}", ()) as shown:
        if not shown:
            return
        st.session_state["w_compare"] = known
        st.multiselect(
            state.label("compare"),
            list(names),
            key="w_compare",
            format_func=names.__getitem__,
            on_change=_changed,
            args=("compare",),
        )
