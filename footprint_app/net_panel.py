"""The section Net effect: a claimed saving, the baseline it is a share of, and a rebound, against the footprint.

Its fields are among those of its page, so that the page's link, Undo and Reset hold them too.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import NamedTuple

import streamlit as st

from datasheets.context_net import sides
from footprint.errors import InputError
from footprint.findings import interval_name
from footprint.net import NetEffect, cases, net_effect, words
from footprint.net.document import beyond_the_world
from footprint.numbers import CO2E, CO2E_TYPESET, duration, mass, mass_interval
from footprint.result import Footprint
from footprint_app import charts
from footprint_app.fields import FieldError, Fields, at
from footprint_app.page_fields import Form, PageFields
from footprint_app.pages import listed, plain

OWN = "own"
"""A claim of one's own, instead of a case."""
TITLES = {
    "net_case": "Application", "net_saving": "Saving", "net_source": "Source of the saving",
    "net_baseline": "Baseline of one device", "net_country": "Country of that energy", "net_rebound": "Rebound",
}  # fmt: skip
OPENS = {**dict.fromkeys(TITLES, ""), "net_case": "smart-hvac"}
"""The fields of the section among those of its page, as it opens."""


class Claim(NamedTuple):
    """As the person or a link gave it, right or wrong; empty where nothing was given."""

    net_case: str
    net_saving: str
    net_source: str
    net_baseline: str
    net_country: str
    net_rebound: str


def _claim(texts: Fields) -> Claim:
    return Claim(**{key: texts[key].strip() for key in Claim._fields})


_FIELDS = {
    "baseline": "net_baseline", "baseline.country": "net_country", "rebound": "net_rebound", "saving": "net_saving",
    "source": "net_source",
}  # fmt: skip
"""Which control an error of the library is about."""


def effect(result: Footprint, devices: int, texts: Fields) -> NetEffect | None:
    """The net effect as it is chosen, for the files of the page; None while there is none."""
    claim = _claim(texts)
    try:
        return None if _lacking(claim) else _effect(result, devices, claim)
    except InputError:
        return None


def draw(own: PageFields, result: Footprint, devices: int) -> None:
    """The section: what is claimed, of what, and what comes of it.

    Parameters
    ----------
    own : PageFields
        Of the page, these among them.
    result : Footprint
        One device.
    devices : int
        How many of them, each with a baseline of its own.
    """
    claim = _claim(own.current())
    st.subheader("Net effect: what the devices save", anchor=False)
    found, error, lacks = None, None, _lacking(claim)
    if not lacks:
        try:
            found = _effect(result, devices, claim)
        except InputError as raised:
            error = at(_field(raised) if claim.net_case in _options() else "net_case", raised)
    controls, shown = st.columns([2, 3], gap="medium")
    with controls, st.container(key="net_controls"):
        _controls(own, claim, error)
    with shown, st.container(key="net_result"):
        if found is None:
            _nothing(error, lacks)
        else:
            _number(found)
            _bars(found)
            _lists(found)


# --- controls ------------------------------------------------------------------------------------


def _field(error: InputError) -> str:
    """The control that an error is about; empty where it is none."""
    return _FIELDS.get(".".join(map(str, error.path[:2])), "")


def _nothing(error: FieldError | None, lacks: str) -> None:
    """Why there is no number, and what to do."""
    if error is None:
        st.info(plain(lacks))
    elif error.field:
        st.info("No net effect: mend the marked field. Nothing of an older result is shown.")
    else:
        st.error(f"No net effect: {plain(str(error))}")


def _options() -> dict[str, str]:
    """The cases and a claim of one's own, as a person calls them."""
    return {**{key: one.title for key, one in cases().items()}, OWN: "A claim of my own"}


def _controls(own: PageFields, claim: Claim, error: FieldError | None) -> None:
    form = Form(own, error)
    form.choice(
        "net_case", _options(),
        "What is claimed of applications of the field. Only an interval can be set against a footprint.",
    )  # fmt: skip
    known = cases().get(claim.net_case)
    if known is not None:
        st.caption(plain(f"Claimed: {known.claim} ({known.status}; {known.source})."))
    if _needs_saving(claim):
        form.text("net_saving", "The share of the baseline that is saved, always an interval.", "20-40 %")
        form.text("net_source", "Where it was claimed.", "A study, a trial, a data sheet")
    form.text(
        "net_baseline",
        "What one device has to do with: energy or emissions per year, one number or an interval, like 12000 kWh per "
        "year or 1-3 tCO2e per year. There is no default.",
        "12000 kWh per year",
    )
    form.text("net_country", "Three letters, such as DEU. Only for a baseline in energy.", "Grid of the device")
    form.text(
        "net_rebound",
        "Share of the saving that more use takes back (Jevons): 0 % none, 100 % all of it, above it more than all.",
        "0 %",
    )
    changed = any(own.current()[key] != text for key, text in OPENS.items())
    st.button("Reset claim", on_click=own.put, kwargs=OPENS, disabled=not changed, key="net_reset")


def _needs_saving(claim: Claim) -> bool:
    known = cases().get(claim.net_case)
    return claim.net_case == OWN or (known is not None and known.saving_of is not None and not known.usable)


# --- what comes of it ----------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _effect(result: Footprint, devices: int, claim: Claim) -> NetEffect:
    needs = _needs_saving(claim)
    return net_effect(
        result,
        baseline=claim.net_baseline or None,
        case=None if claim.net_case == OWN else claim.net_case,
        saving=claim.net_saving if needs else None,
        source=claim.net_source if needs else None,
        devices=devices,
        rebound=claim.net_rebound or None,
        baseline_country=claim.net_country or None,
    )


def _lacking(claim: Claim) -> str:
    """What is to be given before there can be a number; empty where nothing is."""
    known = cases().get(claim.net_case)
    if known is not None and known.saving_of is None:
        return f"No net effect of this application: {known.why_not}. Choose another, or a claim of your own."
    if _needs_saving(claim) and not (claim.net_saving and claim.net_source):
        return "Give the saving as an interval, like 20-40 %, and where it was claimed. Nothing is claimed without."
    if not claim.net_baseline:
        of = known.saving_of if known else "what the saving is a share of"
        return (
            f"Give the baseline: {of} that one device has to do with, like 12000 kWh per year. No number is shown "
            "before, as none is known for your devices."
        )
    return ""


def _number(found: NetEffect) -> None:
    beyond = beyond_the_world(found)
    if beyond:
        st.warning(plain(f"{beyond}. Give fewer devices, or a smaller baseline."))
    size, ends = words.amount(found, " to ")
    verb = "avoided" if words.avoided(found) else "added"
    kind = "" if ends == "no interval" else f" ({interval_name(found.result)})"
    st.metric(
        f"Net effect of {words.devices(found)} over {duration(found.lifetime_years)}",
        f"{size} {CO2E_TYPESET} {verb}", delta=f"{ends}{kind}", delta_color="off", delta_arrow="off",
    )  # fmt: skip
    said = " ".join([words.payback(found), words.break_even(found), words.chance(found)])
    st.html(f'<p class="fp-said">{escape(said.replace(CO2E, CO2E_TYPESET))}</p>')


def _bars(found: NetEffect) -> None:
    """Both sides as bars on one linear axis; each opens what it rests on."""
    rests = {"Footprint": f"{found.result.basis}.", "Saved, as claimed": words.claimed(found)}
    totals = []
    for name, kg, colour, basis in sides(found):
        typical, bounds = mass_interval(kg, " to ")
        said = f"{typical} {CO2E_TYPESET} ({bounds}), {basis}. {rests.get(name, '')}"
        totals.append(charts.Total(name, "", kg, colour, said, typical))
    rows, axis, unit = charts.totals_html(totals)
    spoken = "; ".join(f"{t.title} {mass(t.kg_co2e.typical)}" for t in totals)
    st.html(f"""
<section class="fp-chart fp-products" aria-label="{escape(f"Both sides: {spoken}", quote=True)}">
<h2>{escape(words.sides(found))}</h2>
{"".join(rows)}
{axis}
<div class="fp-unit">{unit} {CO2E_TYPESET} over the lifetime, linear axis; lines: {interval_name(found.result)}.
Source of the claim: {escape(found.claim.source)}.</div>
</section>""")


def _lists(found: NetEffect) -> None:
    """What to look at, what was assumed and not assessed, what else is as much, and where it is from."""
    own = [a.text for a in found.assumed if a not in found.result.assumed]
    looked = [w for w in found.warnings if w not in (*found.result.warnings, beyond_the_world(found))]
    parts = [
        listed("Look at", looked) if looked else "",
        listed("Assumed here", own),
        listed("Not assessed", list(found.not_assessed)),
        listed("As much as", [f"{one.text} ({one.source})" for one in found.familiar]) if found.familiar else "",
        listed("Sources", list(found.sources)),
    ]
    st.html(f'<section class="fp-chart">{"".join(parts)}</section>'.replace(CO2E, CO2E_TYPESET))
