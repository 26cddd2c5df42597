"""Where values come from, one module each; `Project` asks them in their order."""
