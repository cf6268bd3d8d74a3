"""Every benchmark: `python -m benchmarks`."""

from __future__ import annotations

from benchmarks import assess, bom, captures, datasheets, fleet, uncertainty

assess.main()
print()
bom.main()
print()
uncertainty.main()
print()
captures.main()
print()
datasheets.main()
print()
fleet.main()
