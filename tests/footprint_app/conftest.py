"""Fixtures of the tests that draw the app: nothing folded, and no pause for a first paint that nobody looks at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks at the first paint here."""
    monkeypatch.setattr("footprint_app.calculator.FIRST_PAINT_S", 0)


@pytest.fixture
def unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fold open: the harness cannot click one; the browser tests do."""
    import streamlit  # only where the app is installed

    @contextmanager
    def opened(_panel: object, _key: str, label: str, _fields: object) -> Iterator[bool]:
        with streamlit.expander(label, expanded=True):
            yield True

    monkeypatch.setattr("footprint_app.panel.folded", opened)
