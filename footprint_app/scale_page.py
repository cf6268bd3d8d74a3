"""The page Scale: the device of the Calculator, or a mix, in any number, over the years and beside the world."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from datasheets.context_pages import context_pdf
from datasheets.report import report_pdf
from footprint import tables
from footprint.baselines.familiar import familiar
from footprint.errors import InputError, nearest, shown
from footprint.findings import interval_name, interval_words
from footprint.numbers import CO2E, CO2E_TYPESET, many, mass, mass_interval
from footprint.result import canonical_json
from footprint.scaling import words
from footprint.scaling.growth import Own
from footprint.scaling.table import to_csv
from footprint.scaling.totals import Scaled
from footprint_app import (
    controls,
    links,
    net_panel,
    pages,
    panel,
    part_controls,
    preset_buttons,
    scale_charts,
    scale_state,
    session,
)
from footprint_app.fields import FieldError, Fields, at
from footprint_app.page_fields import Form
from footprint_app.pages import listed, plain
from footprint_app.scale_state import CEILING, DEVICES, MIX, MODEL, OWN, OWN_DEVICE

_EXAMPLE_MIX = "keyword-spotting=70% image-classification=30%"


def page() -> None:
    """Draw the page."""
    pages.begin("From one device to billions")
    fields = session.arrive(*OWN.opens)
    choices = OWN.arrive()
    own, unread = scale_state.own_series()
    preset_buttons.draw(fields)
    found: Scaled | None = None
    error: FieldError | None = None
    try:
        found = scale_state.scaled(fields, choices, own)
    except InputError as raised:
        error = scale_state.problem(raised, fields)
    with st.container(key="headline"):
        _headline(fields, found, error)
    for note in session.notes():
        st.warning(note)
    places = st.columns([6, 5], gap="medium")
    beside, under = reversed(places) if panel.on_phone() else places
    with beside, st.container(key="result"):
        pages.section(_result, choices, found)
    with under, st.container(key="controls"):
        pages.section(_controls, fields, error, own, unread)
    if found is not None:
        pages.section(_net_effect, found)
    session.keep_link(fields, **OWN.link())


def _headline(fields: Fields, found: Scaled | None, error: FieldError | None) -> None:
    number, actions = st.columns([3, 2], vertical_alignment="center")
    with number:
        if found is None:
            st.error(f"No result. {plain(OWN.said(error))}" if error else "No result.")
            part_controls.way_out(panel.Panel(fields, error))
        else:
            typical, ends = mass_interval(found.total_kg_co2e, " to ")
            kind = interval_name(found.members[0].result)
            spread = ends if ends == "no interval" else f"{ends} ({kind})"
            year = mass_interval(found.per_year_kg_co2e, " to ")[0]
            st.metric(
                f"{plain(found.name)}: {words.devices(found.devices)} over {words.lifetimes(found)}",
                f"{typical} {CO2E_TYPESET}", delta=f"{spread}; {year} in a year", delta_color="off", delta_arrow="off",
            )  # fmt: skip
    with actions, st.container(horizontal=True, gap="small", horizontal_alignment="right"):
        OWN.buttons("The number, mix, growth and claim as the page opens")
        with st.popover("Export", type="primary", disabled=found is None):
            if found is not None:
                _export(fields, found)


def _export(fields: Fields, found: Scaled) -> None:
    claim = dict(OWN.current())  # a download is made outside of a run, where there is no session
    with st.container(horizontal=True, gap="small"):
        for kind, mime, data in (
            ("PDF", "application/pdf", lambda: _pdf(found, claim)),
            ("CSV", "text/csv", lambda: to_csv(found).encode()),
            ("JSON", "application/json", lambda: canonical_json(found.to_dict()).encode()),
        ):
            st.download_button(
                kind, data, f"scale.{kind.lower()}", mime, key=f"scale_{kind.lower()}", on_click="ignore"
            )
    query = {**links.to_query(fields), **OWN.link()}
    st.caption("Link to this state, with the version of the data; a growth series of your own is not in it")
    if session.link_fits(query):
        st.code(f"{st.context.url or ''}?{urlencode(query)}", language=None, wrap_lines=True)
    else:
        st.info("Too long for a link.")


def _pdf(found: Scaled, claim: Fields) -> bytes:
    """The report of one device with pages of its scale and its net effect; of a mix the page of its scale."""
    if len(found.members) > 1:
        return context_pdf(found)
    result = found.members[0].result
    effect = net_panel.effect(result, found.devices, claim)
    return report_pdf(result, further=(found, effect) if effect is not None else (found,))


# --- controls ------------------------------------------------------------------------------------


def _controls(fields: Fields, error: FieldError | None, own: Own | None, unread: str) -> None:
    form = Form(OWN, error)
    form.text(DEVICES, "How many such devices, like 1000, 250e9 or 250 billion.", "250 billion")
    with st.container(horizontal=True, gap="small", key="scale_milestones"):
        for billion in tables.growth()["milestones_billion"]:
            text = many(billion * 1e9)
            st.button(text, key=f"scale_{billion}", on_click=OWN.put, kwargs={DEVICES: text})
    named = tables.growth()["devices"]
    st.caption(plain(f"{many(named['number'])}: {named['what']}, {named['status']} ({named['source']})."))
    form.text(
        MIX,
        f"Systems with shares that add up to 100 %: presets by name, and {OWN_DEVICE} for the device of the "
        "Calculator. Left empty, all are that device.",
        _EXAMPLE_MIX,
    )
    st.button("Try a mix", key="scale_mix", on_click=OWN.put, kwargs={MIX: _EXAMPLE_MIX})
    with panel.folded(form, "scale_growth", "Growth: ceiling, and a series of your own", (CEILING,)) as shown:
        if shown or unread:
            _growth(form, own, unread)
    controls.assessing(panel.Panel(fields, error))


def _growth(form: Form, own: Own | None, unread: str) -> None:
    rules = tables.growth()["models"]["logistic"]
    ceiling = many(rules["ceiling_billion"] * 1e9)
    form.text(CEILING, f"Devices that logistic growth never exceeds. {rules['ceiling_why']}.", ceiling)
    file = panel.uploader("A growth series as CSV with the columns year and billion", ["csv"], "scale_upload")
    if file is not None and st.session_state.get("scale_upload_id") != file.file_id:
        st.session_state["scale_upload_id"] = file.file_id
        scale_state.keep_file(file.name, file.getvalue())
        st.rerun()
    if unread:
        st.error(f"The series was not read: {plain(unread)} The models that ship are shown without it.")
    if own is not None or unread:
        st.button("Go on without the file", key="scale_drop", on_click=scale_state.drop_file)


# --- result --------------------------------------------------------------------------------------


def _result(choices: Fields, found: Scaled | None) -> None:
    """Everything below the number."""
    if found is None:
        st.info("Mend the marked field, choose a preset, or use Undo. Nothing of an older result is shown.")
        return
    year, ends = mass_interval(found.per_year_kg_co2e, " to ")
    one, one_ends = mass_interval(found.per_device_kg_co2e, " to ")
    said = (
        f"{year} {CO2E} ({ends}) {words.PER_YEAR}; {one} ({one_ends}) per device. {words.yearly_words(found)} "
        f"{words.SHARED}"
    )
    if found.training:
        said += f" {found.training['note']}"
    st.html(f'<p class="fp-said">{escape(said.replace(CO2E, CO2E_TYPESET))}</p>')
    pages.section(scale_charts.growth, found)
    st.html(scale_charts.stages_html(found))
    pages.section(_flows, choices, found)
    st.html(scale_charts.beside_html(found))
    _lists(found)


def _flows(choices: Fields, found: Scaled) -> None:
    model = choices[MODEL]
    error = None
    if model not in found.models:
        error = at(MODEL, InputError(f"there is no growth {shown(model)} here", valid=nearest(model, found.models)))
    Form(OWN, error).choice(MODEL, {key: one.title for key, one in found.models.items()})
    if error is None:
        scale_charts.flows(found, model)


def _net_effect(found: Scaled) -> None:
    if len(found.members) == 1:
        net_panel.draw(OWN, found.members[0].result, found.devices)
    else:
        st.info("A net effect is told of one device: empty the mix to see it.")


def _lists(found: Scaled) -> None:
    """What else is as much, what to look at, what was assumed, and where it is from."""
    much = familiar(found.total_kg_co2e.typical)
    about, provenance = tables.about(), found.provenance
    used = [f"{name} {version}: {about[name]['source']} ({about[name]['licence']})"
            for name, version in provenance["tables"].items()]  # fmt: skip
    basis = [f"Factor set {provenance['factor_set']}", *used, f"{interval_words(found.members[0].result)}"]
    as_much = f"As much as the {mass(found.total_kg_co2e.typical)}"
    parts = [
        listed(as_much, [f"{f.text} ({f.source})" for f in much]) if much else "",
        listed("Look at", list(found.warnings)) if found.warnings else "",
        listed("Assumed", [a.text for a in found.assumed]),
        listed("Where from", [*found.sources, *basis, f"Inputs sha256 {provenance['inputs_sha256']}"]),
    ]  # fmt: skip
    st.html(f'<section class="fp-chart">{"".join(parts)}</section>'.replace(CO2E, CO2E_TYPESET))
