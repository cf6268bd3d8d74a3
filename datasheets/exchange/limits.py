"""How much a file of others may hold, and what no file of a datasheet can hold. The numbers are data."""

from __future__ import annotations

import re
from functools import cache

from datasheets.sheet.template import FOLDER
from footprint.errors import InputError
from footprint.yaml_file import MAX_BYTES, parse_yaml, read_text

STRAY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Control characters, halves of characters and what is no character."""


@cache
def limits() -> dict[str, int]:
    """Lines of a text; depth, values, items of one list, digits and exponent of one number of JSON; what is listed."""
    path = FOLDER / "exchange_limits.yaml"
    found: dict[str, int] = parse_yaml(read_text(path), path.name)[0]
    return found


def check_size(text: str) -> None:
    """Raises where a text is larger than a file may be."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise InputError(f"the file is larger than {MAX_BYTES // 1_000_000} MB")
