"""Labels: what stands on a box or in a page instead of the whole datasheet, as data. Drawn in `datasheets.drawings`."""
