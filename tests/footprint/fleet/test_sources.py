"""The files of an inventory: which they are, each once, and what their columns hold."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from footprint.errors import InputError
from footprint.fleet import assess_fleet
from footprint.fleet.sources import find_files
from tests.footprint.fleet.lots import HEADINGS, write_csv, write_parquet

LOT = ("keyword-spotting", "DEU", 2020, 12)


def test_a_file_counts_once_by_whatever_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "lots"
    folder.mkdir()
    write_csv(folder / "a.csv", [LOT])
    (tmp_path / "link.csv").symlink_to(folder / "a.csv")
    names = ["lots/a.csv", str(folder / "a.csv"), "lots/../lots/a.csv", "lots", "lots/*.csv", "link.csv"]
    assert len(find_files(names)) == 1
    found = assess_fleet(names)
    assert (found.input_rows, found.devices) == (1, 12)


@pytest.mark.parametrize("given", [None, 5, {"a.csv"}, [5], b"a.csv", iter(["a.csv"])], ids=lambda v: type(v).__name__)
def test_what_is_no_inventory(given: object) -> None:
    with pytest.raises(InputError, match=r"an inventory is no .*data frame"):
        assess_fleet(given)


def test_utf_16_without_its_mark_is_said_to_be_no_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("preset,country,year,count\n".encode("utf-16-le"))
    with pytest.raises(InputError, match="not UTF-8 text"):
        assess_fleet(tmp_path / "a.csv")


@pytest.mark.parametrize(("column", "rejected"), [("profile", ()), ("country", ("missing country",))])
def test_a_column_without_a_value_has_empty_cells(tmp_path: Path, column: str, rejected: tuple[str, ...]) -> None:
    """A program that writes Parquet gives a column of no values no type."""
    headings = (*HEADINGS, "profile")
    cells = dict(zip(headings, (*LOT, ""), strict=True)) | {column: None}
    path = write_parquet(tmp_path / "a.parquet", [tuple(cells.values())] * 2, headings)
    found = assess_fleet(path)
    assert (tuple(r.reason for r in found.reasons), found.devices) == (rejected, 0 if rejected else 24)


def test_headings_of_columns_that_are_added_here_are_refused(tmp_path: Path) -> None:
    import ibis

    for name in ("lot_file", "LOT_LINE"):
        path = write_parquet(tmp_path / "a.parquet", [(*LOT, "x")], (*HEADINGS, name))
        for given in (path, ibis.duckdb.connect().read_parquet(path)):
            with pytest.raises(InputError, match=f"cannot be called {name}"):
                assess_fleet(given)
    path = write_csv(tmp_path / "a.csv", [(*LOT, "x")], (*HEADINGS, "lot_file"))  # of a CSV file they are not read
    assert assess_fleet(path).devices == 12


def test_only_text_has_lines(tmp_path: Path) -> None:
    for write, name, line in ((write_csv, "a.csv", 1), (write_parquet, "a.parquet", None)):
        with pytest.raises(InputError, match="no column count") as caught:
            assess_fleet(write(tmp_path / name, [LOT[:3]], HEADINGS[:3]))
        assert caught.value.line == line


def test_without_pyarrow_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_parquet(tmp_path / "a.parquet", [LOT])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"PyArrow, which is not installed.*tinyml-footprint\[fleet\]"):
        assess_fleet(path)
