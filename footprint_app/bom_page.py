"""The page of bills of materials: upload a list of parts, see what of it is covered, and use it as the device."""

from __future__ import annotations

from html import escape

import streamlit as st

from footprint import tables
from footprint.bom import Bom, Coverage, Mapped, bom_from_bytes, coverage, map_bom, to_system_dict
from footprint.bom.valued import lacking, production, valued_with
from footprint.errors import InputError
from footprint.findings import main_finding
from footprint.numbers import CO2E_TYPESET, mass_interval, percent
from footprint.quantities import parse_quantity
from footprint.result import Footprint
from footprint.system import System
from footprint_app import charts, pages, panel, part_controls, session, state
from footprint_app.fields import Fields, whole_number
from footprint_app.settings import UPLOAD_MB

_EXAMPLE = "example_bom.csv"
_MOST = 100
"""More lines than this are counted, not listed."""
_FIELDS = {
    "reference": "references", "quantity": "pieces", "value": "value", "package": "package", "mpn": "part number",
    "component": "component", "description": "description", "manufacturer": "manufacturer",
    "unit_cost": "cost of one", "total_cost": "cost of the line", "mass": "mass of one",
    "total_mass": "mass of the line", "group": "group", "dnp": "not fitted", "fitted": "fitted",
}  # fmt: skip
"""How a person calls what a column was read as."""


def page() -> None:
    """Draw the page."""
    pages.begin("Footprint of a bill of materials")
    fields = session.arrive()
    pages.section(_upload)
    given = st.session_state.get("bom")
    if given is None:
        pages.section(_invite)
    else:
        pages.section(_report, fields, *given)
    session.keep_link(fields)


def _upload() -> None:
    words = f"A list of parts as CSV, or from KiCad (.xml, .kicad_pcb), at most {UPLOAD_MB} MB"
    file = panel.uploader(words, ["csv", "tsv", "txt", "xml", "kicad_pcb"], "bom_file")
    if file is not None and st.session_state.get("bom_id") != file.file_id:
        st.session_state.update(bom_id=file.file_id, bom=(file.name, file.getvalue()))


def _invite() -> None:
    st.markdown(
        "Each line is mapped to a part of the library by rules. You see which lines are covered, which are not and "
        "why, and what making the covered ones emits. A heading row names at least a component or a reference, and a "
        "quantity; package, description, mass and cost help. Nothing leaves this machine."
    )
    with st.container(horizontal=True, gap="small"):
        st.button("Try the example", key="bom_example", on_click=_take_example, type="primary")
        st.download_button("Download the example", pages.text(_EXAMPLE), _EXAMPLE, "text/csv", key="bom_download",
                           on_click="ignore")  # fmt: skip


def _take_example() -> None:
    st.session_state["bom"] = (_EXAMPLE, pages.text(_EXAMPLE).encode())


@st.cache_data(max_entries=8, show_spinner="Reading the list")
def _read(name: str, raw: bytes) -> Bom:
    return bom_from_bytes(raw, name)


@st.cache_data(max_entries=8, show_spinner="Finding the parts")
def _map(name: str, raw: bytes, area_mm2: float | None, layers: int | None) -> list[Mapped]:
    return map_bom(_read(name, raw), board_area_mm2=area_mm2, board_layers=layers)


def _report(fields: Fields, name: str, raw: bytes) -> None:
    try:
        bom = _read(name, raw)
    except InputError as error:
        st.error(f"The list was not read: {error} The device in the calculator is unchanged.")
        _invite()
        return
    stem = name.rpartition(".")[0] or name
    number_place = st.container()
    called, years, given_area, given_layers = _asked(fields, bom, stem)
    try:
        area_mm2 = parse_quantity(given_area, "mm2").value if given_area.strip() else None
        mapped = _map(name, raw, area_mm2, whole_number("", given_layers, "4") if given_layers.strip() else None)
        device = System.from_dict(to_system_dict(mapped, called.strip() or stem, years, source=name))
        result = production(mapped, called.strip() or stem, state.chosen_sets(fields))
    except InputError as error:
        number_place.error(f"No result. {error}")
        return
    if not any(m.is_board and m.quantity for m in mapped):
        st.info("The list has no bare board with an area: give its area, or the board is not in the number.")
    sets = state.chosen_sets(fields)
    found = coverage(mapped, bom, valued_with(sets))
    with number_place:
        _headline(found, device, result)
    st.html(f'<section class="fp-chart">{_coverage_html(found, bom)}</section>')
    _other_sets(mapped, fields)
    if result.rows:
        st.html(charts.contributions_html(result, main_finding(result.contributions(), len(result.unvalued))))
    st.html(f'<section class="fp-chart">{_lists_html(found, bom, result)}</section>')


def _asked(fields: Fields, bom: Bom, stem: str) -> tuple[str, str, str, str]:
    """What a list of parts does not say: name, lifetime, and the bare board."""
    title, lifetime, area, layers = st.columns([3, 2, 2, 2])
    with title:
        called = st.text_input("Name of the device", stem, key="bom_name", max_chars=300)
    with lifetime:
        years = st.text_input("Lifetime", fields["lifetime"], key="bom_lifetime", max_chars=40)
    with area:
        given_area = st.text_input("Board area", key="bom_area", placeholder=_board_words(bom), max_chars=40)
    with layers:
        given_layers = st.text_input("Copper layers", key="bom_layers", placeholder=_layer_words(bom), max_chars=4)
    return called, years, given_area, given_layers


def _board_words(bom: Bom) -> str:
    known = bom.board.area_mm2 if bom.board else None
    return f"{known / 100:.3g} cm2, read" if known else "21 cm2"


def _layer_words(bom: Bom) -> str:
    known = bom.board.layers if bom.board else None
    return f"{known}, read" if known else "Unknown if left out"


def _headline(found: Coverage, device: System, result: Footprint) -> None:
    """What making the covered lines emits, and the way into the calculator."""
    with st.container(key="headline"):
        number, action = st.columns([3, 2], vertical_alignment="center")
    with number:
        typical, bounds = mass_interval(result.total_kg_co2e, " to ")
        st.metric(
            f"{pages.plain(device.name)}: making the {found.covered} covered of {found.lines} lines",
            f"{typical} {CO2E_TYPESET}", delta=f"{bounds} (bounds)", delta_color="off",
            delta_arrow="off",
        )  # fmt: skip
    with action, st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Use this device", type="primary", key="bom_use",
                     help="Puts the parts into the calculator, as one step that can be undone."):  # fmt: skip
            session.use_system(state.uploaded(device))
            pages.go("calculator")


def _coverage_html(found: Coverage, bom: Bom) -> str:
    def share(what: float | None, lines: int) -> str:
        return percent(what) if what is not None else f"not in the list ({lines} of {found.lines} lines have it)"

    lines = percent(found.lines_share) if found.lines_share is not None else "none"
    items = [
        f"<b>Lines</b> {found.covered} of {found.lines}, {lines}",
        f"<b>Mass</b> {share(found.mass_share, found.lines_with_mass)}",
        f"<b>Cost</b> {share(found.cost_share, found.lines_with_cost)}",
    ]
    by = ", ".join(f"{count} by {escape(key)}" for key, count in found.sets.items())
    if by:
        items.append(f"<b>Factors</b> {by}")
    board = bom.board.area_mm2 if bom.board else None
    if board:
        items.append(f"<b>Board</b> {board / 100:.3g} cm² from the layout")
    return f'<h2>Covered</h2><ul class="fp-list">{"".join(f"<li>{i}</li>" for i in items)}</ul>'


def _other_sets(mapped: list[Mapped], fields: Fields) -> None:
    """Parts that only other factor sets can value, and the buttons that ask those."""
    found = lacking(mapped, state.chosen_sets(fields))
    if not found:
        return
    keys = tuple(dict.fromkeys(key for others in found.values() for key in others))
    chosen = " and ".join(s.key for s in state.chosen_sets(fields))
    titles = [tables.parts()[part].title for part in found]
    named = "; ".join(titles[:6]) + (f" and {len(titles) - 6} more" if len(titles) > 6 else "")
    st.warning(f"No factor in {chosen} for {named}. Other factor sets have one; the calculator needs it too.")
    part_controls.fill_buttons(keys, "bom")


def _lists_html(found: Coverage, bom: Bom, result: Footprint) -> str:
    out = []
    uncovered = [f"{u.name}{f' (line {u.line})' if u.line else ''}: {u.reason}" for u in found.unmapped]
    out.append(pages.listed("Not covered, so not in the number", _short(uncovered) or ["Nothing: every line is."]))
    if bom.notes:
        out.append(pages.listed("Look at", _short(list(bom.notes))))
    if result.assumed:
        out.append(pages.listed("Assumed", _short([a.text for a in result.assumed])))
    if found.skipped:
        skipped = [f"Line {s.number}, {s.text}: {s.why}" for s in found.skipped]
        out.append(pages.listed("Lines that are no parts", _short(skipped)))
    if bom.columns:
        read = [f"{heading}: {_FIELDS.get(field, field.replace('_', ' ')) or 'not read'}"
                for heading, field in bom.columns.items()]  # fmt: skip
        out.append(pages.listed("Columns, and what they were read as", _short(read)))
    return "".join(out)


def _short(items: list[str]) -> list[str]:
    more = len(items) - _MOST
    return [*items[:_MOST], f"and {more} more"] if more > 0 else items
