"""Commands that assess: assess with its scenarios, and bom."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from footprint.errors import InputError, shown
from footprint_app.answers import Answer
from footprint_app.options import assessed, changed_system, day, drawing, factor_set, keep_inputs


def assess(arguments: argparse.Namespace) -> Answer:
    """The footprint of systems, as text, JSON, CSV and PDF."""
    from footprint.export import to_csv, write_files
    from footprint.result import document as head
    from footprint.result import provenance
    from footprint_app import terminal
    from footprint_app.terminal_marks import WIDTH

    if arguments.pdf and len(arguments.systems) > 1:
        raise InputError("--pdf takes one system", hint="Run the command once for each.")
    keep_inputs((*arguments.systems, *filter(None, [arguments.training])), pdf=arguments.pdf, csv=arguments.csv)
    draws, seed = drawing(arguments)
    training: dict[str, Any] | None = None
    if arguments.training:
        from footprint.codecarbon import training_from_codecarbon

        training = training_from_codecarbon(arguments.training)
    systems = [changed_system(name, arguments, training) for name in arguments.systems]
    if arguments.all_factor_sets:
        given = {o: getattr(arguments, o.replace("-", "_")) for o in ("pdf", "csv", "as-of")}
        for option in [o for o, v in {**given, "draws": draws or None, "seed": seed}.items() if v is not None]:
            raise InputError(f"--{option} does not go with --all-factor-sets", hint="Run assess once for each set.")
        return _scenarios(systems, arguments)
    results = [assessed(system, arguments, draws, seed) for system in systems]
    as_of = day(arguments.as_of)
    if as_of is not None:
        for result in results:
            result.check_age(as_of)
    documents = [result.to_dict(arguments.per) for result in results]
    outputs: dict[str, bytes | str] = {}
    if arguments.csv:
        outputs[arguments.csv] = to_csv(results, arguments.per)
    if arguments.pdf:
        from datasheets.report import report_pdf

        outputs[arguments.pdf] = report_pdf(results[0], arguments.per)
    write_files(outputs)
    document = (
        documents[0]
        if len(results) == 1
        else {
            **head("assessments"),
            **provenance(results, options={"per": arguments.per} if arguments.per != "device" else None),
            "results": documents,
        }
    )

    def text() -> str:
        parts = [terminal.footprint_text(r, arguments.per) for r in results]
        written = [f"Wrote {f}" for f in (arguments.pdf, arguments.csv) if f]
        return "\n".join([f"\n\n{'-' * WIDTH}\n\n".join(parts), *written])

    return document, text


def _scenarios(systems: Sequence[Any], arguments: argparse.Namespace) -> Answer:
    """Each system with every factor set, and the named scenarios."""
    from footprint.factors import load_set
    from footprint.result import document, provenance
    from footprint.scenarios import scenarios, spread
    from footprint_app import terminal

    first = load_set(factor_set(arguments)).key
    found = [(system, scenarios(system, first, arguments.fill_from)) for system in systems]
    used = [s.result for _, several in found for s in several.sets if s.result is not None]
    listed = [
        {
            "system": system.to_file_dict(),
            "lifetime_years": system.lifetime_years,
            "scenarios": [s.to_dict() for s in several.found],
            "left_out": several.left_out,
            "spread": [{**s._asdict(), "ratio": s.ratio} for s in spread(several)],
        }
        for system, several in found
    ]
    answer = {**document("scenarios"), **provenance(used), "systems": listed}
    return answer, lambda: "\n\n".join(terminal.scenarios_text(*one, arguments.per) for one in found)


def bom(arguments: argparse.Namespace) -> Answer:
    """A bill of materials: what is covered, and the system file it becomes."""
    from footprint.bom import coverage, load_rules, map_bom, read_bom, to_system_dict
    from footprint.bom.valued import lacking, production, valued_with
    from footprint.engine import as_sets
    from footprint.export import to_yaml, write_file
    from footprint.quantities import parse_quantity
    from footprint.result import document, provenance
    from footprint.system import System
    from footprint.yaml_file import MAX_BYTES
    from footprint_app import terminal

    if (arguments.out is None) != (arguments.lifetime is None):
        raise InputError("--out and --lifetime go together", hint='A system has a lifetime, like --lifetime "3 years".')
    if arguments.out and not arguments.out.lower().endswith((".yaml", ".yml")):
        raise InputError(f"{shown(arguments.out)} does not end in .yaml", hint="Name it like my-sensor.yaml.")
    bom = read_bom(arguments.file, outline=not arguments.board_area)
    area = parse_quantity(arguments.board_area, "mm2").value if arguments.board_area else None
    mapped = map_bom(bom, load_rules(arguments.rules), board_area_mm2=area, board_layers=arguments.board_layers)
    sets = as_sets([factor_set(arguments), *arguments.fill_from])
    if arguments.board_layers is not None and not any(m.is_board and m.part for m in mapped):
        raise InputError("--board-layers without the area of the board", hint='Give --board-area, like "8.1 cm^2".')
    covered = coverage(mapped, bom, valued_with(sets))
    name = arguments.name or Path(arguments.file).stem
    result = production(mapped, name, sets) if covered.lines else None
    other_sets = lacking(mapped, sets)
    answer = {
        **document("bom"),
        **(provenance([result]) if result else {}),
        "file": arguments.file,
        "kind": bom.kind,
        "columns": bom.columns,
        "board": bom.board._asdict() if bom.board else None,
        "notes": list(bom.notes),
        "coverage": covered.to_dict(),
        "other_factor_sets": {part: list(keys) for part, keys in other_sets.items()},
        "lines": [m.to_dict() for m in mapped],
        "production_kg_co2e": result.total_kg_co2e.to_dict() if result else None,
        "by_block": {k: v.to_dict() for k, v in result.by_block.items()} if result else {},
        "assumed": [a._asdict() for a in result.assumed] if result else [],
        "system_file": arguments.out,
    }
    if arguments.out:
        source = Path(arguments.file).name
        file = to_yaml(System.from_dict(to_system_dict(mapped, name, arguments.lifetime, source=source)))
        if len(file.encode()) > MAX_BYTES:
            hint = "Leave --out away for the coverage, or split the list."
            raise InputError(
                f"a system file of {len(bom.lines)} lines could not be read back", file=arguments.out, hint=hint
            )
        write_file(arguments.out, file, keep=True)
    return answer, lambda: terminal.bom_text(bom, covered, result, other_sets, arguments.out)
