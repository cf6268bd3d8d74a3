"""Model files are read right, and a broken or hostile one is one clear error."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_profiles.model import inspect_model
from firmware_profiles.tflite_file import MAX_RANK, read_tflite, tflite_from_bytes
from footprint.errors import InputError
from footprint_app.model_command import model_text
from tests.firmware_profiles.models import MODELS, SMALL, G, Op, T, build, built, supplied, weights


@cache
def small() -> bytes:
    return build(SMALL)


def refused(data: bytes) -> str:
    """The message of the error that a file is refused with."""
    with pytest.raises(InputError) as caught:
        tflite_from_bytes(data, "model.tflite")
    assert caught.value.file == "model.tflite"
    return str(caught.value)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    file = built(tmp_path, SMALL)
    found = read_tflite(file)
    (graph,) = found.subgraphs
    assert found.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert found.description == "built for a test"
    assert [o.name for o in graph.operators] == ["CONV_2D", "RESHAPE", "FULLY_CONNECTED"]
    assert graph.operators[2].inputs == (5, 6, -1)
    assert (graph.inputs, graph.outputs) == ((0,), (7,))
    first, filters, bias = graph.tensors[:3]
    assert (first.shape, first.signature, first.bytes) == ((1, 6, 6, 2), (-1, 6, 6, 2), 72)
    assert not first.constant
    assert (filters.elements, filters.stored_bytes, filters.constant) == (72, 72, True)
    assert (bias.type, bias.elements, bias.bytes) == ("int32", 4, 16)
    assert (first.scales, first.zero_points) == ((0.5,), (0,))


def test_names_of_operators_the_schema_lacks(tmp_path: Path) -> None:
    tensors = (T((1, 8)), T((1, 8)))
    graph = G(tensors, (Op("CUSTOM:ethos-u", (0,), (1,)), Op(5000, (0,), (1,)), Op("GELU", (0,), (1,))), outputs=(1,))
    names = [o.name for o in read_tflite(built(tmp_path, graph)).subgraphs[0].operators]
    assert names == ["CUSTOM:ethos-u", "UNKNOWN:5000", "GELU"]


def test_four_bit_weights_are_packed(tmp_path: Path) -> None:
    """Five values of 4 bits take 3 bytes."""
    graph = G((T((1, 8)), T((5,), "INT4", b"\0\0\0")), ())
    assert read_tflite(built(tmp_path, graph)).subgraphs[0].tensors[1].bytes == 3


def test_supplied_models_have_their_hashes() -> None:
    supplied("kws_ref_model")
    for line in (MODELS / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        sha256, name = line.split()
        assert read_tflite(MODELS / name).sha256 == sha256


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    data = small()
    monkeypatch.setitem(sys.modules, "tflite", None)  # which makes its import fail
    assert "pip install 'tinyml-footprint[models]'" in refused(data)


def test_other_files_are_not_models(tmp_path: Path) -> None:
    assert "It is empty" in refused(b"")
    assert 'has "TFL3"' in refused(b"hello, this is text")
    assert "Keras model in HDF5" in refused(b"\x89HDF\r\n\x1a\n" + bytes(64))
    assert ".keras file" in refused(b"PK\x03\x04" + bytes(64))
    assert "not a .tflite file" in refused(build(SMALL, identifier=b"TFL2"))
    with pytest.raises(InputError, match="no such file"):
        read_tflite(tmp_path / "none.tflite")
    with pytest.raises(InputError, match="expected to be a file"):
        read_tflite(tmp_path)
    with pytest.raises(InputError, match="NUL"):
        read_tflite("a\0b.tflite")


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        (SMALL._replace(tensors=SMALL.tensors[:-1]), "no tensor 7 among 7"),
        (SMALL._replace(inputs=(-1,)), "no tensor -1"),
        (SMALL._replace(outputs=(99,)), "no tensor 99"),
        (G((T((1, 8)), T((4, 4), data=b"123")), ()), "needs 16 bytes, and its buffer has 3"),
        (G((T((1, -7)),), ()), "has the shape"),
        (G((T((2**31 - 1,) * 4),), ()), "more than any memory holds"),
        (G((T((1,) * (MAX_RANK + 1)),), ()), "17 dimensions"),
        (G((T((1, 8), scale=(float("nan"),)),), ()), "a scale that is not a number"),
    ],
)
def test_contradictions_are_refused(graph: G, said: str) -> None:
    assert said in refused(build(graph))


def test_no_subgraph_and_another_version_are_refused() -> None:
    assert "no subgraph" in refused(build())
    assert "version 4, not 3" in refused(build(SMALL, version=4))


def test_a_file_that_repeats_itself_is_refused_in_time() -> None:
    """400 kB that name one subgraph 100 000 times would be 1.1 million tables."""
    data = build(SMALL, repeat=100_000)
    start = time.monotonic()
    assert "more than 200000 entries" in refused(data)
    assert time.monotonic() - start < 30


def looked_at(folder: Path, data: bytes) -> bool:
    """Whether a file is a model: with a report that can be shown in every way, or with one error that names it."""
    file = folder / "fuzzed.tflite"
    file.write_bytes(data)
    report, refusal = None, None
    try:
        report = inspect_model(file, measure=False)
    except InputError as error:
        refusal = error
    if report is None:
        assert refusal
        assert refusal.file == str(file)
        assert "\n" not in str(refusal)
        return False
    json.dumps(report.to_dict(), allow_nan=False)
    assert max(map(len, model_text(report).splitlines())) <= 80
    return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzzed")


def test_every_cut_is_refused_or_read(folder: Path) -> None:
    """Cut after any byte; only the file as a whole is complete, but a cut may take nothing but padding."""
    data = small()
    read = [n for n in range(len(data) + 1) if looked_at(folder, data[:n])]
    assert read[-1] == len(data)
    assert len(read) < 10


@settings(max_examples=400)
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8))
def test_changed_bytes_never_crash(folder: Path, changes: list[tuple[float, int]]) -> None:
    data = bytearray(small())
    for where, byte in changes:
        data[int(where * len(data))] = byte
    looked_at(folder, bytes(data))


@settings(max_examples=200)
@given(where=st.floats(0, 1, exclude_max=True), number=st.sampled_from([0, 1, 2**31 - 1, 2**31, 2**32 - 1, 2**16, 4]))
def test_changed_offsets_never_crash(folder: Path, where: float, number: int) -> None:
    """Every table and length of the format is a 32-bit number at a multiple of 4."""
    data = bytearray(small())
    at = int(where * len(data)) // 4 * 4
    data[at : at + 4] = number.to_bytes(4, "little")
    looked_at(folder, bytes(data))


@settings(max_examples=60)
@given(
    where=st.floats(0, 0.2) | st.floats(0.8, 1, exclude_max=True),
    number=st.integers(0, 2**32 - 1),
    keep=st.floats(0, 1),
)
def test_supplied_models_changed_and_cut_never_crash(folder: Path, where: float, number: int, keep: float) -> None:
    data = bytearray(supplied("kws_ref_model").read_bytes())
    at = int(where * len(data)) // 4 * 4
    data[at : at + 4] = number.to_bytes(4, "little")
    looked_at(folder, bytes(data))
    looked_at(folder, bytes(data[: int(keep * len(data))]))


def test_a_shared_buffer_is_stored_once(tmp_path: Path) -> None:
    """Two tensors of 16 bytes on one buffer."""
    report = inspect_model(built(tmp_path, G((T((1, 8)), weights(4, 4), T((4, 4), buffer_of=1)), ())))
    assert (report.parameters, report.weights_bytes, report.stored_bytes) == (32, 32, 16)
