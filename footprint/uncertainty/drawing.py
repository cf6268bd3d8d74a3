"""Draws of sums of terms: seeded, and the same whatever the number of threads and the order of rows.

Each input has a random stream of its own, found by its key. A draw is a level, one of `LEVELS` equally
likely ones, from 16 bits of the stream; for many draws the values of all levels are worked out once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from hashlib import sha256
from typing import Any

import numpy as np

from footprint import tables
from footprint.errors import InputError, shown
from footprint.uncertainty.distributions import LEVELS, Array, Distribution, digits
from footprint.uncertainty.inputs import Term, merged

CHUNK = 1 << 16
"""Draws that are made at a time; a multiple of the 16 that one step of a stream gives."""
_PER_STEP = 16
_AT_A_TIME = 64
"""Distributions whose values are held at a time, half a megabyte each."""


def check(draws: int, seed: int | None) -> tuple[int, int]:
    """The number of draws and the seed to use.

    Raises
    ------
    InputError
        A number of draws or a seed out of range.
    """
    rules = tables.uncertainty()
    least, most = rules["least_draws"], rules["most_draws"]
    if isinstance(draws, bool) or not isinstance(draws, int) or not least <= draws <= most:
        raise InputError(f"draws {shown(draws)} is not a whole number from {least} to {most}", hint="0 gives bounds.")
    seed = rules["seed"] if seed is None else seed
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**63:
        raise InputError(f"seed {shown(seed)} is not a whole number from 0 to 2^63 - 1")
    return draws, seed


def draw(terms: Sequence[Term], draws: int, seed: int, threads: int | None = None) -> Array:
    """Draws of the sum of some terms. [kg CO2e]

    Parameters
    ----------
    terms : sequence of Term
        In any order.
    draws : int
        How many; draw i of every sum belongs to the same state of the world.
    seed : int
        Another seed, another world.
    threads : int, optional
        How many at a time; the processor's own number if left out.

    Returns
    -------
    array of shape (draws,)
    """
    out = np.zeros(draws)
    spans = [(start, min(start + CHUNK, draws)) for start in range(0, draws, CHUNK)]
    threads = min(len(spans), threads or os.cpu_count() or 1)
    todo = merged(terms)
    for first in range(0, len(todo), _AT_A_TIME):
        some = todo[first : first + _AT_A_TIME]
        known = {d: _all_values(d) for t in some for _, d in t.draws} if draws > LEVELS else {}

        def fill(span: tuple[int, int], some: list[Term] = some, known: dict[Distribution, Array] = known) -> None:
            _add(out[slice(*span)], some, known, seed, span[0])

        if threads > 1:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(fill, spans))
        else:
            for span in spans:
                fill(span)
    return out


def draw_sums(groups: Mapping[str, Sequence[Term]], draws: int, seed: int) -> tuple[dict[str, Array], dict[Any, Array]]:
    """Draws of several sums in one go, each the same as by `draw`, and P5, P50, P95 of every product in them.

    Parameters
    ----------
    groups : map of str to sequence of Term
        What is added up; a term may be in several groups.
    draws, seed : int
        As in `draw`; at most `CHUNK` draws.

    Returns
    -------
    sums : dict of str to array
        Draws of each group. [kg CO2e]
    products : dict of tuple to array of 3
        By the draws of a term, the percentiles of their product.
    """
    out = {key: np.zeros(draws) for key in groups}
    scales: dict[Any, list[tuple[str, float]]] = {}
    for key, terms in groups.items():
        for term in merged(terms):
            scales.setdefault(term.draws, []).append((key, term.scale))
    products = {}
    one = np.empty(draws)
    for made_of in sorted(scales):
        one[:] = 0.0
        _add(one, [Term(1.0, made_of)], {}, seed, 0)
        products[made_of] = np.array(list(percentiles(one)))
        for key, scale in scales[made_of]:
            out[key] += one * scale
    return out, products


def draw_span(terms: Sequence[Term], start: int, count: int, seed: int) -> Array:
    """A part of what `draw` gives: some draws from draw `start` on, a multiple of 16."""
    out = np.zeros(count)
    _add(out, merged(terms), {}, seed, start)
    return out


@lru_cache(maxsize=_AT_A_TIME)
def _all_values(one: Distribution) -> Array:
    """The values of every level."""
    return one.values(np.arange(LEVELS))


def _add(out: Array, terms: Sequence[Term], known: dict[Distribution, Array], seed: int, start: int) -> None:
    """Add the draws of some terms from draw `start` on."""
    values, product = np.empty_like(out), np.empty_like(out)
    for term in terms:
        if not term.draws:
            out += term.scale
            continue
        for number, (key, one) in enumerate(term.draws):
            into = product if number else values
            level = _levels(key, seed, start, len(out))
            if one in known:
                np.take(known[one], level, out=into, mode="wrap")
            else:
                into[:] = one.values(level)
            if number:
                values *= product
        if term.scale != 1.0:
            values *= term.scale
        out += values


def _levels(key: str, seed: int, start: int, count: int) -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
    """Random levels of an input from draw `start` on."""
    stream = np.random.Philox(key=int.from_bytes(sha256(f"{seed}\0{key}".encode()).digest()[:16], "little"))
    stream.advance(start // _PER_STEP)
    raw = stream.random_raw(-(-count // 4)).astype("<u8", copy=False)
    return raw.view("<u2")[:count]


def percentiles(values: Array) -> Iterator[float]:
    """P5, P50 and P95, to twelve digits: the last ones differ between processors."""
    found = np.percentile(values, tables.uncertainty()["percentiles"])
    return map(digits, found)
