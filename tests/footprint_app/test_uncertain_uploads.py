"""What a file says of uncertainty and the page cannot edit is kept: the page computes what the command line does."""

from __future__ import annotations

import json
from typing import Any

import pytest

import footprint
from footprint.export import to_yaml
from footprint.presets import system_from_text
from footprint_app import links, rows, state
from footprint_app.fields import GIVEN

SCORES = [4, 2, 1, 1, 3]
DIE = {"part": "die-90nm", "quantity": "10 mm2", "low": "8 mm2", "high": "12 mm2",
       "distribution": "triangular", "pedigree": SCORES}  # fmt: skip
STATE = {"name": "on", "power": "5 mW", "duty": 0.5}
CELLS = {"kind": "rechargeable", "energy": "7.2 Wh", "charge_efficiency": 0.85, "replaced_every": "1 year",
         "replacement": {"part": "die-90nm", "quantity": "1 mm2", "low": "0.5 mm2", "high": "2 mm2",
                         "distribution": "uniform", "pedigree": SCORES}}  # fmt: skip
SECTIONS: dict[str, dict[str, Any]] = {
    "parts": {"blocks": {"processing": {"parts": [DIE]}}},
    "block": {"blocks": {"casing": {"declared": "2 kgCO2e", "low": "1 kgCO2e", "high": "3 kgCO2e",
                                    "distribution": "uniform", "pedigree": SCORES}}},
    "end of life": {"end_of_life": {"declared": "2 kgCO2e", "pedigree": SCORES}},
    "states with bounds": {"use": {"states": [{**STATE, "power_low": "4 mW", "power_high": "8 mW"}],
                                   "distribution": "lognormal"}},
    "currents with bounds": {"use": {"states": [{"name": "on", "current": "2 mA", "current_low": "1 mA",
                                                 "current_high": "3 mA", "duty": 0.5}], "voltage": "3 V"}},
    "states with a pedigree": {"use": {"states": [STATE], "pedigree": SCORES}},
    "replaced cells": {"use": {"states": [STATE], "supply": CELLS}},
    "energy": {"use": {"energy": {"amount": "27 Wh", "low": "20 Wh", "high": "40 Wh", "over": "3 years"},
                       "distribution": "lognormal"}},
    "training": {"training": {"energy": "1 kWh", "energy_low": "0.5 kWh", "energy_high": "2 kWh", "pedigree": SCORES}},
    "training hardware": {"training": {"hardware": {"device": "nvidia-t4", "time": "3 h"}, "distribution": "uniform",
                                       "pedigree": SCORES}},
}  # fmt: skip


def system_with(sections: dict[str, Any]) -> footprint.System:
    """A device of a file, as the command line reads it."""
    data = {"name": "x", "lifetime": "3 years", "blocks": {"pcb": {"hsl": 1, "case": "typical"}}, **sections}
    return system_from_text(to_yaml(footprint.System.from_dict(data)), "x.yaml")


@pytest.mark.parametrize("sections", SECTIONS.values(), ids=SECTIONS)
def test_an_upload_is_drawn_as_the_command_line_does(sections: dict[str, Any]) -> None:
    system = system_with(sections)
    fields = state.uploaded(system)
    wanted = footprint.assess(system, draws=200, seed=1).to_dict()
    assert footprint.assess(state.build(fields), draws=200, seed=1).to_dict() == wanted
    arrived = links.from_query(links.to_query(fields)).fields
    assert footprint.assess(state.build(arrived), draws=200, seed=1).to_dict() == wanted


@pytest.mark.parametrize("sections", SECTIONS.values(), ids=SECTIONS)
def test_an_edit_elsewhere_keeps_it(sections: dict[str, Any]) -> None:
    system = system_with(sections)
    edited = state.build({**state.uploaded(system), "lifetime": "5 years", "security": "0.typical", "country": "DEU"})
    kept = {name: block for name, block in edited.blocks.items() if name != "security"}
    assert kept == system.blocks
    assert (edited.training, edited.end_of_life) == (system.training, system.end_of_life)
    if system.use is not None:
        assert edited.use == system.with_(country="DEU").use


@pytest.mark.parametrize("name", ["states with bounds", "states with a pedigree", "energy"])
def test_a_use_stage_with_more_than_the_controls_say_stays_as_given(name: str) -> None:
    assert state.uploaded(system_with(SECTIONS[name]))["use"] == GIVEN


def test_bounds_of_a_current_have_controls() -> None:
    fields = state.uploaded(system_with(SECTIONS["currents with bounds"]))
    assert (fields["use"], fields["state1_low"], fields["state1_high"]) == ("states", "1 mA", "3 mA")
    assert state.build({**fields, "state1_high": "4 mA"}).use.states[0].current_high_ma == 4.0


@pytest.mark.parametrize("name", ["training", "training hardware"])
def test_a_training_with_more_than_the_controls_say_stays_as_given(name: str) -> None:
    assert state.uploaded(system_with(SECTIONS[name]))["training"] == GIVEN


def test_an_edited_quantity_keeps_how_it_is_drawn() -> None:
    fields = state.uploaded(system_with(SECTIONS["parts"]))
    (row,) = rows.read("processing_parts", fields["processing_parts"])
    changed = rows.with_cell(row, "quantity", "9 mm2")
    (part,) = state.build({**fields, "processing_parts": json.dumps([changed])}).blocks["processing"].parts
    assert (part.quantity, part.distribution, part.pedigree) == (9.0, "triangular", tuple(SCORES))


def test_an_edited_supply_keeps_how_its_replacement_is_drawn() -> None:
    system = system_with(SECTIONS["replaced cells"])
    edited = state.build({**state.uploaded(system), "supply_every": "2 years"})
    assert edited.to_file_dict()["use"]["supply"]["replaced_every"] == "2 years"
    assert (
        edited.to_file_dict()["use"]["supply"]["replacement"] == system.to_file_dict()["use"]["supply"]["replacement"]
    )


def test_what_has_nothing_left_to_act_on_goes() -> None:
    """The page has no control to drop a distribution with, so it goes with its ends, and all with the part."""
    no_low = rows.with_cell(dict(DIE), "low", "")
    assert no_low["distribution"] == "triangular", "half an interval is an error with a control"
    no_ends = rows.with_cell(no_low, "high", "")
    assert "distribution" not in no_ends
    assert no_ends["pedigree"] == SCORES
    counted = rows.with_cell(dict(DIE), "part", "led")
    assert "distribution" not in counted
    assert rows.with_cell({**DIE, "name": "mine"}, "part", "").keys() == {"quantity", "low", "high", "name"}


def test_scores_that_are_none_are_words_beside_the_row() -> None:
    fields = state.uploaded(system_with(SECTIONS["parts"]))
    with pytest.raises(footprint.InputError, match="five whole numbers from 1 to 5"):
        state.build({**fields, "processing_parts": json.dumps([{**DIE, "pedigree": "good"}])})
