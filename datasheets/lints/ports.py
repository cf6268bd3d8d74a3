"""Rules: ports and radios of the hardware are those that the section on security names."""

from __future__ import annotations

from collections.abc import Iterator

from datasheets.lints.phrases import alike, mention, named
from datasheets.lints.rules import Context, Found, Quote, rule
from datasheets.lints.settings import setting
from datasheets.lints.wording import texts, written
from datasheets.sheet.sheet import Datasheet, Place
from datasheets.sheet.values import NOT_APPLICABLE, says_not

_CLOSED = ("locked", "disabled", "not fitted")


@rule("port-not-listed", "error", "Every port through which data leave or a program is read stands in ports")
def _port(context: Context) -> Iterator[Found]:
    listed = context.sheet.get("security_and_privacy.ports")
    open_ports = list(_open_ports(context))
    if not open_ports:
        return
    ports = context.quote(("security_and_privacy", "ports"), written(listed))
    if not isinstance(listed, list):
        quotes = tuple(context.quote(path, text) for path, text, _ in open_ports)
        names = list(dict.fromkeys(name for _, _, name in open_ports))
        yield (
            f"{quotes[0].place} and others show {', '.join(names)}, and {ports.place} is {ports.text}",
            (*quotes, ports),
        )
        return
    for path, text, name in open_ports:
        words = [m[0] for m in named(name, setting("port_words"))] or [name]
        if not any(named(item, words) for item in listed):
            quotes = (context.quote(path, text), ports)
            yield f"{quotes[0].place} shows {name}, and {ports.place} names only {ports.text}", quotes


def _open_ports(context: Context) -> Iterator[tuple[Place, str, str]]:
    """Ports that nothing says to be closed, each once: path, what stands there, name."""
    rows = context.sheet.rows("hardware.debug_ports")
    closed = [str(row["name"]) for row in rows if row["state"] in _CLOSED]
    seen: list[str] = []

    def new(name: str) -> bool:
        if any(alike(name, other) for other in (*closed, *seen)):
            return False
        seen.append(name)
        return True

    for index, row in enumerate(rows):
        if row["state"] not in _CLOSED and new(str(row["name"])):
            yield ("hardware", "debug_ports", index), f"{row['name']}: {row['state']}", str(row["name"])
    for at, item in texts(context.sheet.get("hardware.connectors")) if context.in_english else ():
        is_port = named(item, setting("port_words")) and not named(item, setting("power_only"))
        if at is not None and is_port and new(item):
            yield ("hardware", "connectors", at), item, item
    pins = setting("debug_pins")
    for index, row in enumerate(context.sheet.rows("hardware.pinout")):
        for found in named(str(row["name"]), pins):
            port = pins[found[0].upper()]
            if new(port):
                yield ("hardware", "pinout", index, "name"), str(row["name"]), port


def no_radio(sheet: Datasheet) -> bool:
    """Whether the datasheet says that there is no radio."""
    radio = sheet.get("hardware.radio")
    return isinstance(radio, str) and (
        radio.startswith(NOT_APPLICABLE) or radio.strip(" .").casefold() in (*setting("port_none"), "no radio")
    )


def _wireless(context: Context, place: str) -> Iterator[Quote]:
    value = context.sheet.get(place)
    for index, text in [] if says_not(value) else texts(value):
        if mention(text, setting("wireless_words")):
            path: Place = tuple(place.split("."))
            yield context.quote(path if index is None else (*path, index), text)


@rule("radio-denied", "error", "Where there is no radio, no port, interface or transmission is wireless")
def _radio_denied(context: Context) -> Iterator[Found]:
    if not no_radio(context.sheet):
        return
    radio = context.quote("hardware.radio")
    quotes = [q for place in ("security_and_privacy.ports", "hardware.interfaces") for q in _wireless(context, place)]
    for index, row in enumerate(context.sheet.rows("hardware.bom")):
        if mention(str(row["component"]), setting("wireless_words")):
            quotes.append(context.quote(("hardware", "bom", index, "component"), str(row["component"])))
    for quote in quotes:
        yield f"{radio.place} is {radio.text}, and {quote.place} says {written(quote.text)}", (radio, quote)


@rule("radio-not-listed", "error", "A radio stands in ports and protocols")
def _radio_not_listed(context: Context) -> Iterator[Found]:
    value, ports = context.sheet.get("hardware.radio"), context.sheet.get("security_and_privacy.ports")
    if says_not(value) or no_radio(context.sheet) or any(_wireless(context, "security_and_privacy.ports")):
        return
    if not context.in_english and not named(str(value), setting("wireless_words")):
        return  # it may be the word for none
    if isinstance(ports, list) and any(alike(str(value), item) for item in ports):
        return
    quotes = (context.quote("hardware.radio"), context.quote("security_and_privacy.ports"))
    yield f"{quotes[0].place} is {quotes[0].text}, and {quotes[1].place} is {quotes[1].text}", quotes


@rule("radio-without-encryption", "warning", "What a radio sends is encrypted, or the sheet says that it is not")
def _encryption(context: Context) -> Iterator[Found]:
    value = context.sheet.get("security_and_privacy.encryption_in_transit")
    radio = context.sheet.get("hardware.radio")
    if says_not(radio) or no_radio(context.sheet) or not (isinstance(value, str) and value.startswith(NOT_APPLICABLE)):
        return
    quotes = (context.quote("security_and_privacy.encryption_in_transit"), context.quote("hardware.radio"))
    yield f"{quotes[0].place} is {quotes[0].text}, and {quotes[1].place} is {quotes[1].text}", quotes
