"""Errors of the library in the words of the command line."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from footprint.errors import InputError
from footprint_app import faces
from tests.footprint.examples import ROOT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Give it as voltage_v=3.0, as measured.", "Give it as --voltage 3.0, as measured."),
        ("skip_start_s must be 0 s or more", "--skip-start must be 0 s or more"),
        ('Give sleep_power_w, or keep baseline="included".', "Give --sleep, or leave out --subtract-baseline."),
        (
            'e.g. columns={"time": "t [ms]", "current": "I [uA]"}.',
            'e.g. --column "time=t [ms]" --column "current=I [uA]".',
        ),
        ("columns={'current': '#1 [A]'} or", '--column "current=#1 [A]" or'),
        ("the heading columns={oops} of a file", "the heading columns={oops} of a file"),
        ("columns={1: 2}", '--column "1=2"'),
        ("columns={1, 2}", "columns={1, 2}"),
        ("my_voltage_v and voltage_v2 are no options", "my_voltage_v and voltage_v2 are no options"),
    ],
)
def test_options_of_captures(text: str, said: str) -> None:
    assert faces.said(text, faces.CAPTURE) == said


def test_an_error_inside_names_options() -> None:
    with pytest.raises(InputError) as error, faces.in_options(faces.ESTIMATE):
        raise InputError("clock_mhz must be above 0", hint="Give clock_mhz=160.")
    assert (error.value.message, error.value.hint) == ("--clock must be above 0", "Give --clock 160.")


def texts_of_errors(file: Path) -> str:
    """Every text that stands in the code of a file and is no docstring."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "InputError"]
    inside = [c for call in calls for c in ast.walk(call) if isinstance(c, ast.Constant)]
    return "\n".join(str(c.value) for c in inside)


def test_no_hint_of_captures_names_a_parameter_that_the_command_line_lacks() -> None:
    """Every parameter in an error of the readers, events and states has its option."""
    files = [*(ROOT / "firmware_profiles/readers").glob("*.py")]
    files += [
        ROOT / "firmware_profiles" / f"{n}.py" for n in ("reading", "events", "states", "segments", "event_checks")
    ]
    text = "\n".join(map(texts_of_errors, files))
    parameter = r"(?<![\w.])[a-z]+(?:_[a-z]+)+(?![\w.(])"
    assert {"voltage_v", "sample_rate_hz", "threshold_w", "inferences_per_hour"} <= set(re.findall(parameter, text))
    assert re.findall(parameter, faces.said(text, faces.CAPTURE)) == []
