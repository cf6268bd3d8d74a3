"""CycloneDX machine-learning bills of materials, written as 1.6 and 1.7 and read from 1.5 on, in JSON.

The library does not model model cards yet, so a document is written as plain data and checked with its validator.
"""

from __future__ import annotations

import uuid
from typing import Any

from datasheets.exchange.cyclonedx_fields import fields_of
from datasheets.exchange.cyclonedx_names import VERSIONS
from datasheets.exchange.cyclonedx_schema import validate
from datasheets.exchange.cyclonedx_write import components, dependencies, metadata
from datasheets.exchange.formats import Exported, Imported
from datasheets.exchange.json_text import read_json, to_json
from datasheets.exchange.saying import Saying
from datasheets.sheet.sheet import Datasheet
from footprint.errors import InputError, shown

IDS = uuid.uuid5(uuid.NAMESPACE_URL, "tinyml-footprint")
"""Namespace of the identifiers, which are made from the content."""


def export(sheet: Datasheet, version: str) -> Exported:
    """A datasheet as a CycloneDX document, valid by the strict schema of that version.

    The device is the component that the document is about. Its firmware, model with model card, runtime software,
    data and bill of materials are its components. Energy is in kWh and the footprint of training in tCO2eq, converted
    without rounding; the footprint of the device and other figures without a slot are properties.

    Parameters
    ----------
    sheet : Datasheet
    version : {"1.6", "1.7"}

    Raises
    ------
    InputError
        A datasheet without a name, or one that holds what the schema does not take.
    """
    saying = Saying(sheet)
    about = metadata(saying)
    made = components(saying)
    document: dict[str, Any] = {
        "$schema": f"http://cyclonedx.org/schema/bom-{version}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "version": 1,
        "metadata": about,
        "components": made,
        "dependencies": dependencies(made),
    }
    document = {key: value for key, value in document.items() if value}
    serial = f"urn:uuid:{uuid.uuid5(IDS, to_json(document))}"
    document = dict(list(document.items())[:3]) | {"serialNumber": serial} | document
    text = to_json(document) + "\n"
    try:
        validate(text, version)
    except InputError as error:
        error.message = f"the datasheet cannot be said in CycloneDX {version}: {error.message}"
        error.file = sheet.file
        raise
    return Exported(text, saying.unsaid())


def read(text: str, file: str) -> Imported:
    """What a CycloneDX document says, as fields of a datasheet.

    Read are the component that the document is about, firmware, drivers, software, data, parts, and the first
    machine-learning model with its model card. Quantities are declared by the file, with the path in it.

    Raises
    ------
    InputError
        Not JSON, too large, another version, or not valid by the schema of its version: with the path in the file.
    """
    data = read_json(text, file)
    if not isinstance(data, dict) or data.get("bomFormat") != "CycloneDX":
        raise InputError("no CycloneDX document: bomFormat is not CycloneDX", file=file)
    version = data.get("specVersion")
    if version not in VERSIONS:
        raise InputError(f"CycloneDX {shown(version)} is not read", path=("specVersion",), valid=VERSIONS, file=file)
    try:
        validate(text.removeprefix("\ufeff"), version)
    except InputError as error:
        error.file = file
        raise
    return fields_of(data, file)
