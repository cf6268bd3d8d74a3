"""A Keras model to a .tflite of int8 throughout, with ranges from representative data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_profiles.evaluation_rules import rules
from firmware_profiles.keras_checks import kind_of
from firmware_profiles.labelled import read_samples
from firmware_profiles.model import ModelReport, inspect_model
from firmware_profiles.tflite_file import model_bytes, tflite_from_bytes
from footprint.errors import InputError, shown
from footprint.export import write_file


def convert_to_int8(keras_path: str | Path, representative: str | Path | NDArray[Any], out: str | Path) -> ModelReport:
    """Convert a Keras model to int8: weights, tensors, inputs and outputs.

    The same model, data and version of TensorFlow give the same bytes.

    Parameters
    ----------
    keras_path : str or Path
        A Keras model with one input.
    representative : str, Path or array
        Samples like those that the device will see, shape (n, ...), or an .npz file with them as `x`. The ranges of all
        tensors are taken from them.
    out : str or Path
        The .tflite file to write; one that is there is written over.

    Returns
    -------
    ModelReport
        Of the new file. A warning says so where the samples are few, or where parts of the model stayed float.

    Raises
    ------
    InputError
        Not a Keras model, data that do not fit it, a part that cannot be converted, or a file that cannot be written.
        Nothing is written then.
    """
    from firmware_profiles.keras_file import convert, load_keras

    file = str(keras_path)
    data = model_bytes(Path(keras_path))
    kind = kind_of(data)
    if kind is None:
        raise InputError("only a Keras model can be converted to int8", file=file, hint="Give the .keras file.")
    sources = [keras_path, *([representative] if isinstance(representative, str | Path) else [])]
    if Path(out).resolve() in {Path(s).resolve() for s in sources}:
        raise InputError("the converted model would be written over what it is made from", file=str(out))
    samples = _samples(representative)
    loaded = load_keras(data, kind, file)
    shapes = [tuple(t.shape[1:]) for t in loaded.model.inputs]
    if shapes != [samples.shape[1:]]:
        expected = shown(shapes[0]) if len(shapes) == 1 else f"{len(shapes)} inputs"
        raise InputError(
            f"the representative samples have the shape {shown(samples.shape[1:])}, and the model takes {expected}",
            file=file, hint="Give x the shape (samples, shape of the model's input).",
        )  # fmt: skip
    if len(samples) < loaded.batch:
        raise InputError(f"the model takes {loaded.batch} samples at once, and there are {len(samples)}", file=file)

    def batches() -> Iterator[list[Any]]:
        for start in range(0, len(samples) - loaded.batch + 1, loaded.batch):
            yield [samples[start : start + loaded.batch]]

    if len(tflite_from_bytes(convert(loaded, file), file).subgraphs) > 1:  # TensorFlow would end the whole process
        raise InputError(
            "the model has a loop over time, which cannot be converted to int8", file=file,
            hint="Build it again with unroll=True in its recurrent layers, give it these weights and save it.",
        )  # fmt: skip
    converted = convert(loaded, file, batches)
    tflite_from_bytes(converted, out)
    write_file(out, converted)
    report = inspect_model(out)
    return replace(report, warnings=(*_about(samples), *_stayed(report), *report.warnings))


def _samples(representative: str | Path | NDArray[Any]) -> NDArray[np.float32]:
    if isinstance(representative, str | Path):
        return read_samples(representative)
    found = np.asarray(representative, dtype=np.float32)
    if found.ndim < 2 or not found.size or not np.isfinite(found).all():
        raise InputError(f"the representative samples have the shape {found.shape}, or are not all finite numbers")
    return found


def _about(samples: NDArray[np.float32]) -> list[str]:
    found = []
    if len(samples) < rules().least_representative:
        found.append(
            f"The ranges of the tensors rest on {len(samples)} representative samples; "
            f"{rules().least_representative} or more are advised."
        )
    if samples.min() == samples.max():
        found.append(f"All values of the representative samples are {samples.min():g}.")
    return found


def _stayed(report: ModelReport) -> list[str]:
    floats = [name for name in report.quantisation.activations if "float" in name]
    return [f"Not all of the model is int8: it has tensors of {', '.join(floats)}."] if floats else []
