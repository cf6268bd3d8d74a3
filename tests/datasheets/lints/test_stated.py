"""Numbers in prose beside those that are typed: what a maker may write, and what cannot be true beside the fields."""

from __future__ import annotations

import pytest

from datasheets.lints.prose import clauses, pixels, sizes, stated
from datasheets.lints.rules import Context, rules
from tests.datasheets.lints.sheets import microphone, sheet

RULES = [r for r in rules() if r.check.__module__.endswith(".stated")]


def told(**change: object) -> list[str]:
    """What the rules on numbers that are stated twice find in the microphone, with a change."""
    context = Context(sheet(microphone(**change)), None)
    return [message for one in RULES for message, _ in one.check(context)]


@pytest.mark.parametrize(
    "text",
    [
        "It takes 2.4 mA from 3.3 V.",
        "In sleep it draws 12 µA.",
        "The supply current is 2.4 mA on average and peaks at 15 mA.",
        "A battery of 500 mAh lasts 200 h.",
        "A charging current of 100 mA at 5 V fills the battery in 5 h.",
        "It replaces a sensor that draws 80 mA.",
        "Earlier revisions drew 5 mA.",
        "Powered by a 5 V USB adapter through a converter.",
        "The previous model had an accuracy of 91 %.",
        "Accuracy drops to 80 % at 4 m.",
        "On the public test set the accuracy is 97.3 %.",
        "It weighs 5 g, with its battery 23 g.",
        "The box weighs 60 g.",
        "Works up to 40 °C.",
        "Survives storage up to 85 °C.",
        "Its case withstands 100 °C.",
        "Sound is resampled from 48 kHz to 16 kHz.",
        "The microphone hears from 100 Hz to 8 kHz.",
        "Latency is 28 ms on average and 30 ms at the 95th percentile.",
        "Start-up takes 500 ms.",
        "The buzzer is driven at 4 kHz.",
        "The radio sends with 10 mW.",
        "An LED of 20 mW shows a knock.",
        "It uses 22 kB of RAM and 61 kB of flash out of 256 kB and 1 MB.",
        "The model was pruned from 210 kB to 53 kB of weights.",
        "The board is 24 x 18 mm, the antenna keeps 10 x 5 mm free.",
        "The hole pattern is 20 x 14 mm.",
        "The carton of 20 sensors is 300 x 200 x 100 mm.",
        "It is mounted in a cut-out of 25 x 19 mm.",
        "Data leave at 400 kb/s or, with long cables, at 100 kb/s.",
        "Pull-ups of 4.7 kΩ to 3.3 V are needed.",
        "Logic levels are 1.8 V.",
        "The footprint is 40 % lower than before.",
        "It saves 2 kgCO2e over 5 years.",
        "The lifetime of the battery is 2 years.",
        "Support lasts 5 years.",
        "Use it at 10 °C to 30 °C for best results.",
        "A window of 1 s is read each 0.5 s.",
        "Recall is 93 % and precision 97.4 %.",
        "The precision of the clock is 20 ppm.",
        "At 25 °C the accuracy is 95 %.",
        "An accuracy of 95.0 % (93.2 % to 96.3 %).",
        "I2C addresses 0x40 to 0x47 are possible by solder bridges; 0x41 is the default.",
        "The I2C address of the EEPROM is 0x50.",
        "Up to 127 sensors with other addresses, such as 0x42, share the bus.",
        "The consumption is about 8 mW when listening and 1 mW otherwise.",
        "It consumes 20 mW at most.",
        "It draws less than 3 mA.",
        "The supply must stay above 3.0 V.",
        "Supply ripple must be below 50 mV.",
        "The supply voltage may drop by 0.1 V.",
        "52 311 parameters and 1.3 million MACs.",
        "Trained with 10 participants, tested with 10 others.",
        "One of 3.0 V, 3.3 V or 3.6 V will do as supply.",
        "Power: 8 mW (active), 1 mW (idle), 20 mW (peak).",
        "The supply of 3.3 V ± 10 % is filtered.",
        "Runs from two AA cells (3 V).",
        "1,000 hours of recordings were used.",
        "The latency budget of the host is 100 ms.",
        "The host may add a latency of 50 ms.",
        "Weight: 5 g",
        "16-bit, 16 kHz mono",
    ],
)
def test_honest_sentence(text: str) -> None:
    """The microphone draws 2.4 mA at 3.0 V to 3.6 V, weighs 5 g, works at 0 °C to 40 °C and is right in 95 %."""
    assert told(overview__description=text) == []


@pytest.mark.parametrize(
    "text",
    [
        "It takes 24 mA from 3.3 V.",
        "Current consumption: 5 mA",
        "The supply voltage is 5 V.",
        "Runs on 12 V.",
        "Supply 1.8 V to 5.5 V",
        "Sampled at 8 kHz.",
        "An accuracy of 99 % was reached.",
        "Weighs just 2 g.",
        "It operates at -20 °C to 60 °C.",
        "Needs 100 kB of peak RAM.",
        "Power consumption below 0.5 mW",
        "It reports at an update rate of 5 Hz.",
        "Current draw of 10 mA",
        "Active power of 80 mW",
        "Typical inference time: 300 ms",
        "The model has 1.2 M parameters.",
        "The board measures 50 x 40 mm.",
        "30 x 20 x 10 mm",
        "I2C address 0x20",
        "Weights of 530 kB",
        "A regulator of 2.5 V",
        "Operating temperature -40 °C to 85 °C",
        "Recall of 99 %",
        "1 Mb/s",
    ],
)
def test_sentence_that_contradicts_a_field(text: str) -> None:
    """A feature that cannot be that of the microphone."""
    assert len(told(overview__key_features=[text])) == 1


def test_numbers_of_prose() -> None:
    """Thousands with a comma, decimals with one, and a range of two; a list of three is not one number."""
    assert [n.low.base for n in stated("1,500 m and 2,5 m")] == [1500, 2.5]
    assert [(n.low.base, n.high.base) for n in stated("0,5 m to 1.5 m")] == [(0.5, 1.5)]
    assert [n.text for n in stated("at 1,5,6 m")] == ["6 m"]


def test_pixels_of_prose() -> None:
    """Channels may follow; a shape of three that is none of a picture gives nothing, nor does a length."""
    assert [p for p, *_ in pixels("96 x 96 x 3 and 32 x 24")] == [(96, 96), (32, 24)]
    assert pixels("8 x 8 x 10 and 20 x 12 mm and 1.5 x 20") == []


def test_sizes_of_prose() -> None:
    """Decimal commas, one unit for all or one for each, the largest first."""
    ((lengths, written, _, _),) = sizes("a case of 1,5 x 20 mm x 3 cm")
    assert [round(m.base, 6) for m in lengths] == [0.03, 0.02, 0.015]
    assert written == "1,5 x 20 mm x 3 cm"
    assert sizes("3 x 4") == []


def test_clauses_keep_a_label_with_its_number() -> None:
    """A colon before a number does not part them, and a state goes on after "and"."""
    assert clauses("Accuracy: 95 %; it sleeps and draws 3 µA and weighs 5 g") == [
        "Accuracy: 95 %;", "it sleeps and draws 3 µA and weighs 5 g",
    ]  # fmt: skip
    assert clauses("Accuracy: high. It works and draws 3 mA") == ["Accuracy:", "high.", "It works", "and draws 3 mA"]
