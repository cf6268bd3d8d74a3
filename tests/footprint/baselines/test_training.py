"""Trainings of published models: recomputed from the inputs that their sources print, each with its caveat."""

from __future__ import annotations

import pytest

from footprint.baselines import training_baselines
from footprint.baselines.training import Baseline, yardsticks
from footprint.factors import Interval

ROWS = {b.key: b for b in training_baselines()}


@pytest.mark.parametrize(
    ("key", "recomputed_mwh", "printed_mwh"),
    [("t5", 85.3, 85.7), ("meena", 232.3, 232.0), ("gshard-600b", 23.9, 24.1), ("switch-transformer", 178.8, 179.0),
     ("gpt-3", 1289.4, 1287.0), ("evolved-transformer-nas", 7.5, 7.5)],
)  # fmt: skip
def test_patterson_rows_follow_from_their_inputs(key: str, recomputed_mwh: float, printed_mwh: float) -> None:
    """Hours x processors x W x PUE of arXiv 2104.10350, Table 4; days are printed with one decimal, so 1 % apart."""
    row = ROWS[key]
    assert row.recomputed_kwh is not None
    assert round(row.recomputed_kwh / 1000, 1) == recomputed_mwh
    assert row.energy_kwh == printed_mwh * 1000
    assert row.recomputed_kwh == pytest.approx(row.energy_kwh, rel=0.01)


@pytest.mark.parametrize(
    "key", ["t5", "meena", "gshard-600b", "switch-transformer", "gpt-3", "evolved-transformer-nas"]
)
def test_patterson_carbon_follows_from_energy_and_gross_intensity(key: str) -> None:
    """tCO2e = MWh x kg/kWh, both printed with three digits: 1287 x 0.429 = 552.1."""
    row = ROWS[key]
    assert row.energy_kwh is not None
    assert row.kg_co2e_per_kwh is not None
    assert row.gross_kg_co2e == pytest.approx(row.energy_kwh * row.kg_co2e_per_kwh, rel=0.012)


def test_net_is_below_gross_where_renewable_energy_was_bought() -> None:
    """4.3 of 4.8 t and 59.1 of 72.2 t (Patterson et al. 2021, Table 4)."""
    found = {k: (ROWS[k].net_kg_co2e, ROWS[k].gross_kg_co2e) for k in ("gshard-600b", "switch-transformer")}
    assert found == {"gshard-600b": (4300.0, 4800.0), "switch-transformer": (59100.0, 72200.0)}


@pytest.mark.parametrize(
    ("key", "kwh", "pound"),
    [("transformer-base", 27, 26), ("transformer-big", 201, 192), ("elmo", 275, 262), ("bert-base", 1507, 1438),
     ("nas-estimate", 656347, 626155)],
)  # fmt: skip
def test_strubell_rows(key: str, kwh: float, pound: float) -> None:
    """CO2e [lb] = 0.954 x kWh (arXiv 1906.02243, section 2), printed whole; a pound is 0.45359237 kg."""
    row = ROWS[key]
    assert row.energy_kwh == kwh
    assert 0.954 * kwh == pytest.approx(pound, abs=0.51)
    assert row.gross_kg_co2e == pytest.approx(pound * 0.45359237, rel=1e-6)
    assert row.recomputed_kwh == pytest.approx(kwh, rel=0.01)  # 12 h x 1415.78 W x 1.58 = 26.8 kWh


def test_the_estimate_and_its_correction_are_88_times_apart() -> None:
    """284.0 t over the 3.2 t of the search as it was run, of which two digits are printed: 88.8."""
    estimate, run = ROWS["nas-estimate"], ROWS["evolved-transformer-nas"]
    assert estimate.gross_kg_co2e is not None
    assert run.gross_kg_co2e is not None
    assert estimate.gross_kg_co2e / run.gross_kg_co2e == pytest.approx(88, rel=0.02)


@pytest.mark.parametrize("row", training_baselines(), ids=lambda r: r.key)
def test_every_training_has_caveat_boundary_status_and_source(row: Baseline) -> None:
    assert all(len(text) > 5 for text in (row.caveat, row.boundary, row.status, row.source, row.licence))
    assert row.energy_kwh is not None or row.gross_kg_co2e is not None


def test_the_corrected_figure_is_in_one_row_with_its_correction_in_title_and_caveat() -> None:
    holding = [r for r in training_baselines() if "626" in r.caveat or r.gross_kg_co2e == ROWS["nas-estimate"][4]]
    assert [r.key for r in holding] == ["nas-estimate"]
    assert "18.7x to 88x" in holding[0].title
    assert holding[0].caveat.index("18.7x to 88x") - holding[0].caveat.index("626,155") < 40


def test_lifetimes_of_one_device_and_of_a_fleet() -> None:
    """552 100 kg over 2 kg (1 to 4) are 276 050 lifetimes (138 025 to 552 100), and 0.27605 of a million devices."""
    (found,) = [y for y in yardsticks(Interval(1.0, 2.0, 4.0), 1_000_000) if y.baseline.key == "gpt-3"]
    assert found.lifetimes == pytest.approx((138_025, 276_050, 552_100), rel=1e-12)
    assert found.fleet_lifetimes == pytest.approx((0.138025, 0.27605, 0.5521), rel=1e-12)


def test_a_training_without_carbon_has_no_lifetimes() -> None:
    (found,) = [y for y in yardsticks(Interval(1.0, 2.0, 4.0), 1) if y.baseline.key == "vit-tiny"]
    assert found.lifetimes is None
    assert found.to_dict()["fleet_lifetimes"] is None


def test_yardsticks_of_the_field_have_carbon_and_are_rows() -> None:
    """Those that a short view shows: Transformer, BERT, T5, GPT-3, BLOOM, Llama, and the corrected estimate."""
    usual = [y.baseline for y in yardsticks(Interval(1.0, 2.0, 4.0), 1) if y.usual]
    assert len(usual) == 7
    assert {"t5", "gpt-3", "nas-estimate"} < {b.key for b in usual}
    assert all(b.gross_kg_co2e for b in usual)
