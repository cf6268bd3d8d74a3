"""Numbers that are stated twice, and numbers and words that cannot be true together."""

import pytest

from tests.datasheets.lints.sheets import found, microphone, only, q, thermometer

TALK = "overview__description"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "The supply is 3.3 V to 5 V.",
            'supply voltage is "3.3 V to 5 V" in overview.description and 3.0 V to 3.6 V in '
            "hardware.supply_voltage and hardware.electrical",
        ),
        (
            "It is powered by 5 V.",
            'supply voltage is "5 V" in overview.description and 3.0 V to 3.6 V in hardware.supply_voltage and '
            "hardware.electrical",
        ),
        ("It draws 40 mA.", 'supply current is "40 mA" in overview.description and 2.4 mA in hardware.supply_current'),
        ("Data come at 1 Mb/s.", 'data rate is "1 Mb/s" in overview.description and 400 kb/s in hardware.data_rate'),
        (
            "It works from -20 to 85 °C.",
            'operating temperature is "-20 to 85 °C" in overview.description and 0 °C to 40 °C in hardware.temperature',
        ),
        ("It weighs 12 g.", 'mass is "12 g" in overview.description and 5 g in hardware.mass'),
        (
            "Sound is sampled at 8 kHz.",
            'sampling rate is "8 kHz" in overview.description and 16 kHz in system.sampling_rate',
        ),
        (
            "It has a latency of 80 ms.",
            'latency is "80 ms" in overview.description and 28 ms, 30 ms in overview.latency_expected and '
            "performance.latency_p50 and performance.latency_p95",
        ),
        (
            "It has a latency below 20 ms.",
            'latency is "20 ms" in overview.description and 28 ms, 30 ms in overview.latency_expected and '
            "performance.latency_p50 and performance.latency_p95",
        ),
        (
            "It consumes 2 mW.",
            'power is "2 mW" in overview.description and 1 mW, 8 mW, 20 mW in performance.power_idle and '
            "performance.power_active and performance.power_peak and environment.use_power",
        ),
        (
            "The accuracy is 99 %.",
            'accuracy is "99 %" in overview.description and 95.0 %, 97.0 %, 96.0 %, 90.5 % in '
            "performance.metrics and performance.slices",
        ),
        (
            "Its weights take 120 kB.",
            'weights is "120 kB" in overview.description and 53 kB, 61 kB in data_and_model.weights and '
            "performance.memory_flash",
        ),
    ],
)
def test_number_in_prose(text: str, message: str) -> None:
    assert only(microphone(**{TALK: text}), "stated-twice").message == message


@pytest.mark.parametrize(
    "text",
    [
        "With the radio off the supply is 3.1 V to 3.5 V.",  # a condition narrows a range
        "The supply is 3.3 V.",  # inside of the range
        "The regulator gives 1.8 V and the battery 3.7 V.",  # not the supply
        "It draws 2.4 mA, at sleep 5 µA, and 30 mA at its peak.",
        "It draws about 2.5 mA.",  # 4 % off, 10 % are allowed
        "It works at 0 °C to 40 °C and is stored at -40 °C to 85 °C.",
        "Latency of less than 50 ms.",
        "Sound is sampled at 16000 Hz by a processor at 80 MHz.",
        "The accuracy is 95 %.",  # as 95.0 %, rounded
        "It has 16 pins, 8 bits, 2 LEDs and a RP2040 of the year 2021.",
        "The room had 3.2 V batteries on shelves.",
        "It draws 90 mA while charging, weighs 6 g with its cable, and updates come at 9 Hz with the radio on.",
    ],
)
def test_number_in_prose_that_agrees(text: str) -> None:
    assert found(microphone(**{TALK: text}), "stated-twice") == []


def test_frame_rate_and_field_of_view() -> None:
    camera = {
        "system__sampling_rate": q("30 fps"),
        "overview__update_rate": q("30 fps"),
        "performance__throughput": q("30 fps"),
    }
    assert only(microphone(**camera, overview__description="A camera of 45 fps."), "stated-twice").message == (
        'frame rate is "45 fps" in overview.description and 30 fps in system.sampling_rate and '
        "overview.update_rate and "
        "performance.throughput"
    )
    assert found(microphone(**camera, overview__description="A camera of 30 fps."), "stated-twice") == []
    wide = thermometer(overview__key_features=["Field of view of 35°"])
    assert only(wide, "stated-twice").message.startswith('field of view is "35°"')


def test_electrical_table() -> None:
    rows = [{"parameter": "Supply current", "value": q("24 mA")}]
    assert only(microphone(hardware__electrical=rows), "table-and-field").message == (
        "Supply current is 24 mA in the electrical characteristics and 2.4 mA in hardware.supply_current"
    )
    rows[0]["condition"] = "radio on"
    assert found(microphone(hardware__electrical=rows), "table-and-field") == []


def test_counts() -> None:
    """52 311 is 52 k; 80 k is not."""
    assert only(microphone(overview__summary="A model with 80 k parameters."), "count-stated-twice").message == (
        "80 k parameters in overview.summary, and 52311 in data_and_model.parameters"
    )
    for right in ("52 k parameters", "52 311 parameters", "52.3 thousand parameters"):
        assert found(microphone(overview__summary=f"A model with {right}."), "count-stated-twice") == []


@pytest.mark.parametrize("text", ["10 x 10 x 2 mm", "Size of 2.4 cm x 18 mm x 9 mm", "A board of 30 x 18 mm"])
def test_size(text: str) -> None:
    written = text.split(" of ")[-1]
    finding = only(microphone(overview__key_features=[text]), "size-stated-twice")
    assert finding.message == f"the size is {written} in overview.key_features.1 and 24 x 18 x 6 mm in hardware.size"


@pytest.mark.parametrize(
    "text",
    [
        "2.4 x 1.8 x 0.6 cm",
        "6 x 18 x 24 mm",
        "A lens of 3 x 3 x 2 mm",
        "For rooms of 5 x 5 x 3 m",
        "A chip in a 3 x 3 mm package",
        "With housing 30 x 20 x 10 mm",
        "96 x 96 pixels",
        "Shipped in a box of 100 x 80 x 40 mm",
    ],
)
def test_size_that_agrees_or_is_of_something_else(text: str) -> None:
    assert found(microphone(overview__key_features=[text]), "size-stated-twice") == []


def test_two_sizes_in_prose_alone() -> None:
    data = microphone(hardware__size=None, overview__key_features=["Size of 10 x 10 x 2 mm", "Board of 20 x 10 mm"])
    assert only(data, "size-stated-twice").where[1].place == "overview.key_features.1"


def test_address() -> None:
    assert only(microphone(hardware__overview="I2C address 0x22."), "address-stated-twice").message == (
        "the bus address is 0x22 in hardware.overview and 0x41 in hardware.bus_address"
    )
    for text in ("I2C address 0x41.", "The register at address 0x22 holds the result.", "It starts with 0x22."):
        assert found(microphone(hardware__overview=text), "address-stated-twice") == []


def test_resolution_of_the_model() -> None:
    data = microphone(data_and_model__architecture="MobileNet 128x128")
    assert only(data, "resolution-stated-twice").message == (
        'the architecture is for 128x128, and the configuration has "1 s, 49 x 40 features"'
    )
    assert found(microphone(), "resolution-stated-twice") == []


def test_part() -> None:
    data = microphone(overview__description="A 3.3 V regulator feeds it.")
    assert only(data, "part-stated-twice").message == (
        '"A 3.3 V regulator feeds it" in overview.description, and "LDO 1.8 V" in the bill of materials'
    )
    for text in ("A 5 V regulator feeds it.", "A regulator takes 3.3 V.", "A battery of 3.7 V."):
        assert found(microphone(overview__description=text), "part-stated-twice") == []


def test_order() -> None:
    assert only(
        microphone(performance__latency_p95=q("20 ms"), overview__latency_expected=q("10 ms")), "order-of-quantities"
    ).message == ("performance.latency_p50 is 28 ms, more than performance.latency_p95 of 20 ms")
    assert only(microphone(performance__power_peak=q("5 mW")), "order-of-quantities").where[0].text == "8 mW"
    assert found(microphone(performance__latency_p95=q("28 ms")), "order-of-quantities") == []


def test_rate_and_latency() -> None:
    """45 a second for 2.2 s are 99; 2 a second for 2 s are 4, which is what may be in the works."""
    slow = {"performance__latency_p50": q("2200 ms"), "performance__latency_p95": "not applicable: design"}
    fast = microphone(**slow, overview__update_rate=q("45 fps"), performance__throughput="not applicable: design")
    assert only(fast, "rate-beyond-latency").message == (
        "45 fps in overview.update_rate beside a latency of 2200 ms in performance.latency_p50: 99 results would "
        "be in the "
        "works at once"
    )
    frames = {"overview__update_rate": "not provided", "performance__throughput": "not provided"}
    assert (
        only(microphone(**slow, **frames, system__sampling_rate=q("45 fps")), "rate-beyond-latency").where[0].text
        == "45 fps"
    )
    told = microphone(**slow, **frames, system__sampling_rate="not provided", overview__key_features=["45 fps"])
    assert only(told, "rate-beyond-latency").where[0].place == "overview.key_features.1"
    assert found(microphone(**slow, system__sampling_rate=q("45 fps")), "rate-beyond-latency") == []  # 0.5 Hz is told
    assert (
        found(microphone(overview__update_rate=q("2 Hz"), performance__latency_p50=q("2 s")), "rate-beyond-latency")
        == []
    )


@pytest.mark.parametrize("text", ["320 x 320 (QVGA)", "VGA (640 x 400)", "a QVGA, 160 x 120 pixels"])
def test_name_of_a_resolution(text: str) -> None:
    assert len(found(microphone(hardware__overview=text), "resolution-name")) == 1


@pytest.mark.parametrize(
    "text", ["320 x 240 (QVGA)", "240 x 320 QVGA", "324 x 244 (QVGA)", "A QVGA camera, scaled to 96 x 96"]
)
def test_right_name_of_a_resolution(text: str) -> None:
    assert found(microphone(hardware__overview=text), "resolution-name") == []


def test_field_of_view() -> None:
    data = microphone(overview__description="A field of view of 320 x 240 pixels.")
    assert only(data, "view-in-pixels").message == (
        "the field of view in overview.description is 320 x 240 pixels, which is a resolution; a field of view "
        "is an angle"
    )
    assert (
        found(microphone(overview__description="A field of view of 87° and 320 x 240 pixels."), "view-in-pixels") == []
    )
    row = {"factor": "lighting", "supported": q("5 m"), "tested": q(min="10 lx", max="1 klx")}
    assert only(microphone(overview__envelope=[row]), "view-in-pixels").message == (
        "lighting in row 1 of the operating envelope is 5 m, not in lx"
    )


def test_bits() -> None:
    """131 kilobit are 131/8 = 16.375 kB."""
    assert only(microphone(performance__memory_ram=q("131 Kb")), "memory-in-bits").message == (
        "performance.memory_ram is 131 Kb, which is bits and makes 16.4 kB: write kB where bytes are meant"
    )
    assert len(found(microphone(hardware__memory="256 Kb of RAM"), "memory-in-bits")) == 1
    assert found(microphone(hardware__memory="Flash of 16 Mb, bus of 100 Kb/s"), "memory-in-bits") == []


def test_luminance() -> None:
    data = microphone(performance__setup="The luminance was 208 lx.")
    assert (
        only(data, "wrong-quantity-name").message
        == '"208 lx" in performance.setup is called luminance; lx is illuminance'
    )
    for text in ("The illuminance was 208 lx.", "The luminance was 80 cd/m2."):
        assert found(microphone(performance__setup=text), "wrong-quantity-name") == []


def test_continuous() -> None:
    data = microphone(overview__description="It takes pictures at intervals of 1 s.")
    assert only(data, "periodic-and-continuous").message == (
        '"It takes pictures at intervals of 1 s" in overview.description, and "Continuous" in '
        "security_and_privacy.collection_frequency"
    )
    for text in ("It takes samples every 0.01 s.", "Results are sent every 5 s.", "A window of sound each 2 s."):
        assert found(microphone(overview__description=text), "periodic-and-continuous") == []
    assert found(thermometer(), "periodic-and-continuous") == []  # it says "Every 10 s"


def test_one_class() -> None:
    data = microphone(
        data_and_model__classes=["person", "none"],
        data_and_model__training_source="Only pictures with a person were taken.",
    )
    assert only(data, "one-class-only").message == (
        '"Only pictures with a person were taken" in data_and_model.training_source, and the model tells 2 '
        "classes apart: person, none"
    )
    assert len(found(microphone(data_and_model__coverage="Only sounds of a knock were kept."), "one-class-only")) == 1
    for text in (
        "Only images with a clear label were kept.",
        "Pictures with a person were taken.",
        "Only images of the day were kept, with and without humans.",
    ):
        data["data_and_model"]["training_source"] = text
        assert found(data, "one-class-only") == []


def test_envelope_and_hardware() -> None:
    row = {"factor": "temperature", "supported": q(min="-20 °C", max="40 °C"), "tested": q("20 °C")}
    assert only(microphone(overview__envelope=[row]), "envelope-beyond-hardware").message == (
        "the operating envelope supports -20 °C, and hardware.temperature is 0 °C to 40 °C"
    )
