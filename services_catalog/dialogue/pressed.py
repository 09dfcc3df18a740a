"""Buttons: what a payload such as `/ask_fee{"service": "khai-sinh"}` says."""

from __future__ import annotations

import json
import re

from services_catalog.dialogue.decision import Heard
from services_catalog.record import Aspect

_PAYLOAD = re.compile(r"/ask_([a-z_]+)(\{.*\})")


def pressed(text: str) -> Heard | None:
    """What a button's payload asks, or None where `text` is none."""
    match = _PAYLOAD.fullmatch(text.strip())
    if not match or match[1] not in list(Aspect):
        return None
    try:
        values = json.loads(match[2])
    except ValueError:
        return None
    service = values.get("service")
    if not isinstance(service, str):
        return None
    return Heard(text, {f"ask_{match[1]}": 1.0}, service, Aspect(match[1]))
