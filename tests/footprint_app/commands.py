"""Commands run in this process for the tests of the command line, and the use stage that they print."""

from __future__ import annotations

import json
from typing import Any

import pytest

from footprint_app.cli import main

USE = 0.027 * 0.4010668505
"""27.0 Wh x 0.4010668505 kg/kWh, the published use stage (Prakash et al. 2023)."""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of one command."""
    try:
        code = main(arguments)
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The JSON document of a command that succeeds and says nothing else."""
    code, out, err = run(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found
