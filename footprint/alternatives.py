"""How an alternative of the table applies to a system: the changes of its file keys, and the words for it.

No number of carbon is in here: `footprint.advice` assesses the changed system.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from footprint import tables
from footprint.errors import InputError
from footprint.quantities import PART_UNITS, parse_quantity, write_quantity
from footprint.stages import production
from footprint.system import Block, System
from footprint.tables import DEFAULTS, Alternative

Lines = list[dict[str, Any]]

_SPECIFICATION = "HSL specification, Pirson and Bol 2021"


class Patch(NamedTuple):
    """An alternative applied to a system.

    Attributes
    ----------
    title : str
        What instead of what.
    changes : dict
        What `System.with_` takes: ``system.with_(**changes)``.
    opened : dict, optional
        The same for the system as it is, with the level taken apart that the alternative takes apart.
    in_place : bool
        Whether every part and leg that is changed keeps its place in its list.
    """

    title: str
    changes: dict[str, Any]
    opened: dict[str, Any] | None = None
    in_place: bool = True


def patch(system: System, written: dict[str, Any], alternative: Alternative) -> Patch | None:
    """An alternative applied to a system; None where it does not apply.

    Parameters
    ----------
    system : System
        The described device.
    written : dict
        The same with the keys of the system file, from `System.to_file_dict`.
    alternative : Alternative
        A row of the table.

    Raises
    ------
    InputError
        It applies, and contradicts what the system says elsewhere.
    """
    if alternative.units is not None:
        return _shared(system, alternative.units, alternative.title)
    block = system.blocks.get(alternative.block)
    if block is None or not block.include:
        return None
    found = _on_block(block, written["blocks"][alternative.block], alternative)
    if found is None:
        return None
    use = _use(system, written, alternative)
    return found if use is None else found._replace(changes={**found.changes, "use": use})


def _shared(system: System, units: int, title: str) -> Patch | None:
    """The training shared by more units, where one bears it all."""
    if system.training is None or not system.training.include or (system.units_produced or 1) > 1:
        return None
    return Patch(f"{title} instead of 1", {"units_produced": units})


def _on_block(block: Block, written: dict[str, Any], alternative: Alternative) -> Patch | None:
    """The changed block: another level or case, or other parts and modes."""
    name, new = alternative.block, dict(written)
    if block.hsl in alternative.levels and alternative.give:
        return _other_level(block, new, alternative)
    opened = None
    if block.hsl in alternative.levels:
        new = _opened(name, block, new)
        opened = {"blocks": {name: dict(new)}}
    count, old, title = len(block.parts), [], alternative.title
    if alternative.smaller and opened:
        title, lines = _smaller(name, block, new["parts"], count, alternative)
        old += [] if lines == new["parts"] else ["more"]
        new["parts"] = lines
    for field, key, others in (("parts", "part", alternative.swap), ("legs", "mode", alternative.modes)):
        if others and new.get(field):
            new[field], found = _swapped(new[field], key, others, alternative)
            old += found
    if not old:
        return None
    if not alternative.smaller:
        title = f"{title} instead of {_listed(old)}"
    return Patch(title, {"blocks": {name: new}}, opened, alternative.quantity is None)


def _other_level(block: Block, new: dict[str, Any], alternative: Alternative) -> Patch | None:
    """The level or the case that the alternative gives; its parts count in the level no more."""
    case = block.case or DEFAULTS["case"]
    now: dict[str, Any] = {"hsl": block.hsl, "case": case}
    then = {**now, **(alternative.give or {})}
    if now == then:
        return None
    new |= then
    if "declared" not in new:
        new.pop("source", None)  # it was about the level
    replaced = {*(alternative.swap or {}), *alternative.along}
    kept = [line for line in new.get("parts", ()) if "declared" in line or line.get("part") not in replaced]
    new.pop("parts", None)
    if kept:
        new["parts"] = kept
    if now["hsl"] == then["hsl"]:
        title = _case_title(alternative.title, alternative.block, now, then["case"])
    else:
        title = f"{alternative.title} instead of {tables.level_titles()[alternative.block][now['hsl']]}"
    return Patch(title, {"blocks": {alternative.block: new}}, None, len(kept) == len(block.parts))


def _case_title(title: str, block: str, now: dict[str, Any], case: str, only: tuple[str, ...] = ()) -> str:
    """What the case has less of: its first component that differs, with both quantities."""
    differ = [
        row for row in tables.hsl_spec()[block, now["hsl"]]
        if row.quantity(case) != row.quantity(now["case"]) and (not only or row.part in only)
    ]  # fmt: skip
    if not differ:
        return title
    row = differ[0]
    old, new = (f"{row.quantity(c) or 0:g}" for c in (now["case"], case))
    return f"{title}: {row.component} {new} instead of {old} {row.unit}{', and more' if len(differ) > 1 else ''}"


def _opened(name: str, block: Block, new: dict[str, Any]) -> dict[str, Any]:
    """A block with its level taken apart into the parts, or the legs, of its specification, after its own."""
    case = block.case or DEFAULTS["case"]
    rows = tables.hsl_spec()[name, block.hsl or 0]
    stated = {"status": "calculated", "source": f"{_SPECIFICATION}, HSL-{block.hsl} {case}"}
    new = {key: value for key, value in new.items() if key not in ("hsl", "case")}
    if "declared" not in new:
        new.pop("source", None)
    if name != "transport":
        lines = [
            {"part": row.part, "quantity": f"{quantity:.15g} {row.unit}", **stated}
            for row, quantity in production.spec_parts(rows, case)
        ]
        return {**new, "parts": [*new.get("parts", ()), *lines]}
    mass = next(row for row in rows if row.part == "shipped-mass")
    legs = [
        {"mode": row.part.removesuffix("-freight"), "distance": f"{row.quantity(case):g} {row.unit}",
         "mass": f"{mass.quantity(case):g} {mass.unit}", **stated}
        for row in rows if row is not mass and row.quantity(case)
    ]  # fmt: skip
    # as the specification counts it
    switches = {} if block.legs else {"well_to_tank": False, "radiative_forcing": False}
    return {**new, **switches, "legs": [*new.get("legs", ()), *legs]}


def _smaller(name: str, block: Block, lines: Lines, count: int, alternative: Alternative) -> tuple[str, Lines]:
    """The parts of a level that was taken apart, some of them in the quantity of the best case."""
    now = {"hsl": block.hsl, "case": block.case or DEFAULTS["case"]}
    best = {row.part: row for row in tables.hsl_spec()[name, block.hsl or 0] if row.part in alternative.smaller}
    out = list(lines)
    for index, line in enumerate(lines[count:], count):
        row = best.get(line["part"])
        if row is not None and row.quantity("best"):
            source = f"{_SPECIFICATION}, HSL-{block.hsl} best"
            out[index] = {**line, "quantity": f"{row.quantity('best'):.15g} {row.unit}", "source": source}
    return _case_title(alternative.title, name, now, "best", alternative.smaller), out


def _swapped(lines: Lines, key: str, others: dict[str, str], alternative: Alternative) -> tuple[Lines, list[str]]:
    """Lines with another part or mode where there is one, and words for what they replace."""
    out: Lines = []
    old: list[str] = []
    for line in lines:
        is_now = line.get(key, "")
        instead = others.get(is_now)
        if instead is None or "declared" in line or (key == "part" and not _fits(line, instead, alternative)):
            out.append(line)
            continue
        words = _words(is_now, alternative)
        first = not old
        old += [] if words in old else [words]
        if alternative.quantity is None:
            out.append(_line(line, key, instead, alternative))
        elif first:
            source = _short(alternative.source)
            out.append({key: instead, "quantity": alternative.quantity, "source": source})
    if old and alternative.along:
        along = [line for line in out if line.get(key) in alternative.along and "declared" not in line]
        out = [line for line in out if line not in along]
        old += dict.fromkeys(_words(line[key], alternative) for line in along)
    return out, old


def _fits(line: dict[str, Any], instead: str, alternative: Alternative) -> bool:
    """Whether the other part is counted in the unit of the line."""
    unit = parse_quantity(line["quantity"], *PART_UNITS).unit
    return alternative.quantity is not None or unit in tables.parts()[instead].units


def _line(line: dict[str, Any], key: str, instead: str, alternative: Alternative) -> dict[str, Any]:
    """One line with another part in the same quantity, or a leg by another mode, times what the alternative says."""
    new = {k: v for k, v in line.items() if k not in ("mass", "cost", "fab") or key == "mode"}
    new[key] = instead
    if "name" in new:
        new["name"] = _short(f"{new['name']}: {alternative.title}")
    if alternative.times != 1:
        units = PART_UNITS if key == "part" else ("km",)
        for field in ("quantity", "low", "high", "distance"):
            if field in new:
                quantity = parse_quantity(new[field], *units)
                new[field] = write_quantity(quantity.value * alternative.times, quantity.unit)
        new |= {"status": "assumed", "source": _short(alternative.source)}
    return new


def _use(system: System, written: dict[str, Any], alternative: Alternative) -> dict[str, Any] | None:
    """The use stage with what feeds the device then; None where it stays as it is.

    Raises
    ------
    InputError
        The alternative contradicts the supply of the use stage, or cannot be counted without power states.
    """
    use, supply = system.use, system.use.supply if system.use else None
    if alternative.not_with_cells and supply is not None and (supply.cell or supply.energy_kwh):
        raise InputError("use.supply states the cells: they would have to change too")
    if alternative.supply is None:
        return None
    if alternative.needs_states and (use is None or not use.include or not use.states):
        raise InputError("how often the cells are replaced is not known: the use stage gives no power states")
    if use is None or (supply is None and not alternative.needs_states):
        return None
    same = supply is not None and supply.kind == alternative.supply["kind"]
    if same and supply is not None and supply.cell == alternative.supply.get("cell"):
        return None
    if use.regulator is not None and use.regulator.kind == "ldo":
        raise InputError("the regulator is an LDO, and its voltages are those of the present supply")
    new = {**written["use"], "supply": alternative.supply}
    if alternative.supply["kind"] == "primary":
        new.pop("grid", None)  # primary cells draw nothing from it
    return new


def _words(key: str, alternative: Alternative) -> str:
    """What a part or mode is called inside a sentence."""
    return (alternative.called or {}).get(key) or _inside(tables.parts()[key].title)


def _listed(words: list[str]) -> str:
    """Words for several things: ``Li-ion battery and its electronics``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _inside(title: str) -> str:
    """A title inside a sentence; a name such as ABS, NiMH or Li-ion keeps its capitals."""
    first = title.split()[0]
    plain = first[1:].islower() and "-" not in first
    return title[0].lower() + title[1:] if plain else title


def _short(text: str) -> str:
    """Text no longer than a system file takes."""
    return text if len(text) <= 300 else text[:297] + "..."
