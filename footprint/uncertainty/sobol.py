"""Sobol indices of any function: what share of its variance each input makes, alone and with others.

Points are those of a Sobol sequence with a digital shift, so that a thousand of them do for what random
points need many thousands for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from footprint.errors import InputError, shown
from footprint.uncertainty.distributions import LEVELS, Array

_BITS = LEVELS.bit_length() - 1
_FIRST_NUMBERS = 2021
"""Key of the stream that the first direction numbers are taken from; they only have to be odd, and to stay."""
_FEWEST = 64


class Index(NamedTuple):
    """One Sobol index and the standard error of its estimate."""

    value: float
    error: float


class Indices(NamedTuple):
    """Sobol indices of every input, in their order."""

    first_order: tuple[Index, ...]
    total: tuple[Index, ...]


def sobol_indices(function: Callable[[Array], Array], inputs: int, samples: int, seed: int = 0) -> Indices:
    """First-order and total Sobol indices of a function of independent inputs.

    Parameters
    ----------
    function : callable
        Takes an array (rows, inputs) of numbers between 0 and 1, the quantiles of the inputs, and gives an
        array (rows,).
    inputs : int
        How many, at least 1.
    samples : int
        Rows of each of the two matrices: a power of two from 64 to 65536. The function is evaluated
        for samples x (inputs + 2) rows.
    seed : int
        Of the shift of the points.

    Returns
    -------
    Indices
        Shares of the variance, 0 to 1 but for their errors; all zero where nothing varies.

    Raises
    ------
    InputError
        A number of samples that is not such a power of two.

    Reference: Saltelli et al. 2010, Computer Physics Communications 181, 259-270, table 2, (b) and (f).
    """
    a, b = matrices(samples, inputs, seed)

    def at(levels: NDArray[np.uint16]) -> Array:
        return function((levels + 0.5) / LEVELS)

    swapped = []
    for i in range(inputs):
        mixed = a.copy()
        mixed[:, i] = b[:, i]
        swapped.append(at(mixed))
    return indices(at(a), at(b), np.array(swapped))


def matrices(samples: int, inputs: int, seed: int) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """Two matrices (samples, inputs) of levels, see `LEVELS`, independent of each other.

    Raises
    ------
    InputError
        A number of samples that is not a power of two from 64 to 65536.
    """
    if not _FEWEST <= samples <= LEVELS or samples & (samples - 1):
        raise InputError(f"samples {shown(samples)} is not a power of two from {_FEWEST} to {LEVELS}")
    numbers = np.array(_directions(2 * inputs), dtype=np.uint16)
    step = np.arange(samples)
    gray = step ^ (step >> 1)
    points = np.zeros((samples, 2 * inputs), dtype=np.uint16)
    for bit in range(samples.bit_length() - 1):
        points ^= np.where((gray >> bit & 1)[:, None] == 1, numbers[:, bit], np.uint16(0))
    shift = np.random.Philox(key=seed).random_raw(2 * inputs) & np.uint64(LEVELS - 1)
    points ^= shift.astype(np.uint16)
    return points[:, :inputs], points[:, inputs:]


def indices(at_a: Array, at_b: Array, swapped: Array) -> Indices:
    """Indices from a function at matrix A, at B, and at A with one column at a time from B (inputs, samples).

    V_i = mean(f_B (f_ABi - f_A)) and VT_i = mean((f_A - f_ABi)^2) / 2, over the variance of f_A and f_B
    together. The errors are those of as many random points, by the delta method: an upper limit here.
    """
    both = np.concatenate([at_a, at_b])
    variance = float(both.var())
    if variance <= 1e-24 * float(np.abs(both).max()) ** 2:
        none = tuple(Index(0.0, 0.0) for _ in swapped)
        return Indices(none, none)
    spread = ((at_a - both.mean()) ** 2 + (at_b - both.mean()) ** 2) / 2

    def over_variance(part: Array) -> Index:
        share = float(part.mean()) / variance
        return Index(share, float(np.std(part - share * spread)) / variance / len(part) ** 0.5)

    moved = swapped - at_a
    centred = at_b - both.mean()
    return Indices(
        tuple(over_variance(centred * one) for one in moved), tuple(over_variance(one**2 / 2) for one in moved)
    )


@cache
def _directions(dimensions: int) -> tuple[tuple[int, ...], ...]:
    """Direction numbers of a Sobol sequence by dimension, as binary fractions of 16 bits.

    Reference: Bratley and Fox 1988, ACM Transactions on Mathematical Software 14(1), algorithm 659.
    """
    numbers = np.random.Philox(key=_FIRST_NUMBERS)
    found = [tuple(1 << (_BITS - 1 - i) for i in range(_BITS))]
    for degree, polynomial in _primitive_polynomials(dimensions - 1):
        m = [2 * (int(raw) & ((1 << i) - 1)) + 1 for i, raw in enumerate(numbers.random_raw(degree))]
        for i in range(degree, _BITS):
            new = m[i - degree] ^ (m[i - degree] << degree)
            for t in range(1, degree):
                if polynomial >> (degree - t) & 1:
                    new ^= m[i - t] << t
            m.append(new)
        found.append(tuple(number << (_BITS - 1 - i) for i, number in enumerate(m[:_BITS])))
    return tuple(found)


def _primitive_polynomials(count: int) -> Iterator[tuple[int, int]]:
    """Degree and bits of the first primitive polynomials over the field of two elements."""
    degree = found = 0
    while found < count:
        degree += 1
        order = (1 << degree) - 1
        primes = [p for p in range(2, order + 1) if order % p == 0 and all(p % q for q in range(2, p))]
        proper = [order // p for p in primes]
        for polynomial in range((1 << degree) + 1, 1 << (degree + 1), 2):
            if found == count:
                return
            if _power_of_x(order, polynomial, degree) == 1 and all(
                _power_of_x(e, polynomial, degree) != 1 for e in proper if e > 1 or degree > 1
            ):
                found += 1
                yield degree, polynomial


def _power_of_x(exponent: int, polynomial: int, degree: int) -> int:
    """x to a power modulo a polynomial, both as bits."""

    def times(a: int, b: int) -> int:
        product = 0
        while b:
            product ^= a if b & 1 else 0
            b >>= 1
            a <<= 1
            a ^= polynomial if a >> degree & 1 else 0
        return product

    result, base = 1, 2 if degree > 1 else 1
    while exponent:
        result = times(result, base) if exponent & 1 else result
        base = times(base, base)
        exponent >>= 1
    return result
