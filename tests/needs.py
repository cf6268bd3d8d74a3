"""What a test needs that a machine may lack: without it the test skips, or fails where nothing may be skipped."""

from __future__ import annotations

import os

import pytest

REQUIRE_ALL = "FOOTPRINT_REQUIRE_ALL"
"""Set to 1 where every tool is installed: a missing one is then a failure, not a skip."""


def need(name: str, present: object, why: str, *, installable: bool = True) -> None:
    """Skip the running test when `name` is missing, with a reason that says what it is for.

    Parameters
    ----------
    name : str
        What is needed, e.g. ``"chromium"``.
    present : object
        Whether it is there; anything true counts, such as the path that `shutil.which` found.
    why : str
        What the test does with it, e.g. ``"drives the app"``.
    installable : bool
        False for what no package manager brings, such as data beside the repository: its lack is
        always a skip.
    """
    if present:
        return
    reason = f"needs {name}: {why}"
    if installable and os.environ.get(REQUIRE_ALL, "") not in ("", "0"):
        pytest.fail(f"{reason} ({REQUIRE_ALL} is set: nothing may be skipped)", pytrace=False)
    pytest.skip(reason)
