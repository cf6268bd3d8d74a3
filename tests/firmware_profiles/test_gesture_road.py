"""From training to the datasheet's file: the example's script on fewer data, and the files that it left in the docs."""

from __future__ import annotations

import importlib.util
import json
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from firmware_profiles.conversion import convert_to_int8
from firmware_profiles.evaluation import evaluate_model
from firmware_profiles.evaluation_file import load_evaluation
from firmware_profiles.labelled import read_labelled
from firmware_profiles.model import inspect_model
from tests.firmware_profiles.keras_models import needs_tensorflow, saved
from tests.footprint.examples import ROOT
from tests.needs import need

FOLDER = ROOT / "docs/examples/gesture"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gesture_train", FOLDER / "train.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_test_data_are_those_of_the_script(script: ModuleType, tmp_path: Path) -> None:
    """Bit by bit: four wearers that nobody of the training data is."""
    train, test = script.data()
    kept = np.load(FOLDER / "test.npz")
    assert set(kept.files) == set(test)
    assert all(np.array_equal(kept[name], test[name]) for name in test)
    assert not set(train["wearer"]) & set(test["wearer"])
    assert len(set(test["wearer"])) == 4
    found = read_labelled(FOLDER / "test.npz")
    assert found.classes == script.CLASSES
    assert list(found.slices) == ["activity", "wearer", "wrist"]


def test_the_evaluation_in_the_docs_is_that_of_the_model_in_the_docs() -> None:
    """Run again on this machine, with every digit; what the float model did is only in the file."""
    need("the package tflite", find_spec("tflite"), "reads model files")
    need("the package ai-edge-litert", find_spec("ai_edge_litert"), "runs .tflite files")
    kept = load_evaluation(FOLDER / "evaluation.json")
    found = evaluate_model(FOLDER / "gesture_int8.tflite", FOLDER / "test.npz")
    assert kept.comparison is not None
    assert found == kept.model_copy(update={"comparison": None})
    assert 0.85 < found.metrics.accuracy.value < 0.97
    assert kept.comparison.model.format == "keras"


@pytest.mark.xdist_group("tensorflow")
def test_the_whole_road(script: ModuleType, tmp_path: Path) -> None:
    """On four tenths of the data: far better than one of four by chance, and int8 within a few points."""
    needs_tensorflow()
    need("the package ai-edge-litert", find_spec("ai_edge_litert"), "runs .tflite files")
    trained, test = script.data(train_wearers=12, train_each=160, test_each=60)
    for name, data in (("train", trained), ("test", test)):
        np.savez_compressed(tmp_path / f"{name}.npz", **data)
    file = saved(tmp_path, script.train(trained, epochs=12), "gesture.keras")
    out = tmp_path / "int8.tflite"
    report = convert_to_int8(file, tmp_path / "train.npz", out)
    exact = inspect_model(file)
    assert report.macs == exact.macs == inspect_model(FOLDER / "gesture_int8.tflite").macs
    # 32 places x 12 filters x 5 x 3; 32 x 12 x 5; 32 x 16 x 12; 16 places x 20 filters x 5 x 16; 80 values x 4 classes.
    assert report.macs == 5760 + 1920 + 6144 + 25600 + 320
    assert exact.parameters == (180 + 12) + (60 + 12) + (192 + 16) + (1600 + 20) + (320 + 4)
    assert report.quantisation.scheme == "integer"
    assert report.unsupported_operators == ()
    found = evaluate_model(out, tmp_path / "test.npz", against=file)
    (tmp_path / "evaluation.json").write_text(found.to_json(), encoding="utf-8")
    kept = load_evaluation(tmp_path / "evaluation.json")
    assert kept == found
    assert kept.model.sha256 == report.sha256
    assert kept.metrics.accuracy.low > 0.5
    assert kept.comparison is not None
    assert abs(kept.comparison.difference) < 0.06
    assert kept.comparison.agreement.value > 0.9
    assert json.loads(kept.to_json())["schema"] == "footprint.evaluation/1"
