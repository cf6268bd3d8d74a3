"""Runs in a process of its own: converts a Keras model, so that TensorFlow, and a file that was made to do harm, stay
there. Only plain data comes back: the bytes of a .tflite file, and what Keras says of the model.

python -m firmware_profiles.keras_run MODEL RESULT
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from footprint.errors import InputError

LONGEST_S = 120.0
"""Most of it is the loading of TensorFlow. [s]"""
_STEP_S = 0.2


class Converted(NamedTuple):
    """A Keras model as it was converted; see `firmware_profiles.keras_file.KerasModel` for the rest."""

    tflite: bytes
    name: str
    parameters: int
    weights_bytes: int
    batch: int
    free_batch: bool


def convert_here(data: bytes, kind: str, file: str) -> Converted:
    """Load and convert a model in this process.

    Raises
    ------
    InputError
        As `firmware_profiles.keras_file.load_keras` and `convert` raise it.
    """
    from firmware_profiles.keras_file import convert, load_keras

    loaded = load_keras(data, kind, file)
    found = convert(loaded, file)
    return Converted(found, loaded.name, loaded.parameters, loaded.weights_bytes, loaded.batch, loaded.free_batch)


def convert_apart(path: Path, waiting: Callable[[float], None], longest_s: float = LONGEST_S) -> Converted:
    """Load and convert a model in a process of its own, which ends with this call, however it ends.

    Parameters
    ----------
    path : Path
        The file.
    waiting : callable
        Is told several times a second how long it has taken; what it raises ends the process. [s]
    longest_s : float
        What it may take. [s]

    Raises
    ------
    InputError
        As in this process; or it took too long, or its process broke down.
    """
    root = str(Path(__file__).resolve().parents[1])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}
    with tempfile.TemporaryDirectory(prefix="footprint-keras-") as folder:
        result = Path(folder) / "result"
        command = [sys.executable, "-P", "-m", "firmware_profiles.keras_run", str(path.resolve()), str(result)]
        process = subprocess.Popen(
            command, cwd=folder, env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            start = time.monotonic()
            while process.poll() is None:
                taken = time.monotonic() - start
                if taken > longest_s:
                    raise InputError(
                        f"it was given up after {longest_s:g} s", file=str(path),
                        hint="Convert it to .tflite, and look at that.",
                    )  # fmt: skip
                waiting(taken)
                time.sleep(_STEP_S)
        finally:
            process.kill()
            process.wait()
        try:
            said, _, tflite = result.read_bytes().partition(b"\n")
            about: dict[str, Any] = json.loads(said)
        except (OSError, ValueError):
            raise InputError(
                f"Keras broke down over it (code {process.returncode})", file=str(path),
                hint="Convert it to .tflite, and look at that.",
            ) from None  # fmt: skip
    if "error" in about:
        raise InputError(**about["error"], file=str(path))
    return Converted(tflite, **about)


def main(model: str, result: str) -> None:
    """Convert, and write a line of JSON and the bytes of the .tflite file."""
    from firmware_profiles.keras_checks import kind_of
    from firmware_profiles.tflite_file import model_bytes

    tflite = b""
    try:
        data = model_bytes(Path(model))
        found = convert_here(data, kind_of(data) or "", model)
    except InputError as error:
        about: dict[str, Any] = {"error": {"message": error.message, "hint": error.hint, "valid": error.valid}}
    else:
        about = found._asdict()
        tflite = about.pop("tflite")
    written = Path(f"{result}.part")
    written.write_bytes(json.dumps(about).encode() + b"\n" + tflite)
    written.replace(result)


if __name__ == "__main__":
    main(*sys.argv[1:])
