"""Bills of materials: each line is mapped to a part by the rules, and nothing is dropped in silence."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from footprint import tables
from footprint.bom import coverage, load_rules, map_bom, read_bom, rules_from_text, to_system_dict, with_board
from footprint.bom.mapping import case_size
from footprint.system import System
from tests.footprint.bom_lists import HEAD, SAMPLE, one, read, refusal
from tests.footprint.examples import REFERENCE_DATA
from tests.footprint.test_rooms import loaded_after
from tests.needs import need

# --- a whole list -----------------------------------------------------------------------------


def test_a_list_goes_through_to_a_system() -> None:
    bom = read(SAMPLE)
    assert (bom.kind, bom.currency, len(bom.lines)) == ("csv", "USD", 11)
    assert bom.columns == {
        "group": "group", "component": "component", "unit_cost_usd": "unit_cost", "quantity": "quantity",
        "manufacturer": "manufacturer", "ticked": "",
    }  # fmt: skip
    mapped = map_bom(bom, board_area_mm2=600, board_layers=2)
    found = {m.line.component.split()[0]: (m.part, m.block, m.quantity, m.unit) for m in mapped}
    assert found == {
        "RP2040": ("die-mcu", "processing", 10, "mm2"), "QVGA": ("imager-130nm", "sensing", 8, "mm2"),
        "Flash": ("flash-45nm", "memory", 0.8, "mm2"), "12": ("crystal", "others", 1, "pcs"),
        "Voltage": ("die-130nm", "power_supply", 2, "mm2"), "LTST-C190KGKT": ("led", "user_interface", 1, "pcs"),
        "FFC": ("connector", "others", 1, "pcs"), "Resistors": ("resistor", "others", 10, "pcs"),
        "Capacitors": ("capacitor", "others", 15, "pcs"), "Ferrite": ("inductor", "others", 2, "pcs"),
        "Printed": ("pcb-fr4-2-layers", "pcb", 600, "mm2"),
    }  # fmt: skip
    data = to_system_dict(mapped, "board", "3 years", source="list.csv")
    system = System.from_dict(data)
    assert System.from_dict(system.to_file_dict()) == system
    mcu = system.blocks["processing"].parts[0]
    assert (mcu.quantity_low, mcu.quantity, mcu.quantity_high, mcu.status) == (5, 10, 17, "estimated")
    assert mcu.cost == 1.0
    assert mcu.source is not None
    assert mcu.source.startswith("list.csv, line 2; ")
    assert [p.cost for p in system.blocks["others"].parts if p.part == "capacitor"] == [0.15]


def test_coverage_by_lines_and_cost() -> None:
    """Worked: costs add up to 1 + 8.9 + 0.36 + 0.42 + 0.69 + 0.05 + 1.28 + 0.1 + 0.15 + 0.14 + 0.5 = 13.59."""
    bom = read(SAMPLE)
    found = coverage(map_bom(bom), bom)
    assert (found.lines, found.mapped, found.covered) == (11, 10, 10)
    assert found.lines_share == pytest.approx(10 / 11, rel=1e-12)
    assert found.cost_share == pytest.approx(13.09 / 13.59, rel=1e-12)
    assert (found.mass_share, found.lines_with_mass, found.lines_with_cost) == (None, 0, 11)
    assert [(u.name, u.line) for u in found.unmapped] == [("Printed circuit board", 12)]
    assert "area of the board" in found.unmapped[0].reason
    assert found.to_dict()["unmapped"][0]["line"] == 12


def test_coverage_asks_which_set_values_a_part() -> None:
    mapped = map_bom(read(SAMPLE), board_area_mm2=600)
    found = coverage(mapped, valued=lambda part, unit: None if part in ("crystal", "connector") else f"by {unit}")
    assert (found.mapped, found.covered) == (11, 9)
    assert found.sets == {"by mm2": 5, "by pcs": 4}
    assert [u.reason for u in found.unmapped] == ["no factor for crystal in pcs", "no factor for connector in pcs"]


def test_share_is_null_where_one_line_lacks_the_figure() -> None:
    text = "Component,Qty,Weight (mg)\nResistor 0603,10,2\nThing,1,\n"
    found = coverage(map_bom(read(text)))
    assert (found.mass_share, found.lines_with_mass) == (None, 1)
    found = coverage(map_bom(read(text.replace("Thing,1,", "Thing,1,60"))))
    assert (found.mass_share, found.lines_with_mass) == (0.25, 2)


def test_the_published_device_goes_through() -> None:
    path = REFERENCE_DATA / "pa1_bom.csv"
    need("pa1_bom.csv", path.is_file(), "a published list of parts goes through", installable=False)
    bom = read_bom(path)
    assert len(bom.lines) == 13
    assert sum(line.cost or 0 for line in bom.lines) == pytest.approx(14.51, rel=1e-9)
    mapped = map_bom(bom, board_area_mm2=600)
    assert [m.line.component for m in mapped if m.part is None] == []
    System.from_dict(to_system_dict(mapped, "device", "3 years"))


# --- mapping ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("component", "part"),
    [
        ("nRF52840-QIAA", "die-mcu"), ("STM32F411CEU6", "die-mcu"), ("ESP32-WROOM-32E module", "die-mcu"),
        ("ATmega328P-AU", "die-mcu"), ("Apollo3 Blue", "die-mcu"), ("W25Q128JVSIQ", "flash-45nm"),
        ("OV2640 camera", "imager-130nm"), ("OV7670", "imager-130nm"), ("LSM9DS1 IMU", "die-250nm"),
        ("BME280", "die-250nm"), ("HTS221TR", "die-250nm"), ("APDS-9960", "die-250nm"), ("ATECC608A", "die-130nm"),
        ("SX1276 LoRa transceiver", "die-90nm"), ("LED driver IS31FL3731", "die-130nm"), ("White LED 0603", "led"),
        ("LDO regulator AP2112K", "die-130nm"), ("Push button", "button"), ("Tactile switch", "button"),
        ("MEMS microphone MP34DT05", "mems-microphone"), ("Electret microphone capsule", "electret-microphone"),
        ("CR2032 coin cell", "cell-cr2032"), ("CR2032 battery holder", "connector"),
        ("USB-C connector", "usb-connector"),
        ("USB connector micro B", "usb-connector"), ("Pin header 2x5", "connector"), ("Ferrite bead", "inductor"),
        ("Tantalum capacitor 10u", "tantalum-capacitor"), ("Elko 100u", "electrolytic-capacitor"),
        ("Schottky diode", "diode"), ("N-channel MOSFET BSS138", "transistor"), ("Widerstand 10k", "resistor"),
        ("Kondensator 100n 0402", "capacitor-0402"), ("32.768 kHz crystal", "crystal"), ("Piezo buzzer", "buzzer"),
        ("Speaker 8 ohm", "speaker"), ("Vibration motor", "vibration-motor"),
        ("Chip antenna 2.4 GHz", "antenna-ceramic"),
        ("AA alkaline cell", "cell-aa-alkaline"), ("18650 Li-ion cell", "cell-18650"),
        ("Camera FFC connector", "connector"),
        ("LiPo battery 500 mAh", "li-ion-battery"), ("Cable 10 cm", "cable"), ("microSD card 8 GB", "nand-tlc-1z"),
        ("Relay 5V", "relay"), ("Battery charger MCP73831", "die-130nm"), ("Button cell CR2032", "cell-cr2032"),
        ("PSRAM 8MB APS6404L", "dram-57nm"), ("LED resistor", "resistor"),
    ],
)  # fmt: skip
def test_parts_by_what_they_are_called(component: str, part: str) -> None:
    mapped = one(component)
    assert mapped.part == part, mapped
    assert mapped.unit in tables.parts()[part].units


@pytest.mark.parametrize(
    ("component", "fragment"),
    [
        ("Frobnicator", "no rule fits"), ("Arduino Nano 33 BLE Sense", "a whole board"), ("OLED display", "area"),
        ("Solar panel", "area"), ("ABS enclosure", "counted by mass"), ("LiPo battery", "mass"),
        ("Battery pack", "chemistry"),
        ("USB cable", "length"), ("PCB", "area of the board"),
    ],
)  # fmt: skip
def test_what_is_not_assessed_says_why(component: str, fragment: str) -> None:
    mapped = one(component)
    assert mapped.part is None
    assert mapped.quantity is None
    assert fragment in mapped.reason


@pytest.mark.parametrize(
    ("reference", "value", "package", "part"),
    [
        ("R1", "10k", "Resistor_SMD:R_0402_1005Metric", "resistor-0402"), ("R1", "10k", "R0805", "resistor-0805"),
        ("R1", "10k", "Resistor_SMD:R_2512_6332Metric", "resistor"), ("C3", "1u", "Capacitor_SMD:C_0201_0603Metric",
         "capacitor-0201"), ("C3", "10u", "Capacitor_Tantalum_SMD:CP_EIA-3216-18_Kemet-A", "tantalum-capacitor"),
        ("C3", "100u", "Capacitor_SMD:CP_Elec_6.3x7.7", "electrolytic-capacitor"),
        ("L2", "2u2", "0603", "inductor-0603"),
        ("L2", "2u2", "1608 metric", "inductor-0603"), ("FB1", "600R", "L_0402_1005Metric", "inductor-0402"),
        ("D1", "LED", "LED_SMD:LED_0603_1608Metric", "led"), ("D2", "BAT54", "SOT-23", "diode"),
        ("Q1", "2N7002", "SOT-23", "transistor"), ("Y1", "12MHz", "Crystal_SMD_3225", "crystal"),
        ("J1", "USB_C_Receptacle", "USB_C_HRO", "usb-connector"), ("J2", "Conn_01x06", "PinHeader_1x06", "connector"),
        ("SW1", "RESET", "SW_SPST", "button"), ("U7", "XYZ123", "QFN-16", "die-130nm"),
        ("U1", "RP2040", "QFN-56", "die-mcu"), ("U2", "100nF decoupled LDO", "SOT-23-5", "die-130nm"),
        ("J5", "ESP32 programming", "PinHeader_1x06", "connector"), ("MK1", "SPH0645", "LGA", "mems-microphone"),
    ],
)  # fmt: skip
def test_parts_by_their_reference(reference: str, value: str, package: str, part: str) -> None:
    bom = read(f"Reference,Value,Footprint,Qty\n{reference},{value},{package},1\n")
    mapped = map_bom(bom)[0]
    assert mapped.part == part, mapped


def test_a_resistor_without_a_case_size_is_assumed() -> None:
    assert (one("Resistor").status, one("Resistor 0402").status) == ("assumed", "calculated")
    assert "case size" in one("Resistor").source
    assert "2512 is not in the library" in one("Resistor 2512").source


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("R_0402_1005Metric", "0402"), ("0603", "0603"), ("C0805", "0805"), ("R_0201_0603Metric", "0201"),
        ("0603 metric", "0201"), ("2012M", "0805"), ("SOT-23", ""), ("10603", ""), ("R_01005_0402Metric", "01005"),
        ("", ""), ("3.0402", ""),
    ],
)  # fmt: skip
def test_case_sizes(text: str, size: str) -> None:
    assert case_size(text) == size


def test_capacity_and_mass_make_the_quantity() -> None:
    """Worked: 2 x 500 mAh x 3.7 V = 3.7 Wh."""
    battery = one("LiPo battery 500 mAh", Quantity="2")
    assert (battery.quantity, battery.unit) == (0.0037, "kWh")
    assert (battery.low, battery.high) == (0.0036, 0.00385)
    casing = one("ABS enclosure", Quantity="2", Weight="25 g")
    assert (casing.part, casing.quantity, casing.unit, casing.mass_g) == ("abs", 50, "g", 50)
    cable = one("Cable 10 cm", Quantity="3")
    assert (cable.quantity, cable.unit) == (pytest.approx(0.3, rel=1e-12), "m")


def test_test_points_are_no_parts() -> None:
    bom = read("Reference,Value,Qty\nTP1,TestPoint,1\nH1,MountingHole,4\nR1,10k,1\n")
    mapped = map_bom(bom)
    found = coverage(mapped, bom)
    assert (found.lines, found.covered) == (1, 1)
    assert [s.number for s in found.skipped] == [2, 3]
    blocks = to_system_dict(mapped, "a", "1 year")["blocks"]
    assert [len(b["parts"]) for b in blocks.values()] == [1]


def test_the_board_takes_its_area_once() -> None:
    mapped = map_bom(read("Component,Qty,Price\nPCB main,2,1\nPCB aux,1,1\n"), board_area_mm2=100, board_layers=2)
    assert (mapped[0].part, mapped[0].quantity, mapped[0].cost) == ("pcb-fr4-2-layers", 200, 2)
    assert "a further board" in mapped[1].reason


@pytest.mark.parametrize(
    ("layers", "part", "status"),
    [(1, "pcb-fr4-2-layers", "estimated"), (2, "pcb-fr4-2-layers", "calculated"), (3, "pcb-fr4-4-layers", "estimated"),
     (8, "pcb-fr4-8-layers", "calculated"), (10, None, "not assessed"), (None, "pcb-fr4", "assumed")],
)  # fmt: skip
def test_layers_of_the_board(layers: int | None, part: str | None, status: str) -> None:
    board = with_board([], 810, layers)[0]
    assert (board.part, board.status) == (part, status)
    assert bool(board.reason) == (part is None)


@pytest.mark.parametrize(("area", "layers"), [(0, 2), (-1, 2), (math.inf, 2), (math.nan, 2), (10, 0), (None, -2)])
def test_a_board_that_cannot_be(area: float | None, layers: int) -> None:
    assert "a board of" in str(refusal(lambda: with_board([], area, layers)))


# --- rules ------------------------------------------------------------------------------------

RULE = "rules:\n- name: mine\n  match: {any: frob}\n  part: die-90nm\n  quantity: 4 mm2\n"


def test_own_rules_come_first(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(f"{RULE}  low: 3 mm2\n  high: 6 mm2\n  status: measured\n  block: connectivity\n", encoding="utf-8")
    mapped = map_bom(read("Component,Qty\nfrob RP2040,3\nRP2040,1\n"), load_rules(file))
    assert (mapped[0].part, mapped[0].block, mapped[0].why) == ("die-90nm", "connectivity", "mine")
    assert (mapped[0].low, mapped[0].quantity, mapped[0].high, mapped[0].status) == (9, 12, 18, "measured")
    assert mapped[1].part == "die-mcu"


BAD_RULES = {
    "unknown part": (RULE.replace("die-90nm", "die-91nm"), 4, ['unknown part "die-91nm"', "die-90nm"]),
    "unknown block": (f"{RULE}  block: procesing\n", 6, ['unknown block "procesing"', "processing"]),
    "unknown key": (f"{RULE}  hihg: 5 mm2\n", 6, ['unknown key "hihg"', "high"]),
    "unknown field": (RULE.replace("any:", "anny:"), 3, ['unknown field "anny"', "any"]),
    "no pattern": (RULE.replace("frob", "'('"), 3, ["is not a regular expression"]),
    "a number for a pattern": (RULE.replace("frob", "12"), 3, ["a pattern is a text"]),
    "wrong unit": (RULE.replace("4 mm2", "4 g"), 5, ['unit "g"']),
    "no unit": (RULE.replace("4 mm2", "4"), 5, ["4 has no unit"]),
    "negative": (RULE.replace("4 mm2", "-4 mm2"), 5, ["is negative"]),
    "no quantity": (RULE.replace("  quantity: 4 mm2\n", ""), 2, ["give the quantity of one piece"]),
    "half an interval": (f"{RULE}  low: 3 mm2\n", 2, ["low and high together"]),
    "interval that misses": (f"{RULE}  low: 5 mm2\n  high: 6 mm2\n", 2, ["lies outside"]),
    "unknown status": (f"{RULE}  status: sure\n", 6, ['unknown status "sure"', "measured"]),
    "no match": ("rules:\n- {part: led}\n", 2, ["fits every line"]),
    "two outcomes": ("rules:\n- {match: {any: a}, part: led, no_part: b}\n", 2, ["exactly one of"]),
    "no outcome": ("rules:\n- {match: {any: a}}\n", 2, ["exactly one of"]),
    "not a list": ("rules: {a: b}\n", 1, ["a list called rules"]),
    "a text for a rule": ("rules: [a]\n", 1, ["a rule is a map"]),
    "another schema": ("schema: a/1\nrules: []\n", 1, ["unknown schema"]),
    "by mass where it has none": ("rules:\n- {match: {any: a}, part: led, quantity: mass}\n", 2, ["not in g"]),
    "times without a group": ("rules:\n- {match: {any: a}, part: led, times: a}\n", 2, ["one group"]),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_RULES)
def test_bad_rules_name_their_line(what: str) -> None:
    text, line, fragments = BAD_RULES[what]
    error = refusal(lambda: rules_from_text(text, "mine.yaml"))
    assert error.file == "mine.yaml"
    for fragment in fragments:
        assert fragment in str(error)
    assert error.line == line


def test_every_shipped_rule_can_be_used() -> None:
    rules = load_rules()
    assert len({r.name for r in rules}) == len(rules)
    for rule in rules:
        estimated = rule.part is None or rule.unit != "mm2" or rule.counted_by != "pieces"
        assert estimated or (rule.status == "estimated" and rule.low is not None), rule.name
        assert rule.source or rule.status == "calculated", rule.name


def test_patterns_ignore_case_and_keep_their_syntax() -> None:
    r"""Capitals that are syntax, such as \W and (?P<...>), stay what they are."""
    text = r"rules: [{match: {any: '^(?P<A>FROB)\W[A-C]\b'}, part: led}]"
    rules = rules_from_text(text, "mine.yaml")
    found = map_bom(read("Component,Qty\nFrob-b,1\nfrobxb,1\nfrob b,1\n"), rules)
    assert [m.part for m in found] == ["led", None, "led"]


def test_a_rule_by_reference_tells_like_lines_apart() -> None:
    rules = rules_from_text("rules: [{match: {reference: '^R2$'}, part: led}]", "mine.yaml")
    found = map_bom(read("Reference,Value,Qty\nR1,10k,1\nR2,10k,1\n"), rules)
    assert [m.part for m in found] == [None, "led"]


# --- size and room ---------------------------------------------------------------------------


def test_fifty_thousand_lines_go_through() -> None:
    rows = "".join(f"X{i},{i % 7 + 1},thing {i % 5000},\n" for i in range(50_000))
    bom = read(f"{HEAD}{rows}")
    found = coverage(map_bom(bom), bom)
    assert (found.lines, found.covered) == (50_000, 0)


def test_the_room_needs_nothing_heavy() -> None:
    loaded = loaded_after("import footprint.bom; footprint.bom.load_rules()")
    assert not loaded & {"numpy", "pandas", "pint", "pydantic", "streamlit", "reportlab"}


def test_names_are_public() -> None:
    import footprint.bom

    for name in footprint.bom.__all__:
        thing: Any = getattr(footprint.bom, name)
        assert thing.__doc__
