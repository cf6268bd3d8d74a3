"""How fast is a bill of materials read and mapped? Run `python -m benchmarks.bom` from the checkout.

Measured in one run, in process, on lists made here: 300 different lines, and 50 000. The reference is
`csv.DictReader` over the same bytes, which only splits them. Median and least of several repeats.
"""

from __future__ import annotations

import csv
import io

from benchmarks.assess import timed
from footprint.bom import bom_from_bytes, coverage, map_bom
from footprint.bom.valued import valued_with
from footprint.engine import as_sets

TARGET_MS = 50
KINDS = (
    ("R{}", "{} kOhm", "R_0402_1005Metric", "resistor"),
    ("C{}", "{} nF", "C_0603_1608Metric", "capacitor"),
    ("U{}", "chip {}", "QFN-32", "STM32L4R5ZIT6, microcontroller"),
    ("D{}", "LED {}", "LED_0603", "green LED"),
    ("J{}", "header {}", "PinHeader_1x04", "connector"),
)


def listed(lines: int) -> bytes:
    """A list of so many lines, each different."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Reference", "Value", "Footprint", "Description", "Qty", "Unit price"])
    for number in range(1, lines + 1):
        reference, value, package, words = KINDS[number % len(KINDS)]
        writer.writerow([reference.format(number), value.format(number), package, words, number % 7 + 1, "0.05"])
    return out.getvalue().encode()


def main() -> None:
    """Print the times."""
    sets = as_sets(["pirson-bol-2021", "deltalca-2024"])

    def run(raw: bytes) -> None:
        bom = bom_from_bytes(raw, "list.csv")
        coverage(map_bom(bom), bom, valued_with(sets))

    print(f"{'bill of materials':<34}{'median':>10}{'least':>10}{'vs csv':>9}")
    for lines in (300, 50_000):
        raw = listed(lines)
        reference = timed(lambda raw=raw: list(csv.DictReader(io.StringIO(raw.decode()))))  # type: ignore[misc]
        found = timed(lambda raw=raw: run(raw))  # type: ignore[misc]
        ratio = found.least / reference.least
        verdict = ""
        if lines == 300:
            verdict = f"   target {TARGET_MS} ms: {'met' if found.median < TARGET_MS / 1000 else 'NOT met'}"
        print(
            f"read, mapped, covered: {lines:>6} lines{found.median * 1e3:>8.1f} ms{found.least * 1e3:>7.1f} ms"
            f"{ratio:>8.1f}x{verdict}"
        )


if __name__ == "__main__":
    main()
