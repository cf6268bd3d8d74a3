"""How much a file of others may hold, and what no file of a datasheet can hold. The numbers are data."""

from __future__ import annotations

import re

from datasheets.data_files import data_file
from footprint.errors import InputError
from footprint.yaml_file import MAX_BYTES

STRAY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Control characters, halves of characters and what is no character."""


def limits() -> dict[str, int]:
    """Lines of a text; depth, values, items of one list, digits and exponent of one number of JSON; what is listed."""
    found: dict[str, int] = data_file("exchange_limits.yaml")
    return found


def check_size(text: str) -> None:
    """Raises where a text is larger than a file may be."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise InputError(f"the file is larger than {MAX_BYTES // 1_000_000} MB")
