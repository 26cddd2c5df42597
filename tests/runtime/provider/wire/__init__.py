"""One module per wire form: what a provider answers to a request, and how it says no."""
