"""Commands that assess: assess with its scenarios, compare, and bom."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from footprint.errors import InputError, nearest, shown
from footprint_app.answers import Answer


def assess(arguments: argparse.Namespace) -> Answer:
    """The footprint of systems, as text, JSON, CSV and PDF."""
    import footprint
    from footprint.export import to_csv, write_files
    from footprint.result import document as head
    from footprint.result import provenance
    from footprint_app import terminal

    if arguments.pdf and len(arguments.systems) > 1:
        raise InputError("--pdf takes one system", hint="Run the command once for each.")
    _keep_inputs(arguments)
    changes = {
        "lifetime": arguments.lifetime,
        "country": arguments.country,
        "year": arguments.year,
        "units_produced": arguments.units,
    }
    changes = {k: v for k, v in changes.items() if v is not None}
    training: dict[str, Any] = {}
    if arguments.training:
        from footprint.codecarbon import training_from_codecarbon

        training = training_from_codecarbon(arguments.training)
    systems = [footprint.load_system(name) for name in arguments.systems]
    for index, system in enumerate(systems):
        if training:  # how often it is trained again is the system's, not the file's
            cadence = system.to_file_dict().get("training", {}).get("retrained_every")
            changes["training"] = {**training, **({"retrained_every": cadence} if cadence else {})}
        systems[index] = system.with_(**changes) if changes else system
    if arguments.all_factor_sets:
        return _scenarios(systems, arguments)
    results = [_assessed(system, arguments) for system in systems]
    if arguments.as_of is not None:
        day = _day(arguments.as_of)
        for result in results:
            result.check_age(day)
    documents = [result.to_dict(arguments.per) for result in results]
    outputs: dict[str, bytes | str] = {}
    if arguments.csv:
        outputs[arguments.csv] = to_csv(results, arguments.per)
    if arguments.pdf:
        from datasheets.report import report_pdf

        outputs[arguments.pdf] = report_pdf(results[0], arguments.per)
    write_files(outputs)
    document = (
        documents[0] if len(results) == 1 else {**head("assessments"), **provenance(results), "results": documents}
    )

    def text() -> str:
        parts = [terminal.footprint_text(r, arguments.per) for r in results]
        written = [f"Wrote {f}" for f in (arguments.pdf, arguments.csv) if f]
        return "\n".join([f"\n\n{'-' * terminal.WIDTH}\n\n".join(parts), *written])

    return document, text


def _assessed(system: Any, arguments: argparse.Namespace) -> Any:
    """A system with the factor sets that were asked for."""
    import footprint
    from footprint.factors import DEFAULT

    return footprint.assess(system, factors=arguments.factors or DEFAULT, fill_from=arguments.fill_from or None)


def _scenarios(systems: Sequence[Any], arguments: argparse.Namespace) -> Answer:
    """Each system with every factor set, and the named scenarios."""
    from footprint.factors import DEFAULT, load_set
    from footprint.result import document, provenance
    from footprint.scenarios import scenarios, spread
    from footprint_app import terminal

    for option in ("pdf", "csv", "as_of"):
        if getattr(arguments, option):
            name = option.replace("_", "-")
            raise InputError(f"--{name} does not go with --all-factor-sets", hint="Run assess once for each set.")
    first = load_set(arguments.factors or DEFAULT).key
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


def _keep_inputs(arguments: argparse.Namespace) -> None:
    """Refuse to write a result over one of the systems it comes from."""
    from footprint.presets import SYSTEM_SUFFIXES

    given = {Path(name).resolve() for name in (*arguments.systems, *filter(None, [arguments.training]))}
    outputs = [f for f in (arguments.pdf, arguments.csv) if f]
    for file in outputs:
        if file.lower().endswith(SYSTEM_SUFFIXES):
            raise InputError("the name is one of a system file, so no result is written there", file=file)
        if Path(file).resolve() in given:
            raise InputError("the result would overwrite a file that it comes from", file=file)
    if len({Path(f).resolve() for f in outputs}) < len(outputs):
        raise InputError("--pdf and --csv name the same file", file=arguments.pdf)


def _day(text: str) -> date:
    """The date of --as-of."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--as-of {shown(text)} is not a date", hint="Write it like 2027-01-31.") from None


def compare(arguments: argparse.Namespace) -> Answer:
    """Systems and reference products side by side."""
    import footprint
    from footprint.engine import as_sets
    from footprint.factors import DEFAULT
    from footprint.findings import compared, ratio, reference_products
    from footprint.presets import is_file_name
    from footprint.result import INDICATOR, document, provenance
    from footprint_app import terminal

    if len(arguments.items) < 2:
        raise InputError("compare needs at least two systems or products")
    products = reference_products()
    as_sets([arguments.factors or DEFAULT, *arguments.fill_from])  # a wrong name is wrong even where none is needed
    items, results = [], []
    for name in arguments.items:
        if name in products:
            items.append(products[name])
            continue
        if not is_file_name(name) and name not in footprint.preset_names():
            known = [*footprint.preset_names(), *products]
            raise InputError(f"unknown preset or reference product {shown(name)}", valid=nearest(name, known))
        system = footprint.load_system(name)
        results.append(_assessed(system, arguments))
        items.append(compared(name, results[-1]))
    listed = [
        {
            "key": i.key,
            "name": i.name,
            "kind": i.kind,
            "lifetime_years": i.lifetime_years,
            "total_kg_co2e": i.kg_co2e.to_dict(),
            "per_year_kg_co2e": i.per_year_kg_co2e.to_dict(),
            "source": i.source,
            "not_covered": list(i.not_covered),
            "warnings": list(i.warnings),
        }
        for i in items
    ]

    def ratios(per_year: bool) -> list[list[float | None]]:
        values = [i.per_year_kg_co2e if per_year else i.kg_co2e for i in items]
        return [[ratio(a, b) if b.typical else None for b in values] for a in values]

    found = {
        **document("compare"),
        **provenance(results, "reference_products"),
        "indicator": INDICATOR,
        "items": listed,
        "ratios": ratios(False),
        "ratios_per_year": ratios(True),
    }
    return found, lambda: terminal.comparison_text(items)


def bom(arguments: argparse.Namespace) -> Answer:
    """A bill of materials: what is covered, and the system file it becomes."""
    from footprint.bom import coverage, load_rules, map_bom, read_bom, to_system_dict
    from footprint.bom.valued import lacking, production, valued_with
    from footprint.engine import as_sets
    from footprint.export import to_yaml, write_file
    from footprint.factors import DEFAULT
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
    sets = as_sets([arguments.factors or DEFAULT, *arguments.fill_from])
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
