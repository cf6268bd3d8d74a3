"""The command that says what drives an interval, what stands beside it, and which change helps most."""

from __future__ import annotations

import argparse

from footprint.errors import InputError
from footprint_app.answers import Answer
from footprint_app.options import changed_system, drawing, factor_set, whole_number


def sensitivity(arguments: argparse.Namespace) -> Answer:
    """What drives the interval of one system, and what could be changed."""
    from footprint import tables
    from footprint.advice import advice, hotspots
    from footprint.result import INDICATOR, document, provenance
    from footprint.scenarios import scenarios
    from footprint.uncertainty import sensitivity as driven_by
    from footprint.variability import variability
    from footprint_app.terminal_sensitivity import sensitivity_text

    draws, seed = drawing(arguments, default=tables.uncertainty()["draws"])
    if not draws:
        raise InputError("a sensitivity analysis needs draws", hint="Leave --draws away for the default number.")
    samples = whole_number("samples", arguments.samples)
    system = changed_system(arguments.system, arguments)
    first, rest = factor_set(arguments), arguments.fill_from
    advised = advice(system, factors=first, fill_from=rest, draws=draws, seed=seed)
    result = advised.result
    found = driven_by(result, samples)
    levels = variability(system, factors=first, fill_from=rest)
    others = scenarios(system, first, rest)
    drawn = result.to_dict()
    answer = {
        **document("sensitivity"),
        **provenance([result], "alternatives", options={"samples": found.samples}),
        "indicator": INDICATOR,
        "system": drawn["system"],
        "lifetime_years": drawn["lifetime_years"],
        "total_kg_co2e": drawn["total_kg_co2e"],
        "interval": drawn["interval"],
        "uncertainty": drawn["uncertainty"],
        "status_shares": drawn["status_shares"],
        "drivers": [d.to_dict() for d in found.drivers],
        "samples": found.samples,
        "left_typical": found.left_typical,
        "explained": found.explained,
        "variability": levels.to_dict(),
        "scenarios": [s.to_dict() for s in others.found],
        "left_out": others.left_out,
        "hotspots": [h.to_dict() for h in hotspots(advised)],
        "advice": [a.to_dict() for a in advised.found],
        "not_tried": [n._asdict() for n in advised.not_tried],
        "warnings": drawn["warnings"],
    }
    return answer, lambda: sensitivity_text(advised, found, levels, others, answer["inputs_sha256"])
