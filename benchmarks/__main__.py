"""Every benchmark: `python -m benchmarks`."""

from __future__ import annotations

from benchmarks import assess

assess.main()
