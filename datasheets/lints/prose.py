"""Reading numbers out of prose: clauses, quantities with units, ranges, sizes, and the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from datasheets.lints.settings import setting
from datasheets.sheet.sheet import Datasheet, Place
from datasheets.sheet.units import Measure, parse_measure
from datasheets.sheet.values import Quantity, says_not
from footprint.errors import InputError

_NUMBER = r"[+\-−]?(?:\d{1,3}(?:[ \u202f]\d{3})+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![,\d])|\d+[.,]\d+|\d+)"
_LONGEST = 400
"""Characters of a clause."""
_CLAUSE = re.compile(
    r"(?<=[.;])\s+|(?<=:)\s+(?!\d)|(?<=,)\s+|\s+(?=and (?:works|draws|takes|weighs|runs|operates)\b)|\n+"
)


@dataclass(frozen=True)
class Text:
    """A piece of prose and where it stands; an item of a list is a piece of its own."""

    path: Place
    text: str


@dataclass(frozen=True)
class Stated:
    """A number with a unit, or a range of them, in prose.

    Attributes
    ----------
    low, high : Measure
        Both ends; the same of a single number.
    start, end : int
        Where it stands in the clause.
    kind : str
        ``value``, ``about``, ``upper`` (at most) or ``lower`` (at least).
    text : str
        As it was written.
    """

    low: Measure
    high: Measure
    start: int
    end: int
    kind: str
    text: str

    @property
    def is_range(self) -> bool:
        """Whether it has two ends."""
        return self.low != self.high

    def agrees(self, measures: Iterable[Measure], within: bool = True) -> bool:
        """Whether it can be true beside typed numbers of one quantity: ``minimum``, typical value, ``maximum``.

        Parameters
        ----------
        measures : iterable of Measure
        within : bool
            Whether what lies inside of their range is enough.
        """
        typed = sorted((m for m in measures if m.dimension == self.low.dimension), key=lambda m: m.base)
        if not typed:
            return True
        least, most = typed[0], typed[-1]
        if self.kind == "upper":
            return least.base <= self.high.base + self.high.rounding
        if self.kind == "lower":
            return most.base >= self.low.base - self.low.rounding
        if self.kind == "about":
            slack = setting("approximate")["share"] * abs(self.low.base)
            return any(abs(m.base - self.low.base) <= max(slack, m.rounding) for m in typed)
        if within and least.base <= self.low.base and self.high.base <= most.base and (least != most):
            return True
        if self.is_range:
            return any(self.low.close_to(m) for m in typed) and any(self.high.close_to(m) for m in typed)
        return any(self.low.close_to(m) for m in typed)


def texts(sheet: Datasheet, places: Iterable[str]) -> Iterator[Text]:
    """The prose of some fields, written by a person; ``claims`` are those of the top of the file.

    None of a sheet in another language than English: the words by which a number is known are English ones.
    """
    for place in places if sheet.language.split("-")[0] == "en" else ():
        if place == "claims":
            yield from (Text(("claims", i, "text"), c.text) for i, c in enumerate(sheet.claims))
            continue
        path: Place = tuple(place.split("."))
        value = sheet.get(place)
        if path in sheet.taken or says_not(value):
            continue
        if isinstance(value, str):
            yield Text(path, value)
        elif isinstance(value, list):
            yield from (Text((*path, i), item) for i, item in enumerate(value) if isinstance(item, str))


def clauses(text: str) -> list[str]:
    """The parts of a text between stops, commas and some verbs, none of which is inside a number."""
    parts: list[str] = []
    for clause in filter(str.strip, _CLAUSE.split(text)):
        if parts and clause.startswith("and ") and names(parts[-1], setting("state_words")):
            parts[-1] += f" {clause}"  # it draws so much in that state
        else:
            parts.append(clause)
    return [p for c in parts for p in (_pieces(c) if len(c) > _LONGEST else [c])]


def _pieces(clause: str) -> list[str]:
    """A clause that goes on and on, in parts that are quick to search."""
    return re.findall(rf".{{1,{_LONGEST}}}(?:\s|$)|\S{{1,{_LONGEST}}}", clause, re.DOTALL)


@cache
def _pattern() -> re.Pattern[str]:
    units = "|".join(re.escape(u) for u in sorted(setting("prose_units"), key=len, reverse=True))
    unit = rf"(?:{units})(?![\w²³/])"
    end = rf"(?<![\w.\-])(?P<low>{_NUMBER})\s?(?P<unit>{unit})?"
    to = rf"(?:\s?(?:to|and|–|-|\.\.\.?|…)\s?(?P<high>{_NUMBER})\s?(?P<second>{unit}))?"
    return re.compile(end + to)


@lru_cache(maxsize=4096)
def stated(clause: str) -> tuple[Stated, ...]:
    """The quantities of a clause, in their order; a bare number is none."""
    found = []
    for match in _pattern().finditer(clause):
        unit, second = match["unit"], match["second"]
        if unit is None and second is None:
            continue
        single = second is None or (
            unit is not None and " and " in match[0] and "between" not in clause[: match.start()]
        )
        low = _measure(match["low"], unit or second)
        high = low if second is None else _measure(match["high"], second)
        if low is None or high is None or low.dimension != high.dimension:
            continue
        kind = _kind(clause[: match.start()])
        if single and second is not None:
            found.append(
                Stated(low, low, match.start(), match.end("unit"), kind, clause[match.start() : match.end("unit")])
            )
            found.append(
                Stated(high, high, match.start("high"), match.end(), "value", clause[match.start("high") : match.end()])
            )
        elif low.base <= high.base:
            is_range = second is not None
            found.append(Stated(low, high, match.start(), match.end(), "value" if is_range else kind, match[0].strip()))
    return tuple(found)


def _measure(number: str, unit: str) -> Measure | None:
    digits = re.sub(r"[ \u202f]|,(?=\d{3}(?!\d))", "", number).replace("−", "-").replace(",", ".")
    try:
        return parse_measure(f"{digits} {unit.replace(' ', '')}")
    except InputError:
        return None


def _kind(before: str) -> str:
    """What the words right before a number make of it."""
    match = _hedges().search(before[-20:].rstrip().lower())
    return match.lastgroup or "value" if match else "value"


@cache
def _hedges() -> re.Pattern[str]:
    kinds = {"about": setting("approximate")["words"], **setting("bounds")}
    return re.compile("|".join(rf"(?<!\w)(?P<{kind}>{_any(tuple(words))})$" for kind, words in kinds.items()))


def _any(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(re.escape(w) for w in words) + ")"


@lru_cache(maxsize=256)
def _word(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_any(words)}(?!\w)", re.IGNORECASE)


def names(text: str, words: Iterable[str]) -> bool:
    """Whether a text has one of the words, as a word."""
    return any(True for _ in _places(text, words))


def nearest_is(clause: str, start: int, end: int, words: Iterable[str], others: Iterable[str]) -> bool:
    """Whether the word nearest to a place is one of `words`; without words, whether none of `others` is there."""
    mine = [_distance(p, start, end) for p in _places(clause, words)]
    theirs = [_distance(p, start, end) for p in _places(clause, others)]
    if not words:
        return not theirs
    return bool(mine) and (not theirs or min(mine) < min(theirs))


def _places(text: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    listed = tuple(words)
    for match in _word(listed).finditer(text) if listed else ():
        yield match.span()


def _distance(place: tuple[int, int], start: int, end: int) -> int:
    return max(place[0] - end, start - place[1], 0)


_SIZE = re.compile(
    r"(?<![\w.,])(\d+(?:[.,]\d+)?)\s?(mm|cm|m|in|inches|ft)?\s?[x×*]\s?(\d+(?:[.,]\d+)?)\s?(mm|cm|m|in|inches|ft)?"
    r"(?:\s?[x×*]\s?(\d+(?:[.,]\d+)?)\s?(mm|cm|m|in|inches|ft)?)?(?!\w)"
)


def sizes(text: str) -> list[tuple[tuple[Measure, ...], str, int, int]]:
    """Lengths joined by x, such as 10 x 10 x 2 mm: from the largest to the smallest, as written, and where."""
    found = []
    for match in _SIZE.finditer(text):
        numbers, units = [match[1], match[3], match[5]], [match[2], match[4], match[6]]
        unit = next((u for u in reversed(units) if u), None)
        if unit is None:
            continue
        measures = [
            parse_measure(f"{n.replace(',', '.')} {u or unit}") for n, u in zip(numbers, units, strict=True) if n
        ]
        found.append((tuple(sorted(measures, key=lambda m: -m.base)), match[0].strip(), *match.span()))
    return found


_PIXELS = re.compile(
    r"(?<![\w.,])(?<![x×*])(?<![x×*] )(\d{1,5})\s?[x×*]\s?(\d{1,5})(?:\s?[x×*]\s?([1-4]))?"
    r"(?!\d|\s?[x×*]|[.,]\d|\s?(?:mm|cm|m|in|inches|ft)\b)"
)


def pixels(text: str) -> list[tuple[tuple[int, int], str, int, int]]:
    """Two whole numbers joined by x and without a unit of length, such as 320 x 240; channels may follow."""
    return [((int(m[1]), int(m[2])), m[0].strip(), *m.span()) for m in _PIXELS.finditer(text)]


def number_of(value: Any) -> float | None:
    """The single value of a cell in base units, or None where there is none."""
    return value.value.base if isinstance(value, Quantity) and value.value is not None else None
