"""Runs in a process of its own: loads a model into tflite-micro, which then writes what its arena holds to stderr.

python -m firmware_profiles.tflm_run MODEL ARENA_BYTES
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(path: str, arena_bytes: str) -> None:
    """Load a model and have its allocations printed."""
    from tflite_micro import runtime  # type: ignore[import-not-found]

    runtime.Interpreter.from_bytes(Path(path).read_bytes(), arena_size=int(arena_bytes)).print_allocations()


if __name__ == "__main__":
    main(*sys.argv[1:])
