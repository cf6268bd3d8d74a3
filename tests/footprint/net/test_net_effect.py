"""A net effect against hand-solved ones: net, payback, break-even, rebound, and what draws say of them."""

from __future__ import annotations

import json
import math

import pytest

import footprint
from footprint import InputError
from footprint.net import net_effect, words
from footprint.result import canonical_json
from tests.footprint.net.devices import assessed, device, effect

EXACT = {"declared": "2 kgCO2e", "source": "a test"}


def test_the_device_by_hand() -> None:
    """F = 3 kg, of which 1 kg is use, S = 30 % of 100 kg, r = 20 %, 4 years, 10 devices.

    net = 10 (3 - 0.8 x 30) = -210 kg; payback = 2 / ((24 - 1) / 4) = 0.3478 years; break-even s = 3 / 80 = 3.75 %
    and r = 1 - 3 / 30 = 90 %.
    """
    found = effect(devices=10, rebound="20 %")
    assert found.footprint_kg_co2e.typical == pytest.approx(30, rel=1e-12)
    assert found.saved_kg_co2e.typical == pytest.approx(300, rel=1e-12)
    assert found.saved_per_year_kg_co2e.typical == pytest.approx(75, rel=1e-12)
    assert found.taken_back_kg_co2e.typical == pytest.approx(60, rel=1e-12)
    assert found.net_kg_co2e.typical == pytest.approx(-210, rel=1e-12)
    assert found.payback_years.typical == pytest.approx(8 / 23, rel=1e-12)
    assert found.break_even_effectiveness.typical == pytest.approx(0.0375, rel=1e-12)
    assert found.break_even_rebound.typical == pytest.approx(0.9, rel=1e-12)


def test_bounds_put_worst_with_worst() -> None:
    """F = 2.5 to 3.5 kg, of which 1.5 to 2.5 kg are made, S = 20 to 40 kg, r = 20 %.

    net = 2.5 - 32 = -29.5 to 3.5 - 16 = -12.5 kg; payback = 1.5 / (31 / 4) to 2.5 / (15 / 4); s = 2.5 / 80 to
    3.5 / 80; r = 1 - 3.5 / 20 = 82.5 % to 1 - 2.5 / 40 = 93.75 %.
    """
    found = effect(rebound="20 %")
    assert found.interval["kind"] == "bounds"
    assert found.probability_of_saving is None
    assert found.net_kg_co2e == pytest.approx((-29.5, -21, -12.5), rel=1e-12)
    assert found.payback_years == pytest.approx((6 / 31, 8 / 23, 10 / 15), rel=1e-12)
    assert found.break_even_effectiveness == pytest.approx((0.03125, 0.0375, 0.04375), rel=1e-12)
    assert found.break_even_rebound == pytest.approx((0.825, 0.9, 0.9375), rel=1e-12)


def test_backfire_turns_it_round_and_the_larger_saving_is_the_worse_one() -> None:
    """r = 150 %: net = 3 + 0.5 x 30 = 18 kg, from 2.5 + 0.5 x 20 = 12.5 to 3.5 + 0.5 x 40 = 23.5 kg."""
    found = effect(rebound="150 %")
    assert found.net_kg_co2e == pytest.approx((12.5, 18, 23.5), rel=1e-12)
    assert math.isinf(found.payback_years.typical)
    document = found.to_dict()
    assert document["payback_years"] is None
    assert "never pays back" in document["payback"]
    assert document["break_even_effectiveness"] == {"low": None, "typical": None, "high": None}
    assert document["net_means"] == "1 device adds 18 kg CO2e net over 4 years (12-24)."
    assert any("more than is saved" in w for w in found.warnings)


def test_a_device_that_uses_more_than_it_saves_never_pays_back() -> None:
    """0.8 kWh a year: 0.8 kg, of which 0.24 kg are saved, against 1 kg of use; it would take 3 / 0.8 of it."""
    found = effect(baseline="0.8 kWh per year")
    assert math.isinf(found.payback_years.typical)
    assert words.payback(found) == "It never pays back: a year saves no more than it uses."
    assert found.break_even_effectiveness.typical == pytest.approx(3.75, rel=1e-12)
    assert "No saving is large enough" in words.break_even(found)
    assert found.to_dict()["payback_years"] is None


def test_paid_back_only_after_the_end_is_said() -> None:
    """8 kWh a year: 8 kg, 2.4 kg saved; payback = 2 / ((2.4 - 1) / 4) = 5.714 years of 4."""
    found = effect(baseline="8 kWh per year")
    assert found.payback_years.typical == pytest.approx(40 / 7, rel=1e-12)
    assert found.net_kg_co2e.typical == pytest.approx(0.6, rel=1e-12)
    assert "longer than they last" in words.payback(found)
    assert "paying back takes longer than the devices last" in found.warnings


def test_an_effect_of_either_sign_says_so_in_words() -> None:
    """10.2 kWh a year: 10.2 kg, 2.04 to 4.08 kg saved against 2.5 to 3.5 kg."""
    found = effect(baseline="10.2 kWh per year")
    size, ends = words.amount(found)
    assert (size, ends) == ("60 g", "1.58 kg avoided to 1.46 kg added")


def test_the_middle_of_the_draws() -> None:
    """F = 2 kg exactly, as nothing is used, and S uniform from 20 to 40 kg: half of the draws lie below 2 - 30 kg."""
    found = effect(assessed(device(EXACT, kwh=0.0), draws=20_000), devices=10)
    assert found.net_p50_kg_co2e == pytest.approx(-280, rel=0.01)
    assert effect().to_dict()["net_p50_kg_co2e"] is None


def test_draws_of_a_uniform_claim_by_hand() -> None:
    """F = 3 kg exactly, B = 12 kg: paid back from 25 % on, so with a probability of 0.75.

    4 standard errors of sqrt(0.75 x 0.25 / 10 000) are 0.0173. P5 and P95 of the share are 21 and 39 %:
    net = 3 - 4.68 = -1.68 and 3 - 2.52 = 0.48 kg, within 4 standard errors of a percentile, 2.4 x 0.0087 = 0.021.
    """
    found = effect(assessed(device(EXACT), draws=10_000), baseline="3 kgCO2e per year")
    assert found.probability_of_saving == pytest.approx(0.75, abs=0.0173)
    assert found.net_kg_co2e.low == pytest.approx(-1.68, abs=0.021)
    assert found.net_kg_co2e.high == pytest.approx(0.48, abs=0.021)
    assert found.net_kg_co2e.typical == pytest.approx(-0.6, rel=1e-12)


def test_the_grid_that_both_sides_share_has_no_part_in_the_break_even() -> None:
    """1 kWh of use against 100 kWh of the same grid, nothing made: 1 % in every draw, whatever the intensity."""
    system = {
        "name": "a",
        "lifetime": "4 years",
        "use": {"grid": {"country": "DEU", "year": 2020}, "energy": {"amount": "1 kWh", "over": "1 year"}},
    }
    result = assessed(system, draws=1000)
    assert result.total_kg_co2e.high > 1.05 * result.total_kg_co2e.low
    found = effect(result)
    assert found.break_even_effectiveness == pytest.approx((0.01, 0.01, 0.01), rel=1e-9)
    assert found.payback_years == pytest.approx((0, 0, 0), abs=1e-12)


def test_what_was_not_given_is_listed() -> None:
    fields = [a.field for a in effect().assumed]
    assert {"devices", "rebound", "saving.typical", "baseline.grid", "baseline.energy"} <= set(fields)
    given = [a.field for a in effect(devices=1, rebound=0, baseline_country="DEU", baseline_year=2020).assumed]
    assert {"devices", "rebound", "baseline.grid"}.isdisjoint(given)


def test_the_document_holds_what_is_promised_and_no_number_that_json_lacks() -> None:
    document = effect(rebound="100 %").to_dict()
    assert document["schema"] == "footprint.net/1"
    assert document["case"]["source"]
    assert document["case"]["key"] == "smart-hvac"
    assert document["baseline"]["given"] == "100 kWh per year"
    assert document["baseline"]["per_device_per_year_kg_co2e"]["typical"] == pytest.approx(25, rel=1e-12)
    assert {"tool_version", "factor_set", "tables", "inputs_sha256", "assumed", "warnings"} <= document.keys()
    assert "applications" in document["tables"]
    assert len(document["not_assessed"]) >= 4
    assert json.loads(canonical_json(document)) == json.loads(canonical_json(effect(rebound="100 %").to_dict()))


def test_the_hash_follows_every_option() -> None:
    options = [{}, {"devices": 2}, {"rebound": "1 %"}, {"baseline": "101 kWh per year"},
               {"case": None, "saving": "20-40 %", "source": "a trial"}]  # fmt: skip
    hashes = {effect(**one).to_dict()["inputs_sha256"] for one in options}
    assert len(hashes) == len(options)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"baseline": None}, "no baseline: the saving is a share of the energy use of a building"),
        ({"rebound": "-1 %"}, "rebound"), ({"rebound": "1e9 %"}, "rebound"), ({"rebound": float("nan")}, "rebound"),
        ({"rebound": True}, "rebound"), ({"rebound": "0.3"}, "no unit"), ({"rebound": ""}, "not a number"),
        ({"devices": 0}, "number of devices"), ({"devices": "1.5"}, "whole number"), ({"devices": "abc"}, "devices"),
        ({"devices": "1e400"}, "devices"), ({"devices": float("inf")}, "devices"), ({"case": "x"}, "unknown case"),
    ],
)  # fmt: skip
def test_hostile_input_is_an_error_in_words(given: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        effect(**given)


def test_a_training_that_many_devices_carry_is_not_counted_in_silence() -> None:
    result = footprint.assess(footprint.load_system("keyword-spotting"))
    assert any("training is shared by one device" in w for w in effect(result, devices=10).warnings)
    assert not any("training" in w for w in effect(result).warnings)


def test_more_than_the_world_emits_is_said() -> None:
    """57.7 Gt in 2024; 25 kg a year each are as much for 2.308e12 devices."""
    assert not any("the world" in w for w in effect(devices="2.3e12").warnings)
    assert any("add up to 57.8 Gt CO2e a year, more than the 57.7 Gt" in w for w in effect(devices="2.31e12").warnings)


@pytest.mark.parametrize("name", ["case", "saving", "source"])
def test_what_is_no_text_is_refused_in_words(name: str) -> None:
    with pytest.raises(InputError, match="5 is not a text"):
        effect(**{"case": None, "saving": "1-2 %", name: 5})


def test_a_rebound_of_all_leaves_the_footprint_and_no_way_to_pay_it_back() -> None:
    """F = 3 kg; all of S is taken back, so net is F, and no share of the baseline is enough."""
    document = effect(rebound=1).to_dict()
    assert document["net_kg_co2e"]["typical"] == pytest.approx(3, rel=1e-12)
    assert document["payback_years"] is None
    assert document["break_even_effectiveness"]["typical"] is None
    assert document["break_even_rebound"]["typical"] == pytest.approx(0.9, rel=1e-12)


def test_devices_on_primary_cells_pay_back_all_they_emit() -> None:
    """Cells are made once: no use stage, so payback is F / S x L, S = 3 % of 150 kg a year."""
    result = footprint.assess(footprint.load_system("leak-detector"))
    found = net_effect(result, saving="1-5 %", source="a trial", baseline="150 kgCO2e per year")
    per_year = 0.03 * 150
    assert result.by_stage["use"].typical == 0
    assert found.payback_years.typical == pytest.approx(result.total_kg_co2e.typical / per_year, rel=1e-12)
    with pytest.raises(InputError, match="names no grid"):
        net_effect(result, saving="1-5 %", source="a trial", baseline="100 kWh per year")


def test_the_document_names_its_sources() -> None:
    found = effect()
    assert found.to_dict()["sources"] == list(found.sources)
    assert found.claim.source in found.sources
