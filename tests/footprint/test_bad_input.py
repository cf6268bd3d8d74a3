"""Bad input: each gives one InputError that names the file, the line, the value and what would be right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import footprint
from footprint.errors import InputError
from footprint.presets import load_system, system_from_bytes
from tests.footprint.bad_files import CASING, ENERGY, HEAD, USE, check_refused, refusal
from tests.footprint.examples import small

BAD = {
    # what: (text, line, fragments of the message)
    "unknown key": (f"{HEAD}  casing: {{hsl: 1, cases: best}}\n", 4, ['unknown key "cases"', "Nearest valid: case"]),
    "unknown key in a list": (
        f"{USE}  states:\n  - {{name: a, power: 1 mW, dutty: 1}}\n", 7,
        ['unknown key "dutty"', "Nearest valid: duty"],
    ),
    "misspelt key that is required": (
        "name: a\nlifetim: 3 years\nblocks: {casing: {hsl: 1}}\n", 2,
        ['unknown key "lifetim"', "Nearest valid: lifetime"],
    ),
    "unknown key at the top": (
        f"{HEAD}{CASING}unit_produced: 10\n", 5, ['unknown key "unit_produced"', "units_produced"]
    ),
    "unknown block": (f"{HEAD}  casng: {{hsl: 1}}\n", 4, ['unknown block "casng"', "Nearest valid: casing"]),
    "block in capitals": (f"{HEAD}  Casing: {{declared: 1 kgCO2e}}\n", 4, ['unknown block "Casing"', "casing"]),
    "stage among the blocks": (f"{HEAD}  use: {{declared: 1 kgCO2e}}\n", 4, ["use stands beside blocks"]),
    "unknown level": (f"{HEAD}  casing: {{hsl: 4}}\n", 4, ["4 is not a valid hsl", "Nearest valid: 0, 1, 2, 3"]),
    "level as text": (f'{HEAD}  casing: {{hsl: "1"}}\n', 4, ['"1" is not a valid hsl']),
    "level that is true": (f"{HEAD}  casing: {{hsl: true}}\n", 4, ["True is not a valid hsl", "0, 1, 2, 3"]),
    "unknown case": (
        f"{HEAD}  casing: {{hsl: 1, case: bset}}\n", 4, ['"bset" is not a valid case', "best, typical, worst"]
    ),
    "unknown unit": ("name: a\nlifetime: 3 yaers\n", 2, ['unit "yaers" in "3 yaers"', "Nearest valid: years"]),
    "unit of another kind": (f"{HEAD}  casing: {{declared: 3 kg}}\n", 4, ['unit "kg" in "3 kg"', "kgCO2e"]),
    "unit that does not fit the part": (
        f"{HEAD}  processing:\n    parts:\n    - part: die-90nm\n      quantity: 10 g\n", 6,
        ["die-90nm is counted in mm2, not in g"],
    ),
    "unknown country": (f"{USE}  grid:\n    country: GER\n{ENERGY}", 7, ['unknown country "GER"', "DEU (Germany)"]),
    "NO for Norway": (f"{USE}  grid: {{country: NO}}\n{ENERGY}", 6, ['unknown country "NO"', "NOR (Norway)"]),
    "unknown grid factor": (
        f"{USE}  grid: {{factor: us-epa-2019}}\n{ENERGY}", 6, ['"us-epa-2019"', "us-epa-2019-generated"]
    ),
    "unknown part": (
        f"{HEAD}  processing:\n    parts:\n      - {{part: die-90, quantity: 10 mm2}}\n", 6,
        ['unknown part "die-90"', "Nearest valid: die-90nm"],
    ),
    "block value where a part is meant": (
        f"{HEAD}  pcb:\n    parts:\n      - {{part: pcb.hsl-0.best, quantity: 1 pcs}}\n", 6,
        ['unknown part "pcb.hsl-0.best"'],
    ),
    "year outside the data": (
        f"{USE}  grid: {{country: DEU, year: 2030}}\n{ENERGY}", 6, ["Germany for 2030", "the newest is 2024"]
    ),
    "year before the data": (
        f"{USE}  grid: {{country: DEU, year: 1990}}\n{ENERGY}", 6, ["Germany for 1990", "2000 to 2024"]
    ),
    "year as text": (
        f"{USE}  grid: {{country: DEU, year: '2024'}}\n{ENERGY}", 6, ['year must be a whole number, not "2024"']
    ),
    "country and factor": (
        f"{USE}  grid: {{country: DEU, factor: us-epa-2019-generated}}\n{ENERGY}", 6,
        ["either a country, a factor or an intensity"],
    ),
    "year of a named factor": (
        f"{USE}  grid: {{factor: us-epa-2019-generated, year: 2019}}\n{ENERGY}", 6,
        ["only the grid of a country has a year"],
    ),
    "negative lifetime": ("name: a\nlifetime: -3 years\n", 2, ["lifetime of -3.0 years", "greater than 0"]),
    "zero lifetime": ("name: a\nlifetime: 0 years\n", 2, ["lifetime of 0.0 years", "greater than 0"]),
    "endless lifetime": ("name: a\nlifetime: 201 years\n", 2, ["lifetime of 201.0 years", "less than or equal to 200"]),
    "negative power": (
        f"{USE}  states:\n  - {{name: a, power: -5 mW, duty: 1}}\n", 7,
        ["power of -5.0 mW", "greater than or equal to 0"],
    ),
    "negative area": (
        f"{HEAD}  processing:\n    parts:\n      - {{part: die-90nm, quantity: -10 mm2}}\n", 6, ["quantity of -10.0"]
    ),
    "negative declared value": (f"{HEAD}  casing: {{declared: -1 kgCO2e}}\n", 4, ["declared of -1.0 kgCO2e"]),
    "infinite": ("name: a\nlifetime: .inf\n", 2, ["lifetime: inf has no unit", "lifetime: 3 years"]),
    "infinite with a unit": ("name: a\nlifetime: 1e999 years\n", 2, ['"1e999 years" is not a finite number']),
    "internal key in a file": ("name: a\nlifetime_years: .inf\n", 2, ['unknown key "lifetime_years"', "lifetime"]),
    "blank name": ('name: "  "\nlifetime: 3 years\n', 1, ["name is blank"]),
    "stage as a block": (f"{HEAD}  total: {{declared: 1 kgCO2e}}\n", 4, ["total stands beside blocks"]),
    "not a number": ("name: a\nlifetime: .nan\n", 2, ["lifetime: nan has no unit"]),
    "not a number in words": ("name: a\nlifetime: nan years\n", 2, ['"nan years" is not a number with a unit']),
    "boolean": ("name: a\nlifetime: true\n", 2, ["lifetime: True has no unit", "lifetime: 3 years"]),
    "boolean inside": (
        f"{USE}  states:\n  - {{name: a, power: 1 mW, duty: true}}\n", 7, ["duty must be a number, not True"]
    ),
    "without a unit": ("name: a\nlifetime: 3\n", 2, ["lifetime: 3 has no unit", "lifetime: 3 years"]),
    "text without a unit": ('name: a\nlifetime: "3"\n', 2, ['"3" has no unit', "3 years"]),
    "part without a unit": (
        f"{HEAD}  processing:\n    parts:\n      - {{part: die-90nm, quantity: 10}}\n", 6, ["quantity: 10 has no unit"]
    ),
    "part with two units": (
        f"{HEAD}  processing:\n    parts:\n      - {{part: die-90nm, unit: g, quantity: 10 mm2}}\n", 6,
        ['unknown key "unit"'],
    ),
    "same value twice": ("name: a\nlifetime: 3 years\nlifetime_years: 3\n", 3, ['unknown key "lifetime_years"']),
    "decimal comma": ("name: a\nlifetime: 1,5 years\n", 2, ['"1,5 years" has a decimal comma', "decimal point"]),
    "arithmetic": (
        f"{HEAD}  processing:\n    parts:\n      - {{part: die-90nm, quantity: 9**9**9 mm}}\n", 6, ["9**9**9 mm"]
    ),
    "ton": (
        f"{HEAD}  casing:\n    parts:\n      - {{part: abs, quantity: 1 ton}}\n", 6, ['unit "ton" in "1 ton"', "tonne"]
    ),
    "duplicate key": (f"{HEAD}{CASING}  pcb: {{hsl: 0}}\n{CASING}", 6, ['duplicate key "casing", first on line 4']),
    "anchor": (f"{HEAD}  casing: &c {{hsl: 1}}\n", 4, ["YAML anchor &c"]),
    "alias": (f"{HEAD}{CASING}  pcb: *c\n", 5, ["YAML alias *c"]),
    "tag": (f"{HEAD}  casing: !!map {{hsl: 1}}\n", 4, ["YAML tag"]),
    "two documents": (f"{HEAD}{CASING}---\nname: b\n", 5, ["more than one YAML document"]),
    "deep nesting": (f"{HEAD}  casing: {'[' * 10_000}\n", 4, ["nested more than 20 deep"]),
    "list at the top": ("- name: a\n", None, ["a system is a map of keys", "device.yaml"]),
    "text at the top": ("hello\n", None, ['a system is a map of keys, not "hello"']),
    "empty file": ("", None, ["the file is empty", "footprint new FILE"]),
    "only a comment": ("# nothing\n", None, ["the file is empty"]),
    "empty system": ("name: a\nlifetime: 3 years\n", None, ["the system is empty", "device.yaml"]),
    "everything left out": (f"{HEAD}  casing: {{include: false, why: x}}\n", None, ["the system is empty"]),
    "empty block": (f"{HEAD}  casing: {{}}\n", 4, ["the block says nothing", "hsl, parts or declared"]),
    "block without a value": (f"{HEAD}  casing:\n", 4, ["casing must be a map of keys, not nothing"]),
    "no name": ("lifetime: 3 years\nblocks: {casing: {hsl: 1}}\n", None, ["name is missing", "device.yaml"]),
    "no lifetime": ("name: a\nblocks: {casing: {hsl: 1}}\n", None, ["lifetime is missing", "lifetime: 3 years"]),
    "other schema": (f"schema: footprint.system/2\n{HEAD}{CASING}", 1, ['"footprint.system/2"', "footprint.system/1"]),
    "duty above 100 %": (
        f"{USE}  states:\n  - {{name: a, power: 1 mW, duty: 160 %}}\n", 7, ["duty of 1.6", "equal to 1"]
    ),
    "duties above 100 %": (
        f"{USE}  states:\n  - {{name: a, power: 1 mW, duty: 60 %}}\n  - {{name: b, power: 1 mW, duty: 0.5}}\n", 6,
        ["duty cycles add up to 110 %", "At most 100 %"],
    ),
    "declared outside its interval": (
        f"{HEAD}  casing: {{declared: 3 kgCO2e, low: 1 kgCO2e, high: 2 kgCO2e}}\n", 4,
        ["declared 3 lies outside low 1 to high 2"],
    ),
    "half an interval": (
        f"{HEAD}  casing: {{declared: 3 kgCO2e, low: 1 kgCO2e}}\n", 4, ["declared, low and high together"]
    ),
    "left out without why": (f"{HEAD}{CASING}  pcb: {{include: false}}\n", 5, ["left out without a reason", "Say why"]),
    "why without leaving out": (f"{HEAD}  casing: {{hsl: 1, why: x}}\n", 4, ["include is not false"]),
    "case without a level": (f"{HEAD}  casing: {{case: best, declared: 1 kgCO2e}}\n", 4, ["case is given without hsl"]),
    "use says nothing": (f"{USE}  grid: {{country: DEU}}\n", 5, ["none of states, energy, declared"]),
    "use says it twice": (f"{USE}  declared: 1 kgCO2e\n{ENERGY}", 5, ["more than one of states, energy, declared"]),
    "declared use with a grid": (f"{USE}  declared: 1 kgCO2e\n  grid: {{country: DEU}}\n", 7, ["no grid to act on"]),
    "training says it twice": (
        f"{HEAD}{CASING}training: {{declared: 1 kgCO2e, energy: 1 kWh}}\n", 5,
        ["exactly one of energy, hardware, declared"],
    ),
    "declared training with a grid": (
        f"{HEAD}{CASING}training:\n  declared: 1 kgCO2e\n  grid: {{country: DEU}}\n", 7, ["no grid to act on"]
    ),
    "end of life says nothing": (f"{HEAD}{CASING}end_of_life: {{}}\n", 5, ["neither as a value nor left out"]),
    "no units produced": (
        f"units_produced: 0\n{HEAD}{CASING}", 1, ["units_produced of 0", "greater than or equal to 1"]
    ),
    "half a unit produced": (
        f"units_produced: 1.5\n{HEAD}{CASING}", 1, ["units_produced must be a whole number, not 1.5"]
    ),
    "control character in a name": ('name: "a\\x07b"\nlifetime: 3 years\n', 1, ["or holds control characters"]),
    "escape sequence in a name": ('name: "\\e[2J"\nlifetime: 3 years\n', 1, ["or holds control characters"]),
    "line break in a name": ('name: "a\\nb"\nlifetime: 3 years\n', 1, ["or holds control characters"]),
    "line separator in a name": ('name: "a\\u2028b"\nlifetime: 3 years\n', 1, ["or holds control characters"]),
    "change of direction in a name": ('name: "a\\u202eb"\nlifetime: 3 years\n', 1, ["or holds control characters"]),
    "raw control character": ("name: a\nreference: \x1b[2J\n", 2, ["control character U+001B"]),
    "name too long": (f"name: {'a' * 301}\nlifetime: 3 years\n", 1, ["name must be at most 300 long"]),
    "no name at all": ('name: ""\nlifetime: 3 years\n', 1, ["name must be at least 1 long"]),
    "not YAML": ("name: a\nblocks: {casing\n", 3, ["not valid YAML"]),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_refused_with_file_line_and_value(what: str) -> None:
    check_refused(*BAD[what])


@pytest.mark.parametrize(
    ("block", "hsl", "case", "lacks"),
    [
        ("user_interface", 2, "typical", ["Speaker"]),
        ("user_interface", 3, "worst", ["LCD screen"]),
        ("power_supply", 1, "best", ["Li-Po coin cell"]),
        ("power_supply", 1, "typical", ["AAA alkaline"]),
        ("power_supply", 0, "best", ["Power transistor"]),
        ("connectivity", 3, "typical", ["Connectivity IC", "whip-like antenna"]),
        ("security", 2, "typical", ["does not define this level"]),
        ("others", 1, "typical", ["Capacitors and resistors", "Cables"]),
        ("actuators", 2, "best", ["Relay"]),
    ],
)
def test_missing_level_names_what_lacks_and_is_never_zero(block: str, hsl: int, case: str, lacks: list[str]) -> None:
    error = refusal(f"{HEAD}{CASING}  {block}: {{hsl: {hsl}, case: {case}}}\n")
    message = str(error)
    assert error.line == 5
    assert f"has no value for {footprint.tables.title(block)} HSL-{hsl} {case}" in message
    assert all(part in message for part in lacks)
    assert all(v.startswith("HSL-") for v in error.valid)
    assert error.valid, "the levels that the set has"


def test_misspelt_block_without_a_level_is_a_further_block_with_a_warning() -> None:
    result = footprint.assess(small(blocks={"casng": {"declared": "1 kgCO2e", "source": "x"}}))
    (warning,) = result.warnings
    assert re.search(r"casng.*further block.*casing may be meant", warning, re.IGNORECASE)
    assert "casing" in result.missing


def test_error_in_a_preset_names_the_preset() -> None:
    with pytest.raises(InputError, match="unknown preset") as caught:
        load_system("keyword-spoting")
    assert caught.value.valid[0] == "keyword-spotting"


def test_markup_in_a_name_is_text() -> None:
    """Nothing reads it as markup here; who renders it escapes it."""
    name = "<img src='/etc/passwd'/> & a<b"
    result = footprint.assess(small(name=name))
    assert result.system.name == name
    assert result.to_dict()["system"]["name"] == name


# Files


def test_huge_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    """100 MB that would be valid YAML: a comment of spaces. The whole is never in memory."""
    file = tmp_path / "huge.yaml"
    with file.open("wb") as stream:
        stream.write(b"name: a #")
        stream.truncate(100_000_000)
    with pytest.raises(InputError, match=r"larger than 2 MB \(.*huge\.yaml"):
        load_system(file)


def test_folder_and_missing_file(tmp_path: Path) -> None:
    folder = tmp_path / "device.yaml"
    folder.mkdir()
    with pytest.raises(InputError, match=r"a folder where a file is expected \(.*device\.yaml\)"):
        load_system(folder)
    with pytest.raises(InputError, match=r"no such file \(.*none\.yaml\)"):
        load_system(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="a folder where a file is expected"):
        load_system(f"{tmp_path}/")


@pytest.mark.parametrize("name", ["", "x" * 5000, "a\0b", "a\0b.yaml", "../../etc/passwd", "\ud800", "con", "."])
def test_strange_names_of_presets_and_files(name: str) -> None:
    with pytest.raises(InputError) as caught:
        load_system(name)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_wrong_encoding_of_an_upload(encoding: str) -> None:
    raw = "name: Gerät für Zählung\nlifetime: 3 years\nblocks: {casing: {hsl: 1}}\n".encode(encoding)
    with pytest.raises(InputError, match=r"not UTF-8 text|control character"):
        system_from_bytes(raw, "device.yaml")


def test_result_without_a_system() -> None:
    for text in ('{"schema": "footprint.assess/1"}', '{"schema": "footprint.assess/1", "system": [1]}'):
        assert "a system is a map of keys" in str(refusal(text))


def test_line_inside_a_result_is_that_of_the_file() -> None:
    text = '{"schema": "footprint.assess/1",\n "system": {"name": "a",\n "lifetime": "3 yaers"}}'
    error = refusal(text)
    assert (error.line, error.path) == (3, ("lifetime",))
