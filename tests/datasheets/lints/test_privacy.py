"""Privacy, storage, ports, radio and support against hardware and software."""

from __future__ import annotations

from datetime import date

import pytest

from tests.datasheets.lints.found import findings, lines, sheet_of

LABEL = "security_and_privacy:\n  label:\n  - {data: visual, sensor: Front camera}\n"


def test_sensor_not_on_label() -> None:
    """The microphone is missing; the camera is there, and the unused gyroscope says what disables it."""
    body = LABEL + (
        "hardware:\n  sensors:\n  - {name: Camera, modality: visual, used: used}\n"
        "  - {name: Microphone, modality: audio, used: used}\n"
        '  - {name: Gyroscope, modality: motion, used: "fitted, not used", disabled_by: no supply}\n'
    )  # fmt: skip
    (found,) = findings("sensor-not-on-label", sheet_of(body))
    assert found.message == (
        'hardware.sensors.2.name has "Microphone" for audio, and security_and_privacy.label names only visual'
    )
    assert [q.line for q in found.where] == [9, 4]
    assert lines("unused-sensor-not-disabled", body) == []
    assert lines("unused-sensor-not-disabled", body.replace(", disabled_by: no supply", "")) == [[10]]


def test_sensor_of_the_bill_of_materials() -> None:
    """A part that senses sound is on no label and among no sensors; without either nothing is held against it."""
    bom = (
        "hardware:\n  sensors:\n  - {name: Camera, modality: visual, used: used}\n  bom:\n"
        "  - {component: Camera module, modality: visual, quantity: {value: 1, status: declared}}\n"
        "  - {component: MEMS microphone, modality: audio, quantity: {value: 1, status: declared}}\n"
    )  # fmt: skip
    assert lines("sensor-not-on-label", LABEL + bom) == [[11, 4]]
    assert lines("sensor-not-listed", LABEL + bom) == [[11, 7]]
    assert lines("sensor-not-on-label", bom) == []
    assert (
        lines("sensor-not-listed", bom.replace("  sensors:\n  - {name: Camera, modality: visual, used: used}\n", ""))
        == []
    )


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("MEMS microphone", True), ("Microphones", True), ("Image sensor", False), ("Microphone amplifier", False),
        ("Microphone, modality: not disclosed", False), ("Microphone, modality: pressure", True),
        ("Capacitor", False),
    ],
)  # fmt: skip
def test_a_part_that_is_called_a_sensor(part: str, found: bool) -> None:
    """A microphone is one, though its row does not say what it senses; the camera is among the sensors."""
    bom = (
        "hardware:\n  sensors:\n  - {name: Camera, modality: visual, used: used}\n"
        f"  bom: [{{quantity: {{value: 1, status: declared}}, component: {part}}}]\n"
    )
    assert lines("sensor-not-on-label", LABEL + bom) == ([[9, 4]] if found else [])
    assert lines("sensor-not-listed", LABEL + bom) == ([[9, 7]] if found else [])
    if "modality" not in part:
        assert lines("sensor-not-listed", LABEL + bom, language="de") == []


def test_label_by_another_word() -> None:
    """A label may sort a sensor otherwise, as long as it names it."""
    body = "security_and_privacy:\n  label: [{data: presence, sensor: Radar}]\nhardware:\n"
    assert lines("sensor-not-on-label", body + "  sensors: [{name: Radar, modality: distance, used: used}]\n") == []


PERSONS = (
    "security_and_privacy:\n  identifiable: {who}\n  processed: {how}\nhardware:\n"
    "  sensors: [{{name: C, modality: {what}, used: used}}]\n"
)


@pytest.mark.parametrize(
    ("who", "how", "what", "expected"),
    [
        ("none", "On the device.", "visual", [[4, 7]]),
        ("none", "On the device; each picture is dropped.", "visual", []),
        ("none", "On the device.", "temperature", []),
        ("possible", "On the device.", "audio", []),
    ],
)  # fmt: skip
def test_persons(who: str, how: str, what: str, expected: list[list[int]]) -> None:
    """Nobody is identifiable beside a camera, and no word on the pictures."""
    assert lines("persons-unexplained", PERSONS.format(who=who, how=how, what=what)) == expected


STORED = (
    "security_and_privacy:\n  stored: {stored}\n  stored_what: {what}\nhardware:\n  registers:\n"
    "  - {{address: '0x03', name: LOG, access: read, stores: {stores}, description: Log}}\n"
)


@pytest.mark.parametrize(
    ("stored", "what", "stores", "expected"),
    [
        ("no device storage", "not provided", "persistent", [[8, 4]]),
        ("no device storage", "not provided", "until power-off", []),
        ("no device storage", "Counters in register LOG", "persistent", []),
        ("no device storage", "Counters at 0x03", "persistent", []),
        ("no device storage", "Nothing but settings", "persistent", [[8, 4]]),
        ("de-identified", "Counters", "persistent", []),
    ],
)  # fmt: skip
def test_register_keeps_data(stored: str, what: str, stores: str, expected: list[list[int]]) -> None:
    """A register that keeps data for good, and a sheet that stores nothing."""
    assert lines("register-keeps-data", STORED.format(stored=stored, what=what, stores=stores)) == expected


def test_register_against_retention() -> None:
    """The retention says it in words; a text that only begins so does not."""
    body = STORED.format(stored="not provided", what="not provided", stores="persistent")
    for words, expected in (("No retention.", [[9, 6]]), ("None after 24 hours", [])):
        retained = body.replace("hardware:", f"  retention: {words}\nhardware:")
        assert lines("register-keeps-data", retained) == expected


def test_storage_part() -> None:
    """A card in the bill of materials beside no storage; a memory for the program is explained."""
    body = (
        "security_and_privacy:\n  stored: no device storage\nhardware:\n  memory: {memory}\n  bom:\n"
        "  - {{component: {part}, quantity: {{value: 1, status: declared}}}}\n"
    )  # fmt: skip
    assert lines("storage-unexplained", body.format(memory="256 kB", part="microSD card")) == [[8, 4]]
    assert lines("storage-unexplained", body.format(memory="2 MB for the program", part="Flash memory")) == []
    assert lines("storage-unexplained", body.format(memory="256 kB", part="Flashing LED")) == []


PORTS = "security_and_privacy:\n  ports: {ports}\nhardware:\n  connectors: [{connectors}]\n  debug_ports: [{debug}]\n"


@pytest.mark.parametrize(
    ("ports", "connectors", "debug", "expected"),
    [
        ("not disclosed", "USB-C, Reset", "{name: SWD, state: open}", [[7, 6, 4]]),
        ("[USB]", "USB-C", "{name: SWD, state: open}", [[7, 4]]),
        ("[USB]", "USB-C", "{name: SWD, state: not provided}", [[7, 4]]),
        ("[USB]", "USB-C, SWD", "{name: SWD, state: locked}", []),
        ("['USB, SWD']", "USB-C", "{name: SWD, state: open}", []),
        ("not disclosed", "Reset, USB (power only)", "{name: SWD, state: not fitted}", []),
        ("[I2C]", "DIAG USB", "{name: X, state: disabled}", [[6, 4]]),
    ],
)  # fmt: skip
def test_ports(ports: str, connectors: str, debug: str, expected: list[list[int]]) -> None:
    """Connectors of data and debug ports that nothing closes stand in ports; a port is told once."""
    assert lines("port-not-listed", PORTS.format(ports=ports, connectors=connectors, debug=debug)) == expected


def test_debug_pins() -> None:
    """Pins of a debug port that is named nowhere, two of them: one finding."""
    pins = (
        "security_and_privacy: {ports: [I2C]}\nhardware:\n  pinout:\n"
        "  - {pin: '1', name: SWDIO, function: f}\n  - {pin: '2', name: SWCLK, function: f}\n"
    )
    (found,) = findings("port-not-listed", sheet_of(pins))
    assert found.message == 'hardware.pinout.1.name shows SWD, and security_and_privacy.ports names only "I2C"'
    assert lines("port-not-listed", pins + "  debug_ports: [{name: SWD, state: disabled}]\n") == []


RADIO = (
    "security_and_privacy:\n  ports: {ports}\n  encryption_in_transit: '{encryption}'\nhardware:\n  radio: '{radio}'\n"
)


@pytest.mark.parametrize(
    ("ports", "radio", "denied", "unlisted"),
    [
        ("[Wi-Fi]", "none", [[7, 4]], []),
        ("[I2C, No Wi-Fi]", "not applicable: it has a cable", [], []),
        ("[I2C]", "LoRa at 868 MHz", [], [[7, 4]]),
        ("not disclosed", "LoRa at 868 MHz", [], [[7, 4]]),
        ("[LoRaWAN 1.1]", "LoRa at 868 MHz", [], []),
        ("[I2C]", "not provided", [], []),
    ],
)  # fmt: skip
def test_radio(ports: str, radio: str, denied: list[list[int]], unlisted: list[list[int]]) -> None:
    """No radio and a wireless port, a radio and none."""
    body = RADIO.format(ports=ports, radio=radio, encryption="TLS 1.3")
    assert lines("radio-denied", body) == denied
    assert lines("radio-not-listed", body) == unlisted


def test_radio_without_encryption() -> None:
    """Encryption that is not applicable has no place beside a radio; without one it has."""
    away = "not applicable: nothing secret"
    assert lines("radio-without-encryption", RADIO.format(ports="[BLE]", radio="BLE", encryption=away)) == [[5, 7]]
    assert lines("radio-without-encryption", RADIO.format(ports="[BLE]", radio="BLE", encryption="None")) == []
    assert lines("radio-without-encryption", RADIO.format(ports="[I2C]", radio="none", encryption=away)) == []


def test_privacy_law_without_policy() -> None:
    """A law on data beside a hidden policy; a law on substances, or a law that is only planned, asks for none."""
    body = (
        "overview:\n  compliance: [{{scheme: {scheme}, status: {status}}}]\nsecurity_and_privacy:\n"
        "  privacy_policy: {policy}\n"
    )
    fired = body.format(scheme="GDPR", status="in progress", policy="not disclosed")
    assert lines("privacy-law-without-policy", fired) == [[4, 6]]
    for scheme, status, policy in (
        ("RoHS", "certified", "not disclosed"), ("GDPR", "planned", "not disclosed"),
        ("GDPR", "certified", "see the site"),
    ):  # fmt: skip
        assert lines("privacy-law-without-policy", body.format(scheme=scheme, status=status, policy=policy)) == []


def test_label_code() -> None:
    """A code is printed and leads nowhere."""
    body = "security_and_privacy:\n  label_code: {code}\n  label_url: {url}\n"
    assert lines("label-code-without-address", body.format(code="printed", url="not disclosed")) == [[4, 5]]
    assert lines("label-code-without-address", body.format(code="printed", url="https://example.org/l")) == []
    assert lines("label-code-without-address", body.format(code="not printed", url="not disclosed")) == []


@pytest.mark.parametrize(
    ("until", "as_of", "missing", "ended"),
    [
        ("not provided", None, [[4]], []),
        ("not disclosed", None, [[4]], []),
        ("'not applicable: no product'", date(2030, 1, 1), [], []),
        ("2027-05-31", date(2027, 6, 1), [], [[4]]),
        ("2027-05-31", date(2027, 5, 31), [], []),
        ("2027-05-31", None, [], []),
    ],
)
def test_support(until: str, as_of: date | None, missing: list[list[int]], ended: list[list[int]]) -> None:
    """The last day of support still counts; without a day nothing has ended."""
    body = f"security_and_privacy:\n  support_until: {until}\n"
    assert lines("support-missing", body, as_of=as_of) == missing
    assert lines("support-ended", body, as_of=as_of) == ended


def test_patches_without_updates() -> None:
    """Patches are promised, and nothing can bring them."""
    body = "system:\n  update_mechanism: {how}\nsecurity_and_privacy:\n  patches: {patches}\n"
    assert lines("patches-without-updates", body.format(how="none", patches="Patches within 30 days")) == [[4, 6]]
    assert lines("patches-without-updates", body.format(how="none", patches="No security updates")) == []
    assert lines("patches-without-updates", body.format(how="manual", patches="Patches within 30 days")) == []
