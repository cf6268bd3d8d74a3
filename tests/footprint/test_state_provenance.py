"""Status and source of power states: how certain the use stage is, and what it names."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

import footprint
from footprint.electricity import State
from footprint.errors import InputError
from footprint.result import Footprint
from footprint.schema import system_schema
from footprint.system import System

BATTERY = {"kind": "primary", "cell": "cell-aa-alkaline", "count": 2}


def state(name: str = "active", duty: str = "2 %", **more: Any) -> dict[str, Any]:
    return {"name": name, "power": "20 mW", "duty": duty, **more}


def device(*states: dict[str, Any], **use: Any) -> dict[str, Any]:
    return {"name": "a", "lifetime": "3 years", "use": {"states": list(states), **use}}


def assessed(*states: dict[str, Any], **use: Any) -> Footprint:
    return footprint.assess(device(*states, **use), fill_from="defra-2025")  # which has the cells


def use_row(result: Footprint) -> tuple[str, str]:
    row = next(r for r in result.rows if r.stage == "use")
    return row.status, row.source


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        ([None, None], "calculated"),
        (["measured", "measured"], "measured"),
        (["measured", "declared"], "declared"),
        (["measured", None], "calculated"),
        (["measured", "estimated"], "estimated"),
        (["estimated", None], "estimated"),
        (["assumed", "estimated"], "assumed"),
    ],
)
def test_the_weakest_status_counts(statuses: list[str | None], found: str) -> None:
    states = [state(str(i), **({"status": s} if s else {})) for i, s in enumerate(statuses)]
    assert use_row(assessed(*states))[0] == found
    assert use_row(assessed(*reversed(states)))[0] == found


def test_sources_are_named_once_with_their_states() -> None:
    """Two states of one capture and one of a data sheet, behind the source of the use stage."""
    result = assessed(
        state("infer", source="capture a.csv"), state("wake", source="capture a.csv"),
        state("sleep", source="data sheet"), source="lab book",
    )  # fmt: skip
    assert use_row(result)[1].endswith("; quantity: lab book; infer, wake: capture a.csv; sleep: data sheet")


def test_without_them_nothing_changes() -> None:
    plain = assessed(state())
    assert use_row(plain)[0] == "calculated"
    assert "quantity" not in use_row(plain)[1]
    known = assessed(state(status="measured", source="capture"))
    assert known.total_kg_co2e == plain.total_kg_co2e
    assert known.inputs_sha256 != plain.inputs_sha256
    assert plain.system.to_file_dict()["use"]["states"] == [{"name": "active", "power": "20 mW", "duty": 0.02}]


@pytest.mark.parametrize(
    ("supply", "item"),
    [(BATTERY, "energy of the cells"), ({"kind": "solar", "harvest": "5 mW"}, "harvested energy")],
)
def test_cells_and_light_name_them_too(supply: dict[str, Any], item: str) -> None:
    result = assessed(state(status="measured", source="capture a.csv"), supply=supply)
    (row,) = [r for r in result.rows if r.item == item]
    assert row.status == "measured"
    assert row.source.endswith("; active: capture a.csv")
    (plain,) = [r for r in assessed(state(), supply=supply).rows if r.item == item]
    assert plain.status == "calculated"
    assert row.source == f"{plain.source}; active: capture a.csv"


def test_round_trip_and_schema() -> None:
    given = device(state(status="estimated", source="profile v1.3"))
    system = System.from_dict(given)
    assert system.use is not None
    assert (system.use.states[0].status, system.use.states[0].source) == ("estimated", "profile v1.3")
    written = system.to_file_dict()
    assert System.from_dict(written) == system
    jsonschema.validate(written, system_schema())
    assert set(State.model_fields) >= {"status", "source"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"status": "guessed"}, '"guessed" is not a valid status.*measured, calculated, estimated, assumed, declared'),
        ({"source": ""}, "source"),
        ({"sauce": "a"}, 'unknown key "sauce".*Nearest valid: source'),
    ],
)
def test_bad_values(more: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        System.from_dict(device(state(**more)))


def test_draws_widen_what_is_estimated() -> None:
    """The grid is the same; the spread of the use stage comes from the status of its states alone."""

    def width(status: str) -> float:
        result = footprint.assess(device(state(status=status)), draws=2000, seed=1)
        return result.total_kg_co2e.high / result.total_kg_co2e.low

    assert width("measured") < width("estimated") < width("assumed")


def test_status_shares_follow() -> None:
    assert assessed(state(status="measured")).status_shares == {"measured": 1.0}
