"""The system: changes with `with_`, equality, and what it says of itself."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

import footprint
from footprint.errors import InputError
from footprint.presets import load_system
from footprint.system import System
from tests.footprint.examples import small

KWS = "keyword-spotting"


def test_frozen() -> None:
    with pytest.raises(ValidationError):
        load_system(KWS).lifetime_years = 5.0


def test_equality_does_not_look_at_where_it_was_read() -> None:
    system = load_system(KWS)
    assert system == System.from_dict(system.to_file_dict())
    assert system.origin is not None
    assert system != system.with_(lifetime="5 years")
    assert system != "keyword-spotting"


def test_with_lifetime_scales_the_use_stage_only() -> None:
    """27 Wh over 3 years is 54 Wh over 6 years: 0.0108288 more."""
    before = footprint.assess(load_system(KWS))
    after = footprint.assess(load_system(KWS).with_(lifetime="6 years"))
    assert after.by_stage["use"].typical == pytest.approx(0.054 * 0.4010668505, rel=1e-9)
    assert after.by_stage["production"] == before.by_stage["production"]
    assert load_system(KWS).with_(lifetime_years=6.0) == load_system(KWS).with_(lifetime="6 years")


def test_with_country_changes_the_use_stage_only_and_says_so() -> None:
    before = footprint.assess(load_system(KWS))
    after = footprint.assess(load_system(KWS).with_(country="DEU", year=2024))
    grid = footprint.tables.grid_factor("DEU", 2024, None).kg_co2e.typical
    assert after.by_stage["use"].typical == pytest.approx(0.027 * grid, rel=1e-9)
    assert {k: v for k, v in after.by_stage.items() if k != "use"} == {
        k: v for k, v in before.by_stage.items() if k != "use"
    }
    assert after.warnings == (
        "grid factor us-epa-2019-generated (generated, CO2 only) was replaced by the life-cycle grid intensity of DEU",
    )
    assert after.assumed == before.assumed


def test_country_without_a_year_is_assumed_and_listed() -> None:
    result = footprint.assess(load_system(KWS).with_(country="DEU"))
    assert ("use.grid.year", 2024) in [(a.field, a.value) for a in result.assumed]


def test_with_year_keeps_the_country() -> None:
    system = load_system(KWS).with_(country="FRA").with_(year=2020)
    assert system.use is not None
    assert system.use.grid is not None
    assert (system.use.grid.country, system.use.grid.year) == ("FRA", 2020)


def test_country_leaves_the_training_grid_alone() -> None:
    data = small(training={"energy": "1 kWh", "grid": {"country": "FRA", "year": 2020}},
                 use={"energy": {"amount": "1 Wh", "over": "1 year"}})  # fmt: skip
    changed = System.from_dict(data).with_(country="DEU")
    assert changed.training is not None
    assert changed.training.grid is not None
    assert changed.training.grid.country == "FRA"


def test_country_of_a_declared_use_stage_changes_nothing_and_says_so() -> None:
    result = footprint.assess(load_system("calculator-vision").with_(country="DEU"))
    assert result.total_kg_co2e.typical == pytest.approx(3.24, rel=1e-9)
    assert result.warnings == ("the use stage draws no electricity here: country and year change nothing",)


def test_lifetime_of_a_declared_use_stage_is_not_scaled_and_says_so() -> None:
    result = footprint.assess(load_system("calculator-vision").with_(lifetime="5 years"))
    assert result.total_kg_co2e.typical == pytest.approx(3.24, rel=1e-9)
    assert result.warnings == ("the use stage is a declared value: it was not scaled to the new lifetime",)


def test_with_blocks_merges_and_removes() -> None:
    changed = load_system(KWS).with_(blocks={"casing": None, "pcb": {"declared": "1 kgCO2e"}})
    result = footprint.assess(changed)
    assert "casing" not in result.by_block
    assert "casing" in result.missing
    assert result.by_block["pcb"].typical == 1
    assert result.by_block["processing"].typical == 0.17


def test_with_removes_a_section() -> None:
    result = footprint.assess(load_system(KWS).with_(training=None, use=None))
    assert result.total_kg_co2e.typical == pytest.approx(2.55, rel=1e-9)
    assert {"training", "use"} <= set(result.missing)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lifetme": "3 years"}, r'unknown change "lifetme".*lifetime'),
        ({"lifetime": 3}, "lifetime: 3 has no unit"),
        ({"lifetime": "-1 years"}, "greater than 0"),
        ({"use": 5, "country": "DEU"}, "use must be a map"),
        ({"country": "GER"}, r'unknown country "GER".*DEU'),
        ({"country": ""}, 'unknown country ""'),
        ({"country": 3}, "unknown country 3"),
        ({"country": "DEU", "year": 2030}, "the newest is 2024"),
        ({"year": 2020}, "year is given without a country"),
        ({"blocks": 5}, "blocks must be a map"),
        ({"blocks": {"casng": {"hsl": 1}}}, 'unknown block "casng"'),
        ({"units_produced": 0}, "units_produced of 0"),
        ({"blocks": None, "use": None, "training": None}, "the system is empty"),
    ],
)
def test_bad_changes(changes: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        load_system(KWS).with_(**changes)


def test_everything_not_given_is_listed_as_assumed() -> None:
    """No case, no grid, no units produced: typical, the world average of the newest year, one device."""
    data = small(blocks={"casing": {"hsl": 1}}, training={"energy": "1 kWh"},
                 use={"states": [{"name": "on", "power": "1 mW", "duty": 0.25}]})  # fmt: skip
    result = footprint.assess(data)
    found = {a.field: a.value for a in result.assumed}
    world = footprint.tables.grid_factor("WORLD", None, None)
    assert found == {
        "blocks.casing.case": "typical",
        "use.grid": f"WORLD {world.year}",
        "use.states": "0 mW",
        "use.supply": "none",
        "units_produced": 1,
        "training.grid": f"WORLD {world.year}",
    }
    assert "75 %" in next(a.why for a in result.assumed if a.field == "use.states")
    assert result.by_block["casing"].typical == 0.27


def test_declared_without_bounds_or_source_is_listed() -> None:
    result = footprint.assess(small(blocks={"casing": {"declared": "1 kgCO2e"}}))
    assert [a.field for a in result.assumed] == ["blocks.casing.interval"]
    (warning,) = result.warnings
    assert re.search(r"casing.*declared value without a source", warning, re.IGNORECASE)
    assert result.total_kg_co2e == (1, 1, 1)


def test_level_parts_and_declared_add_up() -> None:
    """Casing HSL-1 typical 0.27, 100 g of ABS at 0.003485 kg/g, 0.1 declared: 0.7185 kg."""
    block = {"hsl": 1, "case": "typical", "parts": [{"part": "abs", "quantity": "100 g"}],
             "declared": "0.1 kgCO2e", "low": "0 kgCO2e", "high": "0.3 kgCO2e", "source": "x"}  # fmt: skip
    result = footprint.assess(small(blocks={"casing": block}))
    assert result.total_kg_co2e.typical == pytest.approx(0.7185, rel=1e-9)
    assert len(result.rows) == 3
    assert {r.status for r in result.rows} == {"declared", "calculated"}


def test_sleep_that_draws_more_than_active_is_warned_of() -> None:
    states = [{"name": "Active", "power": "1 mW", "duty": 0.5}, {"name": "sleep", "power": "1 W", "duty": 0.5}]
    (warning,) = footprint.assess(small(use={"states": states})).warnings
    assert "sleep draws more power than active" in warning


def test_published_one_milliwatt() -> None:
    """1 mW for 3 years of 8760 h is 26.28 Wh; at 0.4010668505 kg/kWh that is 0.01054 kg."""
    use = {"grid": {"factor": "us-epa-2019-generated"}, "states": [{"name": "on", "power": "1 mW", "duty": "100 %"}]}
    row = footprint.assess(small(blocks={}, use=use)).rows[0]
    assert row.quantity == pytest.approx(0.02628, rel=1e-12)
    assert row.kg_co2e.typical == pytest.approx(0.02628 * 0.4010668505, rel=1e-12)
