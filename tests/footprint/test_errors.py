"""The one error a person can cause, and the search for what they may have meant."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from footprint.errors import InputError, nearest, printable, shown
from footprint.system import Origin


def test_message_has_place_valid_values_and_hint() -> None:
    error = InputError("x is wrong", path=("blocks", "pcb", 0), valid=("a", "b"), hint="Do y.", file="f.yaml", line=3)
    assert str(error) == "x is wrong (f.yaml, line 3, blocks.pcb.0). Nearest valid: a, b. Do y."
    assert str(InputError("x is wrong")) == "x is wrong."


def test_line_of_the_closest_known_parent() -> None:
    origin = Origin("f.yaml", {("blocks",): 2, ("blocks", "pcb"): 5})
    assert origin.locate(InputError("x", path=("blocks", "pcb", "parts", 0))).line == 5
    assert origin.locate(InputError("x", path=("use",))).line is None
    assert origin.locate(InputError("x", path=("use",), file="g.yaml")).file == "g.yaml"


@given(st.text())
def test_printable_holds_nothing_that_steers_a_terminal(text: str) -> None:
    assert printable(text).isprintable()


@given(st.one_of(st.text(), st.integers(), st.floats(), st.binary(), st.lists(st.text())))
def test_shown_is_short_and_on_one_line(value: object) -> None:
    assert shown(value).isprintable()
    assert len(shown(value)) <= 62


def test_shown() -> None:
    assert shown("a") == '"a"'
    assert shown(1.5) == "1.5"
    assert shown("x" * 100) == f'"{"x" * 57}..."'
    assert shown("\x1b[2J") == r'"\x1b[2J"'
    assert shown(10**5000) == "int too large to show"


def test_nearest() -> None:
    many = ["processing", "memory", "connectivity", "sensing", "actuators", "pcb", "casing", "security", "others"]
    assert nearest("casng", many)[0] == "casing"
    assert nearest("CASING", many)[0] == "casing"
    assert nearest("zzzzzz", many) == ()
    assert nearest("zzzzzz", ["a", "b"]) == ("a", "b"), "few are named all"
    assert nearest("x", []) == ()
