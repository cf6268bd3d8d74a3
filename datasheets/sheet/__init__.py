"""The ML-sensor datasheet: its template, its source file, and the values in it, typed or taken from artefacts."""
