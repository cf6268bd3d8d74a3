"""The components of a CycloneDX document: the device, its firmware, model, software, data and parts."""

from __future__ import annotations

import re
from typing import Any

from datasheets.exchange.cyclonedx_card import model_card
from datasheets.exchange.cyclonedx_names import (
    UNNAMED,
    address,
    is_sha256,
    licence,
    named,
    table,
)  # fmt: skip
from datasheets.exchange.cyclonedx_properties import Property, properties, whole
from datasheets.exchange.saying import Saying
from datasheets.sheet.values import NOT_PROVIDED, Quantity
from footprint.errors import InputError
from footprint.version import VERSION

Component = dict[str, Any]
TOOL = "tinyml-footprint"
_MIME = r"[-+a-z0-9.]+/[-+a-z0-9.]+"


def metadata(saying: Saying) -> dict[str, Any]:
    """When and by whom the datasheet was made, with what, and of which device.

    Raises
    ------
    InputError
        A datasheet without a name: CycloneDX cannot say a component that has none.
    """
    made: dict[str, Any] = {}
    updated = saying.text("title_page.last_updated")
    if updated is not None:
        made["timestamp"] = f"{updated}T00:00:00Z"
    made["tools"] = {"components": [{"type": "application", "name": TOOL, "version": VERSION}]}
    authors = [{"name": row["name"]} for row in saying.rows("title_page.authors", "name") if "name" in row]
    if authors:
        made["authors"] = authors
    made["component"] = _device(saying)
    return made


def components(saying: Saying) -> list[Component]:
    """Everything that the device is made of or was made with."""
    data = [*_data(saying), *_datasets(saying), *_files(saying)]
    refs = [one["bom-ref"] for one in data if one["type"] == "data"]
    return [*_software(saying), *_model(saying, refs), *data, *_parts(saying)]


def dependencies(made: list[Component]) -> list[dict[str, Any]]:
    """The device has software and parts, the firmware holds the model."""
    refs = {
        kind: [one["bom-ref"] for one in made if one["type"] == kind] for kind in ("machine-learning-model", "data")
    }
    data = refs["data"]
    rest = [one["bom-ref"] for one in made if one["type"] not in ("data", "file")]
    found = [{"ref": "device", "dependsOn": rest}] if rest else []
    return found + [{"ref": one, "dependsOn": data} for one in refs["machine-learning-model"] if data]


def _device(saying: Saying) -> Component:
    name = saying.text("title_page.name")
    if name is None:
        raise InputError(
            "the datasheet has no name, which CycloneDX asks for", path=("title_page", "name"), file=saying.sheet.file
        )
    made: Component = {"type": "device", "bom-ref": "device", "name": name}
    _texts(saying, made, {"version": "title_page.version", "description": "overview.description"})
    maker = _maker(saying)
    if maker:
        made["manufacturer"] = maker
    people = [] if "name" in maker else properties(saying, ("title_page.maintainer", "title_page.contact"))
    _licence(saying, made, "title_page.licence")
    references = _references(saying) + _certificates(saying)
    if references:
        made["externalReferences"] = references
    _properties(made, people + properties(saying, table()["properties"]["device"]))
    return made


def _maker(saying: Saying) -> dict[str, Any]:
    made: dict[str, Any] = {}
    _texts(saying, made, {"name": "title_page.manufacturer"})
    where = saying.text("title_page.manufacturer_address")
    if where is not None:
        made["address"] = {"streetAddress": where}
    contact: dict[str, Any] = {}
    if "name" in made:
        _texts(saying, contact, {"name": "title_page.maintainer", "email": "title_page.contact"})
    return made | ({"contact": [contact]} if contact else {})


def _references(saying: Saying) -> list[dict[str, Any]]:
    made = []
    for row in table()["references"]:
        text = saying.text(row["place"])
        url = address(text) if text is not None else ""
        if not url:
            saying.take_back(row["place"])
            continue
        made.append({"type": row["type"], "url": url} | ({"comment": row["comment"]} if "comment" in row else {}))
    return made


def _certificates(saying: Saying) -> list[dict[str, Any]]:
    """Certificates that were granted and stand on the web; a plan or a word is no report of a certification."""
    made = []
    for index, row in enumerate(saying.rows("overview.compliance", "scheme", "status", "evidence"), 1):
        url = address(row.get("evidence", ""))
        if row.get("status") == "certified" and url.startswith("http") and "scheme" in row:
            made.append({"type": "certification-report", "url": url, "comment": row["scheme"]})
            continue
        for key in row:
            saying.take_back(f"overview.compliance.{index}.{key}")
    return made


def _software(saying: Saying) -> list[Component]:
    made: list[Component] = []
    for kind, name in (("firmware", "firmware"), ("device-driver", "driver")):
        version = saying.text(f"title_page.{name}_version")
        if version is not None:
            made.append({"type": kind, "bom-ref": name, "name": UNNAMED + name, "version": version})
    libraries = saying.items("system.dependencies")
    return made + [
        {"type": "library", "bom-ref": f"library-{i}", "name": text} for i, text in enumerate(libraries, 1)
    ]  # fmt: skip


def _model(saying: Saying, data_refs: list[str]) -> list[Component]:
    made: Component = {"type": "machine-learning-model", "bom-ref": "model", "name": f"{UNNAMED}model"}
    _texts(saying, made, {
        "name": "data_and_model.model_name", "version": "title_page.model_version",
    })  # fmt: skip
    _hash(saying, made, "data_and_model.model_sha256", saying.text("data_and_model.model_sha256"))
    _licence(saying, made, "data_and_model.model_licence")
    base = saying.text("data_and_model.base_model")
    if base is not None:
        made["pedigree"] = {"ancestors": [{"type": "machine-learning-model", "name": base}]}
    _link(saying, made, "website", "data_and_model.model_url", saying.text("data_and_model.model_url"))
    card = model_card(saying, data_refs)
    if card:
        made["modelCard"] = card
    return [made] if len(made) > 3 or not made["name"].startswith(UNNAMED) else []


def _data(saying: Saying) -> list[Component]:
    """The data that the texts of the datasheet are about."""
    made = []
    for row in table()["data"]:
        use = row["use"]
        one: Component = {"type": "data", "bom-ref": f"data-{use}", "name": f"{UNNAMED}data"}
        _texts(saying, one, {slot: row[slot] for slot in ("name", "version", "description")})
        _licence(saying, one, row["licence"])
        if len(one) > 3 or not one["name"].startswith(UNNAMED):
            made.append(one | {"properties": [{"name": named("about"), "value": f"{use} data"}]})
    return made


def _datasets(saying: Saying) -> list[Component]:
    place = "data_and_model.datasets"
    made = []
    cells = ("of", "name", "version", "url", "creator", "licence", "description")
    for index, row in enumerate(saying.rows(place, *cells), 1):
        if not row:
            continue
        one: Component = {"type": "data", "bom-ref": f"dataset-{index}", "name": row.get("name", f"{UNNAMED}data set")}
        if "creator" in row:
            one["manufacturer"] = {"name": row["creator"]}
        one |= {slot: row[slot] for slot in ("version", "description") if slot in row}
        if "licence" in row:
            one["licenses"] = [licence(row["licence"])]
        _link(saying, one, "distribution", f"{place}.{index}.url", row.get("url"))
        _properties(one, [{"name": named("used-for"), "value": row["of"]}] if "of" in row else [])
        made.append(one | {"data": [{"type": "dataset"}]})
    return made


def _files(saying: Saying) -> list[Component]:
    place = "data_and_model.data_files"
    made = []
    for index, row in enumerate(saying.rows(place, "of", "file", "url", "media_type", "sha256"), 1):
        if not row:
            continue
        one: Component = {"type": "file", "bom-ref": f"file-{index}", "name": row.get("file", f"{UNNAMED}file")}
        if re.fullmatch(_MIME, row.get("media_type", "")):
            one["mime-type"] = row["media_type"]
        else:
            saying.take_back(f"{place}.{index}.media_type")
        _hash(saying, one, f"{place}.{index}.sha256", row.get("sha256"))
        _link(saying, one, "distribution", f"{place}.{index}.url", row.get("url"))
        made.append(one | {"properties": [{"name": named("used-for"), "value": row.get("of", NOT_PROVIDED)}]})
    return made


def _parts(saying: Saying) -> list[Component]:
    place = "hardware.bom"
    made = []
    cells = ("component", "group", "quantity", "manufacturer", "mass", "link")
    for index, row in enumerate(saying.rows(place, *cells), 1):
        if not row:
            continue
        one: Component = {"type": "device", "bom-ref": f"part-{index}", "name": row.get("component", f"{UNNAMED}part")}
        if "manufacturer" in row:
            one["manufacturer"] = {"name": row["manufacturer"]}
        if "group" in row:
            one["group"] = row["group"]
        _link(saying, one, "documentation", f"{place}.{index}.link", row.get("link"))
        counted = [(key, row[key]) for key in ("quantity", "mass") if isinstance(row.get(key), Quantity)]
        _properties(one, [p for key, quantity in counted for p in whole(key, quantity)])
        made.append(one)
    return made


def _texts(saying: Saying, made: dict[str, Any], slots: dict[str, str]) -> None:
    for slot, place in slots.items():
        text = saying.text(place)
        if text is not None:
            made[slot] = text


def _licence(saying: Saying, made: Component, place: str) -> None:
    text = saying.text(place)
    if text is not None:
        made["licenses"] = [licence(text)]


def _hash(saying: Saying, made: Component, place: str, text: str | None) -> None:
    if text is not None and is_sha256(text):
        made["hashes"] = [{"alg": "SHA-256", "content": text}]
    else:
        saying.take_back(place)


def _link(saying: Saying, made: Component, kind: str, place: str, text: str | None) -> None:
    url = address(text) if text is not None else ""
    if url:
        made["externalReferences"] = [{"type": kind, "url": url}]
    else:
        saying.take_back(place)


def _properties(made: Component, found: list[Property]) -> None:
    if found:
        made["properties"] = found
