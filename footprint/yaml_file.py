"""Strict YAML: text a person wrote to plain data, with the line of every key and value.

Values follow YAML 1.2 (``NO`` is text, not false). Aliases, tags, duplicate keys, several
documents, deep nesting and large files are refused with the line they stand on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from footprint.errors import InputError, shown

MAX_BYTES = 2_000_000
MAX_DEPTH = 20
MAX_NODES = 100_000

Lines = dict[tuple[str | int, ...], int]
"""Key path to the line (from 1) on which it stands."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRAY = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML does not allow."""
_PAIR = re.compile(r"\\\\|\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
"""A character beyond U+FFFF as JSON may write it, in two escapes; an escaped backslash is passed over."""
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan"),
}  # fmt: skip


def read_text(path: Path) -> str:
    """The text of a file of at most `MAX_BYTES` in UTF-8."""
    file = str(path)
    if "\0" in file:
        raise InputError("a file name cannot hold a NUL character", file=file)
    try:
        if path.is_dir():
            raise InputError("a folder where a file is expected", file=file)
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError("no such file", file=file) from None
    except OSError as error:
        raise InputError(f"cannot read the file: {error.strerror}", file=file) from None
    return decode(raw, file)


def decode(raw: bytes, file: str) -> str:
    """Bytes of a file to text, refusing what is too large or not UTF-8."""
    if len(raw) > MAX_BYTES:
        raise InputError(f"the file is larger than {MAX_BYTES // 1_000_000} MB", file=file)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"not UTF-8 text (byte 0x{raw[error.start]:02x})",
            file=file,
            line=line,
            hint="Save the file as UTF-8.",
        ) from None


def parse_yaml(text: str, file: str, *, real: Callable[[str], Any] = float) -> tuple[Any, Lines]:
    """Read one YAML document into dicts, lists and scalars.

    Parameters
    ----------
    text, file : str
    real : callable
        What a number with a point or an exponent becomes, such as `decimal.Decimal` where every digit counts.

    Returns
    -------
    data, lines
        The data, and the line of every key path.

    Raises
    ------
    InputError
        With the file and line, for anything that is not plain YAML 1.2.
    """
    text = text.removeprefix("\ufeff")
    stray = _STRAY.search(text)
    if stray:
        line = text.count("\n", 0, stray.start()) + 1
        raise InputError(f"control character U+{ord(stray[0]):04X}", file=file, line=line, hint="Remove it.")
    if text.lstrip().startswith("{"):
        text = _PAIR.sub(_joined, text)
    try:
        return _build(text, file, real)
    except yaml.MarkedYAMLError as error:
        at = next((m.line + 1 for m in (error.problem_mark, error.context_mark) if m is not None), None)
        raise InputError(f"not valid YAML: {error.problem or error.context}", file=file, line=at) from None
    except yaml.YAMLError as error:
        raise InputError(f"not valid YAML: {str(error).splitlines()[0]}", file=file) from None


def _joined(pair: re.Match[str]) -> str:
    if pair[1] is None:
        return pair[0]
    return (bytes.fromhex(pair[1]) + bytes.fromhex(pair[2])).decode("utf-16-be")


def _build(text: str, file: str, real: Callable[[str], Any]) -> tuple[Any, Lines]:
    lines: Lines = {}
    # Open collections: [container, path, key waiting for its value]
    stack: list[list[Any]] = []
    result: list[Any] = []
    documents = nodes = 0

    def refuse(what: str, line: int, hint: str = "") -> InputError:
        return InputError(what, file=file, line=line, hint=hint)

    def place(value: Any) -> None:
        """Put a finished scalar or a new collection where it belongs."""
        if not stack:
            result.append(value)
        elif isinstance(stack[-1][0], list):
            stack[-1][0].append(value)
        else:
            stack[-1][0][stack[-1][2]] = value
            stack[-1][2] = None

    for event in yaml.parse(text, Loader=_LOADER):
        mark: Any = event.start_mark
        line = mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise refuse("more than one YAML document", line, "Keep one system in one file.")
        elif isinstance(event, yaml.AliasEvent):
            raise refuse(f"YAML alias *{event.anchor}", line, "Write the value out.")
        elif isinstance(event, yaml.NodeEvent):
            nodes += 1
            if nodes > MAX_NODES:
                raise refuse(f"more than {MAX_NODES} values", line)
            if event.anchor:
                raise refuse(f"YAML anchor &{event.anchor}", line, "Write the value out where it is needed.")
            tag = getattr(event, "tag", None)
            if tag:
                raise refuse(f"YAML tag {shown(tag)}", line, "Remove the tag.")
            top = stack[-1] if stack else None
            if top is not None and isinstance(top[0], dict) and top[2] is None:
                if not isinstance(event, yaml.ScalarEvent):
                    raise refuse("a key that is a list or a map", line)
                key = event.value
                if key in top[0]:
                    first = lines[(*top[1], key)]
                    raise refuse(f"duplicate key {shown(key)}, first on line {first}", line)
                top[2] = key
                lines[(*top[1], key)] = line
                continue
            path: tuple[str | int, ...] = ()
            if top is not None:
                path = (*top[1], len(top[0]) if isinstance(top[0], list) else top[2])
                lines.setdefault(path, line)
            if isinstance(event, yaml.ScalarEvent):
                place(event.value if event.style else _scalar(event.value, real))
                continue
            if len(stack) >= MAX_DEPTH:
                raise refuse(f"nested more than {MAX_DEPTH} deep", line)
            opened: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            place(opened)
            stack.append([opened, path, None])
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
    return (result[0] if result else None), lines


def _scalar(text: str, real: Callable[[str], Any] = float) -> Any:
    """An unquoted scalar by the YAML 1.2 core schema; ``010`` and ``12:30`` stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= 40:
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return real(text)
    return text


def reads_as_text(text: str) -> bool:
    """Whether an unquoted scalar of this text is read back as text."""
    return isinstance(_scalar(text), str)
