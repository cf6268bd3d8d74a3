"""A number of devices as people write it: ``1000``, ``250e9``, ``250 billion``."""

from __future__ import annotations

import re

from footprint import tables
from footprint.errors import InputError, shown
from footprint.numbers import many
from footprint.quantities import decimal_number

_WORDS = {
    "": 1, "thousand": 10**3, "k": 10**3, "million": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9,
    "trillion": 10**12, "tn": 10**12,
}  # fmt: skip
_COUNT = re.compile(r"([0-9.eE+-]+|[0-9]{1,3}(?: [0-9]{3})+)\s*([A-Za-z]*)", re.ASCII)
_EXAMPLE = 'Write it like 1000, 250e9 or "250 billion".'


def parse_count(text: str | float) -> int:
    """How many devices a text or number says.

    Parameters
    ----------
    text : str, int or float
        For example ``"250 billion"``, ``"250e9"``, ``"12 000"`` or ``1000``.

    Returns
    -------
    int
        A whole number from 1 to `most_devices` of the table `growth`.

    Raises
    ------
    InputError
        No number, an unknown word, a part of a device, or a number out of range.

    Examples
    --------
    >>> parse_count("250 billion"), parse_count("1.5 k"), parse_count("12 000")
    (250000000000, 1500, 12000)
    """
    if isinstance(text, bool) or not isinstance(text, (str, int, float)):
        raise InputError(f"{shown(text)} is not a number of devices", hint=_EXAMPLE)
    found = _COUNT.fullmatch(text.strip() if isinstance(text, str) else repr(text))
    number = decimal_number(found[1].replace(" ", "")) if found else None
    if found is None or number is None:
        raise InputError(f"{shown(text)} is not a number of devices", hint=_EXAMPLE)
    by = _WORDS.get(found[2].casefold())
    if by is None:
        words = tuple(word for word in _WORDS if word)
        raise InputError(f"unknown word {shown(found[2])} in {shown(text)}", valid=words)
    exact, most = number * by, tables.growth()["most_devices"]
    if not 1 <= exact <= most:
        raise InputError(f"{shown(text)} is not a number of devices from 1 to {many(most)}", hint=_EXAMPLE)
    if exact != int(exact):
        raise InputError(f"{shown(text)} is not a whole number of devices", hint=_EXAMPLE)
    return int(exact)
