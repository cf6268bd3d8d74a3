"""The Calculator page: pick a device, change it, and see its footprint with a source for every number."""

from __future__ import annotations

import time
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from datasheets.report import report_pdf
from footprint.baselines.familiar import familiar
from footprint.errors import InputError
from footprint.export import bibtex, sentence, to_csv, to_yaml
from footprint.findings import change, compared, interval_name, main_finding, reference_products
from footprint.numbers import CO2E_TYPESET, duration, mass_interval
from footprint.result import Footprint, canonical_json
from footprint.uncertainty import Difference, Drawn, DrawnProduct, difference
from footprint_app import (
    advice_panel,
    charts,
    controls,
    links,
    pages,
    panel,
    part_controls,
    preset_buttons,
    result_lists,
    session,
    state,
    uncertainty_panel,
)
from footprint_app.fields import FieldError, Fields
from footprint_app.pages import plain

FIRST_PAINT_S = 0.3
"""How long the first run waits after the number: measured to bring it forward by about 0.7 s."""


def page() -> None:
    """Draw the page."""
    pages.begin("Footprint of a TinyML device")
    fields = session.arrive()
    preset_buttons.draw(fields)
    system_error: FieldError | None = None
    result: Footprint | None = None
    try:
        result = state.assessed(fields)
    except FieldError as error:
        system_error = error
    except InputError as error:
        system_error = state.tied(error, fields)
    _headline(fields, result, system_error)
    for note in session.notes():
        st.warning(note)
    _let_it_paint()
    # The style sheet puts the controls left on a wide screen; on a phone their folds come first.
    places = st.columns([6, 5], gap="medium")
    beside, under = reversed(places) if panel.on_phone() else places
    with beside, st.container(key="result"):
        advice = pages.section(_result, fields, result)
    with under, st.container(key="controls"):
        pages.section(controls.draw, fields, system_error)
    session.keep_link(fields)
    # What takes longest comes last, into the place that was kept for it.
    if advice is not None and result is not None:
        with advice:
            pages.section(advice_panel.draw, result)


def _let_it_paint() -> None:
    """On the first run of a session, let the browser show the number before it gets the rest to lay out."""
    if "painted" not in st.session_state:
        st.session_state["painted"] = True
        time.sleep(FIRST_PAINT_S)


def _headline(fields: Fields, result: Footprint | None, error: FieldError | None) -> None:
    with st.container(key="headline"):
        number, actions = st.columns([3, 2], vertical_alignment="center")
        with number:
            if result is None:
                st.error(f"No result. {error.label}: {error}" if error else "No result.")
                part_controls.way_out(panel.Panel(fields, error))
            else:
                typical, ends = mass_interval(result.total_kg_co2e, " to ")
                interval = ends if ends == "no interval" else f"{ends} ({interval_name(result)})"
                name = result.system.name
                st.metric(
                    f"{plain(name)}, per device over {duration(result.system.lifetime_years)}",
                    f"{typical} {CO2E_TYPESET}",
                    delta=interval + _change(result),
                    delta_color="off",
                    delta_arrow="off",
                )
        with actions, st.container(horizontal=True, gap="small", horizontal_alignment="right"):
            st.button("Undo", on_click=session.undo, disabled=not session.can_undo(), key="undo")
            st.button("Reset", on_click=session.reset, disabled=not state.can_reset(fields), key="reset",
                      help="Back to the preset as it ships")  # fmt: skip
            with st.popover("Export", type="primary", disabled=result is None):
                if result is not None:
                    _export(fields, result)


def _change(result: Footprint) -> str:
    """By how much the last change moved the number."""
    before = session.before()
    try:
        old = state.assessed(before) if before else None
    except InputError:
        old = None
    moved = change(old, result) if old else ""
    return f", {moved} by the last change" if moved else ""


def _export(fields: Fields, result: Footprint) -> None:
    stem = "".join(c if c.isalnum() else "-" for c in result.system.name.lower()).strip("-")[:60] or "system"
    with st.container(horizontal=True, gap="small"):
        for kind, mime, data in (
            ("PDF", "application/pdf", lambda: report_pdf(result)),
            ("CSV", "text/csv", lambda: to_csv([result]).encode()),
            ("JSON", "application/json", lambda: canonical_json(result.to_dict()).encode()),
            ("YAML", "application/yaml", lambda: to_yaml(result.system).encode()),
        ):
            st.download_button(
                kind, data, f"{stem}.{kind.lower()}", mime, key=f"download_{kind.lower()}", on_click="ignore"
            )
    st.page_link(st.session_state["pages"]["datasheet"], label="Datasheet of an ML sensor with this footprint")
    query = links.to_query(fields)
    st.caption("Link to this state, with the version of the data")
    if session.link_fits(query):
        st.code(f"{st.context.url or ''}?{urlencode(query)}", language=None, wrap_lines=True)
    else:
        st.info("Too long for a link. The YAML file holds everything and can be opened below.")
    st.caption("Sentence for a paper")
    st.code(sentence(result, CO2E_TYPESET), language=None, wrap_lines=True)
    st.caption("BibTeX")
    st.code(bibtex(), language="latex", wrap_lines=True, height=160)


def _result(fields: Fields, result: Footprint | None) -> Any:
    """Everything below the number; gives the place for advice, which is drawn last."""
    if result is None:
        st.info(
            "Mend the marked field, choose a preset, or use Undo. A system that cannot be assessed shows no number."
        )
        return None
    st.html(charts.stages_html(result))
    result_lists.battery(result)
    st.html(charts.contributions_html(result, main_finding(result.contributions(), len(result.unvalued))))
    pages.section(uncertainty_panel.draw, fields, result)
    advice = st.container(key="advice")
    _products(fields, result)
    _familiar(result)
    result_lists.notes(result)
    with st.expander("How this is computed"):
        st.markdown(pages.text("method.md"))
    return advice


def _products(fields: Fields, result: Footprint) -> None:
    """The device beside reference products, each with the probability that the device is below it."""
    known = reference_products()
    chosen = [known[k] for k in fields["compare"].split(",") if k in known]
    differences: dict[str, Difference] = {}
    if isinstance(result, Drawn):
        for one in chosen:
            differences[one.key] = difference(result, DrawnProduct(one, result.draws, result.seed))
    drawn = charts.products_html([compared("this", result), *chosen], differences, result.interval["draws"])
    if drawn:
        st.html(drawn)
    controls.compare(fields, {k: v.name for k, v in known.items()})


def _familiar(result: Footprint) -> None:
    found = familiar(result.total_kg_co2e.typical)
    if found:
        items = "".join(f'<li title="{escape(e.source, quote=True)}">{escape(e.text)}</li>' for e in found)
        sources = escape("; ".join(dict.fromkeys(e.source for e in found)))
        st.html(
            f'<section class="fp-chart"><h2>As much as</h2><ul class="fp-list">{items}</ul>'
            f'<details class="fp-row fp-plain"><summary><span class="fp-name">Where from</span></summary>'
            f'<div class="fp-source"><p>{sources}</p></div></details></section>'
        )
