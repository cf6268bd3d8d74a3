"""The second page of the report: how sure a result is, why, and what helps; and when there is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

import footprint
from datasheets import pdf
from datasheets.charts import ticks_from
from datasheets.report import report_pdf
from datasheets.uncertainty_charts import Scale
from datasheets.wording import NO_ADVICE, scenario_notes, scenario_title, why_no_shares
from footprint import numbers, tables
from footprint.explained import explain
from footprint.factors import DEFAULT, FactorSet, load_set
from footprint.findings import drivers_finding, rests_on
from footprint.presets import preset_names
from footprint.result import Footprint
from footprint.scenarios import scenarios
from footprint.uncertainty import sensitivity
from footprint.variability import variability
from tests.datasheets.examples import CASES, assess, drawn, read, text_of, within_margins_and_apart

USE = {"grid": {"factor": "us-epa-2019-generated"}, "energy": {"amount": "27 Wh", "over": "3 years"},
       "inferences": "10 per minute"}  # fmt: skip


def declared(*bounds: tuple[str, str, str]) -> Footprint:
    """A system of declared blocks of low, typical and high."""
    names = ("low", "declared", "high")
    blocks = {
        f"part_{i}": {**{n: f"{kg} kgCO2e" for n, kg in zip(names, one, strict=True)}, "source": "maker"}
        for i, one in enumerate(bounds)
    }
    return footprint.assess({"name": "Declared", "lifetime": "2 years", "blocks": blocks})


EXTREMES: dict[str, Callable[[], Footprint]] = {
    "exact": lambda: declared(("0.31", "0.31", "0.31")),
    "huge": lambda: declared(("1e7", "5e8", "9.9e8"), ("1", "5", "9")),
    "tiny": lambda: declared(("1e-11", "3e-11", "4e-11")),
    "skewed": lambda: declared(("0.01", "1", "1000")),
    "typical below all draws": lambda: declared(("0", "0", "5"), ("0", "0.1", "5")),
    "narrow": lambda: declared(("999.9999", "1000", "1000.0001")),
    "narrower": lambda: declared(("999.999995", "1000", "1000.000005")),
    "two narrow": lambda: declared(("999.999", "1000", "1000.0001"), ("0.1", "0.2", "0.2")),
}


@pytest.fixture(scope="module")
def keyword_spotting() -> tuple[bytes, str, str]:
    document = report_pdf(drawn(assess(), 10000))
    return document, text_of(document), text_of(document, 2)


def test_without_draws_there_is_one_page_that_says_what_draws_would_bring() -> None:
    document = report_pdf(assess())
    text = text_of(document)
    assert len(read(document).pages) == 1
    assert "Drivers and advice come with draws." in text
    assert "bounds from factors and quantities" in text
    assert rests_on(assess()) in text
    assert "P50" not in text
    assert "page 1 of 1" in text


def test_interval_words_of_the_first_page_follow_the_draws(keyword_spotting: tuple[bytes, str, str]) -> None:
    result, (_, text, _) = drawn(assess(), 10000), keyword_spotting
    typical, bounds = numbers.mass_interval(result.total_kg_co2e, pdf.DASH)
    assert f"{typical} CO₂e ({bounds}) per device over 3 years" in text
    assert "P5 to P95 of 10 000 draws (seed 1); typical is the deterministic value" in text
    assert f"P50 is {numbers.mass(result.p50_kg_co2e)} CO₂e" in text
    assert rests_on(result) in text
    assert "bounds" not in text
    assert "Drivers and advice come with draws" not in text
    by_block = numbers.mass_interval(result.by_block["power_supply"], pdf.DASH)[1]
    assert f"{by_block} kg" in text[text.index("Contribution and share") :]


def test_both_pages_are_numbered_and_bookmarked(keyword_spotting: tuple[bytes, str, str]) -> None:
    document, one, two = keyword_spotting
    reader = read(document)
    assert len(reader.pages) == 2
    assert one.endswith("page 1 of 2")
    assert two.endswith("page 2 of 2")
    assert one.startswith("Keyword spotting factor set pirson-bol-2021")
    assert two.startswith("Keyword spotting factor set pirson-bol-2021")
    pages = {str(e["/Title"]): reader.get_destination_page_number(e) for e in reader.outline}  # type: ignore[index, arg-type]
    assert [t for t, page in pages.items() if page == 1] == ["Uncertainty", "Drivers", "Advice", "Beside the interval"]
    for page in reader.pages:
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        assert {str(f["/BaseFont"]).split("+")[-1] for f in fonts} <= {"DejaVuSans", "DejaVuSans-Bold"}
        assert all("/FontFile2" in f["/FontDescriptor"] for f in fonts)


def test_total_of_the_second_page_is_that_of_the_result(keyword_spotting: tuple[bytes, str, str]) -> None:
    result, (_, _, text) = drawn(assess(), 10000), keyword_spotting
    typical, bounds = numbers.mass_interval(result.total_kg_co2e, pdf.DASH)
    low, high = bounds.split(pdf.DASH)
    assert f"Nine in ten draws lie from {low} to {high} kg CO₂e" in text
    for label in (f"P5 {low} kg", f"P95 {high} kg", f"P50 {numbers.mass(result.p50_kg_co2e)}",
                  f"deterministic value {typical}"):  # fmt: skip
        assert label in text
    assert result.middle_sentence in text
    histogram = result.histogram
    assert (
        f"10 000 draws (seed 1) in bins of {numbers.mass(histogram.edges_kg_co2e[1] - histogram.edges_kg_co2e[0])}"
        in text
    )
    assert f"{histogram.below + histogram.above} lie beyond the axis" in text
    assert "The axis does not start at zero." in text


def test_drivers_are_those_of_the_sensitivity(keyword_spotting: tuple[bytes, str, str]) -> None:
    found, text = sensitivity(drawn(assess(), 10000)), keyword_spotting[2]
    first, second, *_ = found.drivers
    assert drivers_finding(found) in text
    assert f"{first.input.title} makes" in text
    assert second.input.title in drivers_finding(found)
    listed = text[text.index("What drives it") : text.index("What helps most")]
    widest = sorted(found.drivers, key=lambda d: -d.swing_kg_co2e)
    shown = [d for d in widest if f"{d.input.title} {numbers.mass(d.swing_kg_co2e)}" in listed]
    assert len(shown) >= 6
    assert shown == widest[: len(shown)]
    for driver in shown:
        assert numbers.mass_interval(driver.kg_co2e, pdf.DASH)[1] in listed
        assert driver.total is not None
        assert f"{driver.input.status} {numbers.percent(driver.total.value)}" in listed
    rest = widest[len(shown) :]
    assert f"{len(rest)} more inputs: {numbers.mass(rest[0].swing_kg_co2e)} or less each" in listed


def test_one_uncertain_input_by_hand() -> None:
    """Low and high of a lognormal input are its P5 and P95: 1 and 4 kg. With 1 kg that is exact the total is 2 to 5 kg.

    Its swing is 3 kg and its share of the variance all of it. Twice the 3 kg of production are 6 kg.
    """
    result = drawn(declared(("1", "2", "4"), ("1", "1", "1")), 20000)
    assert result.total_kg_co2e.low == pytest.approx(2, rel=0.02)
    assert result.total_kg_co2e.high == pytest.approx(5, rel=0.02)
    text = text_of(report_pdf(result), 2)
    assert "Part 0: declared makes 100 % of the variance." in text
    assert "Part 0: declared 3 kg 2.0–5.0 kg declared 100 %" in text
    assert "more input" not in text
    assert "Truncation x2 scenario 6 kg 2x" in text
    assert "Variability: no block is given by level, so there are no cases." in text
    assert NO_ADVICE in text


def test_advice_is_ranked_with_its_condition_and_probability(keyword_spotting: tuple[bytes, str, str]) -> None:
    result, text = drawn(assess(), 10000), keyword_spotting[2]
    found = explain(result).advised.found
    listed = text[text.index("What helps most") : text.index("Beside the interval")]
    assert f"{found[0].title} saves {numbers.change_interval(found[0].kg_co2e)[0][1:]} CO₂e" in listed
    shown = [a for a in found if f"{a.title}: {a.condition}" in listed]
    assert len(shown) >= 6
    assert shown == list(found[: len(shown)])
    for one in shown:
        change, bounds = numbers.change_interval(one.kg_co2e)
        assert f"{change} {bounds} {numbers.probability(one.lowers)}" in listed
    assert f"{len(found) - len(shown)} more changes not shown" in listed


def test_cases_and_scenarios_stand_beside_the_interval(keyword_spotting: tuple[bytes, str, str]) -> None:
    result, text = assess(), keyword_spotting[2]
    cases = variability(result.system)
    listed = text[text.index("Beside the interval") :]
    best, worst = numbers.mass(cases.best_kg_co2e.typical), numbers.mass(cases.worst_kg_co2e.typical)
    assert f"variability {best} to {worst}" in listed
    assert f"{best} to {worst} by case of level" in listed
    assert "not part of the interval" in listed
    for one in scenarios(result.system).found[1:]:
        shown = one.result is None or bool(one.own_share)
        assert (f"scenario {numbers.mass(one.total_kg_co2e.typical)}" in listed) == shown
        if one.result is not None:
            assert f"Factors of {one.key}, {numbers.percent(one.own_share or 0)} own" in listed or not shown
    assert "This result: P5 to P95 uncertainty 2.66 kg" in listed


def test_scenarios_and_notes_are_in_the_words_of_the_command_line(keyword_spotting: tuple[bytes, str, str]) -> None:
    found, text = explain(drawn(assess(), 10000)), keyword_spotting[2]
    listed = text[text.index("Beside the interval") :]
    titles = [scenario_title(found, one) for one in found.others]
    assert titles[-1] == "Used where electricity is dirtiest"
    assert all(f"{title} scenario" in listed for title in titles)
    assert scenario_notes(found) == ["No factor of deltalca-2024 is used in this system."]
    assert scenario_notes(found)[0] in listed


def test_shares_that_the_samples_do_not_tell_are_not_shown() -> None:
    """The upper end is 1000 times the typical value: a lognormal of sigma ln 1000 / 1.645 = 4.2, nearly all tail."""
    result = drawn(EXTREMES["skewed"]())
    found = sensitivity(result)
    assert not found.estimated
    text = text_of(report_pdf(result), 2)
    assert drivers_finding(found) in text
    assert why_no_shares(found) in text
    assert "Sobol" not in text
    assert "declared –" in text[text.index("What drives it") : text.index("What helps most")]
    most = sensitivity(result, 65536)
    assert "--samples" not in why_no_shares(most), "it cannot be raised further"


def test_a_value_outside_of_its_interval_is_not_said_to_be_inside() -> None:
    """Uniform from 1 to 3 kg about 1 kg: P5 is 1.1 kg, P95 2.9 kg, 10 % and 190 % more than the deterministic value.

    The standard error of P5 of 20 000 draws is sqrt(0.05 x 0.95 / 20 000) x 2 kg = 0.003 kg.
    """
    given = {"declared": "1 kgCO2e", "low": "1 kgCO2e", "high": "3 kgCO2e", "distribution": "uniform", "source": "m"}
    result = footprint.assess({"name": "Up", "lifetime": "1 year", "blocks": {"part": given}}, draws=20000)
    text = text_of(report_pdf(result), 2)
    said = re.search(r"\+([\d.]+) % to \+(\d+) % against the deterministic 1.0 kg\.", text)
    assert said is not None
    assert float(said[1]) == pytest.approx(10, rel=0.1)
    assert float(said[2]) == pytest.approx(190, rel=0.01)
    assert "around" not in text


def test_nothing_uncertain() -> None:
    text = text_of(report_pdf(drawn(EXTREMES["exact"]())), 2)
    assert "Every draw gives 0.31 kg CO₂e per device." in text
    assert "Nothing here is uncertain." in text
    assert "P95 0.31" not in text
    assert "0.62 kg" in text  # twice the 0.31 kg of production


@pytest.mark.parametrize("name", [*EXTREMES, *CASES, *preset_names()])
def test_always_two_pages_without_overlap(name: str) -> None:
    make = {**EXTREMES, **CASES}.get(name)
    within_margins_and_apart(report_pdf(drawn(make() if make else assess(name))), pages=2)


def test_long_names_are_cut_with_an_ellipsis_or_wrapped_whole() -> None:
    name = "a" + "w" * 35
    text = text_of(report_pdf(drawn(CASES["everything long"]())), 2)
    listed = text[text.index("What drives it") : text.index("What helps most")].replace(" ", "")
    assert listed.count(name[:20].title()) >= 6
    assert "more inputs" in text
    assert pdf.ELLIPSIS in text[: text.index("Uncertainty")]  # of the name in the running header


def test_same_bytes_twice_and_others_for_another_seed_or_number_of_draws() -> None:
    first = report_pdf(drawn(assess()))
    report_pdf(drawn(assess("elephant-collar")))
    assert report_pdf(drawn(assess())) == first
    assert report_pdf(drawn(assess(), seed=2)) != first
    assert report_pdf(drawn(assess(), draws=1001)) != first


def test_per_year_and_per_inference() -> None:
    """2.66 kg over 3 years are 0.887 kg per year; 10 per minute are 15 768 000 inferences, 169 ug each."""
    result = drawn(assess(use=USE))
    for per, typical in (("year", "0.887 kg"), ("inference", "169 µg")):
        document = report_pdf(result, per)  # type: ignore[arg-type]
        one, two = text_of(document), text_of(document, 2)
        by = 1 / result.per_divisor(per)  # type: ignore[arg-type]
        middle = numbers.mass(result.p50_kg_co2e * by)
        assert f"{typical} CO₂e" in one
        assert f"P50 is {middle} CO₂e" in one
        assert f"deterministic value {typical}" in two
        assert f"P50 {middle}" in two
        assert f"CO₂e per {per}" in two
        assert result.middle_words(per) in two  # type: ignore[arg-type]
        swing = max(d.swing_kg_co2e for d in sensitivity(result).drivers)
        assert f"{numbers.mass(swing * by)} " in two
        assert "scenario " + numbers.mass(scenarios(result.system).named[0].total_kg_co2e.typical * by) in two
        within_margins_and_apart(document, pages=2)


def test_a_factor_set_that_does_not_ship_has_no_scenarios() -> None:
    ships = load_set(DEFAULT)
    own = FactorSet(
        "own", "Our own", "1", ships.listed, licence="none", content_sha256="0" * 64, pedigree=ships.pedigree
    )
    result = footprint.assess(footprint.load_system("keyword-spotting"), factors=own, draws=1000)
    text = text_of(report_pdf(result), 2)
    assert "does not ship with this tool, so there are no scenarios" in text
    assert "Truncation" not in text
    assert "by case of level." in text


def test_advice_takes_no_more_draws_than_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tables.uncertainty(), "advice_draws", 500)
    text = text_of(report_pdf(drawn(assess())), 2)
    assert "1 000 draws (seed 1)" in text
    assert "From 500 draws." in text


def test_lines_of_a_title() -> None:
    assert pdf.wrapped("one two", 100, 2) == ["one two"]
    two = pdf.wrapped("word " * 40, 100, 2)
    assert len(two) == 2
    assert two[0].endswith("word")
    assert two[1].endswith(pdf.ELLIPSIS)
    assert all(pdf.text_width(line) <= 100 for line in two)
    unbroken = pdf.wrapped("M" * 30, 100, 3)
    assert "".join(unbroken) == "M" * 30
    assert pdf.wrapped("", 100, 2) == [""]


@pytest.mark.parametrize(
    ("least", "most", "ticks"),
    [(2.17, 3.45, (2.5, 3.0)), (0, 1, (0, 0.5, 1)), (5, 5, (5,)), (990, 1010, (990, 995, 1000, 1005, 1010))],
)
def test_ticks_of_an_axis_that_starts_elsewhere(least: float, most: float, ticks: tuple[float, ...]) -> None:
    """1.28 / 4 = 0.32, so steps of 0.5; 1 / 4 = 0.25, so 0.5; 20 / 4 = 5, so 5."""
    assert ticks_from(least, most) == pytest.approx(ticks)


def test_an_axis_starts_at_zero_unless_its_values_are_close() -> None:
    wide, close = Scale([0.3, 1.0], 0, 100), Scale([0.9, 1.0], 0, 100)
    assert wide.from_zero
    assert wide.x(0.5) == pytest.approx(50)
    assert not close.from_zero
    assert (close.x(0.9), close.x(1.0)) == pytest.approx((0, 100))
    assert wide.unit == "kg"


def test_ticks_that_differ_late_are_written_out() -> None:
    """999.9999 to 1000.0001 kg is 0.9999999 to 1.0000001 t; three digits would write 1 at every tick."""
    texts = [text for _, text in Scale([999.9999, 1000.0001], 0, 400).ticks]
    assert len(set(texts)) == len(texts) > 2


def test_charts_say_what_they_are(keyword_spotting: tuple[bytes, str, str]) -> None:
    text: Any = keyword_spotting[2]
    assert text.count("kg CO₂e per device") == 3
    assert "Input Total at its P5 and P95, swing" in text
    assert "What Kind Total Ratio" in text
