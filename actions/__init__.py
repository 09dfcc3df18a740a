"""The action server: what to say next, decided on the live catalogue. `python -m actions` serves it."""
