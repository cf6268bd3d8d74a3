"""How fast is a datasheet checked, printed and written as a web page?

Run `python -m benchmarks.datasheets` from the checkout. Measured in one run, in process: the published PA1 datasheet,
which is about 20 pages long. The reference is the same text as plain paragraphs, laid out once by reportlab: no tables,
charts, contents, bookmarks, tags or attachments.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

import datasheets
from benchmarks.assess import timed
from datasheets import pdf
from datasheets.content.acronyms import texts

SHEET = Path(__file__).parents[1] / "docs/examples/pa1/datasheet.yaml"
TARGETS_S = {"PDF": 1.0, "web page": 0.1}


def plain(words: list[str]) -> bytes:
    """The reference."""
    out = BytesIO()
    story: list[Flowable] = [Paragraph(escape(pdf.drawable(w)), pdf.TEXT) for w in words if w.strip()]
    SimpleDocTemplate(out).build(story)
    return out.getvalue()


def main() -> None:
    """Print the times."""
    pdf.register_fonts()
    sheet = datasheets.load_datasheet(SHEET)
    findings = datasheets.lint(sheet)
    content = datasheets.compose(sheet, findings)
    words = list(texts(content))
    reference = timed(lambda: plain(words))
    steps = {
        "load": lambda: datasheets.load_datasheet(SHEET),
        "lint": lambda: datasheets.lint(sheet),
        "compose": lambda: datasheets.compose(sheet, findings),
        "markdown": lambda: datasheets.markdown(content),
        "PDF": lambda: datasheets.datasheet_pdf(content),
        "web page": lambda: datasheets.html(content),
        "one-page summary": lambda: datasheets.summary_pdf(content),
    }
    print(f"{'datasheet, ' + str(len(words)) + ' texts':<34}{'median':>10}{'least':>10}{'vs plain':>10}")
    for name, step in steps.items():
        found = timed(step)
        verdict = ""
        if name in TARGETS_S:
            verdict = f"   target {TARGETS_S[name]:g} s: {'met' if found.median < TARGETS_S[name] else 'NOT met'}"
        print(
            f"{name:<34}{found.median * 1e3:>7.0f} ms{found.least * 1e3:>7.0f} ms"
            f"{found.least / reference.least:>9.2f}x{verdict}"
        )
    print(f"{'the same text as plain paragraphs':<34}{reference.median * 1e3:>7.0f} ms{reference.least * 1e3:>7.0f} ms")


if __name__ == "__main__":
    main()
