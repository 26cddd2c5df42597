"""Find every LLM call that nobody owns, tag it, and price it."""

__version__ = "0.1.0"
