"""Files that are stated, belong together, and agree with what is typed; pictures that are there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.datasheets.lints.found import findings, lines, sheet_of

GESTURE = Path(__file__).parents[3] / "docs/examples/gesture"
MODEL = "1aad09b4717e42d7657081187319f0171e56bc5ebefbe749020d6fa54c902396"
OTHER = "0" * 64
FILES = "artefacts:\n  model: {file: gesture_int8.tflite}\n  evaluation: {file: evaluation.json}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Model, evaluation and data of the example."""
    for name in ("gesture_int8.tflite", "evaluation.json", "test.npz", "flow.svg"):
        shutil.copy(GESTURE / name, tmp_path)
    return tmp_path


def test_changed_and_without_hash(folder: Path) -> None:
    """The hash of the model is another one, that of the evaluation is not stated."""
    stated = FILES.replace("tflite}", f"tflite, sha256: {OTHER}}}")
    (found,) = findings("artefact-changed", sheet_of(stated, folder))
    assert found.message == (
        'artefacts.model.sha256 is 0000000000000000..., and the hash of "gesture_int8.tflite" is 1aad09b4717e42d7...'
    )
    assert [q.line for q in found.where] == [4, 4]
    assert lines("artefact-without-hash", stated, folder=folder) == [[5]]
    assert lines("artefact-changed", stated.replace(OTHER, MODEL), folder=folder) == []


def test_unreadable(folder: Path) -> None:
    """A file that is there and holds something else; the other one is fine."""
    (folder / "evaluation.json").write_text("[]")
    assert lines("artefact-unreadable", FILES, folder=folder) == [[5]]
    assert lines("evaluation-of-another-model", FILES, folder=folder) == []


def test_model_hash(folder: Path) -> None:
    """A typed hash of another file; a version that is no hash, and a hash that is taken, are fine."""
    typed = FILES + "title_page:\n  model_version: {version}\ndata_and_model:\n  model_sha256: {sha256}\n"
    text = typed.replace("{version}", "v1.2").replace("{sha256}", OTHER)
    assert lines("model-hash-differs", text, folder=folder) == [[9, 4]]
    text = typed.replace("{version}", f"sha256 {MODEL}").replace("{sha256}", "{from: model.sha256}")
    assert lines("model-hash-differs", text, folder=folder) == []


def test_evaluation_of_another_model(folder: Path) -> None:
    """The evaluation names another model than the file that the sheet has, or than the hash that it types."""
    typed = f"artefacts:\n  evaluation: {{file: evaluation.json}}\ndata_and_model:\n  model_sha256: {OTHER}\n"
    assert lines("evaluation-of-another-model", FILES, folder=folder) == []
    assert lines("evaluation-of-another-model", typed, folder=folder) == [[4, 6]]
    assert lines("evaluation-of-another-model", typed.replace(OTHER, MODEL), folder=folder) == []
    made = json.loads((folder / "evaluation.json").read_text())
    made["model"]["sha256"] = OTHER
    (folder / "evaluation.json").write_text(json.dumps(made))
    (found,) = findings("evaluation-of-another-model", sheet_of(FILES, folder))
    assert [q.line for q in found.where] == [5, 4]
    assert "of hash 0000000000000000..., and the model of artefacts.model.file has 1aad09b4717e42d7..." in found.message


def test_evaluation_of_other_data(folder: Path) -> None:
    """The sheet types the hash of other data; then the data beside it are changed."""
    text = FILES + "data_and_model:\n  evaluation_data: Test set, {sha256}\n"
    right = "ddc005c0482668ed16984cecfa9f79aa680f59cc932080b4d8b4cf78d42eeae3"
    assert lines("evaluation-of-other-data", text.replace("{sha256}", right), folder=folder) == []
    assert lines("evaluation-of-other-data", text.replace("{sha256}", "of May"), folder=folder) == []
    assert lines("evaluation-of-other-data", text.replace("{sha256}", OTHER), folder=folder) == [[5, 7]]
    (folder / "test.npz").write_bytes(b"other")
    assert lines("evaluation-of-other-data", FILES, folder=folder) == [[5]]
    (folder / "test.npz").unlink()
    assert lines("evaluation-of-other-data", FILES, folder=folder) == []


def test_images(folder: Path) -> None:
    """A picture that is not there, in a table, and one without a text."""
    text = (
        "system:\n  diagram: {file: flow.svg}\nhardware:\n  drawings:\n"
        "  - {image: {file: top.svg, alt: Top}, caption: Top}\n"
        "  - {image: {file: flow.svg, alt: Four boxes}, caption: Flow}\n"
    )  # fmt: skip
    assert lines("image-missing", text, folder=folder) == [[7]]
    assert lines("image-without-text", text, folder=folder) == [[4]]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("data_and_model:\n  macs: {value: 40000, status: calculated}\n", [[7, 4]]),  # the model has 39 744
        ("data_and_model:\n  macs: {value: 39744, status: calculated}\n", []),
        ("data_and_model:\n  macs: {from: model.macs}\n", []),
        ("data_and_model:\n  weights: {value: 2.6 kB, status: calculated}\n", []),  # 2.632 kB
        ("data_and_model:\n  weights: {value: 2.4 kB, status: calculated}\n", [[7, 4]]),
        ("performance:\n  memory_flash: {value: 64 kB, status: measured}\n", []),  # the program too
        ("performance:\n  memory_flash: {value: 9 kB, status: measured}\n", [[7, 4]]),  # the file has 9.976 kB
        ("data_and_model:\n  classes: [Nothing, Double knock, Circle, Wave]\n", []),
        ("data_and_model:\n  classes: [Circle, Wave]\n", [[7, 5]]),
        ("performance:\n  metrics: [{metric: accuracy, value: {value: 94 %, status: measured}}]\n", []),  # 452 of 480
        ("performance:\n  metrics: [{metric: accuracy, value: {value: 97 %, status: measured}}]\n", [[7, 5]]),
        ("performance:\n  metrics: [{metric: accuracy, of: float32, value: {value: 97 %, status: measured}}]\n", []),
        ("performance:\n  metrics: [{metric: recall, of: none, value: {value: 0.9, status: measured}}]\n", []),  # 0.875
        ("performance:\n  metrics: [{metric: recall, of: none, value: {value: 90.0 %, status: measured}}]\n", [[7, 5]]),
    ],
)
def test_typed(folder: Path, field: str, expected: list[list[int]]) -> None:
    """Numbers typed beside an artefact that says them: equal to the digits that were written, or not."""
    assert lines("typed-differs-from-artefact", FILES + field, folder=folder) == expected


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [("", [[5, 4]]), (", evidence: ppk2-pulses.csv", [[5, 4]]), (", evidence: another board", [])],
)
def test_another_measurement_may_differ(tmp_path: Path, evidence: str, expected: list[list[int]]) -> None:
    """A power that rests on the capture is that of the capture; one of other evidence is another measurement."""
    shutil.copy(GESTURE.parent / "ppk2-pulses.csv", tmp_path)
    body = (
        "artefacts:\n  capture: {file: ppk2-pulses.csv, voltage: 3 V}\n"
        f"performance: {{power_peak: {{value: 9 kW, status: measured{evidence}}}}}\n"
    )
    assert lines("typed-differs-from-artefact", body, folder=tmp_path) == expected
