"""What a model file says of itself: operators, multiply-accumulates, parameters, memory, and what is not counted."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from firmware_profiles.arena import Arena, arena, tflm_operators
from firmware_profiles.keras_checks import kind_of
from firmware_profiles.macs import FORMULAS, NotCountedError, macs
from firmware_profiles.tflite_file import Subgraph, Tensor, TfliteFile, model_bytes, tflite_from_bytes

KERAS_NOTE = (
    "This is a Keras model: operators, MACs, tensors and arena are those of its float32 conversion. What goes on the "
    "device is its int8 conversion, whose weights and tensors take about a quarter of the bytes."
)


@dataclass(frozen=True)
class Layer:
    """One operator of the main subgraph; `macs` is None where they are not counted."""

    index: int
    name: str
    output: str
    shape: tuple[int, ...]
    macs: int | None


@dataclass(frozen=True)
class OperatorCount:
    """All operators of a name; `macs` is None where none of them is counted."""

    name: str
    count: int
    macs: int | None


@dataclass(frozen=True)
class NotCounted:
    """What has no count of multiply-accumulates, how many operators that are, and why."""

    what: str
    count: int
    why: str


class Quantisation(NamedTuple):
    """Types that a model computes with.

    Attributes
    ----------
    scheme : str, optional
        Of the operators with multiply-accumulates: ``integer``, ``float``, ``hybrid`` (integer weights, float
        activations) or ``mixed``; None where there are none.
    weights : dict of str to int
        Parameters by type.
    activations : dict of str to int
        Tensors that are computed, by type.
    per_channel : bool
        Whether weights have a scale for each channel.
    """

    scheme: str | None
    weights: dict[str, int]
    activations: dict[str, int]
    per_channel: bool


@dataclass(frozen=True)
class ModelReport:
    """A model file, looked at.

    Attributes
    ----------
    file, format, sha256, description : str
        Name, kind (``tflite`` or ``keras``) and hash of the file, and what it says of itself.
    layers : tuple of Layer
        Operators of the main subgraph, in the order in which they run.
    operators : tuple of OperatorCount
        The same by name, those with the most multiply-accumulates first.
    macs : int, optional
        Multiply-accumulates of an inference: the sum of what is counted, None where that says nothing.
    not_counted : tuple of NotCounted
        What is missing in `macs`; with any of it `macs` is a lower bound.
    parameters, weights_bytes : int
        Elements and bytes of all constant tensors: weights, biases and small constants; of a Keras model, what Keras
        counts.
    stored_bytes : int
        The same with buffers that tensors share taken once. [bytes]
    arena : Arena
    inputs, outputs : tuple of Tensor
    quantisation : Quantisation
    unsupported_operators : tuple of str
        Operators that TensorFlow Lite Micro has no kernel for; custom ones need a kernel of their own.
    warnings : tuple of str
        What a reader should look at.
    """

    file: str
    format: str
    sha256: str
    description: str
    layers: tuple[Layer, ...]
    operators: tuple[OperatorCount, ...]
    macs: int | None
    not_counted: tuple[NotCounted, ...]
    parameters: int
    weights_bytes: int
    stored_bytes: int
    arena: Arena
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    quantisation: Quantisation
    unsupported_operators: tuple[str, ...]
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data with the keys of ``footprint model --json``."""
        return {
            "format": self.format,
            "file": self.file,
            "sha256": self.sha256,
            "description": self.description,
            "operators": [asdict(o) for o in self.operators],
            "layers": [{**asdict(layer), "shape": list(layer.shape)} for layer in self.layers],
            "macs": self.macs,
            "macs_lower_bound": bool(self.not_counted),
            "not_counted": [asdict(n) for n in self.not_counted],
            "parameters": self.parameters,
            "weights_bytes": self.weights_bytes,
            "stored_bytes": self.stored_bytes,
            "arena_bytes": {
                "planned": self.arena.planned_bytes,
                "measured": self.arena.measured_bytes,
                "measured_head": self.arena.measured_head_bytes,
                "lower_bound": self.arena.lower_bound,
            },
            "inputs": [_tensor(t) for t in self.inputs],
            "outputs": [_tensor(t) for t in self.outputs],
            "quantisation": self.quantisation._asdict(),
            "unsupported_operators": list(self.unsupported_operators),
            "warnings": list(self.warnings),
        }


def _tensor(tensor: Tensor) -> dict[str, Any]:
    single = len(tensor.scales) == 1 and len(tensor.zero_points) <= 1
    return {
        "name": tensor.name,
        "type": tensor.type,
        "shape": list(tensor.shape),
        "signature": list(tensor.signature),
        "bytes": tensor.bytes,
        "scale": tensor.scales[0] if single else None,
        "zero_point": (tensor.zero_points or (0,))[0] if single else None,
    }


def inspect_model(
    path: str | Path, *, measure: bool = True, apart: Callable[[float], None] | None = None
) -> ModelReport:  # fmt: skip
    """Look at a model file without running it; what it is, is told from its content.

    Parameters
    ----------
    path : str or Path
        A .tflite file, or a Keras model (.keras, or the older HDF5), which is converted to .tflite for it.
    measure : bool
        Whether to load a .tflite file into tflite-micro, where that is installed, for the size of its arena. Give False
        for files of people you do not trust.
    apart : callable, optional
        Converts a Keras model in a process of its own, within `firmware_profiles.keras_run.LONGEST_S`, and tells this
        function how long it has taken; what it raises ends that process. [s]

    Raises
    ------
    InputError
        No such file, not a model that can be read, or the extra ``models`` is not installed; for a Keras model also
        ``tensorflow``.
    """
    data = model_bytes(Path(path))
    kind = kind_of(data)
    if kind is None:
        return _report(tflite_from_bytes(data, path), measure)
    from firmware_profiles.keras_run import convert_apart, convert_here

    loaded = convert_here(data, kind, str(path)) if apart is None else convert_apart(Path(path), apart)
    report = _report(tflite_from_bytes(loaded.tflite, path), measure=False)
    batch = (f"The batch is free; it is counted for a batch of {loaded.batch}.",) if loaded.free_batch else ()
    return replace(
        report,
        format="keras",
        sha256=hashlib.sha256(data).hexdigest(),
        description=loaded.name,
        parameters=loaded.parameters,
        weights_bytes=loaded.weights_bytes,
        stored_bytes=loaded.weights_bytes,
        warnings=(KERAS_NOTE, *batch, *report.warnings),
    )


def _report(model: TfliteFile, measure: bool) -> ModelReport:
    graph = model.subgraphs[0]
    layers, missing = _layers(graph)
    not_counted = _not_counted(model, missing)
    total = sum(layer.macs or 0 for layer in layers)
    constants = [t for g in model.subgraphs for t in g.tensors if t.constant]
    names = dict.fromkeys(o.name for g in model.subgraphs for o in g.operators)
    memory, quantisation = arena(model, measure=measure), _quantisation(graph)
    return ModelReport(
        file=model.path.name,
        format="tflite",
        sha256=model.sha256,
        description=model.description,
        layers=layers,
        operators=_by_name(layers),
        macs=None if total == 0 and not_counted else total,
        not_counted=not_counted,
        parameters=sum(t.elements or 0 for t in constants),
        weights_bytes=sum(t.stored_bytes for t in constants),
        stored_bytes=sum({t.buffer: t.stored_bytes for t in constants}.values()),
        arena=memory,
        inputs=tuple(graph.tensors[i] for i in graph.inputs),
        outputs=tuple(graph.tensors[i] for i in graph.outputs),
        quantisation=quantisation,
        unsupported_operators=tuple(n for n in names if n not in tflm_operators()),
        warnings=(*_warnings(graph, constants, quantisation, model.metadata), *memory.notes),
    )


def _layers(graph: Subgraph) -> tuple[tuple[Layer, ...], Counter[tuple[str, str]]]:
    """The operators with their counts, and how many of a name are not counted for a reason."""
    layers, missing = [], Counter[tuple[str, str]]()
    for index, operator in enumerate(graph.operators):
        output = graph.tensors[operator.outputs[0]] if operator.outputs else None
        count: int | None
        try:
            count = macs(operator, graph)
        except NotCountedError as error:
            count = None
            missing[operator.name, str(error)] += 1
        layers.append(Layer(index, operator.name, output.name if output else "", output.shape if output else (), count))
    return tuple(layers), missing


def _not_counted(model: TfliteFile, missing: Counter[tuple[str, str]]) -> tuple[NotCounted, ...]:
    found = [NotCounted(name, count, why) for (name, why), count in missing.items()]
    main, *others = model.subgraphs
    if not main.operators:
        found.append(NotCounted("the model", 0, "it has no operators"))
    found += [
        NotCounted(f"subgraph {i}", len(g.operators), "how often an inference runs it is not in the file")
        for i, g in enumerate(others, start=1)
    ]
    return tuple(found)


def _by_name(layers: tuple[Layer, ...]) -> tuple[OperatorCount, ...]:
    found = []
    for name, count in Counter(layer.name for layer in layers).items():
        counted = [layer.macs for layer in layers if layer.name == name and layer.macs is not None]
        found.append(OperatorCount(name, count, sum(counted) if counted else None))
    return tuple(sorted(found, key=lambda o: -(o.macs or 0)))


def _quantisation(graph: Subgraph) -> Quantisation:
    weights: Counter[str] = Counter()
    for tensor in graph.tensors:
        if tensor.constant:
            weights[tensor.type] += tensor.elements or 0
    computed = {i for o in graph.operators for i in (*o.inputs, *o.outputs) if i >= 0}
    activations = Counter(graph.tensors[i].type for i in sorted(computed) if not graph.tensors[i].constant)
    schemes = set()
    for operator in graph.operators:
        if operator.name in FORMULAS and len(operator.inputs) > 1 and operator.outputs and operator.inputs[1] >= 0:
            of_weights = "float" in graph.tensors[operator.inputs[1]].type
            of_values = "float" in graph.tensors[operator.outputs[0]].type
            schemes.add({(True, True): "float", (False, False): "integer"}.get((of_weights, of_values), "hybrid"))
    scheme = None if not schemes else schemes.pop() if len(schemes) == 1 else "mixed"
    per_channel = any(t.constant and len(t.scales) > 1 for t in graph.tensors)
    return Quantisation(scheme, dict(weights), dict(activations), per_channel)


def _warnings(
    graph: Subgraph, constants: list[Tensor], quantisation: Quantisation, metadata: tuple[str, ...]
) -> list[str]:
    found = []
    for tensor in (graph.tensors[i] for i in graph.inputs):
        if -1 in tensor.signature[1:] and -1 not in tensor.shape:
            counted, may_be = (" x ".join(map(str, s)) for s in (tensor.shape, tensor.signature))
            found.append(f"The shape of input {tensor.name} may change ({may_be}); it is counted as {counted}.")
        elif -1 in tensor.signature and tensor.shape[:1] != (-1,):
            found.append(f"The batch of input {tensor.name} is free; it is counted for a batch of {tensor.shape[0]}.")
    if quantisation.scheme == "hybrid":
        found.append("Integer weights with float activations: TensorFlow Lite Micro does not run hybrid models.")
    if any(t.sparse for t in constants):
        found.append("Weights are stored without zeros; the zeros are counted as parameters and in the MACs.")
    if "COMPRESSION_METADATA" in metadata:
        found.append("Weights are compressed; parameters are counted by their shapes.")
    unsized = sum(t.elements is None for t in constants)
    if unsized:
        found.append(f"Constant tensors without a fixed shape, {unsized} of them, are not in the parameters.")
    return found
