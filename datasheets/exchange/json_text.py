"""JSON of others read strictly and within limits, and JSON written with exact decimals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from datasheets.exchange.exact import plain
from datasheets.exchange.limits import STRAY, check_size, limits
from footprint.errors import InputError, shown
from footprint.json_keys import unique

_OPENING = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
"""A string as a whole, also one without an end, or a bracket."""


def read_json(text: str, file: str) -> Any:
    """Plain data of a JSON text; numbers with a point or an exponent are `decimal.Decimal`.

    Raises
    ------
    InputError
        Too large, too deep, no JSON, a key that stands twice, NaN or infinity, or a character no text can hold.
    """
    try:
        _measure(text)
        found = json.loads(
            text.removeprefix("\ufeff"), object_pairs_hook=unique, parse_float=_decimal, parse_int=_whole,
            parse_constant=_constant,
        )  # fmt: skip
        _count(found)
    except json.JSONDecodeError as error:
        raise InputError(f"not valid JSON: {error.msg}", file=file, line=error.lineno) from None
    except RecursionError:
        raise InputError("nested too deep", file=file) from None
    except InputError as error:
        error.file = file
        raise
    return found


def to_json(data: Any, level: int = 0) -> str:
    """Plain data as JSON with an indent of two; a `decimal.Decimal` becomes a number with exactly its digits."""
    inner, outer = "  " * (level + 1), "  " * level
    if isinstance(data, dict) and data:
        lines = (f"{inner}{json.dumps(k, ensure_ascii=False)}: {to_json(v, level + 1)}" for k, v in data.items())
        return "{\n" + ",\n".join(lines) + f"\n{outer}}}"
    if isinstance(data, (list, tuple)) and data:
        return "[\n" + ",\n".join(inner + to_json(v, level + 1) for v in data) + f"\n{outer}]"
    if isinstance(data, Decimal):
        return plain(data)
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def _measure(text: str) -> None:
    most = limits()
    check_size(text)
    depth = 0
    for match in _OPENING.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > most["depth"]:
                raise InputError(f"nested more than {most['depth']} deep", line=text.count("\n", 0, match.start()) + 1)
        elif match[0] in "]}":
            depth -= 1


def _count(data: Any) -> None:
    most = limits()
    for number, (path, value) in enumerate(_walk(data, ())):
        if number >= most["values"]:
            raise InputError(f"more than {most['values']} values")
        if isinstance(value, list) and len(value) > most["items"]:
            raise InputError(f"a list of {len(value)}, more than {most['items']}", path=path)
        if isinstance(value, str) and STRAY.search(value):
            raise InputError("a text with a control character or half of one", path=path)


def _walk(data: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every value and every key, with its path."""
    yield path, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield path, key
            yield from _walk(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _walk(value, (*path, index))


def _whole(text: str) -> int:
    if len(text) > limits()["digits"]:
        raise InputError(f"a number of {len(text)} digits")
    return int(text)


def _decimal(text: str) -> Decimal:
    if len(text) > limits()["digits"]:
        raise InputError(f"a number of {len(text)} digits")
    number = Decimal(text)
    if number and abs(number.adjusted()) > limits()["exponent"]:
        raise InputError(f"{shown(text)} is beyond any number that is of use")
    return number


def _constant(name: str) -> Any:
    raise InputError(f"{name} is no number of JSON")
