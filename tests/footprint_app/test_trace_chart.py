"""The chart of a capture: outline, ticks and shades stand where the numbers say."""

from __future__ import annotations

import base64
import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_profiles.capture import Gap, Window
from firmware_profiles.events import find_events
from firmware_profiles.summary import summarise
from footprint_app.trace_chart import Trace, scale, spoken, stretch_words, time_ticks, trace_html
from tests.firmware_profiles.synthetic import capture_of, pulses


def drawn(power: np.ndarray, *, log: bool, gaps: tuple[Gap, ...] = ()) -> Trace:
    capture = capture_of(power, gaps=gaps)
    return Trace(Window(0.0, capture.duration_s), summarise(capture), (), gaps, log, "title", "made")


def picture(html: str) -> str:
    found = re.search(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", html)
    assert found
    return base64.b64decode(found[1]).decode()


def heights(html: str) -> list[float]:
    """How far up the outline goes, 0 to 1."""
    return [1 - float(y) / 1000 for y in re.findall(r"V([\d.]+)H", picture(html))]


@pytest.mark.parametrize("log", [True, False], ids=["log", "linear"])
def test_outline_and_ticks_share_one_axis(log: bool) -> None:
    """20 mW and 10 uW: on the axis of the ticks the outline reaches both levels."""
    html = trace_html(drawn(pulses(), log=log))
    ticks = [(float(at) / 100, float(w)) for at, w in re.findall(r'bottom:([\d.]+)%" data-tick="([\d.e+-]+)"', html)]
    (a0, w0), (a1, w1) = ticks[1], ticks[-1]

    def at(watts: float) -> float:
        if log:
            return a0 + (a1 - a0) * math.log(watts / w0) / math.log(w1 / w0)
        return a0 + (a1 - a0) * (watts - w0) / (w1 - w0)

    found = heights(html)
    assert max(found) == pytest.approx(at(20e-3), abs=1e-3)
    assert min(found) == pytest.approx(at(10e-6), abs=1e-3)
    assert ("logarithmic axis" in html) == log
    assert ("linear axis" in html) != log


@given(st.floats(min_value=0, max_value=3600), st.floats(min_value=1e-5, max_value=3600))
def test_time_ticks_are_told_apart_and_inside(start: float, length: float) -> None:
    window = Window(start, start + length)
    unit, by, decimals, ticks = time_ticks(window)
    assert unit in {"s", "ms", "µs"}
    labels = [f"{t:.{decimals}f}" for t in ticks]
    assert 3 <= len(labels) <= 13
    assert len(set(labels)) == len(labels), "no label stands twice"
    step = ticks[1] - ticks[0]
    assert all(abs(float(label) - t) < step / 20 for label, t in zip(labels, ticks, strict=True))
    assert window.start_s * by - step / 1e3 <= ticks[0] <= ticks[-1] <= window.end_s * by + step / 1e3


@given(st.floats(min_value=-1, max_value=1e3), st.floats(min_value=1e-9, max_value=1e3), st.booleans())
def test_every_power_has_a_place(low: float, high: float, log: bool) -> None:
    axis = scale(min(low, high), high, log)
    assert axis.high > axis.low
    assert axis.place(high) == pytest.approx(axis.place(high * 0.999999), abs=1e-3)
    assert all(0 <= axis.place(w) <= 1 for w in (min(low, high), 0.0, high))


def test_a_gap_leaves_the_outline_open() -> None:
    whole = picture(trace_html(drawn(pulses(), log=True)))
    cut = picture(trace_html(drawn(pulses(), log=True, gaps=(Gap(2.2, 0.1), Gap(3.2, 0.1)))))
    assert (whole.count("M"), cut.count("M")) == (1, 3)


def test_events_are_shaded_where_they_are() -> None:
    """Five events of 0.1 s in 5 s: each 2 % of the width."""
    capture = capture_of(pulses())
    events = find_events(capture, threshold_w=1e-3).events
    trace = Trace(Window(0.0, 5.0), summarise(capture), events, (), True, "t", "s")
    widths = re.findall(r'fp-event" style="left:([\d.]+)%;width:([\d.]+)%', trace_html(trace))
    assert [float(w) for _, w in widths] == [pytest.approx(2.0, abs=1e-3)] * len(events)
    assert [float(at) for at, _ in widths] == [pytest.approx(e.start_s * 20, abs=1e-3) for e in events]
    assert f"{len(events)} events" in spoken(trace)
    half = trace._replace(window=Window(0.0, 0.95))
    assert spoken(half).endswith("1 event.")


def test_text_of_a_file_stays_text() -> None:
    html = trace_html(drawn(pulses(), log=False)._replace(title="<b>x", source='"><script>'))
    assert "<b>x" not in html
    assert "<script>" not in html


def test_powers_of_zero_are_said_to_stand_at_the_edge() -> None:
    html = trace_html(drawn(np.r_[np.zeros(100), np.full(100, 1e-3)], log=True))
    assert "What is 0 or less stands at the lower edge." in html
    assert min(heights(html)) == 0


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (Window(0.0, 5.0), "0 to 5 s"),
        (Window(1.1475, 1.3225), "1.1475 to 1.3225 s"),
        (Window(0.0, 71.922), "0.00 to 71.92 s"),
        (Window(59.9998, 60.0002), "59.9998 to 60.0002 s"),
        (Window(0.0, 100.0), "0 to 100 s"),
        (Window(0.005, 5.0), "0.005 to 5.000 s"),
    ],
)
def test_both_ends_of_a_stretch_differ_however_short_it_is(window: Window, words: str) -> None:
    assert stretch_words(window) == words
