"""Labelled data are read right, and everything that is wrong with a file is one clear error."""

from __future__ import annotations

import contextlib
import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firmware_profiles.evaluation_rules import rules
from firmware_profiles.labelled import read_labelled, read_samples
from footprint.errors import InputError

X = np.arange(24, dtype=np.float32).reshape(4, 2, 3)
GOOD: dict[str, Any] = {"x": X, "y": np.array([0, 1, 2, 1]), "classes": np.array(["a", "b", "c"])}


def stored(folder: Path, **arrays: Any) -> Path:
    file = folder / "data.npz"
    np.savez(file, **arrays)
    return file


def refused(file: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_labelled(file)
    assert caught.value.file == str(file)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    file = stored(tmp_path, **GOOD, wearer=np.array(["w1", "w2", "w1", "w2"]), distance=np.array([0.5, 1, 2, 0.5]))
    found = read_labelled(file)
    assert found.x.dtype == np.float32
    assert np.array_equal(found.x, X)
    assert found.y.tolist() == [0, 1, 2, 1]
    assert (found.classes, found.named) == (("a", "b", "c"), True)
    assert {k: v.tolist() for k, v in found.slices.items()} == {
        "distance": ["0.5", "1", "2", "0.5"], "wearer": ["w1", "w2", "w1", "w2"],
    }  # fmt: skip
    assert (found.file, found.sha256) == ("data.npz", hashlib.sha256(file.read_bytes()).hexdigest())
    assert np.array_equal(read_samples(file), X)


def test_values_that_differ_late_stay_apart(tmp_path: Path) -> None:
    """Times in seconds, and 0.1 with the digits of its own type."""
    found = read_labelled(
        stored(tmp_path, **GOOD, time=1.7e9 + np.arange(4), metres=np.array([0.1, 2, 0.1, 2], dtype=np.float32))
    )
    assert found.slices["time"].tolist() == ["1700000000", "1700000001", "1700000002", "1700000003"]
    assert found.slices["metres"].tolist() == ["0.1", "2", "0.1", "2"]


def test_names_of_classes_are_put_in_the_order_of_the_outputs(tmp_path: Path) -> None:
    found = read_labelled(stored(tmp_path, **{**GOOD, "y": np.array(["c", "a", "b", "a"])}))
    assert found.y.tolist() == [2, 0, 1, 0]


def test_classes_without_names_are_numbers(tmp_path: Path) -> None:
    found = read_labelled(stored(tmp_path, x=X, y=np.array([0, 3, 1, 1], dtype=np.uint8)))
    assert (found.classes, found.named) == (("0", "1", "2", "3"), False)


def test_half_precision_integers_and_compression(tmp_path: Path) -> None:
    file = tmp_path / "data.npz"
    for kind in (np.float16, np.int16, np.uint8, np.float64):
        np.savez_compressed(file, **{**GOOD, "x": X.astype(kind)})
        assert np.array_equal(read_labelled(file).x, X)


def test_an_array_of_too_many_values_is_left_out_and_said(tmp_path: Path) -> None:
    n = rules().most_slice_values + 1
    found = read_labelled(stored(tmp_path, x=np.zeros((n, 2)), y=np.arange(n) % 2, window=np.arange(n)))
    assert found.slices == {}
    assert found.warnings[0].startswith(f"window is not used to slice by: it has {n} values")


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"y": GOOD["y"]}, "no array x"),
        ({"x": X}, "no array y"),
        ({**GOOD, "x": X[0, 0]}, "x has the shape (3,)"),
        ({**GOOD, "x": X[:0]}, "x has the shape (0, 2, 3)"),
        ({**GOOD, "x": np.array([["a"], ["b"]])}, "not numbers"),
        ({**GOOD, "x": X + 1j}, "not numbers"),
        ({**GOOD, "x": np.where(X == 7, np.nan, X)}, "1 values that are not finite numbers, the first at [1, 0, 1]"),
        ({**GOOD, "x": X.astype(np.float64) * 1e300}, "not finite numbers"),
        ({**GOOD, "y": np.array([0, 1])}, "y has the shape (2,), not (4,)"),
        ({**GOOD, "y": np.eye(4, 3)}, "y has the shape (4, 3)"),
        ({**GOOD, "y": np.array([0.0, 1.0, 2.0, 1.0])}, "y has the type float64"),
        ({**GOOD, "y": np.array([0, 1, 3, 1])}, "y holds the class 3 of 3 classes"),
        ({**GOOD, "y": np.array([0, 1, -1, 1])}, "y holds the class -1"),
        ({**GOOD, "y": np.array(["a", "b", "d", "a"])}, 'y holds "d", which is no class'),
        ({"x": X, "y": np.array(["a", "b", "c", "a"])}, "no array classes"),
        ({**GOOD, "classes": np.array(["a", "b", "a"])}, "named twice"),
        ({**GOOD, "classes": np.array(["a", " ", "c"])}, "is not a name"),
        ({**GOOD, "classes": np.array(["a", "b\x1b[31m", "c"])}, "is not a name"),
        ({**GOOD, "classes": np.array(["a"])}, "two or more classes"),
        ({**GOOD, "classes": np.array([1, 2, 3])}, "two or more classes"),
        ({**GOOD, "distance": np.array([1, 2, 3])}, 'array "distance" has the shape (3,), not (4,)'),
        ({**GOOD, "distance": np.array([1, 2, np.nan, 3])}, "not finite numbers"),
        ({**GOOD, "distance": np.array([1, 2, 3, 4]) + 1j}, "neither text nor numbers"),
        ({**GOOD, "place": np.array(["a", "b", "", "a"])}, "no name of a group"),
        ({**GOOD, "x": np.array([[1], ["a"]], dtype=object)}, "holds Python objects"),
        ({**GOOD, "place": np.array(["a", None, "b", "c"], dtype=object)}, "holds Python objects"),
    ],
)
def test_contradictions_are_refused(tmp_path: Path, arrays: dict[str, Any], said: str) -> None:
    assert said in refused(stored(tmp_path, **arrays))


def test_other_files_are_refused(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "none.npz")
    assert "expected to be a file" in refused(tmp_path)
    file = tmp_path / "data.npz"
    file.write_text("hello")
    assert "not an .npz file" in refused(file)
    np.save(tmp_path / "x.npy", X)
    assert "not an .npz file" in refused(tmp_path / "x.npy")
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "hello")
    assert 'it holds "a.txt"' in refused(file)


def test_every_cut_and_turned_byte_is_refused_or_read(tmp_path: Path) -> None:
    """A turned byte is found by the checksums; only comments and times of the archive may change unseen."""
    data = stored(tmp_path, **GOOD).read_bytes()
    file = tmp_path / "broken.npz"
    for cut in range(0, len(data), 7):
        file.write_bytes(data[:cut])
        refused(file)
    read = 0
    for place in range(0, len(data), 11):
        file.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
        found = None
        with contextlib.suppress(InputError):
            found = read_labelled(file)
        if found is not None:
            assert np.array_equal(found.x, X)
            read += 1
    assert read < len(data) / 11 / 3


def test_arrays_of_one_name_or_with_bytes_left_over_are_refused(tmp_path: Path) -> None:
    array = io.BytesIO()
    np.save(array, X)
    file = tmp_path / "data.npz"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x.npy", array.getvalue())
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("x.npy", array.getvalue())
    assert 'it holds "x.npy"' in refused(file)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x.npy", array.getvalue() + b"more")
    assert "more bytes than its shape needs" in refused(file)


def test_arrays_share_one_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of 96 bytes fit into 192 and not into 191."""
    file = stored(tmp_path, x=X, more=X)
    monkeypatch.setattr("firmware_profiles.npz_file.MOST_BYTES", 192)
    assert np.array_equal(read_samples(file), X)
    monkeypatch.setattr("firmware_profiles.npz_file.MOST_BYTES", 191)
    assert "the arrays take more than" in refused(file)


def test_a_header_of_terabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f4", "fortran_order": False, "shape": (10**6, 10**6)}
    )  # fmt: skip
    file = tmp_path / "data.npz"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x.npy", header.getvalue())
    assert "more than 1024 MiB" in refused(file)
    with zipfile.ZipFile(file, "w") as archive:
        for i in range(101):
            archive.writestr(f"a{i}.npy", b"")
    assert "101 arrays" in refused(file)
