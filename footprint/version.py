"""The version of the tool, in one place."""

VERSION = "0.1.0"
RELEASED = "2026-11-20"
