"""Devices for tests of the command line with draws: a casing that is one lognormal, and what is added to it."""

from __future__ import annotations

from pathlib import Path

DEVICE = """
name: {name}
lifetime: {lifetime}
blocks:
  casing: {{declared: {kg} kgCO2e, low: {low} kgCO2e, high: {high} kgCO2e, source: {source}}}
"""


def device(
    tmp_path: Path, name: str, kg: float = 1.0, *, lifetime: str = "1 year", source: str = "supplier", more: str = ""
) -> str:
    """A casing of half to twice its value, which is a lognormal with these as its P5 and P95, and more blocks."""
    file = tmp_path / f"{name}.yaml"
    text = DEVICE.format(name=name, lifetime=lifetime, kg=kg, low=kg / 2, high=kg * 2, source=source)
    file.write_text(text + more, encoding="utf-8")
    return str(file)
