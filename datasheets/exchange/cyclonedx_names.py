"""The table of which field of a datasheet stands where in CycloneDX, and small checks of what a slot takes."""

from __future__ import annotations

import re
from typing import Any

from datasheets.data_files import data_file
from datasheets.exchange.cyclonedx_schema import is_web

VERSIONS = ("1.5", "1.6", "1.7")
"""Versions that are read; the last two are written."""
UNNAMED = "unnamed "
"""Begins the name of a component for which the datasheet has none; the schema asks for a name."""
_EMAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
_LONGEST_EXPRESSION = 200
"""Letters; whatever is longer is taken for words, not for an expression of identifiers."""
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


def table() -> dict[str, Any]:
    """Namespace, references, considerations, properties, energy and data, as the file has them."""
    found: dict[str, Any] = data_file("cyclonedx.yaml")
    return found


def named(place: str) -> str:
    """The name of the property that holds a place."""
    return f"{table()['namespace']}:{place}"


def is_sha256(text: str) -> bool:
    """Whether a text is a SHA-256 in hexadecimal."""
    return bool(_SHA256.fullmatch(text))


def licence(text: str) -> dict[str, Any]:
    """A licence as an entry of CycloneDX: an identifier of SPDX, an expression, or a name."""
    from cyclonedx.spdx import is_supported_id

    if is_supported_id(text):
        return {"license": {"id": text}}
    return {"expression": text} if is_licence_expression(text) else {"license": {"name": text}}


def is_licence_expression(text: str) -> bool:
    """Whether a text is an expression of identifiers of SPDX."""
    from cyclonedx.spdx import is_expression

    return len(text) <= _LONGEST_EXPRESSION and is_expression(text)


def address(text: str) -> str:
    """A contact as a web address: one that is given, or a mailto of an e-mail address; empty for other words."""
    return text if is_web(text) else f"mailto:{text}" if _EMAIL.fullmatch(text) else ""
