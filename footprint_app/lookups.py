"""Commands that show what ships, and that start a system file: presets, factors, parts, schema, new."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from footprint.errors import InputError, nearest, shown
from footprint_app.answers import Answer


def presets(arguments: argparse.Namespace) -> Answer:
    """The systems that ship, with their totals."""
    import footprint
    from footprint.numbers import headline
    from footprint.result import document, provenance

    results = {name: footprint.assess(footprint.load_system(name)) for name in footprint.preset_names()}
    listed = [
        {
            "name": name,
            "title": result.system.name,
            "description": result.system.description,
            "reference": result.system.reference,
            "lifetime_years": result.system.lifetime_years,
            "total_kg_co2e": result.total_kg_co2e.to_dict(),
        }
        for name, result in results.items()
    ]

    def text() -> str:
        width = max(map(len, results)) + 2
        lines = [f"{name:<{width}}{headline(r.total_kg_co2e)}" for name, r in results.items()]
        return "\n".join([*lines, "", "footprint assess NAME shows one; footprint new FILE --preset NAME copies one."])

    return {**document("presets"), **provenance(list(results.values())), "presets": listed}, text


def factors(arguments: argparse.Namespace) -> Answer:
    """The factors of every set, or where one comes from."""
    from footprint import tables
    from footprint.factors import load_set, set_keys
    from footprint.result import document
    from footprint_app import terminal
    from footprint_app.terminal_marks import bold

    key = arguments.key
    if key is not None and key not in set_keys():
        several = _find_factors(key)
        name, factor, superseded = several[0]
        found = {
            **document("factor"),
            **({"factor_set": name} if name else {}),
            "factor": factor.to_dict(),
            "superseded": [f.to_dict() for f in superseded],
            "other_sets": [{"factor_set": n, "factor": f.to_dict()} for n, f, _ in several[1:]],
        }
        return found, lambda: "\n\n".join(terminal.factor_text(f, rest, n) for n, f, rest in several)
    chosen = [load_set(k) for k in ([key] if key else set_keys())]
    listed: dict[str, Any] = {
        **document("factors"),
        "factor_sets": [
            {
                "key": s.key,
                "title": s.title,
                "version": s.version,
                "licence": s.licence,
                "factors": [f.to_dict() for f in s.factors.values()],
            }
            for s in chosen
        ],
        "grid": {
            **tables.about()["grid_intensity"],
            "countries": {c: {"name": v.name, "years": sorted(v.intensity)} for c, v in tables.countries().items()},
            "named": [f.to_dict() for f in tables.named_grids().values()],
        },
    }

    def text() -> str:
        lines = []
        for s in chosen:
            lines += [bold(f"{s.key}: {s.title} (version {s.version})")]
            lines += [
                f"  {f.key:<28}{f.kg_co2e.typical:>12.7g} {f.unit:<15} {f.reading}, {f.status}"
                for f in s.factors.values()
            ]
        newest = max(max(c.intensity) for c in tables.countries().values())
        lines += ["", bold("Electricity"), *(f"  {k}" for k in tables.named_grids())]
        lines += [f"  grid.COUNTRY.YEAR: {len(tables.countries())} countries and regions, to {newest}"]
        return "\n".join([*lines, "", "footprint factors KEY shows where one comes from."])

    return listed, text


def _find_factors(key: str) -> list[tuple[str, Any, Sequence[Any]]]:
    """A factor by its key in each set that has it, a named grid factor, a country, or grid.COUNTRY.YEAR.

    Each with the key of its set, if it is in one, and the readings that were not used.
    """
    from footprint import tables
    from footprint.factors import load_set, set_keys

    found: list[tuple[str, Any, Sequence[Any]]]
    found = [(s.key, s.factors[key], s.superseded(key)) for s in map(load_set, set_keys()) if key in s.factors]
    if found:
        return found
    if key in tables.named_grids():
        return [("", tables.named_grids()[key], ())]
    country, _, year = key.removeprefix("grid.").partition(".")
    if key.startswith("grid.") or country in tables.countries():
        if year and not (year.isdecimal() and len(year) == 4):
            raise InputError(f"{shown(year)} is not a year", hint="Write it like grid.DEU.2024.")
        return [("", tables.grid_factor(country, int(year) if year else None, None), ())]
    if key in tables.parts():
        hint = f"footprint parts {key} shows what is known of it; it can be given as declared, with its source."
        raise InputError(f"{shown(key)} is a part without a factor of its own", hint=hint)
    starting = [k for s in map(load_set, set_keys()) for k in s.factors if k.startswith(f"{key}.")]
    if starting:
        raise InputError(f"{shown(key)} is a block, not a factor", valid=starting)
    known = [
        *set_keys(),
        *(k for s in set_keys() for k in load_set(s).factors),
        *tables.named_grids(),
        *tables.countries(),
    ]
    raise InputError(f"unknown factor {shown(key)}", valid=nearest(key, known))


def parts(arguments: argparse.Namespace) -> Answer:
    """The parts library, or what is known of a part."""
    from footprint import tables
    from footprint.result import document
    from footprint.valuing import sets_that_value
    from footprint_app import terminal

    known, key = tables.parts(), arguments.key
    blocks = list(dict.fromkeys(p.block for p in known.values()))
    if key is not None and key not in known and key not in blocks:
        raise InputError(f"unknown part or block {shown(key)}", valid=nearest(key, [*known, *blocks]))
    chosen = [p for p in known.values() if key is None or key in (p.key, p.block)]
    listed = [
        {**p._asdict(), "units": list(p.units), "factor_sets": {u: list(sets_that_value(p.key, u)) for u in p.units}}
        for p in chosen
    ]
    return {**document("parts"), "parts": listed}, lambda: terminal.parts_text(listed, single=key in known)


def schema(arguments: argparse.Namespace) -> Answer:
    """The JSON Schema of the system file."""
    from footprint.result import document
    from footprint.schema import system_schema

    # Keys that JSON Schema does not know are ignored by its readers.
    schema = {**system_schema(), **document("schema")}
    return schema, lambda: json.dumps(schema, indent=2)


def new(arguments: argparse.Namespace) -> Answer:
    """Write a commented system file."""
    from footprint.export import write_file
    from footprint.presets import FOLDER, preset_names
    from footprint.result import document
    from footprint.yaml_file import read_text

    if arguments.preset is None:
        text = files("footprint_app").joinpath("new_system.yaml").read_text(encoding="utf-8")
    else:
        if arguments.preset not in preset_names():
            raise InputError(
                f"unknown preset {shown(arguments.preset)}", valid=nearest(arguments.preset, preset_names())
            )
        text = read_text(FOLDER / f"{arguments.preset}.yaml")
    if not arguments.file.lower().endswith((".yaml", ".yml")):
        raise InputError(
            f"{shown(arguments.file)} does not end in .yaml", hint="A system file is named like my-sensor.yaml."
        )
    write_file(arguments.file, text, keep=True)
    path = arguments.file if os.sep in arguments.file or "/" in arguments.file else f"./{arguments.file}"
    return (
        {**document("new"), "file": arguments.file},
        lambda: f"Wrote {arguments.file}. Edit it, then: footprint assess {path}",
    )
