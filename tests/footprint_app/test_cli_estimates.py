"""The command model with a device: an estimate as text and JSON, as a power state, and in a system file."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import footprint
from firmware_profiles.devices import devices
from firmware_profiles.estimates import estimate
from tests.firmware_profiles.models import SMALL, SMALL_MACS, G, Op, T, built
from tests.footprint.examples import ROOT
from tests.footprint_app.commands import document, run


@pytest.fixture
def model(tmp_path: Path) -> str:
    """A model of 1344 MACs."""
    return str(built(tmp_path, SMALL))


def test_json_has_the_estimate_of_the_library(capsys: pytest.CaptureFixture[str], model: str) -> None:
    options = ("--device", "stm32u575", "--supply", "1.8 V", "--runtime", "x-cube-ai")
    found = document(capsys, "model", model, *options)["estimate"]
    known = estimate(SMALL_MACS, device="stm32u575", voltage_v=1.8, runtime="x-cube-ai").to_dict()
    assert {k: found[k] for k in known} == known
    assert found["status"] == "estimated"
    assert found["measurements"] == {"latencies": 16, "currents": 5, "energies_per_mac": 20}
    assert found["states"] is None
    assert document(capsys, "model", model)["estimate"] is None


def test_text_is_always_a_range_with_its_sources(capsys: pytest.CaptureFixture[str], model: str) -> None:
    """1344 MAC x 0.18087 to 0.57746 nJ = 0.2431 to 0.7761 uJ, typical 1344 x 0.3011 nJ = 0.4047 uJ."""
    code, out, err = run(capsys, "model", model, "--device", "stm32u575")
    assert (code, err) == (0, "")
    said = " ".join(out.split())
    assert "Estimated from other models, not measured." in said
    assert "energy 0.243 to 0.776 uJ, typical 0.405, energy per MAC" in said
    assert "per MAC 0.181 to 0.577 nJ, typical 0.301, measured on this device" in said
    assert "20 energies per MAC" in said
    assert "MLPerf Tiny v0.7-v1.3" in said
    assert "not verified by MLCommons" in said
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("device", [k for k, d in devices().items() if d.has_data])
def test_every_device_can_be_said(capsys: pytest.CaptureFixture[str], model: str, device: str) -> None:
    code, out, _ = run(capsys, "model", model, "--device", device, "--supply", "3", "--clock", "50")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80


def test_from_a_model_file_to_an_assessment(capsys: pytest.CaptureFixture[str], tmp_path: Path, model: str) -> None:
    """60 inferences an hour of E uJ: E x 60 x 8760 / 3.6e12 kWh a year, estimated, with bounds, in the use row."""
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    use = {"states": [{"name": "sleep", "power": "0 mW", "duty": "50 %", "status": "declared"}]}
    old.write_text(yaml.safe_dump({"name": "x", "lifetime": "1 year", "use": use}), encoding="utf-8")
    options = ("--device", "stm32u575", "--supply", "1.8", "--inferences", "60 per hour")
    text = run(capsys, "model", model, *options)[1].splitlines()
    (printed,) = yaml.safe_load("\n".join(text[text.index("use:") :]))["use"]["states"]
    made = document(capsys, "model", model, *options, "--into", str(old), "--output", str(new))["estimate"]
    (state,) = made["states"]
    assert printed | {"duty": 0} == state | {"duty": 0}
    (row,) = document(capsys, "assess", str(new))["rows"]
    energy = made["energy_uj"]
    assert row["status"] == "estimated"
    assert f"inference: estimate for STM32U575ZI-Q, 160 MHz, 1.8 V: {Path(model).name} (sha256 " in row["source"]
    assert row["quantity"] == pytest.approx(energy["typical"] * 60 * 8760 / 3.6e12, rel=1e-8)
    ends = [energy[end] * 60 * 8760 / 3.6e12 for end in ("low", "high")]
    assert row["quantity_bounds"] == pytest.approx(ends, rel=1e-8)
    drawn = footprint.assess(footprint.load_system(new), draws=200, seed=1).total_kg_co2e
    assert drawn.high / drawn.low > 1.5


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--supply", "1.8"), "--supply goes with --device"),
        (("--into", "keyword-spotting", "--output", "a.yaml"), "--into goes with --device"),
        (("--device", "u575"), 'unknown device "u575". Nearest valid: stm32u575'),
        (("--device", "esp32-s3"), "nothing is estimated for ESP32-S3: no published energy per inference was found"),
        (("--device", "stm32u575", "--runtime", "x-cube"), "Nearest valid:"),
        (("--device", "stm32u575", "--supply", "low"), "--supply"),
        (("--device", "stm32u575", "--supply", "-1"), "--supply must be a number above 0"),
        (("--device", "stm32u575", "--clock", "fast"), '--clock "fast" is not a number'),
        (("--device", "stm32u575", "--regulator", "smps"), "regulator goes with --supply"),
        (("--device", "stm32u575", "--inferences", "0 per hour"), "--inferences, a number above 0"),
        (("--device", "stm32u575", "--inferences", "1e9 per hour"), "does about"),
        (("--device", "stm32g0b1", "--inferences", "1 per hour"), "no energy can be estimated for STM32G0B1RE"),
        (
            ("--device", "stm32u575", "--into", "keyword-spotting", "--output", "a.yaml"),
            "--into needs --inferences",
        ),
    ],
)
def test_bad_options_are_one_message(
    capsys: pytest.CaptureFixture[str], model: str, options: tuple[str, ...], said: str
) -> None:
    code, out, err = run(capsys, "model", model, *options)
    assert (code, out) == (2, "")
    assert said in err


def test_no_estimate_without_counted_macs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = built(tmp_path, G((T((1, 4)), T((1, 4))), (Op("CUSTOM:own", (0,), (1,)),), (0,), (1,)))
    code, out, err = run(capsys, "model", str(file), "--device", "stm32u575")
    assert (code, out) == (2, "")
    assert "no MACs were counted in the model" in err


def test_keys_are_documented(capsys: pytest.CaptureFixture[str], model: str) -> None:
    found = document(capsys, "model", model, "--device", "stm32u575", "--supply", "1.8")["estimate"]
    page = (ROOT / "docs/command-line.md").read_text(encoding="utf-8").split("## model\n")[1].split("\n## ")[0]
    assert ", ".join(found) in " ".join(page.split())
