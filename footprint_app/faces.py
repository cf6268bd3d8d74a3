"""Errors and notes of the library in the words of the command line: its options instead of parameters of Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from footprint.errors import InputError

CAPTURE = {
    "voltage_v": "--voltage", "sample_rate_hz": "--rate", "skip_start_s": "--skip-start", "clock_ppm": "--clock-ppm",
    "threshold_w": "--threshold", "sleep_power_w": "--sleep", "join_s": "--join", "shortest_s": "--shortest",
    "inferences_per_event": "--inferences-per-event", "inferences_per_hour": "--inferences",
    'keep baseline="included"': "leave out --subtract-baseline",
}  # fmt: skip
ESTIMATE = {"clock_mhz": "--clock", "voltage_v": "--supply", "inferences_per_hour": "--inferences"}
PROFILE = {"inferences_per_hour": "--inferences"}

_COLUMNS = re.compile(r"columns=(\{[^{}]*\})")


def said(text: str, options: Mapping[str, str]) -> str:
    """A text with the options of a command: ``voltage_v=3.0`` is ``--voltage 3.0``."""
    text = _COLUMNS.sub(_mapping, text)
    for name, option in options.items():
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)(=)?", lambda m, o=option: o + (" " if m[1] else ""), text)  # type: ignore[misc]
    return text


def _mapping(found: re.Match[str]) -> str:
    """``columns={"time": "t [s]"}`` as options; text of a file that only looks like it is kept."""
    try:
        return " ".join(f'--column "{k}={v}"' for k, v in ast.literal_eval(found[1]).items())
    except (ValueError, SyntaxError, AttributeError):
        return found[0]


@contextmanager
def in_options(options: Mapping[str, str]) -> Iterator[None]:
    """Whatever goes wrong inside names the options of a command."""
    try:
        yield
    except InputError as error:
        error.message, error.hint = said(error.message, options), said(error.hint, options)
        raise
