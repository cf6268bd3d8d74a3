"""Which factors value a hardware specification level: a published block value, or the parts of its specification."""

from __future__ import annotations

from collections.abc import Sequence

from footprint import tables
from footprint.errors import InputError
from footprint.factors import ZERO, FactorSet, internal_unit, load_set, set_keys
from footprint.items import Item, Notes
from footprint.stages import production, transport
from footprint.valuing import Valued, value_part, valued_by

_SPECIFICATION = "HSL specification, Pirson and Bol 2021"


def value_level(item: Item, sets: Sequence[FactorSet], notes: Notes) -> list[Valued]:
    """The rows of a hardware specification level: a published block value, else the parts of its specification.

    A set with a value for at least one part is used for what it has, and the sets that fill gaps for the rest.

    Raises
    ------
    InputError
        Neither a value nor factors for every part. Names what is lacking, and a set that has it.
    """
    parts = _parts(item)
    valued = _level(item, parts, sets)
    if valued is None:
        raise _lacking(item, parts, sets)
    if valued[0][0].unit != "block":
        notes.tables.add("hsl_spec")
    rows: list[Valued] = []
    for row, factor_set in valued:
        rows += [(row, factor_set)] if row.factor or row.declared else value_part(row, sets, notes)
    return rows


def _parts(item: Item) -> list[Item] | None:
    """The parts that the specification lists for a level and case; None where it says none or embedded."""
    block, level, case = str(item.factor_key).split(".")
    spec = tables.hsl_spec().get((block, int(level.removeprefix("hsl-"))), ())
    if spec and all(row.quantity(case) == 0 for row in spec):
        return None
    expand = transport.spec_parts if block == "transport" else production.spec_parts
    rows = []
    for row, quantity in expand(spec, case):
        per, scale = internal_unit(f"kgCO2e/{row.unit}")
        rows.append(item._replace(
            item=f"{item.item}: {row.component}", quantity=quantity / scale, unit=per, factor_key=row.part,
            status="calculated", source=_SPECIFICATION, path=("blocks", block, "hsl"),
        ))  # fmt: skip
    return rows


def _level(item: Item, parts: list[Item] | None, sets: Sequence[FactorSet]) -> list[Valued] | None:
    """The rows of a level, those of parts without their factor; None where it cannot be valued."""
    for number, factor_set in enumerate(sets):
        factor = factor_set.factors.get(str(item.factor_key))
        if factor is not None:
            return [(item._replace(factor=factor), factor_set)]
        if parts is None:
            source = f"{_SPECIFICATION}: none or embedded"
            return [(item._replace(factor_key=None, status="declared", source=source, declared=ZERO), factor_set)]
        found = [valued_by(str(part.factor_key), part.unit, sets[number:]) for part in parts]
        if factor_set in found and None not in found:
            return [(part, factor_set) for part in parts]
    return None


def _lacking(item: Item, parts: list[Item] | None, sets: Sequence[FactorSet]) -> InputError:
    """What a level lacks, and the sets that could value it."""
    block, level, case = str(item.factor_key).split(".")
    lacking = [p.item.removeprefix(f"{item.item}: ") for p in parts or ()
               if valued_by(str(p.factor_key), p.unit, sets) is None]  # fmt: skip
    why = f", and no factor for its parts: {', '.join(lacking)}" if lacking else ""
    if not parts:
        why = ": the specification does not define this level"
    known = sorted(k.split(".")[1:] for k in sets[0].factors if k.startswith(f"{block}.hsl-"))
    helping = [k for k in set_keys() if _level(item, parts, (*sets, load_set(k))) is not None]
    return InputError(
        f"{sets[0].key} has no value for {tables.title(block)} {level.upper()} {case}{why}",
        path=("blocks", block, "hsl"), valid=tuple(f"{level.upper()} {case}" for level, case in known),
        hint=f"{' and '.join(helping)} can value it: --fill-from {helping[0]}." if helping else
        "A block can also be given as parts or declared.",
        fill_from=helping,
    )  # fmt: skip
