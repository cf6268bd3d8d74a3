"""Multiply-accumulates: the reference counts, each formula by hand, and what is not counted is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_profiles.macs import FORMULAS, WITHOUT, NotCountedError, macs
from firmware_profiles.model import inspect_model
from firmware_profiles.tflite_file import read_tflite
from tests.firmware_profiles.models import SMALL, SMALL_MACS, G, Op, T, built, supplied, weights

REFERENCE = [
    ("kws_ref_model", 13, 2_656_768, 22_606, 24_376),
    ("pretrainedResnet_quant", 16, 12_501_632, 77_708, 78_752),
    ("vww_96_int8", 31, 7_489_664, 210_852, 219_072),
    ("ad01_int8", 10, 264_192, 265_864, 270_880),
    ("str_ww_ref_model", 11, 826_368, 46_885, 49_420),
]
"""Operators, MACs, parameters and constant bytes of the MLPerf Tiny reference models."""


@pytest.mark.parametrize(("name", "operators", "count", "parameters", "size"), REFERENCE)
def test_reference_counts(name: str, operators: int, count: int, parameters: int, size: int) -> None:
    report = inspect_model(supplied(name), measure=False)
    assert len(report.layers) == operators
    assert (report.macs, report.parameters, report.weights_bytes) == (count, parameters, size)
    assert sum(o.macs or 0 for o in report.operators) == count
    assert report.not_counted == ()
    assert report.unsupported_operators == ()
    assert report.quantisation.scheme == "integer"


def test_small_model(tmp_path: Path) -> None:
    """Parameters: 4 x 3 x 3 x 2 + 4 + 2 + 3 x 64 = 270, of which 6 have 4 bytes: 270 + 18 = 288 bytes."""
    report = inspect_model(built(tmp_path, SMALL))
    assert [layer.macs for layer in report.layers] == [1152, 0, 192]
    assert report.macs == SMALL_MACS == 1344
    assert (report.parameters, report.weights_bytes, report.stored_bytes) == (270, 288, 288)
    assert [(o.name, o.count, o.macs) for o in report.operators] == [
        ("CONV_2D", 1, 1152), ("FULLY_CONNECTED", 1, 192), ("RESHAPE", 1, 0),
    ]  # fmt: skip
    assert report.quantisation.weights == {"int8": 264, "int32": 6}
    assert report.warnings == ("The batch of input t0 is free; it is counted for a batch of 1.",)


def one(tmp_path: Path, name: str, tensors: tuple[T | None, ...], *, adj_x: bool | None = None) -> int:
    """MACs of one operator with these inputs; the last tensor is its output."""
    kept = tuple(t for t in tensors if t is not None)
    inputs = tuple(-1 if t is None else kept.index(t) for t in tensors[:-1])
    graph = G(kept, (Op(name, inputs, (len(kept) - 1,), adj_x),), outputs=(len(kept) - 1,))
    (read,) = read_tflite(built(tmp_path, graph)).subgraphs
    return macs(read.operators[0], read)


def test_convolutions(tmp_path: Path) -> None:
    """Output values times what each is a sum of; transposed: input values times what each is spread over."""
    assert one(tmp_path, "CONV_2D", (T((1, 49, 10, 1)), weights(64, 10, 4, 1), T((1, 25, 5, 64)))) == 25 * 5 * 64 * 40
    grouped = (T((2, 8, 8, 6)), weights(4, 3, 3, 3), T((2, 6, 6, 4)))
    assert one(tmp_path, "CONV_2D", grouped) == 2 * 6 * 6 * 4 * 27
    deep = (T((1, 5, 5, 4)), weights(1, 3, 2, 8), T((1, 3, 4, 8)))
    assert one(tmp_path, "DEPTHWISE_CONV_2D", deep) == 3 * 4 * 8 * 6
    cube = (T((1, 4, 4, 4, 2)), weights(2, 3, 3, 2, 5), T((1, 3, 2, 2, 5)))
    assert one(tmp_path, "CONV_3D", cube) == 3 * 2 * 2 * 5 * 2 * 3 * 3 * 2
    size = weights(4, type="INT32", each=4)
    spread = (size, weights(5, 3, 3, 2), T((1, 4, 4, 2)), T((1, 8, 8, 5)))
    assert one(tmp_path, "TRANSPOSE_CONV", spread) == 4 * 4 * 2 * 9 * 5
    size = weights(5, type="INT32", each=4)
    spread = (size, weights(2, 2, 2, 3, 4), T((1, 2, 2, 2, 4)), T((1, 4, 4, 4, 3)))
    assert one(tmp_path, "CONV_3D_TRANSPOSE", spread) == 2 * 2 * 2 * 4 * 8 * 3


def test_matrices(tmp_path: Path) -> None:
    """Batch of 3 rows through 10 x 7 weights; two products of 2 x 3 with 3 x 5, also with the first one transposed."""
    assert one(tmp_path, "FULLY_CONNECTED", (T((3, 7)), weights(10, 7), T((3, 10)))) == 3 * 10 * 7
    assert one(tmp_path, "BATCH_MATMUL", (T((4, 2, 3)), T((4, 3, 5)), T((4, 2, 5)))) == 4 * 2 * 3 * 5
    transposed = (T((4, 3, 2)), T((4, 3, 5)), T((4, 2, 5)))
    assert one(tmp_path, "BATCH_MATMUL", transposed, adj_x=True) == 4 * 2 * 3 * 5


def test_recurrent(tmp_path: Path) -> None:
    """SVDF: 2 rows x 6 filters x (5 features + 4 steps). LSTM: 7 steps x 2 rows x 4 gates x (3 x 5 + 3 x 3)."""
    filters = (T((2, 5)), weights(6, 5), weights(6, 4), None, T((2, 24), variable=True), T((2, 3)))
    assert one(tmp_path, "SVDF", filters) == 2 * 6 * (5 + 4)
    gates = (weights(3, 5), weights(3, 5), weights(3, 5), weights(3, 5), *(weights(3, 3) for _ in range(4)))
    state = (T((2, 3), variable=True),) * 2
    cell = (T((7, 2, 5)), *gates, *(None,) * 9, *state, T((7, 2, 3)))
    assert one(tmp_path, "UNIDIRECTIONAL_SEQUENCE_LSTM", cell) == 7 * 2 * 4 * (15 + 9)
    coupled = (T((7, 2, 5)), None, *gates[1:4], None, *gates[5:], *(None,) * 9, *state, T((7, 2, 3)))
    assert one(tmp_path, "UNIDIRECTIONAL_SEQUENCE_LSTM", coupled) == 7 * 2 * 3 * (15 + 9)
    plain = (T((7, 2, 5)), weights(3, 5), weights(3, 3), T((7, 2, 3)))
    assert one(tmp_path, "UNIDIRECTIONAL_SEQUENCE_RNN", plain) == 7 * 2 * (15 + 9)


@pytest.mark.parametrize("name", sorted(FORMULAS))
def test_operators_without_tensors_are_not_counted(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotCountedError):
        one(tmp_path, name, (T(()),))


def test_shapes_that_do_not_fit_are_not_counted(tmp_path: Path) -> None:
    with pytest.raises(NotCountedError, match="do not fit"):
        one(tmp_path, "CONV_2D", (T((1, 4, 4, 1)), weights(8, 3, 3, 1), T((1, 2, 2, 9))))
    with pytest.raises(NotCountedError, match="do not fit"):
        one(tmp_path, "FULLY_CONNECTED", (T((1, 9)), weights(2, 4), T((1, 2))))


def test_an_operator_is_counted_or_has_none() -> None:
    assert not WITHOUT & set(FORMULAS)


def test_custom_operators_are_said_and_not_zero(tmp_path: Path) -> None:
    tensors = (T((1, 8)), T((1, 8)), weights(2, 8), T((1, 2)))
    custom, dense = Op("CUSTOM:ethos-u", (0,), (1,)), Op("FULLY_CONNECTED", (1, 2), (3,))
    alone = inspect_model(built(tmp_path, G(tensors, (custom,), outputs=(1,))), measure=False)
    assert alone.macs is None
    assert [(n.what, n.count) for n in alone.not_counted] == [("CUSTOM:ethos-u", 1)]
    assert alone.unsupported_operators == ("CUSTOM:ethos-u",)
    both = inspect_model(built(tmp_path, G(tensors, (custom, dense), outputs=(3,))), measure=False).to_dict()
    assert both["macs"] == 16
    assert both["macs_lower_bound"]
    assert {o["name"]: o["macs"] for o in both["operators"]} == {"FULLY_CONNECTED": 16, "CUSTOM:ethos-u": None}


def test_no_operators_are_said_and_not_zero(tmp_path: Path) -> None:
    report = inspect_model(built(tmp_path, G((T((1, 8)),), ())))
    assert report.macs is None
    assert report.not_counted[0].why == "it has no operators"
    assert report.arena.planned_bytes is None
    assert any("no operators" in w for w in report.warnings)


def test_dynamic_shapes_are_said(tmp_path: Path) -> None:
    """A shape that the file does not have is not counted; one that may change is counted as it stands."""
    dense = (Op("FULLY_CONNECTED", (0, 1), (2,)),)
    unknown = inspect_model(built(tmp_path, G((T((-1, 8)), weights(2, 8), T((-1, 2))), dense, outputs=(2,))))
    assert unknown.macs is None
    assert "not in the file" in unknown.not_counted[0].why
    assert (unknown.arena.planned_bytes, unknown.arena.lower_bound) == (None, None)
    may = T((3, 8), signature=(-1, -1))
    changing = inspect_model(built(tmp_path, G((may, weights(2, 8), T((3, 2))), dense, outputs=(2,))))
    assert changing.macs == 3 * 8 * 2
    assert "may change (-1 x -1); it is counted as 3 x 8" in changing.warnings[0]


def test_several_subgraphs_are_said(tmp_path: Path) -> None:
    report = inspect_model(built(tmp_path, SMALL, SMALL), measure=False)
    assert report.macs == SMALL_MACS
    assert [(n.what, n.count) for n in report.not_counted] == [("subgraph 1", 3)]
    assert report.parameters == 2 * 270
    assert report.arena.lower_bound


def test_hybrid_models_are_said(tmp_path: Path) -> None:
    graph = G((T((1, 8), "FLOAT32"), weights(2, 8), T((1, 2), "FLOAT32")), (Op("FULLY_CONNECTED", (0, 1), (2,)),),
              outputs=(2,))  # fmt: skip
    report = inspect_model(built(tmp_path, graph), measure=False)
    assert report.quantisation.scheme == "hybrid"
    assert any("hybrid" in w for w in report.warnings)


def test_operators_that_micro_lacks(tmp_path: Path) -> None:
    cube = G((T((1, 4, 4, 4, 2)), weights(2, 3, 3, 2, 5), T((1, 3, 2, 2, 5))), (Op("CONV_3D", (0, 1), (2,)),),
             outputs=(2,))  # fmt: skip
    assert inspect_model(built(tmp_path, cube), measure=False).unsupported_operators == ("CONV_3D",)
