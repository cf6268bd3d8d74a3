"""Rows that are not valid: never lost, never in a total, written with the reason and with their cells as they stand."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.errors import InputError
from footprint.fleet import assess_fleet
from footprint.system import System
from tests.footprint.fleet.lots import added_up, write_csv, write_parquet

BAD = (
    ("", "DEU", "2020", "1", "missing preset"),
    (" ", "DEU", "2020", "1", "missing preset"),
    ("keyword-spoting", "DEU", "2020", "1", "unknown preset"),
    ("../../etc/passwd", "DEU", "2020", "1", "unknown preset"),
    ("./own.yaml", "DEU", "2020", "1", "unknown preset"),
    ("keyword-spotting", "", "2020", "1", "missing country"),
    ("keyword-spotting", "UK", "2020", "1", "unknown country"),
    ("keyword-spotting", "deu", "2020", "1", "unknown country"),
    ("keyword-spotting", "DEU", "", "1", "missing year"),
    ("keyword-spotting", "DEU", "nan", "1", "missing year"),
    ("keyword-spotting", "DEU", "20.5", "1", "year is not a calendar year"),
    ("keyword-spotting", "DEU", "-2020", "1", "year is not a calendar year"),
    ("keyword-spotting", "DEU", "99999", "1", "year is not a calendar year"),
    ("keyword-spotting", "DEU", "2090", "1", "no grid intensity for the year"),
    ("keyword-spotting", "DEU", "2020", "", "missing count"),
    ("keyword-spotting", "DEU", "2020", "NaN", "missing count"),
    ("keyword-spotting", "DEU", "2020", "-1", "negative count"),
    ("keyword-spotting", "DEU", "2020", "-0.5", "negative count"),
    ("keyword-spotting", "DEU", "2020", "1.5", "count is not a whole number"),
    ("keyword-spotting", "DEU", "2020", "1e3", "count is not a whole number"),
    ("keyword-spotting", "DEU", "2020", "1.000", "count is not a whole number"),
    ("keyword-spotting", "DEU", "2020", "1_000", "count is not a whole number"),
    ("keyword-spotting", "DEU", "2020", "inf", "count is not a whole number"),
    ("keyword-spotting", "DEU", "2020", "=1+1", "count is not a whole number"),
    ("keyword-spotting", "DEU", "2020", "٣", "count is not a whole number"),
    ("keyword-spotting", "DEU", "2020", "10000000000001", "count is too large"),
    ("keyword-spotting", "DEU", "2020", "9" * 400, "count is too large"),
)
GOOD = ("keyword-spotting", "DEU", "2020", "4")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(("row", "reason"), [(b[:4], b[4]) for b in BAD], ids=lambda v: str(v)[:60])
def test_each_reason(tmp_path: Path, row: tuple[str, ...], reason: str) -> None:
    out = tmp_path / "rejects.csv"
    found = assess_fleet(write_csv(tmp_path / "a.csv", [GOOD, row]), rejects=out)
    assert (found.accepted_rows, found.rejected_rows, found.devices) == (1, 1, 4)
    assert [(r.reason, r.rows) for r in found.reasons] == [(reason, 1)]
    cells = dict(zip(("preset", "country", "year", "count"), row, strict=True))
    (written,) = read(out)
    assert {**cells, "reason": reason} == {k: written[k] for k in (*cells, "reason")}
    assert written["file"] == str(tmp_path / "a.csv")


def test_all_of_them_together_and_as_parquet(tmp_path: Path) -> None:
    from pyarrow import parquet

    rows = [GOOD, *(b[:4] for b in BAD)] * 3
    found = assess_fleet(write_csv(tmp_path / "a.csv", rows), rejects=tmp_path / "r.parquet")
    assert found.rejected_rows == 3 * len(BAD) == sum(r.rows for r in found.reasons)
    wanted: dict[str, int] = {}
    for row in BAD:
        wanted[row[4]] = wanted.get(row[4], 0) + 3
    assert {r.reason: r.rows for r in found.reasons} == wanted
    assert parquet.read_table(tmp_path / "r.parquet").num_rows == found.rejected_rows
    assert tuple(found.total_kg_co2e) == pytest.approx(tuple(added_up([("keyword-spotting", "DEU", 2020, 12)])))


def test_examples_say_what_would_be_valid(tmp_path: Path) -> None:
    rows = [GOOD, ("keyword-spoting", "DEU", 2020, 1), (GOOD[0], "UK", 2020, 1), (GOOD[0], "FRA", 2031, 1)]
    examples = {r.reason: r.example for r in assess_fleet(write_csv(tmp_path / "a.csv", rows)).reasons}
    assert '"keyword-spoting", nearest valid: keyword-spotting' in examples["unknown preset"]
    assert "GBR (United Kingdom)" in examples["unknown country"]
    assert "the newest is 20" in examples["no grid intensity for the year"]


def test_lines_that_are_no_rows_are_rejected_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        b"preset,country,year,count\nkeyword-spotting,DEU,2020,4\nkeyword-spotting,DEU,2020\n"
        b"keyword-spotting,DEU,2020,1,9\nkey\xffword,DEU,2020,1\n"
    )
    out = tmp_path / "r.csv"
    found = assess_fleet(path, rejects=out)
    assert (found.input_rows, found.accepted_rows, found.rejected_rows) == (4, 1, 3)
    assert [(r.reason, r.rows) for r in found.reasons] == [("not a row of the table", 3)]
    assert {"keyword-spotting,DEU,2020", "keyword-spotting,DEU,2020,1,9"} < {row["line"] for row in read(out)}


def test_numbers_of_parquet_files(tmp_path: Path) -> None:
    rows = [(GOOD[0], "DEU", 2020.0, 4.0), (GOOD[0], "DEU", 2020.0, float("nan")), (GOOD[0], "DEU", 2020.0, 1.5),
            (GOOD[0], "DEU", float("inf"), 1.0), (GOOD[0], "DEU", 2020.0, -1.0), (None, None, None, None),
            (GOOD[0], "DEU", 2020.0, 1e300)]  # fmt: skip
    found = assess_fleet(write_parquet(tmp_path / "a.parquet", rows))
    assert (found.devices, found.accepted_rows, found.rejected_rows) == (4, 1, 6)
    assert sum(r.rows for r in found.reasons) == 6


def test_no_rejects_no_file_and_no_inventory_of_bad_rows_only_fails(tmp_path: Path) -> None:
    out = tmp_path / "r.csv"
    assert assess_fleet(write_csv(tmp_path / "a.csv", [GOOD]), rejects=out).rejects_file is None
    assert not out.exists()
    found = assess_fleet(write_csv(tmp_path / "b.csv", [BAD[0][:4]]), rejects=out, by=("stage", "year"), draws=1000)
    assert (found.devices, found.groups, found.by_stage, found.rejected_rows) == (0, (), {}, 1)
    assert found.to_dict()["total_kg_co2e"] == {"low": 0.0, "typical": 0.0, "high": 0.0}


def test_the_same_rejects_give_the_same_bytes(tmp_path: Path) -> None:
    rows = [b[:4] for b in BAD] * 50
    outs = []
    for number, order in enumerate((rows, rows[::-1])):
        path = write_csv(tmp_path / "a.csv", order)
        assess_fleet(path, rejects=tmp_path / f"{number}.csv")
        outs.append((tmp_path / f"{number}.csv").read_bytes())
    assert outs[0] == outs[1]


def test_a_run_that_is_stopped_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped after the first rejected rows were written."""
    from footprint.fleet.engines import Engine

    plain = Engine.batches

    def stopped(self: Engine, *more: Any) -> Any:
        yield next(iter(plain(self, *more)))
        raise KeyboardInterrupt

    monkeypatch.setattr(Engine, "batches", stopped)
    path = write_csv(tmp_path / "a.csv", [b[:4] for b in BAD])
    (tmp_path / "r.csv").write_text("before")
    with pytest.raises(KeyboardInterrupt):
        assess_fleet(path, rejects=tmp_path / "r.csv")
    assert (tmp_path / "r.csv").read_text() == "before"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "r.csv"]


CELLS = st.one_of(
    st.sampled_from(["", " ", "keyword-spotting", "leak-detector", "DEU", "FRA", "2020", "2024", "0", "12", "-3", "x"]),
    st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\r\n\x00"), max_size=8),
    st.integers(-(10**20), 10**20).map(str),
    st.floats().map(str),
)
ROWS = st.one_of(
    st.tuples(CELLS, CELLS, CELLS, CELLS),
    st.tuples(
        st.sampled_from(["keyword-spotting", "leak-detector", "kws"]), st.sampled_from(["DEU", "FRA", "XXX"]),
        st.sampled_from(["2020", "2010", "2050"]), st.integers(-5, 10**13 + 5).map(str),
    ),
)  # fmt: skip


@settings(max_examples=40)
@given(rows=st.lists(ROWS, min_size=1, max_size=25))
def test_accepted_and_rejected_rows_add_up_to_the_input(rows: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "a.csv", Path(folder) / "r.csv"
        write_csv(path, rows)
        found = assess_fleet(path, by=("preset", "year"), rejects=out)
        assert found.input_rows == len(rows) == found.accepted_rows + found.rejected_rows
        assert sum(r.rows for r in found.reasons) == found.rejected_rows
        written = read(out) if out.exists() else []
        assert len(written) == found.rejected_rows
        assert (found.rejects_file is None) == (not written)


def test_an_error_of_the_place_comes_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="folder"):
        assess_fleet(tmp_path / "there-is-none.csv", rejects=tmp_path / "folder.csv")


def test_rejects_are_not_written_over_the_inventory(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [b[:4] for b in BAD])
    before = path.read_bytes()
    (tmp_path / "link.csv").symlink_to(path)
    for inventory in (path, tmp_path, str(tmp_path / "*.csv")):
        for out in (path, tmp_path / "link.csv"):
            with pytest.raises(InputError, match="would overwrite a file of the inventory"):
                assess_fleet(inventory, rejects=out)
    assert path.read_bytes() == before


def test_a_system_that_cannot_be_assessed_stops_the_run_by_its_name(tmp_path: Path) -> None:
    """Nor does a profile that does not fit another system, which comes first by its name, hide it.

    The set has no value for a die of 90 nm; a current needs a voltage, which the first system does not have.
    """
    systems = {
        "a-first": System.from_dict({"name": "a", "lifetime": "1 year", "blocks": {"casing": {
            "declared": "1 kgCO2e", "source": "test"}}}),
        "b-lacking": System.from_dict({"name": "b", "lifetime": "1 year", "blocks": {"processing": {
            "parts": [{"part": "die-90nm", "quantity": "10 mm^2", "status": "estimated", "source": "test"}]}}}),
    }  # fmt: skip
    path = write_csv(
        tmp_path / "a.csv",
        [("a-first", "DEU", 2020, 1, "amp"), ("b-lacking", "DEU", 2020, 1, "")],
        ("preset", "country", "year", "count", "profile"),
    )
    supply = {"kind": "primary", "cell": "cell-cr2032"}
    hungry = {"amp": {"states": [{"name": "on", "power": "900 W", "duty": "100 %"}], "supply": supply}}
    with pytest.raises(InputError, match=r"b-lacking: ") as caught:
        assess_fleet(path, systems=systems, profiles=hungry, factors="defra-2025")
    assert "defra-2025" in str(caught.value)
    fits = [("a-first", "DEU", 2020, 1, "amp")]
    found = assess_fleet(
        write_csv(path, fits, ("preset", "country", "year", "count", "profile")), systems=systems, profiles=hungry,
        factors="defra-2025",
    )  # fmt: skip
    assert [r.reason for r in found.reasons] == ["the profile does not fit the system"]
    assert found.reasons[0].example.startswith('"amp" of a-first: ')
