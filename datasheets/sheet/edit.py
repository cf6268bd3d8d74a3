"""One value of a source file changed in its text: the comments, the order and every other character stay.

Where a value stands is told by YAML's own marks. A change that could not be put in so is written by making the whole
text anew from its data, which keeps every value and no comment, and says so.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml

from footprint.yaml_file import parse_yaml, reads_as_text

Path = tuple[str | int, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WIDTH = 110
_PLAIN = re.compile(r"[^\W\d_](?:[\w .%/()+-]*[\w.%/()+-])?|\d{4}-\d\d-\d\d")
_FOLDS = re.compile(r"\S+(?: \S+)*")
_BREAKS = str.maketrans({c: f"\\u{ord(c):04x}" for c in "\x7f\x85\u2028\u2029\ufeff"})


class Edited(NamedTuple):
    """A changed text, and whether its comments are still there."""

    text: str
    whole: bool


class Edit(NamedTuple):
    """A value to put in, and the keys of the map that holds it in the order in which they stand."""

    path: Path
    value: Any
    order: Sequence[str] = ()


def with_value(text: str, path: Path, value: Any, order: Sequence[str] = ()) -> Edited:
    """The text with a value at a path.

    Parameters
    ----------
    text : str
        A source file that can be read.
    path : tuple
        Keys and places in lists; what holds the last one may be missing where it is a map at the top.
    value : object
        Plain data: text, numbers, lists and maps.
    order : sequence of str
        Keys of the map that holds it, in the order in which they stand.
    """
    return with_values(text, [Edit(path, value, order)])


def with_values(text: str, edits: Sequence[Edit]) -> Edited:
    """The text with several values, one after the other: all of them put in, or all in a text made anew."""
    if not edits:
        return Edited(text, True)
    wanted = parse_yaml(text, "")[0]
    for one in edits:
        _change(wanted, one.path, copy.deepcopy(one.value))
    made: str | None = text.replace(line_end(text), "\n")
    try:
        for one in edits:
            made = None if made is None else _put(made, *one)
    except yaml.YAMLError:  # what was put in before cannot be read
        made = None
    return _checked(made, wanted, text)


def without(text: str, path: Path) -> Edited:
    """The text without what stands at a path, and without the map or list that is empty then."""
    data = parse_yaml(text, "")[0]
    while len(path) > 1 and len(at(data, path[:-1])) == 1:
        path = path[:-1]
    wanted = copy.deepcopy(data)
    del at(wanted, path[:-1])[path[-1]]
    return _checked(_cut(text.replace(line_end(text), "\n"), path, wanted), wanted, text)


def at(data: Any, path: Path) -> Any:
    """What stands at a path of plain data."""
    for step in path:
        data = data[step]
    return data


def line_end(text: str) -> str:
    """How all lines of a text end."""
    return "\r\n" if 0 < text.count("\r\n") == text.count("\n") else "\n"


def written(data: Any) -> str:
    """Plain data as the text of a whole source file."""
    return "".join(f"{key}:{_block(value, 0)}\n" for key, value in data.items())


def _change(data: Any, path: Path, value: Any) -> None:
    here = data
    for step in path[:-1]:
        if isinstance(here, dict) and here.get(step) is None:
            here[step] = {}
        here = here[step]
    if isinstance(here, list) and path[-1] == len(here):
        here.append(value)
    else:
        here[path[-1]] = value


def _checked(text: str | None, wanted: Any, before: str) -> Edited:
    """A text that reads as it should, else one that is made of its data; its lines end as they did before."""
    end = line_end(before)
    if text is not None:
        try:
            if _same(parse_yaml(text, "")[0], wanted):
                return Edited(text.replace("\n", end), True)
        except ValueError:
            pass
    return Edited(written(wanted).replace("\n", end), False)


def _same(one: Any, other: Any) -> bool:
    """Equality that tells 1 from 1.0 and from true."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(v, other[k]) for k, v in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


# --- where things stand ------------------------------------------------------------------------


def _end(node: yaml.Node) -> int:
    """Where a value ends, without the blank lines and comments after it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _find(root: Any, path: Path) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The key and the value of a path; the key is None in a list, the value where there is none."""
    key: yaml.Node | None = None
    node: yaml.Node | None = root
    for step in path:
        key, found = None, None
        if isinstance(node, yaml.MappingNode):
            key, found = next(((k, v) for k, v in node.value if k.value == step), (None, None))
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = node.value[step]
        node = found
        if node is None:
            return None, None
    return key, node


def _in_flow(root: Any, path: Path) -> bool:
    """Whether a path stands in braces or brackets."""
    for end in range(len(path)):
        node = _find(root, path[:end])[1]
        if isinstance(node, yaml.CollectionNode) and node.flow_style:
            return True
    return False


def _trimmed(text: str, start: int, end: int) -> int:
    """The end without the line breaks of a block of text."""
    return start + len(text[start:end].rstrip())


def _put(text: str, path: Path, value: Any, order: Sequence[str]) -> str | None:
    root: Any = yaml.compose(text, Loader=_LOADER)
    key, node = _find(root, path)
    if node is None:
        return _insert(text, root, path, value, order)
    flow = _in_flow(root, path)
    start, end = node.start_mark.index, max(_end(node), node.start_mark.index)
    if key is not None and not flow:
        colon = text.index(":", key.end_mark.index) + 1
        end = _trimmed(text, colon, end)
        made, rest = _block(value, _column(key)), text.find("\n", end)
        behind = text[end : rest if rest >= 0 else len(text)].strip()
        remarks = [line.strip() for line in text[colon:start].splitlines() if line.strip()]
        if behind.startswith("#") and "\n" in made:  # it would become part of a text
            remarks.append(behind)
            end = rest if rest >= 0 else len(text)
        if not remarks:
            return text[:colon] + made + text[end:]
        line = _start(key)
        if not all(r.startswith("#") for r in remarks) or text[line : key.start_mark.index].strip():
            return None
        above = "".join(f"{' ' * _column(key)}{r}\n" for r in remarks)
        return text[:line] + above + text[line:colon] + made + text[end:]
    if flow:
        return text[:start] + _flow(value) + text[end:]
    return text[:start] + _item(value, node.start_mark.column) + text[_trimmed(text, start, end) :]


def _column(key: yaml.Node) -> int:
    return int(key.start_mark.column)


def _insert(text: str, root: Any, path: Path, value: Any, order: Sequence[str]) -> str | None:
    """A key, or an item at the end of a list, that is not there yet."""
    parent_key, parent = _find(root, path[:-1])
    if parent is None or (isinstance(parent, yaml.ScalarNode) and parent.value == "" and not parent.style):
        if len(path) != 2 or not isinstance(root, yaml.MappingNode) or root.flow_style:
            return None
        return _new_section(text, root, path, value, parent_key)
    last = path[-1]
    if isinstance(parent, yaml.SequenceNode) and parent.value:
        end = _end(parent)
        if parent.flow_style or _in_flow(root, path[:-1]):
            end = _end(parent.value[-1])
            return f"{text[:end]}, {_flow(value)}{text[end:]}"
        end = _trimmed(text, 0, end)
        column = parent.start_mark.column
        return f"{text[:end]}\n{' ' * column}- {_item(value, column + 2)}{text[end:]}"
    if not isinstance(parent, yaml.MappingNode) or not parent.value:
        return None
    names = [k.value for k, _ in parent.value]
    before = order[: list(order).index(str(last))] if last in order else order
    previous = max((names.index(n) for n in before if n in names), default=len(names) - 1 if not order else -1)
    if parent.flow_style or _in_flow(root, path[:-1]):
        said = f"{last}: {_flow(value)}"
        if previous < 0:
            begin = parent.value[0][0].start_mark.index
            return f"{text[:begin]}{said}, {text[begin:]}"
        end = _end(parent.value[previous][1])
        return f"{text[:end]}, {said}{text[end:]}"
    column = _column(parent.value[0][0])
    line = f"{' ' * column}{last}:{_block(value, column)}"
    marked = _placeholder(text, str(last), _start(parent), _region_end(text, root, path))
    if marked is not None:
        return text[: marked[0]] + line + text[marked[1] :]
    if previous < 0:
        first = parent.value[0][0].start_mark
        begin = first.index - first.column
        return f"{text[:begin]}{line}\n{text[begin:]}" if text[begin : first.index].strip() == "" else None
    end = _trimmed(text, 0, _end(parent.value[previous][1]))
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop  # a comment behind it stays with it
    return f"{text[:stop]}\n{line}{text[stop:]}"


def _start(node: yaml.Node) -> int:
    return int(node.start_mark.index - node.start_mark.column)


def _region_end(text: str, root: Any, path: Path) -> int:
    """Where the comments of a section end: at the next one."""
    starts = [k.start_mark.index for k, _ in root.value] if isinstance(root, yaml.MappingNode) else []
    own = next((k.start_mark.index for k, _ in root.value if k.value == path[0]), 0)
    return min((s for s in starts if s > own), default=len(text))


def _placeholder(text: str, key: str, start: int, end: int) -> tuple[int, int] | None:
    """The comment that holds the place of a key in a new file."""
    found = re.compile(rf"^[ ]*# {re.escape(key)}: not provided[ ]*$", re.MULTILINE).search(
        text, _first(text, start), end
    )
    return found.span() if found else None


def _first(text: str, start: int) -> int:
    """From the comments above the first key of a section on."""
    lines = text[:start].splitlines(keepends=True)
    while lines and lines[-1].lstrip().startswith("#") and lines[-1].startswith(" "):
        start -= len(lines.pop())
    return start


def _new_section(text: str, root: Any, path: Path, value: Any, there: yaml.Node | None) -> str | None:
    section, key = str(path[0]), str(path[1])
    line = f"  {key}:{_block(value, 2)}"
    if there is not None:  # the key stands there, and nothing below it
        colon = text.index(":", there.end_mark.index) + 1
        return f"{text[:colon]}\n{line}{text[colon:]}"
    found = re.search(rf"^# {re.escape(section)}:[ ]*$", text, re.MULTILINE)
    if found is None:
        before = _find(root, ("language",))[1] if section == "artefacts" else None
        stop = text.find("\n", before.end_mark.index) if before is not None else -1
        if stop < 0:
            return f"{text.rstrip()}\n\n{section}:\n{line}\n"
        return f"{text[:stop]}\n{section}:\n{line}{text[stop:]}"
    body = re.compile(r"(?:\n[ ]+#[^\n]*)*").match(text, found.end())
    end = body.end() if body else found.end()
    marked = _placeholder(text, key, found.end(), end)
    head = f"{text[: found.start()]}{section}:"
    if marked is None:
        return f"{head}\n{line}{text[found.end() :]}"
    return f"{head}{text[found.end() : marked[0]]}{line}{text[marked[1] :]}"


def _cut(text: str, path: Path, wanted: Any) -> str | None:
    root: Any = yaml.compose(text, Loader=_LOADER)
    if _in_flow(root, path):
        outer = next(e for e in range(len(path)) if _is_flow(root, path[:e]))
        return _put(text, path[:outer], at(wanted, path[:outer]), ())
    key, node = _find(root, path)
    if node is None:
        return None
    first = (key or node).start_mark.index
    begin = text.rfind("\n", 0, first) + 1
    if text[begin:first].strip(" -") or (key is not None and "-" in text[begin:first]):
        return _put(text, path[:-1], at(wanted, path[:-1]), ())  # it shares its line with something that stays
    end = _trimmed(text, first, max(_end(node), node.start_mark.index))
    stop = text.find("\n", end)
    return text[:begin] + (text[stop + 1 :] if stop >= 0 else "")


def _is_flow(root: Any, path: Path) -> bool:
    node = _find(root, path)[1]
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


# --- how things are written --------------------------------------------------------------------


def _scalar(value: Any) -> str:
    """A value on one line that reads back as it is."""
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and reads_as_text(value):
            return value
        return json.dumps(value, ensure_ascii=False).translate(_BREAKS)
    return "null" if value is None else json.dumps(value)


def _flow(value: Any) -> str:
    """A value as it stands in braces."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _block(value: Any, column: int) -> str:
    """A value after the colon of a key that begins at a column."""
    line = _flow(value)
    short = len(line) + column < _WIDTH
    inside = " " * (column + 2)
    if isinstance(value, str) and not short and _FOLDS.fullmatch(value):
        return f" >-\n{inside}" + f"\n{inside}".join(_folded(value, _WIDTH - column))
    if isinstance(value, dict) and value and not short:
        return "".join(f"\n{inside}{_scalar(k)}:{_block(v, column + 2)}" for k, v in value.items())
    if isinstance(value, list) and value:
        return "".join(f"\n{' ' * column}- {_item(v, column + 2)}" for v in value)
    return f" {line}"


def _item(value: Any, column: int) -> str:
    """A value after the dash of a list, whose text begins at a column."""
    line = _flow(value)
    if isinstance(value, dict) and value and len(line) + column >= _WIDTH:
        rows = [f"{_scalar(k)}:{_block(v, column)}" for k, v in value.items()]
        return f"\n{' ' * column}".join(rows)
    return line


def _folded(text: str, width: int) -> list[str]:
    """Lines of at most a width, where words allow it; only single spaces become breaks."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
