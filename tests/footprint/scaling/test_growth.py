"""Models of growth: the published table, fits by hand, milestones that are never reached, a series of one's own."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint import tables
from footprint.errors import InputError
from footprint.scaling.growth import Model, Own, growth_dict, linear, logistic, models, series
from footprint.scaling.series import growth_from_bytes, growth_from_text, read_growth

PUBLISHED = {
    ("linear", 50): 2041, ("linear", 100): 2067, ("linear", 250): 2144, ("linear", 1000): 2531,
    ("exponential", 50): 2032, ("exponential", 100): 2036, ("exponential", 250): 2043, ("exponential", 1000): 2053,
}  # fmt: skip
"""The growth table of the slides "Sustainable and Responsible TinyML" (Plancher), by model and billions."""


@pytest.mark.parametrize(("model", "billion"), PUBLISHED)
def test_the_published_table_comes_out_of_the_fits(model: str, billion: int) -> None:
    assert models()[model].reached(billion).year == PUBLISHED[model, billion]


def test_the_fits_are_those_that_the_table_was_made_with() -> None:
    """N = 1.938217 y - 3905.5657 over 2019 to 2030, and (15.14 / 8.6)^(1/4) - 1 = 15.188 % a year from 15.0 in 2023."""
    found = models()
    assert found["linear"].parameters == {
        "slope_billion_per_year": pytest.approx(1.938217, rel=1e-6),
        "intercept_billion": pytest.approx(-3905.5657, rel=1e-8),
    }
    assert found["exponential"].parameters == {
        "start_year": 2023, "start_billion": 15.0, "rate_per_year": pytest.approx((15.14 / 8.6) ** 0.25 - 1, rel=1e-12),
    }  # fmt: skip
    assert found["exponential"].parameters["rate_per_year"] == pytest.approx(0.15188, rel=1e-4)


def test_the_series_keeps_its_unverified_rows_and_marks_them() -> None:
    rows = tables.iot_connections()
    assert [r.year for r in rows] == list(range(2019, 2031))
    assert [r.year for r in rows if r.status == "assumed"] == [2028, 2029]
    assert {r.year for r in rows if r.kind == "observed"} == set(range(2019, 2024))
    assert dict(series())[2028] == 25.21


def test_logistic_fit_of_a_logistic_series_is_that_series() -> None:
    """With N = 100 / (1 + exp(-(y - 2030) / 4)) the slope is 1/4, the middle 2030, and 100 / (1 + 1/e) is in 2034."""
    points = [(y, 100 / (1 + math.exp(-(y - 2030) / 4))) for y in range(2019, 2027)]
    found = logistic(points, 100.0)
    assert found.parameters["slope_per_year"] == pytest.approx(0.25, rel=1e-9)
    assert found.parameters["middle_year"] == pytest.approx(2030, rel=1e-9)
    assert found.at(2034) == pytest.approx(100 / (1 + math.exp(-1)), rel=1e-9)
    assert found.reached(50).year == 2030


def test_logistic_never_reaches_its_ceiling_and_says_why() -> None:
    found = models()["logistic"].reached(1000)
    assert found.year is None
    assert found.why == "it stays below its ceiling of 1 000 billion"
    assert models(ceiling=300.0)["logistic"].reached(300).year is None
    assert models(ceiling=300.0)["logistic"].reached(299).year is not None


@pytest.mark.parametrize("ceiling", [29.42, 20.0, 1e-9])
def test_a_ceiling_that_the_series_reaches_is_refused(ceiling: float) -> None:
    with pytest.raises(InputError, match=r"not above the series, which has 29\.42 billion"):
        models(ceiling)


def test_every_model_says_how_far_it_is_from_the_series() -> None:
    """The largest error by hand, over all twelve years."""
    found = growth_dict(models())
    for key, model in models().items():
        errors = [abs((model.at(y) or 0.0) - n) for y, n in series()]
        assert found["models"][key]["largest_error_billion"] == pytest.approx(max(errors), rel=1e-12)
    assert found["counts"]["what"] == "IoT connections"
    assert found["in_service"]["what"] == "microcontrollers in service"


@given(st.sampled_from(["linear", "exponential", "logistic"]), st.floats(9, 900))
def test_a_milestone_substituted_back_gives_its_year(key: str, billion: float) -> None:
    """Half a year before the rounded year there is at most as much, half a year after it at least."""
    model = models()[key]
    year = model.reached(billion).year
    assert year is not None
    before, after = model.at(year - 0.5), model.at(year + 0.5)
    assert before is not None
    assert after is not None
    assert before * (1 - 1e-9) <= billion <= after * (1 + 1e-9)


def test_linear_says_nothing_before_there_is_anything() -> None:
    assert linear([(2020, 1.0), (2021, 2.0)]).at(2019) is None


# A series of one's own


def own(*points: tuple[int, float]) -> Own:
    return Own(points, "own.csv")


def test_own_series_is_interpolated_and_never_goes_beyond_its_years() -> None:
    """Between 10 in 2025 and 30 in 2035 lie 20 in 2030; before and after is nothing."""
    found = own((2025, 10.0), (2035, 30.0))
    assert found.at(2030) == 20.0
    assert found.at(2024) is None
    assert found.at(2036) is None
    assert found.reached(20).year == 2030
    assert found.reached(30).year == 2035
    assert found.reached(10).year == 2025
    assert list(found.years()) == list(range(2025, 2036))


@pytest.mark.parametrize(
    ("billion", "why"),
    [(31, "it goes no further than 30 billion, and ends in 2035"), (9, "it has more from its first year on, 2025")],
)
def test_own_series_says_why_it_never_reaches(billion: int, why: str) -> None:
    assert own((2025, 10.0), (2035, 30.0)).reached(billion) == (None, why)


def test_own_series_that_falls_again_is_reached_on_its_way_up() -> None:
    """10, 30, 5, 40: 20 is half-way up in 2026, and 35 only at 30/35 of the last two years: 2029.7."""
    found = own((2025, 10.0), (2027, 30.0), (2028, 5.0), (2030, 40.0))
    assert found.reached(20).year == 2026
    assert found.reached(35).year == 2030


def test_reading_a_series(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("\ufeffYear,who, Billion\n\n2024,a,0.5\n2026,b,1e0\n", encoding="utf-8")
    assert read_growth(file).points == ((2024, 0.5), (2026, 1.0))
    assert growth_from_bytes(b"billion,year\n1,2024\n2,2025\n", "x.csv").points == ((2024, 1.0), (2025, 2.0))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("year,billion\n2024,1\n2024,2\n", 3, "year 2024 does not come after 2024"),
        ("year,billion\n2025,1\n2024,2\n", 3, "year 2024 does not come after 2025"),
        ("year,billion\n24,1\n", 2, 'year "24" is not a year'),
        ("year,billion\n2024.5,1\n", 2, 'year "2024.5" is not a year'),
        ("year,billion\n9999,1\n", 2, "from 1900 to 3000"),
        ("year,billion\n2024,-1\n", 2, 'billion "-1" is not a number above 0'),
        ("year,billion\n2024,0\n", 2, 'billion "0" is not'),
        ("year,billion\n2024,nan\n", 2, 'billion "nan" is not'),
        ("year,billion\n2024,inf\n", 2, 'billion "inf" is not'),
        ("year,billion\n2024,1e400\n", 2, 'billion "1e400" is not'),
        ("year,billion\n2024,1e9\n", 2, "up to 10000"),
        ('year,billion\n2024,"1,5"\n', 2, 'billion "1,5" is not'),
        ("year,billion\n2024\n", 2, 'billion "" is not'),
        ("year,billion\n2024,abc\n", 2, 'billion "abc" is not'),
        ("jahr,billion\n2024,1\n", 1, "no column called year"),
        ("year,year,billion\n2024,2024,1\n", 1, "two columns called year"),
        ('year,billion\n2024,"1\n', 2, "not a CSV file"),
    ],
)
def test_a_bad_series_names_file_and_line(text: str, line: int, said: str) -> None:
    with pytest.raises(InputError) as caught:
        growth_from_text(text, "own.csv")
    assert said in str(caught.value)
    assert (caught.value.file, caught.value.line) == ("own.csv", line)


@pytest.mark.parametrize("text", ["", "year,billion\n", "year,billion\n2024,1\n"])
def test_a_series_needs_two_years(text: str) -> None:
    with pytest.raises(InputError, match="needs two years"):
        growth_from_text(text, "own.csv")


@given(st.binary(max_size=200))
def test_no_bytes_bring_anything_but_a_series_or_an_input_error(raw: bytes) -> None:
    try:
        found = growth_from_bytes(raw, "x.csv")
    except InputError:
        return
    assert len(found.points) >= 2


def test_what_leaves_a_part_of_a_model_out_is_no_model() -> None:
    class Half(Model):
        key = "linear"

        def at(self, year: float) -> float | None:
            return year

    with pytest.raises(TypeError, match="abstract"):
        Half()  # type: ignore[abstract]


def test_what_is_no_series_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="not a growth series"):
        models(own="own.csv")  # type: ignore[arg-type]


def test_a_doubled_column_has_no_nearest_one() -> None:
    with pytest.raises(InputError, match="two columns called year") as raised:
        growth_from_text("year,billion,year\n2025,1,1\n", "own.csv")
    assert not raised.value.valid
