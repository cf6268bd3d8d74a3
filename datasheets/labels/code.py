"""The web address behind a label as a QR code: only where there is one that can be read off a box."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from datasheets.labels.label import Code, Row
from datasheets.labels.reading import table

_SAFE = "%:/?#[]@!$&'()*+,;=-._~"
"""Characters that an address keeps; all others are written as bytes of UTF-8."""


def code_of(row: Row, printed: Any) -> Code:
    """The address as a field of a label, and what its code holds.

    Parameters
    ----------
    row : Row
        The web address of the detailed label, or the words that stand for it.
    printed : str or None
        ``not printed`` where the maker wants no code.
    """
    if row.mark or printed == "not printed":
        return Code(row)
    host, slash, rest = row.text.partition("://")[2].partition("/")
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii")
        address = f"{row.text.partition('://')[0]}://{name}{slash}{quote(rest, safe=_SAFE)}"
        modules(address)
    except ValueError:  # no such name, or too long for a code of this size
        return Code(row)
    return Code(row, address)


def modules(address: str) -> tuple[tuple[bool, ...], ...]:
    """Rows of modules from the top down, True for dark ones, without the quiet zone; error correction M.

    Raises
    ------
    ValueError
        More text than a code holds whose modules can be told apart on a label.
    """
    from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

    sizes = table("labels")["sizes"]
    most = sizes["column"]["value"] * 0.9 / sizes["module"]["value"] - 2 * sizes["quiet"]["value"]
    data = address.encode("ascii")
    if len(data) > most**2 / 8:  # more bits than modules: no need to try
        raise ValueError(f"{len(data)} characters are too many")
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QR8bitByte(data))
    version = code.calculate_version()
    if version * 4 + 17 > most:
        raise ValueError(f"a code of version {version} is too large")
    code.make()
    return tuple(tuple(bool(dark) for dark in row) for row in code.modules)
