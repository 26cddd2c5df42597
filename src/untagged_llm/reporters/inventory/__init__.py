"""Formats for what `inventory` lists: one module each, `NAME` and `render`."""
