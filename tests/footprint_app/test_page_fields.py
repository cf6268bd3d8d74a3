"""Fields of a page: how they open, what a link gives, the one history of steps, and words for bad input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

import streamlit as st

from footprint.errors import InputError
from footprint_app import session
from footprint_app.fields import at
from footprint_app.page_fields import PageFields

PAGE = PageFields("one", {"a": "1", "b": ""}, {"a": "First", "b": "Second"})
OTHER = PageFields("two", {"c": ""}, {"c": "Third"})


class _Query:
    """The address bar as a page reads it."""

    def to_dict(self) -> dict[str, str]:
        return {"a": "", "b": "x", "other": "y"}


@pytest.fixture(autouse=True)
def _session(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A session with a device, as the first page leaves it."""
    state: dict[str, Any] = {session.DEVICE: {"lifetime": "3 years"}, "history": [], "notes": ["from a link"]}
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(st, "query_params", _Query())
    PAGE.arrive()
    OTHER.arrive()
    return


def test_a_link_fills_the_fields_once_and_may_empty_one() -> None:
    assert PAGE.arrive() == {"a": "", "b": "x"}
    PAGE.put(b="z")
    assert PAGE.arrive() == {"a": "", "b": "z"}
    assert PAGE.link() == {"a": "", "b": "z"}, "what was emptied is in the link, as the page would fill it again"
    assert OTHER.link() == {}


def test_undo_takes_back_the_newest_step_of_what_it_is_asked_for() -> None:
    PAGE.put(a="2")
    session.put(lifetime="5 years")
    OTHER.put(c="3")
    PAGE.put(a="4")
    assert session.notes() == []
    session.undo(OTHER.key)
    assert OTHER.current() == {"c": ""}
    assert PAGE.current()["a"] == "4", "a step of a page that is not asked for stays"
    session.undo()
    assert session.current() == {"lifetime": "3 years"}
    assert not session.can_undo()
    session.undo(PAGE.key)
    session.undo(PAGE.key)
    assert PAGE.current()["a"] == ""
    assert not session.can_undo(PAGE.key)
    session.undo(PAGE.key)
    assert PAGE.current()["a"] == "", "nothing to undo changes nothing"


def test_what_changes_nothing_is_no_step() -> None:
    PAGE.put(b="x")
    assert not session.can_undo(PAGE.key)


def test_each_keeps_its_own_twenty_steps() -> None:
    """A page that is worked on for long takes no step from the device."""
    session.put(lifetime="5 years")
    for i in range(25):
        PAGE.put(b=str(i))
    for _ in range(session.UNDO_STEPS):
        session.undo(PAGE.key)
    assert PAGE.current()["b"] == "4", "25 changes, the last 20 undone; then the device's"
    assert session.current() == {"lifetime": "5 years"}
    session.undo(PAGE.key)
    assert session.current() == {"lifetime": "3 years"}


def test_reset_is_one_step() -> None:
    PAGE.reset()
    assert PAGE.current() == PAGE.opens
    session.undo(PAGE.key)
    assert PAGE.current() == {"a": "", "b": "x"}


def test_an_error_is_said_with_the_name_of_its_control() -> None:
    wrong = InputError("not so")
    assert PAGE.said(at("a", wrong)) == "First: not so."
    assert PAGE.said(at("lifetime", wrong)) == "Lifetime: not so."
    assert PAGE.said(at("", wrong)) == "not so."
