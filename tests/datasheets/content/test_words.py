"""How numbers and texts are written: typed ones as they were typed, taken ones as exact as their interval."""

from __future__ import annotations

from typing import Any

import pytest

from datasheets.content.words import mark_of, paragraphs, quantity_text, typeset, unit_text
from datasheets.sheet.places import quantity
from datasheets.sheet.values import Quantity, read_quantity


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"value": "40 mA"}, "40 mA"),
        ({"value": "3.0 V"}, "3.0 V"),
        ({"value": "87 °"}, "87 °"),
        ({"value": "0.84"}, "0.84"),
        ({"typical": "0.572 ms", "low": "0.314 ms", "high": "1.08 ms"}, "0.572 ms (0.314–1.08)"),
        ({"value": "94.2 %", "low": "91.7 %", "high": "95.9 %", "level": 0.95, "count": 452, "n": 480},
         "94.2 % (95 % interval: 91.7–95.9), 452 of 480"),
        ({"value": "0.5 %", "n": 12000}, "0.5 %, n = 12 000"),
        ({"min": "3.0 V", "max": "5.5 V"}, "3.0–5.5 V"),
        ({"min": "3.0 V", "typical": "3.3 V", "max": "5.5 V"}, "3.3 V, range 3.0–5.5 V"),
        ({"min": "-20 °C", "max": "85 °C"}, "-20 °C to 85 °C"),
        ({"min": "0.1 klx", "max": "900 lx"}, "0.1 klx to 900 lx"),
        ({"max": "12 mA"}, "at most 12 mA"),
        ({"min": "2 m"}, "at least 2 m"),
        ({"typical": "5 mA", "max": "12 mA"}, "5 mA, at most 12 mA"),
        ({"value": "1 mA", "low": "900 uA", "high": "1.1 mA"}, "1 mA (900 µA to 1.1 mA)"),
        ({"value": "0 °C", "low": "-1 °C", "high": "1 °C"}, "0 °C (-1 °C to 1 °C)"),
        ({"value": "2.34 kgCO2e"}, "2.34 kg CO₂e"),
        ({"value": "20 gCO2e"}, "20 g CO₂e"),
        ({"value": "25 degC"}, "25 °C"),
    ],
)  # fmt: skip
def test_typed_numbers_stay_as_typed(given: dict[str, Any], text: str) -> None:
    """Only the units of CO2e, degC and the micro are set otherwise than they were typed."""
    assert quantity_text(read_quantity({**given, "status": "measured"}, "")) == text


@pytest.mark.parametrize(
    ("value", "unit", "more", "text"),
    [
        (0.26999999, "mW", {}, "0.27 mW"),
        (39744.0, "", {"digits": 15}, "39 744"),
        (1234.5678, "ms", {"digits": 9}, "1 230 ms"),
        (94.16666, "%", {"interval": (91.698, 95.934), "level": 0.95}, "94.2 % (95 % interval: 91.7–95.9)"),
        (73.0769, "%", {"interval": (53.9, 86.3), "count": 19, "n": 26}, "73 % (54–86), 19 of 26"),
        (0.974433, "", {"interval": (0.953974, 0.985932), "n": 480}, "0.974 (0.954–0.986), n = 480"),
        (100.0, "%", {"interval": (96.8, 100.0)}, "100 % (96.8–100)"),
        (1.25, "mJ", {"bounds": (1.1234, 1.4)}, "1.25 mJ, range 1.12–1.40 mJ"),
        (33.2, "mW", {"bounds": (33.0, 33.4)}, "33.2 mW, range 33.0–33.4 mW"),
        (120.0, "ms", {"bounds": (0.5, 1120.0)}, "120 ms, range 0.5–1 120 ms"),
        (0.03601, "mW", {"bounds": (0.03599, 0.03602)}, "0.036 mW"),
        (0.0, "mW", {"bounds": (0.0, 0.25)}, "0 mW, range 0–0.25 mW"),
        (1.4419, "kgCO2e", {"interval": (1.4, 1.487)}, "1.44 kg CO₂e (1.40–1.49)"),
        (0.0002236, "kgCO2e", {}, "224 mg CO₂e"),
        (0.0, "kgCO2e", {"interval": (0.0, 0.0)}, "0 kg CO₂e"),
    ],
)
def test_taken_numbers_are_as_exact_as_their_interval(value: float, unit: str, more: dict[str, Any], text: str) -> None:
    """At most three digits, the last one no smaller than a tenth of the width: 32.4 points leave whole ones."""
    found = quantity(value, unit, "measured", **more)
    taken = Quantity(**{**found.__dict__, "taken_from": "model.macs"})
    assert quantity_text(taken) == text


def test_the_level_is_left_to_the_table() -> None:
    found = read_quantity({"value": "94 %", "low": "91 %", "high": "96 %", "level": 0.95, "status": "measured"}, "")
    assert quantity_text(found, level=False) == "94 % (91–96)"


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("GWP100 in CO2e only", "GWP100 in CO₂e only"),
        ("0.3441 kgCO2e/kWh", "0.3441 kg CO₂e/kWh"),
        ("2 kg CO2e", "2 kg CO₂e"),
        ("CO2equivalent", "CO2equivalent"),
        ("1 tCO2e", "1 t CO₂e"),
    ],
)
def test_typesetting(given: str, printed: str) -> None:
    assert typeset(given) == printed


def test_units() -> None:
    given = ("kgCO2e", "degC", "mA", "%", "", "uA", "uA/uV", "pulses", "um", "lux")
    printed = ["kg CO₂e", "°C", "mA", "%", "", "µA", "µA/µV", "pulses", "µm", "lux"]
    assert [unit_text(u) for u in given] == printed


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One line.", ("One line.",)),
        ("One.\nTwo.", ("One.", "Two.")),
        ("One\nwraps.\n\nTwo\nwraps.", ("One wraps.", "Two wraps.")),
        ("One.\n \n\nTwo.\n", ("One.", "Two.")),
    ],
)
def test_paragraphs(text: str, parts: tuple[str, ...]) -> None:
    """Blank lines part them; a folded text of YAML has one line end where its file has a blank line."""
    assert paragraphs(text) == parts


@pytest.mark.parametrize(
    ("value", "mark"),
    [
        (None, "not provided"), ("not provided", "not provided"), ([], "not provided"),
        ("not disclosed", "not disclosed"), ("not applicable: none", "not applicable"),
        (Quantity(), "not assessed"), ("none", ""), (["x"], ""),
    ],
)  # fmt: skip
def test_marks(value: Any, mark: str) -> None:
    assert mark_of(value) == mark
