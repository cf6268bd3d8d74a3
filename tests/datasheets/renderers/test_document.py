"""The datasheet as JSON: strict, the same every time, and enough to write the source file again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from datasheets.lints.rules import lint
from datasheets.renderers.document import datasheet_document
from datasheets.sheet.progress import progress
from datasheets.sheet.sheet import Datasheet, load_datasheet
from datasheets.sheet.template import section
from footprint.version import VERSION
from tests.datasheets.content.printed import EXAMPLES, example, sheet_of
from tests.datasheets.lints.sheets import microphone, sheet

both = pytest.mark.parametrize("name", ["gesture", "pa1"])


def document_of(one: Datasheet) -> dict[str, Any]:
    """As it is read from a file."""
    text = json.dumps(datasheet_document(one, lint(one)), allow_nan=False)
    found: dict[str, Any] = json.loads(text)
    return found


def rebuilt(document: dict[str, Any]) -> dict[str, Any]:
    """The sections of a source file from the JSON alone."""
    sections: dict[str, Any] = {}
    for key, part in document["sections"].items():
        sections[key] = {field: _given(one["value"]) for field, one in part["fields"].items()}
    for place, artefact in document["taken"].items():
        *way, last = (int(p) - 1 if p.isdigit() else p for p in place.split("."))
        holder = sections
        for step in way:
            holder = holder[step]
        holder[last] = {"from": artefact}
    return sections


def _given(value: Any) -> Any:
    if isinstance(value, list):
        return [{key: _given(one) for key, one in row.items()} if isinstance(row, dict) else row for row in value]
    if isinstance(value, dict) and "status" in value:
        ends = {key: end["text"] for key, end in value.items() if isinstance(end, dict)}
        return {**{k: v for k, v in value.items() if not isinstance(v, dict) and k != "taken_from"}, **ends}
    if isinstance(value, dict):
        return {key: value[key] for key in ("file", "alt") if value[key]}
    return value


@both
def test_a_source_file_can_be_written_again(name: str) -> None:
    """Every typed value and every place that something was taken from; what was missing is "not provided"."""
    one = load_datasheet(EXAMPLES / name / "datasheet.yaml")
    found = document_of(one)
    artefacts = {
        key: {"kind": a["kind"], "file": a["file"], "sha256": a["sha256_stated"]}
        for key, a in found["artefacts"].items()
    }
    claims = [{k: v for k, v in claim.items() if v} for claim in found["claims"]]
    again = sheet_of(EXAMPLES / name, artefacts=artefacts, claims=claims, **rebuilt(found))
    assert {key: value for key, value in again.sections.items() if value} == one.sections
    assert again.claims == one.claims
    assert again.taken == one.taken


def test_numbers_are_given_as_written_and_in_base_units() -> None:
    """40 mA is 0.04 A."""
    found = datasheet_document(sheet(microphone(hardware__supply_current={"value": "40 mA", "status": "declared"})), ())
    hardware = found["sections"]["hardware"]
    current = hardware["fields"]["supply_current"]["value"]
    assert current == {
        "value": {
            "text": "40 mA", "number": 40.0, "unit": "mA", "base": pytest.approx(0.04, rel=1e-12),
            "dimension": "[current]",
        },
        "status": "declared",
    }  # fmt: skip


def test_taken_numbers_are_exact() -> None:
    """The accuracy of the gesture band: 452 of 480, 94.1666... %, not the 94.2 % that is printed."""
    found = datasheet_document(example("gesture")[0], ())
    performance = found["sections"]["performance"]
    metrics = performance["fields"]["metrics"]
    first = metrics["value"][0]["value"]
    assert found["taken"]["performance.metrics"] == "evaluation.metrics"
    assert first["value"]["number"] == pytest.approx(452 / 480 * 100, rel=1e-12)
    assert (first["count"], first["n"], first["level"]) == (452, 480, 0.95)
    assert first["taken_from"] == "evaluation.metrics"


@both
def test_head_progress_and_findings(name: str) -> None:
    one = example(name)[0]
    found = document_of(one)
    findings = lint(one)
    assert (found["schema"], found["tool_version"]) == ("footprint.datasheet-document/1", VERSION)
    assert found["findings"] == json.loads(json.dumps([f.to_dict() for f in findings]))
    assert found["counts"] == {
        "errors": sum(f.severity == "error" for f in findings),
        "warnings": sum(f.severity == "warning" for f in findings),
        "sections": {key: p._asdict() for key, p in progress(one).items()},
    }


def test_artefacts_have_both_hashes(tmp_path: Path) -> None:
    """Without a stated hash nobody knows whether the file is the one that was meant."""
    found = document_of(example("gesture")[0])["artefacts"]["model"]
    assert found["sha256"] == found["sha256_stated"]
    assert found["as_stated"] is True
    (tmp_path / "bom.csv").write_text("component,quantity\nLED,2\n", encoding="utf-8")
    one = document_of(sheet_of(tmp_path, artefacts={"bom": {"file": "bom.csv"}}))["artefacts"]["bom"]
    assert (one["sha256_stated"], one["as_stated"]) == (None, None)


def test_options_of_artefacts_have_their_unit() -> None:
    artefacts = {
        "capture": {"file": "ppk2-pulses.csv", "voltage": "3000 mV"},
        "system": {"file": "smallest.yaml", "draws": 10, "fill_from": ["defra-2025"]},
    }
    found = document_of(sheet_of(EXAMPLES, artefacts=artefacts))["artefacts"]
    assert found["capture"]["options"] == {"voltage": {"number": pytest.approx(3.0, rel=1e-12), "unit": "V"}}
    assert found["system"]["options"] == {"draws": 10, "fill_from": ["defra-2025"]}


def test_required_fields_that_are_missing_are_there() -> None:
    """And others are not."""
    found = document_of(sheet_of())
    fields = found["sections"]["maintenance"]["fields"]
    assert {key: one["value"] for key, one in fields.items()} == {
        f.key: "not provided" for f in section("maintenance").fields if f.need == "required"
    }


def test_the_same_sheet_gives_the_same_document() -> None:
    one = example("pa1")[0]
    assert json.dumps(datasheet_document(one, lint(one))) == json.dumps(datasheet_document(one, lint(one)))


def test_schemes_are_answered() -> None:
    """Each with whether it applies, counts and every requirement with who answers it."""
    found = document_of(load_datasheet(EXAMPLES / "pa1/datasheet.yaml"))["schemes"]
    assert [one["scheme"] for one in found][:2] == ["EU CRA", "ETSI EN 303 645"]
    cra = found[0]
    assert cra["applies"] is True
    assert len(cra["requirements"]) == sum(cra["counts"].values()) == 36
    assert {one["answered_by"] for one in cra["requirements"]} <= {"maker", "datasheet", "certificate", None}


def test_schemes_that_do_not_apply_say_why() -> None:
    """No scheme is about the gesture band, which is no product."""
    found = document_of(load_datasheet(EXAMPLES / "gesture/datasheet.yaml"))["schemes"]
    assert {(one["applies"], one["why_not"], len(one["requirements"])) for one in found} == {(False, "no product", 0)}
