"""The PDF page of a fleet: one page whatever it holds, with the figures of the library."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("ibis", reason="needs ibis: the fleet extra")
pytest.importorskip("duckdb", reason="needs duckdb: the fleet extra")

from datasheets.context_pages import context_pdf
from footprint import numbers, tables
from footprint.fleet import Fleet, assess_fleet
from footprint.fleet.findings import group_title, main_finding
from footprint.presets import preset_names
from tests.datasheets.examples import HOSTILE_NAME, read, squeezed, text_of, within_margins_and_apart

HEAD = "preset,country,year,count\n"


def made(tmp_path: Path, lots: str, *by: str, name: str = "lots.csv", draws: int = 0) -> Fleet:
    file = tmp_path / name
    file.write_text(HEAD + lots, encoding="utf-8")
    return assess_fleet(file, by=by, draws=draws, seed=1 if draws else None)


def test_the_page_says_total_groups_stages_and_rows(tmp_path: Path) -> None:
    """Germany has three times the devices of France and a dirtier grid, so more than 60 % of the total."""
    fleet = made(
        tmp_path, "keyword-spotting,DEU,2024,3000\nkeyword-spotting,FRA,2024,1000\nnone,DEU,2024,1\n", "country"
    )
    document = context_pdf(fleet)
    text = text_of(document)
    assert len(read(document).pages) == 1
    typical, bounds = numbers.mass_interval(fleet.total_kg_co2e, "–")
    assert f"{typical} CO₂e ({bounds})" in text
    assert main_finding(fleet) in text
    assert main_finding(fleet).startswith("Germany makes ")
    assert "2 of 3 rows accepted, 1 rejected" in text
    assert fleet.reasons[0].reason in text
    assert fleet.provenance["inputs_sha256"] in squeezed(text)
    for stage in fleet.by_stage:
        assert tables.STAGES[stage].title in text
    within_margins_and_apart(document)


def test_draws_are_named(tmp_path: Path) -> None:
    fleet = made(tmp_path, "keyword-spotting,DEU,2024,3000\n", "preset", "stage", draws=500)
    assert "P5 to P95 of 500 joint draws (seed 1)" in text_of(context_pdf(fleet))


def test_the_same_fleet_gives_the_same_bytes(tmp_path: Path) -> None:
    lots = "esp-eye,USA,2023,7\n"
    assert context_pdf(made(tmp_path, lots, "year")) == context_pdf(made(tmp_path, lots, "year"))


@pytest.mark.parametrize("by", [(), ("country",), ("preset", "country", "year", "stage")])
def test_it_is_one_page_whatever_it_holds(tmp_path: Path, by: tuple[str, ...]) -> None:
    """Every preset in every country, and a bad row for each: thousands of groups, rejects with long texts."""
    lots = [f"{preset},{code},2023,12" for preset in preset_names() for code in tables.countries()]
    bad = [f"{'x' * 200}{i},{HOSTILE_NAME.replace(',', ' ')},{i},-{i}" for i in range(30)]
    fleet = made(tmp_path, "\n".join([*lots, *bad]) + "\n", *by, name="a b<c&d>.csv")
    document = context_pdf(fleet)
    assert len(read(document).pages) == 1
    within_margins_and_apart(document)


def test_nothing_accepted_is_a_page_too(tmp_path: Path) -> None:
    text = text_of(context_pdf(made(tmp_path, "none,DEU,2024,1\n", "country")))
    assert "No accepted row has a footprint." in text


def test_one_device_and_no_keys(tmp_path: Path) -> None:
    text = text_of(context_pdf(made(tmp_path, "keyword-spotting,DEU,2024,1\n")))
    assert "1 device, over its lifetime" in text
    assert "no key" not in text
    assert "The whole fleet" in text
    three = text_of(context_pdf(made(tmp_path, "keyword-spotting,DEU,2024,2\n", "preset", "country", "year")))
    assert "2 devices, over their lifetimes" in three
    assert "By preset, country and year" in three


def test_groups_stay_apart_where_their_names_are_cut(tmp_path: Path) -> None:
    lots = "".join(f"keyword-spotting-best,BIH,{year},5\n" for year in (2019, 2020, 2021))
    text = text_of(context_pdf(made(tmp_path, lots, "preset", "country", "profile", "year")))
    assert all(f", {year}" in text for year in (2019, 2020, 2021))


def test_groups_are_named_in_words() -> None:
    assert group_title({"country": "DEU", "year": 2024, "stage": "end_of_life"}) == "Germany, 2024, End of life"
    assert group_title({"preset": "keyword-spotting", "profile": ""}) == "Keyword spotting, the use of its preset"
    assert group_title({}) == "The whole fleet"
