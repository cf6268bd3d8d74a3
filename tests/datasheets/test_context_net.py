"""The page of a net effect, alone and in the report, and what all pages of a context share."""

from __future__ import annotations

import pytest

from datasheets import page_parts
from datasheets.context_pages import context_pdf, sections
from datasheets.report import report_pdf
from footprint.net import NetEffect, net_effect
from footprint.numbers import CO2E_TYPESET
from tests.datasheets.examples import (
    assess,
    drawn,
    everything_long,
    hostile,
    read,
    squeezed,
    text_of,
    within_margins_and_apart,
)


def effect(result: object = None, **more: object) -> NetEffect:
    given = {"case": "smart-hvac", "baseline": "12000 kWh per year", **more}
    return net_effect(assess() if result is None else result, **given)


def test_the_page_says_the_number_what_it_rests_on_and_what_it_leaves_out() -> None:
    """36 000 kWh x 0.4010668505 kg/kWh x 30 % - 2.66 kg = 4.33 t."""
    found = effect(rebound="30 %", devices=10)
    text = squeezed(text_of(context_pdf(found)))
    for said in (
        f"30.3 t {CO2E_TYPESET} avoided", "net, 10 devices over 3 years", "Taken back, 30 %", found.claim.source,
        found.to_dict()["inputs_sha256"], *(what[1:] for what in found.not_assessed),
        *(a.text for a in found.assumed), *found.warnings,
    ):  # fmt: skip
        assert squeezed(said).replace("CO2e", CO2E_TYPESET) in text.replace("CO2e", CO2E_TYPESET), said


def test_emissions_added_are_said_in_words() -> None:
    text = text_of(context_pdf(effect(rebound="150 %")))
    assert f"{CO2E_TYPESET} added" in text
    assert "never pays back" in text
    assert "Nothing of the saving remains after the rebound." in text


@pytest.mark.parametrize("draws", [0, 1000])
def test_the_report_takes_any_number_of_pages_and_keeps_its_own(draws: int) -> None:
    result = drawn(assess(), draws) if draws else assess()
    more = (effect(result), effect(result, rebound="50 %"))
    data = report_pdf(result, further=more)
    own = 2 if draws else 1
    assert len(read(data).pages) == own + 2
    assert text_of(data, 1) == text_of(report_pdf(result), 1).replace(f"page 1 of {own}", f"page 1 of {own + 2}")
    assert data == report_pdf(result, further=more)
    assert "page 3 of" in text_of(data, 3) or not draws


def test_bookmarks_lead_to_pages_of_their_own() -> None:
    names = [section.name for section in sections(effect())]
    assert len(names) == len(set(names))
    assert all(name.startswith("Net effect") for name in names)
    outline = [entry.title for entry in read(report_pdf(assess(), further=[effect()])).outline]
    assert len(outline) == len(set(outline))


def test_a_hostile_name_and_source_stay_inside_the_page() -> None:
    own = {"case": None, "saving": "1-99 %", "source": "<img src='/etc/passwd'/> a<b&c </para> " + "W" * 240}
    found = effect(hostile(), baseline="2 tCO2e per year", **own)
    data = context_pdf(found)
    assert len(read(data).pages) == 1
    within_margins_and_apart(data)


def test_a_headline_holds_text_and_no_markup() -> None:
    line = page_parts.headline("<0.01 pg", "(<b>1</b>-2)", "per <x>")
    assert "<0.01 pg (<b>1</b>-2) per <x>" in " ".join(part.getPlainText() for part in line)


def test_more_of_everything_than_a_page_holds_is_counted() -> None:
    own = {"case": None, "saving": "1-99 %", "source": "W" * 300}
    found = effect(everything_long(), baseline="1-2 tCO2e per year", rebound="30 %", devices="250 billion", **own)
    data = context_pdf(found)
    within_margins_and_apart(data)
    assert "more sources: in the JSON" in text_of(data)


def test_the_saving_names_the_claim_and_the_grid_of_its_baseline() -> None:
    """The claim is the first source, and the grid of Germany the second one; the headline says what its ends are."""
    found = effect(baseline_country="DEU", baseline_year=2020)
    text = text_of(context_pdf(found))
    assert "Ember" in found.sources[1]
    assert "[1] [2]" in text
    assert ", bounds)" in text
