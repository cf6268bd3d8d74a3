"""A CodeCarbon file into a training: which rows count, what is taken, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

import footprint
from footprint.codecarbon import read_runs, training_from_bytes, training_from_codecarbon, training_from_text
from footprint.errors import InputError
from footprint.tables import grid_factor
from tests.footprint.examples import small

HEAD = "timestamp,project_name,run_id,duration,emissions,energy_consumed,country_iso_code,codecarbon_version,pue\n"
ONE = HEAD + "2024-05-27T11:31:35,kws,a1,3600.0,0.0166,0.0339,SGP,2.4.2,1.0\n"


def test_one_run_is_its_energy_country_and_year() -> None:
    """0.0339 kWh x Singapore's grid of 2024, whatever CodeCarbon says of its kg."""
    found = training_from_text(ONE, "emissions.csv")
    assert found["energy"] == "0.0339 kWh"
    assert found["grid"] == {"country": "SGP", "year": 2024}
    assert "2.4.2" in found["source"]
    assert "0.0166 kg" in found["source"]
    result = footprint.assess(small(units_produced=1, training=found))
    singapore = grid_factor("SGP", 2024, None).kg_co2e.typical
    assert result.by_stage["training"].typical == pytest.approx(0.0339 * singapore, rel=1e-9)


def test_rows_of_one_run_add_up_from_its_start_so_the_last_one_counts() -> None:
    """Run a1 wrote 1 then 3 kWh, run b2 wrote 2 kWh: 3 + 2 = 5 kWh, and 2 h + 1 h."""
    text = HEAD + (
        "2024-01-01T10:00:00,p,a1,3600,0.1,1.0,FRA,3.0,1.0\n"
        "2024-01-01T11:00:00,p,a1,7200,0.3,3.0,FRA,3.0,1.0\n"
        "2024-01-02T10:00:00,p,b2,3600,0.2,2.0,FRA,3.0,1.0\n"
    )
    found = training_from_text(text, "e.csv")
    assert found["energy"] == "5 kWh"
    assert "2 runs, 3 h" in found["source"]


def test_old_files_have_no_run_ids_and_every_row_is_a_run() -> None:
    text = (
        "timestamp,experiment_id,project_name,duration,emissions,energy_consumed,country_name,country_iso_code\n"
        "2021-10-18T16:29:13,same,p,100,0.001,0.5,France,FRA\n2021-10-18T17:29:13,same,p,100,0.001,0.25,France,FRA\n"
    )
    assert training_from_text(text, "e.csv")["energy"] == "0.75 kWh"
    assert [run.hours for run in read_runs(text, "e.csv")] == [pytest.approx(100 / 3600, rel=1e-12)] * 2


def test_a_year_without_data_is_left_open_and_then_assumed() -> None:
    found = training_from_text(ONE.replace("2024-05", "2026-05"), "e.csv")
    assert found["grid"] == {"country": "SGP"}
    assumed = footprint.assess(small(units_produced=1, training=found)).assumed
    assert [a.field for a in assumed] == ["training.grid.year"]


def test_no_country_leaves_the_grid_to_the_person() -> None:
    assert "grid" not in training_from_text(ONE.replace("SGP", ""), "e.csv")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD, "no runs"),
        ("a,b\n1,2\n", "column duration is missing"),
        (ONE.replace("timestamp,", "time,"), "column timestamp is missing"),
        ("", "column duration is missing"),
        (ONE.replace("0.0339", "much"), '"much" is no number'),
        (ONE.replace("0.0339", "-1"), "-1 is negative"),
        (ONE.replace("0.0339", "nan"), "is no number"),
        (ONE.replace("SGP", "XXX"), "no grid intensity of"),
        (ONE + ONE.splitlines()[1].replace("a1", "b2").replace("SGP", "FRA") + "\n", "several countries: FRA, SGP"),
        (HEAD + "2024,p,a1,3600\n", "4 cells for 9 columns"),
    ],
)
def test_bad_files_are_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        training_from_text(text, "e.csv")
    assert caught.value.file == "e.csv"


def test_a_bad_number_names_its_line() -> None:
    with pytest.raises(InputError) as caught:
        training_from_text(ONE + ONE.splitlines()[1].replace("0.0339", "x"), "e.csv")
    assert caught.value.line == 3


def test_from_a_file_and_from_bytes(tmp_path: Path) -> None:
    file = tmp_path / "emissions.csv"
    file.write_text(ONE, encoding="utf-8")
    assert training_from_codecarbon(file) == training_from_bytes(ONE.encode(), "emissions.csv")
    with pytest.raises(InputError, match="no such file"):
        training_from_codecarbon(tmp_path / "none.csv")
