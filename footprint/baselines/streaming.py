"""Sending everything against speaking only when something happens: the radio's power, beside claims of the field."""

from __future__ import annotations

from typing import Any, NamedTuple

from footprint import tables
from footprint.baselines.choices import Chosen
from footprint.factors import Interval
from footprint.numbers import times


class Claim(NamedTuple):
    """A power that the field quotes, with where it was read."""

    key: str
    title: str
    power_mw: float
    words: str
    source: str


class Streaming(NamedTuple):
    """Mean power of the radio at its load [mW], and how much of the time it sends."""

    everything_mw: Interval
    everything: str
    each_inference_mw: Interval
    events_mw: Interval
    sending_mw: float  # its power while it sends
    claims: tuple[Claim, ...]

    @property
    def everything_air_time(self) -> float:
        """Share of the time that it would send for everything; above 1 it cannot."""
        return self.everything_mw.typical / self.sending_mw

    @property
    def each_inference_air_time(self) -> float:
        """Share of the time that it would send for what each inference needs; above 1 it cannot."""
        return self.each_inference_mw.typical / self.sending_mw

    @property
    def everything_words(self) -> str:
        """What the raw stream is, and that the radio cannot carry it where that is so."""
        return f"{self.everything}{beyond(self.everything_air_time)}"

    def to_dict(self) -> dict[str, Any]:
        """As it is printed."""
        return {
            "everything_mw": self.everything_mw.to_dict(),
            "everything": self.everything,
            "each_inference_mw": self.each_inference_mw.to_dict(),
            "events_mw": self.events_mw.to_dict(),
            "everything_air_time_share": self.everything_air_time,
            "each_inference_air_time_share": self.each_inference_air_time,
            "claims": [c._asdict() for c in self.claims],
        }


def beyond(air_time: float) -> str:
    """That a radio cannot send so much, for the end of a phrase; nothing where it can."""
    return f"; more than this radio can send, {times(air_time)} the time there is" if air_time > 1 else ""


def radio_mw(joule_per_byte: Interval, bytes_per_s: float) -> Interval:
    """Mean power of sending: energy of a byte [J] x bytes per second x 1000. [mW]

    32 000 B/s at 0.154 uJ/B is 4.928 mW.
    """
    return joule_per_byte.scaled(bytes_per_s * 1000)


def streaming(chosen: Chosen) -> Streaming:
    """The radio's power for the raw stream, for what each inference needs, and for messages only."""
    joule, task = chosen.radio.known.value, chosen.task
    per_s = chosen.inferences_per_hour / 3600
    return Streaming(
        radio_mw(joule, task.stream_bytes_per_s), task.stream_why,
        radio_mw(joule, chosen.payload_bytes * per_s),
        radio_mw(joule, chosen.result_bytes * chosen.alert_share * per_s),
        chosen.radio.power_mw,
        tuple(Claim(key, **row) for key, row in tables.cloud_tasks()["claims"].items()),
    )  # fmt: skip
