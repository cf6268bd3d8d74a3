"""What a command of the command line gives back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Answer = tuple[dict[str, Any], Callable[[], str]]
"""The JSON document of a command, and how to say it as text."""
Verdict = tuple[dict[str, Any], Callable[[], str], bool]
"""An answer that can be no: whether it is yes."""
