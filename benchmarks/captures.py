"""How fast is a capture read? Run `python benchmarks/captures.py` from the checkout.

Measured in one run, on a synthetic PPK2 export of 60 s at 100 kHz: 6 million rows with times, currents and eight
digital channels, about 240 MB, written to a temporary folder. In turn, each in a fresh process, modules loaded
beforehand:

- pandas: `pandas.read_csv` of the whole file, then current times voltage times 10 us. The reference; pandas 3.1
  reads in several threads too.
- capture: `read_capture` and `summarise`: times checked, gaps and impossible samples looked for, digital channels
  decoded, energy on the real time base, outline for a chart.
- again: `summarise` once more, which reads no text.

Times are medians; the fastest run is given too, as medians tell little on a busy machine. Peak memory is that of the
process, and of an empty one with the same modules. Both energies have to agree. Target: at least 3 times as fast as
pandas, and memory that does not grow with the length (a tenth of the file is read too).
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
ROWS = 6_000_000
REPEATS = 5
VOLTAGE_V = 3.0
TARGET = 3.0
HEADER = "Timestamp(ms),Current(uA),D0-D7,D0,D1,D2,D3,D4,D5,D6,D7\n"

PANDAS = """
import json, resource, sys, time
import pandas
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
busy, start = time.process_time(), time.perf_counter()
table = pandas.read_csv(sys.argv[1])
energy = float((table["Current(uA)"] * 1e-6 * 3.0 * 1e-5).sum())
seconds, cpu = time.perf_counter() - start, time.process_time() - busy
print(json.dumps([seconds, cpu, 0.0, energy, base, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
CAPTURE = """
import json, resource, sys, time
import pyarrow.csv
from firmware_profiles.reading import read_capture, readers
from firmware_profiles.summary import summarise
readers()
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
busy, start = time.process_time(), time.perf_counter()
capture = read_capture(sys.argv[1], voltage_v=3.0)
energy = summarise(capture).energy_j
read, cpu = time.perf_counter(), time.process_time() - busy
summarise(capture)
again = time.perf_counter() - read
print(json.dumps([read - start, cpu, again, energy, base, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def write(path: Path, rows: int) -> None:
    """Sleep at about 2 uA with an inference of 20 ms at 12 mA every second, and a counter on the digital channels."""
    draw = np.random.default_rng(2026)
    block = 100_000
    with path.open("w") as stream:
        stream.write(HEADER)
        for start in range(0, rows, block):
            n = np.arange(start, min(start + block, rows))
            busy = n % 100_000 < 2_000
            current = np.where(busy, draw.normal(12_000, 300, len(n)), draw.normal(2, 0.2, len(n)))
            pins = [format(int(x) // 1000 % 256, "08b") for x in n]
            stream.write(
                "".join(f"{k / 100:.12g},{c:.3f},{p},{','.join(p)}\n" for k, c, p in zip(n, current, pins, strict=True))
            )


def run(code: str, path: Path) -> list[float]:
    """Seconds, of the processor too, seconds again, joules, and megabytes before and at the peak."""
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=True)
    found: Any = json.loads(done.stdout)
    return [float(x) for x in found]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, short = Path(folder) / "minute.csv", Path(folder) / "six-seconds.csv"
        print(f"writing {ROWS:,} rows of a synthetic PPK2 export ...", file=sys.stderr)
        write(path, ROWS)
        write(short, ROWS // 10)
        size = path.stat().st_size / 1e6
        runs = [(run(PANDAS, path), run(CAPTURE, path)) for _ in range(REPEATS)]
        tenth = run(CAPTURE, short)
    pandas, capture = (
        [statistics.median(column) for column in zip(*(r[n] for r in runs), strict=True)] for n in (0, 1)
    )
    factor = pandas[0] / capture[0]
    fastest = [min(r[n][0] for r in runs) for n in (0, 1)]
    print(f"60 s at 100 kHz: {ROWS:,} rows, {size:.0f} MB")
    print(f"{'':24}{'seconds':>9}{'fastest':>9}{'CPU':>9}{'again':>9}{'peak MB':>9}{'of it modules':>15}")
    for name, r, least in (
        ("pandas.read_csv", pandas, fastest[0]),
        ("read and summarise", capture, fastest[1]),
        ("the same, 6 s", tenth, tenth[0]),
    ):
        print(f"{name:24}{r[0]:9.2f}{least:9.2f}{r[1]:9.2f}{r[2]:9.2f}{r[5]:9.0f}{r[4]:15.0f}")
    print(f"energies {pandas[3]:.9f} J and {capture[3]:.9f} J")
    if abs(pandas[3] / capture[3] - 1) > 1e-9:
        raise SystemExit("the energies differ")
    verdict = "reached" if factor >= TARGET else "MISSED"
    print(
        f"{factor:.1f} times as fast as pandas.read_csv, {fastest[0] / fastest[1]:.1f} times by the fastest runs;"
        f" target {TARGET:g}: {verdict}"
    )


if __name__ == "__main__":
    main()
