"""A Keras model: loaded without running code of the file, its parameters counted, and converted to a .tflite.

Operators, multiply-accumulates and memory are those of its conversion; see `firmware_profiles.model`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

from firmware_profiles.keras_checks import MOST_PARAMETERS, broken, check
from firmware_profiles.quiet import quiet, tensorflow
from footprint.errors import InputError, shown

Samples = Callable[[], Iterator[list[Any]]]
_SUFFIX = {"keras-v3": ".keras", "keras-h5": ".h5"}
"""The name by which Keras tells the two kinds."""
_NOT_LOADED = "It may be damaged, have layers of its author's own, or be of another version of Keras."


class KerasModel(NamedTuple):
    """A loaded model.

    Attributes
    ----------
    model : keras.Model
        Not compiled.
    name : str
        As its author called it.
    parameters : int
        As Keras counts them: trainable and not, each shared weight once.
    weights_bytes : int
        Their size. [bytes]
    batch : int
        Samples that its input takes at once: 1 where that is free.
    free_batch : bool
        Whether the file leaves it open.
    """

    model: Any
    name: str
    parameters: int
    weights_bytes: int
    batch: int
    free_batch: bool


def load_keras(data: bytes, kind: str, file: str) -> KerasModel:
    """Load a Keras model from the bytes of its file.

    Parameters
    ----------
    data, kind
        The file, and what `firmware_profiles.keras_checks.kind_of` says of it.
    file : str
        What errors call it.

    Raises
    ------
    InputError
        The extra ``tensorflow`` is not installed; the file is damaged, too large or holds code; the model has parts
        that are not of Keras, or an input without a fixed shape.
    """
    tensorflow(file)
    with quiet():
        config = check(data, kind, file)
        return _described(_loaded(data, kind, config, file), file)


def _loaded(data: bytes, kind: str, config: dict[str, Any], file: str) -> Any:
    import keras

    try:
        with ThreadPoolExecutor(1) as pool:  # Keras keeps what it built without weights per thread
            size = pool.submit(_parameters, config, kind).result()
        if size > MOST_PARAMETERS:
            raise InputError(f"it has more than {MOST_PARAMETERS} parameters", file=file)
        with tempfile.TemporaryDirectory() as folder:  # Keras tells the kind from the name
            copy = Path(folder) / f"model{_SUFFIX[kind]}"
            copy.write_bytes(data)
            return keras.saving.load_model(copy, compile=False, safe_mode=True)
    except InputError:
        raise
    except Exception as error:  # Keras raises whatever its parts raise on a file that is wrong
        raise broken(error, file, _NOT_LOADED) from error


def _parameters(config: dict[str, Any], kind: str) -> int:
    """Parameters of the layers, built without room for their values."""
    import keras

    with keras.StatelessScope(initialize_variables=False):
        if kind == "keras-v3":
            model = keras.saving.deserialize_keras_object(_uncompiled(config), safe_mode=True)
        else:
            maker = keras.Sequential if config["class_name"] == "Sequential" else keras.Model
            model = maker.from_config(config["config"])
        return sum(prod(w.shape) for w in model.weights)


def _uncompiled(node: Any) -> Any:
    """A configuration without what its models were compiled with."""
    if isinstance(node, dict):
        return {key: _uncompiled(value) for key, value in node.items() if key != "compile_config"}
    return [_uncompiled(value) for value in node] if isinstance(node, list) else node


def _described(model: Any, file: str) -> KerasModel:
    inputs = getattr(model, "inputs", None)
    if not inputs:
        raise InputError(
            "the model has no fixed input shape", file=file, hint="Start it with keras.Input(...) and save it again."
        )
    for one in inputs:
        if None in tuple(one.shape)[1:]:
            raise InputError(
                f"the shape of input {shown(one.name)} is not fixed: {shown(tuple(one.shape))}", file=file,
                hint="A device has a fixed input. Give keras.Input(...) its shape and save it again.",
            )  # fmt: skip
    weights = model.weights
    sizes = [prod(w.shape) for w in weights]
    batch = inputs[0].shape[0]
    held = sum(n * _bytes_each(w.dtype) for n, w in zip(sizes, weights, strict=True))
    return KerasModel(model, str(model.name), sum(sizes), held, batch or 1, batch is None)


def _bytes_each(dtype: str) -> int:
    import tensorflow as tf

    return int(tf.as_dtype(dtype).size)


def convert(loaded: KerasModel, file: str, samples: Samples | None = None) -> bytes:
    """The model as the bytes of a .tflite file: float32, or with `samples` int8 throughout.

    Parameters
    ----------
    loaded : KerasModel
    file : str
        What errors call it.
    samples : callable, optional
        Gives the inputs, one list of arrays with the shape of a batch after the other, that ranges are taken from.

    Raises
    ------
    InputError
        TensorFlow Lite has no operator for a part of it.

    References
    ----------
    .. [1] Post-training integer quantization, https://ai.google.dev/edge/litert/models/post_training_integer_quant.
    """
    import keras

    tf = tensorflow(file)
    with quiet():
        try:
            given = loaded.model.inputs
            inputs = [keras.Input(batch_shape=(loaded.batch, *t.shape[1:]), dtype=t.dtype, name=t.name) for t in given]
            fixed = keras.Model(inputs, loaded.model(inputs if len(inputs) > 1 else inputs[0]), name="fixed")
            converter = tf.lite.TFLiteConverter.from_keras_model(fixed)
            if samples is not None:
                converter.optimizations = [tf.lite.Optimize.DEFAULT]
                converter.representative_dataset = samples
                converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
                converter.inference_input_type = converter.inference_output_type = tf.int8
            return bytes(converter.convert())
        except Exception as error:  # the converter raises what any of its parts raise
            lines = [line.strip() for line in str(error).splitlines() if line.strip()]
            why = shown((lines or [type(error).__name__])[-1], 160)
            raise InputError(
                f"TensorFlow Lite cannot convert the model: {why}", file=file,
                hint="Replace the layers that it has no operators for.",
            ) from error  # fmt: skip
