"""CycloneDX of others: what lands where, what is left, and files that are damaged or meant to do harm."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from datasheets.exchange import cyclonedx
from datasheets.exchange.limits import limits
from datasheets.sheet.artefacts import Artefacts
from datasheets.sheet.sheet import read_value
from datasheets.sheet.template import field_at
from footprint.errors import InputError

FILE = "theirs.json"


def _bom(**parts: Any) -> dict[str, Any]:
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, **parts}


def _read(document: dict[str, Any]) -> Any:
    found = cyclonedx.read(json.dumps(document), FILE)
    for place, value in found.fields.items():
        field = field_at(place)
        assert field is not None
        read_value(field, value, (), Artefacts({}, Path()))  # a source file takes it
    return found


THEIRS = _bom(
    serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    metadata={
        "timestamp": "2026-02-03T10:00:00+01:00",
        "tools": {"components": [{"type": "application", "name": "maker of boms"}]},
        "manufacturer": {"name": "Acme", "contact": [{"name": "Ann", "email": "ann@acme.example", "phone": "1"}]},
        "component": {
            "type": "device", "name": "Cat detector", "version": "2.0", "bom-ref": "d", "cpe": "cpe:2.3:h:acme:cat:2",
            "externalReferences": [
                {"type": "vcs", "url": "https://acme.example/cat.git"},
                {"type": "security-contact", "url": "mailto:psirt@acme.example"},
                {"type": "chat", "url": "https://acme.example/chat"},
            ],
            "components": [{"type": "firmware", "name": "catfw", "version": "1.4.2"}],
        },
    },
    components=[
        {"type": "library", "name": "tflite-micro", "version": "1.0", "purl": "pkg:github/tensorflow/tflite-micro"},
        {"type": "device", "name": "Camera", "manufacturer": {"name": "Lens Ltd"}},
        {"type": "data", "name": "Cats 1M", "version": "3", "licenses": [{"license": {"id": "CC-BY-4.0"}}],
         "externalReferences": [{"type": "distribution", "url": "https://acme.example/cats"}]},
        {"type": "machine-learning-model", "name": "catnet", "version": "7", "modelCard": {
            "modelParameters": {"approach": {"type": "supervised"}, "task": "image classification",
                                "architectureFamily": "CNN", "modelArchitecture": "MobileNetV2",
                                "inputs": [{"format": "96x96 grey"}], "outputs": [{"format": "probability"}]},
            "quantitativeAnalysis": {"performanceMetrics": [
                {"type": "Accuracy", "value": "0.91",
                 "confidenceInterval": {"lowerBound": "0.9", "upperBound": "0.92"}},
                {"type": "CIDEr", "value": "55%", "slice": "night"},
                {"type": "recall", "value": "80 %", "slice": "lighting: dark"},
                {"type": "rank", "value": "good"},
            ]},
            "considerations": {
                "users": ["Vets"], "useCases": ["Counting cats"], "technicalLimitations": ["Black cats at night"],
                "performanceTradeoffs": ["Slower when dark"],
                "ethicalConsiderations": [{"name": "Watching people", "mitigationStrategy": "Crop to cats"}],
                "fairnessAssessments": [{"groupAtRisk": "Hairless cats", "harms": "missed",
                                         "mitigationStrategy": "none"}],
                "environmentalConsiderations": {"energyConsumptions": [
                    {"activity": "training", "activityEnergyCost": {"value": 0.25, "unit": "kWh"},
                     "energyProviders": [{"organization": {"name": "Grid"}, "energySource": "wind",
                                          "energyProvided": {"value": 0.25, "unit": "kWh"}}],
                     "co2CostEquivalent": {"value": 0.0001, "unit": "tCO2eq"}},
                    {"activity": "inference", "activityEnergyCost": {"value": 3, "unit": "kWh"}, "energyProviders": []},
                ]},
            },
        }},
    ],
)  # fmt: skip
CARD = "components[3].modelCard"


def test_everything_of_others_lands_in_its_place() -> None:
    found = _read(THEIRS)
    assert {place: found.fields[place] for place in found.fields if place not in (
        "performance.metrics", "performance.slices", "data_and_model.training_energy",
        "data_and_model.training_footprint",
    )} == {
        "title_page.name": "Cat detector", "title_page.version": "2.0",
        "title_page.manufacturer": "Acme", "title_page.maintainer": "Ann", "title_page.contact": "ann@acme.example",
        "title_page.repository": "https://acme.example/cat.git", "title_page.firmware_version": "1.4.2",
        "security_and_privacy.contact": "psirt@acme.example", "system.dependencies": ["tflite-micro 1.0"],
        "hardware.bom": [{"component": "Camera", "manufacturer": "Lens Ltd", "quantity": "not provided"}],
        "data_and_model.datasets": [{
            "of": "not provided", "name": "Cats 1M", "version": "3", "licence": "CC-BY-4.0",
            "url": "https://acme.example/cats",
        }],
        "data_and_model.model_name": "catnet", "title_page.model_version": "7",
        "data_and_model.training_kind": "supervised", "data_and_model.task": "image classification",
        "data_and_model.architecture": "MobileNetV2", "overview.input_modality": ["96x96 grey"],
        "overview.outputs": ["probability"], "overview.stakeholders": ["Vets"], "overview.use_cases": ["Counting cats"],
        "performance.failure_modes": ["Black cats at night"],
        "performance.environment_sensitivity": "Slower when dark", "overview.harms": ["Watching people"],
        "overview.mitigations": ["Crop to cats"], "performance.fairness": "Hairless cats: missed",
        "performance.fairness_mitigations": "none",
    }  # fmt: skip


def test_numbers_of_others_are_declared_with_their_path() -> None:
    """0.0001 t are 0.1 kg; bounds in the file are those of the interval, and say no level."""
    found = _read(THEIRS)
    energy = f"{FILE}, {CARD}.considerations.environmentalConsiderations.energyConsumptions[0]"
    assert found.fields["data_and_model.training_energy"] == {
        "value": "0.25 kWh",
        "status": "declared",
        "evidence": f"{energy}.activityEnergyCost",
    }
    assert found.fields["data_and_model.training_footprint"] == {
        "value": "0.1 kgCO2e",
        "status": "declared",
        "evidence": f"{energy}.co2CostEquivalent",
    }
    metrics = f"{FILE}, {CARD}.quantitativeAnalysis.performanceMetrics"
    assert found.fields["performance.metrics"] == [
        {"metric": "accuracy", "value": {"value": "0.91", "low": "0.9", "high": "0.92", "status": "declared",
                                         "evidence": f"{metrics}[0]"}},
        {"metric": "other", "name": "CIDEr", "of": "night",
         "value": {"value": "55%", "status": "declared", "evidence": f"{metrics}[1]"}},
    ]  # fmt: skip
    assert found.fields["performance.slices"] == [
        {"variable": "lighting", "group": "dark", "metric": "recall",
         "value": {"value": "80 %", "status": "declared", "evidence": f"{metrics}[2]"}}
    ]  # fmt: skip


def test_texts_say_where_they_are_from_and_the_rest_is_listed() -> None:
    found = _read(THEIRS)
    assert found.origins["data_and_model.task"] == f"{FILE}, {CARD}.modelParameters.task"
    assert found.origins["title_page.firmware_version"] == f"{FILE}, metadata.component.components[0].version"
    numbers = {"data_and_model.training_energy", "data_and_model.training_footprint"}
    assert set(found.origins) | numbers == set(found.fields)
    card = "components[].modelCard"
    energy = f"{card}.considerations.environmentalConsiderations.energyConsumptions[]"
    assert set(found.left) == {
        "metadata.timestamp",  # of the document, and not of a datasheet
        "metadata.manufacturer.contact[].phone", "metadata.component.cpe", "components[].purl",
        "metadata.component.externalReferences[].type", "metadata.component.externalReferences[].url",
        "metadata.component.components[].name", f"{card}.modelParameters.architectureFamily",
        f"{card}.quantitativeAnalysis.performanceMetrics[].type",
        f"{card}.quantitativeAnalysis.performanceMetrics[].value", f"{energy}.activity",
        f"{energy}.activityEnergyCost.value", f"{energy}.activityEnergyCost.unit",
        f"{energy}.energyProviders[].organization.name", f"{energy}.energyProviders[].energySource",
        f"{energy}.energyProviders[].energyProvided.value", f"{energy}.energyProviders[].energyProvided.unit",
    }  # fmt: skip


def test_the_oldest_version_that_is_read() -> None:
    """1.5 has the maker of the device as metadata.manufacture."""
    found = _read({**_bom(), "specVersion": "1.5", "metadata": {
        "component": {"type": "device", "name": "A"}, "manufacture": {"name": "Acme"},
    }})  # fmt: skip
    assert found.fields == {"title_page.name": "A", "title_page.manufacturer": "Acme"}


def test_a_document_about_a_model_fills_no_title_page() -> None:
    found = _read(_bom(metadata={"component": {"type": "machine-learning-model", "name": "catnet"}}))
    assert found.fields == {"data_and_model.model_name": "catnet"}


def test_an_empty_document_says_nothing() -> None:
    with pytest.raises(InputError, match="says nothing that a datasheet holds"):
        _read(_bom())


def test_typed_energy_of_another_number_does_not_win() -> None:
    """Somebody changed the slot and not the property: what the slot says counts."""
    consumption = {
        "activity": "training", "energyProviders": [], "activityEnergyCost": {"value": 2, "unit": "kWh"},
        "properties": [{"name": "tinyml-footprint:data_and_model.training_energy", "value": "3.6 MJ"}],
    }  # fmt: skip
    card = {"considerations": {"environmentalConsiderations": {"energyConsumptions": [consumption]}}}
    model = {"type": "machine-learning-model", "name": "m", "modelCard": card}
    assert _read(_bom(components=[model])).fields["data_and_model.training_energy"]["value"] == "2 kWh"
    consumption["activityEnergyCost"] = {"value": 1, "unit": "kWh"}
    assert _read(_bom(components=[model])).fields["data_and_model.training_energy"]["value"] == "3.6 MJ"


def test_properties_that_fit_no_field_are_left() -> None:
    wrong = [
        {"name": "tinyml-footprint:environment.footprint", "value": "3 metres"},
        {"name": "tinyml-footprint:environment.nothing", "value": "3"},
        {"name": "tinyml-footprint:hardware.bom.1.quantity.value.low", "value": "3"},
        {"name": "tinyml-footprint:environment.by_stage.99999999999999.stage", "value": "x"},
        {"name": "tinyml-footprint:", "value": "x"}, {"name": "other:environment.footprint", "value": "1 kgCO2e"},
    ]  # fmt: skip
    found = _read(_bom(metadata={"component": {"type": "device", "name": "A", "properties": wrong}}))
    assert found.fields.keys() <= {"title_page.name", "hardware.bom", "environment.by_stage"}
    assert "metadata.component.properties[].value" in found.left


@pytest.mark.parametrize(
    ("text", "says", "path"),
    [
        ("", "not valid JSON", ()),
        ("[1, 2]", "no CycloneDX document", ()),
        ('{"bomFormat": "SPDX"}', "no CycloneDX document", ()),
        ('{"bomFormat": "CycloneDX", "specVersion": "1.2"}', '"1.2" is not read', ("specVersion",)),
        ('{"bomFormat": "CycloneDX", "specVersion": 1.6}', "is not read", ("specVersion",)),
        ('{"bomFormat": "CycloneDX", "bomFormat": "CycloneDX"}', "duplicate key", ()),
        ('{"bomFormat": "CycloneDX", "version": NaN}', "NaN is no number", ()),
        ('{"bomFormat": "CycloneDX", "version": -Infinity}', "-Infinity is no number", ()),
        ('{"bomFormat": "CycloneDX", "version": 1e999999999}', "beyond any number", ()),
        ('{"version": ' + "9" * 5000 + "}", "a number of 5000 digits", ()),
        ('{"bomFormat": "CycloneDX", "x": "\\ud800"}', "control character or half of one", ("x",)),
        ('{"bomFormat": "CycloneDX", "x": "a\\u0000b"}', "control character", ("x",)),
        ('{"a":' * 200 + "1" + "}" * 200, "nested more than", ()),
        ("[" * 100_000, "nested more than", ()),
        ('"' + '\\"' * 900_000, "not valid JSON", ()),
        (json.dumps({"bomFormat": "CycloneDX", "x": {str(i): i for i in range(60_000)}}), "more than 100000",
         ()),
        (json.dumps(_bom(components=[{"type": "file", "name": str(i)} for i in range(2_000)])), "a list of 2000",
         ("components",)),
        (json.dumps(_bom(components=[{"name": "x"}])), "type is missing", ("components", 0)),
        (json.dumps(_bom(components=[{"name": "x", "type": "devize"}])), "is not one of", ("components", 0, "type")),
        (json.dumps(_bom(components={})), "must be of the type array", ("components",)),
        (json.dumps(_bom(colour="red")), 'unknown key "colour"', ()),
        (json.dumps(_bom(metadata={"timestamp": "yesterday"})), "form of a date-time", ("metadata", "timestamp")),
    ],
)  # fmt: skip
def test_damaged_and_hostile_files_give_one_clear_message(text: str, says: str, path: tuple[Any, ...]) -> None:
    with pytest.raises(InputError) as caught:
        cyclonedx.read(text, FILE)
    assert says in caught.value.message
    assert caught.value.file == FILE
    assert caught.value.path == path
    assert len(str(caught.value)) < 400


def test_a_large_file_is_refused_before_it_is_read() -> None:
    text = '{"bomFormat": "CycloneDX", "x": "' + "a" * 6_000_000 + '"}'
    start = time.monotonic()
    with pytest.raises(InputError, match="larger than 2 MB"):
        cyclonedx.read(text, FILE)
    assert time.monotonic() - start < 5


def test_a_full_list_is_read() -> None:
    most = limits()["items"]
    parts = [{"type": "device", "name": f"R{i}"} for i in range(most)]
    assert len(_read(_bom(components=parts)).fields["hardware.bom"]) == most


def test_wrong_types_of_a_valid_document_never_break_it() -> None:
    """What the schema leaves open: any text as value, an empty name, an interval that goes down."""
    metrics = [
        {"type": "accuracy", "value": "0.9", "confidenceInterval": {"lowerBound": "0.95", "upperBound": "0.8"}},
        {"type": "", "value": ""}, {}, {"slice": ": "}, {"confidenceInterval": {}}, {"value": "1e400"},
        {"value": "5,5"},
    ]  # fmt: skip
    model = {"type": "machine-learning-model", "name": "", "modelCard": {
        "quantitativeAnalysis": {"performanceMetrics": metrics}, "modelParameters": {"datasets": [{"ref": "x"}]},
    }}  # fmt: skip
    found = _read(_bom(components=[model]))
    assert found.fields["performance.metrics"][0]["value"]["value"] == "0.9"
    assert "low" not in found.fields["performance.metrics"][0]["value"]
    assert any("confidenceInterval" in one for one in found.left)
