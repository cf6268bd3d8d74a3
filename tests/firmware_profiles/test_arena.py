"""The planner of memory: the heads that TensorFlow Lite Micro reports, by hand, and its bounds."""

from __future__ import annotations

import csv
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_profiles.arena import MOST_BUFFERS, arena, lifetimes, plan, tflm_operators
from firmware_profiles.macs import FORMULAS, WITHOUT
from firmware_profiles.tflite_file import read_tflite
from tests.firmware_profiles.models import SMALL, G, Op, T, built, supplied, weights
from tests.footprint.examples import REFERENCE_DATA, ROOT
from tests.needs import need

HEADS = [
    ("kws_ref_model", 16_000, 24_272),
    ("pretrainedResnet_quant", 49_152, 55_984),
    ("vww_96_int8", 73_728, 103_680),
    ("ad01_int8", 768, 3_984),
    ("str_ww_ref_model", 6_656, 16_640),
]
"""Head and whole arena that tflite-micro 0.dev20261023182759 reports on x86-64."""


@pytest.mark.parametrize(("name", "head", "total"), HEADS)
def test_supplied_models_have_their_heads(name: str, head: int, total: int) -> None:
    found = arena(read_tflite(supplied(name)))
    assert (found.planned_bytes, found.lower_bound) == (head, False)
    if find_spec("tflite_micro") is None:
        assert (found.measured_bytes, found.measured_head_bytes) == (None, None)
    else:
        assert found.measured_head_bytes == head
        assert found.measured_bytes == pytest.approx(total, rel=0.2)


def test_measured_is_null_without_tflite_micro(tmp_path: Path) -> None:
    need("no tflite-micro", find_spec("tflite_micro") is None, "there is nothing to measure with", installable=False)
    found = arena(read_tflite(built(tmp_path, SMALL)))
    assert (found.measured_bytes, found.measured_head_bytes, found.notes) == (None, None, ())


def test_small_model(tmp_path: Path) -> None:
    """72, 64, 64 and 3 bytes become 80, 64, 64 and 16; the input and the first output are the most at one time."""
    model = read_tflite(built(tmp_path, SMALL))
    assert lifetimes(model.subgraphs[0]) == [(72, 0, 1), (64, 1, 2), (64, 2, 3), (3, 3, 3)]
    assert arena(model, measure=False).planned_bytes == 144


def test_a_residual_is_kept(tmp_path: Path) -> None:
    """100 bytes take 112. The input is added at the end, so that three buffers live in the second step."""
    tensors = (T((1, 100)), T((1, 100)), T((1, 100)), T((1, 100)))
    steps = (Op("RELU", (0,), (1,)), Op("RELU", (1,), (2,)), Op("ADD", (0, 2), (3,)))
    model = read_tflite(built(tmp_path, G(tensors, steps, outputs=(3,))))
    assert arena(model, measure=False).planned_bytes == 3 * 112


def test_plan_by_hand() -> None:
    """Largest first, later ones first where equal, each into the first gap.

    64 at 0 (steps 1 to 2). Of the two of 32, the later one (2 to 3) goes to 64, the other (0 to 1) meets only the
    first and goes to 64 as well: 96. Without reuse it would be 128.
    """
    assert plan([(32, 0, 1), (64, 1, 2), (32, 2, 3)]) == 96
    assert plan([]) == 0
    assert plan([(1, 0, 0)]) == 16


def test_a_gap_is_used() -> None:
    """80 (0 to 1) at 0, 64 (1 to 2) at 80, then 48 (2 to 3) only meets the one at 80: it goes to 0, below it."""
    assert plan([(80, 0, 1), (64, 1, 2), (48, 2, 3)]) == 144


def test_ties_go_to_the_later_buffer() -> None:
    """Four of 16, from the last: d (1 to 1) at 0, c (3 to 6) at 0, b (1 to 2) at 16, a (2 to 5) meets c and b: at 32.

    From the first they would need 32 only; the runtime does not find that.
    """
    assert plan([(16, 2, 5), (16, 1, 2), (16, 3, 6), (16, 1, 1)]) == 48


buffers = st.lists(
    st.tuples(st.integers(1, 500), st.integers(0, 9), st.integers(0, 5)).map(lambda b: (b[0], b[1], b[1] + b[2])),
    min_size=1,
    max_size=20,
)


@given(buffers)
def test_plan_holds_what_lives_at_once_and_no_more_than_all(found: list[tuple[int, int, int]]) -> None:
    sizes = [-(-size // 16) * 16 for size, _, _ in found]
    live = max(
        sum(s for s, (_, a, b) in zip(sizes, found, strict=True) if a <= step <= b) for step in range(16)
    )  # fmt: skip
    assert live <= plan(found) <= sum(sizes)


def test_scratch_buffers_make_it_a_lower_bound(tmp_path: Path) -> None:
    """Mean over 8 x 8 of 64 channels: 4096 + 64 bytes; with its scratch buffers tflite-micro reports 4448."""
    graph = G((T((1, 8, 8, 64)), weights(2, type="INT32", each=4), T((1, 1, 1, 64))), (Op("MEAN", (0, 1), (2,)),),
              outputs=(2,))  # fmt: skip
    found = arena(read_tflite(built(tmp_path, graph)), measure=False)
    assert (found.planned_bytes, found.lower_bound) == (4160, True)
    assert "scratch buffers of MEAN" in found.notes[0]


def test_constants_variables_and_empty_tensors_are_not_planned(tmp_path: Path) -> None:
    tensors = (T((1, 16)), weights(16), T((1, 64), variable=True), T((0,)), T((1, 16)))
    graph = G(tensors, (Op("ADD", (0, 1, 2, 3), (4,)),), outputs=(4,))
    assert lifetimes(read_tflite(built(tmp_path, graph)).subgraphs[0]) == [(16, 0, 1), (16, 1, 1)]


@pytest.mark.parametrize(
    ("tensor", "more", "said"),
    [
        (T((1, 8), "STRING"), {}, "the type string"),
        (T((1, -1)), {}, "the shape [1, -1]"),
        (T((1, 8)), {"metadata": ("OfflineMemoryAllocation",)}, "its own plan"),
    ],
)
def test_what_cannot_be_planned_is_said(tmp_path: Path, tensor: T, more: dict[str, tuple[str]], said: str) -> None:
    model = read_tflite(built(tmp_path, G((tensor, T((1, 8))), (Op("RELU", (0,), (1,)),), outputs=(1,)), **more))
    found = arena(model, measure=False)
    assert (found.planned_bytes, found.lower_bound) == (None, None)
    assert said in found.notes[0]


def test_packed_weights_make_it_a_lower_bound(tmp_path: Path) -> None:
    graph = G((T((1, 8)), T((2, 8), "INT4", bytes(8)), T((1, 2))), (Op("FULLY_CONNECTED", (0, 1), (2,)),),
              outputs=(2,))  # fmt: skip
    assert arena(read_tflite(built(tmp_path, graph)), measure=False).lower_bound


def test_many_buffers_are_planned_in_time_or_not_at_all(tmp_path: Path) -> None:
    """A chain of as many buffers of 16 bytes as are planned needs two at a time."""
    start = time.monotonic()
    assert plan([(16, i, i + 1) for i in range(MOST_BUFFERS)]) == 32
    assert time.monotonic() - start < 30
    more = MOST_BUFFERS + 1
    chain = G((T((16,)),) * more, tuple(Op("RELU", (i,), (i + 1,)) for i in range(more - 1)), outputs=(more - 1,))
    found = arena(read_tflite(built(tmp_path, chain)), measure=False)
    assert found.planned_bytes is None
    assert "3001 tensors" in found.notes[0]


def test_operators_of_micro_are_those_of_the_reference() -> None:
    """Without CUSTOM, which stands for any operator that brings its own kernel."""
    file = REFERENCE_DATA / "tflm_supported_builtin_ops.txt"
    need("the reference tables", file.is_file(), "compares the list of operators", installable=False)
    assert set(tflm_operators()) == set(file.read_text(encoding="utf-8").split()) - {"CUSTOM"}


def test_operators_of_micro_have_a_source_and_are_known() -> None:
    with (ROOT / "firmware_profiles/data/tflm_operators.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert all("tflite-micro@90b983c" in row["source"] and row["scratch_buffers"] in {"yes", "no"} for row in rows)
    calls = {"IF", "WHILE", "CALL_ONCE"}
    assert {row["operator"] for row in rows} <= WITHOUT | set(FORMULAS) | calls


def test_why_nothing_was_measured_is_said(tmp_path: Path) -> None:
    """An operator that tflite-micro has no kernel for, with its own message."""
    need("tflite-micro", find_spec("tflite_micro"), "loads a model", installable=False)
    graph = G((T((1, 8)), T((1, 8))), (Op("CONV_3D", (0,), (1,)),), outputs=(1,))
    found = arena(read_tflite(built(tmp_path, graph)))
    assert found.measured_bytes is None
    assert "Didn't find op for builtin opcode 'CONV_3D'" in found.notes[-1]
