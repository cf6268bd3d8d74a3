"""The command cloud: its document, its text, its files, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

import footprint
from footprint.baselines import compare_cloud
from footprint.baselines.break_even import sentences
from footprint.numbers import energy, mass, mass_interval
from tests.corrected import CORRECTION, FIGURE, uncorrected, uncorrected_values
from tests.footprint_app.commands import document, run

KWS = "keyword-spotting"


def test_the_document_is_the_librarys_and_has_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "cloud", KWS)
    assert found == json.loads(json.dumps(compare_cloud(footprint.load_system(KWS)).to_dict()))
    assert list(found) == [
        "schema", "tool_version", "factor_set", "tables", "inputs_sha256", "indicator", "interval", "system",
        "lifetime_years", "inferences", "task", "options", "finding", "on_device", "cloud",
        "device_outside_use_kg_co2e", "break_even", "streaming", "scenarios", "training_baselines", "familiar",
        "assumed", "warnings",
    ]  # fmt: skip
    assert found["schema"] == "footprint.cloud/1"
    assert found["interval"] == {"kind": "bounds", "draws": 0, "seed": None}
    keys = ["energy_kwh", "kg_co2e", "total_energy_kwh", "total_kg_co2e"]
    for side in ("on_device", "cloud"):
        assert list(found[side]) == [*keys, "per_inference", "parts"]
        assert list(found[side]["per_inference"]) == keys
    assert list(found["on_device"]["kg_co2e"]) == ["sensing", "inference", "radio", "network", "other"]
    assert list(found["cloud"]["kg_co2e"]) == [
        "sensing", "radio", "network", "data_centre", "server_embodied", "other"
    ]  # fmt: skip
    assert found["cloud"]["energy_kwh"]["server_embodied"] is None
    points = {"inferences_per_hour", "payload_bytes", "inference_energy_j", "better", "sentences"}
    assert set(found["break_even"]["kg_co2e"]) == set(found["break_even"]["energy_kwh"]) == points


OPTIONS: list[tuple[list[str], dict[str, Any]]] = [
    (["--inference-energy", "664 uJ"], {"inference_energy_j": 664e-6}),
    (["--inferences", "10 per minute"], {"inferences_per_hour": 600.0}),
    (["--payload", "9216 B"], {"payload_bytes": 9216.0}),
    (["--payload", "9.216 kB"], {"payload_bytes": 9216.0}),
    (["--result", "50 B", "--alert-share", "2 %"], {"result_bytes": 50.0, "alert_share": 0.02}),
    (["--alert-share", "0"], {"alert_share": 0.0}),
    (["--radio", "nb-iot"], {"radio": "nb-iot"}),
    (["--network", "swd-v4"], {"network": "swd-v4"}),
    (["--attached"], {"attached": "both"}),
    (["--cloud-attached"], {"attached": "cloud"}),
    (["--region", "europe-north1"], {"region": "europe-north1"}),
    (["--cloud-country", "FRA", "--provider", "aws"], {"cloud_country": "FRA", "provider": "aws"}),
    (["--pue", "1.1", "--task", "motion"], {"pue": 1.1, "task": "motion"}),
    (["--cloud-inference", "gemini-median-prompt"], {"cloud_inference": "gemini-median-prompt"}),
    (["--devices", "250000000000"], {"devices": 250_000_000_000}),
]


@pytest.mark.parametrize(("given", "meant"), OPTIONS)
def test_options_mean_what_they_say(
    capsys: pytest.CaptureFixture[str], given: list[str], meant: dict[str, Any]
) -> None:
    found = document(capsys, "cloud", KWS, *given)
    wanted = compare_cloud(footprint.load_system(KWS), **meant).to_dict()
    for side in ("on_device", "cloud"):
        for key in ("total_kg_co2e", "total_energy_kwh"):
            assert found[side][key] == pytest.approx(wanted[side][key], rel=1e-12)
    assert [(o["option"], o["given"]) for o in found["options"]] == [
        (o["option"], o["given"]) for o in wanted["options"]
    ]


def test_units_of_an_energy_do_not_matter(capsys: pytest.CaptureFixture[str]) -> None:
    """0.664 mJ, 664 uJ and 0.18444 uWh; the last one is rounded."""
    one, two, three = (
        document(capsys, "cloud", KWS, "--inference-energy", text)["on_device"]["kg_co2e"]["inference"]["typical"]
        for text in ("0.664 mJ", "664 uJ", "0.000184444444 mWh")
    )
    assert one == pytest.approx(two, rel=1e-12)
    assert three == pytest.approx(two, rel=1e-6)


def test_a_measured_profile_gives_the_energy_with_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    """The reference submission of round v0.5: 7374 uJ per inference, as the profile lists."""
    from firmware_profiles.profile import profiles

    (profile,) = profiles(task="kws", round="v0.5", submitter="reference", with_energy=True)
    found = document(capsys, "cloud", KWS, "--profile", profile.name)
    (option,) = [o for o in found["options"] if o["option"] == "inference_energy"]
    assert (option["status"], option["source"], option["given"]) == ("measured", profile.citation, True)
    assert profile.energy_uj is not None
    each = found["on_device"]["per_inference"]["energy_kwh"]["inference"]["typical"]
    assert each * 3.6e12 == pytest.approx(profile.energy_uj, rel=1e-12)


def test_a_rate_of_the_system_is_taken(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """10 per minute over 3 years: 15 768 000 inferences."""
    file = tmp_path / "device.yaml"
    text = "\n".join([
        "schema: footprint.system/1", "name: device", "lifetime: 3 years",
        "blocks: {casing: {declared: 1 kgCO2e, source: own}}",
        "use: {inferences: 10 per minute, states: [{name: inference, power: 2 mW, duty: 50 %}]}", "",
    ])  # fmt: skip
    file.write_text(text, encoding="utf-8")
    found = document(capsys, "cloud", str(file))
    assert found["inferences"] == pytest.approx(15_768_000, rel=1e-12)
    (option,) = [o for o in found["options"] if o["option"] == "inference_energy"]
    assert option["value"] == "6 mJ"  # 1 mW on average over 600 an hour
    assert option["given"]


def test_the_text_fits_80_columns_and_says_the_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "cloud", KWS)
    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if len(line) > 80] == []
    found = compare_cloud(footprint.load_system(KWS))
    for side in (found.on_device, found.cloud):
        assert " CO2e (".join(mass_interval(side.total_kg_co2e)) in out
    flat = " ".join(out.split())
    for said in (
        found.finding, *sentences(found.break_even), *(a.text for a in found.assumed), *found.warnings,
        *(y.baseline.caveat for y in found.training_baselines if y.usual), *found.sources,
        *(f"{f.text} ({f.source})" for f in found.familiar), "each 1.4 mJ on the device (assumed)",
        "18 more trainings, with their caveats, are in the JSON and the CSV",
    ):  # fmt: skip
        assert " ".join(said.split()) in flat
    assert flat.count("Keyword spotting") == 3, "name, assumed task, and what stands in for it"
    assert flat.count("At every inference rate") == 1
    rows = [line for line in out.splitlines() if line.startswith("  Inference on the device")]
    assert [line.split()[-1] for line in rows] == ["assumed"]
    shown = [y.baseline.title for y in found.training_baselines if y.baseline.title in out]
    assert len(shown) == 7


def test_every_row_of_the_text_has_the_amount_of_its_part(capsys: pytest.CaptureFixture[str]) -> None:
    """The typical amount and the status of each part, and what an inference takes in J."""
    out = run(capsys, "cloud", KWS)[1]
    found = compare_cloud(footprint.load_system(KWS))
    device, _, cloud = out.partition("In the cloud: ")
    for text, side in ((device, found.on_device), (cloud, found.cloud)):
        for part in side.parts:
            (row,) = [line for line in text.splitlines() if line.startswith(f"  {part.title} ")]
            assert row.endswith(part.status)
            assert part.key == "sensing" or f" {mass(part.kg_co2e.typical)} " in row
        each = side.total_energy_kwh.typical * 3.6e6 / side.inferences
        assert f"{mass(side.total_kg_co2e.typical / side.inferences)} CO2e and {energy(each)} per inference" in text


def test_scenarios_are_shown_by_their_ends(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "cloud", KWS)[1]
    found = compare_cloud(footprint.load_system(KWS)).beside
    networks = [b for b in found if b.option == "network"]
    (row,) = [line for line in out.splitlines() if line.startswith("  Network, ")]
    assert f"{len(networks)} others" in row
    for side in ("on_device", "cloud"):
        kg = [getattr(b, f"{side}_kg_co2e") for b in networks]
        assert f" {mass(min(kg))} to {mass(max(kg))}" in row


@pytest.mark.parametrize("preset", footprint.preset_names())
def test_every_preset_has_a_text(capsys: pytest.CaptureFixture[str], preset: str) -> None:
    code, out, err = run(capsys, "cloud", preset)
    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if len(line) > 80] == []


def test_the_corrected_figure_never_stands_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """In the text line by line, in every string and row of the document, and in every line of the CSV."""
    table = tmp_path / "parts.csv"
    found = document(capsys, "cloud", KWS)
    assert uncorrected_values(found) == []
    out = run(capsys, "cloud", KWS, "--csv", str(table))[1]
    assert FIGURE.search(out)
    assert uncorrected(out) == []
    assert all(CORRECTION in line for line in out.splitlines() if " 284 t " in line)
    lines = table.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if FIGURE.search(line) and CORRECTION not in line] == []
    assert any(FIGURE.search(line) for line in lines)


def test_the_csv_has_every_part_scenario_and_training(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "parts.csv"
    assert run(capsys, "cloud", KWS, "--csv", str(table))[0] == 0
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
    found = compare_cloud(footprint.load_system(KWS))
    parts = [r for r in rows if r["kind"] == "part"]
    assert len(parts) == 5 + 6
    for side in (found.on_device, found.cloud):
        listed = [float(r["kg_co2e"]) for r in parts if r["option"] == side.key]
        assert listed == [p.kg_co2e.typical for p in side.parts]
    assert len([r for r in rows if r["kind"] == "scenario"]) == 2 * len(found.beside)
    trainings = [r for r in rows if r["kind"] == "training"]
    assert len(trainings) == len(found.training_baselines)
    assert all(r["note"] and r["source"] for r in trainings)
    (gpt3,) = [r for r in trainings if r["item"].startswith("GPT-3")]
    assert (float(gpt3["kwh"]), float(gpt3["kg_co2e"])) == (1_287_000.0, 552_100.0)
    assert {r["inputs_sha256"] for r in rows} == {found.provenance["inputs_sha256"]}


BAD = [
    (["--radio", "lte-m"], ["lte-m", "nb-iot", "not offered"]),
    (["--payload", "9216"], ["--payload", "no unit", "9216 B"]),
    (["--payload", ""], ["--payload is empty"]),
    (["--payload=-1 B"], ["the payload", "-1"]),
    (["--payload", "1e400 B"], ["--payload"]),
    (["--payload", "nan B"], ["--payload"]),
    (["--inferences", "abc"], ["--inferences", "abc"]),
    (["--inferences", "0 per hour"], ["the inference rate"]),
    (["--alert-share", "101 %"], ["the alert share", "1.01"]),
    (["--inference-energy", "5 V"], ["--inference-energy", "5 V"]),
    (["--inference-energy", "1 mJ", "--profile", "x"], ["exclude each other"]),
    (["--profile", "abc"], ["no profile"]),
    (["--pue", "inf"], ["--pue", "inf"]),
    (["--devices", "1.5"], ["--devices", "whole number"]),
    (["--devices", "0"], ["the number of devices"]),
    (["--region", "us-central1", "--cloud-country", "USA"], ["exclude each other"]),
    (["--cloud-country", "XXX"], ["unknown country"]),
    (["--attached", "--network", "swd-v4"], ["exclude each other"]),
    (["--draws", "1000"], ["unrecognized arguments", "--draws"]),
    (["--attached", "--cloud-attached"], ["not allowed with"]),
    (["--alert-share", "abc"], ['--alert-share "abc" is not a number']),
    (["--pue", "1.1", "--provider", "aws"], ["exclude each other"]),
    (["--cloud-inference", "gemini-median-prompt", "--provider", "google"], ["holds the overhead"]),
    (["--csv", "a.yaml"], ["one of a system file"]),
    (["--csv", "a.out", "--pdf", "a.out"], ["name the same file"]),
    (["--csv", "/no/such/folder/a.csv"], ["cannot write"]),
]


@pytest.mark.parametrize(("given", "said"), BAD)
def test_bad_options_end_with_2_and_words(
    capsys: pytest.CaptureFixture[str], given: list[str], said: list[str]
) -> None:
    code, out, err = run(capsys, "cloud", KWS, *given)
    assert (code, out) == (2, "")
    assert all(words in err for words in said), err
    assert "Traceback" not in err


def test_the_same_input_gives_the_same_bytes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.pdf", "b.pdf")]
    texts = [run(capsys, "cloud", KWS, "--pdf", str(f))[1] for f in files]
    assert texts[0] == texts[1]
    assert files[0].read_bytes() == files[1].read_bytes()
