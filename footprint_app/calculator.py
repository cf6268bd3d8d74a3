"""The Calculator page: pick a device, change it, and see its footprint with a source for every number."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from html import escape
from importlib.resources import files
from urllib.parse import urlencode

import streamlit as st

import footprint
from datasheets.report import report_pdf
from footprint import tables
from footprint.errors import InputError
from footprint.export import bibtex, sentence, to_csv, to_yaml
from footprint.findings import change, compared, equivalents, main_finding, reference_products
from footprint.numbers import CO2E_TYPESET, duration, mass, mass_interval
from footprint.result import INDICATOR, Footprint, canonical_json
from footprint_app import charts, controls, state
from footprint_app.settings import SETTINGS

FIRST_PAINT_S = 0.3
"""How long the first run waits after the number: measured to bring it forward by about 0.7 s."""


def page() -> None:
    """Draw the page."""
    theme = st.context.theme.type or "light"
    colours = {"ground": SETTINGS[f"theme.{theme}.backgroundColor"], "text": SETTINGS[f"theme.{theme}.textColor"]}
    root = "".join(f"--fp-{name}: {colour};" for name, colour in colours.items())
    st.html(f"<style>:root {{ {root} }} {_text('style.css')}</style>")
    fields = controls.arrive()
    st.title("Footprint of a TinyML device", anchor=False)
    _presets(fields)
    system_error: state.FieldError | None = None
    result: Footprint | None = None
    try:
        result = footprint.assess(state.build(fields))
    except state.FieldError as error:
        system_error = error
    except InputError as error:
        system_error = state.tied(error, fields)
    _headline(fields, result, system_error)
    for note in controls.notes():
        st.warning(note)
    _let_it_paint()
    # The style sheet puts the controls left on a wide screen; on a phone their folds come first.
    places = st.columns([6, 5], gap="medium")
    beside, under = reversed(places) if controls.on_phone() else places
    with beside, st.container(key="result"):
        _section(_result, fields, result)
    with under, st.container(key="controls"):
        _section(controls.draw, fields, system_error)
    controls.keep_link(fields)


def _let_it_paint() -> None:
    """On the first run of a session, let the browser show the number before it gets the rest to lay out."""
    if "painted" not in st.session_state:
        st.session_state["painted"] = True
        time.sleep(FIRST_PAINT_S)


def _section(draw: Callable[..., None], *arguments: object) -> None:
    """Draw one part of the page; if it fails, the others still stand."""
    try:
        draw(*arguments)
    except Exception as error:  # the part's own failure, said in one sentence
        logging.getLogger(__name__).exception("a part of the page failed")
        st.error(f"This part could not be drawn ({type(error).__name__}). The rest of the page still holds.")


@st.cache_data
def _text(name: str) -> str:
    """A text file of the app."""
    return files("footprint_app").joinpath(name).read_text(encoding="utf-8")


@st.cache_data
def _preset_labels() -> dict[str, str]:
    """Each preset's name with its footprint."""
    labels = {}
    for name in footprint.preset_names():
        result = footprint.assess(footprint.load_system(name))
        labels[name] = f"{result.system.name} · **{mass(result.total_kg_co2e.typical)}**"
    return labels


def _presets(fields: state.Fields) -> None:
    with st.container(horizontal=True, key="presets", gap="small"):
        for name, label in _preset_labels().items():
            chosen = fields["base"] == name
            st.button(
                label, key=f"preset_{name}", on_click=controls.choose_preset, args=(name,),
                icon=":material/check:" if chosen else None,
            )  # fmt: skip


def _headline(fields: state.Fields, result: Footprint | None, error: state.FieldError | None) -> None:
    with st.container(key="headline"):
        number, actions = st.columns([3, 2], vertical_alignment="center")
        with number:
            if result is None:
                st.error(f"No result. {error.label}: {error}" if error else "No result.")
            else:
                typical, bounds = mass_interval(result.total_kg_co2e, " to ")
                name = result.system.name
                st.metric(
                    f"{_plain(name)}, per device over {duration(result.system.lifetime_years)}",
                    f"{typical} {CO2E_TYPESET}",
                    delta=f"{bounds} (bounds of the factors)" + _change(result),
                    delta_color="off",
                    delta_arrow="off",
                )
        with actions, st.container(horizontal=True, gap="small", horizontal_alignment="right"):
            st.button("Undo", on_click=controls.undo, disabled=not controls.can_undo(), key="undo")
            st.button("Reset", on_click=controls.reset, disabled=not state.is_edited(fields), key="reset",
                      help="Back to the preset as it ships")  # fmt: skip
            with st.popover("Export", type="primary", disabled=result is None):
                if result is not None:
                    _export(fields, result)


def _change(result: Footprint) -> str:
    """By how much the last change moved the number."""
    before = controls.before()
    try:
        old = footprint.assess(state.build(before)) if before else None
    except InputError:
        old = None
    moved = change(old, result) if old else ""
    return f", {moved} by the last change" if moved else ""


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#+-.!|~$:" else c for c in text)


def _export(fields: state.Fields, result: Footprint) -> None:
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
    query = state.to_query(fields)
    st.caption("Link to this state, with the version of the data")
    if controls.link_fits(query):
        st.code(f"{st.context.url or ''}?{urlencode(query)}", language=None, wrap_lines=True)
    else:
        st.info("Too long for a link. The YAML file holds everything and can be opened below.")
    st.caption("Sentence for a paper")
    st.code(sentence(result, CO2E_TYPESET), language=None, wrap_lines=True)
    st.caption("BibTeX")
    st.code(bibtex(), language="latex", wrap_lines=True, height=160)


def _result(fields: state.Fields, result: Footprint | None) -> None:
    if result is None:
        st.info(
            "Mend the marked field, choose a preset, or use Undo. A system that cannot be assessed shows no number."
        )
        return
    st.html(charts.stages_html(result))
    st.html(charts.contributions_html(result, main_finding(result.contributions())))
    known = reference_products()
    chosen = [known[k] for k in fields["compare"].split(",") if k in known]
    st.html(charts.products_html([compared("this", result), *chosen]))
    controls.compare(fields, {k: v.name for k, v in known.items()})
    _equivalents(result)
    _notes(result)
    with st.expander("How this is computed"):
        st.markdown(_text("method.md"))


def _equivalents(result: Footprint) -> None:
    found = equivalents(result.total_kg_co2e.typical)
    if found:
        items = "".join(f'<li title="{escape(e.source, quote=True)}">{escape(e.text)}</li>' for e in found)
        sources = escape("; ".join(dict.fromkeys(e.source for e in found)))
        st.html(
            f'<section class="fp-chart"><h2>As much as</h2><ul class="fp-list">{items}</ul>'
            f'<details class="fp-row fp-plain"><summary><span class="fp-name">Where from</span></summary>'
            f'<div class="fp-source"><p>{sources}</p></div></details></section>'
        )


def _notes(result: Footprint) -> None:
    """What was assumed, what to look at, what is missing, and what the result covers."""
    parts = []
    if result.warnings:
        parts.append(_listed("Look at", result.warnings))
    assumed = [a.text for a in result.assumed]
    parts.append(_listed("Assumed", assumed or ["Nothing: every value was given."]))
    if result.missing:
        parts.append(_listed("Not described, so not assessed", [", ".join(map(tables.title, result.missing))]))
    parts.append(
        _listed(
            "What this covers",
            [
                *(
                    f"{tables.STAGES[b.stage].title}: {'included' if b.included else 'not included'} ({b.why})"
                    for b in result.boundary
                ),
                f"Not covered: {result.not_covered}.",
                f"{INDICATOR.replace('CO2e', CO2E_TYPESET)}; one device over its lifetime.",
                "Interval: bounds of the factors: half the last printed digit of a published figure, 4 % of a figure "
                "read from a chart, and the published range of a unit factor. It is not a probability.",
                f"{result.basis}.",
                f"Inputs sha256 {result.inputs_sha256}",
            ],
        )
    )
    st.html(f'<section class="fp-chart">{"".join(parts)}</section>')


def _listed(title: str, items: Iterable[str]) -> str:
    lines = "".join(f"<li>{escape(i)}</li>" for i in items)
    return f'<h2>{escape(title)}</h2><ul class="fp-list">{lines}</ul>'
