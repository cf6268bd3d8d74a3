"""Beginnings of system files for the tests of bad input, and what every refusal of one must say."""

from __future__ import annotations

import pytest

import footprint
from footprint.errors import InputError
from footprint.presets import system_from_text

HEAD = "name: a\nlifetime: 3 years\nblocks:\n"
CASING = "  casing: {hsl: 1, case: typical}\n"
USE = f"{HEAD}{CASING}use:\n"  # five lines
ENERGY = "  energy: {amount: 27 Wh, over: 3 years}\n"


def refusal(text: str) -> InputError:
    """The error that reading and assessing a file gives."""
    with pytest.raises(InputError) as caught:
        footprint.assess(system_from_text(text, "device.yaml"))
    return caught.value


def check_refused(text: str, line: int | None, fragments: list[str]) -> None:
    """One printable message that names the file, the line and every fragment."""
    error = refusal(text)
    message = str(error)
    assert (error.file, error.line) == ("device.yaml", line)
    assert "device.yaml" in message
    assert line is None or f"line {line}" in message
    for fragment in fragments:
        assert fragment in message
    assert "\n" not in message
    assert len(message) < 500
    assert message.isprintable(), "a file cannot steer a terminal"
