"""TensorFlow and the LiteRT interpreter: imported when they are needed, with an error that names the extra, and silent.

Both write notes to the terminal, some of them past Python. What they wrote is shown when they fail in a way that nobody
expected, and forgotten otherwise.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from typing import Any

from footprint.errors import InputError

_LOCK = threading.RLock()
"""Standard error is of the whole process: one at a time puts it aside."""
_LOGGERS = ("absl", "tensorflow")
_STDERR = 2


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep standard output and standard error free of notes, also of those that libraries in C++ write.

    Where the code inside ends with an exception other than an `InputError`, everything that was held back is shown.
    """
    with _LOCK, tempfile.TemporaryFile() as held, contextlib.ExitStack() as stack:
        levels = {name: logging.getLogger(name).level for name in _LOGGERS}
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        kept = os.dup(_STDERR)
        os.dup2(held.fileno(), _STDERR)
        try:
            for name in _LOGGERS:
                logging.getLogger(name).setLevel(logging.ERROR)
            yield
        except BaseException as error:
            failed = not isinstance(error, InputError)
            raise
        else:
            failed = False
        finally:
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)
            os.dup2(kept, _STDERR)
            os.close(kept)
            if failed:
                held.seek(0)
                sys.stderr.write(held.read().decode(errors="replace"))


def tensorflow(file: str) -> Any:
    """The package TensorFlow; `file` is what an error names.

    Raises
    ------
    InputError
        The extra ``tensorflow`` is not installed.
    """
    for name, value in (("TF_CPP_MIN_LOG_LEVEL", "2"), ("TF_ENABLE_ONEDNN_OPTS", "0"), ("CUDA_VISIBLE_DEVICES", "-1")):
        os.environ.setdefault(name, value)  # read once, when the library is loaded; oneDNN changes the last digits
    try:
        with quiet():
            import keras  # noqa: F401
            import tensorflow as found
    except ImportError:
        raise InputError(
            "a Keras model needs the package tensorflow",
            file=file,
            hint="Install it with: pip install 'tinyml-footprint[tensorflow]'",
        ) from None
    return found


def interpreter(file: str) -> Any:
    """The module with the LiteRT interpreter; `file` is what an error names.

    Raises
    ------
    InputError
        The extra ``evaluation`` is not installed.
    """
    try:
        with quiet():
            from ai_edge_litert import interpreter as found
    except ImportError:
        raise InputError(
            "running a .tflite file needs the package ai-edge-litert",
            file=file,
            hint="Install it with: pip install 'tinyml-footprint[evaluation]'",
        ) from None
    return found
