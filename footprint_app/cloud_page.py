"""The page Cloud: the same task on the device and in the cloud, where they break even, and trainings as a yardstick."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from datasheets.report import report_pdf
from footprint.baselines.compare import CloudComparison
from footprint.baselines.rows import centre, inferences, networks, radios, regions, tasks
from footprint.baselines.table import to_csv
from footprint.errors import InputError
from footprint.numbers import CO2E_TYPESET, duration, many, mass_interval
from footprint.result import canonical_json
from footprint_app import (
    cloud_charts,
    cloud_state,
    links,
    pages,
    panel,
    part_controls,
    preset_buttons,
    session,
    state,
)
from footprint_app.cloud_charts import typeset
from footprint_app.cloud_options import FIELDS
from footprint_app.cloud_state import OWN, name
from footprint_app.fields import FieldError, Fields
from footprint_app.page_fields import Form
from footprint_app.pages import plain

ATTACHED = {"both": "Counted in both options", "cloud": "Counted for the cloud"}


def page() -> None:
    """Draw the page."""
    pages.begin("The same task in the cloud")
    fields = session.arrive(*OWN.opens)
    texts = OWN.arrive()
    preset_buttons.draw(fields)
    found: CloudComparison | None = None
    error: FieldError | None = None
    try:
        found = cloud_state.compared(fields, texts)
    except InputError as raised:
        error = raised if isinstance(raised, FieldError) else state.tied(raised, fields)
    _headline(fields, found, error)
    for note in session.notes():
        st.warning(note)
    places = st.columns([6, 5], gap="medium")
    beside, under = reversed(places) if panel.on_phone() else places
    with beside, st.container(key="result"):
        pages.section(_result, found)
    with under, st.container(key="controls"):
        pages.section(_controls, found, error)
    if found is not None:
        pages.section(_below, found)
    session.keep_link(fields, **OWN.link())


def _headline(fields: Fields, found: CloudComparison | None, error: FieldError | None) -> None:
    with st.container(key="headline"):
        number, actions = st.columns([3, 2], vertical_alignment="center")
        with number:
            if found is None:
                st.error(f"No result. {plain(_said(error))}")
                part_controls.way_out(panel.Panel(fields, error))
            else:
                typical, ends = mass_interval(found.saved_kg_co2e, " to ")
                where = "in the cloud" if found.better == "cloud" else "on the device"
                years = duration(found.result.system.lifetime_years)
                st.metric(
                    f"{plain(found.name)}: {many(found.on_device.inferences)} inferences over {years}",
                    f"{typical} {CO2E_TYPESET} less {where}",
                    delta=ends if ends == "no interval" else f"{ends} (bounds)", delta_color="off", delta_arrow="off",
                )  # fmt: skip
        with actions, st.container(horizontal=True, gap="small", horizontal_alignment="right"):
            OWN.buttons("Every option of this page back to its default")
            with st.popover("Export", type="primary", disabled=found is None):
                if found is not None:
                    _export(fields, found)


def _said(error: FieldError | None) -> str:
    """What is wrong; the message about an option names it."""
    if error is None:
        return ""
    return str(error) if error.field in OWN.opens else OWN.said(error)


def _export(fields: Fields, found: CloudComparison) -> None:
    stem = "".join(c if c.isalnum() else "-" for c in found.name.lower()).strip("-")[:60] or "system"
    with st.container(horizontal=True, gap="small"):
        for kind, mime, data in (
            ("PDF", "application/pdf", lambda: report_pdf(found.result, further=(found,))),
            ("CSV", "text/csv", lambda: to_csv(found).encode()),
            ("JSON", "application/json", lambda: canonical_json(found.to_dict()).encode()),
        ):
            st.download_button(
                kind, data, f"{stem}-cloud.{kind.lower()}", mime, key=f"download_{kind.lower()}", on_click="ignore"
            )
    query = {**links.to_query(fields), **OWN.link()}
    st.caption("Link to this state, with the version of the data")
    if session.link_fits(query):
        st.code(f"{st.context.url or ''}?{urlencode(query)}", language=None, wrap_lines=True)
    else:
        st.info("Too long for a link. The YAML file of the calculator holds the device.")


def _result(found: CloudComparison | None) -> None:
    if found is None:
        st.info("Mend the option that is named, use Undo, or Reset. What cannot be compared shows no number.")
        return
    carbon = [p.sentence for p in found.break_even if p.quantity == "kg_co2e"]
    energy = [p.sentence for p in found.break_even if p.quantity == "energy_kwh"]
    payload = next(p for p in found.break_even if p.unknown == "payload_bytes" and p.quantity == "kg_co2e")
    st.html(
        f'<section class="fp-chart"><p class="fp-battery"><b>{escape(typeset(payload.sentence))}</b> '
        f"{escape(typeset(found.finding))}</p></section>"
    )
    st.html(cloud_charts.parts_html(found))
    others = [s for s in carbon if s != payload.sentence]
    familiar = [typeset(f"{f.text} ({f.source})") for f in found.familiar]
    lists = pages.listed("Where they break even, in carbon", others) + pages.listed("And in energy", energy)
    if familiar:
        title = f"What {many(found.chosen.devices)} such devices save is as much as"
        lists += pages.listed(title if found.better == "on_device" else title.replace("save", "cost"), familiar)
    st.html(f'<section class="fp-chart">{lists}</section>')
    pages.section(_beside, found)


def _below(found: CloudComparison) -> None:
    """What takes the whole width: trainings, and what it all rests on."""
    pages.section(_trainings, found)
    out = pages.listed("Look at", [typeset(w) for w in found.warnings]) if found.warnings else ""
    out += pages.listed("Assumed", [typeset(a.text) for a in found.assumed]) if found.assumed else ""
    given = [f"{FIELDS[c.option].title if c.option in FIELDS else c.option}: {c.value} ({c.status})"
             for c in found.options if c.given]  # fmt: skip
    out += pages.listed("Given", given) if given else ""
    out += pages.listed("Sources", list(found.sources))
    st.html(f'<section class="fp-chart">{out}</section>')
    st.caption(f"inputs sha256 {found.provenance['inputs_sha256']}")


def _trainings(found: CloudComparison) -> None:
    st.html(cloud_charts.training_html(found))
    with st.expander("All trainings, each with its caveat and source"):
        st.html(cloud_charts.training_table(found))


def _beside(found: CloudComparison) -> None:
    """The radio's power, and the totals with other published figures."""
    st.html(cloud_charts.radio_html(found))
    with st.expander("With other published figures: scenarios"):
        st.html(cloud_charts.scenarios_table(found))
        st.caption("Each changes one option alone. A scenario is in no interval.")


def _controls(found: CloudComparison | None, error: FieldError | None) -> None:
    """The options: what is done, how it is sent, and where the cloud is; the bad one has its message beside it."""
    form = Form(OWN, error)
    used = {c.option: c for c in found.options} if found else {}
    with _group(form, used, "The task", ("task", "inferences", "inference_energy", "payload", "result", "alert_share",
                                         "profile")) as shown:  # fmt: skip
        if shown:
            _choice(form, used, "task", {k: t.title for k, t in tasks().items()})
            for option in ("inferences", "inference_energy", "payload", "result", "alert_share"):
                _text(form, used, option)
            _choice(form, used, "profile", cloud_state.profiles())
    with _group(form, used, "How it is sent", ("radio", "network", "attached")) as shown:
        if shown:
            _choice(form, used, "radio", {k: r.known.title for k, r in radios().items()})
            _choice(form, used, "network", {k: n.known.title for k, n in networks().items()})
            _choice(form, used, "attached", ATTACHED)
    with _group(form, used, "The cloud", ("cloud_inference", "region", "cloud_country", "provider", "pue",
                                          "devices")) as shown:  # fmt: skip
        if shown:
            _choice(form, used, "cloud_inference", {k: i.known.title for k, i in inferences().items()})
            _choice(form, used, "region", {k: f"{k}, {r.known.title}" for k, r in regions().items()})
            _text(form, used, "cloud_country")
            _choice(form, used, "provider", {k: f"{p.title} ({p.value.typical:g})" for k, p in centre("pue").items()})
            _text(form, used, "pue")
            _text(form, used, "devices")


def _group(form: Form, used: dict[str, Any], title: str, options: tuple[str, ...]) -> Any:
    """Options under a heading, which on a phone fold to a line with the first of them."""
    first = used.get(options[0])
    fields = [name(option) for option in options]
    given = sum(1 for one in fields if form.fields[one].strip())
    summary = (
        ", ".join(filter(None, [str(first.value) if first else "", f"{given} given" if given else ""]))
        or "nothing given"
    )
    return panel.group(form, f"cloud_{options[0]}", title, plain(summary), fields)


_USED = {"region": "cloud_grid", "cloud_country": "cloud_grid", "provider": "pue"}
"""The option that a control's default is listed under."""


def _default(used: dict[str, Any], option: str) -> str:
    """What stands where nothing is chosen."""
    choice = used.get(_USED.get(option, option))
    return f"Assumed: {choice.value}" if choice is not None and not choice.given else "Not given"


def _meaning(option: str) -> str:
    meaning = FIELDS[option].meaning
    return f"{meaning[0].upper()}{meaning[1:]}."


def _choice(form: Form, used: dict[str, Any], option: str, options: dict[str, str]) -> None:
    """A choice from a table, or none."""
    form.choice(name(option), options, _meaning(option), lambda: _default(used, option))


def _text(form: Form, used: dict[str, Any], option: str) -> None:
    default = _default(used, option)
    example = default if default != "Not given" else f"Like {FIELDS[option].example}"
    form.text(name(option), _meaning(option), example)
