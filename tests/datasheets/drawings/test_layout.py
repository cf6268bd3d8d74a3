"""Whatever the data, a chart fits its width and a page, no text is cut or lies on another, and every call is alike."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from datasheets.content.blocks import Figure
from datasheets.drawings.figures import (
    envelope_figure,
    evaluation_figures,
    footprint_figures,
    slice_figures,
)
from datasheets.drawings.states import State, _figure
from datasheets.drawings.svg import drawing_svg
from datasheets.sheet.values import read_quantity
from tests.datasheets.drawings.looking import check_layout, evaluated, q
from tests.datasheets.examples import HOSTILE_NAME, LONG

WIDTHS = st.sampled_from([226.0, 300.0, 380.0, 493.0])
NAMES = st.sampled_from(["a", "Wi-Fi", "a group with a long name that has to wrap somewhere", HOSTILE_NAME, LONG]) | (
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)
)
FEW = settings(max_examples=15, deadline=None)


def checked(figures: tuple[Figure, ...], width: float) -> None:
    for figure in figures:
        check_layout(figure, width)


def test_every_call_is_alike() -> None:
    figures = footprint_figures([], [{"block": "A", "value": q("1 kgCO2e")}], None)
    figures += slice_figures([share_row(np.random.default_rng(1), "a", 9)])
    for figure in figures:
        assert figure.draw is not None
        once, again = (drawing_svg(figure.draw(300.0), figure.title, figure.alt) for _ in range(2))
        assert once == again


@FEW
@given(st.integers(2, 14), st.integers(0, 2**32 - 1), NAMES, WIDTHS)
def test_evaluations(classes: int, seed: int, name: str, width: float) -> None:
    """Of 2 to 14 classes, some of them maybe without samples, with names of any length."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(5, 200))
    scores = rng.dirichlet(np.full(classes, 0.4), n)
    names = tuple(f"{name.strip() or 'x'} {k}"[-120:] for k in range(classes))
    found = evaluated(list(rng.integers(0, classes, n)), scores, names)
    checked(evaluation_figures(found, "evaluation.json"), width)


def share_row(rng: np.random.Generator, name: str, n: int) -> dict[str, Any]:
    count = int(rng.integers(0, n + 1))
    value = count / n * 100
    low, high = max(0.0, value - 20), min(100.0, value + 15)
    ends = {"low": f"{low:.4f} %", "high": f"{high:.4f} %", "level": "95 %"} if rng.random() < 0.8 else {}
    return {
        "variable": "site",
        "group": name,
        "metric": "accuracy",
        "value": q(f"{value:.4f} %", count=count, n=n, **ends),
    }


@FEW
@given(st.lists(NAMES, min_size=1, max_size=45), st.integers(0, 2**32 - 1), WIDTHS)
def test_slices(names: list[str], seed: int, width: float) -> None:
    rng = np.random.default_rng(seed)
    rows = [share_row(rng, name, int(rng.integers(1, 100_000))) for name in names]
    checked(slice_figures(rows), width)


@FEW
@given(st.lists(st.tuples(NAMES, st.floats(0, 1e6), st.floats(0, 2), st.booleans()), min_size=1, max_size=40), WIDTHS)
def test_bars(rows: list[tuple[str, float, float, bool]], width: float) -> None:
    blocks = []
    for name, kg, spread, known in rows:
        ends = {"low": f"{kg / (1 + spread)!r} kgCO2e", "high": f"{kg * (1 + spread)!r} kgCO2e"} if known else {}
        blocks.append({"block": name, "value": q(f"{kg!r} kgCO2e", **ends)})
    checked(footprint_figures([], blocks, None), width)


@FEW
@given(
    st.lists(st.tuples(NAMES, st.floats(1e-6, 1e6), st.booleans(), st.floats(0, 1)), min_size=1, max_size=10), WIDTHS
)
def test_states(rows: list[tuple[str, float, bool, float]], width: float) -> None:
    states = [
        State(name, mw, mw / 3 if known else None, mw * 2 if known else None, duty, 0.5, "estimated")
        for name, mw, known, duty in rows
    ]
    checked(tuple(_figure(states, "system.yaml")), width)


ENDS = st.one_of(
    st.tuples(st.floats(-1e4, 1e4), st.floats(0, 1e5)).map(
        lambda t: {"min": f"{t[0]:.3f} lx", "max": f"{t[0] + t[1]:.3f} lx", "status": "declared"}
    ),
    st.floats(-1e4, 1e4).map(lambda v: {"value": f"{v:.2f} lx", "status": "declared"}),
    st.floats(-1e4, 1e4).map(lambda v: {"min": f"{v:.2f} lx", "status": "declared"}),
    st.floats(-1e4, 1e4).map(lambda v: {"max": f"{v:.2f} lx", "status": "declared"}),
    st.just("not provided"),
)


@FEW
@given(st.lists(st.tuples(NAMES, ENDS, ENDS), min_size=1, max_size=20), WIDTHS)
def test_envelopes(rows: list[tuple[str, Any, Any]], width: float) -> None:
    def read(given: Any) -> Any:
        return given if isinstance(given, str) else read_quantity(given, "")

    made = [{"factor": "other", "name": n, "supported": read(a), "tested": read(b)} for n, a, b in rows]
    checked(envelope_figure(made), width)


def test_the_longest_figures_fit_a_page() -> None:
    """As many rows as one figure takes, and one more, each with a name of two lines."""
    rng = np.random.default_rng(5)
    for n in (20, 21):
        names = [f"{i} {LONG}" for i in range(n)]
        checked(slice_figures([share_row(rng, name, 50) for name in names]), 493)
        checked(footprint_figures([], [{"block": name, "value": q("1 kgCO2e")} for name in names], None), 493)
        checked(tuple(_figure([State(name, 1.0, None, None, 0.1, 0.1, "measured") for name in names], "")), 493)
        pair = q("5 lx"), q("3 lx")
        rows = [{"factor": "other", "name": name, "supported": pair[0], "tested": pair[1]} for name in names]
        checked(envelope_figure(rows), 493)


def test_forty_slices_stand_on_two_figures() -> None:
    """40 groups, at most 20 to a figure: 2 figures, in which every group stands once."""
    rng = np.random.default_rng(4)
    figures = slice_figures([share_row(rng, f"Place {i}", 50) for i in range(40)])
    assert [f.title[-8:] for f in figures] == ["(1 of 2)", "(2 of 2)"]
    said = [name for f in figures for name in f.alt.split() if name == "Place"]
    assert len(said) == 40
    checked(figures, 493)
