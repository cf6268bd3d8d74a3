"""Reading a capture for the page: what has to be asked for, and what was read, once for the same file and answers.

A capture keeps its samples on disk. Of every session the last one is kept, with its summary, events and the stretch
that is shown; nothing of it is shared or stays when the session ends.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, TypeVar

import streamlit as st

from firmware_profiles.capture import Capture, Progress, Window
from firmware_profiles.reading import read_capture
from firmware_profiles.summary import Summary, summarise
from footprint.errors import InputError, printable
from footprint_app import firmware_columns, firmware_file, firmware_form, firmware_words, pages
from footprint_app.firmware_file import Opened
from footprint_app.firmware_form import Form

Result = TypeVar("Result")

CHANNELS = {False: 8, True: 4}
"""Digital inputs of a PPK2 and of a Joulescope."""

_ASKED = ("voltage_v", "sample_rate_hz")
_FIELDS = {
    "voltage_v": ("Supply voltage", "V", "3.3 V", "As it was measured at the supply. The file does not hold it."),
    "sample_rate_hz": ("Sampling rate, in samples per second", "", "100000", "As it was recorded."),
}
_STEP = 0.02
"""Share of a file after which the bar of progress moves."""


class Held(NamedTuple):
    """A capture that was read, what it adds up to, and how many digital channels it may have."""

    capture: Capture
    summary: Summary
    channels: int
    key: Hashable

    @property
    def whole(self) -> Window:
        """From the first sample to the end of the last."""
        start = self.summary.envelope.time_s[0]
        return Window(start, start + self.capture.duration_s)


def held(found: Opened) -> Held | None:
    """The capture, read with what was answered; asks where something is missing, and then there is none yet."""
    answers, bad = _answers()
    key = (found.sha256, str(found.path), tuple(sorted((k, str(v)) for k, v in answers.items())))
    error: InputError | None = None
    result: Held | None = None
    place = st.empty()  # there in every run: what follows does not move, and keeps what was opened
    if not bad:
        kept = cached("capture", key, lambda: _read(found, answers, key, place))
        error, result = (kept, None) if isinstance(kept, InputError) else (None, kept)
    asked = _asked(error)
    if error is not None and not asked:
        firmware_file.back(f"{found.name} was not read: {firmware_words.said(error)}")
    elif error is not None:
        _refused(found, error)
    if asked and result is None:
        _form(found, asked)
    elif asked:
        with st.expander("What was given to read it"):
            _form(found, asked)
    return result


def cached(name: str, key: Hashable, make: Callable[[], Result]) -> Result | InputError:
    """What `make` gives, or the input error that it raises: made once for a key, and one kept for a name."""
    place = f"firmware_made_{name}"
    known = st.session_state.get(place)
    if known is None or known[0] != key:
        st.session_state.pop(place, None)  # free the old one before the next is made
        try:
            made: Any = make()
        except InputError as error:
            made = error
        known = st.session_state[place] = (key, made)
    found: Result | InputError = known[1]
    return found


def stretch(one: Held, window: Window | None) -> Summary | InputError:
    """What a stretch of the capture adds up to, read again at its full rate; the whole where there is none."""
    if window is None:
        return one.summary
    return cached("window", (one.key, window), lambda: summarise(one.capture, window=window))


def progress(bar: Any, words: str) -> tuple[Progress, Callable[[], None]]:
    """A bar that says how much of a file was read, in an empty place, and what takes it away again."""
    shown = 0.0

    def show(share: float) -> None:
        nonlocal shown
        if share - shown >= _STEP:
            shown = share
            bar.progress(min(share, 1.0), words)

    def done() -> None:
        bar.empty()

    return show, done


def _read(found: Opened, answers: dict[str, Any], key: Hashable, place: Any) -> Held:
    show, done = progress(place, "Reading the capture. Close stops it.")
    try:
        capture = read_capture(found.path, **answers, progress=show)
        first = next(capture.chunks(), None)
        channels = 0 if first is None or first.bits is None else CHANNELS[capture.format.startswith("joulescope")]
        return Held(capture, summarise(capture), channels, key)
    finally:
        done()


def _answers() -> tuple[dict[str, Any], bool]:
    """What was answered, as options of `read_capture`; and whether an answer cannot be read."""
    answers: dict[str, Any] = {}
    for key in _ASKED:
        text = firmware_form.kept(key)
        if text:
            try:
                answers[key] = firmware_form.number(text, _FIELDS[key][1])
            except InputError:
                return {}, True
    columns = firmware_columns.chosen()
    if columns:
        answers["columns"] = columns
    return answers, bool(firmware_columns.without_unit())


def _asked(error: InputError | None) -> set[str]:
    """What the page asks: what the reader lacks, and what was answered before."""
    asked = {key for key in _ASKED if firmware_form.kept(key)}
    if firmware_columns.chosen():
        asked.add("columns")
    return asked | set(error.asks if error is not None else ())


def _refused(found: Opened, error: InputError) -> None:
    """What keeps the capture from being read, in a sentence."""
    name = pages.plain(printable(found.name))
    if error.asks:
        st.info(f"{name}: {pages.plain(firmware_words.said(error, short=True))}")
    else:
        st.error(f"{name} was not read: {pages.plain(firmware_words.said(error))}")


def _form(found: Opened, asked: set[str]) -> None:
    """What the file does not hold."""
    headings = firmware_columns.of(found.path) if "columns" in asked else {}
    keys = [key for key in _ASKED if key in asked or headings]
    with st.form("firmware_ask", border=False):
        form = Form()
        if headings:
            firmware_columns.draw(form, headings)
        for place, key in zip(st.columns(2), keys, strict=False):
            with place:
                form.quantity(key, *_FIELDS[key], bare=True, at_once=False)
        taken = (*keys, *(firmware_columns.fields() if headings else ()))
        st.form_submit_button("Read the capture", type="primary", on_click=firmware_form.take, args=taken)
