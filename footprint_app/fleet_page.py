"""The page Fleet: an inventory of lots goes in, totals by country, year, preset or stage come out."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from datasheets.context_pages import context_pdf
from footprint import tables
from footprint.errors import InputError
from footprint.factors import load_set
from footprint.findings import main_finding
from footprint.fleet import Fleet
from footprint.fleet.findings import interval_name, interval_words, rows_words
from footprint.fleet.result import KEYS
from footprint.numbers import CO2E_TYPESET, many, mass, mass_interval
from footprint.result import canonical_json
from footprint_app import (
    charts,
    controls,
    fleet_charts,
    fleet_files,
    fleet_run,
    fleet_state,
    links,
    pages,
    panel,
    part_controls,
    session,
)
from footprint_app.fields import FieldError, Fields
from footprint_app.fleet_files import Opened
from footprint_app.fleet_run import Run
from footprint_app.fleet_state import BY, GRID_YEAR, OWN, TOTAL
from footprint_app.page_fields import Form
from footprint_app.pages import plain


def page() -> None:
    """Draw the page."""
    pages.begin("Footprint of a fleet")
    fields, choices = session.arrive(*OWN.opens), OWN.arrive()
    if not fleet_run.installed():
        st.info(fleet_run.INSTALL)
        return
    inventory = fleet_files.opened()
    headline = st.container(key="headline")
    run, error = _assessed(fields, choices, inventory)
    with headline:
        _headline(fields, inventory, run, error)
    for note in session.notes():
        st.warning(note)
    places = st.columns([6, 5], gap="medium")
    beside, under = reversed(places) if panel.on_phone() else places
    with beside, st.container(key="result"):
        pages.section(_result, inventory, run)
    with under, st.container(key="controls"):
        pages.section(_controls, fields, error)
    session.keep_link(fields, **OWN.link())


def _assessed(fields: Fields, choices: Fields, inventory: Opened) -> tuple[Run | None, FieldError | None]:
    """The fleet, or what keeps it from being assessed."""
    try:
        return fleet_run.assessed(fields, choices, inventory), None
    except InputError as error:
        return None, fleet_state.problem(error)


def _headline(fields: Fields, inventory: Opened, run: Run | None, error: FieldError | None) -> None:
    number, actions = st.columns([3, 2], vertical_alignment="center")
    with number:
        if run is None:
            st.error(f"No result. {plain(OWN.said(error))}" if error else "No result.")
            part_controls.way_out(panel.Panel(fields, error))
        else:
            fleet = run.fleet
            typical, ends = mass_interval(fleet.total_kg_co2e, " to ")
            spread = ends if ends == "no interval" else f"{ends} ({interval_name(fleet)})"
            st.metric(
                f"{plain(inventory.name)}: {many(fleet.devices)} devices, over their lifetimes",
                f"{typical} {CO2E_TYPESET}", delta=spread, delta_color="off", delta_arrow="off",
            )  # fmt: skip
    with actions, st.container(horizontal=True, gap="small", horizontal_alignment="right"):
        OWN.buttons("By country, each lot on the grid of its own year")
        with st.popover("Export", type="primary", disabled=run is None):
            if run is not None:
                _export(fields, run)


def _export(fields: Fields, run: Run) -> None:
    fleet = run.fleet
    with st.container(horizontal=True, gap="small"):
        for kind, mime, data in (
            ("PDF", "application/pdf", lambda: context_pdf(fleet)),
            ("CSV", "text/csv", lambda: fleet.to_csv().encode()),
            ("JSON", "application/json", lambda: canonical_json(fleet.to_dict()).encode()),
        ):
            st.download_button(
                kind, data, f"fleet.{kind.lower()}", mime, key=f"fleet_{kind.lower()}", on_click="ignore"
            )
        if fleet.rejected_rows:
            _rejects_button(run, "fleet_rejects_export")
    st.caption("Link to this roll-up, with the version of the data. It opens on the example: no link holds a file.")
    query = {**links.to_query(fields), **OWN.link()}
    if session.link_fits(query):
        st.code(f"{st.context.url or ''}?{urlencode(query)}", language=None, wrap_lines=True)
    else:
        st.info("Too long for a link.")


def _rejects_button(run: Run, key: str) -> None:
    st.download_button("Rejected rows", lambda: run.rejected, fleet_run.REJECTS_NAME, "text/csv", key=key,
                       on_click="ignore")  # fmt: skip


def _controls(fields: Fields, error: FieldError | None) -> None:
    form = Form(OWN, error)
    form.choices(
        BY, KEYS, fleet_charts.TITLES.__getitem__, "Nothing: the total only",
        "Any of them together: country and stage give one group for each stage in each country.", TOTAL,
    )  # fmt: skip
    form.text(
        GRID_YEAR,
        "One year for all lots, such as 2024, where a lot's own year has no grid intensity yet.",
        "Of each lot's own year",
    )
    with panel.folded(None, "fleet_files", "Your own inventory", ()) as shown:
        if shown:
            fleet_files.choose()
            _columns(fields)
    controls.assessing(panel.Panel(fields, error))


def _columns(fields: Fields) -> None:
    """What an inventory holds, and how the calculator's device is called in it."""
    own = fleet_run.device(fields)
    columns = pages.listed("Columns of an inventory", [
        "preset: the name of a preset, such as keyword-spotting",
        "country: three letters, such as DEU",
        "year: in which the lot was deployed, such as 2024",
        "count: how many devices the lot has, a whole number",
        "profile: leave it out here; the command line takes power states by name, with --profiles",
    ])  # fmt: skip
    st.html(f'<section class="fp-chart">{columns}</section>')
    if own is not None:
        st.markdown(f"The device of the Calculator, {plain(own.name)}, is the preset `{fleet_run.DEVICE}`.")
    else:
        st.warning("The device of the Calculator cannot be assessed as it stands, so no lot can name it.")


def _result(inventory: Opened, run: Run | None) -> None:
    """Everything below the number."""
    if run is None:
        st.info("Mend the marked field or the file, or go back to the example. Nothing of an older run is shown.")
        return
    fleet = run.fleet
    if inventory.is_sample:
        st.html('<p class="fp-said">This inventory is an invented example: open your own under the controls.</p>')
    pages.section(_rows, run)
    if fleet.devices:
        st.html(fleet_charts.stages_html(fleet))
        st.html(fleet_charts.groups_html(fleet))
        pages.section(_devices, fleet)
    _notes(fleet)


def _rows(run: Run) -> None:
    """Rows that count and rows that do not, and why."""
    said = f"{escape(rows_words(run.fleet))}."
    if not run.fleet.rejected_rows:
        st.html(f'<p class="fp-said">{said}</p>')
        return
    st.html(f'<section class="fp-chart"><h2>{said}</h2>{fleet_charts.reasons_html(run.fleet)}</section>')
    _rejects_button(run, "fleet_rejects")


def _devices(fleet: Fleet) -> None:
    """One device of each preset, with the source of each of its numbers."""
    found = {f"{one.system.name} · {mass(one.total_kg_co2e.typical)}": one for one in fleet.results}
    with pages.fold("One device of each preset, and the source of its numbers", "fold_fleet_devices") as fold:
        if not fold.open:
            return
        pages.settle("fleet_device", list(found), next(iter(found)))
        chosen = found[st.selectbox("Device", list(found), key="fleet_device")]
        st.html(charts.contributions_html(chosen, main_finding(chosen.contributions(), len(chosen.unvalued))))


def _notes(fleet: Fleet) -> None:
    """What was assumed, what to look at, and what the numbers rest on."""
    if fleet.warnings:
        st.html(f'<section class="fp-chart">{pages.listed("Look at", list(fleet.warnings))}</section>')
    assumed = [one.text for one in fleet.assumed] or ["Nothing: every value was given."]
    about = tables.about()
    used = fleet.provenance["tables"]
    sources = [
        f"{name} {version}: {about[name]['source']} ({about[name]['licence']})" for name, version in used.items()
    ]
    sources.insert(0, f"Factor set {fleet.factor_set}, version {load_set(fleet.factor_set).version}")
    sources += [interval_words(fleet), f"Engine: {fleet.engine}", f"Inputs sha256 {fleet.provenance['inputs_sha256']}"]
    st.html(
        f'<section class="fp-chart">{pages.listed("Assumed", assumed)}{pages.listed("Where from", sources)}</section>'
    )
