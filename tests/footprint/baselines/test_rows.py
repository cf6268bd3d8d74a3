"""The tables of a comparison with the cloud: conversions, overheads, and that every row is whole."""

from __future__ import annotations

import pytest

from footprint import load_system, tables
from footprint.baselines.compare import compare_cloud
from footprint.baselines.parts import idle_kwh, server, server_share_kg
from footprint.baselines.rows import Known, centre, inferences, networks, radios, regions, tasks
from footprint.baselines.streaming import radio_mw
from footprint.factors import Interval

ALL = [
    *(r.known for r in radios().values()),
    *(n.known for n in networks().values()),
    *(i.known for i in inferences().values()),
    *(r.known for r in regions().values()),
    *(p for kind in ("pue", "server_embodied", "server_power", "server_life", "utilisation")
      for p in centre(kind).values()),
]  # fmt: skip


def known(value: Interval) -> Known:
    return Known("k", "t", value, "", "assumed", "", "")


@pytest.mark.parametrize("row", ALL, ids=lambda r: r.key)
def test_every_row_has_an_interval_status_source_and_licence(row: Known) -> None:
    assert row.value.low <= row.value.typical <= row.value.high
    assert row.value.typical > 0
    assert row.status in {"declared", "estimated", "assumed"}
    assert row.source
    assert row.licence


def test_a_kwh_per_gb_is_3_6_mj_per_byte() -> None:
    """0.06 kWh/GB are 216 uJ/B: 0.06 x 3.6e6 J over 1e9 B."""
    assert networks()["fixed-2015-aslan"].known.value.typical * 3.6e6 == pytest.approx(216e-6, rel=1e-12)


def test_25_j_per_image_are_7_mwh() -> None:
    """0.007 kWh per 1000 images (Luccioni et al. 2024, Table 2): 0.007 Wh = 25.2 J."""
    row = inferences()["image-classification"].known.value
    assert row.typical * 3.6e6 == pytest.approx(25.2, rel=1e-12)
    assert (row.low * 1000, row.high * 1000) == pytest.approx((0.006, 0.008), rel=1e-12)


def test_an_attached_subscription_takes_10_5_kwh_a_year_whatever_it_carries() -> None:
    """1.2 W x 8760 h (Malmodin 2020)."""
    assert idle_kwh(networks()["4g-subscription"], 1.0).typical == pytest.approx(10.512, rel=1e-12)
    assert idle_kwh(networks()["mobile-2020-eu"], 1.0).typical == 0.0


def test_a_mbit_per_s_for_a_second_is_125_000_bytes() -> None:
    """1.53 W per Mbit/s are 1.53 J for 125 000 B: 12.24 uJ/B."""
    assert networks()["4g-subscription"].known.value.typical * 3.6e6 == pytest.approx(12.24e-6, rel=1e-12)


@pytest.mark.parametrize(
    ("key", "milliampere", "volt", "bit_per_s", "digits"),
    [("ble-nrf52840", 6.40, 3.0, 1e6, 0.005), ("ble-nrf54l15", 4.8, 3.0, 1e6, 0.005),
     ("ble-cc2340", 5.1, 3.0, 1e6, 0.005), ("wifi-esp32-11b", 240, 3.3, 1e6, 0.01),
     ("wifi-esp32-11n", 180, 3.3, 65e6, 0.01), ("lora-rylr998", 140, 3.3, 35_200, 1e-9)],
)  # fmt: skip
def test_phy_energy_of_a_byte_is_power_over_rate(
    key: str, milliampere: float, volt: float, bit_per_s: float, digits: float
) -> None:
    """I x U x 8 bit / rate; 6.40 mA x 3.0 V x 8 us = 0.1536 uJ, listed as 0.154."""
    uj = milliampere * 1e-3 * volt * 8 / bit_per_s * 1e6
    assert radios()[key].phy_uj_per_byte == pytest.approx(uj, rel=digits)


def test_a_full_packet_of_bluetooth_carries_its_overhead() -> None:
    """244 B of payload with 17 B around them and 10 B of answer: 0.154 x 271 / 244 uJ/B."""
    assert radios()["ble-nrf52840"].known.value.typical == pytest.approx(0.154e-6 * 271 / 244, rel=1e-12)


def test_a_protocol_model_holds_its_overhead_already() -> None:
    """46 uJ/B for NB-IoT with 100 B of payload stay 46."""
    radio = radios()["nb-iot"]
    assert radio.phy_uj_per_byte is None
    assert radio.known.value.typical == pytest.approx(46e-6, rel=1e-12)


def test_share_of_the_making_of_a_server() -> None:
    """36 J at 100 W are 0.36 s; of 1 year at 50 %, 15 768 000 s, of 1000 kg: 2.2831e-5 kg.

    Low: 36 J at 200 W of 1 year at 100 %: 0.18 s / 31 536 000 s x 1000 kg.
    """
    found = server_share_kg(
        Interval(1e-5, 1e-5, 1e-5), known(Interval(1000, 1000, 1000)), known(Interval(50, 100, 200)),
        known(Interval(1, 1, 1)), known(Interval(0.25, 0.5, 1.0)),
    )  # fmt: skip
    assert found.typical == pytest.approx(0.36 / 15_768_000 * 1000, rel=1e-12)
    assert found.low == pytest.approx(0.18 / 31_536_000 * 1000, rel=1e-12)
    assert found.high == pytest.approx(0.72 / 7_884_000 * 1000, rel=1e-12)


PRINTED = {
    "fixed-2015-aslan": 0.06, "fixed-2020-carbon-trust": 0.0065, "mobile-2020-carbon-trust": 0.1,
    "mobile-2020-eu": 0.14, "fixed-2020-eu": 0.03, "swd-v4": 0.059,
}  # fmt: skip
"""kWh/GB as the sources of network_energy.csv print them."""

WH = {
    "text-classification": (0.002, 0.001), "extractive-qa": (0.003, 0.001), "token-classification": (0.004, 0.002),
    "image-classification": (0.007, 0.001), "object-detection": (0.038, 0.02), "text-generation": (0.047, 0.03),
    "summarization": (0.049, 0.01), "image-captioning": (0.063, 0.02),
}  # fmt: skip
"""Mean and standard deviation in kWh per 1000 inferences (Luccioni et al. 2024, Table 2)."""


def test_figures_are_as_printed() -> None:
    """Of networks, of cloud inferences with a standard deviation to each side, and of PUE."""
    found = {k: n.known.value.typical * 1e9 for k, n in networks().items() if not n.idle_w.typical}
    assert found == pytest.approx(PRINTED, rel=1e-12)
    for key, (mean, deviation) in WH.items():
        wh = [x * 1000 for x in inferences()[key].known.value]
        assert wh == pytest.approx([mean - deviation, mean, mean + deviation], rel=1e-9), key
    assert {k: inferences()[k].known.value.typical * 1000 for k in ("resnet-18", "yolos-tiny")} == pytest.approx(
        {"resnet-18": 0.0003, "yolos-tiny": 0.001}, rel=1e-12
    )
    assert {k: p.value.typical for k, p in centre("pue").items()} == {
        "world": 1.56, "google": 1.1, "aws": 1.135, "azure": 1.185, "google-green-algorithms": 1.12,
        "aws-green-algorithms": 1.2, "azure-green-algorithms": 1.12, "ovhcloud": 1.09,
    }  # fmt: skip


def test_only_whole_serving_stacks_hold_the_overhead_of_their_data_centre() -> None:
    held = {k for k, i in inferences().items() if i.holds_pue}
    assert held == {"gemini-median-prompt", "chatgpt-average-query", "gpt-4o-300-tokens"}


def test_the_server_is_assumed_and_says_why() -> None:
    """(5700 + 8 x 164) / 8 and (2500 + 8 x 150) / 8 kg; the middle of 46 and 407 W."""
    made, power, life, used = server()
    assert made.value[:2] == ((2500 + 8 * 150) / 8, (5700 + 8 * 164) / 8)
    assert power.value == (46.0, (46 + 407) / 2, 407.0)
    assert (life.value, used.value) == ((3.0, 4.0, 6.0), (0.2, 0.5, 1.0))
    for row in (made, power, life, used):
        assert row.status == "assumed"
        assert "not" in row.note or "guess" in row.note


def test_a_stream_that_a_radio_cannot_carry_says_so() -> None:
    """32 000 B/s x 46 uJ = 1.472 W; NB-IoT sends at 543 mW, so that it would send for 2.7 times the time there is.

    32 000 B 60 times an hour are 533 B/s and 24.5 mW: 4.5 % of the time. 3600 times an hour are the stream again.
    """
    slow = compare_cloud(load_system("keyword-spotting"), radio="nb-iot")
    assert slow.streaming.everything_air_time == pytest.approx(1472 / 543, rel=1e-9)
    assert slow.streaming.each_inference_air_time == pytest.approx(1472 / 60 / 543, rel=1e-9)
    assert "more than this radio can send, 2.7x" in slow.streaming.everything_words
    assert not any("can send" in w for w in slow.warnings)
    often = compare_cloud(load_system("keyword-spotting"), radio="nb-iot", inferences_per_hour=3600)
    assert any("more than this radio can send, 2.7x the time there is" in w for w in often.warnings)
    ble = compare_cloud(load_system("keyword-spotting"))
    assert "can send" not in ble.streaming.everything_words


def test_power_while_sending_is_that_of_the_figure() -> None:
    """A PHY-only byte takes current x voltage over the rate: 8 us a byte at 1 Mbit/s, so 0.154 uJ are 19.2 mW."""
    for key, mbit in (("ble-nrf52840", 1), ("ble-nrf54l15", 1), ("ble-cc2340", 1), ("wifi-esp32-11b", 1),
                      ("wifi-esp32-11n", 65), ("lora-rylr998", 0.0352)):  # fmt: skip
        radio = radios()[key]
        assert radio.phy_uj_per_byte is not None
        assert radio.power_mw == pytest.approx(radio.phy_uj_per_byte * 1e-6 / (8e-6 / mbit) * 1e3, rel=0.01)


def test_radio_power_of_a_stream() -> None:
    """32 000 B/s at 0.154 uJ/B: 4.928 mW."""
    assert radio_mw(Interval(0.154e-6, 0.154e-6, 0.154e-6), 32_000).typical == pytest.approx(4.928, rel=1e-12)


def test_tasks_name_rows_that_exist_and_say_what_stands_in() -> None:
    """96 x 96 bytes are 9216; a second of 16 kHz, 16 bit is 32 000. No audio task was measured."""
    found = tasks()
    assert found["person-detection"].payload_bytes == 96 * 96
    assert found["keyword-spotting"].payload_bytes == 16_000 * 2
    for task in found.values():
        row = inferences()[task.cloud_inference]
        assert bool(task.stands_in) or row.task == task.key
    assert "no audio task" in found["keyword-spotting"].stands_in


def test_radios_without_data_are_not_in_the_table() -> None:
    names = " ".join(r.known.title.lower() for r in radios().values())
    assert not any(word in names for word in ("lte", "zigbee", "ant+", "802.11ah"))


def test_defaults_are_rows_that_exist() -> None:
    defaults = tables.cloud_tasks()["defaults"]
    assert defaults["task"] in tasks()
    assert set(defaults["task_by_sensing"].values()) <= set(tasks())
    assert defaults["radio"] in radios()
    assert networks()[defaults["attached"]].idle_w.typical > 0
    assert defaults["provider"] in centre("pue")
    assert {r.network for r in radios().values()} <= set(networks())
