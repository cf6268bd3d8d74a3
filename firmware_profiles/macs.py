"""Multiply-accumulates of operators, by the shapes of their tensors.

The convention is that of the MLPerf Tiny reference counts: a multiplication whose product is added to a sum is one
multiply-accumulate (MAC); bias, activation, pooling, normalisation and element-wise operators are counted as none.
Zeros in weights and padding are counted like any other value. Each function gives one inference at the shapes of the
file, whatever the batch in them.

References
----------
.. [1] TensorFlow Lite schema, shapes of inputs in the comments of its options:
   tensorflow/compiler/mlir/lite/schema/schema.fbs, and the kernels in tensorflow/lite/kernels.
.. [2] C. Banbury et al., MLPerf Tiny benchmark, NeurIPS Datasets and Benchmarks 2021, arXiv 2106.07597.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from firmware_profiles.tflite_file import Operator, Subgraph, Tensor

Inputs = tuple[Tensor | None, ...]

_WITHOUT = """
ABS ADD ADD_N ARG_MAX ARG_MIN ASSIGN_VARIABLE ATAN2 AVERAGE_POOL_2D BATCH_TO_SPACE_ND BITCAST BITWISE_XOR
BROADCAST_ARGS BROADCAST_TO BUCKETIZE CAST CEIL COMPLEX_ABS CONCATENATION COS CUMSUM DENSIFY DEPTH_TO_SPACE DEQUANTIZE
DILATE DIV DYNAMIC_UPDATE_SLICE ELU EMBEDDING_LOOKUP EQUAL EXP EXPAND_DIMS FAKE_QUANT FILL FLOOR FLOOR_DIV FLOOR_MOD
GATHER GATHER_ND GELU GREATER GREATER_EQUAL HARD_SWISH HASHTABLE HASHTABLE_FIND HASHTABLE_IMPORT HASHTABLE_LOOKUP
HASHTABLE_SIZE IMAG L2_NORMALIZATION L2_POOL_2D LEAKY_RELU LESS LESS_EQUAL LOCAL_RESPONSE_NORMALIZATION LOG
LOGICAL_AND LOGICAL_NOT LOGICAL_OR LOGISTIC LOG_SOFTMAX MATRIX_DIAG MATRIX_SET_DIAG MAXIMUM MAX_POOL_2D MEAN MINIMUM
MIRROR_PAD MUL MULTINOMIAL NEG NON_MAX_SUPPRESSION_V4 NON_MAX_SUPPRESSION_V5 NOT_EQUAL ONE_HOT PACK PAD PADV2 POW
PRELU QUANTIZE RANDOM_STANDARD_NORMAL RANDOM_UNIFORM RANGE RANK READ_VARIABLE REAL REDUCE_ALL REDUCE_ANY REDUCE_MAX
REDUCE_MIN REDUCE_PROD RELU RELU6 RELU_0_TO_1 RELU_N1_TO_1 RESHAPE RESIZE_BILINEAR RESIZE_NEAREST_NEIGHBOR
REVERSE_SEQUENCE REVERSE_V2 RIGHT_SHIFT ROUND RSQRT SCATTER_ND SEGMENT_SUM SELECT SELECT_V2 SHAPE SIGN SIN SLICE
SOFTMAX SPACE_TO_BATCH_ND SPACE_TO_DEPTH SPARSE_TO_DENSE SPLIT SPLIT_V SQRT SQUARE SQUARED_DIFFERENCE SQUEEZE
STRIDED_SLICE SUB SUM TANH TILE TOPK_V2 TRANSPOSE UNIQUE UNPACK UNSORTED_SEGMENT_MAX UNSORTED_SEGMENT_MIN
UNSORTED_SEGMENT_PROD UNSORTED_SEGMENT_SUM VAR_HANDLE WHERE ZEROS_LIKE
"""
WITHOUT = frozenset(_WITHOUT.split())
"""Operators that have no multiply-accumulates by the convention above."""


class NotCountedError(Exception):
    """Why an operator cannot be counted."""


def macs(operator: Operator, subgraph: Subgraph) -> int:
    """Multiply-accumulates of one run of an operator; 0 for those in `WITHOUT`.

    Raises
    ------
    NotCountedError
        There is no count of this operator, or its shapes do not say enough.
    """
    if operator.name in WITHOUT:
        return 0
    if operator.name not in FORMULAS:
        raise NotCountedError(_why_not(operator.name))
    inputs = tuple(subgraph.tensors[i] if i >= 0 else None for i in operator.inputs)
    if not operator.outputs:
        raise NotCountedError("it has no output")
    return FORMULAS[operator.name](inputs, subgraph.tensors[operator.outputs[0]], operator.options)


def _why_not(name: str) -> str:
    if name.startswith("CUSTOM:"):
        return "a custom operator: what it does is not in the file"
    if name.startswith("UNKNOWN:"):
        return "its code is newer than the schema this version knows"
    if name in {"IF", "WHILE", "CALL_ONCE", "CALL", "STABLEHLO_WHILE", "STABLEHLO_COMPOSITE", "DELEGATE"}:
        return "it runs another part of the model, and the file does not say how often"
    return "there is no count for this operator"


def _shape(tensor: Tensor | None, rank: int, what: str) -> tuple[int, ...]:
    """The shape of a tensor that must be there, with a fixed size and so many dimensions."""
    if tensor is None:
        raise NotCountedError(f"it has no {what}")
    if tensor.elements is None:
        raise NotCountedError(f"the shape of its {what} is not in the file")
    if len(tensor.shape) != rank:
        raise NotCountedError(f"its {what} has {len(tensor.shape)} dimensions, not {rank}")
    return tensor.shape


def _elements(tensor: Tensor | None, what: str) -> int:
    return prod(_shape(tensor, len(tensor.shape) if tensor else 0, what))


def _fit(fits: bool) -> None:
    if not fits:
        raise NotCountedError("the shapes of its tensors do not fit together")


def _at(inputs: Inputs, index: int) -> Tensor | None:
    return inputs[index] if index < len(inputs) else None


def conv_2d(inputs: Inputs, output: Tensor, options: dict[str, object]) -> int:
    """Every output value is a sum over one filter: output elements x height x width x input channels.

    The filter is (output channels, height, width, input channels of its group), so groups are counted right.
    """
    channels, height, width, depth = _shape(_at(inputs, 1), 4, "filter")
    out = _shape(output, 4, "output")
    _fit(out[3] == channels)
    return prod(out) * height * width * depth


def conv_3d(inputs: Inputs, output: Tensor, options: dict[str, object]) -> int:
    """As `conv_2d`: output elements x depth x height x width x input channels.

    The filter is (depth, height, width, input channels, output channels).
    """
    *window, channels_in, channels = _shape(_at(inputs, 1), 5, "filter")
    out = _shape(output, 5, "output")
    _fit(out[4] == channels)
    return prod(out) * prod(window) * channels_in


def depthwise_conv_2d(inputs: Inputs, output: Tensor, options: dict[str, object]) -> int:
    """Every output value is a sum over a window of one channel: output elements x height x width.

    The filter is (1, height, width, output channels).
    """
    _, height, width, channels = _shape(_at(inputs, 1), 4, "filter")
    out = _shape(output, 4, "output")
    _fit(out[3] == channels)
    return prod(out) * height * width


def transpose_conv(inputs: Inputs, output: Tensor, options: dict[str, object]) -> int:
    """Every input value is multiplied into a window of the output: input elements x height x width x output channels.

    The inputs are the output shape, the filter (output channels, height, width, input channels) and the values.
    What falls off the edges of the output is counted too.
    """
    channels, height, width, depth = _shape(_at(inputs, 1), 4, "filter")
    values = _shape(_at(inputs, 2), 4, "input")
    _fit(values[3] == depth)
    return prod(values) * height * width * channels


def conv_3d_transpose(inputs: Inputs, output: Tensor, options: dict[str, object]) -> int:
    """As `transpose_conv`, with a filter (depth, height, width, output channels, input channels)."""
    *window, channels, depth = _shape(_at(inputs, 1), 5, "filter")
    values = _shape(_at(inputs, 2), 5, "input")
    _fit(values[4] == depth)
    return prod(values) * prod(window) * channels


def fully_connected(inputs: Inputs, output: Tensor, options: dict[str, object]) -> int:
    """Every output value is a sum over one row of the weights (outputs, inputs): rows of input x outputs x inputs."""
    outputs, depth = _shape(_at(inputs, 1), 2, "weights")
    values = _elements(_at(inputs, 0), "input")
    _fit(depth > 0 and values % depth == 0 and _elements(output, "output") == values // depth * outputs)
    return values * outputs


def batch_matmul(inputs: Inputs, output: Tensor, options: dict[str, object]) -> int:
    """Every output value is a sum over the inner dimension: output elements x inner dimension.

    The inner dimension is the last of the first matrix, or the one before it where that is transposed (``adj_x``).
    """
    first = _at(inputs, 0)
    if first is not None and len(first.shape) < 2:
        raise NotCountedError("its input is not a matrix")
    shape = _shape(first, len(first.shape) if first else 2, "input")
    return _elements(output, "output") * shape[-2 if options.get("adj_x") else -1]


def svdf(inputs: Inputs, output: Tensor, options: dict[str, object]) -> int:
    """A filter over the features and one over time, for each row: batch x filters x (features + memory).

    The inputs are the values (batch, features), weights of features (filters, features) and of time (filters, memory)
    [3]_. Adding up the filters of a unit is not counted.

    References
    ----------
    .. [3] P. Nakkiran et al., Compressing deep neural networks using a rank-constrained topology, Interspeech 2015.
    """
    batch, features = _shape(_at(inputs, 0), 2, "input")
    filters, depth = _shape(_at(inputs, 1), 2, "weights of features")
    others, memory = _shape(_at(inputs, 2), 2, "weights of time")
    _fit(depth == features and others == filters)
    return batch * filters * (features + memory)


def rnn(inputs: Inputs, output: Tensor, options: dict[str, object]) -> int:
    """Weights of the input and of the state, once for each row: rows x (weights + recurrent weights).

    Rows are batch x time steps, the elements of the input by its last dimension.
    """
    return _rows(inputs) * sum(_elements(_at(inputs, i), "weights") for i in (1, 2))


def lstm(inputs: Inputs, output: Tensor, options: dict[str, object]) -> int:
    """Weights of the input and of the state of every gate, and the projection, once for each row.

    Inputs 1 to 8 are the weights of the four gates, the first of each four left out where input and forget gate are
    coupled; input 16 is the projection [1]_. Peepholes and products of gates and state are element-wise.
    """
    if options.get("basic") or len(inputs) < 20:
        raise NotCountedError("there is no count for the basic form of this operator")
    weights = [inputs[i] for i in (*range(1, 9), 16)]
    if any(weights[i] is None for i in (1, 2, 3, 5, 6, 7)):
        raise NotCountedError("it has no weights")
    return _rows(inputs) * sum(_elements(w, "weights") for w in weights if w is not None)


def _rows(inputs: Inputs) -> int:
    """Vectors that an input holds: its elements by its last dimension."""
    values = _elements(_at(inputs, 0), "input")
    shape = inputs[0].shape if inputs and inputs[0] else ()
    _fit(bool(shape) and shape[-1] > 0)
    return values // shape[-1]


FORMULAS: dict[str, Callable[[Inputs, Tensor, dict[str, object]], int]] = {
    "BATCH_MATMUL": batch_matmul,
    "CONV_2D": conv_2d,
    "CONV_3D": conv_3d,
    "CONV_3D_TRANSPOSE": conv_3d_transpose,
    "DEPTHWISE_CONV_2D": depthwise_conv_2d,
    "FULLY_CONNECTED": fully_connected,
    "LSTM": lstm,
    "RNN": rnn,
    "SVDF": svdf,
    "TRANSPOSE_CONV": transpose_conv,
    "UNIDIRECTIONAL_SEQUENCE_LSTM": lstm,
    "UNIDIRECTIONAL_SEQUENCE_RNN": rnn,
}
"""How each operator with multiply-accumulates is counted."""
