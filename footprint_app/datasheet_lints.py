"""What the rules find in the datasheet of the page: how much of each section, and each finding with the way there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

import streamlit as st

from datasheets.content.places import in_words, place_words
from datasheets.content.words import typeset
from datasheets.lints.rules import MANY, MISSING, Finding
from datasheets.sheet.template import template
from footprint.errors import shown
from footprint_app.datasheet_form import key
from footprint_app.datasheet_state import Place, Work, section_of
from footprint_app.lint_text import TITLES, finding_words, number_words
from footprint_app.pages import plain

STEP = 12
"""Findings that are listed at once."""
SECTION, FOCUS, SHOWN = "ds_section", "ds_focus", "ds_shown"
_AS_OF = "ds_as_of"
_UNFILLED = MISSING.keys() - {"required-not-disclosed"}
"""Rules that say of a field what its empty widget says."""


def section_key(found: Finding) -> str:
    """The section that a finding is about first; the title page for what is about the whole file."""
    first = found.where[0].place.partition(".")[0] if found.where else ""
    known = [s.key for s in template()]
    return first if first in (*known, "claims") else known[0]


def counted(findings: Iterable[Finding]) -> dict[str, Counter[str]]:
    """Section to how many errors and warnings are about it."""
    found: dict[str, Counter[str]] = {}
    for one in findings:
        found.setdefault(section_key(one), Counter())[one.severity] += 1
    return found


def said(counts: Counter[str]) -> str:
    """Errors and warnings in words; empty for none."""
    return ", ".join(number_words(counts[k], k) for k in TITLES if counts[k])


def remarks(findings: Iterable[Finding]) -> dict[str, list[str]]:
    """Place of a field to what is said beside it, as HTML; that it is empty needs no words there."""
    found: dict[str, list[str]] = {}
    for one in findings:
        if one.rule in _UNFILLED:
            continue
        rule, _, message = finding_words(one)[0].partition(": ")
        kind = TITLES[one.severity][:-1]
        text = f"<b>{kind}</b> {escape(worded(one, message))}<small>{escape(rule)}</small>"
        for place in dict.fromkeys(".".join(q.place.split(".")[:2]) for q in one.where):
            found.setdefault(place, []).append(text)
    return found


def draw(work: Work) -> None:
    """All findings, those of the section that is open first, and the day that dates are held against."""
    findings = work.read().findings
    ordered = grouped(findings, st.session_state.get(SECTION, ""))
    counts: Counter[str] = Counter(f.severity for f in findings)
    title = said(counts) or "No errors and no warnings"
    st.html(f'<section class="fp-chart"><h2>{escape(title[0].upper() + title[1:])}</h2></section>')
    listed = ordered[: st.session_state.get(SHOWN, STEP)]
    last = ""
    for number, group in enumerate(listed):
        part = section_key(group[0])
        if part != last:
            last = part
            st.html(f'<section class="fp-chart"><h3>{escape(named(part))}</h3></section>')
        _finding(number, group)
    if len(listed) < len(ordered):
        st.button(f"Show more, {len(ordered) - len(listed)} left", key="ds_more_findings", on_click=_more)
    _day(work)


def grouped(findings: Sequence[Finding], here: str) -> list[list[Finding]]:
    """Findings as they are listed, section by section from the one that is open: what is wrong, then what is empty.

    Fields of a section that say nothing are one entry where they are many, so that a person sees the others.
    """
    order = sorted(
        findings, key=lambda f: (section_key(f) != here, _place(f), f.rule in MISSING, f.severity != "error")
    )
    found: dict[object, list[Finding]] = {}
    for one in order:
        found.setdefault((section_key(one), one.rule) if one.rule in MISSING else id(one), []).append(one)
    return [part for group in found.values() for part in ([group] if len(group) >= MANY else [[f] for f in group])]


def _place(found: Finding) -> int:
    return [*(s.key for s in template()), "claims"].index(section_key(found))


def _finding(number: int, group: list[Finding]) -> None:
    one = group[0]
    sentence, quotes = finding_words(one)
    rule, _, message = sentence.partition(": ")
    message = worded(one, message)
    if len(group) > 1:
        names = [place_words(f.where[0].place) for f in group]
        rule, message, quotes = one.rule, f"{len(group)} fields are {MISSING[one.rule]}: {'; '.join(names)}.", []
    lines = "".join(f"<li>{escape(typeset(in_words(q)))}</li>" for q in quotes)
    listed = f'<ul class="fp-list">{lines}</ul>' if lines else ""
    with st.container(key=f"ds_finding_{number}"):
        st.html(
            f'<div class="fp-finding"><b>{TITLES[one.severity][:-1]}</b> {escape(message)}'
            f"<small>{escape(rule)}</small>{listed}</div>"
        )
        if one.where:
            place = one.where[0].place
            st.button(f"Go to {plain(place_words(place))}", key=f"ds_go_{number}", type="tertiary", on_click=go,
                      args=(place,))  # fmt: skip


def worded(found: Finding, message: str) -> str:
    """A message with the titles of fields in place of their keys, each once."""
    for quote in found.where:
        message = message.replace(f"{place_words(quote.place)} ({quote.place})", quote.place)
    return typeset(in_words(message))


def _day(work: Work) -> None:
    st.session_state[_AS_OF] = work.as_of_text
    st.text_input(
        "Hold dates, such as the end of support, against this day", key=_AS_OF, placeholder="2027-01-31",
        on_change=_take_day, args=(work,),
    )  # fmt: skip
    if work.as_of is None and work.as_of_text:
        st.error(f"{plain(shown(work.as_of_text))} is no date. Write it like 2027-01-31.")
    if work.as_of is None:
        st.caption("Dates were held against no day.")


def _take_day(work: Work) -> None:
    work.as_of_text = str(st.session_state[_AS_OF]).strip()
    try:
        work.as_of = date.fromisoformat(work.as_of_text)
    except ValueError:
        work.as_of = None


def _more() -> None:
    st.session_state[SHOWN] = st.session_state.get(SHOWN, STEP) + 3 * STEP


def named(part: str) -> str:
    """Number and title of a section."""
    found = section_of(part)
    return " ".join(filter(None, (found.number, found.title)))


def go(place: str) -> None:
    """Turn to the field of a place, unfold it, and have it scrolled to."""
    steps = place.split(".")
    known = [s.key for s in template()]
    if steps[0] == "claims":
        path: Place = ("claims",)
    elif steps[0] in known and len(steps) > 1:
        path = (steps[0], steps[1])
    else:
        return
    st.session_state[SECTION] = steps[0]
    st.session_state[FOCUS] = path
    row = steps[len(path)] if len(steps) > len(path) else ""
    if row.isdecimal():
        st.session_state[key(path, "row")] = int(row) - 1
        st.session_state[key(path, "rows")] = True


def scroll() -> None:
    """Bring the field that was asked for into sight, once."""
    path = st.session_state.pop(FOCUS, None)
    if path is not None:
        where = f".st-key-{key(path, 'field')}"
        st.html(
            f"<script>setTimeout(() => {{ const e = document.querySelector('{where}'); if (e) {{"
            "e.scrollIntoView({block: 'center'}); (e.querySelector('input, textarea, button') || e).focus();"
            "} }, 300);</script>",
            unsafe_allow_javascript=True,
        )
