"""CodeCarbon: runs are added up exactly, old and new columns are read, bad lines are named."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasheets.exchange import codecarbon
from datasheets.exchange.recognise import recognised
from datasheets.sheet.artefacts import Artefacts
from datasheets.sheet.sheet import read_value
from datasheets.sheet.template import section
from footprint.errors import InputError

NEW = [
    "timestamp", "project_name", "run_id", "experiment_id", "duration", "emissions", "emissions_rate", "cpu_power",
    "gpu_power", "ram_power", "cpu_energy", "gpu_energy", "ram_energy", "energy_consumed", "water_consumed",
    "country_name", "country_iso_code", "region", "cloud_provider", "cloud_region", "os", "python_version",
    "codecarbon_version", "cpu_count", "cpu_model", "gpu_count", "gpu_model", "longitude", "latitude",
    "ram_total_size", "tracking_mode", "on_cloud", "pue", "wue",
]  # fmt: skip
"""Of version 3, as its documentation lists them."""
OLD = [
    "timestamp", "experiment_id", "project_name", "duration", "emissions", "energy_consumed", "country_name",
    "country_iso_code", "region", "on_cloud", "cloud_provider", "cloud_region",
]  # fmt: skip
"""Of 2022."""


def run(**changes: Any) -> dict[str, str]:
    """One run of an hour and a half."""
    return {
        "timestamp": "2026-02-03T04:05:06", "project_name": "band", "run_id": "r1", "duration": "5400.5",
        "emissions": "1.25e-05", "energy_consumed": "0.25", "country_name": "Germany", "country_iso_code": "DEU",
        "region": "berlin", "codecarbon_version": "3.0.1", "cpu_model": "Some CPU", "gpu_model": "1 x Some GPU",
        "tracking_mode": "machine", "pue": "1.0",
    } | changes  # fmt: skip


def table(*runs: dict[str, str], columns: list[str] = NEW, end: str = "\n") -> str:
    made = io.StringIO()
    writer = csv.DictWriter(made, columns, extrasaction="ignore", lineterminator=end)
    writer.writeheader()
    writer.writerows(runs)
    return made.getvalue()


def value(found: Any, key: str) -> str:
    return str(found.fields[f"data_and_model.{key}"]["value"])


def test_one_run_says_energy_footprint_time_place_and_hardware() -> None:
    found = codecarbon.read(table(run()), "emissions.csv")
    assert found.fields == {
        "data_and_model.training_time": {
            "value": "5400.5 s", "status": "declared", "evidence": "emissions.csv, duration"},
        "data_and_model.training_footprint": {
            "value": "0.0000125 kgCO2e", "status": "declared", "evidence": "emissions.csv, emissions"},
        "data_and_model.training_energy": {
            "value": "0.25 kWh", "status": "declared", "evidence": "emissions.csv, energy_consumed"},
        "data_and_model.training_place": "berlin, Germany",
        "data_and_model.training_hardware": "Some CPU, 1 x Some GPU",
        "data_and_model.training_accounting": "CodeCarbon 3.0.1, tracking mode machine",
    }  # fmt: skip
    assert found.origins["data_and_model.training_accounting"] == "emissions.csv, codecarbon_version"
    assert found.left == ("timestamp", "project_name", "run_id", "pue")


def test_everything_fits_its_field() -> None:
    for place, given_ in codecarbon.read(table(run(), run(run_id="r2")), "e.csv").fields.items():
        part, _, key = place.partition(".")
        read_value(section(part).field(key), given_, (), Artefacts.read(None, None))  # type: ignore[arg-type]


def test_several_runs_are_added_up_and_a_note_says_so() -> None:
    """0.1 + 0.2 is 0.3, which it is not in binary."""
    found = codecarbon.read(table(run(energy_consumed="0.1"), run(run_id="r2", energy_consumed="0.2")), "e.csv")
    assert found.fields["data_and_model.training_energy"] == {
        "value": "0.3 kWh", "status": "declared", "evidence": "e.csv, energy_consumed", "note": "sum of 2 runs",
    }  # fmt: skip
    assert value(found, "training_time") == "10801.0 s"
    assert found.fields["data_and_model.training_accounting"].endswith(", sum of 2 runs")


@given(st.lists(st.decimals(0, 10**6, places=15), min_size=1, max_size=20))
def test_sums_lose_no_digit(energies: list[Decimal]) -> None:
    rows = [run(run_id=f"r{i}", energy_consumed=str(e)) for i, e in enumerate(energies)]
    total = value(codecarbon.read(table(*rows), "e.csv"), "training_energy").removesuffix(" kWh")
    assert Fraction(total) == sum(map(Fraction, energies))


def test_the_last_line_of_a_run_holds_the_earlier_ones() -> None:
    """A tracker that is flushed writes what was counted so far: 0.1, then 0.25 kWh, are 0.25 kWh."""
    early = run(energy_consumed="0.1", emissions="1e-06", duration="10")
    found = codecarbon.read(table(early, run(), run(run_id="r2", energy_consumed="1")), "e.csv")
    assert value(found, "training_energy") == "1.25 kWh"
    assert "1 earlier line of the same runs, included in later ones" in found.left
    with pytest.raises(InputError, match="stands on two lines") as caught:
        codecarbon.read(table(run(), early), "e.csv")
    assert caught.value.line == 3


def test_the_columns_of_2022_are_read() -> None:
    """They do not tell runs apart: an experiment is none, and by default all runs have the same one."""
    first = run(experiment_id="a", region="", country_name="")
    found = codecarbon.read(table(first, run(experiment_id="a", cloud_provider="aws", cloud_region="us-east-2"),
                                  columns=OLD), "e.csv")  # fmt: skip
    assert value(found, "training_energy") == "0.50 kWh"
    assert found.fields["data_and_model.training_place"] == "DEU; berlin, Germany, aws us-east-2"
    assert found.fields["data_and_model.training_accounting"] == "CodeCarbon, sum of 2 runs"
    assert "data_and_model.training_hardware" not in found.fields


def test_a_run_as_json_is_read() -> None:
    given_ = {"duration": 5400.5, "emissions": 1.25e-05, "energy_consumed": 0.25, "codecarbon_version": "3.0.1",
              "cpu_model": None, "run_id": "r1"}  # fmt: skip
    found = codecarbon.read(json.dumps(given_), "e.json")
    assert recognised(json.dumps(given_), "e.json") == "codecarbon"
    assert value(found, "training_footprint") == "0.0000125 kgCO2e"
    assert found.fields["data_and_model.training_accounting"] == "CodeCarbon 3.0.1"


@pytest.mark.parametrize("text", ["\ufeff" + table(run()), table(run(), end="\r\n"), table(run()) + "\n\n"])
def test_marks_and_line_ends_of_other_systems_are_read(text: str) -> None:
    assert value(codecarbon.read(text, "e.csv"), "training_energy") == "0.25 kWh"


@pytest.mark.parametrize("bad", ["nan", "NaN", "inf", "-0.1", "much", "", "1,5", "1_0", "0x1", "1e999", "9" * 200])
@pytest.mark.parametrize("column", codecarbon.COLUMNS)
def test_a_bad_number_is_named_with_its_line_and_column(bad: str, column: str) -> None:
    with pytest.raises(InputError) as caught:
        codecarbon.read(table(run(), run(run_id="r2", **{column: bad})), "e.csv")
    assert (caught.value.file, caught.value.line, caught.value.path) == ("e.csv", 3, (column,))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (table(), "no runs"),
        (table(run()) + "1,2\n", "2 cells for 34 columns"),
        (table(run(), columns=[c for c in NEW if c != "emissions"]), "column emissions is missing"),
        (table(run(), columns=[*NEW, "pue"]), "stands twice"),
        (table(run()) + '"open', "not valid CSV"),
        (table(run(project_name="a\x00b")), "control character"),
        ("x" * 6_000_000, "larger than"),
        (table(run()) + "1,2\n" * 20_000, "more than 20000 lines"),
        ('{"emissions": 1}', "duration is missing"),
        ('{"duration": NaN, "emissions": 1, "energy_consumed": 1}', "NaN"),
        ("", "column duration is missing"),
    ],
)
def test_bad_files_are_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        codecarbon.read(text, "e.csv")
    assert caught.value.file == "e.csv"
