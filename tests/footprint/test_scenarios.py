"""Scenarios: the same system by every set, what each values itself, and how far they lie apart."""

from __future__ import annotations

from typing import Any

import pytest

import footprint
from footprint.errors import InputError
from footprint.factors import set_keys
from footprint.scenarios import Scenario, Spread, scenarios, spread
from footprint.system import System
from tests.footprint.devices import ACT, DEFRA, DELTALCA, PIRSON, board, close, die, line
from tests.footprint.examples import PRESETS

MIXED: dict[str, Any] = {
    "name": "a",
    "lifetime": "3 years",
    "blocks": {
        "processing": {"parts": [die("die-90nm")]},  # 0.168 kg by the default set alone
        "casing": {"parts": [line("100 g", part="abs")]},  # 0.3485 kg, or 0.335428062 kg
        "transport": {"declared": "0.2 kgCO2e", "source": "x"},
    },
    "use": {"energy": {"amount": "1 kWh", "over": "3 years"}, "grid": {"country": "DEU", "year": 2024}},
}  # 0.34414 kg in use


def named(found: tuple[Scenario, ...], key: str) -> Scenario:
    (same,) = [s for s in found if s.key == key]
    return same


def test_scenarios_have_every_set_first_the_default() -> None:
    found = scenarios(System.from_dict(MIXED)).found
    assert [s.key for s in found] == [PIRSON, ACT, DEFRA, DELTALCA, "truncation-x2", "cleanest-grid", "dirtiest-grid"]
    assert scenarios(System.from_dict(MIXED), first=DEFRA).found[0].key == DEFRA


def test_own_share_by_hand() -> None:
    """All 0.5165 kg that need a factor set are the default's own: 1. Of 0.503428062 kg with defra-2025 its own
    are 0.335428062 kg: 0.66628796. The others have nothing of it. Grid and declared values are nobody's."""
    found = {s.key: s for s in scenarios(System.from_dict(MIXED)).found}
    assert found[PIRSON].own_share == 1
    assert found[DEFRA].own_share == close(0.335428062 / 0.503428062)
    assert found[ACT].own_share == 0
    assert found[DELTALCA].own_share == 0
    assert found[PIRSON].total_kg_co2e.typical == close(0.5165 + 0.2 + 0.34414)
    assert found[DEFRA].total_kg_co2e.typical == close(0.503428062 + 0.2 + 0.34414)


def test_truncation_by_hand() -> None:
    """Twice production and transport, 2 x (0.5165 + 0.2) = 1.433 kg; use stays 0.34414 kg: 1.77714 kg."""
    found = scenarios(System.from_dict(MIXED)).found
    doubled = named(found, "truncation-x2")
    assert (doubled.key, doubled.own_share, doubled.result) == ("truncation-x2", None, None)
    assert doubled.total_kg_co2e.typical == close(1.77714)
    assert doubled.by_block["use"] == found[0].by_block["use"]
    assert doubled.by_block["processing"] == close(tuple(2 * v for v in found[0].by_block["processing"]))
    assert PIRSON in doubled.title
    assert "Pirson" in doubled.source


def test_truncation_is_in_no_interval() -> None:
    found = scenarios(System.from_dict(MIXED)).found
    assert found[0].total_kg_co2e == footprint.assess(MIXED).total_kg_co2e
    assert found[0].total_kg_co2e.high < named(found, "truncation-x2").total_kg_co2e.typical


def test_truncation_of_a_published_system_by_hand() -> None:
    """Keyword spotting: 2.660828804964 kg, of which 0.010828804964 in use and 0.1 training:
    2 x 2.55 + 0.110828804964 = 5.210828804964 kg."""
    found = scenarios(footprint.load_system("keyword-spotting")).found
    assert found[0].total_kg_co2e.typical == pytest.approx(2.660828804964, rel=1e-8)
    assert named(found, "truncation-x2").total_kg_co2e.typical == pytest.approx(5.210828804964, rel=1e-8)


def test_spread_names_least_and_most_and_the_widest_comes_first() -> None:
    """Per block: ABS 0.0130719 kg apart; the pair of metals 0.0925 kg, by defra-2025 0.1197980262 kg and by
    act 10 g x 0.0151 + 10 g x 0.00189 = 0.1699 kg. What only one set values does not differ, and does not show."""
    packaging = {"parts": [line("10 g", part="aluminium-steel-pair")]}
    data = {**MIXED, "blocks": {**MIXED["blocks"], "packaging": packaging}}
    found = spread(scenarios(System.from_dict(data)))
    assert [s.block for s in found] == ["packaging", "casing"]
    first, second = found
    assert isinstance(first, Spread)
    assert first == ("packaging", close(0.0925), PIRSON, close(0.1699), ACT)
    assert second == ("casing", close(0.335428062), DEFRA, close(0.3485), PIRSON)
    assert first.ratio == close(0.1699 / 0.0925)
    widths = [s.most_kg_co2e - s.least_kg_co2e for s in found]
    assert widths == sorted(widths, reverse=True)


def test_spread_of_nothing_has_no_ratio() -> None:
    assert Spread("casing", 0.0, "a", 1.0, "b").ratio is None


def test_scenarios_of_a_system_that_no_set_can_value_are_an_error() -> None:
    with pytest.raises(InputError, match='unknown part "die-91nm"'):
        scenarios(System.from_dict(board(die("die-91nm"))))


def test_scenario_document() -> None:
    for scenario in scenarios(System.from_dict(MIXED)).found:
        document = scenario.to_dict()
        assert document["total_kg_co2e"]["typical"] == scenario.total_kg_co2e.typical
        assert set(document["by_block"]) == {"processing", "casing", "transport", "use"}
        if scenario.result is None:
            assert document["fill_from"] is None
        else:
            assert sorted([scenario.key, *document["fill_from"]]) == sorted(set_keys())


@pytest.mark.parametrize("preset", PRESETS)
def test_published_systems_are_all_the_own_of_the_default_set(preset: str) -> None:
    first = scenarios(footprint.load_system(preset)).found[0]
    assert first.own_share == 1
    assert first.result is not None
    assert first.result.filled == ()
