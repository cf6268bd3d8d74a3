"""The footprint says what it is of; power and energy in use agree with the electrical characteristics."""

from __future__ import annotations

from datetime import date

import pytest

from tests.datasheets.lints.found import findings, lines, sheet_of

WHOLE = {
    "footprint": "{value: 2 kgCO2e, low: 1 kgCO2e, high: 3 kgCO2e, status: calculated}",
    "declared_unit": "One device over 3 years",
    "region": "Norway, 2023",
    "coverage": "9 of 9 components",
}


def body(**changes: str) -> str:
    """The environmental section, with some fields changed; its footprint is line 4."""
    return "environment:\n" + "".join(f"  {key}: {text}\n" for key, text in (WHOLE | changes).items())


BASIS = ["footprint-without-" + word for word in ("unit", "region", "year", "interval", "coverage")]


@pytest.mark.parametrize(
    ("changes", "fires"),
    [
        ({}, {}),
        ({"declared_unit": "not provided"}, {"unit": [[4, 5]]}),
        ({"region": "not provided"}, {"region": [[4, 6]]}),
        ({"region": "Norway"}, {"year": [[4, 6]]}),
        ({"region": "Norway, 20 234 plants"}, {"year": [[4, 6]]}),
        ({"region": "'not applicable: it draws no electricity'"}, {}),
        ({"coverage": "not disclosed"}, {"coverage": [[4, 7]]}),
        ({"footprint": "{value: 2 kgCO2e, status: calculated}"}, {"interval": [[4]]}),
        ({"footprint": "{min: 1 kgCO2e, max: 2 kgCO2e, status: calculated}"}, {}),
        ({"footprint": "not provided", "region": "Norway", "declared_unit": "not provided"}, {}),
    ],
)
def test_basis(changes: dict[str, str], fires: dict[str, list[list[int]]]) -> None:
    """What is missing beside a footprint, and nothing where there is none; a reason is an answer."""
    found = {id: lines(id, body(**changes)) for id in BASIS}
    assert found == {id: fires.get(id.removeprefix("footprint-without-"), []) for id in BASIS}


def test_year_of_a_factor() -> None:
    """The year may stand at the factor of the grid."""
    factor = "  factors: [{factor: grid, value: 0.03 kgCO2e/kWh, year: '2023', source: x}]\n"
    assert lines("footprint-without-year", body(region="Norway") + factor) == []


def test_part_without_name() -> None:
    """The second block has a value and no name."""
    blocks = (
        "environment:\n  by_block:\n  - {block: PCB, value: {value: 1 kgCO2e, status: declared}}\n"
        "  - {block: not provided, value: {value: 0.1 kgCO2e, status: declared}}\n"
    )  # fmt: skip
    (found,) = findings("footprint-part-without-name", sheet_of(blocks))
    assert (
        found.message == 'environment.by_block.2.block is "not provided", so 0.1 kgCO2e of the footprint have no name'
    )
    assert [q.line for q in found.where] == [6]


BOM = (
    "hardware:\n  bom:\n"
    "  - {{component: {part}, quantity: {{value: 1, status: declared}}, in_footprint: '{counted}'}}\n"
    "  - {{component: Resistors, quantity: {{value: 9, status: declared}}, in_footprint: 'yes'}}\n"
)


@pytest.mark.parametrize(
    ("block", "value", "part", "counted", "expected"),
    [
        ("Power supply", "1", "Regulator", "no", [[9, 5]]),
        ("Power supply", "1", "LED", "yes", [[9]]),
        ("Power supply", "1", "Regulator", "yes", []),
        ("Power supply", "1", "TPS62840", "yes", []),
        ("Power supply", "1", "TPS62840", "no", [[9]]),
        ("Power supply", "0", "LED", "yes", []),
        ("Casing", "1", "LED", "yes", []),
        ("Memory", "1", "LED", "yes", []),
        ("Processing", "1", "LED", "yes", [[9]]),
        ("Processing", "1", "RP2040 Microcontroller", "yes", []),
        ("User interface", "1", "LED", "yes", []),
        ("User interface", "1", "LED", "no", [[9, 5]]),
        ("PCB", "1", "Battery", "yes", [[9]]),
        ("Actuators", "1", "Relay", "yes", []),
        ("Sensing", "1", "Relay", "yes", [[9]]),
        ("Sensing", "1", "CO2 sensor", "yes", []),
    ],
)
def test_block_not_in_bom(block: str, value: str, part: str, counted: str, expected: list[list[int]]) -> None:
    """A block with a footprint of which the bill of materials counts no part; a part number may be of any block."""
    blocks = f"environment:\n  by_block:\n  - {{block: {block}, value: {{value: {value} kgCO2e, status: declared}}}}\n"
    assert lines("block-not-in-bom", BOM.format(part=part, counted=counted) + blocks) == expected
    assert lines("block-not-in-bom", blocks) == []


@pytest.mark.parametrize(
    ("coverage", "expected"),
    [
        ("2 of 2 components", [[8, 4]]),
        ("1 of 2 components", []),
        ("9 of 10 parts", []),
        ("12 of 14 rows of the inventory", []),
        ("95.1 of 99 lines", []),
    ],
)
def test_coverage_of_bom(coverage: str, expected: list[list[int]]) -> None:
    """The bill of materials has 2 rows, 1 counted; in pieces 10, of which 9. Rows of something else are left alone."""
    text = BOM.format(part="Lamp", counted="no") + f"environment:\n  coverage: {coverage}\n"
    assert lines("coverage-not-that-of-bom", text) == expected


@pytest.mark.parametrize(
    ("coverage", "expected"),
    [
        ("7 of 9 components", [[7]]),
        ("7 of 9 components; share of mass not assessed", []),
        ("9 of 9 components", []),
        ("98 % of the mass", []),
    ],
)
def test_coverage_by_count_only(coverage: str, expected: list[list[int]]) -> None:
    """A share of the number of parts, with no word on mass or cost."""
    assert lines("coverage-by-count-only", body(coverage=coverage)) == expected


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("third party", "", [[8]]),
        ("internal", "", [[8]]),
        ("none", "", []),
        ("third party", "  comparability: Review by A. Auditor, see the review report.\n", []),
        ("third party", "claims:\n- {text: Verified footprint, evidence: statement 4}\n", []),
        ("third party", "  comparability: Not reviewed by anybody.\n", [[8]]),
    ],
)
def test_verification(kind: str, more: str, expected: list[list[int]]) -> None:
    """A verification names who did it, or has a claim with evidence."""
    assert lines("verification-without-evidence", body() + f"  verification: {kind}\n{more}") == expected


def test_expired() -> None:
    """The last day of validity still counts; without a day nothing has ended."""
    text = body() + "  valid_until: 2027-05-31\n"
    assert lines("footprint-expired", text, as_of=date(2027, 6, 1)) == [[8]]
    assert lines("footprint-expired", text, as_of=date(2027, 5, 31)) == []
    assert lines("footprint-expired", text) == []


def electrical(use: str, *, volts: str = "value: 3.3 V", amps: str = "value: 40 mA", more: str = "") -> str:
    """Supply in lines 4 and 5, the mean power in line 7."""
    return (
        f"hardware:\n  supply_voltage: {{{volts}, status: declared}}\n  supply_current: {{{amps}, status: declared}}\n"
        f"environment:\n  use_power: {{{use}, status: declared}}\n{more}"
    )  # fmt: skip


def test_use_power_too_small() -> None:
    """40 mA x 3.3 V = 132 mW; over 3 x 8760 h = 26 280 h that is 3.469 kWh."""
    text = electrical("value: 1 mW", more="  lifetime: {value: 3 years, status: declared}\n")
    (found,) = findings("use-power-too-small", sheet_of(text))
    assert found.message == (
        "environment.use_power of 1 mW is less than the device draws by its electrical characteristics, 40 mA x 3.3 V "
        "= 132 mW, at least 3.47 kWh over 3 years, and no duty cycle is stated"
    )
    assert [q.line for q in found.where] == [7, 5, 4]


@pytest.mark.parametrize(
    "text",
    [
        electrical("value: 70 mW"),  # 132 / 70 = 1.9 times
        electrical("value: 1 mW, note: duty cycle of 0.5 %"),
        electrical("value: 1 mW", amps="min: 0.01 mA, typical: 40 mA"),  # at least 0.033 mW
        electrical("value: 1 mW", amps="max: 40 mA"),  # an upper bound
        electrical("value: 1 mW", more="performance:\n  power_idle: {value: 0.1 mW, status: measured}\n"),
        electrical("value: 1 mW", more="  declared_unit: One device, on 1 % of the time\n"),
        electrical("value: 1 mW").replace(
            "environment:",
            "  electrical: [{parameter: Standby current, value: {value: 3 uA, status: measured}}]\nenvironment:",
        ),
        electrical("value: 1 mW", amps="value: 40 mA").replace("40 mA", "0.4 mA"),
    ],
)
def test_use_power_that_is_allowed(text: str) -> None:
    """Near enough, a duty cycle, a lower end, or a state of rest."""
    assert lines("use-power-too-small", text) == []


def test_use_power_of_energy_and_active_power() -> None:
    """0.02628 kWh over 3 years (26 280 h) are 1 mW; active power is 20 mW; a range of voltages gives one of powers."""
    text = (
        "performance:\n  power_active: {value: 20 mW, status: measured}\nenvironment:\n"
        "  use_energy: {value: 0.02628 kWh, status: declared}\n  lifetime: {value: 3 years, status: declared}\n"
    )  # fmt: skip
    (found,) = findings("use-power-too-small", sheet_of(text))
    assert "use_energy of 0.02628 kWh over 3 years, which is 1 mW is less" in found.message
    assert [q.line for q in found.where] == [6, 7, 4]
    (found,) = findings("use-power-too-small", sheet_of(electrical("value: 1 mW", volts="min: 3 V, max: 5 V")))
    assert "40 mA x 3 V to 5 V = 120 mW to 200 mW" in found.message


def test_use_power_below_rest() -> None:
    """A mean of 0.1 mW is less than half of an idle power of 0.3 mW."""
    text = (
        "performance:\n  power_idle: {value: 0.3 mW, status: measured}\nenvironment:\n"
        "  use_power: {value: 0.1 mW, status: declared}\n"
    )
    assert lines("use-power-too-small", text) == [[6, 4]]


def test_use_power_too_large() -> None:
    """300 mW is more than twice 40 mA x 3.3 V = 132 mW; 250 mW is not; a peak of 1 W allows both."""
    assert lines("use-power-too-large", electrical("value: 300 mW")) == [[7, 5, 4]]
    assert lines("use-power-too-large", electrical("value: 250 mW")) == []
    peak = "performance:\n  power_peak: {value: 1 W, status: measured}\n"
    assert lines("use-power-too-large", electrical("value: 300 mW", more=peak)) == []


@pytest.mark.parametrize(
    ("energy", "note", "expected"),
    [
        ("0.5", "", []),  # 10 mW x 26 280 h = 0.2628 kWh; 0.5 / 0.2628 = 1.9 times, as losses may be
        ("0.6", "", [[5, 4, 6]]),
        ("0.22", "", []),  # 0.2628 / 0.22 = 1.19
        ("0.2", "", [[5, 4, 6]]),
        ("0.2", "switched off at night", []),
        ("0.09", "per year", []),  # 10 mW x 8760 h = 0.0876 kWh
        ("0.26", "per year", [[5, 4, 5]]),
    ],
)
def test_use_energy(energy: str, note: str, expected: list[list[int]]) -> None:
    """Mean power times lifetime, with room for losses and for the hours that it is off."""
    text = (
        "environment:\n  use_power: {value: 10 mW, status: measured}\n"
        f"  use_energy: {{value: {energy} kWh, status: calculated, note: '{note}'}}\n"
        "  lifetime: {value: 3 years, status: declared}\n"
    )  # fmt: skip
    assert lines("use-energy-not-of-power", text) == expected
