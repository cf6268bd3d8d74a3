"""The attached files at the end of the web datasheet."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence

from datasheets.content.blocks import Attachment
from datasheets.renderers.html_pieces import Names, Node, Page, make, setting, told
from footprint.numbers import significant

FILES = "Attached files"
_HELD = (
    "Files that this page holds can be saved from it, and go with it to whoever is given the page. "
    "Of a larger one the hash is named."
)


def files(page: Page, given: Sequence[Attachment]) -> Node:
    """What the PDF has inside, each with its hash; to be saved from the page as far as it is small enough."""
    key = page.places.free("files")
    page.enter(key, FILES)
    return make("section", make("h2", FILES), make("p", _HELD), make("ul", *_entries(given), cls="files"), id=key)


def _entries(given: Sequence[Attachment]) -> Iterator[Node]:
    left = setting("most_embedded_together")
    names = Names()
    for one in given:
        size = len(one.content)
        name = names.free(told(one.name) or "file")
        held = size <= min(left, setting("most_embedded"))
        left -= size if held else 0
        # Of no type that a browser would open: what is in a file of somebody else is saved, never shown.
        data = f"data:application/octet-stream;base64,{base64.b64encode(one.content).decode()}" if held else ""
        shown = make("a", name, href=data, download=name) if held else make("span", name, cls="name")
        digest = hashlib.sha256(one.content).hexdigest()
        what = one.description.replace(f", sha256 {digest}", "")
        about = f" {what}, {significant(size / 1000)} kB{'' if held else ', not held by this page'}"
        yield make("li", make("div", shown, about),
                   make("div", "SHA-256 ", make("code", digest), cls="hash"))  # fmt: skip
