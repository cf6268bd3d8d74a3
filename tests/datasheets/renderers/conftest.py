"""Documents that several tests read, each made once."""

from __future__ import annotations

import pytest

import datasheets
from datasheets.content.blocks import Content
from datasheets.content.compose import compose
from datasheets.renderers.pdf_file import datasheet_pdf, summary_pdf

from . import contents
from .reading import Read, read

EXAMPLES = ("gesture", "pa1")


def made(name: str) -> Content:
    """Content by name."""
    if name in EXAMPLES:
        sheet = datasheets.load_datasheet(f"docs/examples/{name}/datasheet.yaml")
        return compose(sheet, datasheets.lint(sheet))
    return {"small": contents.small, "empty": contents.empty, "torture": contents.torture}[name]()


class Documents:
    """Contents, their PDFs and summaries, by name."""

    def __init__(self) -> None:
        self._contents: dict[str, Content] = {}
        self._files: dict[tuple[str, bool], bytes] = {}
        self._read: dict[tuple[str, bool], Read] = {}

    def content(self, name: str) -> Content:
        """What stands in a document."""
        if name not in self._contents:
            self._contents[name] = made(name)
        return self._contents[name]

    def file(self, name: str, summary: bool = False) -> bytes:
        """The bytes of a document."""
        key = name, summary
        if key not in self._files:
            self._files[key] = (summary_pdf if summary else datasheet_pdf)(self.content(name))
        return self._files[key]

    def read(self, name: str, summary: bool = False) -> Read:
        """A document that was opened."""
        key = name, summary
        if key not in self._read:
            self._read[key] = read(self.file(name, summary))
        return self._read[key]


@pytest.fixture(scope="session")
def documents() -> Documents:
    """Everything that was made so far."""
    return Documents()
