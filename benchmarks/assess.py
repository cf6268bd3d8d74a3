"""How fast is an assessment? Run `python benchmarks/assess.py` from the checkout.

Measured in one run, on the `keyword-spotting` preset, nothing memoised between calls:

- bare floats: the same arithmetic with no system, names or sources: the factors of the preset's rows as
  literals in a list, each times its quantity, and the sums of low, typical and high. The reference.
- assess(system): from a validated System to a Footprint with its rows and its total.
- assess(dict): the same from a dict in internal units, so with validation.
- assess(dict) of the file's keys: the same with the units still in the texts.
- result.to_dict(): the JSON document, with its hash and totals by block and stage, from a fresh result.
- import footprint: `import footprint` in a fresh process, less an empty process.
- first assessment: import, load the preset and assess it in a fresh process, less an empty process.

Each time is the median and the least of several repeats; the target is compared with the median. The
factor set and the tables are read from disk once per process, which only the last line counts.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
import timeit
from collections.abc import Callable
from math import fsum
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import footprint  # noqa: E402
from footprint.system import System  # noqa: E402

PRESET = "keyword-spotting"
REPEATS = 41
FRESH = 11


class Timed(NamedTuple):
    """Median and least time of the repeats. [s]"""

    median: float
    least: float


def timed(call: Callable[[], Any]) -> Timed:
    """Time of one call, in repeats of about 10 ms each. [s]"""
    timer = timeit.Timer(call)
    number, spent = timer.autorange()
    number = max(1, round(number * 0.01 / spent))
    times = [t / number for t in timer.repeat(repeat=REPEATS, number=number)]
    return Timed(statistics.median(times), min(times))


def fresh(code: str) -> Timed:
    """Time of a fresh process that runs some code, less one that runs nothing. [s]"""
    runs = []
    for _ in range(FRESH):
        empty, full = _process("pass"), _process(code)
        runs.append(full - empty)
    return Timed(statistics.median(runs), min(runs))


def _process(code: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    return time.perf_counter() - begin


def bare_floats(rows: list[tuple[float, float, float, float]]) -> tuple[float, float, float]:
    """Quantity times low, typical and high of each row, and their sums."""
    low, typical, high = [], [], []
    for quantity, a, b, c in rows:
        low.append(quantity * a)
        typical.append(quantity * b)
        high.append(quantity * c)
    return fsum(low), fsum(typical), fsum(high)


def reference(result: footprint.Footprint) -> list[tuple[float, float, float, float]]:
    """The rows of a result as quantity and factor: only what the arithmetic needs."""
    rows = []
    for row in result.rows:
        factor = result.factors.get(row.factor_key or "")
        rows.append((row.quantity, *factor.kg_co2e) if factor is not None else (1.0, *row.kg_co2e))
    return rows


def line(name: str, found: Timed, base: Timed | None = None, target: float | None = None) -> str:
    """One line of the report."""
    unit, scale = ("µs", 1e6) if found.median < 1e-3 else ("ms", 1e3)
    text = f"{name:<32}{found.median * scale:9.2f} {unit}  {found.least * scale:9.2f} {unit}"
    text += f"{found.median / base.median:9.1f}x" if base else " " * 10
    if target is not None:
        met = "met" if found.median <= target else "met by the least only" if found.least <= target else "NOT met"
        text += f"   target {target * scale:g} {unit}: {met}"
    return text


def main() -> None:
    """Measure and print."""
    system = footprint.load_system(PRESET)
    internal = system.model_dump(exclude_none=True, exclude_defaults=True)
    texts = system.to_file_dict()
    result = footprint.assess(system)
    rows = reference(result)
    assert System.from_dict(internal) == System.from_dict(texts) == system
    assert all(abs(a - b) < 1e-12 for a, b in zip(bare_floats(rows), result.total_kg_co2e, strict=True))

    base = timed(lambda: bare_floats(rows))
    python = ".".join(map(str, sys.version_info[:3]))
    print(f"{PRESET}: {len(rows)} rows, {result.total_kg_co2e.typical:.4f} kg CO2e; Python {python}")
    print(f"{'':<32}{'median':>9}     {'least':>9}     vs bare")
    print(line("bare floats", base, base))
    print(line("assess(system)", timed(lambda: footprint.assess(system)), base, 20e-6))
    print(line("assess(dict, internal units)", timed(lambda: footprint.assess(internal)), base, 100e-6))
    print(line("assess(dict, units in text)", timed(lambda: footprint.assess(texts)), base))
    print(line("assess(system).to_dict()", timed(lambda: footprint.assess(system).to_dict()), base))
    print(line("import footprint, fresh", fresh("import footprint"), target=100e-3))
    first = f"import footprint; footprint.assess(footprint.load_system({PRESET!r}))"
    print(line("import and first assess, fresh", fresh(first)))


if __name__ == "__main__":
    main()
