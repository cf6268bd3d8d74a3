"""Keras models for tests, made here, and what the tests with TensorFlow share."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from firmware_profiles.quiet import quiet, tensorflow
from tests.needs import need

CONV_MACS = 12 * 4 * 5 * 3
"""12 places (16 - 5 + 1) x 4 filters x 5 values x 3 axes."""
DENSE_MACS = 24 * 3
"""6 pooled places x 4 channels, 3 outputs."""
PARAMETERS = (4 * 5 * 3 + 4) + (24 * 3 + 3)
"""Filters and weights with their biases."""


def needs_tensorflow() -> None:
    """Skip, visibly, where TensorFlow is not installed."""
    need("the package tensorflow", find_spec("tensorflow"), "loads and converts Keras models")
    need("the package tflite", find_spec("tflite"), "reads model files")


def small_model(activation: str = "softmax", outputs: int = 3) -> Any:
    """A convolution, pooling and a dense layer over 16 samples of 3 axes, with the same weights every time."""
    needs_tensorflow()
    tensorflow("a test")
    import keras
    from keras import layers

    with quiet():
        keras.utils.set_random_seed(1)
        return keras.Sequential(
            [
                keras.Input((16, 3)),
                layers.Conv1D(4, 5, activation="relu"),
                layers.MaxPooling1D(2),
                layers.Flatten(),
                layers.Dropout(0.5),
                layers.Dense(outputs, activation=activation),
            ],
            name="small",
        )


def saved(folder: Path, model: Any, name: str = "small.keras") -> Path:
    """A model in a file; the ending tells Keras which kind."""
    file = folder / name
    with quiet():
        model.save(file)
    return file


def changed(file: Path, change: Callable[[dict[str, Any]], None], **parts: bytes) -> Path:
    """A copy of a .keras file with another configuration, and with parts added or replaced."""
    out = file.with_name(f"changed-{file.name}")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            data = parts.pop(member, None) or old.read(member)
            if member == "config.json":
                config = json.loads(data)
                change(config)
                data = json.dumps(config).encode()
            new.writestr(member, data)
        for member, data in parts.items():
            new.writestr(member, data)
    return out
