"""Model files for tests: built here with the schema package, and the five supplied ones where they are."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from tests.footprint.examples import ROOT
from tests.needs import need

MODELS = ROOT.parent / "shared" / "reference" / "models"
"""The MLPerf Tiny reference models; not part of the project, so tests skip without them."""


@dataclass(frozen=True)
class T:
    """A tensor to be built; with `data` it is a constant."""

    shape: tuple[int, ...] | None
    type: str = "INT8"
    data: bytes | None = None
    variable: bool = False
    signature: tuple[int, ...] | None = None
    scale: tuple[float, ...] = (0.5,)
    buffer_of: int | None = None


class Op(NamedTuple):
    """An operator to be built: ``CUSTOM:name`` for a custom one, a number for a code without a name."""

    name: str | int
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    adj_x: bool | None = None


class G(NamedTuple):
    """A subgraph to be built."""

    tensors: tuple[T, ...]
    operators: tuple[Op, ...]
    inputs: tuple[int, ...] = (0,)
    outputs: tuple[int, ...] = ()


def weights(*shape: int, type: str = "INT8", each: int = 1) -> T:
    """A constant tensor of ones."""
    elements = 1
    for d in shape:
        elements *= d
    return T(shape, type, b"\1" * (elements * each))


def build(
    *graphs: G, metadata: tuple[str, ...] = (), version: int = 3, identifier: bytes = b"TFL3", repeat: int = 1
) -> bytes:
    """The bytes of a model file, which may name each subgraph several times."""
    need("the package tflite", find_spec("tflite"), "builds and reads model files")
    import flatbuffers
    import tflite

    b = flatbuffers.Builder(1024)

    def vector(values: tuple[Any, ...], put: str, size: int) -> int:
        b.StartVector(size, len(values), size)
        for value in reversed(values):
            getattr(b, put)(value)
        return b.EndVector()

    def offsets(values: list[int]) -> int:
        return vector(tuple(values), "PrependUOffsetTRelative", 4)

    data: list[bytes | None] = [None]
    codes: list[str | int] = []
    subgraphs = []
    for graph in graphs:
        tensors, buffers = [], []
        for i, t in enumerate(graph.tensors):
            if t.buffer_of is not None:
                buffers.append(buffers[t.buffer_of])
            elif t.data is not None:
                data.append(t.data)
                buffers.append(len(data) - 1)
            else:
                buffers.append(0)
            name = b.CreateString(f"t{i}")
            shape = None if t.shape is None else vector(t.shape, "PrependInt32", 4)
            signature = None if t.signature is None else vector(t.signature, "PrependInt32", 4)
            scale, zero = vector(t.scale, "PrependFloat32", 4), vector((0,) * len(t.scale), "PrependInt64", 8)
            tflite.QuantizationParametersStart(b)
            tflite.QuantizationParametersAddScale(b, scale)
            tflite.QuantizationParametersAddZeroPoint(b, zero)
            quantisation = tflite.QuantizationParametersEnd(b)
            tflite.TensorStart(b)
            if shape is not None:
                tflite.TensorAddShape(b, shape)
            if signature is not None:
                tflite.TensorAddShapeSignature(b, signature)
            tflite.TensorAddType(b, getattr(tflite.TensorType, t.type))
            tflite.TensorAddBuffer(b, buffers[-1])
            tflite.TensorAddName(b, name)
            tflite.TensorAddIsVariable(b, t.variable)
            tflite.TensorAddQuantization(b, quantisation)
            tensors.append(tflite.TensorEnd(b))
        operators = []
        for op in graph.operators:
            if op.name not in codes:
                codes.append(op.name)
            options = None
            if op.adj_x is not None:
                tflite.BatchMatMulOptionsStart(b)
                tflite.BatchMatMulOptionsAddAdjX(b, op.adj_x)
                options = tflite.BatchMatMulOptionsEnd(b)
            inputs, outputs = vector(op.inputs, "PrependInt32", 4), vector(op.outputs, "PrependInt32", 4)
            tflite.OperatorStart(b)
            tflite.OperatorAddOpcodeIndex(b, codes.index(op.name))
            tflite.OperatorAddInputs(b, inputs)
            tflite.OperatorAddOutputs(b, outputs)
            if options is not None:
                tflite.OperatorAddBuiltinOptionsType(b, tflite.BuiltinOptions.BatchMatMulOptions)
                tflite.OperatorAddBuiltinOptions(b, options)
            operators.append(tflite.OperatorEnd(b))
        parts = offsets(tensors), offsets(operators), *(
            vector(v, "PrependInt32", 4) for v in (graph.inputs, graph.outputs)
        )  # fmt: skip
        tflite.SubGraphStart(b)
        for add, part in zip(("Tensors", "Operators", "Inputs", "Outputs"), parts, strict=True):
            getattr(tflite, f"SubGraphAdd{add}")(b, part)
        subgraphs.append(tflite.SubGraphEnd(b))
    written = []
    for code in codes:
        custom = b.CreateString(code.removeprefix("CUSTOM:")) if str(code).startswith("CUSTOM:") else None
        number = code if isinstance(code, int) else getattr(tflite.BuiltinOperator, code.partition(":")[0])
        tflite.OperatorCodeStart(b)
        tflite.OperatorCodeAddDeprecatedBuiltinCode(b, min(number, 127))
        tflite.OperatorCodeAddBuiltinCode(b, number)
        tflite.OperatorCodeAddVersion(b, 1)
        if custom is not None:
            tflite.OperatorCodeAddCustomCode(b, custom)
        written.append(tflite.OperatorCodeEnd(b))
    stored = []
    for raw in data:
        held = None if raw is None else b.CreateByteVector(raw)
        tflite.BufferStart(b)
        if held is not None:
            tflite.BufferAddData(b, held)
        stored.append(tflite.BufferEnd(b))
    said = []
    for key in metadata:
        text = b.CreateString(key)
        tflite.MetadataStart(b)
        tflite.MetadataAddName(b, text)
        said.append(tflite.MetadataEnd(b))
    parts = (
        offsets(written),
        offsets(subgraphs * repeat),
        offsets(stored),
        offsets(said),
        b.CreateString("built for a test"),
    )
    tflite.ModelStart(b)
    tflite.ModelAddVersion(b, version)
    for add, part in zip(("OperatorCodes", "Subgraphs", "Buffers", "Metadata", "Description"), parts, strict=True):
        getattr(tflite, f"ModelAdd{add}")(b, part)
    b.Finish(tflite.ModelEnd(b), file_identifier=identifier)
    return bytes(b.Output())


SMALL = G(
    (
        T((1, 6, 6, 2), signature=(-1, 6, 6, 2)),
        weights(4, 3, 3, 2),
        weights(4, type="INT32", each=4),
        T((1, 4, 4, 4)),
        weights(2, type="INT32", each=4),
        T((1, 64)),
        weights(3, 64),
        T((1, 3)),
    ),
    (
        Op("CONV_2D", (0, 1, 2), (3,)),
        Op("RESHAPE", (3, 4), (5,)),
        Op("FULLY_CONNECTED", (5, 6, -1), (7,)),
    ),
    outputs=(7,),
)
"""A convolution of 4 filters of 3 x 3 x 2 over 6 x 6 x 2, and 3 outputs of its 64 values."""
SMALL_MACS = 16 * 4 * 18 + 64 * 3
"""4 x 4 places x 4 filters x 3 x 3 x 2, and 64 x 3."""


def built(tmp_path: Path, *graphs: G, name: str = "model.tflite", **more: Any) -> Path:
    """A model file in a folder."""
    file = tmp_path / name
    file.write_bytes(build(*graphs, **more))
    return file


def supplied(name: str) -> Path:
    """One of the supplied models."""
    need("the package tflite", find_spec("tflite"), "reads model files")
    file = MODELS / f"{name}.tflite"
    need("the supplied models", file.is_file(), "checks the reference counts", installable=False)
    return file
