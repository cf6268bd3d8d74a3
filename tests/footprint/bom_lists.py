"""Lists of parts for the tests of bills of materials: a sample, and short ways to read and to map one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from footprint.bom import Bom, Mapped, bom_from_bytes, map_bom
from footprint.errors import InputError
from tests.footprint.examples import error_of

SAMPLE = """\
group,component,unit_cost_usd,quantity,manufacturer,ticked
Functional,RP2040 Microcontroller,1.00,1,Raspberry Pi,yes
Functional,QVGA Camera Module HM01B0,8.90,1,HiMax,yes
Functional,Flash Memory W25Q16JVSNIQ,0.36,1,Winbond,yes
Functional,12 MHz Crystal Oscillator,0.42,1,CTS,yes
Power,Voltage Regulator TLV70228 2.8V,0.69,1,Texas Instruments,no
Indication,LTST-C190KGKT LED,0.05,1,Lite-On,yes
Connectors,FFC connector FH26W-31S,1.28,1,Hirose,no
Passive,Resistors,0.01,10,,yes
Passive,Capacitors (low value),0.01,15,,yes
Passive,Ferrite bead 600 ohm,0.07,2,,yes
Passive,Printed circuit board,0.50,1,,yes
"""
"""A list in the shape of a published device's, with costs and a column that says nothing here."""

HEAD = "Reference,Quantity,Component,Package\n"


def read(text: str, encoding: str = "utf-8") -> Bom:
    return bom_from_bytes(text.encode(encoding), "list.csv")


def refusal(call: Callable[[], object]) -> InputError:
    error = error_of(call)
    assert error is not None
    return error


def one(component: str, **fields: str) -> Mapped:
    """The mapping of a list with one line of one piece."""
    row = {"Component": component, "Quantity": "1", **fields}
    stream = io.StringIO()
    csv.writer(stream).writerows([row.keys(), row.values()])
    return map_bom(read(stream.getvalue()))[0]
