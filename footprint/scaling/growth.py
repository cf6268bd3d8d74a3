"""Models of growth: how many billions there are in a year, and in which year a milestone is reached."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import linear_regression
from typing import Any, ClassVar, NamedTuple

from footprint import tables
from footprint.errors import InputError, shown
from footprint.numbers import significant

Points = Sequence[tuple[int, float]]
"""Years, and billions in them."""


class Reached(NamedTuple):
    """The year in which a model reaches a number, rounded to the nearest; None with the reason where it does not."""

    year: int | None
    why: str = ""


def _nearest(year: float) -> Reached:
    return Reached(math.floor(year + 0.5))


class Model(ABC):
    """What all models share: their key, words and source from the table `growth`."""

    key: ClassVar[str]

    @abstractmethod
    def at(self, year: float) -> float | None:
        """Billions in a year; None where the model says nothing of it."""

    @abstractmethod
    def reached(self, billion: float) -> Reached:
        """In which year it reaches so many billions."""

    @property
    @abstractmethod
    def parameters(self) -> dict[str, Any]:
        """What it was fitted to be, units in the keys."""

    @property
    def title(self) -> str:
        """How a person calls it."""
        return str(tables.growth()["models"][self.key]["title"])

    @property
    def says(self) -> str:
        """What it takes to hold, in a phrase."""
        return str(tables.growth()["models"][self.key]["says"])

    @property
    def source(self) -> str:
        """Where it is from."""
        return str(tables.growth()["models"][self.key]["source"])

    def years(self) -> range:
        """The years that flows are told for: those of the series, and on to `last_year`."""
        return range(tables.iot_connections()[0].year, tables.growth()["last_year"] + 1)

    def to_dict(self, series: Points) -> dict[str, Any]:
        """As it is printed, with how far it is from a series at most."""
        off = [abs(value - billion) for year, billion in series if (value := self.at(year)) is not None]
        return {
            "title": self.title, "says": self.says, "source": self.source, "parameters": self.parameters,
            "largest_error_billion": max(off) if off else None,
        }  # fmt: skip


@dataclass(frozen=True)
class Linear(Model):
    """N = slope x year + intercept. [billion]"""

    slope: float
    intercept: float
    key: ClassVar[str] = "linear"

    def at(self, year: float) -> float | None:
        """Billions in a year; None before it is above zero."""
        value = self.slope * year + self.intercept
        return value if value > 0 else None

    def reached(self, billion: float) -> Reached:
        """The year at which the line crosses so many billions."""
        return _nearest((billion - self.intercept) / self.slope)

    @property
    def parameters(self) -> dict[str, Any]:
        """Slope and intercept."""
        return {"slope_billion_per_year": self.slope, "intercept_billion": self.intercept}


@dataclass(frozen=True)
class Exponential(Model):
    """N = start x (1 + rate)^(year - start year). [billion]"""

    start_year: int
    start: float
    rate: float
    key: ClassVar[str] = "exponential"

    def at(self, year: float) -> float | None:
        """Billions in a year."""
        return self.start * math.exp(math.log1p(self.rate) * (year - self.start_year))

    def reached(self, billion: float) -> Reached:
        """The year at which the curve crosses so many billions."""
        return _nearest(self.start_year + math.log(billion / self.start) / math.log1p(self.rate))

    @property
    def parameters(self) -> dict[str, Any]:
        """Where it starts, and its rate."""
        return {"start_year": self.start_year, "start_billion": self.start, "rate_per_year": self.rate}


@dataclass(frozen=True)
class Logistic(Model):
    """N = ceiling / (1 + exp(-(slope x year + intercept))). [billion]"""

    ceiling: float
    slope: float
    intercept: float
    key: ClassVar[str] = "logistic"

    def at(self, year: float) -> float | None:
        """Billions in a year."""
        return self.ceiling / (1 + math.exp(-(self.slope * year + self.intercept)))

    def reached(self, billion: float) -> Reached:
        """The year at which the curve crosses so many billions: none from its ceiling on."""
        if billion >= self.ceiling:
            return Reached(None, f"it stays below its ceiling of {significant(self.ceiling)} billion")
        return _nearest((math.log(billion / (self.ceiling - billion)) - self.intercept) / self.slope)

    @property
    def parameters(self) -> dict[str, Any]:
        """Ceiling, slope and intercept of the logit."""
        return {
            "ceiling_billion": self.ceiling, "slope_per_year": self.slope, "intercept": self.intercept,
            "middle_year": -self.intercept / self.slope,
        }  # fmt: skip


@dataclass(frozen=True)
class Own(Model):
    """A series from a file: straight lines between its years, and nothing outside of them."""

    points: tuple[tuple[int, float], ...]
    file: str
    key: ClassVar[str] = "own"

    def at(self, year: float) -> float | None:
        """Billions in a year; None outside of the series."""
        for (first, low), (last, high) in pairwise(self.points):
            if first <= year <= last:
                return low + (high - low) * (year - first) / (last - first)
        return None

    def reached(self, billion: float) -> Reached:
        """The first year at which it comes up to so many billions from below."""
        (first, start), (last, _), most = self.points[0], self.points[-1], max(n for _, n in self.points)
        if start > billion:
            return Reached(None, f"it has more from its first year on, {first}")
        if billion > most:
            return Reached(None, f"it goes no further than {significant(most)} billion, and ends in {last}")
        if start == billion:
            return Reached(first)
        (y0, low), (y1, high) = next(pair for pair in pairwise(self.points) if pair[1][1] >= billion)
        return _nearest(y0 + (y1 - y0) * (billion - low) / (high - low))

    @property
    def source(self) -> str:
        """The file."""
        return self.file

    @property
    def parameters(self) -> dict[str, Any]:
        """Its points."""
        return {"points": [{"year": year, "billion": billion} for year, billion in self.points]}

    def years(self) -> range:
        """From its first year to its last."""
        return range(self.points[0][0], self.points[-1][0] + 1)


def series() -> list[tuple[int, float]]:
    """The IoT connections that the models are fitted to, forecasts and unverified rows among them."""
    return [(row.year, row.billion) for row in tables.iot_connections()]


def linear(points: Points) -> Linear:
    """Ordinary least squares of N over the year.

    Examples
    --------
    Through 2020: 1, 2021: 2, 2022: 3 the slope is 1 and the intercept 1 - 2020.

    >>> linear([(2020, 1.0), (2021, 2.0), (2022, 3.0)])
    Linear(slope=1.0, intercept=-2019.0)
    """
    slope, intercept = linear_regression([year for year, _ in points], [billion for _, billion in points])
    return Linear(slope, intercept)


def exponential(points: Points) -> Exponential:
    """From the start that the table names, at the mean yearly rate between two years of a series.

    (last / first)^(1 / years) - 1; of 8.6 in 2019 and 15.14 in 2023 it is (15.14 / 8.6)^(1/4) - 1 = 15.188 %.
    """
    rules, known = tables.growth()["models"]["exponential"], dict(points)
    first, last = rules["rate"]["first"], rules["rate"]["last"]
    rate = (known[last] / known[first]) ** (1 / (last - first)) - 1
    return Exponential(rules["start"]["year"], float(rules["start"]["billion"]), rate)


def logistic(points: Points, ceiling: float) -> Logistic:
    """Least squares of ln(N / (ceiling - N)) over the year.

    Parameters
    ----------
    points : sequence of (int, float)
        Years and billions.
    ceiling : float
        Billions that are never reached.

    Raises
    ------
    InputError
        A ceiling that the series reaches.
    """
    most = max(billion for _, billion in points)
    if ceiling <= most:
        raise InputError(
            f"a ceiling of {significant(ceiling, 6)} billion is not above the series, which has "
            f"{significant(most, 6)} billion", hint='Write it like "500 billion".',
        )  # fmt: skip
    slope, intercept = linear_regression(
        [year for year, _ in points], [math.log(billion / (ceiling - billion)) for _, billion in points]
    )
    return Logistic(ceiling, slope, intercept)


def models(ceiling: float | None = None, own: Own | None = None) -> dict[str, Model]:
    """The models by key, and a series of one's own as a further one.

    Parameters
    ----------
    ceiling : float, optional
        Of the logistic model [billion]; that of the table `growth` if left out.
    own : Own, optional
        From `read_growth`.

    Raises
    ------
    InputError
        A ceiling that the series reaches, or what is no series.
    """
    if own is not None and not isinstance(own, Own):
        raise InputError(f"{shown(own)} is not a growth series", path=("growth",), hint="Read a file with read_growth.")
    points = series()
    high = tables.growth()["models"]["logistic"]["ceiling_billion"] if ceiling is None else ceiling
    found = [linear(points), exponential(points), logistic(points, float(high)), *([own] if own else [])]
    return {model.key: model for model in found}


def growth_dict(known: Mapping[str, Model]) -> dict[str, Any]:
    """The models with their parameters, the series they are fitted to, and what is counted apart from it."""
    named, points = tables.growth(), series()
    return {
        "counts": named["connections"],
        "connections": [row._asdict() for row in tables.iot_connections()],
        "models": {key: model.to_dict(points) for key, model in known.items()},
        "in_service": named["devices"],
    }
