"""Properties of CycloneDX in this project's namespace, read back into fields and parts of quantities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from datasheets.exchange.cyclonedx_names import named
from datasheets.exchange.cyclonedx_properties import NUMBERS, WORDS
from datasheets.exchange.cyclonedx_source import Found, Node, path_text
from datasheets.exchange.gathering import STATUS
from datasheets.sheet.template import Field, field_at
from datasheets.sheet.values import NOT_PROVIDED

Cells = dict[tuple[str, ...], list[Node]]
_ELSEWHERE = ("performance.metrics", "performance.slices")
"""Their rows are metrics of the model card; properties only add to them."""


class Said:
    """Every property of the document that names a place of the datasheet, wherever it stands."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._cells: dict[str, Cells] = {}
        start = named("")
        for node in _properties(found.root):
            name = node["name"].text
            parts = name.removeprefix(start).split(".")
            place = ".".join(parts[:2])
            if name.startswith(start) and field_at(place) is not None:
                self._cells.setdefault(place, {}).setdefault(tuple(parts[2:]), []).append(node)

    def text(self, place: str, *at: str) -> str:
        """The one value at a place, or of a cell of it; empty where there is none."""
        nodes = self._cells.get(place, {}).get(at, [])
        return nodes[0]["value"].text if len(nodes) == 1 else ""

    def has(self, place: str, *at: str) -> bool:
        """Whether anything is said of a place, or of a cell of it."""
        return any(key[: len(at)] == at for key in self._cells.get(place, {}))

    def take(self, place: str, *at: str) -> None:
        """Count the properties of a place, or of a cell of it, as taken."""
        for key, nodes in self._cells.get(place, {}).items():
            if key[: len(at)] == at:
                for node in nodes:
                    node.take()

    def quantity(self, place: str, at: tuple[str, ...], node: Node | None = None, **known: str) -> dict[str, Any]:
        """A quantity of what is known of it and of the properties of a place, or of a cell of it.

        Parameters
        ----------
        place : str
        at : tuple of str
            Row, from 1, and column of a cell; empty for a field.
        node : Node, optional
            Where the number stands; that of the property where there is none.
        known : str
            Value, low and high that stand elsewhere in the file.
        """
        return quantity(self._found, {k[len(at) :]: v for k, v in self._cells.get(place, {}).items() if
                                      k[: len(at)] == at}, node, **known)  # fmt: skip

    def fill(self) -> None:
        """Put every place that properties tell and nothing else in the file has told."""
        for place, cells in self._cells.items():
            field = field_at(place)
            if field is None or place in self._found.fields or place in _ELSEWHERE:
                continue
            first = next(iter(cells.values()))[0]
            value = self._value(field, place, cells)
            if value is not None and self._found.keep(place, value, first):
                self.take(place)

    def _value(self, field: Field, place: str, cells: Cells) -> Any:
        if field.kind == "quantity":
            return self.quantity(place, ())
        if field.kind == "list":
            return [node["value"].text for node in cells.get((), ())]
        if field.kind == "table":
            return self._rows(field, place, cells)
        return self.text(place) or None

    def _rows(self, field: Field, place: str, cells: Cells) -> list[dict[str, Any]]:
        rows = []
        numbers = sorted({int(key[0]) for key in cells if key and key[0].isdecimal() and len(key[0]) < 9})
        for number in map(str, numbers):
            row: dict[str, Any] = {}
            for column in field.columns:
                here = [k for k in cells if k[:2] == (number, column.key)]
                if here and column.kind == "quantity":
                    row[column.key] = self.quantity(place, (number, column.key))
                elif here:
                    row[column.key] = cells[here[0]][0]["value"].text
                elif column.need == "required":
                    row[column.key] = NOT_PROVIDED
            rows.append(row)
        return rows


def local(node: Node, name: str) -> tuple[str, Node | None]:
    """The text of a property of one component, and where it stands."""
    for one in node["properties"].items():
        if one["name"].text == named(name):
            return one["value"].text, one
    return "", None


def local_quantity(found: Found, node: Node, name: str) -> dict[str, Any] | None:
    """A quantity that stands in the properties of one component, or None."""
    cells: Cells = {}
    for one in node["properties"].items():
        said = one["name"].text.removeprefix(named(name))
        if one["name"].text.startswith(named(name)) and (said == "" or said.startswith(".")):
            cells.setdefault(tuple(said.split(".")[1:]), []).append(one)
    if not cells:
        return None
    for nodes in cells.values():
        for one in nodes:
            one.take()
    return quantity(found, cells)


def quantity(found: Found, cells: Cells, node: Node | None = None, **known: str) -> dict[str, Any]:
    """A declared quantity of parts; how the file says it is known stands in its note."""
    parts = {key[0]: nodes[0]["value"].text for key, nodes in cells.items() if len(key) == 1}
    made: dict[str, Any] = dict(known)
    if () in cells and "value" not in made:
        made["value"] = cells[()][0]["value"].text
    for key in NUMBERS:
        if parts.get(key) and key not in made:
            text = parts[key]
            made[key] = int(text) if key in ("count", "n") and text.isdecimal() and len(text) < 16 else text
    known_by = ", ".join(parts[key] for key in WORDS[:2] if parts.get(key))
    known_by = "" if known_by == "declared" else known_by  # which it is in the datasheet, too
    note = "; ".join(text for text in (parts.get(WORDS[2], ""), known_by) if text)
    where = node or next(iter(cells.values()))[0]
    origin = {"status": STATUS, "evidence": f"{found.file}, {path_text(where.path)}"}
    return made | origin | ({"note": note} if note else {})


def _properties(node: Node) -> Iterator[Node]:
    if isinstance(node.value, dict):
        yield from node["properties"].items()
        for key in node.value:
            if key != "properties":
                yield from _properties(node[key])
    else:
        for one in node.items():
            yield from _properties(one)
