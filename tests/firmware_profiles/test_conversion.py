"""Keras to int8: integer throughout, the same MACs, the same bytes, and no file where something is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from firmware_profiles.conversion import convert_to_int8
from firmware_profiles.model import inspect_model
from firmware_profiles.prediction import predict
from footprint.errors import InputError
from tests.firmware_profiles.keras_models import CONV_MACS, DENSE_MACS, saved, small_model

pytestmark = pytest.mark.xdist_group("tensorflow")

X = np.random.default_rng(1).normal(size=(120, 16, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("keras"), small_model())


def test_int8_throughout_with_the_same_macs(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "small.tflite"
    found = convert_to_int8(file, X, out)
    assert found.sha256 == inspect_model(out).sha256
    assert found.format == "tflite"
    assert found.macs == CONV_MACS + DENSE_MACS
    assert found.quantisation.scheme == "integer"
    assert (found.inputs[0].type, found.outputs[0].type) == ("int8", "int8")
    assert found.warnings == ()


def test_scores_are_those_of_the_float_model(file: Path, tmp_path: Path) -> None:
    """Within 0.05, some steps of 1/256 of the softmax and of the inputs."""
    out = tmp_path / "small.tflite"
    convert_to_int8(file, X, out)
    exact, rounded = predict(file, X), predict(out, X)
    assert exact.format == "keras"
    assert np.abs(exact.scores - rounded.scores).max() < 0.05
    assert exact.scores.std() > 0.1


def test_the_same_bytes_again(file: Path, tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", x=X)
    outs = [tmp_path / "a.tflite", tmp_path / "b.tflite"]
    convert_to_int8(file, X, outs[0])
    convert_to_int8(file, tmp_path / "x.npz", outs[1])
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_a_loop_over_time_is_refused_and_unrolled_it_is_converted(tmp_path: Path) -> None:
    """TensorFlow ends the process on the first. 16 steps of 3 x 4; from the second on 4 x 4; 4 x 3."""
    small_model()
    import keras

    out = tmp_path / "a.tflite"
    layers = keras.layers
    for unroll in (False, True):
        model = keras.Sequential([keras.Input((16, 3)), layers.SimpleRNN(4, unroll=unroll), layers.Dense(3)])
        file = saved(tmp_path, model, "recurrent.keras")
        if unroll:
            found = convert_to_int8(file, X, out)
            assert (found.quantisation.scheme, found.macs) == ("integer", 16 * 12 + 15 * 16 + 12)
        else:
            with pytest.raises(InputError, match="a loop over time"):
                convert_to_int8(file, X, out)
            assert not out.exists()


def test_few_or_equal_samples_are_said(file: Path, tmp_path: Path) -> None:
    found = convert_to_int8(file, X[:5], tmp_path / "a.tflite")
    assert "rest on 5 representative samples; 100 or more" in found.warnings[0]
    found = convert_to_int8(file, np.zeros((100, 16, 3)), tmp_path / "a.tflite")
    assert "All values of the representative samples are 0" in found.warnings[0]


def test_what_does_not_fit_is_refused_and_nothing_written(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.tflite"
    wrong = X.copy()
    wrong[3, 0, 0] = np.inf
    for samples, said in (
        (X[:, :8], r"have the shape \(8, 3\), and the model takes \(16, 3\)"),
        (wrong, "not all finite"),
        (X[:0], "not all finite"),
        (tmp_path / "none.npz", "no such file"),
    ):
        with pytest.raises(InputError, match=said):
            convert_to_int8(file, samples, out)
    with pytest.raises(InputError, match="over what it is made from"):
        convert_to_int8(file, X, file)
    with pytest.raises(InputError, match="cannot write the file"):
        convert_to_int8(file, X, tmp_path / "no-folder" / "a.tflite")
    assert not list(tmp_path.iterdir())
    convert_to_int8(file, X, out)
    before = out.read_bytes()
    with pytest.raises(InputError, match="only a Keras model"):
        convert_to_int8(out, X, tmp_path / "b.tflite")
    assert out.read_bytes() == before
