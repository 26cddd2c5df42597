"""Formats for what `check` found: one module each, `NAME` and `render`."""
