"""The command model: what a model file says of itself, its conversion and its evaluation, as text and as JSON."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from footprint.errors import InputError, printable
from footprint_app.answers import Answer

if TYPE_CHECKING:
    from firmware_profiles.model import ModelReport
    from firmware_profiles.tflite_file import Tensor

LARGEST = 12
"""Layers that are shown."""
LONG = 10**15
"""From here on a number is rounded."""


def add_options(sub: argparse.ArgumentParser) -> None:
    """What the command takes."""
    sub.add_argument("file", metavar="FILE", help="a .tflite file (extra models) or a Keras model (extra tensorflow)")
    sub.add_argument("--int8", metavar="OUT", help="convert a Keras model to int8 and write it as .tflite")
    sub.add_argument("--representative", metavar="DATA", help="samples for --int8: an .npz file with an array x")
    sub.add_argument("--evaluate", metavar="DATA", help="labelled data: an .npz file with the arrays x and y")
    sub.add_argument("--positive", metavar="CLASS", help="class that is to be found, for --evaluate")
    sub.add_argument("--threshold", metavar="T", help="least score that counts as positive, like 0.5")
    sub.add_argument("--against", metavar="MODEL", help="a second model on the same data, such as the float one")
    sub.add_argument("--write", metavar="FILE", help="write the evaluation, for the datasheet")


def model(arguments: argparse.Namespace) -> Answer:
    """What was asked of a model file: a look at it, its conversion, or its evaluation."""
    _fit_together(arguments)
    if arguments.evaluate is not None:
        return _evaluated(arguments)
    from firmware_profiles.model import inspect_model
    from footprint.result import document
    from footprint_app.estimates_text import estimate_text, estimated

    if arguments.int8 is not None:
        from firmware_profiles.conversion import convert_to_int8

        report = convert_to_int8(arguments.file, arguments.representative, arguments.int8)
    else:
        report = inspect_model(arguments.file)
    found = estimated(arguments, report)
    answer = {**document("model"), **report.to_dict(), "estimate": found.to_dict() if found else None}
    return answer, lambda: "\n\n".join([model_text(report), *([estimate_text(found)] if found else [])])


def _fit_together(arguments: argparse.Namespace) -> None:
    from footprint_app.estimates_text import NEEDS_DEVICE

    if (arguments.int8 is None) != (arguments.representative is None):
        raise InputError("--int8 and --representative go together", hint="Like --int8 OUT --representative DATA.npz.")
    if arguments.int8 is not None and arguments.evaluate is not None:
        raise InputError("--int8 and --evaluate are two steps", hint="Convert first, then evaluate the new file.")
    for option in ("positive", "threshold", "against", "write"):
        if getattr(arguments, option) is not None and arguments.evaluate is None:
            raise InputError(f"--{option} goes with --evaluate")
    other = "--evaluate" if arguments.evaluate is not None else "--int8" if arguments.int8 is not None else None
    for option in ("device", *NEEDS_DEVICE):
        if other and getattr(arguments, option) is not None:
            raise InputError(f"{other} does not go with --{option}", hint="Ask one after the other.")
    read = [p for p in (arguments.file, arguments.evaluate, arguments.against) if p is not None]
    if arguments.write is not None and Path(arguments.write).resolve() in {Path(p).resolve() for p in read}:
        raise InputError("the evaluation would be written over what it is made from", file=arguments.write)


def _evaluated(arguments: argparse.Namespace) -> Answer:
    from firmware_profiles.evaluation import evaluate_model
    from footprint.export import write_file
    from footprint_app.evaluation_text import evaluation_text
    from footprint_app.quantity_options import number

    threshold = number("--threshold", arguments.threshold)
    found = evaluate_model(
        arguments.file, arguments.evaluate, positive=arguments.positive, threshold=threshold, against=arguments.against
    )
    if arguments.write is not None:
        write_file(arguments.write, found.to_json())
    return found.to_dict(), lambda: evaluation_text(found)


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
        wrapped(weights_words(report), "           ", "  weights  "),
        wrapped(arena_words(report), "           ", "  arena    "),
    ]
    for title, tensors in (("Inputs", report.inputs), ("Outputs", report.outputs)):
        lines += ["", bold(title), *([wrapped(tensor_words(t), "    ", "  ") for t in tensors] or ["  none"])]
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


def weights_words(report: ModelReport) -> str:
    """The bytes of the weights, by type."""
    from footprint.numbers import count

    types = ", ".join(f"{count(n)} {kind}" for kind, n in report.quantisation.weights.items())
    text = f"{count(report.weights_bytes)} bytes" + (f" ({types})" if types else "")
    if report.stored_bytes != report.weights_bytes:
        text += f"; tensors share buffers, {count(report.stored_bytes)} bytes are stored"
    return text


def arena_words(report: ModelReport) -> str:
    """The arena as it was planned and measured."""
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


def tensor_words(tensor: Tensor) -> str:
    """An input or output: name, shape, type and scale."""
    from footprint.numbers import count, significant

    text = f"{tensor.name[:60]}: {_shape(tensor.shape)} {tensor.type}"
    if tensor.bytes is not None:
        text += f", {count(tensor.bytes)} bytes"
    if len(tensor.scales) == 1:
        text += f", scale {significant(tensor.scales[0])}, zero point {(tensor.zero_points or (0,))[0]}"
    return text
