"""The published numbers, each with the table or artefact it was read from.

Own formulas are held to rel=1e-9; a published total of printed decimals to those decimals.
"""

from __future__ import annotations

import pytest

import footprint
import footprint.tables
from footprint.factors import Interval
from footprint.findings import compared, main_finding, ratio, reference_products

USE_STAGE = 0.010828804964
"""27.0 Wh x 884.2 lb/MWh / 2204.62 lb/t = 0.027 kWh x 0.4010668505 kg/kWh; the image of the table's first
version (commit 8d65b3a) prints 0.01082880496."""

# Prakash et al. 2023, TinyMLSystems_Footprint_Data.png (harvard-edge/TinyML-Footprint, branch main):
# "Footprint of TinyML Systems", kg CO2-eq per system over 3 years, as printed.
COLUMNS = ("keyword-spotting-best", "keyword-spotting", "anomaly-detection", "image-classification",
           "image-classification-worst")  # fmt: skip
TABLE = """
training       0.10 0.10 0.10 0.10 0.10
actuators      0.00 0.00 0.00 0.00 0.00
casing         0.04 0.27 0.27 0.27 0.63
connectivity   0.00 0.00 0.00 0.00 0.00
memory         0.00 0.00 0.00 0.00 0.00
others         0.06 0.11 0.11 0.11 0.14
pcb            0.13 0.16 0.16 0.16 0.24
power_supply   0.25 1.36 1.36 1.36 2.71
processing     0.08 0.17 0.17 0.17 0.29
security       0.00 0.00 0.00 0.00 0.00
sensing        0.01 0.02 0.03 0.77 1.47
transport      0.18 0.40 0.40 0.40 1.35
user_interface 0.03 0.06 0.06 0.06 0.12
use            0.01 0.01 0.01 0.01 0.01
end_of_life    0.00 0.00 0.00 0.00 0.00
"""
PRINTED = {
    (column, line.split()[0]): text
    for line in TABLE.strip().splitlines()
    for column, text in zip(COLUMNS, line.split()[1:], strict=True)
}

# The same image, row "Total kg CO2-eq", and its first version at full precision (commit 8d65b3a).
TOTALS = {
    "keyword-spotting-best": ("0.89", 0.890828804964),
    "keyword-spotting": ("2.66", 2.660828804964),
    "anomaly-detection": ("2.67", 2.670828804964),
    "image-classification": ("3.41", 3.410828804964),
    "image-classification-worst": ("7.06", 7.060828804964),
}


def assessed(preset: str) -> footprint.Footprint:
    return footprint.assess(footprint.load_system(preset))


@pytest.mark.parametrize(("preset", "printed", "exact"), [(k, *v) for k, v in TOTALS.items()])
def test_total_of_published_table(preset: str, printed: str, exact: float) -> None:
    total = assessed(preset).total_kg_co2e.typical
    assert total == pytest.approx(exact, rel=1e-8)
    assert f"{total:.2f}" == printed


@pytest.mark.parametrize(("preset", "block"), list(PRINTED))
def test_block_of_published_table(preset: str, block: str) -> None:
    """Every cell; end of life is left out of the presets, and printed as zero."""
    by_block = assessed(preset).by_block
    if block == "end_of_life":
        assert block not in by_block
        assert PRINTED[preset, block] == "0.00"
    else:
        assert f"{by_block[block].typical:.2f}" == PRINTED[preset, block]


@pytest.mark.parametrize("preset", COLUMNS)
def test_table_columns_add_up_to_their_printed_total(preset: str) -> None:
    """Sum of the printed cells with the use stage at full precision: so a typing slip above shows."""
    cells = sum(float(text) for (column, block), text in PRINTED.items() if column == preset and block != "use")
    assert cells + USE_STAGE == pytest.approx(TOTALS[preset][1], rel=1e-9)


@pytest.mark.parametrize("preset", COLUMNS)
def test_use_stage_at_full_precision(preset: str) -> None:
    result = assessed(preset)
    assert result.by_stage["use"].typical == pytest.approx(0.0270 * 0.4010668505, rel=1e-9)
    assert result.by_stage["use"].typical == pytest.approx(USE_STAGE, rel=1e-9)


def test_use_stage_from_its_parts() -> None:
    """884.2 lb/MWh (US EPA, 2019) over 2204.62 lb/t is the factor that the published use stage used."""
    assert footprint.tables.named_grids()["us-epa-2019-generated"].kg_co2e.typical == pytest.approx(
        884.2 / 2204.62, rel=1e-9
    )


# TinyML Footprint calculator, branch gh-pages, main.py and elements.py, 21 Dec 2022: options of two presets.
CALCULATOR = {
    "calculator-vision": (3.24, {"training": 1.0, "casing": 0.04, "processing": 0.17, "pcb": 0.16,
                                 "power_supply": 0.52, "sensing": 0.77, "others": 0.11, "transport": 0.40,
                                 "user_interface": 0.06, "use": 0.01}),
    "calculator-anomaly": (1.61, {"training": 0.1, "casing": 0.04, "processing": 0.17, "pcb": 0.16,
                                  "power_supply": 0.52, "sensing": 0.04, "others": 0.11, "transport": 0.40,
                                  "user_interface": 0.06, "use": 0.01}),
    # PA1 person detection module, datasheet of Jan 2024: memory is 2.1 % and user interface 2.6 % of the
    # printed 2.34, the unlabelled slice of 0.02 is the use stage.
    "pa1-person-detector": (2.34, {"training": 0.10, "memory": 0.05, "others": 0.31, "pcb": 0.16,
                                   "power_supply": 0.52, "processing": 0.17, "sensing": 0.77, "transport": 0.18,
                                   "user_interface": 0.06, "use": 0.02}),
}  # fmt: skip


@pytest.mark.parametrize("preset", CALCULATOR)
def test_calculator_and_datasheet_presets(preset: str) -> None:
    total, blocks = CALCULATOR[preset]
    result = assessed(preset)
    assert result.total_kg_co2e.typical == pytest.approx(total, rel=1e-9)
    assert {k: v.typical for k, v in result.by_block.items()} == pytest.approx(blocks, rel=1e-9)


@pytest.mark.parametrize(
    ("preset", "printed"),
    [("image-classification-worst", 5), ("image-classification", 10), ("keyword-spotting-best", 38)],
)
def test_ratio_to_apple_watch(preset: str, printed: int) -> None:
    """featured.png of the publication: 5x, 10x and 38x below Apple Watch Series 7 at 34 kg; 34/7.06 = 4.82,
    34/3.41 = 9.97, 34/0.89 = 38.2."""
    watch = reference_products()["apple-watch-series-7"]
    assert watch.kg_co2e.typical == 34
    system = compared(preset, assessed(preset))
    assert round(ratio(watch.kg_co2e, system.kg_co2e)) == printed


def test_ratio_of_macbook_to_apple_watch() -> None:
    """Same figure: 349 kg against 34 kg, 10x."""
    products = reference_products()
    assert products["macbook-pro-16"].kg_co2e.typical == 349
    assert round(ratio(products["macbook-pro-16"].kg_co2e, products["apple-watch-series-7"].kg_co2e)) == 10


def test_ratio_to_nothing_is_not_a_number() -> None:
    nothing = ratio(Interval(1, 1, 1), Interval(0, 0, 0))
    assert nothing != nothing


def test_largest_shares_of_published_systems() -> None:
    """Shares of the published table: power supply 38.4 %, 39.9 % and 28.1 % in the high-, medium- and
    low-cost system (2.71/7.06, 1.36/3.41, 0.25/0.89)."""
    for preset, share in [
        ("image-classification-worst", 0.384),
        ("image-classification", 0.399),
        ("keyword-spotting-best", 0.281),
    ]:
        first = assessed(preset).contributions()[0]
        assert first.key == "power_supply"
        assert round(first.share, 3) == share


def test_main_finding_of_keyword_spotting() -> None:
    """(1.36 + 0.40) / 2.6608 = 66.1 %."""
    assert main_finding(assessed("keyword-spotting").contributions()) == "Power supply and transport make 66 %."
