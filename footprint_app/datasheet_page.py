"""The page Datasheet: a datasheet of an ML sensor, begun from the calculator's system and filled section by section."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from datasheets.content.places import place_words
from datasheets.sheet.sheet import place_of
from datasheets.sheet.template import template
from footprint.errors import printable
from footprint.yaml_file import MAX_BYTES
from footprint_app import (
    datasheet_artefacts,
    datasheet_changes,
    datasheet_downloads,
    datasheet_drafts,
    datasheet_files,
    datasheet_labels,
    datasheet_lints,
    datasheet_preview,
    datasheet_start,
    datasheet_state,
    pages,
    session,
)
from footprint_app.datasheet_artefacts import WORK
from footprint_app.datasheet_form import Form
from footprint_app.datasheet_lints import SECTION, named
from footprint_app.datasheet_state import CLAIMS, LANGUAGE, Read, Work
from footprint_app.fields import Fields
from footprint_app.lint_text import number_words
from footprint_app.pages import plain

_SOURCE = "ds_source"
_SECTIONS = [*(s.key for s in template()), CLAIMS.key]


def page() -> None:
    """Draw the page."""
    pages.begin("Datasheet of an ML sensor")
    fields = session.arrive(datasheet_drafts.TOKEN)
    if WORK not in st.session_state:
        _arrive(fields)
    work: Work = st.session_state[WORK]
    token = datasheet_drafts.keep(work)
    pages.settle(SECTION, _SECTIONS, _SECTIONS[0])
    work.waiting = datasheet_artefacts.waiting_at(st.empty())
    read = work.read()
    _headline(work, read)
    pages.section(_begin, work, fields)
    if read.error is not None:
        pages.section(_broken, work, read)
    else:
        left, right = st.columns([5, 6], gap="medium")  # on a phone the fields come first, what is found below
        with left, st.container(key="controls"):
            pages.section(_form, work, read)
            pages.section(_source, work)
        with right, st.container(key="result"):
            pages.section(datasheet_preview.draw, work)
            pages.section(datasheet_labels.draw, work)
            pages.section(datasheet_changes.draw, work)
            pages.section(datasheet_lints.draw, work)
        datasheet_lints.scroll()
    session.keep_link(fields, **{datasheet_drafts.TOKEN: token})


def _arrive(fields: Fields) -> None:
    """What a session works on first: the draft of the address, else a datasheet of the calculator's system."""
    work, note = datasheet_drafts.arrive()
    if work is None:
        with st.spinner("Beginning a datasheet of the calculator's system"):
            work = datasheet_start.started(fields)
        work.note = " ".join(filter(None, (note, work.note)))
    st.session_state[WORK] = work


def _headline(work: Work, read: Read) -> None:
    """Name, how much is answered, how much is wrong, and what can be done with the whole."""
    with st.container(key="headline"):
        number, actions = st.columns([3, 2], vertical_alignment="center")
        with number:
            if read.error is not None:
                st.error(f"The source cannot be read, so nothing can be shown. {plain(_where(read))}")
            else:
                _metric(work, read)
        with actions, st.container(horizontal=True, gap="small", horizontal_alignment="right"):
            st.button("Undo", on_click=datasheet_artefacts.undo, args=(work,), key="ds_undo",
                      disabled=not work.history and work.before is None)  # fmt: skip
            st.button("Reset", on_click=work.reset, disabled=work.text == work.first, key="ds_reset",
                      help="Back to the datasheet as it was opened")  # fmt: skip
            with st.popover("Download", type="primary"):
                datasheet_downloads.draw(work)
    if work.note:
        st.warning(plain(work.note))


def _metric(work: Work, read: Read) -> None:
    answered = sum(p.answered for p in read.progress.values())
    required = sum(p.required for p in read.progress.values())
    warnings = len(read.findings) - read.errors
    given = read.sheet.get("title_page.name") if read.sheet is not None else None
    name = str(given) if given and given != "not provided" else "No name yet"
    waiting = sum(bool(d.message) for d in work.drafts.values())
    delta = f"{number_words(read.errors, 'error')}, {number_words(warnings, 'warning')}"
    if waiting:
        delta += f", {number_words(waiting, 'answer')} not taken over"
    st.metric(
        f"{plain(name[:120])}: required fields answered", f"{answered} of {required}", delta=delta,
        delta_color="off", delta_arrow="off",
    )  # fmt: skip


def _where(read: Read) -> str:
    error = read.error
    if error is None:
        return ""
    line = f" (line {error.line})" if error.line else ""
    place = f", at {place_words(place_of(error.path))}" if error.path else ""
    text, end = datasheet_state.sentence(error), len(printable(error.message))
    return f"{text[:end]}{place}{line}{text[end:]}"


def _begin(work: Work, fields: Fields) -> None:
    """The ways to begin, and the files."""
    with st.container(horizontal=True, gap="small", key="presets"):
        st.button("Start from the calculator's system", key="ds_new", on_click=_start, args=(fields,))
        st.button("Open the example", key="ds_example", on_click=_example,
                  help="A wrist band that tells gestures: a design that was never built, filled honestly.")  # fmt: skip
        if not work.name and datasheet_start.system_differs(work, fields):
            st.button("Take the system that the calculator has now", key="ds_system_again",
                      on_click=datasheet_start.use_system, args=(work, fields),
                      help="It was changed there since.")  # fmt: skip
        offers = len(work.offers())
        if offers:
            st.button(f"Take all that artefacts have ({number_words(offers, 'field')})", key="ds_take_all",
                      on_click=_take_all, args=(work,))  # fmt: skip
    sheet = work.read().sheet
    names = list(sheet.artefacts.named) if sheet is not None else []
    title = f"Files: open a datasheet, add artefacts and pictures ({', '.join(names) or 'no artefacts yet'})"
    wanted = st.session_state.pop(datasheet_artefacts.KEEP_OPEN, None)
    if datasheet_files.missing(work.folder, work.read().data):
        wanted = True
    if wanted is not None:
        st.session_state["fold_ds_files"] = wanted
    with pages.fold(plain(title), "fold_ds_files") as fold:
        if fold.open:
            datasheet_artefacts.draw(work, fields)


def _start(fields: Fields) -> None:
    datasheet_artefacts.look_at(datasheet_start.started(fields))


def _example() -> None:
    datasheet_artefacts.look_at(datasheet_start.example())


def _take_all(work: Work) -> None:
    work.take_all()


def _form(work: Work, read: Read) -> None:
    """The picker of sections, and the fields of one."""
    counts = datasheet_lints.counted(read.findings)

    def say(part: str) -> str:
        known = read.progress.get(part)
        done = f"{known.answered} of {known.required}" if known else ""
        found = datasheet_lints.said(counts[part]) if part in counts else ""
        return ": ".join(filter(None, (named(part), ", ".join(filter(None, (done, found))))))

    st.selectbox("Section", _SECTIONS, key=SECTION, format_func=say)
    here = st.session_state[SECTION]
    _fields(work, read, here)
    keys, at = _SECTIONS, _SECTIONS.index(here)
    with st.container(horizontal=True, gap="small"):
        st.button("Previous section", key="ds_back", on_click=_turn, args=(keys[at - 1],), disabled=at == 0)
        st.button("Next section", key="ds_next_section", on_click=_turn, args=(keys[(at + 1) % len(keys)],),
                  disabled=at == len(keys) - 1)  # fmt: skip


def _fields(work: Work, read: Read, here: str) -> None:
    """The fields of a section: what is or may be required, then the rest, folded."""
    form = Form(work, datasheet_lints.remarks(read.findings))
    if here == CLAIMS.key:
        st.markdown("What the datasheet promises, the number that it rests on, and the evidence.")
        form.field((CLAIMS.key,), CLAIMS)
        return
    if here == template()[0].key:
        form.field((LANGUAGE.key,), LANGUAGE)
    section = next(s for s in template() if s.key == here)
    form.draw([f for f in section.fields if f.need != "optional"], (here,))
    optional = [f for f in section.fields if f.need == "optional"]
    if optional:
        _optional(form, here, optional, read)


def _optional(form: Form, here: str, fields: list[Any], read: Read) -> None:
    given = read.data.get(here) or {}
    filled = sum(f.key in given for f in fields)
    name = f"fold_ds_optional_{here}"
    focus = st.session_state.get(datasheet_lints.FOCUS)
    if (focus and focus[0] == here and any(f.key == focus[1] for f in fields if len(focus) > 1)) or any(
        p[:2] == (here, f.key) for p in form.work.drafts for f in fields
    ):
        st.session_state[name] = True
    with pages.fold(f"Optional fields: {filled} of {len(fields)} given", name) as fold:
        if fold.open:
            form.draw(fields, (here,))


def _turn(part: str) -> None:
    st.session_state[SECTION] = part


def _source(work: Work) -> None:
    with st.expander("Source (YAML)", key="fold_ds_source", on_change="rerun") as fold:
        if fold.open:
            _text(work)


def _text(work: Work) -> None:
    st.session_state[_SOURCE] = work.text
    st.text_area(
        "The whole source, as it is stored and downloaded", key=_SOURCE, height=420, on_change=_take_text, args=(work,)
    )


def _take_text(work: Work) -> None:
    text = str(st.session_state[_SOURCE])
    if len(text.encode()) > MAX_BYTES:
        work.note = f"The source was not taken over: it is larger than {MAX_BYTES // 1_000_000} MB."
        return
    work.remember(text)
    work.drafts.clear()


def _broken(work: Work, read: Read) -> None:
    """A source that cannot be read: the text with the place, to be mended."""
    line = read.error.line if read.error is not None else None
    if line:
        around = read.text.splitlines()[max(0, line - 3) : line + 2]
        st.html(f'<pre class="fp-source">{escape(chr(10).join(around))}</pre>')
    st.markdown("Mend the source here, add the file that is missing, or use Undo.")
    _text(work)
