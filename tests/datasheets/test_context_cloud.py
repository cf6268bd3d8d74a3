"""The page of a comparison with the cloud, in the report and alone."""

from __future__ import annotations

import re

import pytest

import footprint
from datasheets.context_pages import context_pdf, sections
from datasheets.report import report_pdf
from footprint.baselines import CloudComparison, compare_cloud
from footprint.baselines.break_even import sentences
from footprint.numbers import CO2E_TYPESET, mass_interval
from footprint.result import Footprint
from tests.corrected import FIGURE, uncorrected
from tests.datasheets.examples import (
    assess,
    everything_long,
    hostile,
    read,
    squeezed,
    text_of,
    within_margins_and_apart,
)


def compared(result: Footprint | None = None, **options: object) -> CloudComparison:
    return compare_cloud(assess() if result is None else result, **options)  # type: ignore[arg-type]


def test_the_page_has_the_number_the_parts_the_break_even_and_the_record() -> None:
    found = compared()
    text = squeezed(text_of(context_pdf(found)))
    for said in (
        mass_interval(found.saved_kg_co2e)[0], "less on the device than in the cloud, over 3 years",
        "Cloud, data centre", "Device, inference", "Cloud, server",
        found.to_dict()["inputs_sha256"], *sentences(found.break_even),
    ):  # fmt: skip
        assert squeezed(said) in text, said
    assert CO2E_TYPESET in text


def test_the_report_takes_it_as_a_page_of_its_own() -> None:
    document = report_pdf(assess(), further=[compared()])
    assert len(read(document).pages) == 2
    within_margins_and_apart(document, 2)
    names = [section.name for section in sections(compared())]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("options", [{}, {"cloud_inference": "resnet-18", "inference_energy_j": 1000.0}])
def test_either_option_may_be_ahead(options: dict[str, object]) -> None:
    found = compared(**options)
    where = "on the device than in the cloud" if not options else "in the cloud than on the device"
    assert f"less {where}" in text_of(context_pdf(found))


def test_the_corrected_figure_stands_with_its_correction() -> None:
    text = text_of(context_pdf(compared()))
    assert FIGURE.search(text)
    assert uncorrected(text) == []


def test_a_training_that_is_drawn_has_its_whole_caveat() -> None:
    found = compared()
    text = squeezed(text_of(context_pdf(found)))
    drawn = [y.baseline for y in found.training_baselines if squeezed(y.baseline.title) in text]
    assert len(drawn) >= 2
    assert all(squeezed(b.caveat) in text for b in drawn)


def test_the_largest_parts_have_a_source_on_the_page() -> None:
    """The data centre and the server are most of the cloud: their sources are listed first."""
    found = compared()
    listed = squeezed(text_of(context_pdf(found)).rpartition("Sources")[2])
    assert f"[1]{squeezed(found.cloud.part('data_centre').source)[:40]}" in listed
    assert f"[2]{squeezed(found.cloud.part('server_embodied').source)[:40]}" in listed


def test_carbon_that_is_not_assessed_is_said_at_the_number() -> None:
    """The cells of the leak detector have no factor in the default set."""
    text = squeezed(text_of(context_pdf(compared(assess("leak-detector")))))
    assert squeezed("over 3 years, as far as assessed") in text
    assert text.count(squeezed("no break-even is known in carbon")) == 1


def test_a_number_of_a_source_is_listed() -> None:
    text = text_of(context_pdf(compared()))
    numbers = set(re.findall(r"\[(\d+)\]", text.partition("Sources")[0]))
    listed = set(re.findall(r"\[(\d+)\]", text.rpartition("Sources")[2]))
    assert numbers <= listed


@pytest.mark.parametrize("make", [hostile, everything_long], ids=["hostile", "long"])
def test_any_text_stays_inside_the_page(make: object) -> None:
    data = context_pdf(compared(make()))  # type: ignore[operator]
    assert len(read(data).pages) == 1
    within_margins_and_apart(data)


@pytest.mark.parametrize("preset", footprint.preset_names())
def test_every_preset_has_one_page(preset: str) -> None:
    assert len(read(context_pdf(compared(assess(preset)))).pages) == 1
