"""The result of an evaluation: its parts, its file (``footprint.evaluation/1``), and reading one back."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from footprint.errors import InputError, shown
from footprint.json_keys import unique
from footprint.models import LongText, Model, Text
from footprint.validation import input_error
from footprint.version import VERSION
from footprint.yaml_file import read_text

SCHEMA: Literal["footprint.evaluation/1"] = "footprint.evaluation/1"

_NUMBERS = re.compile(r"\[\n([^\[\]{}\"]*)\]")
"""A list of numbers as `json` writes it; no text of a JSON document holds a line break."""

Count = Annotated[int, Field(ge=0, le=10**9)]
Rate = Annotated[float, Field(ge=0, le=1)]
Difference = Annotated[float, Field(ge=-1, le=1)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Share(Model):
    """So many of so many, with its Wilson interval."""

    value: Rate
    count: Count
    of: Annotated[int, Field(ge=1, le=10**9)]
    low: Rate
    high: Rate

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not math.isclose(self.value, self.count / self.of, rel_tol=1e-6, abs_tol=1e-9):
            raise InputError(f"value is {self.value:g}, and {self.count} of {self.of} are {self.count / self.of:g}")
        if not self.low <= self.value + 1e-9 or not self.value <= self.high + 1e-9:
            raise InputError(f"value {self.value:g} is outside of its interval, {self.low:g} to {self.high:g}")
        return self


class AreaUnderCurve(Model):
    """Area under a ROC curve; without bounds where its variance is not known."""

    value: Rate
    low: Rate | None
    high: Rate | None
    method: Literal["DeLong, logit scale"]


class ClassMetrics(Model):
    """One class against all others; null where there is nothing to divide by."""

    name: Text
    samples: Count = Field(description="Samples of the class.")
    predicted: Count = Field(description="Samples that were taken for it.")
    precision: Share | None
    recall: Share | None
    specificity: Share | None
    f1: Rate | None
    auc: AreaUnderCurve | None
    average_precision: Rate | None


class Macro(Model):
    """Means over the classes, each counting the same; null where a class has no value."""

    precision: Rate | None
    recall: Rate | None
    f1: Rate | None
    auc: AreaUnderCurve | None
    average_precision: Rate | None


class Binary(Model):
    """The positive class against the rest, decided as `threshold` says."""

    positive: Text
    threshold: float | None = Field(description="Least score that counts as positive; null for the largest score.")
    true_positives: Count
    false_positives: Count
    false_negatives: Count
    true_negatives: Count
    true_positive_rate: Share | None
    false_positive_rate: Share | None
    precision: Share | None


class Metrics(Model):
    """What a model got right."""

    accuracy: Share
    classes: tuple[ClassMetrics, ...]
    macro: Macro
    binary: Binary | None


class Curve(Model):
    """A curve of one class against the rest, six decimals exact; point by point with the threshold of each."""

    name: Text
    x: tuple[Rate, ...]
    y: tuple[Rate, ...]
    threshold: tuple[float | None, ...] = Field(description="Null: above every score.")
    points_before: Count = Field(description="Points before the curve was thinned.")
    largest_error: Annotated[float, Field(ge=0, le=2)] = Field(
        description="Largest distance of a point left out, in units of the axes."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not len(self.x) == len(self.y) == len(self.threshold):
            raise InputError(f"x, y and threshold have {len(self.x)}, {len(self.y)} and {len(self.threshold)} values")
        return self


class ScoreCounts(Model):
    """Scores of one class, by bin: of the samples of the class and of the others."""

    name: Text
    of_class: tuple[Count, ...]
    of_others: tuple[Count, ...]


class Histogram(Model):
    """Scores of each class in bins."""

    edges: tuple[float, ...]
    classes: tuple[ScoreCounts, ...]


class Curves(Model):
    """ROC (x: false positive rate, y: true positive rate), precision (y) over recall (x), and histograms of scores."""

    roc: tuple[Curve, ...]
    precision_recall: tuple[Curve, ...]
    histogram: Histogram


class Group(Model):
    """The samples with one value of a slicing variable."""

    value: Text
    n: Count
    small: bool = Field(description="Fewer samples than the rules ask for.")
    accuracy: Share
    recall: tuple[Share | None, ...] = Field(description="By class; null for a class without samples in the group.")


class Slice(Model):
    """A slicing variable and its groups."""

    variable: Text
    groups: tuple[Group, ...]


class ModelFile(Model):
    """The model that was evaluated."""

    file: Text
    format: Text
    sha256: Sha256


class DataFile(Model):
    """The labelled data."""

    file: Text
    sha256: Sha256


class Comparison(Model):
    """A second model on the same samples, decided in the same way."""

    model: ModelFile
    accuracy: Share = Field(description="Of the second model.")
    agreement: Share = Field(description="Samples that both give the same class.")
    both_right: Count
    only_first: Count
    only_second: Count
    both_wrong: Count
    difference: Difference = Field(description="Accuracy of the first less that of the second.")
    difference_low: Difference
    difference_high: Difference
    mcnemar_p: Rate


class Evaluation(Model):
    """A classifier on labelled data.

    `confusion` has a row for each true class and a column for each predicted one; `level` is the confidence level of
    all intervals; `decision` says in words how a class is told from scores.
    """

    schema_: Literal["footprint.evaluation/1"] = Field(default=SCHEMA, alias="schema")
    tool_version: Text = VERSION
    model: ModelFile
    data: DataFile
    n: Annotated[int, Field(ge=1, le=10**9)]
    classes: tuple[Text, ...]
    probabilities: bool = Field(description="Whether all scores are within 0 to 1.")
    positive: Text | None
    threshold: float | None
    decision: LongText
    level: Annotated[float, Field(gt=0, lt=1)]
    metrics: Metrics
    confusion: tuple[tuple[Count, ...], ...]
    curves: Curves
    slices: tuple[Slice, ...]
    comparison: Comparison | None
    warnings: tuple[LongText, ...]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len(self.classes) < 2 or [len(self.classes)] * len(self.classes) != [len(r) for r in self.confusion]:
            raise InputError(
                "the confusion matrix does not have a row and a column for each class", path=("confusion",)
            )
        accuracy = self.metrics.accuracy
        if sum(map(sum, self.confusion)) != self.n or accuracy.of != self.n:
            raise InputError(f"the confusion matrix or the accuracy is not of {self.n} samples", path=("confusion",))
        if sum(row[i] for i, row in enumerate(self.confusion)) != accuracy.count:
            raise InputError("the accuracy is not that of the confusion matrix", path=("metrics", "accuracy"))
        if tuple(c.name for c in self.metrics.classes) != self.classes:
            raise InputError("the metrics are of other classes", path=("metrics", "classes"))
        return self

    def to_dict(self) -> dict[str, Any]:
        """Plain data with the keys of the file."""
        found: dict[str, Any] = self.model_dump(mode="json", by_alias=True)
        return found

    def to_json(self) -> str:
        """The text of the file, with lists of numbers on one line."""
        text = json.dumps(self.to_dict(), indent=2, allow_nan=False, ensure_ascii=False)
        return _NUMBERS.sub(lambda found: f"[{' '.join(found[1].split())}]", text) + "\n"


def load_evaluation(path: str | Path) -> Evaluation:
    """Read the file of an evaluation back.

    Raises
    ------
    InputError
        No such file, not JSON, an unknown or missing key, a value out of range, or figures that contradict each other.
    """
    text = read_text(Path(path))
    try:
        found = json.loads(text, object_pairs_hook=unique)
        if not isinstance(found, dict) or found.get("schema") != SCHEMA:
            given = found.get("schema") if isinstance(found, dict) else found
            raise InputError(f"schema is {shown(given)}", path=("schema",), valid=(SCHEMA,))
        try:
            return Evaluation.model_validate_json(text)
        except ValidationError as error:
            raise input_error(Evaluation, error) from None
    except json.JSONDecodeError as error:
        raise InputError(f"not valid JSON: {error.msg}", file=str(path), line=error.lineno) from None
    except RecursionError:
        raise InputError("nested too deep", file=str(path)) from None
    except InputError as error:
        error.file = str(path)
        raise


def evaluation_schema() -> dict[str, Any]:
    """The JSON Schema of the file, made from `Evaluation`; `data/evaluation.schema.json` is a copy of it."""
    made = Evaluation.model_json_schema(mode="serialization", by_alias=True)
    for part in [made, *made["$defs"].values()]:
        part.pop("title", None)
        for field in part.get("properties", {}).values():
            field.pop("title", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Evaluation of a model", **made}
