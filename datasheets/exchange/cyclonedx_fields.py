"""A CycloneDX document read into fields of a datasheet: what it is about, and its components."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from datasheets.exchange.cyclonedx_names import UNNAMED, table
from datasheets.exchange.cyclonedx_parts import Said, local, local_quantity
from datasheets.exchange.cyclonedx_read_card import read_model
from datasheets.exchange.cyclonedx_source import Found, Node
from datasheets.exchange.formats import Imported
from datasheets.sheet.template import section
from datasheets.sheet.values import NOT_PROVIDED

_ABOUT_THE_FILE = ("$schema", "bomFormat", "specVersion", "serialNumber", "version", "dependencies")
_SOFTWARE = ("library", "framework", "operating-system", "application")
_OF_THE_DEVICE = ("machine-learning-model", "data", "library", "framework", "file", "firmware", "device-driver")
"""What a document may be about instead of the device; what is neither, such as an application, is left."""


def fields_of(data: dict[str, Any], file: str) -> Imported:
    """What a valid document says, as fields; the rest of it is listed."""
    found = Found(data, file)
    said = Said(found)
    root = found.root
    for key in _ABOUT_THE_FILE:
        root[key].take()
    about = root["metadata"]
    about["tools"].take()
    device = about["component"]
    _authors(found, about["authors"], device["authors"])
    everything = [*_nested(device), *_all(root["components"])]
    if device["type"].text in _OF_THE_DEVICE:
        everything.insert(0, device)
    elif device["type"].text == "device":
        _device(found, device, about)
    _components(found, said, everything)
    said.fill()
    if about["timestamp"].text == f"{found.fields.get('title_page.last_updated')}T00:00:00Z":
        about["timestamp"].take()
    for node in (device, *everything):
        node["bom-ref"].take()
    return found.imported()


def _all(components: Node) -> Iterator[Node]:
    for node in components.items():
        yield node
        yield from _nested(node)


def _nested(node: Node) -> Iterator[Node]:
    yield from _all(node["components"])


def _authors(found: Found, *lists: Node) -> None:
    for node in lists:
        names = [one["name"] for one in node.items() if one["name"].text]
        rows = [{"name": one.text, "affiliation": NOT_PROVIDED} for one in names]
        if rows and "title_page.authors" not in found.fields and found.append("title_page.authors", rows, node):
            for one in names:
                one.take()


def _device(found: Found, node: Node, about: Node) -> None:
    node["type"].take()
    found.text("title_page.name", node["name"])
    found.text("title_page.version", node["version"])
    found.text("overview.description", node["description"])
    for maker in (node["manufacturer"], about["manufacturer"], about["manufacture"]):
        found.text("title_page.manufacturer", maker["name"])
        found.text("title_page.manufacturer_address", maker["address"]["streetAddress"])
        for contact in maker["contact"].items():
            found.text("title_page.maintainer", contact["name"])
            found.text("title_page.contact", contact["email"])
    _licence(found, "title_page.licence", node)
    references = list(node["externalReferences"].items())
    for row in table()["references"]:
        for one in references:
            same = one["type"].text == row["type"] and one["comment"].text == row.get("comment", "")
            if same and found.keep(row["place"], _plain_url(one["url"].text), one):
                break
    for one in references:
        if one["type"].text == "certification-report":
            row = {
                "scheme": one["comment"].text or NOT_PROVIDED, "status": "certified", "evidence": one["url"].text,
            }  # fmt: skip
            if found.append("overview.compliance", [row], one):
                one.take()


def _components(found: Found, said: Said, nodes: list[Node]) -> None:
    for node in nodes:
        kind = node["type"].text
        if kind == "firmware":
            _versioned(found, "title_page.firmware_version", node)
        elif kind == "device-driver":
            _versioned(found, "title_page.driver_version", node)
        elif kind in _SOFTWARE:
            text = " ".join(t for t in (node["name"].text, node["version"].text) if t)
            if found.append("system.dependencies", [text], node):
                _take(node, "type", "name", "version")
        elif kind == "data":
            _data(found, node)
        elif kind == "file":
            _file(found, node)
        elif kind == "device":
            _part(found, node)
    models = [node for node in nodes if node["type"].text == "machine-learning-model"]
    if models:
        read_model(found, said, models[0])
        _licence(found, "data_and_model.model_licence", models[0])


def _versioned(found: Found, place: str, node: Node) -> None:
    if node["name"].text.startswith(UNNAMED):
        _take(node, "type", "name")
    if found.text(place, node["version"]):
        node["type"].take()


def _data(found: Found, node: Node) -> None:
    about, where = local(node, "about")
    row = next((r for r in table()["data"] if about == f"{r['use']} data"), None)
    if row is None or where is None:
        _data_set(found, node)
        return
    _take(node, "type")
    where.take()
    if node["name"].text.startswith(UNNAMED):
        node["name"].take()
    else:
        found.text(row["name"], node["name"])
    found.text(row["version"], node["version"])
    found.text(row["description"], node["description"])
    _licence(found, row["licence"], node)


def _data_set(found: Found, node: Node) -> None:
    use, where = local(node, "used-for")
    uses = section("data_and_model").field("datasets").column("of").choices
    texts = {
        "version": node["version"], "creator": node["manufacturer"]["name"], "description": node["description"],
    }  # fmt: skip
    row = {"of": use if use in uses else NOT_PROVIDED, "name": _name(node)}
    row |= {key: one.text for key, one in texts.items() if one.text}
    licence, said_licence = _licence_text(node)
    if licence:
        row["licence"] = licence
    url = next((r for r in node["externalReferences"].items() if r["type"].text in ("distribution", "website")), None)
    for more in ({"url": url["url"].text} if url is not None else {}, {}):
        if found.append("data_and_model.datasets", [row | more], node):
            _take(node, "type", "name", "data")
            for one in (*texts.values(), *said_licence, *([where] if where else []), *([url] if more and url else [])):
                one.take()
            return


def _file(found: Found, node: Node) -> None:
    """A file of the data, which only a file of ours says; other files are no data of the sensor."""
    use, where = local(node, "used-for")
    if where is None:
        return
    row = {"of": use, "file": _name(node)}
    for key, slot in (("media_type", node["mime-type"]), ("sha256", _sha256(node))):
        if slot.text:
            row[key] = slot.text
    url = next(iter(node["externalReferences"].items()), None)
    if url is not None:
        row["url"] = url["url"].text
    if found.append("data_and_model.data_files", [row], node):
        _take(node, "type", "name", "mime-type", "hashes", "externalReferences")
        where.take()


def _part(found: Found, node: Node) -> None:
    row: dict[str, Any] = {"component": _name(node)}
    texts = {"group": node["group"], "manufacturer": node["manufacturer"]["name"]}
    row |= {key: one.text for key, one in texts.items() if one.text}
    row["quantity"] = local_quantity(found, node, "quantity") or NOT_PROVIDED
    mass = local_quantity(found, node, "mass")
    if mass is not None:
        row["mass"] = mass
    link = next((r for r in node["externalReferences"].items() if r["type"].text in ("documentation", "website")), None)
    if link is not None:
        row["link"] = link["url"].text
    if found.append("hardware.bom", [row], node):
        _take(node, "type", "name")
        for one in (*texts.values(), *([link] if link is not None else [])):
            one.take()


def _name(node: Node) -> str:
    name = node["name"].text
    return NOT_PROVIDED if name.startswith(UNNAMED) or not name else name


def _sha256(node: Node) -> Node:
    return next((h["content"] for h in node["hashes"].items() if h["alg"].text == "SHA-256"), node["hashes"]["-"])


def _licence(found: Found, place: str, node: Node) -> None:
    text, said = _licence_text(node)
    if text and found.keep(place, text, node["licenses"]):
        for one in said:
            one.take()


def _licence_text(node: Node) -> tuple[str, list[Node]]:
    said = []
    for one in node["licenses"].items():
        said += [n for n in (one["license"]["id"], one["license"]["name"], one["expression"]) if n.text]
    return "; ".join(n.text for n in said), said


def _plain_url(url: str) -> str:
    return url.removeprefix("mailto:")


def _take(node: Node, *keys: str) -> None:
    for key in keys:
        node[key].take()
