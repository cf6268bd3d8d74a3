"""Profiles: other power states for some lots of a system."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import footprint
from footprint.errors import InputError
from footprint.fleet import assess_fleet, load_profiles
from footprint.fleet.profiles import check_profiles
from tests.footprint.fleet.lots import write_csv

HEADINGS = ("preset", "profile", "country", "year", "count")
TEXT = """\
eco:
  states: [{name: active, power: 20 mW, duty: 1 %}, {name: sleep, power: 10 uW, duty: 99 %}]
thirsty:
  states: [{name: active, power: 900 W, duty: 100 %}]
"""


def test_a_profile_takes_the_place_of_the_use_stage(tmp_path: Path) -> None:
    """1 % of 20 mW and 99 % of 10 uW are 0.2099 mW: over 3 years of 8760 h, 0.2099e-6 x 26280 kWh."""
    (tmp_path / "p.yaml").write_text(TEXT)
    lots = [("keyword-spotting", "eco", "DEU", 2020, 1000), ("keyword-spotting", "", "DEU", 2020, 10)]
    path = write_csv(tmp_path / "a.csv", lots, HEADINGS)
    found = assess_fleet(path, by=("profile",), profiles=load_profiles(tmp_path / "p.yaml"))
    own = footprint.load_system("keyword-spotting").with_(country="DEU", year=2020)
    kwh = 0.2099e-6 * 26280
    grid = footprint.tables.countries()["DEU"].intensity[2020] / 1000
    plain = footprint.assess(own)
    fixed = plain.total_kg_co2e.typical - plain.by_stage["use"].typical
    assert [group.key for group in found.groups] == [{"profile": ""}, {"profile": "eco"}]
    assert found.groups[0].kg_co2e.typical == pytest.approx(10 * plain.total_kg_co2e.typical, rel=1e-12)
    assert found.groups[1].kg_co2e.typical == pytest.approx(1000 * (fixed + kwh * grid), rel=1e-12)


def test_unknown_profiles_and_those_that_cells_cannot_feed_are_rejected(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(TEXT)
    lots = [("leak-detector", "thirsty", "DEU", 2020, 1), ("leak-detector", "ceo", "DEU", 2020, 1),
            ("leak-detector", "", "DEU", 2020, 1)]  # fmt: skip
    path = write_csv(tmp_path / "a.csv", lots, HEADINGS)
    found = assess_fleet(path, profiles=load_profiles(tmp_path / "p.yaml"))
    assert found.accepted_rows == 1
    assert {r.reason: r.rows for r in found.reasons} == {"unknown profile": 1, "the profile does not fit the system": 1}
    assert any('"ceo", nearest valid: eco' in r.example for r in found.reasons)
    assert {r.reason for r in assess_fleet(path).reasons} == {"unknown profile"}


@pytest.mark.parametrize("given", [
    None, [], {}, {"a": None}, {"a": {}}, {"a": {"states": []}}, {"": {"states": [1]}}, {" a": {"states": [1]}},
    {"a": {"states": [{"name": "on", "power": "-1 W", "duty": "1 %"}]}},
    {"a": {"states": [{"name": "on", "power": "1 W", "duty": "101 %"}]}},
    {"a": {"states": [{"name": "on", "power": "1 W", "duty": "1 %"}], "grid": {"country": "DEU"}}},
    {"a": {"states": [{"name": "on", "power": "1 W", "duty": "1 %"}], "stats": 1}},
    {"a": {"states": "all"}},
])  # fmt: skip
def test_what_is_no_profile(given: Any) -> None:
    with pytest.raises(InputError):
        check_profiles(given)


def test_an_error_names_the_file_and_the_line(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(TEXT + "bad:\n  states:\n    - {name: on, power: 1 kg, duty: 1 %}\n")
    with pytest.raises(InputError) as caught:
        load_profiles(path)
    assert (caught.value.file, caught.value.line) == (str(path), 7)
