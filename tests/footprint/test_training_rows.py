"""Published trainings of large models, from their own inputs: power, devices, hours, PUE and grid intensity.

Each row goes through `footprint.assess` as a training on hardware. The result is within 1 % of the
printed figure, or within half of its last printed digit where that is coarser.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

import footprint

LB_IN_KG = 0.45359237


def assessed(power_w: float, count: int, hours: float, pue: float, kg_per_kwh: float, source: str) -> footprint.Row:
    """The one row of a system that is only a training, charged to one unit."""
    hardware = {"power": f"{power_w!r} W", "count": count, "time": f"{hours!r} h", "pue": pue}
    grid = {"intensity": f"{kg_per_kwh!r} kgCO2e/kWh", "source": source}
    training = {"hardware": hardware, "grid": grid}
    data = {"name": "training", "lifetime": "1 year", "units_produced": 1, "training": training}
    (row,) = footprint.assess(data).rows
    assert row.unit == "kWh"
    return row


def printed(text: str) -> float:
    return float(text.replace(",", ""))


def within(found: float, text: str) -> bool:
    """Within 1 % of what is printed, or within half its last digit where that is coarser."""
    digits = len(text.partition(".")[2])
    return abs(found - printed(text)) <= max(0.01 * printed(text), 0.5 * 10.0**-digits)


# Strubell, Ganesh and McCallum 2019 (arXiv 1906.02243), Table 3: p = 1.58 t P / 1000 kWh, 0.954 lb CO2e per kWh,
# where P is the power of the whole machine. Rows with a power; GPT-2 and the TPU rows have no kWh in the paper.


class Strubell(NamedTuple):
    power_w: float
    hours: float
    kwh: str
    lb: str


STRUBELL = {
    "Transformer base": Strubell(1415.78, 12, "27", "26"),  # 26.8 kWh; 25.6 lb is 1.5 % off, inside the rounding
    "Transformer big": Strubell(1515.43, 84, "201", "192"),
    "ELMo": Strubell(517.66, 336, "275", "262"),
    "BERT base": Strubell(12_041.51, 79, "1507", "1438"),  # 1503.0 kWh: hours are printed without decimals
    # Never a baseline as it stands: it is too high by 18.7x (average data centre) to 88x (the search as Google ran
    # it, 3.2 t CO2e), Patterson et al. 2021, appendices C and D. Here it only checks the arithmetic.
    "NAS": Strubell(1515.43, 274_120, "656,347", "626,155"),
}


@pytest.mark.parametrize("model", STRUBELL)
def test_strubell_2019_table_3(model: str) -> None:
    """Transformer big by hand: 1515.43 W x 84 h x 1.58 / 1000 = 201.128 kWh; x 0.954 = 191.876 lb = 87.0337 kg."""
    one = STRUBELL[model]
    row = assessed(one.power_w, 1, one.hours, 1.58, 0.954 * LB_IN_KG, "Strubell et al. 2019: 0.954 lb/kWh")
    assert row.quantity == pytest.approx(one.power_w * one.hours * 1.58 / 1000, rel=1e-9)
    assert within(row.quantity, one.kwh)
    assert within(row.kg_co2e.typical / LB_IN_KG, one.lb)


def test_strubell_2019_transformer_big_in_kg() -> None:
    one = STRUBELL["Transformer big"]
    row = assessed(one.power_w, 1, one.hours, 1.58, 0.954 * LB_IN_KG, "x")
    assert row.kg_co2e.typical == pytest.approx(87.0337, rel=1e-5)


def test_strubell_2019_rows_within_one_percent() -> None:
    """All kWh and all lb but the 26 lb of Transformer base, which is printed with two digits."""
    coarse = []
    for model, one in STRUBELL.items():
        row = assessed(one.power_w, 1, one.hours, 1.58, 0.954 * LB_IN_KG, "x")
        for found, text in ((row.quantity, one.kwh), (row.kg_co2e.typical / LB_IN_KG, one.lb)):
            if found != pytest.approx(printed(text), rel=0.01):
                coarse.append((model, text))
    assert coarse == [("Transformer base", "26")]


# Patterson et al. 2021 (arXiv 2104.10350), Table 4: hours x processors x average power x PUE, times the gross
# intensity of the data centre. Days are printed with one decimal or none, hence differences up to 0.8 %.


class Patterson(NamedTuple):
    chips: int
    days: float
    power_w: float
    pue: float
    gross: float  # kg CO2e per kWh
    net: float
    mwh: str
    gross_t: str
    net_t: str


PATTERSON = {
    "Evolved Transformer NAS": Patterson(200, 6.8, 208, 1.10, 0.431, 0.431, "7.5", "3.2", "3.2"),
    "T5": Patterson(512, 20, 310, 1.12, 0.545, 0.545, "85.7", "46.7", "46.7"),
    "Meena": Patterson(1024, 30, 289, 1.09, 0.415, 0.415, "232", "96.4", "96.4"),
    "GShard-600B": Patterson(1024, 3.1, 288, 1.09, 0.201, 0.177, "24.1", "4.8", "4.3"),
    "Switch Transformer": Patterson(1024, 27, 245, 1.10, 0.403, 0.330, "179", "72.2", "59.1"),
    "GPT-3": Patterson(10_000, 14.8, 330, 1.10, 0.429, 0.429, "1,287", "552.1", "552.1"),
}

RECOMPUTED_MWH = {"T5": 85.3, "Meena": 232.3, "GShard-600B": 23.9, "Switch Transformer": 178.8, "GPT-3": 1289.4}
"""From the printed inputs, solved apart from this code: how far the printed table is from its own inputs."""


@pytest.mark.parametrize("model", PATTERSON)
def test_patterson_2021_table_4(model: str) -> None:
    """GPT-3 by hand: 10 000 x 330 W x 14.8 x 24 h x 1.10 = 1 289.376 MWh, printed 1,287; x 0.429 = 553.14 t."""
    one = PATTERSON[model]
    row = assessed(one.power_w, one.chips, one.days * 24, one.pue, one.gross, "Patterson et al. 2021, gross")
    assert within(row.quantity / 1000, one.mwh)
    assert within(row.kg_co2e.typical / 1000, one.gross_t)


@pytest.mark.parametrize("model", RECOMPUTED_MWH)
def test_patterson_2021_recomputed_energy(model: str) -> None:
    one = PATTERSON[model]
    row = assessed(one.power_w, one.chips, one.days * 24, one.pue, one.gross, "x")
    assert row.quantity / 1000 == pytest.approx(RECOMPUTED_MWH[model], abs=0.05)


def test_patterson_2021_rows_within_one_percent() -> None:
    """Every printed MWh and gross t CO2e; none needs the printed rounding."""
    for one in PATTERSON.values():
        row = assessed(one.power_w, one.chips, one.days * 24, one.pue, one.gross, "x")
        assert row.quantity / 1000 == pytest.approx(printed(one.mwh), rel=0.01)
        assert row.kg_co2e.typical / 1000 == pytest.approx(printed(one.gross_t), rel=0.01)


@pytest.mark.parametrize("model", PATTERSON)
def test_patterson_2021_net_of_the_contracts_from_the_printed_energy(model: str) -> None:
    """The net row is market-based. From the printed MWh, as the printed days would put GShard 1.6 % off:
    24.1 MWh x 0.177 = 4.27 t, printed 4.3."""
    one = PATTERSON[model]
    grid = {"intensity": f"{one.net} kgCO2e/kWh", "source": "Patterson et al. 2021, net", "basis": "market"}
    training = {"energy": f"{printed(one.mwh)} MWh", "grid": grid}
    data = {"name": "a", "lifetime": "1 year", "units_produced": 1, "training": training}
    result = footprint.assess(data)
    assert within(result.total_kg_co2e.typical / 1000, one.net_t)
    assert {f.technology for f in result.factors.values()} == {"market-based"}


def test_patterson_2021_transformer_big_on_p100() -> None:
    """Table 1: 8 devices of 296 W for 3.5 days, PUE 1.59, printed 316 kWh; 8 x 0.296 x 84 x 1.59 = 316.27 kWh.
    At 0.429 kg/kWh, the US average, 135.7 kg, printed 0.1357 t."""
    row = assessed(296, 8, 84, 1.59, 0.429, "Patterson et al. 2021: US average")
    assert row.quantity == pytest.approx(316.27, abs=0.01)
    assert within(row.quantity, "316")
    assert within(row.kg_co2e.typical / 1000, "0.1357")


def test_a_fleet_shares_it() -> None:
    """GPT-3's 553.14 t over 10 million devices: 55.3 g each."""
    one = PATTERSON["GPT-3"]
    hardware = {"power": f"{one.power_w} W", "count": one.chips, "time": f"{one.days} days", "pue": one.pue}
    training = {"hardware": hardware, "grid": {"intensity": "0.429 kgCO2e/kWh", "source": "x"}}
    result = footprint.assess({"name": "a", "lifetime": "1 year", "units_produced": 10**7, "training": training})
    assert result.total_kg_co2e.typical == pytest.approx(0.0553142304, rel=1e-9)
