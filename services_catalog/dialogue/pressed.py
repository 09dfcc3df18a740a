"""Buttons: what a payload such as `/ask_fee{"service": "khai-sinh"}` or `/guide{"guide": "khai-sinh"}` says."""

from __future__ import annotations

import json
import re

from services_catalog.dialogue.decision import Heard
from services_catalog.dialogue.guiding import Guiding
from services_catalog.record import Aspect

_PAYLOAD = re.compile(r"/(ask_[a-z_]+|guide)(\{.*\})")


def pressed(text: str) -> Heard | None:
    """What a button's payload asks, or None where `text` is none."""
    match = _PAYLOAD.fullmatch(text.strip())
    if not match:
        return None
    try:
        values = json.loads(match[2])
    except ValueError:
        return None
    intent = match[1]
    if intent == "guide":
        guide = values.get("guide")
        return Heard(text, {}, guiding=Guiding.read(guide)) if isinstance(guide, str) else None
    service = values.get("service")
    if intent.removeprefix("ask_") not in list(Aspect) or not isinstance(service, str):
        return None
    return Heard(text, {intent: 1.0}, service, Aspect(intent.removeprefix("ask_")))
