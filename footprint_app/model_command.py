"""The command model: what a model file says of itself, as text for a terminal and as JSON."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from footprint.errors import printable
from footprint_app.answers import Answer

if TYPE_CHECKING:
    from firmware_profiles.model import ModelReport
    from firmware_profiles.tflite_file import Tensor

LARGEST = 12
"""Layers that are shown."""
LONG = 10**15
"""From here on a number is rounded."""


def model(arguments: argparse.Namespace) -> Answer:
    """Operators, multiply-accumulates, parameters and memory of a model file."""
    from firmware_profiles.model import inspect_model
    from footprint.result import document

    report = inspect_model(arguments.file)
    return {**document("model"), **report.to_dict()}, lambda: model_text(report)


def model_text(report: ModelReport) -> str:
    """A report in 80 columns."""
    from footprint.numbers import count
    from footprint_app.terminal_marks import bold, wrapped

    macs = "MACs not counted" if report.macs is None else f"{_macs_words(report)} per inference"
    scheme = f", {report.quantisation.scheme}" if report.quantisation.scheme else ""
    lines = [
        bold(printable(report.file)),
        wrapped(f"{macs}, {count(report.parameters)} parameters{scheme}", ""),
        "",
        *_operator_lines(report),
        *_layer_lines(report),
        "",
        bold("Memory"),
        wrapped(_weights_words(report), "           ", "  weights  "),
        wrapped(_arena_words(report), "           ", "  arena    "),
    ]
    for title, tensors in (("Inputs", report.inputs), ("Outputs", report.outputs)):
        lines += ["", bold(title), *([wrapped(_tensor_words(t), "    ", "  ") for t in tensors] or ["  none"])]
    if report.not_counted:
        lines += ["", bold("Not counted, not in the MACs")]
        lines += [wrapped(f"{n.what}{_times(n.count)}: {n.why}", "    ", "  ") for n in report.not_counted]
    if report.unsupported_operators:
        lines += ["", bold("TensorFlow Lite Micro has no kernel for"), wrapped(", ".join(report.unsupported_operators))]
    if report.warnings:
        lines += ["", bold("Look at"), *(wrapped(w, "    ", "  ") for w in report.warnings)]
    return "\n".join([*lines, "", f"sha256 {report.sha256}"])


def _times(operators: int) -> str:
    return f" ({operators} operator{'s' if operators > 1 else ''})" if operators else ""


def _exact(number: int) -> str:
    """A number with its thousands apart, where it has a length that a table can hold."""
    from footprint.numbers import count, significant

    return count(number) if number < LONG else significant(float(number))


def _macs_words(report: ModelReport) -> str:
    return f"{'at least ' if report.not_counted else ''}{_exact(report.macs or 0)} MACs"


def _operator_lines(report: ModelReport) -> list[str]:
    from footprint.numbers import count
    from footprint_app.terminal_marks import cut

    if not report.operators:
        return ["No operators."]
    shown = [(o.name, count(o.count), "-" if o.macs is None else _exact(o.macs), o.macs) for o in report.operators]
    total = "-" if report.macs is None else _exact(report.macs)
    width = max(len("MACs"), len(total), *(len(s[2]) for s in shown))
    lines = [f"{'Operator':<30}{'count':>6}  {'MACs':>{width}}"]
    for name, number, macs, exact in shown:
        lines.append(_with_share(f"{cut(name, 29):<30}{number:>6}  {macs:>{width}}", exact, report.macs))
    return [*lines, f"{'All':<30}{count(len(report.layers)):>6}  {total:>{width}}"]


def _with_share(line: str, macs: int | None, total: int | None) -> str:
    """A line with the share of the total, and as much of a bar as fits."""
    from footprint.numbers import percent
    from footprint_app.terminal_marks import BAR, WIDTH, bar

    if not macs or not total:
        return line
    line += f"  {percent(macs / total):>7}  "
    return (line + bar(macs / total, min(BAR, WIDTH - len(line)))).rstrip()


def _layer_lines(report: ModelReport) -> list[str]:
    from footprint_app.terminal_marks import bold, cut

    largest = sorted((x for x in report.layers if x.macs), key=lambda x: -(x.macs or 0))[:LARGEST]
    if len(report.layers) < 2 or not largest:
        return []
    kept = sorted(largest, key=lambda x: x.index)
    width = max(len(_exact(x.macs or 0)) for x in kept)
    with_macs = sum(bool(x.macs) for x in report.layers)
    title = "Layers with MACs" if with_macs <= LARGEST else f"The {LARGEST} of {with_macs} layers with the most MACs"
    lines = ["", bold(title)]
    for x in kept:
        head = f"{x.index:>4}  {cut(x.name, 18):<18}  {cut(_shape(x.shape), 18):<18}  {_exact(x.macs or 0):>{width}}"
        lines.append(_with_share(head, x.macs, report.macs))
    return lines


def _shape(shape: tuple[int, ...]) -> str:
    return " x ".join("?" if d < 0 else str(d) for d in shape) or "scalar"


def _weights_words(report: ModelReport) -> str:
    from footprint.numbers import count

    types = ", ".join(f"{count(n)} {kind}" for kind, n in report.quantisation.weights.items())
    text = f"{count(report.weights_bytes)} bytes" + (f" ({types})" if types else "")
    if report.stored_bytes != report.weights_bytes:
        text += f"; tensors share buffers, {count(report.stored_bytes)} bytes are stored"
    return text


def _arena_words(report: ModelReport) -> str:
    from footprint.numbers import count

    arena = report.arena
    if arena.planned_bytes is None:
        text = "not planned"
    else:
        least = "at least " if arena.lower_bound else ""
        text = f"{least}{count(arena.planned_bytes)} bytes planned for tensors; the interpreter's own data come on top"
    if arena.measured_bytes is None:
        return f"{text}. Not measured."
    head = count(arena.measured_head_bytes or 0)
    return f"{text}. Measured with tflite-micro on this machine: {count(arena.measured_bytes)} bytes, {head} planned."


def _tensor_words(tensor: Tensor) -> str:
    from footprint.numbers import count, significant

    text = f"{tensor.name[:60]}: {_shape(tensor.shape)} {tensor.type}"
    if tensor.bytes is not None:
        text += f", {count(tensor.bytes)} bytes"
    if len(tensor.scales) == 1:
        text += f", scale {significant(tensor.scales[0])}, zero point {(tensor.zero_points or (0,))[0]}"
    return text
