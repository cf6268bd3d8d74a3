"""A document of others walked with a count of what was taken from it, and the fields that come of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from datasheets.exchange.exact import plain
from datasheets.exchange.formats import Imported
from datasheets.exchange.gathering import Gathering

Path_ = tuple[str | int, ...]


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


class Found(Gathering):
    """Fields of a datasheet from the nodes of a file; whatever was not taken is listed as left."""

    def __init__(self, data: Any, file: str) -> None:
        super().__init__(file)
        self._taken: set[Path_] = set()
        self.root = Node(data, (), self._taken)

    def keep(self, place: str, value: Any, node: Node) -> bool:
        """Keep a value at a place that is still free; what does not fit the field stays in the file.

        Returns
        -------
        bool
            Whether it was kept.
        """
        kept = self.take(place, value, path_text(node.path))
        if kept:
            node.take()
        return kept

    def text(self, place: str, node: Node) -> bool:
        """Keep a text."""
        return bool(node.text) and self.keep(place, node.text, node)

    def append(self, place: str, items: list[Any], node: Node) -> bool:
        """Put items at the end of a list or a table."""
        return self.add(place, items, path_text(node.path))

    def imported(self) -> Imported:
        """The fields, and what the file says beyond them: by its paths, indices left out."""
        for path in _rest(self.root.value, (), self._taken):
            self.leave("".join("[]" if isinstance(one, int) else f".{one}" for one in path).removeprefix("."))
        return super().imported()


def number_text(value: Any) -> str:
    """A number of JSON with its digits."""
    return plain(value if isinstance(value, Decimal) else Decimal(value))


def _rest(value: Any, path: Path_, taken: set[Path_]) -> Iterator[Path_]:
    if path in taken:
        return
    if isinstance(value, (dict, list)) and value:
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _rest(one, (*path, key), taken)
    elif value not in ("", [], {}):
        yield path
