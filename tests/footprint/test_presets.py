"""Presets: each loads, assesses without a warning, says where it comes from, and is named in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

import footprint
from footprint.presets import is_file_name, load_system, preset_names
from tests.footprint.examples import PRESETS, ROOT


def test_presets_that_ship() -> None:
    assert set(preset_names()) == set(PRESETS)
    assert preset_names()[0] == "keyword-spotting"
    assert {p.stem for p in (ROOT / "presets").glob("*.yaml")} == set(PRESETS)


@pytest.mark.parametrize("preset", PRESETS)
def test_preset_is_complete(preset: str) -> None:
    """Nothing in it is assumed, nothing is warned of, and it cites the artefact it reproduces."""
    system = load_system(preset)
    result = footprint.assess(system)
    assert result.warnings == ()
    assert result.assumed == ()
    assert system.reference
    assert system.description
    assert system.origin is not None
    assert system.origin.file == f"preset {preset}"


def test_names_of_files_and_presets() -> None:
    for name in ("a.yaml", "a.YML", "a.json", "./a", "dir/a", "dir\\a"):
        assert is_file_name(name)
    for name in ("keyword-spotting", "yaml", "a.txt"):
        assert not is_file_name(name)


def test_file_beside_is_hinted_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("device").write_text("name: a\nlifetime: 3 years\nblocks: {casing: {hsl: 1}}\n")
    with pytest.raises(footprint.InputError, match="A file needs a path"):
        load_system("device")
    assert load_system("./device").name == "a"
    assert load_system(Path("device")).name == "a"
