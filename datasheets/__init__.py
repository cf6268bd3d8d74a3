"""Documents: the footprint report and what every PDF shares. No arithmetic; each is a view of a result."""
