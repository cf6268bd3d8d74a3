"""Worked examples of transport: freight by legs, fuel production, radiative forcing."""

from __future__ import annotations

import pytest

import footprint
from footprint.errors import InputError
from footprint.stages.transport import freight_tkm
from tests.footprint.devices import DEFRA, assumed, close, device


def carried(
    *legs: tuple[str, float, float], factors: str = DEFRA, fill_from: str | None = None, **switches: bool
) -> footprint.Footprint:
    """Legs by mode, distance [km] and mass [g]."""
    listed = [{"mode": mode, "distance": f"{km} km", "mass": f"{g} g"} for mode, km, g in legs]
    return footprint.assess(
        device(blocks={"transport": {"legs": listed, **switches}}), factors=factors, fill_from=fill_from
    )


def test_freight_by_hand() -> None:
    """120 g over 8000 km: 0.00012 t x 8000 km = 0.96 tkm."""
    assert freight_tkm(120, 8000) == close(0.96)


def test_legs_by_hand() -> None:
    """120 g, 8000 km by long-haul flight and 300 km by truck.

    0.96 tkm x 0.5313 = 0.510048 kg; 0.036 tkm x 0.10163 = 0.00365868 kg; together 0.51370668 kg.
    """
    result = carried(("air", 8000, 120), ("truck", 300, 120))
    assert [r.kg_co2e.typical for r in result.rows] == [close(0.510048), close(0.00365868)]
    assert result.total_kg_co2e.typical == close(0.51370668)
    assert result.by_stage.keys() == {"transport"}
    assert assumed(result) == {"blocks.transport.well_to_tank": False, "blocks.transport.radiative_forcing": False}


def test_well_to_tank_by_hand() -> None:
    """Making the fuel is a row of its own: 0.96 x 0.13516 = 0.1297536 kg, 0.036 x 0.02359 = 0.00084924 kg."""
    without = carried(("air", 8000, 120), ("truck", 300, 120), well_to_tank=False, radiative_forcing=False)
    result = carried(("air", 8000, 120), ("truck", 300, 120), well_to_tank=True, radiative_forcing=False)
    made = [r.kg_co2e.typical for r in result.rows if "fuel production" in r.item]
    assert made == [close(0.1297536), close(0.00084924)]
    assert result.total_kg_co2e.typical == close(0.51370668 + 0.13060284)
    assert without.total_kg_co2e.typical == close(0.51370668)
    assert not assumed(result)


def test_radiative_forcing_by_hand() -> None:
    """0.96 tkm x 0.89939 = 0.8634144 kg; the truck stays at 0.00365868 kg, it does not fly."""
    result = carried(("air", 8000, 120), ("truck", 300, 120), well_to_tank=False, radiative_forcing=True)
    assert [r.kg_co2e.typical for r in result.rows] == [close(0.8634144), close(0.00365868)]
    assert [r.factor_key for r in result.rows] == ["air-freight-rf", "truck-freight"]


def test_both_switches_by_hand() -> None:
    """0.8634144 + 0.1297536 = 0.993168 kg: fuel production counts once, without forcing."""
    result = carried(("air", 8000, 120), well_to_tank=True, radiative_forcing=True)
    assert result.total_kg_co2e.typical == close(0.993168)


def test_other_modes_by_hand() -> None:
    """2 kg, 20 000 km by ship: 40 tkm x 0.01612 = 0.6448 kg; 500 km by rail: 1 tkm x 0.02779;
    50 km by van: 0.1 tkm x 0.63823 = 0.063823 kg."""
    result = carried(("ship", 20_000, 2000), ("rail", 500, 2000), ("van", 50, 2000))
    assert [r.kg_co2e.typical for r in result.rows] == [close(0.6448), close(0.02779), close(0.063823)]


@pytest.mark.parametrize("mode", ["van", "rail"])
def test_mode_without_a_well_to_tank_factor_is_never_zero(mode: str) -> None:
    """The data have none for vans and trains: it is refused, and what is refused is named."""
    with pytest.raises(InputError, match=f"fuel production of {mode}") as caught:
        carried((mode, 100, 1000), well_to_tank=True)
    assert caught.value.path == ("blocks", "transport", "legs", 0, "mode")


def test_forcing_that_the_set_has_no_data_for_names_the_set_that_has() -> None:
    with pytest.raises(InputError, match=r"pirson-bol-2021 has no factor.*--fill-from defra-2025"):
        carried(("air", 8000, 120), factors="pirson-bol-2021", radiative_forcing=True)


@pytest.mark.parametrize("fill_from", [None, "defra-2025"])
def test_fuel_production_of_another_set_is_never_added(fill_from: str | None) -> None:
    """The back-solved freight factors may hold it already: adding DEFRA's could count it twice."""
    with pytest.raises(InputError, match=r"may count twice.*Use defra-2025 as the factor set"):
        carried(("air", 8000, 120), factors="pirson-bol-2021", fill_from=fill_from, well_to_tank=True)


def test_fuel_production_goes_with_the_flight_that_its_set_values() -> None:
    """With forcing the flight is DEFRA's, so its fuel production fits: 0.96 x (0.89939 + 0.13516) = 0.993168 kg."""
    result = carried(
        ("air", 8000, 120), factors="pirson-bol-2021", fill_from="defra-2025", well_to_tank=True, radiative_forcing=True
    )
    assert result.total_kg_co2e.typical == close(0.993168)


def test_leg_with_the_default_set_by_hand() -> None:
    """0.96 tkm x 0.577 = 0.55392 kg by air."""
    assert carried(("air", 8000, 120), factors="pirson-bol-2021").total_kg_co2e.typical == close(0.55392)


def test_legs_stand_beside_a_declared_value() -> None:
    """0.55392 kg by air and 0.1 kg declared for the last mile."""
    leg = {"mode": "air", "distance": "8000 km", "mass": "120 g"}
    block = {"legs": [leg], "declared": "0.1 kgCO2e", "source": "carrier"}
    assert footprint.assess(device(blocks={"transport": block})).total_kg_co2e.typical == close(0.65392)
