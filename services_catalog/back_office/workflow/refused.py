"""Why something cannot be done, in words for whoever wanted it."""

from __future__ import annotations


class Refused(Exception):
    """Its text is a sentence in Vietnamese; `field` is the field of the form that it is about, if any."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field
