"""Documents: the footprint report, the ML-sensor datasheet, and what every PDF shares. No life-cycle arithmetic here.

    import datasheets
    sheet = datasheets.load_datasheet("datasheet.yaml")
    for finding in datasheets.lint(sheet):
        print(finding.severity, finding.rule, finding.message)

Names are imported when they are first used, so that `import datasheets` costs nothing.

Where what is:

- the source file of a datasheet: `sheet`, with its template and JSON Schema in `data`
- what makes a datasheet wrong: `lints`, one module for each kind of rule
- the footprint report: `report`, `uncertainty_page`, and what every PDF shares: `pdf`, `layout`, `charts`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from footprint.lazy import lazy

if TYPE_CHECKING:
    from datasheets.lints.rules import lint
    from datasheets.sheet.new import new_text
    from datasheets.sheet.sheet import load_datasheet

_HOME = {"lint": "lints.rules", "load_datasheet": "sheet.sheet", "new_text": "sheet.new"}

__all__ = ["lint", "load_datasheet", "new_text"]

__getattr__ = lazy(__name__, _HOME)


def __dir__() -> list[str]:
    return sorted(__all__)
