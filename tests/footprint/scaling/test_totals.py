"""Totals of any number of devices: the published arithmetic, intervals that do not shrink, mixes drawn together."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import footprint
from footprint import tables
from footprint.errors import InputError
from footprint.scaling import scale, words
from footprint.scaling.growth import Own
from footprint.scaling.table import COLUMNS, to_csv
from footprint.scaling.world import world
from footprint.uncertainty.drawing import draw

LOW, MEDIUM, HIGH = "keyword-spotting-best", "image-classification", "image-classification-worst"
SCALED_OUT = {
    15: ("13.4", "51.2", "105.9", "4.5", "17.1", "35.3"),
    50: ("44.5", "170.5", "353", "14.8", "56.8", "118"),
    100: ("89", "341", "706", "29.7", "114", "235"),
    250: ("222.5", "852.5", "1765", "74", "284", "588"),
    1000: ("890", "3410", "7060", "297", "1137", "2353"),
}
"""N x 0.89, 3.41 and 7.06 kg in Mt, then a third of each per year, as printed in the table of the scale-out."""
ROUNDING = 0.00094
"""The systems have 0.890828805, 3.410828805 and 7.060828805 kg: at most 0.094 % above the rounded ones."""


@pytest.mark.parametrize("case", [0, 1, 2])
def test_the_published_arithmetic(case: int) -> None:
    """Each number to half its last printed digit, and the rounding of what was multiplied."""
    found = scale((LOW, MEDIUM, HIGH)[case])
    for milestone in found.milestones:
        for kg, text in zip(
            (milestone.total_kg_co2e, milestone.per_year_kg_co2e), SCALED_OUT[milestone.billion][case::3], strict=True
        ):
            half = 0.5 * 10.0 ** -len(text.partition(".")[2])
            assert abs(kg.typical / 1e9 - float(text)) <= half * 1.001 + ROUNDING * float(text)


def test_ratios_stay_those_of_one_device() -> None:
    """7.060828805 / 0.890828805 = 7.926 and 3.410828805 / 0.890828805 = 3.829, whatever the number."""
    low, medium, high = (scale(name, "1 trillion").total_kg_co2e.typical for name in (LOW, MEDIUM, HIGH))
    assert high / low == pytest.approx(7.060828805 / 0.890828805, rel=1e-9)
    assert medium / low == pytest.approx(3.410828805 / 0.890828805, rel=1e-9)


def test_totals_by_hand() -> None:
    """2.660828805 kg over 3 years: 1000 devices are 2660.8 kg, 886.9 kg a year, and 333.3 are replaced each year."""
    found = scale("keyword-spotting", 1000)
    assert found.total_kg_co2e.typical == pytest.approx(2660.828805, rel=1e-9)
    assert found.per_year_kg_co2e.typical == pytest.approx(2660.828805 / 3, rel=1e-9)
    assert found.replaced_per_year == pytest.approx(1000 / 3, rel=1e-12)
    assert found.by_stage["training"].typical == pytest.approx(100, rel=1e-9)
    assert sum(kg.typical for kg in found.by_stage.values()) == pytest.approx(2660.828805, rel=1e-9)


@pytest.mark.parametrize("draws", [0, 1000])
@settings(max_examples=10, deadline=None)
@given(devices=st.integers(1, 10**13))
def test_the_relative_interval_does_not_shrink_with_the_number(draws: int, devices: int) -> None:
    """Errors of factors are shared by all devices: low and high over typical stay those of one."""
    one, many = (scale("keyword-spotting", n, draws=draws) for n in (1, devices))
    for end in (0, 2):
        ratio = one.total_kg_co2e[end] / one.total_kg_co2e.typical
        assert many.total_kg_co2e[end] / many.total_kg_co2e.typical == pytest.approx(ratio, rel=1e-12)
    assert one.total_kg_co2e.high / one.total_kg_co2e.low > 1.01


def test_the_middle_of_the_draws_is_that_of_one_device() -> None:
    system = footprint.load_system(LOW)
    one = footprint.assess(system, draws=500, seed=3).to_dict()["uncertainty"]["p50_kg_co2e"]
    assert scale(system, 1000, draws=500, seed=3).p50_kg_co2e == pytest.approx(1000 * one, rel=1e-9)
    assert scale(system, 1000).to_dict()["p50_kg_co2e"] is None


def test_devices_added_one_by_one_move_together_and_strangers_would_not() -> None:
    """400 devices drawn as 400 sets of terms have the spread of one; with inputs of their own it would be 20 times
    less (1 / sqrt(400))."""
    one: Any = footprint.assess(footprint.load_system("keyword-spotting"), draws=1000)
    terms = list(one.model.terms)

    def spread(values: Any) -> float:
        return float(np.std(values) / np.mean(values))

    single = spread(draw(terms, 1000, 1))
    together = spread(draw(terms * 400, 1000, 1))
    strangers = spread(
        draw([t._replace(draws=tuple((f"{k} {i}", d) for k, d in t.draws)) for i in range(400) for t in terms], 1000, 1)
    )
    assert together == pytest.approx(single, rel=1e-9)
    assert strangers == pytest.approx(single / 20, rel=0.15)
    scaled = scale(one, 400)
    assert [scaled.total_kg_co2e[e] / 400 for e in (0, 2)] == pytest.approx(
        [one.total_kg_co2e[e] for e in (0, 2)], rel=1e-9
    )


def test_one_device_is_the_assessment() -> None:
    """The number of the Calculator, to the last digit, with draws and without."""
    for draws in (0, 1000, 70_000):
        one = footprint.assess(footprint.load_system("leak-detector"), draws=draws)
        found = scale(one, 1)
        assert found.total_kg_co2e == pytest.approx(one.total_kg_co2e, rel=1e-11)
        for stage, kg in one.by_stage.items():
            assert found.by_stage[stage] == pytest.approx(kg, rel=1e-11)


@pytest.mark.parametrize("draws", [0, 1000])
def test_a_mix_of_a_system_with_itself_is_that_system(draws: int) -> None:
    """Two names for one device, half each: drawn apart the interval would be narrower."""
    system = footprint.load_system("keyword-spotting")
    mix = scale([("a", 0.5, system), ("b", 0.5, system)], 1000, draws=draws)
    alone = scale(system, 1000, draws=draws)
    assert mix.total_kg_co2e == pytest.approx(alone.total_kg_co2e, rel=1e-9)
    assert mix.per_year_kg_co2e == pytest.approx(alone.per_year_kg_co2e, rel=1e-9)


def test_a_mix_is_the_mean_by_share_drawn_together() -> None:
    """0.7 x 2.660828805 + 0.3 x 3.410828805 = 2.885828805 kg; draw by draw the same mean."""
    mix = scale([("keyword-spotting", 0.7), ("image-classification", 0.3)], 10, draws=2000)
    assert mix.per_device_kg_co2e.typical == pytest.approx(2.885828805, rel=1e-9)
    one, other = (
        footprint.assess(footprint.load_system(n), draws=2000).draws_kg_co2e  # type: ignore[attr-defined]
        for n in ("keyword-spotting", "image-classification")
    )
    low, high = np.percentile(0.7 * one + 0.3 * other, [5, 95])
    assert (mix.per_device_kg_co2e.low, mix.per_device_kg_co2e.high) == pytest.approx((low, high), rel=1e-9)


def test_each_system_of_a_mix_counts_over_its_own_lifetime() -> None:
    """Half live 3 years, half 6: a year is 0.5 x a / 3 + 0.5 x b / 6, and 0.5 / 3 + 0.5 / 6 = 0.25 are replaced."""
    a = footprint.load_system("keyword-spotting")
    b = footprint.load_system("image-classification").with_(lifetime="6 years")
    mix = scale([("a", 0.5, a), ("b", 0.5, b)], 100)
    kg = [footprint.assess(s).total_kg_co2e.typical for s in (a, b)]
    assert mix.per_year_kg_co2e.typical == pytest.approx(100 * (0.5 * kg[0] / 3 + 0.5 * kg[1] / 6), rel=1e-12)
    assert mix.replaced_per_year == pytest.approx(25, rel=1e-12)


def test_training_says_what_sharing_it_would_change() -> None:
    """0.10 kg each, 25 Mt for 250 bn; one training for all is 0.1 kg. Shared by 10 of 5 devices it is no matter."""
    found = scale("keyword-spotting").training
    assert found is not None
    assert found["kg_co2e"] == pytest.approx(25e9, rel=1e-9)
    assert found["if_shared_kg_co2e"] == pytest.approx(0.1, rel=1e-9)
    assert "25 Mt CO2e" in found["note"]
    assert scale(footprint.load_system("keyword-spotting").with_(units_produced=10), 5).training is None
    assert scale("keyword-spotting", 1).training is None


def test_world_in_its_newest_year_and_shares_of_another_are_estimated() -> None:
    """57.7 Gt in 2024; 1.4 % of it are 0.8078 Gt, 2.1 to 3.9 % 1.2117 to 2.2503 Gt."""
    total, operators, chain = world()
    assert (total.year, total.kg_co2e.typical, total.status) == (2024, 57.7e12, "declared")
    assert operators.kg_co2e == pytest.approx((0.8078e12,) * 3, rel=1e-9)
    assert chain.kg_co2e == pytest.approx((1.2117e12, 1.731e12, 2.2503e12), rel=1e-9)
    assert {operators.status, chain.status} == {"estimated"}
    assert "share of 2020, applied to the world's emissions of 2024" in chain.note
    found = scale("keyword-spotting")
    assert found.share_of(total) == pytest.approx(found.per_year_kg_co2e.typical / 57.7e12, rel=1e-12)


def test_what_was_not_given_is_assumed_and_what_was_is_not() -> None:
    fields = {a.field for a in scale("keyword-spotting").assumed}
    assert {"devices", "growth.ceiling_billion", "growth.connections_2028_billion", "flows.first_stock"} <= fields
    given = {a.field for a in scale("keyword-spotting", 10, ceiling="300 billion").assumed}
    assert fields - given == {"devices", "growth.ceiling_billion"}
    assert scale("keyword-spotting").devices == tables.growth()["devices"]["number"]


def test_the_document_has_every_key_and_is_strict_json() -> None:
    own = Own(((2024, 1.0), (2030, 20.0)), "own.csv")
    mix = [("keyword-spotting", 0.7), ("elephant-collar", 0.3)]
    found = scale(mix, "1 billion", growth=own, ceiling="400 billion", draws=200)
    document = found.to_dict()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert {
        "schema", "tool_version", "factor_set", "tables", "inputs_sha256", "devices", "total_kg_co2e",
        "per_year_kg_co2e", "milestones", "per_device", "by_stage",
        "mix", "flows", "world", "growth", "assumed", "warnings", "interval",
    } <= set(document)  # fmt: skip
    assert document["schema"] == "footprint.scale/1"
    assert [m["billion"] for m in document["milestones"]] == [15, 50, 100, 250, 1000]
    assert document["milestones"][-1]["year"] == {"linear": 2531, "exponential": 2053, "logistic": None, "own": None}
    assert "ends in 2030" in document["milestones"][-1]["why"]["own"]
    assert {"growth", "iot_connections", "world_emissions"} <= set(document["tables"])
    assert document["interval"] == {"kind": "p5-p95", "draws": 200, "seed": 1}
    assert all(a["field"].startswith("elephant-collar: ") for a in document["assumed"] if "factors." in a["field"])


def test_the_hash_follows_everything_that_changes_a_number() -> None:
    own = Own(((2024, 1.0), (2030, 20.0)), "own.csv")
    system = "keyword-spotting"
    made: list[dict[str, Any]] = [
        {"systems": system}, {"systems": system, "devices": 10}, {"systems": system, "ceiling": "300 bn"},
        {"systems": system, "growth": own}, {"systems": system, "draws": 200}, {"systems": MEDIUM},
        {"systems": [(system, 0.7), (MEDIUM, 0.3)]}, {"systems": [(system, 0.6), (MEDIUM, 0.4)]},
    ]  # fmt: skip
    hashes = [scale(**m).provenance["inputs_sha256"] for m in made]
    assert len(set(hashes)) == len(made)
    assert hashes == [scale(**m).provenance["inputs_sha256"] for m in made]


def test_csv_holds_the_numbers_of_the_document() -> None:
    found = scale("keyword-spotting", 1000, draws=200)
    rows = list(csv.DictReader(io.StringIO(to_csv(found))))
    assert set(rows[0]) == set(COLUMNS)
    (total,) = [r for r in rows if r["what"] == "total"]
    assert [float(total[k]) for k in ("low_kg_co2e", "kg_co2e", "high_kg_co2e")] == list(found.total_kg_co2e)
    assert total["interval"] == "p5-p95"
    years = {(r["model"], int(r["devices"])): r["year"] for r in rows if r["what"].startswith("milestone, year")}
    assert years["linear", 250 * 10**9] == "2144"
    assert years["logistic", 10**12] == ""
    flows = [r for r in rows if r["what"].startswith("flows")]
    assert len(flows) == sum(map(len, found.flows.values()))
    assert {r["inputs_sha256"] for r in rows} == {found.provenance["inputs_sha256"]}


@pytest.mark.parametrize(
    "given",
    [
        {"devices": "nan"}, {"devices": 0}, {"devices": -1}, {"devices": 1e400}, {"devices": "abc"},
        {"ceiling": "1000"},
        {"ceiling": "nan"}, {"systems": []}, {"systems": 5}, {"systems": [("keyword-spotting", float("nan"))]},
        {"systems": [("keyword-spotting", 0.5)]}, {"systems": [("keyword-spotting", 2)]}, {"systems": ["a", "b"]},
        {"systems": [("keyword-spotting", True)]}, {"systems": "no-such"}, {"seed": 3}, {"draws": -1},
        {"systems": [("keyword-spotting", "0.5"), ("anomaly-detection", 0.5)]},
    ],
)  # fmt: skip
def test_bad_input_is_an_input_error(given: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        scale(**{"systems": "keyword-spotting", **given})


def test_results_of_other_draws_do_not_mix() -> None:
    a, b = (footprint.assess(footprint.load_system("keyword-spotting"), draws=n) for n in (200, 300))
    with pytest.raises(InputError, match="same draws and seed"):
        scale([("a", 0.5, a), ("b", 0.5, b)])


def test_the_same_input_gives_the_same_document_whatever_the_order_of_a_mix() -> None:
    one, other = (
        scale(mix, 100, draws=500)
        for mix in ([("keyword-spotting", 0.7), (MEDIUM, 0.3)], [(MEDIUM, 0.3), ("keyword-spotting", 0.7)])
    )
    assert one.total_kg_co2e == pytest.approx(other.total_kg_co2e, rel=1e-12)
    assert one.to_dict() == scale([("keyword-spotting", 0.7), (MEDIUM, 0.3)], 100, draws=500).to_dict()


def test_sources_and_comparisons_are_in_the_document() -> None:
    """1000 devices of 2.66 kg are 2.2 return flights of 1.2 t; the footprint's sources come after those of scaling."""
    found = scale("keyword-spotting", 1000)
    document = found.to_dict()
    assert document["sources"] == list(found.sources)
    assert set(found.sources) > {s.citation for s in found.members[0].result.sources}
    flight = next(one for one in document["familiar"] if "San Francisco" in one["phrase"])
    assert flight["amount"] == pytest.approx(2660.828804964 / 1200, rel=1e-9)
    assert "familiar" in document["tables"]


def test_a_share_of_another_year_is_assumed_with_its_value() -> None:
    by_field = {a.field: a for a in scale("keyword-spotting").assumed}
    assert by_field["world.ict_share"].value == "1.4 %"
    assert by_field["world.ict_whole_chain_share"].value == "2.1 to 3.9 %"
    assert by_field["world.ict_share"].why == "published for 2020, and taken for 2024 as well"


def test_words_of_a_series_of_ones_own_and_of_what_is_never_reached() -> None:
    """From 0.2 billion in 2024 to 300 in 2034, 250 are reached after 249.8 / 29.98 = 8.3 years."""
    found = scale("keyword-spotting", growth=Own(((2024, 0.2), (2034, 300.0)), "own.csv"))
    assert words.milestones_finding(found) == (
        "250 billion connections: 2032 in the series given, 2144 if growth is linear"
    )
    short = scale("keyword-spotting", growth=Own(((2024, 0.2), (2034, 20.0)), "own.csv"))
    assert any(said.startswith("Own series, 50, 100, 250 and 1 000 billion: never") for said in words.never(short))
    assert words.flows_finding(short.models["own"], short.flows["own"]).startswith("Own series: ")


def test_a_file_name_is_no_formula_in_the_csv() -> None:
    found = scale("keyword-spotting", 10, growth=Own(((2024, 0.2), (2026, 1.0)), "=1+1.csv"))
    cells = [cell for line in csv.reader(io.StringIO(to_csv(found))) for cell in line]
    assert "'=1+1.csv" in cells
    assert "=1+1.csv" not in cells


def test_end_of_life_falls_into_the_year_in_which_a_device_retires() -> None:
    """Devices of 2 years, 1 kg at their end and nothing else: 10 bn, 5 of each age, grow to 14 bn.

    In 2025, 5 bn retire and 9 are made, which is 5 Mt; in 2026, 5 bn retire as well, and 9 bn in 2027.
    """
    system = {
        "name": "a", "lifetime": "2 years", "blocks": {"casing": {"declared": "0 kgCO2e", "source": "a test"}},
        "use": {"declared": "0 kgCO2e", "source": "a test"},
        "end_of_life": {"declared": "1 kgCO2e", "source": "a test"},
    }  # fmt: skip
    growth = Own(((2024, 10.0), (2025, 14.0), (2027, 14.0)), "own.csv")
    years = scale(system, 1, growth=growth).flows["own"]
    assert [y.produced_devices for y in years] == pytest.approx([9e9, 5e9, 9e9], rel=1e-9)
    assert [y.kg_co2e.typical for y in years] == pytest.approx([5e9, 5e9, 9e9], rel=1e-9)


def test_a_training_that_more_devices_share_than_there_are_stays_as_it_is() -> None:
    """Of 10 devices, 5 carry 0.1 kg each, and could share one; 5 carry a 1000th each, which stays: 0.1 + 0.0005 kg."""
    shared = footprint.load_system("keyword-spotting").with_(units_produced=1000)
    found = scale([("one", 0.5, "keyword-spotting"), ("other", 0.5, shared)], 10).training
    assert found is not None
    assert found["kg_co2e"] == pytest.approx(0.5005, rel=1e-9)
    assert found["if_shared_kg_co2e"] == pytest.approx(0.1005, rel=1e-9)
    assert scale(shared, 10).training is None
