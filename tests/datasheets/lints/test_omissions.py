"""Evidence of numbers, usual questions, and rules on two fields that each have a near miss beside the firing case."""

from __future__ import annotations

from typing import Any

import pytest

from datasheets.lints.claims import promises
from datasheets.lints.rules import Context
from tests.datasheets.lints.found import findings, lines, sheet_of
from tests.datasheets.lints.sheets import found, microphone, only, q, sheet


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{value: 5 g, status: measured}", 1),
        ("{value: 5 g, status: measured, note: by hand}", 1),
        ("{value: 5 g, status: assumed}", 1),
        ("{value: 5 g, status: assumed, note: as its predecessor}", 0),
        ("{value: 5 g, status: measured, evidence: scale}", 0),
        ("{status: not assessed}", 0),
    ],
)
def test_evidence(value: str, expected: int) -> None:
    """A note is the reason of an assumption and no evidence of a measurement."""
    assert len(findings("number-without-evidence", sheet_of(f"hardware:\n  mass: {value}\n"))) == expected


def test_evidence_by_section() -> None:
    """One finding for a section, with every number that has none; counts of parts need none."""
    body = (
        "performance:\n  latency_p50: {value: 1 ms, status: measured}\n  latency_p95: {value: 2 ms, status: measured}\n"
        "  power_idle: {value: 1 mW, status: measured, evidence: log}\n"
        "hardware:\n  bom:\n  - {component: LED, quantity: {value: 1, status: declared}}\n"
    )
    (one,) = findings("number-without-evidence", sheet_of(body))
    assert one.message == (
        "2 of 3 numbers of performance name no evidence, such as performance.latency_p50 of 1 ms"
    )  # fmt: skip
    assert [quote.line for quote in one.where] == [4, 5]


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({"performance__calibration": None}, "calibration of the confidence"),
        ({"performance__missed": None}, "how missed detections are counted"),
        ({"hardware__mass": None}, "the mass"),
        ({"environment__end_of_life": "not provided"}, "the end of life"),
        ({"hardware__electrical": [{"parameter": "Supply voltage", "value": q("3.3 V")}]}, "absolute maximum ratings"),
    ],
)
def test_usual_questions(change: dict[str, Any], asked: str) -> None:
    assert only(microphone(**change), "usual-questions").message == f"nothing is said on {asked}"


def test_usual_questions_have_a_sense() -> None:
    """Nobody asks for missed detections where nothing is detected, nor for the mass of what was not built."""
    errors = [{"metric": "mean absolute error", "value": q("1 %")}]
    assert found(microphone(performance__missed=None, performance__metrics=errors), "usual-questions") == []
    design = microphone(hardware__mass=None, hardware__electrical="not applicable: not built")
    assert found(design, "usual-questions") == []


@pytest.mark.parametrize(
    ("stored", "said", "language", "expected"),
    [
        ("identifiable", "No device storage", "en", 1),
        ("no device storage", "Identifiable", "en", 1),
        ("no device storage", "Not stored", "en", 0),
        ("no device storage", "None", "en", 0),
        ("identifiable", "Pictures of a day", "en", 0),
        ("not provided", "Identifiable", "en", 0),
        ("no device storage", "not disclosed", "en", 0),
        ("no device storage", "Rien", "fr", 0),
    ],
)
def test_label_and_storage(stored: str, said: str, language: str, expected: int) -> None:
    """What the label says of storage on the device is held against the section, in English."""
    body = (
        f"security_and_privacy:\n  stored: {stored}\n  label:\n"
        f"  - {{data: visual, sensor: Camera, stored_on_device: {said}}}\n"
    )
    assert len(lines("label-and-storage", body, language=language)) == expected


def test_label_of_several_sensors_may_deny_some() -> None:
    """The sound is not stored, and what is stored is the temperature."""
    body = (
        "security_and_privacy:\n  stored: de-identified\n  label:\n"
        "  - {data: audio, sensor: Microphone, stored_on_device: No device storage}\n"
        "  - {data: temperature, sensor: Thermometer, stored_on_device: De-identified}\n"
    )
    assert lines("label-and-storage", body) == []


@pytest.mark.parametrize(("stored", "kept", "expected"), [
    ("identifiable", "No retention", [[4, 5]]), ("identifiable", "A day", []), ("no device storage", "None.", []),
    ("not provided", "None", []),
])  # fmt: skip
def test_retention(stored: str, kept: str, expected: list[list[int]]) -> None:
    body = f"security_and_privacy:\n  stored: {stored}\n  retention: {kept}\n"
    assert lines("retention-without-storage", body) == expected


@pytest.mark.parametrize(
    ("configured", "told", "expected"),
    [
        (q(0.6), [q("60 %")], 0),
        (q(0.6), [q(0.8)], 1),
        (q(0.6), [q(0.8), q(0.6)], 0),
        (q(min=0.5, max=0.7), [q(0.6)], 0),
        (q(min=0.5, max=0.7), [q(0.8)], 1),
        ("not applicable: the largest score", [q(0.6)], 0),
        (q(0.6), ["not provided"], 0),
    ],
)
def test_threshold(configured: Any, told: list[Any], expected: int) -> None:
    """One metric at the configured threshold is enough; others may be told at others."""
    rows = [{"metric": "recall", "of": f"c{i}", "value": q("90 %", n=90), "threshold": t} for i, t in enumerate(told)]
    data = microphone(system__threshold=configured, performance__metrics=rows)
    assert len(found(data, "threshold-differs")) == expected


@pytest.mark.parametrize(
    ("expected", "p50", "p95", "count"),
    [
        (q(max="30 ms"), q("28 ms"), q("30 ms"), 0),
        (q(max="30 ms"), q("28 ms"), q("31 ms"), 0),
        (q(max="30 ms"), q("28 ms"), q("33 ms"), 1),
        (q(max="30 ms"), q("32 ms"), q("40 ms"), 1),
        (q(max="30 ms", note="inference"), q("28 ms"), q("40 ms", note="with the window"), 0),
        (q("30 ms"), q("28 ms"), q("40 ms"), 0),
    ],
)
def test_latency_to_expect(expected: Any, p50: Any, p95: Any, count: int) -> None:
    """Said once, of the same thing and beyond rounding; an expected latency without a greatest value promises none."""
    data = microphone(overview__latency_expected=expected, performance__latency_p50=p50, performance__latency_p95=p95)
    assert len(found(data, "latency-beyond-expected")) == count


@pytest.mark.parametrize(("energy", "expected"), [("0.6 mJ", 0), ("1.1 mJ", 0), ("1.3 mJ", 1)])
def test_energy_of_an_inference(energy: str, expected: int) -> None:
    """The microphone draws 20 mW at most, for 30 ms: 0.6 mJ; twice that is what a rounded value may be off."""
    data = microphone(performance__energy_per_inference=q(energy))
    assert len(found(data, "inference-energy-too-large")) == expected
    del data["performance"]["latency_p50"], data["performance"]["latency_p95"]
    assert found(data, "inference-energy-too-large") == []


@pytest.mark.parametrize(
    ("stage", "value", "factor", "energy", "expected"),
    [
        ("Use", "0.03 kgCO2e", "0.433 kgCO2e/kWh", "3.47 kWh", 1),
        ("Use", "1.5 kgCO2e", "0.433 kgCO2e/kWh", "3.47 kWh", 0),
        ("Use", "1.5 kgCO2e", "433 gCO2e/kWh", "3.47 kWh", 0),
        ("Use stage", "5.0 kgCO2e", "433 gCO2e per kWh", "3.47 kWh", 1),
        ("Production", "5.0 kgCO2e", "433 gCO2e/kWh", "3.47 kWh", 0),
        ("Use", "5.0 kgCO2e", "80 kgCO2e/m2", "3.47 kWh", 0),
    ],
)
def test_use_stage(stage: str, value: str, factor: str, energy: str, expected: int) -> None:
    """3.47 kWh at 0.433 kg/kWh are 1.5 kg."""
    data = microphone(
        environment__by_stage=[{"stage": stage, "value": q(value)}], environment__use_energy=q(energy),
        environment__factors=[{"factor": "grid", "value": factor, "source": "own"}],
    )  # fmt: skip
    assert len(found(data, "use-stage-not-of-energy")) == expected
    data["environment"]["use_energy"]["note"] = "per year"
    assert found(data, "use-stage-not-of-energy") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Not only is it low power, it is small", 1),
        ("It is not only secure", 1),
        ("No doubt secure", 1),
        ("It is not low power", 0),
        ("Only secure where nobody opens it, not otherwise", 1),
        ("Neither secure nor fast", 0),
    ],
)
def test_negation_that_takes_nothing_back(text: str, expected: int) -> None:
    read = sheet(microphone(overview__key_features=[text]))
    assert len(list(promises(Context(read, None)))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Low power: 3 V", 1),
        ("Low power: 3 mW", 0),
        ("Low power of 3", 1),
        ("Accurate within 3 °C", 0),
        ("Accurate 3", 1),
    ],
)
def test_number_that_settles_a_promise(text: str, expected: int) -> None:
    """A power for low power, any number with a unit for accurate; another unit, or none, settles nothing."""
    assert len(found(microphone(overview__key_features=[text]), "claim-not-typed")) == expected


def test_claim_of_compliance_is_found_once() -> None:
    """The table says it better: a claim without basis is named there, and others where no row has the scheme."""
    rows = [{"scheme": "RoHS", "status": "planned"}]
    read = sheet(microphone(overview__compliance=rows), [{"text": "RoHS compliant"}, {"text": "CE certified by us"}])
    assert [f.where[0].place for f in findings("compliance-not-held", read)] == ["claims.1.text"]
    assert [f.where[0].place for f in findings("claim-without-basis", read)] == ["claims.2"]


def test_use_power_without_voltage() -> None:
    """A current alone makes no power; an idle power alone does."""
    data = microphone(hardware__supply_voltage="not provided", environment__use_power=q("0.01 mW"),
                      environment__use_energy="not provided", performance__power_idle="not provided",
                      performance__power_active="not provided", performance__power_peak="not provided")  # fmt: skip
    assert found(data, "use-power-too-small") == []
    data["performance"]["power_idle"] = q("1 mW")
    assert only(data, "use-power-too-small").where[-1].text == "1 mW"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The accuracy falls from wood to brick by a difference of 20 %.", "effect-told-one-way"),
        ("The accuracy falls from wood to brick by a difference of 20 %, 16 points.", ""),
        ("The accuracy of brick is 25 % lower than that of wood.", "effect-told-one-way"),
        ("The accuracy of brick is 16 points lower than that of wood.", ""),
        ("The accuracy of brick is 30 % lower than that of wood.", "effect-not-in-results"),
        ("The difference between wood and brick is 18 % points.", "effect-not-in-results"),
    ],
)
def test_effects(text: str, expected: str) -> None:
    """0.80 to 0.64 are 16 points, 20 % of the one and 25 % of the other: words do not always tell of which."""
    slices = [
        {"variable": "wall", "group": g, "metric": "accuracy", "value": q(v, n=400)}
        for g, v in (("wood", "80 %"), ("brick", "64 %"))
    ]
    data = microphone(performance__slices=slices, performance__environment_sensitivity=text)
    rules = ("effect-told-one-way", "effect-not-in-results")
    assert [rule for rule in rules for _ in found(data, rule)] == ([expected] if expected else [])


@pytest.mark.parametrize(
    "values", [("0 %", "64 %"), ("3 ms", "4 ms"), ("not provided", "64 %"), ("64 %", "not provided")]
)
def test_effects_that_have_no_share(values: tuple[str, str]) -> None:
    """Of nothing, of latencies and of what was not given, no share can be told."""
    slices = [
        {"variable": "wall", "group": g, "metric": "accuracy", "value": v if " p" in v else q(v)}
        for g, v in zip(("wood", "brick"), values, strict=True)
    ]
    text = "A decrease of 20 % from wood to brick."
    data = microphone(performance__slices=slices, performance__environment_sensitivity=text)
    assert found(data, "effect-not-in-results") == []


@pytest.mark.parametrize(
    ("modality", "unit", "expected"), [("visual", "Hz", 1), ("visual", "fps", 1), ("audio", "Hz", 0)]
)
def test_rate_of_pictures_for_real_time(modality: str, unit: str, expected: int) -> None:
    """A result is wanted of each picture, in whichever unit pictures are counted, and not of each sample of sound."""
    data = microphone(
        hardware__sensors=[{"name": "Eye", "modality": modality, "used": "used"}], overview__update_rate="not provided",
        system__sampling_rate=q(f"45 {unit}"), performance__latency_p50=q("2200 ms"), overview__summary="In real time.",
        performance__throughput="not provided",
    )  # fmt: skip
    assert len(found(data, "real-time-too-slow")) == expected


@pytest.mark.parametrize(
    ("part", "expected"), [("microSD card", 1), ("Flash memory for firmware", 0), ("Firmware key switch", 0)]
)
def test_part_that_stores(part: str, expected: int) -> None:
    """Only a part that keeps data, and whose name does not say for what, needs a word."""
    data = microphone(hardware__bom=[{"component": part, "quantity": q(1)}], hardware__memory="1 MB")
    assert len(found(data, "storage-unexplained")) == expected
