"""Drivers of a footprint: the tornado by hand, and Sobol indices against closed forms."""

from math import exp, log, sqrt

import pytest

import footprint
from footprint.errors import InputError
from footprint.findings import drivers_finding
from footprint.uncertainty import sensitivity, tornado
from footprint.uncertainty.distributions import Z_HIGH
from tests.footprint.uncertainty.test_difference import lognormal
from tests.footprint.uncertainty.test_drawn import declared, die, drawn, of_blocks

SIGMAS = {"a": (1.0, 0.1), "b": (0.5, 0.3), "c": (2.0, 0.05), "d": (0.2, 0.6)}


def additive():
    return drawn(of_blocks(**{f"block_{k}": lognormal(*one, source=k) for k, one in SIGMAS.items()}), 1000)


def test_the_tornado_by_hand():
    """Total 3.7; b alone at its P5 and P95: 3.7 - 0.5 + 0.5 exp(-+1.6449 x 0.3) = 3.505 and 4.019."""
    widest = tornado(additive())
    b = next(d for d in widest if d.input.title.startswith("Block b"))
    assert b.kg_co2e == pytest.approx((3.2 + 0.5 * exp(-Z_HIGH * 0.3), 3.7, 3.2 + 0.5 * exp(Z_HIGH * 0.3)), rel=1e-9)
    assert b.kg_co2e == pytest.approx((3.505, 3.7, 4.019), rel=1e-3)
    assert [d.swing_kg_co2e for d in widest] == sorted((d.swing_kg_co2e for d in widest), reverse=True)


def test_a_factor_moves_every_row_that_uses_it():
    """0.0168 kg/mm2 x (10 + 20) mm2; the tornado's ends are those of the factor times 30 mm2."""
    found = drawn(of_blocks(processing=die(), connectivity=die(area="20 mm^2")), 1000)
    (driver,) = tornado(found)
    one = driver.input.distribution
    assert driver.kg_co2e == pytest.approx((30 * one.quantile(0.05), 30 * 0.0168, 30 * one.quantile(0.95)), rel=1e-9)


def test_indices_of_a_sum_are_shares_of_the_variance():
    """V_i = m^2 exp(s^2) (exp(s^2) - 1) of independent lognormals; first order and total are the same."""
    variances = {k: m**2 * exp(s**2) * (exp(s**2) - 1) for k, (m, s) in SIGMAS.items()}
    found = sensitivity(additive(), 8192)
    assert found.explained == pytest.approx(1, abs=0.01)
    for driver in found.drivers:
        wanted = variances[driver.input.title[6]] / sum(variances.values())
        assert driver.first_order.value == pytest.approx(wanted, abs=0.01)
        assert driver.total.value == pytest.approx(wanted, abs=0.01)


def test_indices_of_a_product():
    """F Q with sigmas f, q, u = exp(f^2), v = exp(q^2): over (m^2 u v), V = uv - 1, V_F = u - 1, VT_F = v (u - 1)."""
    part = {"part": "die-90nm", "quantity": "10 mm^2", "low": "4 mm^2", "high": "25 mm^2", "status": "measured"}
    found = sensitivity(drawn(of_blocks(processing={"parts": [part]}), 1000), 16384)
    by_kind = {d.input.kind: d for d in found.drivers}
    f, q = (_sigma(by_kind[k].input.distribution) for k in ("factor", "quantity"))
    u, v = exp(f**2), exp(q**2)
    for kind, first, total in (("factor", u - 1, v * (u - 1)), ("quantity", v - 1, u * (v - 1))):
        assert by_kind[kind].first_order.value == pytest.approx(first / (u * v - 1), abs=0.01)
        assert by_kind[kind].total.value == pytest.approx(total / (u * v - 1), abs=0.01)


def _sigma(one) -> float:
    """Sigma of a lognormal that is symmetric in the logarithm but for a hundredth."""
    return log(one.quantile(0.95) / one.quantile(0.05)) / (2 * Z_HIGH)


def test_drivers_come_in_the_order_of_their_total_shares():
    found = sensitivity(drawn(footprint.load_system("elephant-collar"), 1000))
    totals = [d.total.value for d in found.drivers]
    assert totals == sorted(totals, reverse=True)
    assert len(found.drivers) == len(drawn(footprint.load_system("elephant-collar"), 1000).inputs)
    assert found.left_typical == 0


def test_too_many_inputs_leave_the_smallest_typical():
    """150 declared values: indices for the 100 that move the total most, the other 50 are listed without."""
    blocks = {f"block_{i}": lognormal(0.01 * (i + 1), 0.2, source=str(i)) for i in range(150)}
    found = sensitivity(drawn(of_blocks(**blocks), 200))
    assert found.left_typical == 50
    assert [d.first_order is None for d in found.drivers] == [False] * 100 + [True] * 50
    assert min(d.swing_kg_co2e for d in found.drivers[:100]) > max(d.swing_kg_co2e for d in found.drivers[100:])


def test_nothing_uncertain_has_no_drivers():
    found = sensitivity(drawn(of_blocks(casing={"declared": "1 kgCO2e", "source": "test"}), 1000))
    assert found.drivers == ()
    assert found.explained == 0


def test_samples_out_of_range_are_refused():
    with pytest.raises(InputError, match="samples 1000 is not a power of two"):
        sensitivity(additive(), 1000)


def test_an_input_that_is_typically_zero_still_drives():
    """A part of 0 to 3 pcs that is typically none: its row is zero, and its swing is not."""
    part = {"part": "led", "quantity": "0 pcs", "low": "0 pcs", "high": "3 pcs", "status": "estimated"}
    found = sensitivity(drawn(of_blocks(user_interface={"parts": [part]}, casing=lognormal(0.1, 0.1)), 1000))
    driver = next(d for d in found.drivers if d.input.kind == "quantity")
    assert driver.kg_co2e.low > found.drivers[-1].kg_co2e.typical * 0.99
    assert driver.swing_kg_co2e > 0.05
    assert driver.total.value > 0.5


def test_documents_hold_what_they_show():
    driver = sensitivity(additive(), 4096).drivers[0]
    document = driver.to_dict()
    assert document["distribution"] == "lognormal"
    assert document["total_order"]["value"] == pytest.approx(driver.total.value, rel=1e-11)
    assert document["swing_kg_co2e"] == pytest.approx(document["kg_co2e"]["high"] - document["kg_co2e"]["low"])
    assert sqrt(document["low"] * document["high"]) == pytest.approx(document["typical"], rel=1e-9)


def test_shares_that_cannot_be_told_are_not_shown():
    """1 kg (0.01 to 60) and 10 g (0.05 mg to 2 kg): tails so heavy that 4096 points miss them; ranked by swing."""
    found = sensitivity(
        drawn(of_blocks(casing=declared(1, 0.01, 60), pcb=declared(0.01, 0.00005, 2, source="other")), 1000)
    )
    assert found.error > 0.05
    assert not found.estimated
    assert [d.total for d in found.drivers] == [None, None]
    assert found.drivers[0].swing_kg_co2e > found.drivers[1].swing_kg_co2e
    assert "cannot be told" in drivers_finding(found)


def test_the_finding_names_what_drives():
    """Variances 0.0101, 0.0257, 0.0100 and 0.0247 kg2 (closed form): b makes 36 %, d 35 %."""
    assert drivers_finding(sensitivity(additive(), 8192)).startswith("Block")
    one = drawn(of_blocks(casing=lognormal(1.0, 0.3)), 1000)
    assert drivers_finding(sensitivity(one)) == "Casing: declared makes 100 % of the variance."
