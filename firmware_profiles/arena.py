"""Peak memory of a model: the tensors as TensorFlow Lite Micro plans them, and the real arena where it is installed."""

from __future__ import annotations

import csv
import importlib.util
import re
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from firmware_profiles.tflite_file import Subgraph, TfliteFile

ALIGNMENT = 16
"""Of a buffer in the arena. [bytes]"""
MOST_BUFFERS = 3000
"""Buffers that are planned; the time grows with their square."""
LONGEST_RUN_S = 60
MOST_ARENA_BYTES = 1 << 30
"""Arena that tflite-micro is given at most. [bytes]"""
_RESOURCE_BYTES = 4
"""A handle of a variable, as TensorFlow Lite Micro sizes it."""


class Arena(NamedTuple):
    """Memory for tensors and interpreter.

    Attributes
    ----------
    planned_bytes : int, optional
        Tensors that are computed, as the greedy planner lays them out; None where `notes` say why not. [bytes]
    lower_bound : bool, optional
        Whether more than `planned_bytes` may be needed for tensors and scratch buffers; None where nothing is planned.
    measured_bytes, measured_head_bytes : int, optional
        The whole arena that tflite-micro used on this machine, and the part of it that is planned; None where it is
        not installed or could not load the model. [bytes]
    notes : tuple of str
        Why it is a lower bound, or missing.
    """

    planned_bytes: int | None
    lower_bound: bool | None
    measured_bytes: int | None
    measured_head_bytes: int | None
    notes: tuple[str, ...]


@cache
def tflm_operators() -> dict[str, bool]:
    """Operators that TensorFlow Lite Micro has a kernel for, and whether its reference kernel needs scratch buffers."""
    text = files("firmware_profiles").joinpath("data/tflm_operators.csv").read_text(encoding="utf-8")
    return {row["operator"]: row["scratch_buffers"] == "yes" for row in csv.DictReader(text.splitlines())}


def plan(buffers: Sequence[tuple[int, int, int]]) -> int:
    """Peak of a greedy layout of buffers in one block of memory. [bytes]

    The largest buffer comes first, of equal ones the later; each is put into the first gap that is free for as long
    as it lives.

    Parameters
    ----------
    buffers : sequence of (size, first, last)
        Size [bytes] and the first and last step at which a buffer is in use, in the order of the tensors.

    References
    ----------
    .. [1] tensorflow/tflite-micro, tensorflow/lite/micro/memory_planner/greedy_memory_planner.cc.
    """
    aligned = [(-(-size // ALIGNMENT) * ALIGNMENT, first, last) for size, first, last in buffers]
    placed: list[tuple[int, int, int, int]] = []
    for i in sorted(range(len(aligned)), key=lambda i: (-aligned[i][0], -i)):
        size, first, last = aligned[i]
        start = 0
        for offset, end, other_first, other_last in placed:
            if other_first > last or first > other_last:
                continue
            if offset - start >= size:
                break
            start = max(start, end)
        position = next((at for at, p in enumerate(placed) if p[0] > start), len(placed))
        placed.insert(position, (start, start + size, first, last))
    return max((end for _, end, _, _ in placed), default=0)


def lifetimes(graph: Subgraph) -> list[tuple[int, int, int]]:
    """Size, first and last step of every tensor that is computed, as TensorFlow Lite Micro sees them.

    Inputs live from step 0, an output of the n-th operator from step n; each until its last use, and outputs of the
    graph until the end. Constants are not copied, and variables are outside of the plan.

    Raises
    ------
    ValueError
        The size of a tensor is not known.

    References
    ----------
    .. [1] tensorflow/tflite-micro, tensorflow/lite/micro/micro_allocation_info.cc.
    """
    first, last = [-1] * len(graph.tensors), [-1] * len(graph.tensors)
    for i in (*graph.inputs, *graph.outputs):
        first[i] = last[i] = 0
    for step, operator in enumerate(graph.operators, start=1):
        for i in operator.outputs:
            first[i] = last[i] = step
        for i in operator.inputs:
            if i >= 0:
                last[i] = step
    for i in graph.outputs:
        last[i] = len(graph.operators)
    found = []
    for i, tensor in enumerate(graph.tensors):
        if tensor.constant or tensor.variable:
            continue
        size = _RESOURCE_BYTES if tensor.type == "resource" and tensor.elements is not None else tensor.bytes
        if size is None:
            what = f"the shape {list(tensor.shape)}" if tensor.elements is None else f"the type {tensor.type}"
            raise ValueError(f"a tensor has {what}, whose size the file does not say")
        if size:
            found.append((size, first[i], last[i]))
    return found


def arena(model: TfliteFile, *, measure: bool = True) -> Arena:
    """Peak memory of a model.

    Parameters
    ----------
    model : TfliteFile
    measure : bool
        Whether to load it into tflite-micro, where that is installed: in a process of its own, as a file that was
        made to do harm may do so there.
    """
    planned, notes = _planned(model)
    bound = _why_lower_bound(model) if planned is not None else []
    measured, head, note = _measured(model, planned) if measure else (None, None, "")
    return Arena(
        planned, None if planned is None else bool(bound), measured, head, (*notes, *bound, *([note] if note else []))
    )


def _planned(model: TfliteFile) -> tuple[int | None, list[str]]:
    graph = model.subgraphs[0]
    if not graph.operators:
        return None, ["No arena is planned: the model has no operators."]
    if "OfflineMemoryAllocation" in model.metadata:
        return None, ["No arena is planned: the model brings its own plan of memory."]
    try:
        buffers = lifetimes(graph)
    except ValueError as error:
        return None, [f"No arena is planned: {error}."]
    if len(buffers) > MOST_BUFFERS:
        return None, [f"No arena is planned: the model has {len(buffers)} tensors, more than {MOST_BUFFERS}."]
    return plan(buffers), []


def _why_lower_bound(model: TfliteFile) -> list[str]:
    known = tflm_operators()
    names = dict.fromkeys(o.name for o in model.subgraphs[0].operators)
    scratch = [n for n in names if known.get(n)]
    strange = [n for n in names if n not in known]
    found = []
    if scratch:
        found.append(f"The planned arena is a lower bound: scratch buffers of {', '.join(scratch)} are not in it.")
    if strange:
        found.append(f"The planned arena is a lower bound: what {', '.join(strange)} needs is not known.")
    if "COMPRESSION_METADATA" in model.metadata or any(t.type == "int4" for t in model.subgraphs[0].tensors):
        found.append("The planned arena is a lower bound: packed weights are unpacked into scratch buffers.")
    if len(model.subgraphs) > 1:
        found.append("The planned arena is a lower bound: it holds the first subgraph only.")
    return found


def _measured(model: TfliteFile, planned: int | None) -> tuple[int | None, int | None, str]:
    """Whole arena and head in tflite-micro, and why there are none where it is installed."""
    if importlib.util.find_spec("tflite_micro") is None:
        return None, None, ""
    size = 2 * (planned or 0) + 10 * model.size_bytes + (1 << 20)
    if size > MOST_ARENA_BYTES:
        return None, None, "The arena was not measured: it would be too large."
    script = Path(__file__).with_name("tflm_run.py")
    command = [sys.executable, "-P", str(script), str(model.path), str(size)]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LONGEST_RUN_S,
        )
    except subprocess.TimeoutExpired:
        return None, None, f"The arena was not measured: tflite-micro took longer than {LONGEST_RUN_S} s."
    said = done.stdout + done.stderr
    found = [re.search(rf"Arena allocation {part} (\d+) bytes", said) for part in ("total", "head")]
    if done.returncode or not found[0] or not found[1]:
        lines = [line for line in said.splitlines() if line.strip() and not line.startswith((" ", "Traceback"))]
        words = " ".join(lines)[:200] or f"nothing, and ended with code {done.returncode}"
        return None, None, f"The arena was not measured, tflite-micro said: {words}"
    return int(found[0][1]), int(found[1][1]), ""
