"""A .tflite file as plain data: subgraphs, operators, tensors and the size of their buffers.

Read with the schema package `tflite`, without an interpreter. A file is not trusted: every offset, length and index is
checked, and the number of things that are read is bounded, so that a broken file is an error and never a crash.
"""

from __future__ import annotations

import hashlib
import math
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from footprint.errors import InputError, shown

MAX_BYTES = 256 << 20
"""Largest file that is read. [bytes]"""
MAX_THINGS = 200_000
"""Tables that are read from one file; 16 numbers of a vector or 16 characters of a name count as one."""
MAX_RANK = 16
MAX_TENSOR_BYTES = 1 << 40
MAX_NAME = 1000
VERSION = 3
"""The version of the schema that every .tflite file has."""

_BITS = {
    "FLOAT32": 32, "FLOAT16": 16, "INT32": 32, "UINT8": 8, "INT64": 64, "BOOL": 8, "INT16": 16, "COMPLEX64": 64,
    "INT8": 8, "FLOAT64": 64, "COMPLEX128": 128, "UINT64": 64, "UINT32": 32, "UINT16": 16, "INT4": 4, "BFLOAT16": 16,
}  # fmt: skip
"""Bits of an element. STRING, RESOURCE and VARIANT have no fixed size."""
_ALIKE = (
    (b"\x89HDF", "a Keras model in HDF5 (.h5)"),
    (b"PK\x03\x04", "a zip archive, such as a .keras file"),
    (b"GGUF", "a GGUF file"),
)


@dataclass(frozen=True)
class Tensor:
    """A tensor of a subgraph.

    Attributes
    ----------
    name : str
    type : str
        Lower case, as the schema calls it: int8, float32.
    shape : tuple of int
        As the file was written; -1 where even the file does not say.
    signature : tuple of int
        The shape with -1 for what may change at run time; the same as `shape` where nothing may.
    elements : int, optional
        Product of the shape; None where it has a -1.
    bytes : int, optional
        Size in memory; None where shape or type has no fixed one. [bytes]
    buffer, stored_bytes : int
        The buffer that holds its values, and how many bytes that has: 0 for what is computed. [bytes]
    variable : bool
        State that is kept between inferences.
    scales, zero_points : tuple
        Quantisation, one of each per tensor or per channel; empty for none.
    sparse : bool
        Its values are stored without zeros.
    """

    name: str
    type: str
    shape: tuple[int, ...]
    signature: tuple[int, ...]
    elements: int | None
    bytes: int | None
    buffer: int
    stored_bytes: int
    variable: bool
    scales: tuple[float, ...]
    zero_points: tuple[int, ...]
    sparse: bool

    @property
    def constant(self) -> bool:
        """Whether its values are in the file."""
        return self.stored_bytes > 0


class Operator(NamedTuple):
    """One step of a subgraph: its name, its tensors by index (-1: left out), and the options that counting needs.

    `name` is that of the schema; for a custom operator ``CUSTOM:`` and the name that the file gives it; for a code
    that the schema package does not know ``UNKNOWN:`` and the code.
    """

    name: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: dict[str, Any]


class Subgraph(NamedTuple):
    """Operators in the order in which they run."""

    name: str
    tensors: tuple[Tensor, ...]
    operators: tuple[Operator, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


class TfliteFile(NamedTuple):
    """What a file holds; the first subgraph is the one that an inference runs."""

    path: Path
    size_bytes: int
    sha256: str
    description: str
    subgraphs: tuple[Subgraph, ...]
    metadata: tuple[str, ...]


def read_tflite(path: str | Path) -> TfliteFile:
    """Read a .tflite file.

    Parameters
    ----------
    path : str or Path
        A file of at most `MAX_BYTES`.

    Raises
    ------
    InputError
        No such file, not a .tflite file, broken or cut off, or the extra ``models`` is not installed.
    """
    return tflite_from_bytes(model_bytes(Path(path)), path)


def tflite_from_bytes(data: bytes, path: str | Path) -> TfliteFile:
    """Read the bytes of a .tflite file; `path` is what errors and the result call it."""
    file = str(path)
    try:
        import tflite  # type: ignore[import-untyped]
    except ImportError:
        raise InputError(
            "reading a .tflite file needs the package tflite",
            file=file,
            hint="Install it with: pip install 'tinyml-footprint[models]'",
        ) from None
    if len(data) < 8 or data[4:8] != b"TFL3":
        raise InputError("not a .tflite file", file=file, hint=_hint(data))
    try:
        return _Reader(tflite, data).model(Path(path))
    except _BrokenError as error:
        raise InputError(f"broken .tflite file: {error}", file=file, hint=_AGAIN) from None
    except (struct.error, ValueError, TypeError):
        # What the schema package does where an offset or a length points outside of the file.
        raise InputError("broken .tflite file: it points outside of itself", file=file, hint=_AGAIN) from None


_AGAIN = "It may be cut off: copy or convert it again."


def model_bytes(path: Path) -> bytes:
    """The bytes of a model file of at most `MAX_BYTES`."""
    file = str(path)
    if "\0" in file:
        raise InputError("a file name cannot hold a NUL character", file=file)
    try:
        if not path.exists():
            raise InputError("no such file", file=file)
        if not path.is_file():
            saved = (path / "saved_model.pb").is_file()
            hint = "This is a SavedModel: save the model as one file, model.save('model.keras')." if saved else ""
            raise InputError("a model is expected to be a file", file=file, hint=hint)
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot read the file: {error.strerror}", file=file) from None
    if len(data) > MAX_BYTES:
        raise InputError(f"the file is larger than {MAX_BYTES >> 20} MiB", file=file)
    return data


def _hint(data: bytes) -> str:
    if not data:
        return "It is empty."
    like = next((what for start, what in _ALIKE if data.startswith(start)), None)
    if like:
        return f"It looks like {like}; convert it to .tflite first."
    return 'Such a file has "TFL3" at bytes 5 to 8.'


class _BrokenError(Exception):
    """What is wrong with a file."""


@cache
def _names(numbers: Any) -> dict[int, str]:
    """Names of an enumeration of the schema by their number."""
    return {number: name for name, number in vars(numbers).items() if isinstance(number, int)}


class _Reader:
    """Reads one file, and counts what it reads."""

    def __init__(self, tflite: Any, data: bytes) -> None:
        self.schema, self.data, self.things = tflite, data, 0

    def spend(self, things: int) -> None:
        self.things += things
        if self.things > MAX_THINGS:
            raise _BrokenError(f"it claims to hold more than {MAX_THINGS} entries")

    def tables(self, parent: Any, name: str) -> Iterator[Any]:
        """The tables of a vector."""
        length = getattr(parent, f"{name}Length")()
        self.spend(length)
        for i in range(length):
            # A file of schema version 3 has no empty entries.
            yield getattr(parent, name)(i)

    def numbers(self, parent: Any, name: str) -> tuple[Any, ...]:
        """A vector of numbers; empty where the file has none."""
        length = getattr(parent, f"{name}Length")()
        if length == 0:
            return ()
        self.spend(length // 16 + 1)
        return tuple(getattr(parent, f"{name}AsNumpy")().tolist())

    def text(self, raw: bytes | None) -> str:
        raw = raw or b""
        self.spend(len(raw) // 16 + 1)
        return raw[:MAX_NAME].decode("utf-8", "replace")

    def model(self, path: Path) -> TfliteFile:
        model = self.schema.Model.GetRootAs(self.data, 0)
        if model.Version() != VERSION:
            raise _BrokenError(f"its schema has version {model.Version()}, not {VERSION}")
        metadata = tuple(self.text(m.Name()) for m in self.tables(model, "Metadata"))
        sizes = [self.buffer_bytes(b) for b in self.tables(model, "Buffers")]
        codes = [self.operator_name(c) for c in self.tables(model, "OperatorCodes")]
        packed = "COMPRESSION_METADATA" in metadata
        graphs = tuple(self.subgraph(g, codes, sizes, packed) for g in self.tables(model, "Subgraphs"))
        if not graphs:
            raise _BrokenError("it has no subgraph")
        description = self.text(model.Description())
        return TfliteFile(path, len(self.data), hashlib.sha256(self.data).hexdigest(), description, graphs, metadata)

    def buffer_bytes(self, buffer: Any) -> int:
        """Bytes of a buffer: inside the flatbuffer, or behind it in files that may be larger than 2 GB."""
        start, size = buffer.Offset(), buffer.Size()
        if start > 1:
            if start + size > len(self.data):
                raise _BrokenError("a buffer ends behind the end of the file")
            return int(size)
        if (size := buffer.DataLength()) == 0:
            return 0
        return len(buffer.DataAsNumpy())  # which is an error where the data end behind the file

    def operator_name(self, code: Any) -> str:
        # Codes above 127 are only in the newer of the two fields.
        number = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        name = _names(self.schema.BuiltinOperator).get(number)
        if number < 0:
            raise _BrokenError(f"an operator has the code {number}")
        if name == "CUSTOM":
            return f"CUSTOM:{self.text(code.CustomCode()) or 'without a name'}"
        return name or f"UNKNOWN:{number}"

    def subgraph(self, graph: Any, codes: list[str], sizes: list[int], packed: bool) -> Subgraph:
        tensors = tuple(self.tensor(t, sizes, packed) for t in self.tables(graph, "Tensors"))

        def indices(parent: Any, name: str, least: int = 0) -> tuple[int, ...]:
            found = self.numbers(parent, name)
            for index in found:
                if not least <= index < len(tensors):
                    raise _BrokenError(f"there is no tensor {index} among {len(tensors)}")
            return found

        operators = []
        for op in self.tables(graph, "Operators"):
            if op.OpcodeIndex() >= len(codes):
                raise _BrokenError(f"there is no operator code {op.OpcodeIndex()} among {len(codes)}")
            name = codes[op.OpcodeIndex()]
            inputs, outputs = indices(op, "Inputs", least=-1), indices(op, "Outputs")
            operators.append(Operator(name, inputs, outputs, self.options(op, name)))
        return Subgraph(
            self.text(graph.Name()), tensors, tuple(operators), indices(graph, "Inputs"), indices(graph, "Outputs")
        )

    def options(self, op: Any, name: str) -> dict[str, Any]:
        read: dict[str, tuple[str, Callable[[Any], dict[str, Any]]]] = {
            "BATCH_MATMUL": ("BatchMatMulOptions", lambda o: {"adj_x": o.AdjX()}),
            "LSTM": ("LSTMOptions", lambda o: {"basic": bool(o.KernelType())}),
        }
        if name not in read:
            return {}
        kind, values = read[name]
        if (
            op.BuiltinOptionsType() != getattr(self.schema.BuiltinOptions, kind)
            or (table := op.BuiltinOptions()) is None
        ):
            return {}
        found = getattr(self.schema, kind)()
        found.Init(table.Bytes, table.Pos)
        return values(found)

    def tensor(self, tensor: Any, sizes: list[int], packed: bool) -> Tensor:
        name, shape = self.text(tensor.Name()), self.numbers(tensor, "Shape")
        called = f"tensor {shown(name)}"
        if len(shape) > MAX_RANK:
            raise _BrokenError(f"{called} has {len(shape)} dimensions")
        if any(d < -1 for d in shape):
            raise _BrokenError(f"{called} has the shape {shape}")
        kind = _names(self.schema.TensorType).get(tensor.Type())
        if kind is None:
            raise _BrokenError(f"{called} has the unknown type {tensor.Type()}")
        buffer = tensor.Buffer()
        if buffer >= len(sizes):
            raise _BrokenError(f"there is no buffer {buffer} among {len(sizes)}")
        elements = None if -1 in shape else math.prod(shape)
        size = None if elements is None or kind not in _BITS else -(-elements * _BITS[kind] // 8)
        if (size or elements or 0) > MAX_TENSOR_BYTES:
            raise _BrokenError(f"{called} has the shape {shape}, more than any memory holds")
        sparse = tensor.Sparsity() is not None
        # The same check as that of the TensorFlow Lite interpreter.
        if sizes[buffer] and not sparse and not packed and size is not None and size != sizes[buffer]:
            raise _BrokenError(f"{called} needs {size} bytes, and its buffer has {sizes[buffer]}")
        quantised = tensor.Quantization()
        scales = self.numbers(quantised, "Scale") if quantised else ()
        if not all(map(math.isfinite, scales)):
            raise _BrokenError(f"{called} has a scale that is not a number")
        signature = self.numbers(tensor, "ShapeSignature")
        return Tensor(
            name=name,
            type=kind.lower(),
            shape=shape,
            signature=signature if len(signature) == len(shape) else shape,
            elements=elements,
            bytes=size,
            buffer=buffer,
            stored_bytes=sizes[buffer],
            variable=tensor.IsVariable(),
            scales=scales,
            zero_points=self.numbers(quantised, "ZeroPoint") if quantised else (),
            sparse=sparse,
        )
