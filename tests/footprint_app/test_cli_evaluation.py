"""The command model with --evaluate and --int8: keys, text, files and errors."""

from __future__ import annotations

import json
import re
import shlex
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from firmware_profiles.evaluation import evaluate
from firmware_profiles.evaluation_file import load_evaluation
from firmware_profiles.labelled import Labelled
from firmware_profiles.prediction import Prediction
from footprint_app.evaluation_text import evaluation_text
from tests.firmware_profiles.keras_models import saved, small_model
from tests.footprint.examples import ROOT
from tests.footprint_app.commands import document, run
from tests.needs import need

FOLDER = ROOT / "docs/examples/gesture"
MODEL, DATA = str(FOLDER / "gesture_int8.tflite"), str(FOLDER / "test.npz")


@pytest.fixture(autouse=True)
def _installed() -> None:
    need("the package tflite", find_spec("tflite"), "reads model files")
    need("the package ai-edge-litert", find_spec("ai_edge_litert"), "runs .tflite files")


def test_json_is_the_file_that_is_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "evaluation.json"
    found = document(capsys, "model", MODEL, "--evaluate", DATA, "--write", str(file))
    assert found["schema"] == "footprint.evaluation/1"
    assert found == json.loads(file.read_text(encoding="utf-8"))
    assert load_evaluation(file).to_dict() == found


def test_keys_are_documented(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "model", MODEL, "--evaluate", DATA, "--against", MODEL, "--positive", "wave")
    page = " ".join((ROOT / "docs/evaluation.md").read_text(encoding="utf-8").split())
    for key in found.keys() - {"schema", "tool_version"}:
        assert f"`{key}`" in page, key
    metrics, curves = found["metrics"], found["curves"]
    for part in (
        metrics["accuracy"], metrics["classes"][0], metrics["macro"], metrics["binary"], metrics["classes"][0]["auc"],
        curves["roc"][0], curves["histogram"]["classes"][0], found["slices"][0]["groups"][0], found["comparison"],
    ):  # fmt: skip
        assert ", ".join(part) in page, part


def test_text_says_what_matters(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "model", MODEL, "--evaluate", DATA, "--positive", "wave", "--threshold", "0.8")
    assert (code, err) == (0, "")
    for said in (
        "Accuracy ",
        "Confusion",
        "wave against the rest, at a threshold of 0.8",
        "By wearer",
        "small",
        "sha256",
    ):
        assert said in out
    assert max(map(len, out.splitlines())) <= 80


def test_text_of_the_documents_is_real(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    shown = re.findall(
        r"```text\n\$ footprint (.*?)\n(.*?)```", (ROOT / "docs/evaluation.md").read_text(encoding="utf-8"), re.S
    )
    assert shown
    for line, text in shown:
        assert text.removesuffix("...\n") in run(capsys, *shlex.split(line))[1]


def test_the_same_model_against_itself(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "model", MODEL, "--evaluate", DATA, "--against", MODEL)
    assert "Same class for 100 % (99.2-100), 480 of 480." in out
    assert "+0.0 points" in out


def test_rates_and_differences_stand_where_they_belong() -> None:
    """Five taken for yes, two of them wrongly; the second model loses two: (2 -+ 1.96 sqrt(3 - 4 / 9)) / 9."""
    up, other = ([0.9, 0.8, 0.7, 0.6, 0.6, 0.4, 0.2], [0.1, 0.8, 0.7, 0.1, 0.6, 0.4, 0.2])
    x, truth = np.zeros((7, 1), dtype=np.float32), np.array([1, 1, 0, 1, 0, 0, 0])
    data = Labelled("d.npz", "0" * 64, x, truth, ("no", "yes"), True, {}, ())
    first, second = (
        Prediction("m", "keras", "0" * 64, np.column_stack((1 - np.array(s), s)), True, ()) for s in (up, other)
    )
    text = " ".join(evaluation_text(evaluate(data, first, against=second)).split())
    assert re.search(r"true positive rate 100 % \([^)]*\), 3 of 3 false positive rate 50 % \([^)]*\), 2 of 4", text)
    assert "+28.6 points (-12.6 to +57.0). 2 samples only this one has right, 0 only the other" in text


def test_many_classes_show_what_is_confused_most() -> None:
    """Of twelve classes, three samples of the first are taken for the last, and one of the second for the third."""
    truth, told = np.array([0, 0, 0, 0, 1, 5]), [11, 11, 11, 0, 2, 5]
    names = tuple(f"word {i}" for i in range(12))
    data = Labelled("d.npz", "0" * 64, np.zeros((6, 1), dtype=np.float32), truth, names, True, {}, ())
    scores = np.eye(12)[told]
    text = evaluation_text(evaluate(data, Prediction("m", "keras", "0" * 64, scores, True, ())))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    place = lines.index("Confused most often (all of 12 x 12 with --json)")
    assert lines[place + 1 : place + 4] == ["word 0 taken for word 11 3 of 4", "word 1 taken for word 2 1 of 1", ""]
    # 0, 1 and 5 have samples, 2 and 11 were said
    assert "7 classes more have no sample and were never said." in lines
    assert max(map(len, text.splitlines())) <= 80


def test_areas_are_no_more_exact_than_their_interval() -> None:
    """10.5 of 12 pairs, 0.875, with an interval of tens of points."""
    up = np.array([0.9, 0.8, 0.7, 0.6, 0.6, 0.4, 0.2])
    x, truth = np.zeros((7, 1), dtype=np.float32), np.array([1, 1, 0, 1, 0, 0, 0])
    data = Labelled("d.npz", "0" * 64, x, truth, ("no", "yes"), True, {}, ())
    scores = np.column_stack((1 - up, up))
    text = evaluation_text(evaluate(data, Prediction("m", "keras", "0" * 64, scores, True, ())))
    assert re.search(r"^yes .* 0\.88 \(0\.\d\d-0\.\d\d\)$", text, re.M)


def test_long_names_fit_the_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    kept = dict(np.load(DATA))
    kept["classes"] = np.array([f"a class with a long name, number {i}" for i in range(4)])
    kept["a variable with a long name"] = np.array([f"a value with a long name, {i % 3}" for i in range(480)])
    np.savez(tmp_path / "data.npz", **kept)
    code, out, _ = run(
        capsys, "model", MODEL, "--evaluate", str(tmp_path / "data.npz"), "--positive", str(kept["classes"][2])
    )
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--positive", "wave"), "--positive goes with --evaluate"),
        (("--threshold", "0.5"), "--threshold goes with --evaluate"),
        (("--write", "a.json"), "--write goes with --evaluate"),
        (("--int8", "a.tflite"), "--int8 and --representative go together"),
        (("--representative", DATA), "--int8 and --representative go together"),
        (("--int8", "a.tflite", "--representative", DATA, "--evaluate", DATA), "two steps"),
        (("--int8", "a.tflite", "--representative", DATA), "only a Keras model"),
        (("--evaluate", DATA, "--threshold", "0.5"), "needs a positive class"),
        (("--evaluate", DATA, "--positive", "wav"), "Nearest valid: none, knock, circle, wave"),
        (("--evaluate", DATA, "--positive", "wave", "--threshold", "half"), "not a number"),
        (("--evaluate", "none.npz"), "no such file"),
        (("--evaluate", DATA, "--write", "no-folder/a.json"), "cannot write the file"),
        (("--evaluate", DATA, "--device", "stm32u575"), "--evaluate does not go with --device"),
        (("--evaluate", DATA, "--write", MODEL), "over what it is made from"),
    ],
)
def test_errors_are_one_line_and_leave_nothing(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, "model", MODEL, *options)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert said in err
    assert not list(tmp_path.iterdir())


@pytest.mark.xdist_group("tensorflow")
def test_a_keras_model_is_converted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = saved(tmp_path, small_model())
    np.savez(tmp_path / "x.npz", x=np.random.default_rng(1).normal(size=(100, 16, 3)))
    out = tmp_path / "small.tflite"
    found = document(capsys, "model", str(file), "--int8", str(out), "--representative", str(tmp_path / "x.npz"))
    assert (found["schema"], found["file"], found["macs"]) == ("footprint.model/1", "small.tflite", 792)
    assert document(capsys, "model", str(out)) == found
