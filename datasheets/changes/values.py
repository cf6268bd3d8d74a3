"""One value of a datasheet against another: what is different, in words, and what is only written differently."""

from __future__ import annotations

import difflib
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from datasheets.sheet.files import Image
from datasheets.sheet.plain import value_words
from datasheets.sheet.units import Measure, measure_of
from datasheets.sheet.values import Quantity
from footprint.numbers import percent

_ENDS = {"value": "", "minimum": "least ", "maximum": "greatest ", "low": "", "high": ""}
"""Numbers of a quantity, and what one of several is called."""
_SAME = 1e-12
"""Relative difference up to which two numbers in base units are one: what converting units may round."""
_SHORT = 60
"""Letters up to which a text is quoted whole."""
_AROUND = 3
"""Words that stand around the changed part of a long text."""
_MOST = 100
"""Letters of a quoted part."""


class Unlike(NamedTuple):
    """How two values differ.

    Attributes
    ----------
    aspects : tuple of str
        Of ``value``, ``status``, ``evidence``, ``note``, ``order`` those that changed; none where they say the same.
    words : tuple of str
        A phrase for each.
    written : bool
        Whether they say the same in another way.
    """

    aspects: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    written: bool = False


def unlike(old: Any, new: Any, *, ordered: bool = False) -> Unlike:
    """How a value differs from another of the same field; `ordered` where the order of a list says something."""
    if isinstance(old, Quantity) and isinstance(new, Quantity):
        return _quantities(old, new)
    if isinstance(old, Image) and isinstance(new, Image):
        return _images(old, new)
    if isinstance(old, list) and isinstance(new, list):
        return _lists(old, new, ordered)
    if isinstance(old, str) and isinstance(new, str):
        if old.split() == new.split():
            return Unlike(written=old != new)
        return Unlike(("value",), (_texts(" ".join(old.split()), " ".join(new.split())),))
    if old == new:
        return Unlike()
    return Unlike(("value",), (_from_to(_short(value_words(old)), _short(value_words(new))),))


def same(old: Any, new: Any) -> bool:
    """Whether two values say the same, whatever it rests on."""
    return "value" not in unlike(old, new).aspects


def same_measure(old: Measure | None, new: Measure | None) -> bool:
    """Whether two numbers are one, in whatever unit."""
    if old is None or new is None:
        return old is new
    return old.dimension == new.dimension and math.isclose(old.base, new.base, rel_tol=_SAME)


def quoted(text: str) -> str:
    """A text in quotes, on one line, cut where it is long."""
    return f'"{_short(" ".join(text.split()), _MOST)}"'


def text_words(name: str, old: str, new: str) -> str:
    """What changed of a text that belongs to a value, such as its evidence; empty for nothing."""
    if old.split() == new.split():
        return ""
    if not old:
        return f"{name} added: {quoted(new)}"
    return f"{name} {_texts(old, new)}" if new else f"{name} removed: {quoted(old)}"


def _from_to(old: str, new: str) -> str:
    return f"from {old} to {new}"


def _short(text: str, letters: int = _MOST) -> str:
    return text if len(text) <= letters else f"{text[: letters - 3].rstrip()}..."


# --- quantities --------------------------------------------------------------------------------


def _quantities(old: Quantity, new: Quantity) -> Unlike:
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in _ENDS}
    changed = [name for name, pair in pairs.items() if not same_measure(*pair)]
    counted = (old.level, old.count, old.n) != (new.level, new.count, new.n)
    found: dict[str, str] = {}
    if changed or counted:
        found["value"] = _from_to(_numbers(old), _numbers(new)) + _by(pairs, changed)
    if old.status != new.status:
        found["status"] = f"status {_from_to(old.status, new.status)}"
    for name in ("evidence", "note"):
        phrase = text_words(name, getattr(old, name), getattr(new, name))
        if phrase:
            found[name] = phrase
    written = any(a is not None and b is not None and a.text != b.text for a, b in pairs.values())
    return Unlike(tuple(found), tuple(found.values()), written and "value" not in found)


def _numbers(quantity: Quantity) -> str:
    """The numbers of a quantity as they were written; its status where it has none."""
    q = quantity
    if not q.measures:
        return q.status
    text = " to ".join(m.text for m in q.measures)
    if q.low is not None and q.high is not None:
        sure = f"{q.level * 100:.10g} %: " if q.level is not None else ""
        text += f" ({sure}{q.low.text} to {q.high.text})"
    if q.n is not None:
        text += f", {q.count} of {q.n}" if q.count is not None else f", n = {q.n}"
    return text


def _by(pairs: dict[str, tuple[Measure | None, Measure | None]], changed: list[str]) -> str:
    """By how much the numbers changed, in the unit that they had before."""
    ends = [name for name in ("value", "minimum", "maximum") if name in changed]
    found = []
    for name in ends:
        old, new = pairs[name]
        if old is not None and new is not None and old.dimension == new.dimension:
            found.append(f"{_ENDS[name]}{_step(old, new)}")
    return f" ({'; '.join(found)})" if found else ""


def _step(old: Measure, new: Measure) -> str:
    there = new.value_in(old.unit)
    largest = max(abs(there), abs(old.value))
    exact = all(math.isclose(float(m.text.removesuffix(m.unit) or 0), m.value, rel_tol=_SAME) for m in (old, new))
    step = round(there - old.value, 12 - math.ceil(math.log10(largest))) if largest else 0.0
    if step == 0:
        step = there - old.value
    share = old.unit == "%"
    text = measure_of(abs(step), "" if share else old.unit, 10 if exact else 3).text
    said = f"{'-' if step < 0 else '+'}{text}{' percentage points' if share else ''}"
    if share or old.unit == "" or "[temperature]" in old.dimension or old.value <= 0 or there <= 0:
        return said
    return f"{said}, {'-' if step < 0 else '+'}{percent(abs(step) / old.value)}"


# --- texts, lists and pictures -----------------------------------------------------------------


def _texts(old: str, new: str) -> str:
    """Both texts where they are short, else the words that changed with some around them."""
    if max(len(old), len(new)) <= _SHORT:
        return _from_to(f'"{old}"', f'"{new}"')
    before, after = old.split(), new.split()
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return _from_to(_excerpt(before, head, tail), _excerpt(after, head, tail))


def _excerpt(words: list[str], head: int, tail: int) -> str:
    begin, end = max(head - _AROUND, 0), min(len(words) - tail + _AROUND, len(words))
    text = _short(" ".join(words[begin:end]))
    more = "..." if end < len(words) and not text.endswith("...") else ""
    return f'"{"..." if begin else ""}{text}{more}"'


def _lists(old: list[Any], new: list[Any], ordered: bool) -> Unlike:
    before, after = ([" ".join(str(item).split()) for item in items] for items in (old, new))
    if before == after:
        return Unlike(written=old != new)
    gone, come = (
        list((Counter(before) - Counter(after)).elements()),
        list((Counter(after) - Counter(before)).elements()),
    )
    if not gone and not come:
        return Unlike(("order",), ("in another order",)) if ordered else Unlike(written=True)
    return Unlike(("value",), tuple(_items(gone, come)))


def _items(gone: list[str], come: list[str]) -> Iterator[str]:
    """Items that are much alike as one that changed, the others as added and removed."""
    for item in gone:
        close = difflib.get_close_matches(item, come, n=1, cutoff=0.6)
        if close:
            come.remove(close[0])
            yield f"item {_texts(item, close[0])}"
        else:
            yield f"removed: {quoted(item)}"
    yield from (f"added: {quoted(item)}" for item in come)


def _images(old: Image, new: Image) -> Unlike:
    found = []
    if old.file != new.file:
        found.append(f"file {_from_to(quoted(old.file), quoted(new.file))}")
    elif old.path is not None and new.path is not None and old.path.read_bytes() != new.path.read_bytes():
        found.append("another picture in the file of the same name")
    if old.alt.split() != new.alt.split():
        found.append(text_words("alternative text", old.alt, new.alt))
    return Unlike(("value",), tuple(found)) if found else Unlike()
