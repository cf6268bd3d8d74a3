"""A number of devices as people write it, and shares of a mix."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.errors import InputError
from footprint.numbers import many
from footprint.scaling import parse_count
from footprint.scaling.mixes import parse_share, parse_systems


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1000", 1000), ("250e9", 250 * 10**9), ("250 billion", 250 * 10**9), ("250bn", 250 * 10**9),
        (" 1.5 Million ", 1_500_000), ("12 000", 12_000), ("1 tn", 10**12), ("2.5k", 2500), (250e9, 250 * 10**9),
        (1, 1), ("10 trillion", 10**13),
    ],
)  # fmt: skip
def test_counts(text: str | float, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize(
    "text",
    ["", "abc", "nan", "inf", "1e400", "-1", "0", "0.5", "1.5", "1,000", "1_000", "10.1 trillion", "1e99", "5 zillion",
     "billion", "1 0", "1 billion billion", "+", float("nan"), float("inf"), -3, 0, 0.1, True, None, [], "1" * 500],
)  # fmt: skip
def test_no_count(text: object) -> None:
    with pytest.raises(InputError):
        parse_count(text)  # type: ignore[arg-type]


@given(st.integers(1, 10**13))
def test_a_count_as_it_is_said_is_read_back_to_three_digits(number: int) -> None:
    """What `many` says of a million or more has three digits; what is below it is said whole."""
    assert parse_count(many(number)) == pytest.approx(number, rel=5.1e-3 if number >= 999_500 else 1e-12)


@given(st.text(max_size=40))
def test_any_text_is_a_count_or_an_input_error(text: str) -> None:
    try:
        assert 1 <= parse_count(text) <= 10**13
    except InputError:
        return


@pytest.mark.parametrize(("text", "share"), [("70%", 0.7), ("70 %", 0.7), ("0.7", 0.7), ("100%", 1.0), ("1", 1.0)])
def test_shares(text: str, share: float) -> None:
    assert parse_share(text) == share


@pytest.mark.parametrize("text", ["", "%", "0", "0%", "-1%", "101%", "70", "nan", "inf%", "a", "1e400"])
def test_no_share(text: str) -> None:
    with pytest.raises(InputError):
        parse_share(text)


def test_a_share_without_its_sign_is_asked_back() -> None:
    with pytest.raises(InputError, match="Did you mean 70%"):
        parse_share("70")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a", "b"], "has no share in the mix"),
        (["a=50%", "b"], "has no share in the mix"),
        (["a=50%", "a=50%"], "stands twice"),
        (["a=50%", "b=40%"], "add up to 90 %, not to 100 %"),
        (["a=33.33%", "b=33.33%", "c=33.33%"], "add up to 99.99 %"),
        (["a=70%", "b=40%"], "add up to 110 %"),
        ([], "needs a system"),
    ],
)
def test_mixes_that_are_none(arguments: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_systems(arguments)


def test_a_file_may_have_an_equals_sign_in_its_name() -> None:
    assert parse_systems(["./a=b.yaml"]) == [("./a=b.yaml", 1.0)]
    assert parse_systems(["./a=b.yaml=70%", "c=30%"]) == [("./a=b.yaml", 0.7), ("c", 0.3)]
