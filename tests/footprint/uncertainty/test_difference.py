"""Comparisons by common draws: probabilities with independent and with shared inputs."""

from math import exp, log, sqrt
from statistics import NormalDist

import pytest

import footprint
from footprint.errors import InputError
from footprint.factors import Interval
from footprint.findings import chance, reference_products
from footprint.system import System
from footprint.uncertainty import Difference, DrawnProduct, difference
from footprint.uncertainty.distributions import Z_HIGH
from tests.footprint.uncertainty.test_drawn import declared, die, drawn, of_blocks, relative_width

DRAWS = 40_000


def lognormal(kg, sigma, source="test"):
    return {**declared(kg, kg * exp(-Z_HIGH * sigma), kg * exp(Z_HIGH * sigma)), "source": source}


def test_two_independent_lognormals():
    """P(A < B) = Phi(ln(B / A) / sqrt(a^2 + b^2)) = Phi(ln 1.2 / 0.5) = 0.642 though the intervals overlap widely."""
    a = drawn(of_blocks(casing=lognormal(1.0, 0.3, "a")), DRAWS)
    b = drawn(of_blocks(casing=lognormal(1.2, 0.4, "b")), DRAWS)
    found = difference(a, b)
    wanted = NormalDist().cdf(log(1.2) / 0.5)
    assert wanted == pytest.approx(0.6423, rel=1e-3)
    assert found.below == pytest.approx(wanted, abs=4 * sqrt(wanted * (1 - wanted) / DRAWS))
    assert found.below + found.above == 1
    assert found.kg_co2e.typical == pytest.approx(-0.2, rel=1e-9)
    assert a.total_kg_co2e.high > b.total_kg_co2e.low


def test_what_both_share_cancels():
    """The same die of 10 and of 11 mm2: intervals overlap almost wholly, and yet one is smaller for certain."""
    a, b = drawn(of_blocks(processing=die()), DRAWS), drawn(of_blocks(processing=die(area="11 mm^2")), DRAWS)
    found = difference(a, b)
    assert found.below == 1
    assert found.kg_co2e.high < 0
    assert a.total_kg_co2e.high > b.total_kg_co2e.low
    assert chance(found, "A", "B", DRAWS) == "A is below B in all 40 000 draws."


def test_the_same_line_in_both_is_the_same_part():
    part = {"parts": [{"part": "abs", "quantity": "100 g", "low": "50 g", "high": "200 g", "source": "scale"}]}
    a, b = drawn(of_blocks(casing=part), DRAWS), drawn(of_blocks(casing=part, others=lognormal(0.01, 0.1)), DRAWS)
    assert difference(a, b).below == 1


def test_equal_systems_are_equal_in_every_draw():
    a = drawn(footprint.load_system("elephant-collar"), DRAWS)
    found = difference(a, drawn(footprint.load_system("elephant-collar"), DRAWS))
    assert (found.below, found.equal, found.above) == (0, 1, 0)
    assert chance(found, "A", "B", DRAWS) == "A and B are equal in every draw."


def test_the_other_way_round_is_the_mirror():
    a, b = (drawn(footprint.load_system(n), 5000) for n in ("keyword-spotting", "image-classification"))
    one, other = difference(a, b), difference(b, a)
    assert (one.below, one.above) == (other.above, other.below)
    assert one.kg_co2e.low == pytest.approx(-other.kg_co2e.high, rel=1e-9)


def test_per_year_takes_each_lifetime():
    """1 kg over 1 year is more a year than 2.5 kg over 3 years."""
    a = drawn(of_blocks(casing=lognormal(1.0, 0.01, "a")), 1000)
    b = drawn(of_blocks(casing=lognormal(2.5, 0.01, "b")).with_(lifetime="3 years"), 1000)
    assert difference(a, b).below == 1
    assert difference(a, b, per_year=True).below == 0


def test_products_take_part():
    """Apple Watch Series 7: 34 kg, printed to the kg, so 33.5 to 34.5."""
    watch = DrawnProduct(reference_products()["apple-watch-series-7"], DRAWS, 1)
    assert watch.total_kg_co2e == pytest.approx((33.5, 34, 34.5), rel=1e-3)
    found = difference(drawn(footprint.load_system("keyword-spotting"), DRAWS), watch)
    assert found.below == 1
    assert found.kg_co2e.typical == pytest.approx(2.66083 - 34, rel=1e-5)


def test_other_draws_or_another_seed_cannot_be_compared():
    system = of_blocks(processing=die())
    for other in (drawn(system, 2000), drawn(system, 1000, 2)):
        with pytest.raises(InputError, match="same draws and seed"):
            difference(drawn(system, 1000), other)


@pytest.mark.parametrize(
    ("below", "said"),
    [(0.5, "50 %"), (0.03, "3.0 %"), (0.9972, "99.7 %"), (0.99996, ">99.9 %"), (0.00004, "<0.1 %")],
)
def test_chances_in_words_are_never_rounded_to_certainty(below, said):
    found = Difference(Interval(-1, 0, 1), below, 0.0, 1 - below)
    assert chance(found, "A", "B", 10_000) == f"A is below B with a probability of {said}."


def test_certainty_in_words():
    assert chance(Difference(Interval(1, 2, 3), 0.0, 0.0, 1.0), "A", "B", 500) == "A is above B in all 500 draws."


def test_the_turned_difference_is_that_of_the_other_system():
    a, b = (drawn(footprint.load_system(n), 5000) for n in ("keyword-spotting", "image-classification"))
    turned, other = difference(a, b).turned(), difference(b, a)
    assert turned.kg_co2e == pytest.approx(other.kg_co2e, rel=1e-9)
    assert turned[1:] == other[1:]


# --- what scales an amount is not what is uncertain about it ---------------------------------------

STATES = [{"name": "active", "power": "20 mW", "power_low": "10 mW", "power_high": "40 mW", "duty": "50 %"}]
GRID = {"intensity": "0.4 kgCO2e/kWh", "source": "contract"}


def _device(**more):
    return System.from_dict({"name": "test", "lifetime": "3 years", **more})


def _on_mains(efficiency, lifetime="3 years"):
    supply = {"kind": "mains", "efficiency": efficiency, "standby": "0 mW"}
    return _device(use={"grid": GRID, "states": STATES, "supply": supply}).with_(lifetime=lifetime)


def test_the_same_power_behind_a_better_adapter_is_less_in_every_draw():
    """P / 0.80 is below P / 0.79 whatever P is; drawn apart, it would be a coin toss."""
    a, b = drawn(_on_mains("80 %"), DRAWS), drawn(_on_mains("79 %"), DRAWS)
    assert difference(a, b).below == 1


def test_the_same_power_over_another_lifetime_is_the_same_per_year():
    a, b = drawn(_on_mains("80 %"), DRAWS), drawn(_on_mains("80 %", "4 years"), DRAWS)
    found = difference(a, b, per_year=True)
    assert found.equal == 1
    assert found.kg_co2e == pytest.approx((0, 0, 0), abs=1e-9)


@pytest.mark.parametrize(
    "training", [declared(1, 0.5, 2), {"energy": "3 kWh", "energy_low": "1 kWh", "energy_high": "9 kWh", "grid": GRID}]
)
def test_one_training_shared_by_more_units_is_less_in_every_draw(training):
    a, b = (drawn(_device(training=training, units_produced=n), DRAWS) for n in (3, 2))
    assert difference(a, b).below == 1


PACK = {"name": "pack", "quantity": "1 pcs", "declared": "1 kgCO2e", "declared_low": "0.5 kgCO2e",
        "declared_high": "2 kgCO2e", "source": "supplier"}  # fmt: skip


def _replaced(every):
    supply = {"kind": "rechargeable", "energy": "5 Wh", "usable": "90 %", "self_discharge": "2 % per year",
              "charge_efficiency": "90 %", "replaced_every": every, "replacement": PACK}  # fmt: skip
    use = {"grid": GRID, "states": [{"name": "active", "power": "1 mW", "duty": "100 %"}], "supply": supply}
    return _device(use=use, blocks={"power_supply": {"parts": [PACK]}})


def test_one_more_pack_is_more_in_every_draw():
    a, b = drawn(_replaced("1.5 years"), DRAWS), drawn(_replaced("1 year"), DRAWS)
    assert difference(a, b).below == 1


def test_replaced_packs_are_as_uncertain_as_the_first():
    """One pack and two further ones of 1 kg (0.5 to 2) are 3 kg (1.5 to 6), beside 0.01 kg of electricity."""
    found = drawn(_replaced("1 year"), DRAWS)
    assert found.total_kg_co2e.low == pytest.approx(1.5, rel=0.02)
    assert found.total_kg_co2e.high == pytest.approx(6, rel=0.02)


def test_the_same_line_in_another_block_is_the_same_part():
    part = {"parts": [{"part": "abs", "quantity": "100 g", "low": "50 g", "high": "200 g", "source": "scale"}]}
    a, b = drawn(of_blocks(casing=part), DRAWS), drawn(of_blocks(front=part, others=lognormal(0.01, 0.1)), DRAWS)
    assert difference(a, b).below == 1


def test_equal_declared_blocks_are_not_the_same_thing():
    """Two blocks that happen to say the same of themselves: 2 kg with sigma s / sqrt(2), not s."""
    both = drawn(of_blocks(one=lognormal(1.0, 0.2), other=lognormal(1.0, 0.2)), DRAWS)
    assert relative_width(both.total_kg_co2e) == pytest.approx(0.2 / sqrt(2), rel=0.03)
