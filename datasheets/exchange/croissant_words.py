"""The words of Croissant: its RAI properties for questions about data, and which fields of a datasheet say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from datasheets.data_files import data_file

CROISSANT = "http://mlcommons.org/croissant/"
RAI = f"{CROISSANT}RAI/"
VERSIONS = ("1.0", "1.1")
CONFORMS_TO = [f"{CROISSANT}1.1", f"{RAI}1.0"]

Use = Literal["evaluation", "training"]

TABLE, FILES, ANSWERS = (f"data_and_model.{key}" for key in ("datasets", "data_files", "data_answers"))

_HASHED = re.compile(r"(.+), sha256 ([0-9a-f]{64})")
_TIME = r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?"
_TIMEFRAME = re.compile(rf"{_TIME}(?:/{_TIME})?", re.ASCII)
TIME_QUESTION = "time of collection"
"""Its property takes dates and intervals of ISO 8601, while all others take any text."""


@dataclass(frozen=True)
class Described:
    """What a Croissant file says of one data set, as far as single fields of a datasheet say the same."""

    name: str = ""
    version: str = ""
    licence: str = ""
    url: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    files: tuple[tuple[str, str], ...] = ()
    """Name of every file and its SHA-256, empty where there is none."""


def hashed(text: str) -> tuple[str, str] | None:
    """File and hash in a text as evaluations give it: ``test.npz, sha256 0123...``."""
    found = _HASHED.fullmatch(text)
    return (found[1], found[2]) if found else None


def is_timeframe(text: str) -> bool:
    """Whether a text is a date, a time or an interval of ISO 8601."""
    return bool(_TIMEFRAME.fullmatch(text))


def facts(of: Use, said: Described) -> dict[str, tuple[str, str]]:
    """Place of a datasheet to what it would hold after reading, and to the property that says it.

    One file with a hash is what an evaluation names its data by, so it goes before the name of the data set.
    """
    one = f"{said.files[0][0]}, sha256 {said.files[0][1]}" if len(said.files) == 1 and said.files[0][1] else ""
    data = (one, "distribution") if one else (said.name, "name")
    version = (said.version, "version") if said.version else (one, "distribution")
    licence, url = (said.licence, "license"), (said.url, "url")
    asked = {q: (text, f"rai:{rai_properties()[q]}") for q, text in said.answers.items()}
    nothing = ("", "")
    if of == "evaluation":
        found = {
            "title_page.evaluation_data_version": version, "data_and_model.evaluation_data": data,
            "data_and_model.evaluation_source": url, "data_and_model.evaluation_licence": licence,
            "data_and_model.ground_truth": asked.get("labelling protocol", nothing),
            "data_and_model.evaluation_limits": asked.get("limitations", nothing),
        }  # fmt: skip
    else:
        found = {
            "title_page.training_data_version": version, "data_and_model.training_data": (said.name, "name"),
            "data_and_model.training_source": url, "data_and_model.training_licence": licence,
            "data_and_model.training_context": asked.get("collection process", nothing),
            "data_and_model.labelling": asked.get("labelling protocol", nothing),
            "data_and_model.biases": asked.get("biases", nothing),
        }  # fmt: skip
    return {place: value for place, value in found.items() if value[0]}


@cache
def rai_properties() -> dict[str, str]:
    """Question to the property that holds its answer, such as ``biases`` to ``dataBiases``."""
    return {q["key"]: q["rai"] for q in _questions() if "rai" in q}


@cache
def rai_spellings() -> dict[str, str]:
    """Every spelling of a property that is read, to its question."""
    return {word: q["key"] for q in _questions() if "rai" in q for word in (q["rai"], *q.get("rai_other", ()))}


@cache
def _questions() -> tuple[dict[str, Any], ...]:
    data = data_file("dataset_questions.yaml")
    return tuple(data["questions"])
