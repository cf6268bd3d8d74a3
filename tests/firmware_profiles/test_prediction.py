"""Scores of small models, by hand: quantised in and out, batches, single outputs, logits."""

from __future__ import annotations

import struct
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from firmware_profiles.prediction import predict
from footprint.errors import InputError
from tests.firmware_profiles.models import G, Op, T, build
from tests.needs import need

IDENTITY = [[1.0, 0.0], [0.0, 1.0]]


def needs_interpreter() -> None:
    need("the package ai-edge-litert", find_spec("ai_edge_litert"), "runs .tflite files")


def model(
    tmp_path: Path,
    weights: list[list[float]],
    kind: str = "FLOAT32",
    batch: int = 1,
    scales: tuple[float, float] = (0.5, 0.25),
) -> Path:
    """One dense layer without bias: float32, or int8 with weights in steps of 0.5."""
    needs_interpreter()
    outputs, inputs = len(weights), len(weights[0])
    if kind == "FLOAT32":
        data = struct.pack(f"<{outputs * inputs}f", *(w for row in weights for w in row))
    else:
        data = struct.pack(f"<{outputs * inputs}b", *(round(w / 0.5) for row in weights for w in row))
    graph = G(
        (
            T((batch, inputs), kind, scale=(scales[0],)),
            T((outputs, inputs), kind, data),
            T((batch, outputs), kind, scale=(scales[1],)),
        ),
        (Op("FULLY_CONNECTED", (0, 1, -1), (2,)),),
        outputs=(2,),
    )
    file = tmp_path / "dense.tflite"
    file.write_bytes(build(graph))
    return file


def test_float_scores_by_hand(tmp_path: Path) -> None:
    """Weights (0.5, 0.25) and (0, 1) of the inputs (0.2, 0.4) and (1, 0)."""
    found = predict(model(tmp_path, [[0.5, 0.25], [0, 1]]), np.array([[0.2, 0.4], [1, 0]], dtype=np.float32))
    assert found.scores == pytest.approx(np.array([[0.2, 0.4], [0.5, 0]]), rel=1e-6)
    assert (found.format, found.probabilities) == ("tflite float32", True)
    assert "do not add up to 1: they are off by up to 0.5" in found.warnings[0]


def test_int8_is_quantised_and_back_by_hand(tmp_path: Path) -> None:
    """Inputs in steps of 0.5, halves away from zero: 0.75 is 2 steps, 1.0; -0.75 is -1.0. Outputs in steps of 0.25."""
    found = predict(model(tmp_path, IDENTITY, "INT8"), np.array([[0.75, -0.75], [0.2, 3.4]], dtype=np.float32))
    assert found.scores.tolist() == [[1.0, -1.0], [0.0, 3.5]]
    assert found.format == "tflite int8"
    assert not found.probabilities
    assert "they are no probabilities" in found.warnings[0]


def test_just_below_a_half_is_not_rounded_up(tmp_path: Path) -> None:
    """0.49999997 steps, the last float32 before a half, are none; with a half added in float32 they would be one."""
    below = np.nextafter(np.float32(0.5), np.float32(0))
    found = predict(model(tmp_path, IDENTITY, "INT8", scales=(1.0, 0.5)), np.array([[below, 0.5]], dtype=np.float32))
    assert found.scores.tolist() == [[0.0, 1.0]]


def test_values_outside_of_the_range_are_clipped_and_said(tmp_path: Path) -> None:
    """Steps of 0.5 hold -64 to 63.5; one of four values is beyond. The output, in steps of 1, holds it."""
    found = predict(
        model(tmp_path, IDENTITY, "INT8", scales=(0.5, 1.0)), np.array([[100, 2], [1, 1]], dtype=np.float32)
    )
    assert found.scores[0].tolist() == pytest.approx([64, 2], abs=0.5)
    assert "25 % of the input values are outside" in found.warnings[0]


def test_a_fixed_batch_is_filled_up(tmp_path: Path) -> None:
    """Five samples through a model of three at once."""
    x = np.linspace(0, 1, 10, dtype=np.float32).reshape(5, 2)
    assert predict(model(tmp_path, IDENTITY, batch=3), x).scores == pytest.approx(x, rel=1e-6)


def test_a_single_output_tells_two_classes(tmp_path: Path) -> None:
    """Within 0 to 1 the first class has the rest; outside it is a logit, and the first class has its negative."""
    file = model(tmp_path, [[1.0, 0.0]])
    found = predict(file, np.array([[0.25, 0], [0.75, 0]], dtype=np.float32))
    assert found.scores.tolist() == [[0.75, 0.25], [0.25, 0.75]]
    assert (found.probabilities, found.warnings) == (True, ())
    found = predict(file, np.array([[-2, 0], [3, 0]], dtype=np.float32))
    assert found.scores.tolist() == [[2, -2], [-3, 3]]
    assert not found.probabilities
    assert "go from -2 to 3" in found.warnings[0]


def test_what_cannot_be_run_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = model(tmp_path, IDENTITY)
    with pytest.raises(InputError, match=r"samples have the shape \(3,\), and the model takes \(2,\)"):
        predict(file, np.zeros((4, 3), dtype=np.float32))
    infinite = model(tmp_path, [[float("nan"), 0.0]])
    with pytest.raises(InputError, match="not finite"):
        predict(infinite, np.ones((1, 2), dtype=np.float32))
    rows = tmp_path / "rows.tflite"
    graph = G((T((1, 2, 2), "FLOAT32"), T((1, 2, 2), "FLOAT32")), (Op("RELU", (0,), (1,)),), outputs=(1,))
    rows.write_bytes(build(graph))
    with pytest.raises(InputError, match=r"the model gives \(3, 2, 2\) for 3 samples"):
        predict(rows, np.zeros((3, 2, 2), dtype=np.float32))
    scalar = tmp_path / "scalar.tflite"
    scalar.write_bytes(build(graph._replace(tensors=(T((), "FLOAT32"), T((), "FLOAT32")))))
    with pytest.raises(InputError, match="without a batch"):
        predict(scalar, np.zeros((3, 2), dtype=np.float32))
    strange = tmp_path / "custom.tflite"
    strange.write_bytes(build(G((T((1, 2)), T((1, 2))), (Op("CUSTOM:mine", (0,), (1,)),), outputs=(1,))))
    with pytest.raises(InputError, match=r"cannot be run: .*mine"):
        predict(strange, np.zeros((1, 2), dtype=np.float32))
    two = tmp_path / "two.tflite"
    two.write_bytes(build(G((T((1, 2)), T((1, 2))), (Op("RELU", (0,), (1,)),), inputs=(0, 0), outputs=(1,))))
    with pytest.raises(InputError, match="2 inputs and 1 output "):
        predict(two, np.zeros((1, 2), dtype=np.float32))
    monkeypatch.setitem(sys.modules, "ai_edge_litert", None)
    with pytest.raises(InputError, match=r"tinyml-footprint\[evaluation\]"):
        predict(file, np.zeros((1, 2), dtype=np.float32))
