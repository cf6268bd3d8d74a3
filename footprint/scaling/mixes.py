"""A mix of systems: which ones, and the share of each in the number of devices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import fsum
from pathlib import Path
from typing import Any, NamedTuple

from footprint.errors import InputError, shown
from footprint.numbers import percent, significant
from footprint.presets import SYSTEM_SUFFIXES, is_file_name
from footprint.quantities import decimal_number
from footprint.result import Footprint
from footprint.system import System

Described = str | Path | System | Footprint | Mapping[str, Any]
"""A preset, a file, a system, or what was assessed already."""
Mix = Sequence[tuple[Described, float] | tuple[str, float, Described]]
"""Systems with their shares; or names, shares and systems, where the systems have no names of their own."""
_WHOLE = 1e-9
"""How close to 100 % the shares of a mix add up: what a float loses."""
_SHARE = re.compile(r"(.*?)\s*(%?)", re.DOTALL)
_TWICE = "Give it once, with the sum of its shares; name systems apart that differ."
_EXAMPLE = "Write it like keyword-spotting=70% image-classification=30%."


class Member(NamedTuple):
    """One system of a mix.

    Attributes
    ----------
    name : str
        As it was given: a preset or a file.
    share : float
        Of the devices, above 0 to 1.
    result : Footprint
        Of one device.
    """

    name: str
    share: float
    result: Footprint

    @property
    def lifetime_years(self) -> float:
        """Time in service."""
        return self.result.system.lifetime_years

    @property
    def by_stage(self) -> dict[str, float]:
        """The deterministic value of one device by life-cycle stage. [kg CO2e]"""
        bounds: Footprint = getattr(self.result, "bounds", self.result)
        return {stage: kg.typical for stage, kg in bounds.by_stage.items()}

    def to_dict(self) -> dict[str, Any]:
        """As it is printed."""
        return {
            "system": self.name, "name": self.result.system.name, "share": self.share,
            "lifetime_years": self.lifetime_years, "total_kg_co2e": self.result.total_kg_co2e.to_dict(),
            "inputs_sha256": self.result.inputs_sha256,
        }  # fmt: skip


def parse_systems(arguments: Sequence[str]) -> list[tuple[str, float]]:
    """Systems with their shares, as a person writes them.

    Parameters
    ----------
    arguments : sequence of str
        One system, or several of which each has a share: ``keyword-spotting=70%`` or ``keyword-spotting=0.7``.

    Raises
    ------
    InputError
        Several systems without a share, a share that is none, shares that do not add up to 100 %, a system twice.

    Examples
    --------
    >>> parse_systems(["keyword-spotting"])
    [('keyword-spotting', 1.0)]
    >>> parse_systems(["keyword-spotting=75 %", "image-classification=0.25"])
    [('keyword-spotting', 0.75), ('image-classification', 0.25)]
    """
    found = []
    for text in arguments:
        name, sign, share = text.rpartition("=")
        is_file = not sign or (is_file_name(text) and text.lower().endswith(SYSTEM_SUFFIXES))
        if is_file and len(arguments) > 1:
            raise InputError(f"{shown(text)} has no share in the mix", hint=_EXAMPLE)
        found.append((text, 1.0) if is_file else (name.strip(), parse_share(share)))
    check_shares(found)
    return found


def parse_share(text: str) -> float:
    """A share of a mix: ``70 %`` or ``0.7``.

    Raises
    ------
    InputError
        No number, or one that is not above 0 and up to 100 %; a number above 1 needs its percent sign.
    """
    read = _SHARE.fullmatch(text.strip())
    number = decimal_number(read[1]) if read else None
    if read is None or number is None:
        raise InputError(f"share {shown(text)} is not a number", hint=_EXAMPLE)
    share = float(Fraction(number) / (100 if read[2] else 1))
    if not 0 < share <= 1:
        hint = f"Did you mean {significant(share)}%?" if 1 < share <= 100 and not read[2] else _EXAMPLE
        raise InputError(f"share {shown(text)} is not above 0 and up to 100 %", hint=hint)
    return share


def check_shares(mix: Sequence[tuple[str, float]]) -> None:
    """Refuse shares that do not make a whole, and a system that stands twice."""
    if not mix:
        raise InputError("a mix needs a system", hint=_EXAMPLE)
    names = [name for name, _ in mix]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"{shown(name)} stands twice in the mix", hint=_TWICE)
    for name, share in mix:
        if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 < share <= 1:
            raise InputError(f"the share of {shown(name)}, {shown(share)}, is not above 0 and up to 1")
    whole = fsum(share for _, share in mix)
    if abs(whole - 1) > _WHOLE:
        said = percent(whole) if abs(whole - 1) >= 0.005 else f"{significant(whole * 100, 12)} %"
        raise InputError(f"the shares of the mix add up to {said}, not to 100 %", hint=_EXAMPLE)


def members(systems: Described | Mix, factors: Any, fill_from: Any, draws: int, seed: int | None) -> tuple[Member, ...]:
    """The systems of a mix, assessed; one alone has the share 1."""
    from footprint.engine import assess
    from footprint.presets import load_system

    named: list[tuple[str, float, Any]] = []
    if isinstance(systems, (str, Path, System, Footprint, Mapping)):
        named.append((_name(systems), 1.0, systems))
    elif not isinstance(systems, Sequence):
        raise InputError(f"{shown(systems)} is not a system, nor systems with their shares")
    else:
        for one in systems:
            if not isinstance(one, (tuple, list)) or len(one) not in (2, 3):
                hint = 'Give pairs: ("keyword-spotting", 0.7).'
                raise InputError(f"{shown(one)} is not a system with its share", hint=hint)
            named.append((str(one[0]), one[1], one[2]) if len(one) == 3 else (_name(one[0]), one[1], one[0]))
    check_shares([(name, share) for name, share, _ in named])
    found = []
    for name, share, given in named:
        if not isinstance(given, Footprint):
            system = load_system(given) if isinstance(given, (str, Path)) else given
            given = assess(system, factors=factors, fill_from=fill_from, draws=draws, seed=seed)
        found.append(Member(name, float(share), given))
    if any(m.result.interval != found[0].result.interval for m in found):
        raise InputError("only footprints with the same draws and seed can be in one mix")
    return tuple(found)


def _name(given: Any) -> str:
    if isinstance(given, (str, Path)):
        return str(given)
    if isinstance(given, Mapping):
        return str(given.get("name", "system"))
    system = given.system if isinstance(given, Footprint) else given
    if not isinstance(system, System):
        raise InputError(f"{shown(given)} is not a system")
    return system.name
