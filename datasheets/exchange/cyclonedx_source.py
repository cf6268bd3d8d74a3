"""A document of others walked with a count of what was taken from it, and the fields that come of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from datasheets.exchange.cyclonedx_names import field_at
from datasheets.exchange.exact import plain
from datasheets.exchange.formats import Imported
from datasheets.sheet.artefacts import Artefacts, load_here
from datasheets.sheet.sheet import read_value
from datasheets.sheet.template import Field
from footprint.errors import InputError

Path_ = tuple[str | int, ...]
_NO_ARTEFACTS = Artefacts.read(None, Path(), load_here)


def path_text(path: Path_) -> str:
    """A path as the file's own language writes it: ``components[0].modelCard``."""
    text = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path)
    return text.removeprefix(".")


class Node:
    """A value of the document, its path, and the record of what was taken."""

    def __init__(self, value: Any, path: Path_, taken: set[Path_]) -> None:
        self.value = value
        self.path = path
        self._taken = taken

    def __getitem__(self, key: str) -> Node:
        """What stands at a key; a node without a value where nothing does."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(value, (*self.path, key), self._taken)

    def items(self) -> Iterator[Node]:
        """The items of a list, none of anything else."""
        for index, value in enumerate(self.value if isinstance(self.value, list) else ()):
            yield Node(value, (*self.path, index), self._taken)

    @property
    def there(self) -> bool:
        """Whether the file says anything here."""
        return self.value is not None

    @property
    def text(self) -> str:
        """A text without white space around it; empty where there is none."""
        return self.value.strip() if isinstance(self.value, str) else ""

    def take(self) -> None:
        """Count this value, and all in it, as taken."""
        self._taken.add(self.path)


class Found:
    """Fields of a datasheet that are found in a file, each checked against the template before it is kept."""

    def __init__(self, data: Any, file: str) -> None:
        self.file = file
        self._taken: set[Path_] = set()
        self.root = Node(data, (), self._taken)
        self.fields: dict[str, Any] = {}
        self.origins: dict[str, str] = {}

    def put(self, place: str, value: Any, node: Node, *more: Node) -> bool:
        """Keep a value at a place that is still free; what does not fit the field stays in the file.

        Returns
        -------
        bool
            Whether it was kept.
        """
        field = field_at(place)
        if field is None or place in self.fields or not fits(field, value):
            return False
        self.fields[place] = value
        if field.kind != "quantity":
            self.origins[place] = f"{self.file}, {path_text(node.path)}"
        for one in (node, *more):
            one.take()
        return True

    def text(self, place: str, node: Node) -> bool:
        """Keep a text."""
        return bool(node.text) and self.put(place, node.text, node)

    def add(self, place: str, items: list[Any], node: Node) -> bool:
        """Put items at the end of a list or a table."""
        field = field_at(place)
        if field is None or not items or not fits(field, items):
            return False
        self.fields.setdefault(place, []).extend(items)
        self.origins.setdefault(place, f"{self.file}, {path_text(node.path)}")
        return True

    def declared(self, node: Node) -> dict[str, str]:
        """What makes a quantity one that the file declares."""
        return {"status": "declared", "evidence": f"{self.file}, {path_text(node.path)}"}

    def imported(self) -> Imported:
        """The fields, and what the file says beyond them: by its paths, indices left out."""
        left: dict[str, None] = {}
        _rest(self.root.value, (), self._taken, left)
        return Imported(self.file, self.fields, self.origins, tuple(left))


def fits(field: Field, value: Any) -> bool:
    """Whether a field takes a value as a source file would hold it."""
    try:
        read_value(field, value, (), _NO_ARTEFACTS)
    except InputError:
        return False
    return not (isinstance(value, str) and not value)


def number_text(value: Any) -> str:
    """A number of JSON with its digits."""
    return plain(value if isinstance(value, Decimal) else Decimal(value))


def _rest(value: Any, path: Path_, taken: set[Path_], left: dict[str, None]) -> None:
    if path in taken:
        return
    if isinstance(value, dict) and value:
        for key, one in value.items():
            _rest(one, (*path, key), taken, left)
    elif isinstance(value, list) and value:
        for index, one in enumerate(value):
            _rest(one, (*path, index), taken, left)
    elif value not in ("", [], {}):
        left["".join("[]" if isinstance(one, int) else f".{one}" for one in path).removeprefix(".")] = None
