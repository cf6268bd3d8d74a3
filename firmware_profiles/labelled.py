"""Labelled data in an .npz file: samples, their classes, and what they may be sliced by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_profiles.evaluation_rules import rules
from firmware_profiles.npz_file import read_npz
from footprint.errors import InputError, nearest, shown

LAYOUT = "x (samples), y (their classes), optional classes (names), and arrays of one value per sample to slice by"
LONGEST_NAME = 60


@dataclass(frozen=True)
class Labelled:
    """Labelled samples.

    Attributes
    ----------
    file, sha256 : str
        Name and hash of the file.
    x : array
        Samples, float32, finite. Shape (n, ...), n >= 1.
    y : array
        Class of each sample, from 0 on. Shape (n,).
    classes : tuple of str
        Names in the order of the model's outputs; where the file has none, the numbers up to the largest in it.
    named : bool
        Whether the file names the classes.
    slices : dict of str to array
        For each slicing variable the value of each sample, as text. Shape (n,).
    warnings : tuple of str
        Arrays that are not used.
    """

    file: str
    sha256: str
    x: NDArray[np.float32]
    y: NDArray[np.int64]
    classes: tuple[str, ...]
    named: bool
    slices: dict[str, NDArray[np.str_]]
    warnings: tuple[str, ...]


def read_samples(path: str | Path) -> NDArray[np.float32]:
    """The samples of an .npz file: its array `x`, the rest left alone.

    Raises
    ------
    InputError
        As `read_labelled`.
    """
    return _samples(read_npz(path), str(path))


def read_labelled(path: str | Path) -> Labelled:
    """Read labelled data.

    Parameters
    ----------
    path : str or Path
        An .npz file with `x`, samples of any number type with the values that the model was trained on, shape (n, ...);
        `y`, the class of each as a whole number from 0 on or as a name of `classes`, shape (n,); optionally `classes`,
        the names in the order of the model's outputs; and further arrays of shape (n,), whose name is that of a slicing
        variable, such as the distance or the wearer.

    Raises
    ------
    InputError
        Not an .npz file, damaged or too large; an array is missing, has the wrong shape or type, or holds what is not
        a number; a class that is not there.
    """
    file = str(path)
    arrays = read_npz(path)
    x = _samples(arrays, file)
    if "y" not in arrays:
        raise InputError("the data have no array y", file=file, valid=nearest("y", arrays), hint=f"They need {LAYOUT}.")
    classes = _names(arrays["classes"], file) if "classes" in arrays else None
    y = _labels(arrays["y"], len(x), classes, file)
    slices: dict[str, NDArray[np.str_]] = {}
    warnings = []
    for name in sorted(arrays.keys() - {"x", "y", "classes"}):
        values = _slicing(name, arrays[name], len(x), file)
        distinct = len(np.unique(values))
        if distinct > rules().most_slice_values:
            warnings.append(
                f"{name} is not used to slice by: it has {distinct} values, more than {rules().most_slice_values}. "
                "Put them into groups first."
            )
        else:
            slices[name] = values
    sha256 = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    names = classes or tuple(str(i) for i in range(int(y.max()) + 1))
    return Labelled(Path(path).name, sha256, x, y, names, classes is not None, slices, tuple(warnings))


def _samples(arrays: dict[str, NDArray[Any]], file: str) -> NDArray[np.float32]:
    if "x" not in arrays:
        raise InputError("the data have no array x", file=file, valid=nearest("x", arrays), hint=f"They need {LAYOUT}.")
    x = arrays["x"]
    if x.ndim < 2 or x.size == 0:
        raise InputError(
            f"x has the shape {x.shape}", file=file, hint="It needs at least one sample: (samples, shape of an input)."
        )
    if x.dtype.kind not in "fiub":
        raise InputError(f"x has the type {x.dtype}, not numbers", file=file)
    with np.errstate(over="ignore"):
        found = x.astype(np.float32)
    wrong = np.argwhere(~np.isfinite(found))
    if len(wrong):
        place = tuple(int(i) for i in wrong[0])
        raise InputError(
            f"x holds {len(wrong)} values that are not finite numbers, the first at {list(place)}", file=file,
            hint="Repair or leave out those samples.",
        )  # fmt: skip
    return found


def _names(found: NDArray[Any], file: str) -> tuple[str, ...]:
    if found.ndim != 1 or found.dtype.kind != "U" or len(found) < 2:
        raise InputError(
            f"classes has the shape {found.shape} and the type {found.dtype}", file=file,
            hint="It needs the names of two or more classes as text, in the order of the model's outputs.",
        )  # fmt: skip
    names = tuple(str(n) for n in found)
    for name in names:
        if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
            raise InputError(
                f"class {shown(name)} is not a name of 1 to {LONGEST_NAME} printable characters", file=file
            )
        if names.count(name) > 1:
            raise InputError(f"class {shown(name)} is named twice", file=file)
    return names


def _labels(y: NDArray[Any], n: int, classes: tuple[str, ...] | None, file: str) -> NDArray[np.int64]:
    if y.shape != (n,):
        raise InputError(
            f"y has the shape {y.shape}, not ({n},)", file=file, hint="It needs one class for each sample."
        )
    if y.dtype.kind == "U":
        if classes is None:
            raise InputError(
                "y holds names, and the data have no array classes", file=file,
                hint="Add classes: the names in the order of the model's outputs.",
            )  # fmt: skip
        index = {name: i for i, name in enumerate(classes)}
        strange = next((str(v) for v in y if str(v) not in index), None)
        if strange is not None:
            raise InputError(f"y holds {shown(strange)}, which is no class", file=file, valid=nearest(strange, classes))
        return np.array([index[str(v)] for v in y], dtype=np.int64)
    if y.dtype.kind not in "iub":
        raise InputError(
            f"y has the type {y.dtype}", file=file, hint="It needs whole numbers from 0 on, or names of classes."
        )
    most = len(classes) if classes else 10_000
    low, high = int(y.min()), int(y.max())
    if low < 0 or high >= most:
        of = f" of {most} classes" if classes else ""
        raise InputError(
            f"y holds the class {low if low < 0 else high}{of}", file=file,
            valid=(f"0 to {most - 1}",) if classes else (), hint="Classes are counted from 0 on.",
        )  # fmt: skip
    return y.astype(np.int64)


def _slicing(name: str, values: NDArray[Any], n: int, file: str) -> NDArray[np.str_]:
    if not name.isprintable() or not name.strip() or len(name) > LONGEST_NAME:
        raise InputError(f"array {shown(name)} has no name to slice by", file=file)
    if values.shape != (n,):
        raise InputError(
            f"array {shown(name)} has the shape {values.shape}, not ({n},)", file=file,
            hint=f"Besides x, y and classes, an array has one value for each sample. The layout: {LAYOUT}.",
        )  # fmt: skip
    if values.dtype.kind not in "Uiubf":
        raise InputError(f"array {shown(name)} has the type {values.dtype}, neither text nor numbers", file=file)
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise InputError(f"array {shown(name)} holds values that are not finite numbers", file=file)
    texts = [str(v).removesuffix(".0") if values.dtype.kind == "f" else str(v) for v in values]
    strange = next((t for t in texts if not t.strip() or not t.isprintable() or len(t) > LONGEST_NAME), None)
    if strange is not None:
        raise InputError(f"array {shown(name)} holds {shown(strange)}, which is no name of a group", file=file)
    return np.array(texts)
