"""SPDX 3.0.1 in JSON-LD with the AI and Dataset profiles: the device, its firmware, its model and the data."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from datasheets.exchange.cyclonedx import IDS
from datasheets.exchange.exact import plain
from datasheets.exchange.formats import Exported
from datasheets.exchange.json_text import to_json
from datasheets.exchange.saying import Saying
from datasheets.exchange.spdx_elements import Document, Missing
from datasheets.exchange.spdx_packages import packages
from datasheets.sheet.sheet import Datasheet
from footprint.errors import InputError

_DATES = ("title_page.last_updated", "title_page.release_date")


def export(sheet: Datasheet, *, as_of: date | None = None) -> Exported:
    """A datasheet as an SPDX document, made on the day that is given, else on that of the datasheet.

    A profile is named in ``profileConformance`` only where all that it asks for is there; what it asks for and the
    datasheet does not say is left out and listed as missing. Identifiers are made from the content.

    Raises
    ------
    InputError
        No day, and a datasheet without a date: SPDX asks when a document was made, and nothing else tells.
    """
    draft, _, _ = _document(sheet, "urn:uuid:00000000-0000-0000-0000-000000000000#", as_of)
    base = f"urn:uuid:{uuid.uuid5(IDS, to_json(draft))}#"
    data, saying, missing = _document(sheet, base, as_of)
    return Exported(to_json(data) + "\n", saying.unsaid(), tuple(missing))


def _document(sheet: Datasheet, base: str, as_of: date | None) -> tuple[Any, Saying, Missing]:
    from spdx_python_model.bindings.v3_0_1 import JSONLDSerializer, SHACLObjectSet

    saying = Saying(sheet)
    dates = [as_of.isoformat()] if as_of is not None else []
    dates += [day for place in _DATES if (day := saying.text(place)) is not None]
    if not dates:
        raise InputError(
            "the datasheet has no date, and SPDX asks when it was made", path=("title_page",), file=sheet.file,
            hint=f"Give {' or '.join(_DATES)}, or the day on which it is made: --as-of DATE.",
        )  # fmt: skip
    made = Document(saying, base, dates[0])
    packages(made)
    everything = SHACLObjectSet(made.finished())
    data = JSONLDSerializer().serialize_data(everything, force_at_graph=True)
    _exact(data)
    return data, saying, made.missing


def _exact(data: Any) -> None:
    """Energies without an exponent: the library writes them as Python does, which SPDX does not read."""
    from decimal import Decimal

    if isinstance(data, dict):
        if "ai_energyQuantity" in data:
            data["ai_energyQuantity"] = plain(Decimal(data["ai_energyQuantity"]).normalize())
        for value in data.values():
            _exact(value)
    elif isinstance(data, list):
        for value in data:
            _exact(value)
