"""Made-up datasheets that are clean, a way to change them, and what the lints find in them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import yaml

from datasheets.lints.rules import Finding, lint
from datasheets.sheet.sheet import Datasheet, datasheet_from_text
from datasheets.sheet.template import template
from footprint.yaml_file import parse_yaml

EVIDENCE = "notes of the bench"


def q(value: str | float | None = None, **more: Any) -> dict[str, Any]:
    """A measured quantity."""
    given = {} if value is None else {"value": value}
    return {**given, "status": "measured", "evidence": EVIDENCE, **more}


def share(value: str, count: int, n: int) -> dict[str, Any]:
    """A share with its counts and an interval that nobody reads."""
    return q(value, count=count, n=n, low="0 %", high="100 %", level=0.95)


_COMMON: dict[str, dict[str, Any]] = {
    "title_page": {
        "version": "1.1.0",
        "release_date": "2026-03-01",
        "last_updated": "2026-05-01",
        "change_log": [
            {
                "version": "1.0.0",
                "date": "2026-03-01",
                "changes": "First.",
                "evaluations_updated": "all",
                "approved_by": "A. Nother",
            },
            {
                "version": "1.1.0",
                "date": "2026-05-01",
                "changes": "New model.",
                "evaluations_updated": "all",
                "approved_by": "A. Nother",
            },
        ],
        "authors": [{"name": "A. Nother", "affiliation": "Works"}],
        "contact": "a@works.example",
        "repository": "https://works.example/sensor",
    },
    "system": {"update_mechanism": "manual", "diagram": "not applicable: told by the pipeline"},
    "security_and_privacy": {"support_until": "2031-03-01", "identifiable": "none", "stored": "no device storage"},
    "performance": {
        "calibration": "The score is not calibrated.",
        "missed": "An event without a result is missed.",
        "monitoring": "The number of false alarms is looked at each month.",
    },
    "hardware": {
        "thermal": "It starts within 1 s, withstands an electrostatic discharge of 2 kV and up to 85 % humidity.",
        "mass": q("5 g"),
    },
    "environment": {"use_power": q("8 mW"), "use_energy": q("0.07 kWh"), "end_of_life": "Taken back by the makers."},
    "user_study": dict.fromkeys(
        ("flyer", "interest_form", "consent_form", "ethics"), "not applicable: nobody took part"
    ),
}

MICROPHONE: dict[str, dict[str, Any]] = {
    "title_page": {"name": "Knock microphone", "type": "Microphone that hears a knock at a door"},
    "overview": {
        "description": (
            "A microphone is sampled at 16 kHz and a model with 52 k parameters hears a knock; it consumes about "
            "8 mW at "
            "3.3 V. The supply is 3.0 V to 3.6 V, a regulator of 1.8 V feeds the microphone, and the battery cell has "
            "3.7 V. It talks over I2C at address 0x41 with at most 400 kb/s. A result comes every 2 s."
        ),
        "key_features": [
            "24 x 18 x 6 mm",
            "Latency of 30 ms at most",
            "Works at 0 °C to 40 °C, stored at -40 °C to 85 °C",
            "Accuracy of 95.0 %",
            "16 kHz audio with 16 bits",
            "Board of 24 x 18 mm",
            "Weighs 5 g",
        ],
        "input_modality": ["Sound"],
        "outputs": ["Knock or none"],
        "update_rate": q("0.5 Hz"),
        "latency_expected": q("28 ms"),
        "envelope": [
            {"factor": "distance", "supported": q(min="0.5 m", max="4 m"), "tested": q(min="0.5 m", max="4 m")},
            {"factor": "temperature", "supported": q(min="0 °C", max="40 °C"), "tested": q(min="10 °C", max="30 °C")},
        ],
    },
    "system": {
        "sampling_rate": q("16 kHz"),
        "resolution": "1 s, 49 x 40 features",
        "threshold": q(0.6),
        "pipeline": ["1 s of sound at 16 kHz", "49 x 40 features", "Model", "Class"],
    },
    "data_and_model": {
        "classes": ["knock", "none"],
        "architecture": "Convolutions on 49 x 40",
        "parameters": q(52_311),
        "weights": q("53 kB"),
        "training_source": "Only recordings with a clear label were kept; only doors of wood were used.",
        "evaluation_data": "400 recordings of knocks and 400 of other sounds, of 10 doors",
    },
    "security_and_privacy": {
        "identifiable": "possible",
        "collection_frequency": "Continuous",
        "label": [{"data": "audio", "sensor": "Microphone", "frequency": "Continuous"}],
        "ports": ["I2C"],
    },
    "performance": {
        "setup": "In a hall of 20 x 12 x 4 m with walls of 3 m.",
        "conditions": [
            {"variable": "distance", "value": q("0.5 m")},
            {"variable": "distance", "value": q("1.9 m")},
            {"variable": "distance", "value": q("4 m")},
        ],
        "metrics": [
            {"metric": "accuracy", "value": share("95.0 %", 760, 800)},
            {"metric": "precision", "of": "knock", "value": share("97.4 %", 372, 382), "threshold": q(0.6)},
            {"metric": "recall", "of": "knock", "value": share("93.0 %", 372, 400), "threshold": q(0.6)},
            {"metric": "F1", "of": "knock", "value": q("0.951", n=800), "threshold": q(0.6)},
            {"metric": "false alarms per hour", "value": q("0.2 1/h")},
        ],
        "latency_p50": q("28 ms"),
        "latency_p95": q("30 ms"),
        "throughput": q("0.5 Hz"),
        "power_idle": q("1 mW"),
        "power_active": q("8 mW"),
        "power_peak": q("20 mW"),
        "memory_ram": q("22 kB"),
        "memory_flash": q("61 kB"),
        "slices": [
            {"variable": "distance", "group": "0.5 m", "metric": "accuracy", "value": share("97.0 %", 291, 300)},
            {"variable": "distance", "group": "2 m", "metric": "accuracy", "value": share("96.0 %", 288, 300)},
            {"variable": "distance", "group": "4 m", "metric": "accuracy", "value": share("90.5 %", 181, 200)},
        ],
        "fairness": "Not known.",
        "fairness_mitigations": "None.",
        "not_evaluated": "Voices, which are thrown away.",
        "environment_sensitivity": (
            "The accuracy drops from 2 m on, a decrease of 7 %, which are 6.5 points, from 0.5 m to 4 m."
        ),
    },
    "hardware": {
        "overview": "A microphone with a lens of 2 x 2 mm before its port, a crystal of 12 MHz and a Cortex-M4 "
        "at 80 MHz.",
        "sensors": [{"name": "Microphone", "modality": "audio", "used": "used"}],
        "memory": "1 MB of flash, 256 kB of RAM",
        "electrical": [
            {"parameter": "Supply voltage", "value": q(min="3.0 V", max="3.6 V")},
            {"parameter": "Regulator output", "value": q("1.8 V")},
            {"parameter": "Supply voltage", "condition": "absolute maximum", "value": q(max="4.0 V")},
        ],
        "supply_voltage": q(min="3.0 V", max="3.6 V"),
        "supply_current": q("2.4 mA"),
        "temperature": q(min="0 °C", max="40 °C"),
        "size": "24 x 18 x 6 mm",
        "mass": q("5 g"),
        "interfaces": ["I2C at up to 400 kb/s"],
        "data_rate": q("400 kb/s"),
        "bus_address": "0x41",
        "bom": [
            {"component": "LDO 1.8 V", "quantity": q(1)},
            {"component": "Regulator TPS61 5 V", "quantity": q(1)},
            {"component": "Crystal 12 MHz", "quantity": q(1)},
        ],
    },
}
"""Claims no more than it has; its numbers are such that a careless rule takes them for a contradiction."""

THERMOMETER: dict[str, dict[str, Any]] = {
    "title_page": {"name": "Oven watch", "type": "Thermometer that tells when an oven is left on"},
    "overview": {
        "description": (
            "It measures from -40 °C to 300 °C with an accuracy of 0.5 °C and takes a reading every 10 s. It "
            "draws 3 mA, and "
            "5 µA asleep. The electronics works at -20 °C to 70 °C. It weighs about 41 g."
        ),
        "key_features": [
            "Field of view of 10°",
            "8 pins",
            "Battery of 3 V with 220 mAh",
            "Shipped in a box of 100 x 80 x 40 mm",
        ],
        "input_modality": ["Temperature"],
        "outputs": ["On or off"],
        "update_rate": q("0.1 Hz"),
        "latency_expected": q("5 ms"),
        "envelope": [{"factor": "angle", "supported": q("10 °"), "tested": q("10 °")}],
    },
    "system": {"sampling_rate": q("0.1 Hz"), "resolution": "30 readings", "threshold": q(0.5)},
    "data_and_model": {
        "classes": ["on", "off"],
        "architecture": "Decision tree",
        "parameters": q(40),
        "weights": q("0.4 kB"),
        "training_source": "Only kitchens with an electric oven were recorded.",
    },
    "security_and_privacy": {"collection_frequency": "Every 10 s", "ports": ["SPI"]},
    "performance": {
        "metrics": [
            {"metric": "accuracy", "of": "tree", "value": share("98.8 %", 79, 80)},
            {"metric": "recall", "of": "tree", "value": share("97.5 %", 39, 40)},
            {"metric": "specificity", "of": "tree", "value": share("100 %", 40, 40)},
            {"metric": "false positive rate", "of": "tree", "value": share("0 %", 0, 40)},
            {"metric": "mean absolute error", "value": q("0.4 °C")},
        ],
        "latency_p50": q("5 ms"),
        "latency_p95": q("6 ms"),
        "throughput": q("0.1 Hz"),
        "power_idle": q("0.015 mW"),
        "power_active": q("9 mW"),
        "power_peak": q("10 mW"),
        "memory_ram": q("1 kB"),
        "memory_flash": q("4 kB"),
        "slices": [
            {
                "variable": "age of the oven",
                "group": "0-10 years",
                "metric": "accuracy",
                "value": share("97.5 %", 39, 40),
            },
            {
                "variable": "age of the oven",
                "group": "11-20 years",
                "metric": "accuracy",
                "value": share("100 %", 40, 40),
            },
        ],
    },
    "hardware": {
        "sensors": [{"name": "Thermopile", "modality": "temperature", "used": "used"}],
        "electrical": [
            {"parameter": "Supply current", "condition": "asleep", "value": q("5 µA")},
            {"parameter": "Supply voltage", "condition": "absolute maximum", "value": q(max="3.6 V")},
        ],
        "supply_voltage": q("3 V"),
        "supply_current": q("3 mA"),
        "temperature": q(min="-20 °C", max="70 °C"),
        "size": "40 x 30 x 12 mm",
        "mass": q("40 g"),
        "interfaces": ["SPI"],
        "data_rate": q("1 Mb/s"),
    },
    "environment": {"use_power": q("0.02 mW"), "use_energy": q("0.0005 kWh")},
}


def filled(given: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """A datasheet with every required field: what is given, and plain words elsewhere."""
    data: dict[str, dict[str, Any]] = {}
    for part in template():
        values = {**_COMMON.get(part.key, {}), **given.get(part.key, {})}
        for field in part.fields:
            if field.need == "required" and field.key not in values:
                plain = {"list": ["As told."], "prose": "As told.", "text": "As told."}
                values[field.key] = plain.get(field.kind, f"not applicable: {part.key}")
        data[part.key] = values
    data["data_and_model"].update(
        {
            key: "As told."
            for key in (
                "training_data",
                "training_licence",
                "training_context",
                "labelling",
                "biases",
                "training_procedure",
            )
            if key not in data["data_and_model"]
        }
    )
    data["data_and_model"].setdefault("training_source", "As told.")
    return copy.deepcopy(data)


def microphone(**changes: Any) -> dict[str, dict[str, Any]]:
    """The microphone with some fields changed: ``hardware__size="..."``; None takes a field out."""
    return _changed(filled(MICROPHONE), changes)


def thermometer(**changes: Any) -> dict[str, dict[str, Any]]:
    """The thermometer with some fields changed."""
    return _changed(filled(THERMOMETER), changes)


def _changed(data: dict[str, dict[str, Any]], changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    for place, value in changes.items():
        section, _, key = place.partition("__")
        if value is None:
            del data[section][key]
        else:
            data[section][key] = value
    return data


def sheet(data: dict[str, Any], claims: list[dict[str, str]] | None = None) -> Datasheet:
    """A datasheet as if it were read from a file."""
    top: dict[str, Any] = {
        "schema": "footprint.datasheet/1",
        "language": "en",
        **({"claims": claims} if claims else {}),
    }
    text = yaml.safe_dump(json.loads(json.dumps({**top, **data})), allow_unicode=True, sort_keys=False, width=1000)
    return datasheet_from_text(text, "sensor.yaml", Path())


def completed(text: str, folder: Path | None = None) -> Datasheet:
    """A datasheet of the text of a file of the folder ``clean``, with every field that it leaves out filled in."""
    given = parse_yaml(text, "sensor.yaml")[0]
    keys = [part.key for part in template()]
    top = {key: value for key, value in given.items() if key not in keys}
    data = {**top, **filled({key: given[key] for key in keys if key in given})}
    written = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)
    return datasheet_from_text(written, "sensor.yaml", folder or Path())


def found(data: dict[str, Any], rule: str) -> list[Finding]:
    """What a rule finds."""
    return [f for f in lint(sheet(data)) if f.rule == rule]


def only(data: dict[str, Any], rule: str) -> Finding:
    """The one thing that a rule finds; its first place has a line on which the quoted field stands."""
    findings = found(data, rule)
    assert len(findings) == 1, [f.message for f in findings]
    one = findings[0]
    line = one.where[0].line
    assert line is not None
    section, key = one.where[0].place.split(".")[:2]
    lines = sheet(data).text.splitlines()
    start = next(i for i, text in enumerate(lines) if text == f"{section}:")
    start = next((i for i in range(start, len(lines)) if lines[i].startswith(f"  {key}:")), start)
    assert line >= start + 1
    return one
