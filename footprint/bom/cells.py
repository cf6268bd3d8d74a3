"""Numbers as people and spreadsheets write them in a cell: decimal comma, thousands, currency, pieces."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "\u2019": "'", "\uff0c": ","})
"""Spaces that do not break, a minus that is not a hyphen, the Swiss apostrophe: what locales write in numbers."""

_CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR", "£": "GBP", "gbp": "GBP",
    "¥": "JPY or CNY", "jpy": "JPY", "cny": "CNY", "rmb": "CNY", "₹": "INR", "inr": "INR", "chf": "CHF", "fr.": "CHF",
    "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN", "zł": "PLN", "czk": "CZK", "krw": "KRW", "₩": "KRW",
    "cad": "CAD", "aud": "AUD", "brl": "BRL", "r$": "BRL", "twd": "TWD",
}  # fmt: skip
_MARK = "|".join(re.escape(c) for c in sorted(_CURRENCIES, key=len, reverse=True))
_CURRENCY = re.compile(rf"(?:({_MARK})\s*([-+]?[\d.,].*)|([-+]?[\d.,].*?)\s*({_MARK}))", re.IGNORECASE)
_NUMBER = re.compile(r"([-+]?)([\d.,' ]*\d[.,]?)((?:[eE][-+]?\d{1,3})?)", re.ASCII)
_PIECES = re.compile(
    r"(?:x\s*)?(.*?\d)\s*(?:x|×|pcs?\.?|pces?\.?|pieces?|ea\.?|each|units?|off|nos?\.?|stk\.?|st\.?|stück|stueck"
    r"|pièces?|uds?\.?|unidades|pz\.?|pezzi|个|只)?",
    re.IGNORECASE,
)
_MASS = re.compile(r"(.*?\d)\s*(mg|kg|g|grams?|gramm)?", re.IGNORECASE)
_GRAMS = {"mg": 1e-3, "kg": 1e3}
_GROUPED = re.compile(r"\d{1,3}([.,' ])\d{3}(?:\1\d{3})*")


def currency(text: str) -> tuple[str, str]:
    """A cell without its currency, and the currency's code or an empty text."""
    found = _CURRENCY.fullmatch(text.translate(_SPACES).strip())
    if found is None:
        return text, ""
    return found[2] or found[3], _CURRENCIES[(found[1] or found[4]).lower()]


def currency_of_heading(words: Iterable[str]) -> str:
    """The currency that a heading such as ``unit_cost_usd`` names."""
    return next((_CURRENCIES[w] for w in words if w in _CURRENCIES), "")


def is_formula(text: str) -> bool:
    """Whether a cell holds a spreadsheet's formula instead of its result."""
    return text.lstrip().startswith("=")


def _mark(text: str) -> str:
    """The decimal mark that a cell shows beyond doubt, ``?`` where it could be either, else nothing."""
    found = _NUMBER.fullmatch(text)
    body = found[2] if found else ""
    points, commas = body.count("."), body.count(",")
    if points and commas:
        return "." if body.rfind(".") > body.rfind(",") else ","
    if points + commas == 1:
        mark = "." if points else ","
        before, _, after = body.partition(mark)
        return "?" if len(after) == 3 and 1 <= len(before) <= 3 and before.strip("0") else mark
    return ""


def decimal_mark(cells: Iterable[str], delimiter: str) -> str:
    """The decimal mark of a file, from the cells of its number columns.

    Returns
    -------
    str
        ``.`` or ``,``; empty where cells contradict each other, or where nothing tells. A file
        without a telling cell follows its delimiter: spreadsheets write semicolons where the
        comma is the decimal mark.
    """
    seen = set()
    for cell in cells:
        if cell and not cell.isdigit():
            seen.add(_mark(currency(cell)[0].translate(_SPACES).strip()))
    seen -= {"", "?"}
    if seen:
        return seen.pop() if len(seen) == 1 else ""
    return {",": ".", "|": ".", ";": ","}.get(delimiter, "")


def read_number(text: str, mark: str) -> float:
    """A number in a cell, with `mark` as the decimal mark where the cell alone does not tell.

    Raises
    ------
    ValueError
        Not a number, or one that could mean two; the message says which.
    """
    if text.isascii() and text.isdigit() and len(text) < 16:
        return float(text)
    plain = text.translate(_SPACES).strip()
    found = _NUMBER.fullmatch(plain)
    if found is None or len(plain) > 40:
        raise ValueError("is not a number")
    sign, body, exponent = found[1], found[2].strip(), found[3]
    own = _mark(plain)
    if own == "?":
        if not mark:
            own = "." if "." in body else ","
            raise ValueError(f"may mean {body.replace(own, '')} or {body.replace(own, '.')}")
        own = mark
    if own and body.count(own) == 1:
        whole, _, rest = body.partition(own)
    else:
        whole, rest = body, ""
    if not rest.isdigit() and rest:
        raise ValueError("is not a number")
    if whole and not whole.isdigit():
        if not _GROUPED.fullmatch(whole):
            raise ValueError("is not a number")
        whole = re.sub(r"\D", "", whole)
    value = float(f"{sign}{whole or '0'}.{rest or '0'}{exponent}")
    if not math.isfinite(value):
        raise ValueError("is not a finite number")
    return value


def read_pieces(text: str, mark: str) -> float:
    """A count of pieces: ``10``, ``10.0``, ``2 pcs``, ``x4``. Raises `ValueError`."""
    if text.isascii() and text.isdigit() and len(text) < 16:
        return float(text)
    found = _PIECES.fullmatch(text.translate(_SPACES).strip())
    if found is None:
        raise ValueError("is not a number of pieces")
    return read_number(found[1], mark)


def read_mass(text: str, mark: str, unit: float) -> float:
    """A mass in grams; a unit in the cell overrules `unit`, the grams of one of the heading's. Raises `ValueError`."""
    found = _MASS.fullmatch(text.translate(_SPACES).strip())
    if found is None:
        raise ValueError("is not a mass")
    return read_number(found[1], mark) * (_GRAMS.get(found[2].lower(), 1.0) if found[2] else unit)
