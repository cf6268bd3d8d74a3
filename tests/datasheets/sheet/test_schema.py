"""The JSON Schema: its copy, and that it takes what the reader takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from datasheets.sheet.schema import SHIPPED, datasheet_schema, schema_text
from footprint.yaml_file import parse_yaml

EXAMPLES = Path(__file__).parents[3] / "docs/examples"


def errors(data: Any) -> list[str]:
    """What the schema finds wrong."""
    return [e.message for e in jsonschema.Draft202012Validator(datasheet_schema()).iter_errors(data)]


def test_it_is_a_schema_and_the_copy_is_it() -> None:
    """The copy in the package is what the template makes."""
    jsonschema.Draft202012Validator.check_schema(datasheet_schema())
    assert SHIPPED.read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("name", ["gesture", "pa1"])
def test_the_examples_fit(name: str) -> None:
    """What loads fits the schema."""
    data, _ = parse_yaml((EXAMPLES / name / "datasheet.yaml").read_text(encoding="utf-8"), name)
    assert errors(data) == []


@pytest.mark.parametrize(
    "more",
    [
        {"title": "x"},
        {"language": "english please"},
        {"title_page": {"nam": "x"}},
        {"title_page": {"version": 1.1}},
        {"title_page": {"release_date": "31.3.2026"}},
        {"title_page": {"authors": [{"name": "x"}]}},
        {"system": {"update_mechanism": "radio"}},
        {"system": {"diagram": "flow.svg"}},
        {"performance": {"power_idle": "3 mW"}},
        {"performance": {"power_idle": {"value": "3 mW"}}},
        {"performance": {"power_idle": {"from": "capture.power_idle", "value": "3 mW"}}},
        {"performance": {"power_idle": "not applicable: "}},
        {"artefacts": {"model": {"sha256": "0" * 64}}},
        {"claims": [{"number": "performance.power_idle"}]},
    ],
)
def test_what_the_reader_refuses(more: dict[str, Any]) -> None:
    """Unknown keys, missing columns and values of another kind are refused by both."""
    assert errors({"schema": "footprint.datasheet/1", "language": "en", **more})
