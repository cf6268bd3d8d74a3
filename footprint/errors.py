"""The one error a person can cause, and the search for what they may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


class InputError(ValueError):
    """Bad input: what is wrong, where it stands, and what would be right.

    Parameters
    ----------
    message : str
        What is wrong, with the offending value; no full stop.
    path : sequence of str or int
        Where in the system file, e.g. ``("blocks", "casing", "hsl")``.
    valid : sequence of str
        The nearest valid values, or all of them where they are few.
    hint : str
        What to do, where a list of values does not say it.
    file, line : str, int
        Where the text stands; filled in by whoever read the file.
    fill_from, instead : sequence of str
        Factor sets that have what is lacking, and those to use in place of the chosen one.
    asks : sequence of str
        Parameters of the called function that would tell what is missing; empty where none would.
    """

    def __init__(
        self,
        message: str,
        *,
        path: Sequence[str | int] = (),
        valid: Sequence[str] = (),
        hint: str = "",
        file: str | None = None,
        line: int | None = None,
        fill_from: Sequence[str] = (),
        instead: Sequence[str] = (),
        asks: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = tuple(path)
        self.valid = tuple(valid)
        self.hint = hint
        self.file = file
        self.line = line
        self.fill_from = tuple(fill_from)
        self.instead = tuple(instead)
        self.asks = tuple(asks)

    @property
    def where(self) -> str:
        """File, line and key path as far as they are known, e.g. ``a.yaml, line 3, blocks.casing``."""
        parts = [self.file] if self.file else []
        if self.line:
            parts.append(f"line {self.line}")
        if self.path:
            parts.append(".".join(str(p) for p in self.path))
        return ", ".join(parts)

    def __str__(self) -> str:
        text = printable(self.message)
        if self.where:
            text += f" ({printable(self.where)})"
        text += "."
        if self.valid:
            text += f" Nearest valid: {', '.join(self.valid)}."
        if self.hint:
            text += f" {self.hint}"
        return text


def printable(text: str) -> str:
    """Text with control characters shown as escapes, so that a file cannot steer a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shown(value: object, limit: int = 60) -> str:
    """A value as it is quoted in a message: short, one line, printable."""
    try:
        text = printable(value[: limit + 1] if isinstance(value, str) else repr(value))
    except (ValueError, RecursionError):  # a whole number of thousands of digits, lists a thousand deep
        text = f"{type(value).__name__} too large to show"
    if len(text) > limit:
        text = text[: limit - 3] + "..."
    return f'"{text}"' if isinstance(value, str) else text


def nearest(value: object, choices: Iterable[str], few: int = 8, most: int = 3) -> tuple[str, ...]:
    """The choices closest to a value, or all of them where they are few."""
    known = list(choices)
    if len(known) <= few:
        return tuple(known)
    folded = {c.casefold(): c for c in reversed(known)}
    close = difflib.get_close_matches(str(value)[:80].casefold(), folded, n=most, cutoff=0.4)
    return tuple(folded[c] for c in close)
