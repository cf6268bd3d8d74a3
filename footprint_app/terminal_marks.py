"""Marks and lines of text for a terminal: 80 columns, block characters with an ASCII fallback, colour where it can."""

from __future__ import annotations

import math
import os
import re
import sys
import textwrap
from collections.abc import Sequence

from footprint.errors import printable

WIDTH = 80
BAR = 12
EIGHTHS = " ▏▎▍▌▋▊▉█"
LOWER = " ▁▂▃▄▅▆▇█"
_OTHERS = "▐│●"


def bold(text: str) -> str:
    """Bold on a terminal that wants colour, plain elsewhere."""
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb":
        return f"\033[1m{text}\033[0m"
    return text


def unicode() -> bool:
    """Whether the terminal has the block characters."""
    try:
        (EIGHTHS + LOWER + _OTHERS).encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def wrapped(text: str, indent: str = "  ", first: str | None = None) -> str:
    """Text folded to the terminal's width, safe to print; a number like 10 000 stays on one line."""
    whole = re.sub(r"(?<=\d) (?=\d{3}\b)", "\N{NO-BREAK SPACE}", printable(text))
    return textwrap.fill(
        whole, WIDTH, initial_indent=indent if first is None else first, subsequent_indent=indent,
        break_on_hyphens=False,
    ).replace("\N{NO-BREAK SPACE}", " ")  # fmt: skip


def cut(text: str, width: int) -> str:
    """Text of at most a width, its end left out where it is longer."""
    text = printable(text)
    return text if len(text) <= width else text[: width - 3] + "..."


def cut_inside(text: str, width: int) -> str:
    """Text of at most a width, which keeps what stands behind its last comma."""
    text = printable(text)
    head, comma, tail = text.rpartition(", ")
    if len(text) <= width or not comma or len(tail) > width // 2:
        return cut(text, width)
    return f"{head[: width - len(tail) - 5].rstrip(' ,')}..., {tail}"


def bar(share: float, width: int = BAR) -> str:
    """A bar of block characters, an eighth of a column exact; of # where the terminal has no such characters."""
    if not unicode():
        return "#" * max(round(share * width), 1 if share > 0 else 0)
    eighths = max(round(share * width * 8), 1 if share > 0 else 0)
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def bar_around(below: float, above: float, width: int) -> str:
    """A bar from so far below a middle line to so far above it, each a share of `width` columns, half a column exact.

    Where both ends are on one side of the line, one share is negative and the bar stands off the line.
    """
    steps, full, halves, middle = (2, "█", "▐▌", "│") if unicode() else (1, "#", "  ", "|")

    def side(share: float, other: float, half: str) -> str:
        start, end = (round(max(x, 0.0) * width * steps) for x in (-other, share))
        begin = -(-start // steps)
        return " " * begin + full * (end // steps - begin) + half * (end % steps)

    left, right = side(below, above, halves[0]), side(above, below, halves[1])
    return f"{left[::-1]:>{width}}{middle}{right:<{width}}"


def columns(counts: Sequence[int], height: int) -> list[str]:
    """Columns that stand side by side, the highest `height` lines high, as lines from top to bottom."""
    parts, steps = (8, LOWER) if unicode() else (1, " #")
    most = max(counts)
    filled = [round(count / most * height * parts) for count in counts]
    lines = []
    for line in reversed(range(height)):
        lines.append("".join(steps[min(max(f - line * parts, 0), parts)] for f in filled).rstrip())
    return lines


def log_dots(values: Sequence[float], width: int) -> list[str]:
    """A dot for each value on one logarithmic axis; none for zero."""
    logs = [math.log10(v) if v > 0 else None for v in values]
    known = [x for x in logs if x is not None]
    low, span = min(known, default=0.0), (max(known, default=1.0) - min(known, default=0.0)) or 1.0
    mark = "●" if unicode() else "o"
    return ["" if x is None else "." * round((x - low) / span * (width - 1)) + mark for x in logs]
