"""The JSON Schema agrees with the reader: what it accepts and refuses is what `load_system` accepts and refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import footprint
from footprint.presets import FOLDER
from footprint.schema import system_schema
from footprint.system import System
from footprint.yaml_file import parse_yaml

SCHEMA = system_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
GOOD: dict[str, Any] = {"name": "x", "lifetime": "3 years", "blocks": {"casing": {"hsl": 1, "case": "best"}}}


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "file",
    sorted(
        f
        for folder in (FOLDER, Path(__file__).parents[2] / "docs" / "examples")
        for f in folder.glob("*.yaml")
        if f.stem != "bom-rules"
    ),
    ids=lambda f: f.stem,
)
def test_every_shipped_system_fits(file: Path) -> None:
    data, _ = parse_yaml(file.read_text(encoding="utf-8"), file.name)
    assert [e.message for e in VALIDATOR.iter_errors(data)] == []


def test_what_is_exported_fits() -> None:
    for name in footprint.preset_names():
        assert VALIDATOR.is_valid(footprint.load_system(name).to_file_dict())


@pytest.mark.parametrize(
    "change",
    [
        {"lifetime": 3},
        {"lifetime": "three"},
        {"lifetime_years": 3.0},
        {"name": ""},
        {"nmae": "x"},
        {"blocks": {"casing": {"hsl": 4}}},
        {"blocks": {"casing": {"hsl": 1, "case": "usual"}}},
        {"blocks": {"casing": {"parts": [{"part": "abs", "quantity": 50}]}}},
        {"blocks": {"casing": {"parts": [{"part": "abs", "quantity": "50 g", "unit": "g"}]}}},
        {"blocks": {"Big Casing": {"declared": "1 kgCO2e"}}},
        {"use": {"states": [{"name": "on", "power": "1 mW", "duty": 2}]}},
        {"units_produced": 0},
        {"schema": "footprint.system/2"},
    ],
    ids=str,
)
def test_it_refuses_what_the_reader_refuses(change: dict[str, Any]) -> None:
    bad = {**GOOD, **change}
    if "lifetime_years" in change:
        del bad["lifetime"]  # an internal key: fine in Python, not in a file's schema
    else:
        with pytest.raises(footprint.InputError):
            footprint.System.from_dict(bad)
    assert VALIDATOR.is_valid(GOOD)
    assert not VALIDATOR.is_valid(bad)


def test_every_key_has_a_description() -> None:
    bodies = [SCHEMA, *SCHEMA["$defs"].values()]
    undescribed = [key for body in bodies for key, prop in body["properties"].items() if not prop.get("description")]
    assert undescribed == []


def test_a_unit_may_begin_with_one_per() -> None:
    """`0 1/year` is how a self-discharge of zero is written, and reads back."""
    use: dict[str, Any] = {"supply": {"kind": "rechargeable", "energy": "10 Wh", "self_discharge": "0 1/year",
                      "charge_efficiency": 0.9},
           "states": [{"name": "active", "power": "1 mW", "duty": 1.0}]}  # fmt: skip
    file = {"name": "test", "lifetime": "1 year", "use": use}
    assert System.from_dict(file).to_file_dict()["use"]["supply"]["self_discharge"] == "0 1/year"
    assert VALIDATOR.is_valid(file)
    use["supply"]["self_discharge"] = "0 1"
    assert not VALIDATOR.is_valid(file)
