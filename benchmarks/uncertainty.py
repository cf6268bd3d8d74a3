"""How fast are draws and Sobol indices? Run `python -m benchmarks.uncertainty` from the checkout.

Measured in one run, the two sides of each ratio in turns:

- naive NumPy: a million draws of 12 independent lognormal blocks as one array, its sums, and np.percentile.
- draws and percentiles: the same model through `draw` and `percentiles`, on all cores; and on one thread.
- a result with draws: `assess(system, draws=10000)` of the preset and its document, all blocks and rows.
- Sobol indices: first-order and total of 12 inputs from 1024 samples through `sobol_indices`, and those of the
  preset through `sensitivity`; the direction numbers, made once in a process, on a line of their own.
- SALib's estimator on as many evaluations, for the ratio.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from math import exp
from typing import Any

import numpy as np

import footprint
from footprint.factors import Interval
from footprint.uncertainty import sensitivity, sobol, sobol_indices
from footprint.uncertainty.distributions import Z_HIGH, distribution
from footprint.uncertainty.drawing import draw, percentiles
from footprint.uncertainty.inputs import Term

DRAWS = 1_000_000
BLOCKS = [(0.1 * i, 0.05 + 0.03 * i) for i in range(1, 13)]
"""Typical value [kg CO2e] and sigma of the logarithm."""
REPEATS = 7
SAMPLES = 1024


def naive(rng: np.random.Generator) -> Any:
    """As one would write it first."""
    median, sigma = (np.array(x) for x in zip(*BLOCKS, strict=True))
    blocks = rng.lognormal(np.log(median), sigma, size=(DRAWS, len(BLOCKS)))
    return np.percentile(blocks.sum(axis=1), [5, 50, 95])


def terms() -> list[Term]:
    """The same blocks as terms of the tool."""
    out = []
    for number, (median, sigma) in enumerate(BLOCKS):
        bounds = Interval(*(median * exp(k * Z_HIGH * sigma) for k in (-1, 0, 1)))
        out.append(Term(1.0, ((f"block {number}", distribution(bounds)),)))
    return out


def in_turns(*calls: Callable[[], Any]) -> list[tuple[float, float]]:
    """Median and least time of each call, one after the other in every repeat. [s]"""
    times: list[list[float]] = [[] for _ in calls]
    for call in calls:
        call()
    for _ in range(REPEATS):
        for call, found in zip(calls, times, strict=True):
            begin = time.perf_counter()
            call()
            found.append(time.perf_counter() - begin)
    return [(statistics.median(t), min(t)) for t in times]


def main() -> None:
    """Measure and print."""
    rng, model = np.random.default_rng(1), terms()
    assert np.allclose(naive(rng), list(percentiles(draw(model, DRAWS, 1))), rtol=0.01)
    slow, one, all_cores = in_turns(
        lambda: naive(rng),
        lambda: list(percentiles(draw(model, DRAWS, 1, threads=1))),
        lambda: list(percentiles(draw(model, DRAWS, 1))),
    )
    print(
        f"{DRAWS:,} draws of {len(BLOCKS)} lognormal blocks with P5, P50, P95{'median':>16}{'least':>10}{'draws/s':>12}"
    )
    for name, found in (("naive NumPy", slow), ("draw, one thread", one), ("draw, all cores", all_cores)):
        ratio = f"{slow[0] / found[0]:6.1f}x"
        print(f"{name:<52}{found[0] * 1e3:8.0f} ms{found[1] * 1e3:7.0f} ms{DRAWS / found[0]:12.3g}{ratio}")
    print(f"  target 2x: {_met(slow[0] / all_cores[0], 2)}; 8e6 draws/s: {_met(DRAWS / all_cores[0], 8e6)}")

    system = footprint.load_system("keyword-spotting")
    seeds = iter(range(10**6))
    result, document = in_turns(
        lambda: footprint.assess(system, draws=10_000, seed=next(seeds)).total_kg_co2e,
        lambda: footprint.assess(system, draws=10_000, seed=next(seeds)).to_dict(),
    )
    print(f"10,000 draws of the preset: total {result[0] * 1e3:.1f} ms, whole document {document[0] * 1e3:.1f} ms")

    sobol._directions.cache_clear()
    begin = time.perf_counter()
    sobol._directions(2 * len(BLOCKS))
    print(f"direction numbers for {len(BLOCKS)} inputs, once: {(time.perf_counter() - begin) * 1e3:.1f} ms")
    median, sigma = (np.array(x) for x in zip(*BLOCKS, strict=True))

    def total(u: Any) -> Any:
        return np.sum(median * (1 + sigma * (u - 0.5)), axis=1)

    drawn = footprint.assess(system, draws=10_000, seed=1)
    general, preset, theirs = in_turns(
        lambda: sobol_indices(total, len(BLOCKS), SAMPLES), lambda: sensitivity(drawn, SAMPLES), _salib(total)
    )
    for name, found in (("sobol_indices", general), ("sensitivity of the preset", preset), ("SALib", theirs)):
        print(f"{name}, N = {SAMPLES}, 12 inputs: {found[0] * 1e3:.1f} ms, least {found[1] * 1e3:.1f} ms")
    print(f"  target 100 ms: {_met(0.1, general[0])}")


def _salib(function: Callable[[Any], Any]) -> Callable[[], Any]:
    """SALib's sampling, evaluation and estimators, without its confidence intervals."""
    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sample

    problem = {"num_vars": len(BLOCKS), "names": [str(i) for i in range(12)], "bounds": [[0, 1]] * len(BLOCKS)}

    def run() -> Any:
        points = sample.sample(problem, SAMPLES, calc_second_order=False)
        return analyze.analyze(problem, function(points), calc_second_order=False, num_resamples=2)

    return run


def _met(found: float, wanted: float) -> str:
    return "met" if found >= wanted else "NOT met"


if __name__ == "__main__":
    main()
