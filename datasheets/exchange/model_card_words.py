"""The words of model cards: identifiers of the Hugging Face Hub, and the sections of a card, from a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from datasheets.data_files import data_file
from datasheets.sheet.template import Field, section

TABLES: dict[str, dict[str, str]] = {
    "performance.metrics": {
        "metric": "Metric", "name": "What", "of": "Model or class", "value": "Value", "threshold": "Threshold",
    },
    "performance.slices": {"variable": "By", "group": "Group", "metric": "Metric", "value": "Value"},
    "data_and_model.datasets": {
        "of": "Used for", "name": "Name", "version": "Version", "url": "Web address", "creator": "Made by",
        "published": "Published", "licence": "Licence", "instances": "Instances", "description": "Description",
        "cite_as": "To be cited as",
    },
}  # fmt: skip
"""Tables that stand in a card: their columns and heads."""


@dataclass(frozen=True)
class Fact:
    """One line of a section: its label, its place in the datasheet, and whether it is read back."""

    label: str
    place: str
    read: bool = True


@dataclass(frozen=True)
class CardSection:
    """One section of the body.

    Attributes
    ----------
    level : int
        Of its heading.
    title : str
    text, table : str
        Places of the datasheet, or empty.
    read : bool
        Whether the text is read back.
    facts : tuple of Fact
    also : tuple of str
        Other headings of the same meaning in cards of others.
    """

    level: int
    title: str
    text: str = ""
    table: str = ""
    read: bool = True
    facts: tuple[Fact, ...] = ()
    also: tuple[str, ...] = ()


def words() -> dict[str, Any]:
    """The table as it is in its file."""
    found: dict[str, Any] = data_file("model_card.yaml")
    return found


@cache
def card_sections() -> tuple[CardSection, ...]:
    """The sections of the body in their order."""
    return tuple(
        CardSection(**{**one, "facts": tuple(Fact(**fact) for fact in one.get("facts", ()))})
        for one in words()["sections"]
    )


@cache
def spdx_of() -> dict[str, str]:
    """Licence of the Hub to the only SPDX identifier that it is."""
    return {spdx.lower(): spdx for spdx in words()["licences"]}


def hub_task(task: str) -> str:
    """The identifier of a task, where the datasheet calls it as the Hub does; else empty."""
    said = " ".join(task.split()).rstrip(".").lower()
    named = {name.lower(): key for key, name in words()["tasks"].items()}
    return str({**named, **words()["parts"], **{key: key for key in words()["tasks"]}}.get(said, ""))


def plainly(heading: str) -> str:
    """A heading or a label so that two that say the same are the same."""
    return re.sub(r"[^a-z0-9]+", " ", re.sub(r"\[optional\]|\(nlp\)", "", heading.lower())).strip()


def field_at(place: str) -> Field:
    """The field of the template at a place."""
    part, _, key = place.partition(".")
    return section(part).field(key)
