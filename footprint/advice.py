"""Advice: what each block could be instead, assessed again and ranked by what it saves.

The alternatives are data (`alternatives.yaml`); every saving is the difference of two assessed systems.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from footprint import tables
from footprint.alternatives import Patch, patch
from footprint.engine import Sets, assess
from footprint.errors import InputError
from footprint.factors import DEFAULT, FactorSet, Interval
from footprint.items import Assumed
from footprint.result import Contribution, Footprint, document
from footprint.system import System
from footprint.tables import Alternative
from footprint.uncertainty.difference import Difference, difference
from footprint.uncertainty.drawn import Drawn

MOST = 12
"""So many of the best alternatives are drawn, and the best one of each block."""
_NOTHING = 1e-9
"""A change of the total below this share of it is none."""


class Advice(NamedTuple):
    """An alternative that lowers the typical total.

    Attributes
    ----------
    kg_co2e : Interval
        P5, the difference of the deterministic totals, and P95: negative where it saves. [kg CO2e]
    lowers : float
        Share of the draws in which the total is lower, 0 to 1.
    share : float
        The typical difference over the total as it is: -0.3 is 30 % less.
    total_kg_co2e : Interval
        Of the changed system: P5, deterministic value, P95. [kg CO2e]
    changes : dict
        The changed system is ``system.with_(**changes)``.
    new_notes : tuple of str
        What the changed system assumes or warns of, and the system as it is does not.
    """

    key: str
    block: str
    block_title: str
    title: str
    condition: str
    source: str
    changes: dict[str, Any]
    kg_co2e: Interval
    lowers: float
    share: float
    total_kg_co2e: Interval
    new_notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As it is printed."""
        return {
            **self._asdict(),
            "kg_co2e": self.kg_co2e.to_dict(),
            "total_kg_co2e": self.total_kg_co2e.to_dict(),
            "new_notes": list(self.new_notes),
        }


class NotTried(NamedTuple):
    """An alternative that applies and could not be assessed, with the reason, a way out, and sets that have one."""

    key: str
    block: str
    block_title: str
    title: str
    why: str
    hint: str
    fill_from: tuple[str, ...]


class Hotspot(NamedTuple):
    """A block with its share of the total, and the change of it that helps most."""

    contribution: Contribution
    best: Advice | None

    def to_dict(self) -> dict[str, Any]:
        """As it is printed."""
        block = {**self.contribution._asdict(), "kg_co2e": self.contribution.kg_co2e.to_dict()}
        return {**block, "best": self.best.key if self.best else None}


class Advised(NamedTuple):
    """What could be changed in a system: the largest typical saving first, and what could not be tried."""

    result: Drawn
    found: tuple[Advice, ...]
    not_tried: tuple[NotTried, ...]

    def to_dict(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            **document("advice"),
            "total_kg_co2e": self.result.total_kg_co2e.to_dict(),
            "interval": self.result.interval,
            "hotspots": [h.to_dict() for h in hotspots(self)],
            "found": [a.to_dict() for a in self.found],
            "not_tried": [n._asdict() for n in self.not_tried],
        }


class _Tried(NamedTuple):
    """An alternative that lowers the typical total, before it is drawn."""

    alternative: Alternative
    patch: Patch
    result: Footprint
    opened: Footprint | None  # the system as it is, with the same level taken apart
    notes: tuple[str, ...]


def advice(
    system: System | Mapping[str, Any],
    *,
    factors: str | FactorSet = DEFAULT,
    fill_from: Sets | None = None,
    draws: int | None = None,
    seed: int | None = None,
) -> Advised:
    """What else the blocks of a system could be, and what each change saves.

    Parameters
    ----------
    system : System or dict
        As in `footprint.assess`; so are `factors` and `fill_from`.
    draws, seed : int, optional
        Of the intervals; named defaults if left out, and at most 100 000 draws: see `Advised.result`.

    Returns
    -------
    Advised
        Only what lowers the typical total; the 12 that save most, and the best one of each block.

    Raises
    ------
    InputError
        Bad input, or a system that the sets cannot value as it is.
    """
    if not isinstance(system, System):
        system = System.from_dict(system)
    rules = tables.uncertainty()
    draws = min(rules["draws"] if draws is None else draws, rules["advice_draws"])
    now = Drawn(assess(system, factors=factors, fill_from=fill_from), draws, seed)
    written = system.to_file_dict()
    tried: list[_Tried] = []
    not_tried: list[NotTried] = []
    for one in tables.alternatives():
        try:
            found = patch(system, written, one)
            tried += [] if found is None else _tried(system, now.bounds, one, found)
        except InputError as error:
            said = (f"{error.message}.", error.hint, tuple(error.fill_from))
            not_tried.append(NotTried(one.key, one.block, tables.title(one.block), one.title, *said))
    tried.sort(key=lambda t: (t.result.total_kg_co2e.typical, t.alternative.block, t.alternative.key))
    seen: set[str] = set()
    best = []
    for place, one_tried in enumerate(tried):
        if place < MOST or one_tried.alternative.block not in seen:
            best.append(_drawn(one_tried, now))
        seen.add(one_tried.alternative.block)
    return Advised(now, tuple(best), tuple(not_tried))


def hotspots(advised: Advised) -> tuple[Hotspot, ...]:
    """The blocks by contribution, largest first, each with its best advice; blocks of zero are left out."""
    best: dict[str, Advice] = {}
    for one in advised.found:
        best.setdefault(one.block, one)
    return tuple(Hotspot(c, best.get(c.key)) for c in advised.result.contributions() if c.kg_co2e.typical > 0)


def _tried(system: System, now: Footprint, one: Alternative, found: Patch) -> list[_Tried]:
    """The changed system assessed, if it lowers the typical total.

    Raises
    ------
    InputError
        It cannot be assessed, or less of it can be than of the system as it is.
    """
    sets = (now.factor_set, *now.fill_sets)
    changed = system.with_(**found.changes)
    result = _assessed(changed, sets)
    _keeps(now, result)
    opened = _assessed(system.with_(**found.opened), sets) if found.opened else None
    if not _lower(result, now) or (opened and not _lower(result, opened)):
        return []
    notes = [*_new_notes(now, result)]
    mixed = _other_sets(opened or now, result)
    for key in mixed:
        # as it would be with that set for both
        first = [*(s for s in sets if s.key == key), *(s for s in sets if s.key != key)]
        if not _lower(_assessed(changed, first), _assessed(system.with_(**(found.opened or {})), first)):
            raise InputError(f"it is lower only because {key} values it, and another set what it replaces")
        notes.append(f"{key} values it and another set what it replaces: a part of the difference is between the sets")
    return [_Tried(one, found, result, opened, tuple(notes))]


def _assessed(system: System, sets: Any) -> Footprint:
    return assess(system, factors=sets[0], fill_from=tuple(sets[1:]))


def _lower(one: Footprint, other: Footprint) -> bool:
    typical = other.total_kg_co2e.typical
    return one.total_kg_co2e.typical < typical - _NOTHING * typical


def _keeps(now: Footprint, changed: Footprint) -> None:
    """What is not in the total of the changed system was not in it before.

    Raises
    ------
    InputError
        A part would leave the total because nothing values it, which is no saving.
    """
    before, after = (Counter((u.block, u.quantity, u.unit, u.why) for u in r.unvalued) for r in (now, changed))
    for unvalued in changed.unvalued:
        if (unvalued.block, unvalued.quantity, unvalued.unit, unvalued.why) in after - before:
            raise InputError(f"{unvalued.item} would not be in the total: {unvalued.why}")
    gone = set(changed.missing) - set(now.missing)
    if gone:
        raise InputError(f"{', '.join(map(tables.title, sorted(gone)))} would not be described")


def _new_notes(now: Footprint, changed: Footprint) -> list[str]:
    """What only the changed system assumes or warns of. A line that moved up in its list is not new."""

    def counted(assumed: Assumed) -> tuple[str, str, str]:
        return re.sub(r"\.\d+\.", ".", assumed.field), str(assumed.value), assumed.why

    known = Counter(map(counted, now.assumed))
    notes = []
    for one in changed.assumed:
        if known[counted(one)] > 0:
            known[counted(one)] -= 1
        else:
            notes.append(one.text)
    return [*notes, *(w for w in changed.warnings if w not in now.warnings)]


def _other_sets(now: Footprint, changed: Footprint) -> list[str]:
    """Factor sets that value what is new, and nothing of what it replaces."""
    before, after = (Counter((r.block, r.factor_key, r.quantity, r.factor_set) for r in f.rows) for f in (now, changed))
    old = {key for *_, key in before - after if key}
    return sorted({key for *_, key in after - before if key} - old) if old else []


def _drawn(tried: _Tried, now: Drawn) -> Advice:
    """The advice with the interval of its difference."""
    changed = _like(now, Drawn(tried.result, now.draws, now.seed), tied=tried.patch.in_place)
    than = now if tried.opened is None else Drawn(tried.opened, now.draws, now.seed)
    found: Difference = difference(changed, than)
    # A level taken apart differs from its published value by how that was rounded, which no draw is about.
    shift = than.bounds.total_kg_co2e.typical - now.bounds.total_kg_co2e.typical
    low, _, high = found.kg_co2e
    typical = tried.result.total_kg_co2e.typical - now.bounds.total_kg_co2e.typical
    return Advice(
        tried.alternative.key, tried.alternative.block, tables.title(tried.alternative.block), tried.patch.title,
        tried.alternative.condition, tried.alternative.source, tried.patch.changes,
        Interval(low + shift, typical, high + shift), found.below, typical / now.bounds.total_kg_co2e.typical,
        changed.total_kg_co2e, tried.notes,
    )  # fmt: skip


def _like(now: Drawn, changed: Drawn, *, tied: bool) -> Drawn:
    """The changed system, with the quantity of a part that was exchanged drawn as that of the part it stands for."""
    if not tied:
        return changed
    known = {
        row.path: key for row, term in zip(now.bounds.rows, now.model.terms, strict=True)
        for key, _ in term.draws if row.path and key.startswith("quantity\0")
    }  # fmt: skip
    terms = tuple(
        term._replace(draws=tuple(
            (known.get(row.path, key) if key.startswith("quantity\0") else key, shape) for key, shape in term.draws
        ))
        for row, term in zip(changed.bounds.rows, changed.model.terms, strict=True)
    )  # fmt: skip
    changed.model = changed.model._replace(terms=terms)
    return changed
