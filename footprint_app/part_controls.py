"""The editor of parts: rows of part and quantity, with what is known of each and which set has a factor for it."""

from __future__ import annotations

import streamlit as st

from footprint import tables
from footprint.factors import FactorSet
from footprint.numbers import CO2E_TYPESET
from footprint.valuing import sets_that_value, valued_by
from footprint_app import panel, rows, session, state
from footprint_app.fields import LISTS, FieldError, cell
from footprint_app.pages import plain
from footprint_app.panel import Panel

STATUSES = ["", "measured", "calculated", "estimated", "assumed", "declared"]
_UNITS = {"mm2": "mm²", "pcs": "pieces"}
_MORE = {
    "low": ("Low {}", "8 mm2"), "high": ("High {}", "12 mm2"), "name": ("Own name {}", "what the list calls it"),
    "source": ("Source {}", "die photo"), "declared": (f"Declared {{}}, in kg {CO2E_TYPESET}", "0.31 kgCO2e"),
    "declared_low": ("Declared {}, low", "0.2 kgCO2e"), "declared_high": ("Declared {}, high", "0.4 kgCO2e"),
}  # fmt: skip
_MORE_ROWS = (("low", "high"), ("name",), ("source",), ("declared",), ("declared_low", "declared_high"))


def parts(form: Panel, name: str) -> None:
    """The parts of a block, folded to one line."""
    field = f"{name}_parts"
    with panel.folded(form, field, f"{tables.title(name)}, parts: {_words(form, field)}", (field,)) as shown:
        if not shown:
            return
        with form.listed(field, "Add a part") as listed:
            for i, row in enumerate(listed):
                _part(form, field, i, row)


def _words(form: Panel, field: str) -> str:
    """The parts in a few words, for the fold."""
    try:
        listed = [row for row in rows.read(field, form.fields[field]) if row]
    except FieldError:
        return "cannot be read"
    titles = [_title(row) for row in listed]
    if not titles:
        return "none yet"
    return ", ".join(titles[:3]) + (f" and {len(titles) - 3} more" if len(titles) > 3 else "")


def _title(row: rows.Row) -> str:
    known = tables.parts().get(row.get("part", ""))
    return str(row.get("name") or (known.title if known else row.get("part", "not chosen")))


@st.cache_data
def _options(block: str) -> list[str]:
    """Parts to choose from, those of the block first; freight, waste and inputs of the fab are no choice here."""
    known = [p for p in tables.parts().values() if p.block not in ("transport", "end_of_life")]
    known = [p for p in known if not p.key.startswith("fab-")]
    return [p.key for p in sorted(known, key=lambda p: p.block != block)]


@st.cache_data
def _labels() -> dict[str, str]:
    """Each part with the unit it is counted in, and whether any set has a factor."""
    labels = {}
    for part in tables.parts().values():
        units = " or ".join(_UNITS.get(u, u) for u in part.units)
        none = "" if any(sets_that_value(part.key, u) for u in part.units) else " · no factor"
        labels[part.key] = f"{part.title} · {units}{none}"
    return labels


def _part(form: Panel, field: str, i: int, row: rows.Row) -> None:
    block = LISTS[field][0]
    with st.container(key=f"row_{field}_{i}"):
        which, amount = st.columns([5, 3])
        part = str(row.get("part", ""))
        with which:
            form.cell_select(
                field, i, "part", f"Part {i + 1}", part, ["", *_options(block)],
                lambda o: _labels().get(o, "Choose a part" if not row.get("name") else "Not in the library"),
            )  # fmt: skip
        with amount:
            form.cell_text(field, i, "quantity", f"Quantity {i + 1}", row.get("quantity", ""), rows.example_of(part))
        with st.container(horizontal=True, gap="small"):
            here = f"{field}.{i}"
            held = [here, *(cell(field, i, key) for key in ("status", *_MORE))]
            with panel.folded(form, f"more_{here}", f"Details: {_known(row) or 'none'}", held) as shown:
                if shown:
                    _more(form, field, i, row)
            panel.remove_button(field, i, f"Remove part {i + 1}")
        _factors(form, row, told=form.complain_row(field, i))


def _more(form: Panel, field: str, i: int, row: rows.Row) -> None:
    """What is seldom given of a part."""
    form.cell_select(
        field, i, "status", f"How quantity {i + 1} is known", str(row.get("status", "")), STATUSES,
        lambda o: o or "not stated: calculated",
    )  # fmt: skip
    for keys in _MORE_ROWS:
        for place, key in zip(st.columns(len(keys)), keys, strict=True):
            with place:
                title, example = _MORE[key]
                form.cell_text(field, i, key, title.format(i + 1), str(row.get(key, "")), example)


def _known(row: rows.Row) -> str:
    """What a row says beside part and quantity."""
    said = [row.get("name", ""), row.get("status", "")]
    if row.get("low") or row.get("high"):
        said.append(f"{row.get('low', '?')} to {row.get('high', '?')}")
    if row.get("declared"):
        said.append(f"declared {row['declared']}")
    said.append(row.get("source", ""))
    return ", ".join(plain(str(s)) for s in said if s)


def _factors(form: Panel, row: rows.Row, *, told: bool) -> None:
    """Where the factor of a part comes from; without one, what to do, unless it is said above."""
    part = str(row.get("part", ""))
    unit = rows.unit_of(part, str(row.get("quantity", "")))
    if not part or unit is None or row.get("declared"):
        return
    chosen = state.chosen_sets(form.fields)
    own = valued_by(part, unit, chosen)
    if own is not None:
        if len(chosen) > 1:
            st.caption(f"Factor from {own.key}")
        return
    others = sets_that_value(part, unit)
    if not others:
        st.info("No factor set has a factor for this part: it is listed, and not in the total. "
                'A value of your own can be declared under "Details".')  # fmt: skip
        return
    if not told:
        st.warning(_no_factor(chosen, "this part"))
    fill_buttons(others, f"{part}_{row.get('quantity')}")


def _no_factor(chosen: list[FactorSet], what: str) -> str:
    keys = [one.key for one in chosen]
    return f"{' and '.join(keys)} {'has' if len(keys) == 1 else 'have'} no factor for {what}."


def fill_buttons(others: tuple[str, ...], key: str) -> None:
    """A button for each set that could fill a gap."""
    with st.container(horizontal=True, gap="small"):
        for other in others:
            st.button(f"Fill gaps from {other}", key=f"fill_{other}_{key}", on_click=session.fill_from, args=(other,))


def way_out(form: Panel) -> None:
    """Buttons for what an error says can be done about the factor sets."""
    fill_buttons(state.sets_that_help(form.fields, form.error), "headline")
    other = state.set_to_use(form.error)
    if other is not None:
        st.button(f"Use {other} as the factor set", key=f"use_{other}", on_click=session.use_set, args=(other,))


def legs(form: Panel) -> None:
    """The legs of the way to the place of use, and what counts of them."""
    field = "transport_legs"
    form.check("transport_wtt", "Well to tank: making the fuel counts as a row of its own.")
    form.check("transport_rf", "Radiative forcing: flights count with their effects at height, about 1.7 times.")
    with form.listed(field, "Add a leg") as listed:
        for i, row in enumerate(listed):
            with st.container(key=f"row_{field}_{i}"):
                _leg(form, i, row)


def _leg(form: Panel, i: int, row: rows.Row) -> None:
    field, titles = "transport_legs", tables.parts()
    modes = list(tables.freight_modes())
    mode, distance, mass = st.columns([4, 2, 2])
    with mode:
        form.cell_select(field, i, "mode", f"Mode {i + 1}", str(row.get("mode", "")), ["", *modes],
                         lambda o: titles[f"{o}-freight"].title if o else "Choose a mode")  # fmt: skip
    with distance:
        form.cell_text(field, i, "distance", f"Distance {i + 1}", row.get("distance", ""), "8000 km")
    with mass:
        form.cell_text(field, i, "mass", f"Mass {i + 1}", row.get("mass", ""), "120 g")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(plain(str(row.get("source", ""))), width="stretch")
        panel.remove_button(field, i, f"Remove leg {i + 1}")
    _lacking(form, f"{row.get('mode', '')}-freight", "tkm", f"leg_{i}", told=form.complain_row(field, i))


def _lacking(form: Panel, key: str, unit: str, place: str, *, told: bool) -> None:
    """What the chosen sets lack for a row, unless it is said above, and which set has it."""
    sets, part = state.chosen_sets(form.fields), tables.parts().get(key)
    if part is not None and valued_by(key, unit, sets) is None:
        if not told:
            st.warning(_no_factor(sets, part.title))
        fill_buttons(sets_that_value(key, unit), place)


def disposal(form: Panel) -> None:
    """Masses by material and route."""
    field = "end_of_life_disposal"
    with form.listed(field, "Add a line") as listed:
        for i, row in enumerate(listed):
            with st.container(key=f"row_{field}_{i}"):
                _disposal(form, i, row)


def _disposal(form: Panel, i: int, row: rows.Row) -> None:
    field, routes = "end_of_life_disposal", tables.waste_routes()
    material, route, mass = st.columns([3, 3, 2])
    chosen = str(row.get("material", ""))
    with material:
        form.cell_select(field, i, "material", f"Material {i + 1}", chosen, ["", *routes],
                         lambda o: o.replace("-", ", ").capitalize() or "Choose a material")  # fmt: skip
    with route:
        form.cell_select(
            field, i, "route", f"Route {i + 1}", str(row.get("route", "")), ["", *routes.get(chosen, ())],
            lambda o: o.capitalize() or "Choose a route",
        )  # fmt: skip
    with mass:
        form.cell_text(field, i, "mass", f"Mass {i + 1}", row.get("mass", ""), "25 g")
    with st.container(horizontal=True, gap="small", horizontal_alignment="right"):
        panel.remove_button(field, i, f"Remove line {i + 1}")
    key = f"waste-{chosen}-{row.get('route', '')}"
    _lacking(form, key, "g", f"waste_{i}", told=form.complain_row(field, i))
