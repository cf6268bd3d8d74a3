"""The house: arrows between rooms run one way, and importing the engine pulls in nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import footprint
from tests.footprint.examples import ROOT

ROOMS = ("footprint_app", "datasheets", "firmware_profiles", "footprint")
"""From left to right: a room imports from itself and from rooms to its right."""

FILES = [(room, file) for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]


def imported(file: Path) -> Iterator[tuple[str, int]]:
    """The top-level packages that a file imports, at any depth of its code, with the line."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0] if node.level == 0 else ".", node.lineno
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in {
            "import_module", "__import__",
        }:  # fmt: skip
            first = node.args[0] if node.args else None
            text = first.values[0] if isinstance(first, ast.JoinedStr) and first.values else first
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value.partition(".")[0], node.lineno


@pytest.mark.parametrize(("room", "file"), FILES, ids=lambda v: str(v.relative_to(ROOT)) if isinstance(v, Path) else v)
def test_no_room_imports_from_a_room_to_its_left(room: str, file: Path) -> None:
    left = ROOMS[: ROOMS.index(room)]
    for name, line in imported(file):
        assert name not in left, f"{file.relative_to(ROOT)} line {line}: {room} imports {name}"
        assert name != ".", f"{file.relative_to(ROOT)} line {line}: imports are absolute"


def test_every_room_was_looked_at() -> None:
    assert {room for room, _ in FILES} == set(ROOMS)
    assert len(FILES) > 20


def test_imports_inside_functions_are_seen(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text('def f():\n    import datasheets.pdf\n    import_module(f"footprint_app.{x}")\nfrom . import b\n')
    assert sorted(imported(file)) == [(".", 4), ("datasheets", 2), ("footprint_app", 3)]


def loaded_after(code: str) -> set[str]:
    """Top-level modules that a fresh process has after running some code."""
    script = f"import sys\n{code}\nprint(*{{m.partition('.')[0] for m in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def called_after(modules: str, name: str) -> str:
    """What a public name is called, and that it can be, in a fresh process that imported some modules before."""
    room = name.partition(".")[0]
    script = f"import {modules}, {room}\nassert callable({name})\nprint({name}.__name__)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.strip()


def test_import_footprint_pulls_in_nothing_heavy() -> None:
    loaded = loaded_after("import footprint")
    assert "footprint" in loaded
    assert not loaded & {"pint", "numpy", "pandas", "pydantic", "yaml", "streamlit", "reportlab", "footprint_app"}


def test_assessing_a_preset_needs_neither_pint_nor_numpy() -> None:
    loaded = loaded_after("import footprint; footprint.assess(footprint.load_system('keyword-spotting')).to_dict()")
    assert "pydantic" in loaded
    assert not loaded & {"pint", "numpy", "pandas", "streamlit", "reportlab", "datasheets", "firmware_profiles"}


@pytest.mark.parametrize("name", footprint.__all__)
def test_public_names_are_themselves_whatever_was_imported_before(name: str) -> None:
    """A module of the same name must not stand in for a function."""
    code = f"import footprint.engine, footprint.result, footprint; print('kind', type(footprint.{name}).__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() != "kind module"
    assert name in dir(footprint)


def test_unknown_public_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'asess'"):
        _ = footprint.asess
