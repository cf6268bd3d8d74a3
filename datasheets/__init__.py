"""Documents: the footprint report, the ML-sensor datasheet, and what every PDF shares. No life-cycle arithmetic here.

    import datasheets
    sheet = datasheets.load_datasheet("datasheet.yaml")
    findings = datasheets.lint(sheet)
    content = datasheets.compose(sheet, findings)
    print(datasheets.markdown(content))
    pdf = datasheets.datasheet_pdf(content)
    page = datasheets.html(content)
    drawings = [datasheets.label_svg(label) for label in datasheets.labels_of(sheet)]
    bom = datasheets.export(sheet, "cyclonedx-1.7").text

Names are imported when they are first used, so that `import datasheets` costs nothing.

Where what is:

- the source file of a datasheet: `sheet`, with its template and JSON Schema in `data`
- what makes a datasheet wrong: `lints`, one module for each kind of rule
- what is printed of a datasheet, as data: `content`; its charts and pictures: `drawings`
- Markdown, JSON, HTML and PDF of it: `renderers`; its labels: `labels`
- formats of others, to and from: `exchange`; what changed between two datasheets: `changes`
- the footprint report: `report`, `uncertainty_page`, and what every PDF shares: `pdf`, `layout`, `charts`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from footprint.lazy import lazy

if TYPE_CHECKING:
    from datasheets.changes.difference import difference
    from datasheets.content.compose import compose
    from datasheets.exchange.formats import export
    from datasheets.labels.all import labels_of
    from datasheets.labels.svg import label_svg
    from datasheets.lints.rules import lint
    from datasheets.renderers.html import html
    from datasheets.renderers.markdown import markdown
    from datasheets.renderers.pdf_file import datasheet_pdf, summary_pdf
    from datasheets.sheet.new import new_text
    from datasheets.sheet.sheet import load_datasheet

_HOME = {
    "compose": "content.compose", "datasheet_pdf": "renderers.pdf_file", "difference": "changes.difference",
    "export": "exchange.formats", "html": "renderers.html", "label_svg": "labels.svg", "labels_of": "labels.all",
    "lint": "lints.rules", "load_datasheet": "sheet.sheet", "markdown": "renderers.markdown", "new_text": "sheet.new",
    "summary_pdf": "renderers.pdf_file",
}  # fmt: skip

__all__ = [
    "compose", "datasheet_pdf", "difference", "export", "html", "label_svg", "labels_of", "lint", "load_datasheet",
    "markdown", "new_text", "summary_pdf",
]  # fmt: skip

__getattr__ = lazy(__name__, _HOME)


def __dir__() -> list[str]:
    return sorted(__all__)
