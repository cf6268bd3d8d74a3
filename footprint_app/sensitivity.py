"""The command that says what drives an interval, what stands beside it, and which change helps most."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, cast

from footprint.errors import InputError
from footprint_app.answers import Answer
from footprint_app.options import assessed, changed_system, drawing, whole_number

if TYPE_CHECKING:
    from footprint.uncertainty import Drawn


def sensitivity(arguments: argparse.Namespace) -> Answer:
    """What drives the interval of one system, and what could be changed."""
    from footprint import tables
    from footprint.explained import explain
    from footprint.result import INDICATOR, document, provenance
    from footprint_app.terminal_sensitivity import sensitivity_text

    draws, seed = drawing(arguments, default=tables.uncertainty()["draws"])
    if not draws:
        raise InputError("a sensitivity analysis needs draws", hint="Leave --draws away for the default number.")
    samples = whole_number("samples", arguments.samples)
    result = cast("Drawn", assessed(changed_system(arguments.system, arguments), arguments, draws, seed))
    found = explain(result, samples)
    drawn = result.to_dict()
    answer = {
        **document("sensitivity"),
        **provenance([result], "alternatives", options={"samples": found.sensitivity.samples}),
        "indicator": INDICATOR,
        **{
            key: drawn[key]
            for key in (
                "system", "lifetime_years", "total_kg_co2e", "interval", "uncertainty", "status_shares",
            )
        },
        **found.to_dict(),
        "warnings": drawn["warnings"],
    }  # fmt: skip
    return answer, lambda: sensitivity_text(found, answer["inputs_sha256"])
