"""Scores of a model for samples: a .tflite file, run with reference kernels, or a Keras model."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firmware_profiles.evaluation_rules import rules
from firmware_profiles.keras_checks import kind_of
from firmware_profiles.quiet import interpreter, quiet
from firmware_profiles.tflite_file import model_bytes, tflite_from_bytes
from footprint.errors import InputError, shown
from footprint.numbers import percent

KERAS_BATCH = 32
"""Samples that Keras is given at once: its own choice too, and little enough for the memory that images take."""


class Prediction(NamedTuple):
    """What a model says of samples.

    Attributes
    ----------
    file, format, sha256 : str
        The model; format is ``tflite int8``, ``tflite float32`` and so on, after its input, or ``keras``.
    scores : array
        A score for each class, the higher the more. Shape (n, classes), classes >= 2.
    probabilities : bool
        Whether all scores are within 0 to 1.
    warnings : tuple of str
    """

    file: str
    format: str
    sha256: str
    scores: NDArray[np.float64]
    probabilities: bool
    warnings: tuple[str, ...]


def predict(path: str | Path, x: NDArray[np.float32]) -> Prediction:
    """Run a classifier on samples.

    A single output is taken as the score of the second of two classes. Where it is within 0 to 1, the first class has
    the rest to 1; where not, it is a logit, and the first class has its negative. Nothing else is applied to outputs:
    scores that are no probabilities are left as they are, and said to be none.

    Parameters
    ----------
    path : str or Path
        A .tflite file (extra ``evaluation``) or a Keras model (extra ``tensorflow``), with one input and one output.
    x : array
        Samples with the values that the model was trained on. Shape (n, ...).

    Raises
    ------
    InputError
        Not such a model, an extra is missing, samples whose shape the model does not take, or scores that are not
        finite.
    """
    data = model_bytes(Path(path))
    kind = kind_of(data)
    run = _keras if kind else _tflite
    outputs, form, warnings = run(data, x, str(path))
    if len(outputs) != len(x) or sum(d != 1 for d in outputs.shape[1:]) > 1 or not outputs.size:
        raise InputError(
            f"the model gives {shown(outputs.shape)} for {len(x)} samples", file=str(path),
            hint="A classifier gives one row of scores for each sample.",
        )  # fmt: skip
    outputs = outputs.reshape(len(x), -1).astype(np.float64)
    if not np.isfinite(outputs).all():
        raise InputError("the model gives scores that are not finite numbers", file=str(path))
    scores, probabilities, more = _as_scores(outputs)
    sha256 = hashlib.sha256(data).hexdigest()
    return Prediction(Path(path).name, form, sha256, scores, probabilities, (*warnings, *more))


def _as_scores(outputs: NDArray[np.float64]) -> tuple[NDArray[np.float64], bool, list[str]]:
    least, most = float(outputs.min()), float(outputs.max())
    within = least >= 0 and most <= 1
    if outputs.shape[1] == 1:
        first = 1 - outputs if within else -outputs
        outputs = np.hstack((first, outputs))
        if within:
            return outputs, True, []
    if not within:
        return outputs, False, [
            f"The scores go from {least:.4g} to {most:.4g}: they are no probabilities, and nothing "
            "was applied to them."
        ]  # fmt: skip
    off = float(np.abs(outputs.sum(axis=1) - 1).max())
    if off > rules().sum_tolerance:
        said = f"The scores of a sample do not add up to 1: they are off by up to {off:.2g}."
        return outputs, True, [said]
    return outputs, True, []


def _fitting(x: NDArray[np.float32], shape: tuple[int, ...], file: str) -> None:
    """Samples have the shape of an input without its batch."""
    if x.shape[1:] != shape:
        raise InputError(
            f"the samples have the shape {shown(x.shape[1:])}, and the model takes {shown(shape)}", file=file,
            hint="Give x the shape (samples, shape of the model's input).",
        )  # fmt: skip


def _keras(data: bytes, x: NDArray[np.float32], file: str) -> tuple[NDArray[Any], str, list[str]]:
    from firmware_profiles.keras_file import load_keras

    loaded = load_keras(data, kind_of(data) or "", file)
    model = loaded.model
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise _not_one(len(model.inputs), len(model.outputs), file)
    _fitting(x, tuple(model.inputs[0].shape[1:]), file)
    size = KERAS_BATCH if loaded.free_batch else loaded.batch
    with quiet():
        parts = [np.asarray(model(part, training=False)) for part in _batches(x, size, pad=not loaded.free_batch)]
    return np.concatenate(parts)[: len(x)], "keras", []


def _batches(x: NDArray[np.float32], size: int, pad: bool) -> list[NDArray[np.float32]]:
    parts = [x[i : i + size] for i in range(0, len(x), size)]
    missing = size - len(parts[-1])
    if pad and missing:
        parts[-1] = np.concatenate((parts[-1], np.zeros((missing, *x.shape[1:]), dtype=x.dtype)))
    return parts


def _not_one(inputs: int, outputs: int, file: str) -> InputError:
    said = f"{inputs} input{'s' if inputs > 1 else ''} and {outputs} output{'s' if outputs > 1 else ''}"
    return InputError(
        f"the model has {said}", file=file, hint="Models with one input and one output can be evaluated."
    )  # fmt: skip


def _tflite(data: bytes, x: NDArray[np.float32], file: str) -> tuple[NDArray[Any], str, list[str]]:
    graph = tflite_from_bytes(data, file).subgraphs[0]  # which refuses what is broken, before the interpreter sees it
    if len(graph.inputs) != 1 or len(graph.outputs) != 1:
        raise _not_one(len(graph.inputs), len(graph.outputs), file)
    source = graph.tensors[graph.inputs[0]]
    if not source.shape or source.shape[0] < 1:
        raise InputError(f"the model's input has the shape {shown(source.shape)}, without a batch", file=file)
    _fitting(x, source.shape[1:], file)
    module = interpreter(file)
    with quiet():
        try:
            # The reference kernels: those of TensorFlow Lite Micro, and the same on every machine.
            kernels = module.OpResolverType.BUILTIN_REF
            runner = module.Interpreter(model_content=data, num_threads=1, experimental_op_resolver_type=kernels)
            runner.allocate_tensors()
            (given,), (made,) = runner.get_input_details(), runner.get_output_details()
            outputs, clipped = [], 0
            for part in _batches(x, source.shape[0], pad=True):
                values, beyond = _quantised(part, given)
                clipped += beyond
                runner.set_tensor(given["index"], values)
                runner.invoke()
                outputs.append(runner.get_tensor(made["index"]))
        except (RuntimeError, ValueError) as error:
            said = shown(str(error).splitlines()[0] if str(error) else type(error).__name__, 160)
            raise InputError(f"the model cannot be run: {said}", file=file) from error
    warnings = []
    share = clipped / x.size
    if share > rules().clipped_share:
        warnings.append(
            f"{percent(share)} of the input values are outside of the range of the model's {source.type} input and "
            "were clipped: the data differ from those it was converted with."
        )
    return _real(np.concatenate(outputs)[: len(x)], made), f"tflite {source.type}", warnings


def _scale(details: dict[str, Any], file_type: str) -> tuple[float, int]:
    scale, zero = details["quantization"]
    if not scale:
        raise ValueError(f"its {file_type} has the type {np.dtype(details['dtype'])} and no scale")
    return float(scale), int(zero)


def _quantised(x: NDArray[np.float32], details: dict[str, Any]) -> tuple[NDArray[Any], int]:
    """Samples as the model's input takes them, and how many values are outside of its range.

    q = round(x / scale) + zero point, halves away from zero as in the operator QUANTIZE of TensorFlow Lite.
    """
    kind = np.dtype(details["dtype"])
    if kind.kind == "f":
        return x.astype(kind), 0
    scale, zero = _scale(details, "input")
    steps = (x / np.float32(scale)).astype(np.float64)  # in which adding a half is exact
    q = np.trunc(steps + np.copysign(0.5, steps)) + zero
    low, high = np.iinfo(kind).min, np.iinfo(kind).max
    return np.clip(q, low, high).astype(kind), int(np.sum((q < low) | (q > high)))


def _real(q: NDArray[Any], details: dict[str, Any]) -> NDArray[Any]:
    """Outputs as real numbers: (q - zero point) x scale."""
    if q.dtype.kind == "f":
        return q
    scale, zero = _scale(details, "output")
    return (q.astype(np.float64) - zero) * scale
