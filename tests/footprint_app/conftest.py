"""Fixtures: nothing folded, no pause for a first paint that nobody looks at, and a folder to work in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "docs/examples"


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


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the gesture example, and the published one beside it."""
    shutil.copytree(EXAMPLES / "gesture", tmp_path, dirs_exist_ok=True)
    shutil.copy(EXAMPLES / "pa1/datasheet.yaml", tmp_path / "pa1.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path
