"""A claimed saving against the footprint of its devices, as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from footprint.net import words
from footprint.numbers import mass_interval, percent
from footprint.result import INDICATOR
from footprint_app.terminal_marks import WIDTH, bar, bold, cut, wrapped

if TYPE_CHECKING:
    from footprint.factors import Interval
    from footprint.net import NetEffect

_BAR = 24


def net_text(found: NetEffect) -> str:
    """The net effect with its sign in words, both sides of it, what is claimed, assumed and not assessed."""
    lines = [
        bold(cut(found.name, WIDTH)),
        bold(wrapped(words.finding(found), "")),
        wrapped(words.payback(found), ""),
        wrapped(words.break_even(found), ""),
        "",
        *_sides(found),
        "",
        bold("What is claimed"),
        wrapped(words.claimed(found)),
        wrapped(f"As written: {found.claim.said}"),
        wrapped(f"Source: {found.claim.source}"),
    ]
    lines += ["", bold("Assumed"), *(wrapped(a.text, "    ", "  ") for a in found.assumed)]
    lines += ["", bold("Not assessed"), *(wrapped(what, "    ", "  ") for what in found.not_assessed)]
    if found.warnings:
        lines += ["", bold("Look at"), *(wrapped(w, "    ", "  ") for w in found.warnings)]
    if found.familiar:
        lines += [
            "",
            bold("As much as"),
            *(wrapped(f"{one.text} ({one.source}; {one.status})", "    ", "  ") for one in found.familiar),
        ]
    lines += ["", bold("Sources"), *(wrapped(s, "      ", f"  [{n}] ") for n, s in enumerate(found.sources, 1))]
    used = ", ".join(f"{name} ({version})" for name, version in found.provenance["tables"].items())
    lines += [
        "",
        wrapped(f"{INDICATOR}. {words.chance(found)}", ""),
        wrapped(f"{words.SIGN} Factor set {found.provenance['factor_set']}; tables {used}.", ""),
        f"inputs sha256 {found.provenance['inputs_sha256']}",
    ]
    return "\n".join(lines)


def _sides(found: NetEffect) -> list[str]:
    """The footprint, the saving, what a rebound takes back of it, and the net effect, one below the other."""
    sides: list[tuple[str, Interval]] = [
        ("Footprint", found.footprint_kg_co2e),
        ("Saved, as claimed", found.saved_kg_co2e),
    ]
    if found.rebound:
        sides.append((f"Taken back, {percent(found.rebound)}", found.taken_back_kg_co2e))
    largest = max(kg.typical for _, kg in sides) or 1.0
    figures = [mass_interval(kg, " to ") for _, kg in (*sides, ("", found.net_kg_co2e))]
    wide = max(len(amount) for amount, _ in figures)
    lines = []
    for (name, kg), (amount, ends) in zip(sides, figures, strict=False):
        lines.append(f"  {name:<19}{amount:>{wide}} {bar(kg.typical / largest, _BAR):<{_BAR}} {ends}")
    amount, ends = figures[-1]
    return [*lines, f"  {'Net':<19}{amount:>{wide}} {'':<{_BAR}} {ends}"]
