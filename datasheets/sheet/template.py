"""The template: which sections and fields a datasheet has. The fields are data, in ``data/template.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from datasheets.data_files import data_file

Need = Literal["required", "optional", "conditional"]
Kind = Literal["text", "prose", "list", "choice", "date", "url", "email", "quantity", "table", "image"]


@dataclass(frozen=True)
class Field:
    """One field of a section, or one column of a table.

    Attributes
    ----------
    key, title : str
        In the source file, and on paper.
    need : {"required", "optional", "conditional"}
    kind : str
        What it holds; ``prose`` may have several paragraphs, ``quantity`` has a unit and a status.
    when : str
        What a conditional field depends on, in words.
    unit : str
        A unit of the dimension that a quantity has; empty where any will do.
    choices : tuple of str
        Of a choice.
    columns : tuple of Field
        Of a table.
    group : str
        Heading above some fields of a section, or empty.
    form : str
        A text that is compared by what it means: ``size`` or ``address``.
    added : bool
        Whether the field is not in the published template.
    takes : tuple of str
        Places of artefacts that can fill it, such as ``model.macs``, the best first.
    """

    key: str
    title: str
    need: Need
    kind: Kind
    when: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple[Field, ...] = ()
    group: str = ""
    form: str = ""
    added: bool = False
    takes: tuple[str, ...] = ()

    def column(self, key: str) -> Field:
        """A column of a table by its key."""
        return next(c for c in self.columns if c.key == key)


@dataclass(frozen=True)
class Section:
    """One section of a datasheet; the title page has no number."""

    key: str
    number: str
    title: str
    fields: tuple[Field, ...]

    def field(self, key: str) -> Field:
        """A field by its key."""
        return next(f for f in self.fields if f.key == key)


@cache
def template() -> tuple[Section, ...]:
    """The sections in their order."""
    data = data_file("template.yaml")
    return tuple(
        Section(s["key"], s["number"], s["title"], tuple(_field(f) for f in s["fields"])) for s in data["sections"]
    )


def section(key: str) -> Section:
    """A section by its key."""
    return next(s for s in template() if s.key == key)


def field_at(place: str) -> Field | None:
    """The field at a place such as ``title_page.name``, or None where there is none."""
    key, _, rest = place.partition(".")
    part = next((s for s in template() if s.key == key), None)
    return next((f for f in part.fields if f.key == rest), None) if part is not None else None


def _field(given: dict[str, Any]) -> Field:
    columns = tuple(_field(c) for c in given.get("columns", ()))
    lists = {name: tuple(given.get(name, ())) for name in ("choices", "takes")}
    return Field(**{**given, **lists, "columns": columns})
