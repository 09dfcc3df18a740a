"""What the questions of a new service ask about, so that each stands under its own heading."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from services_catalog.record import Aspect

MOST = 20  # that Rasa is asked about: citizens wait behind them
ASKS = "ask_"  # how the intents of questions begin


class Understands(Protocol):
    """The Rasa in use: `app.state.rasa`."""

    async def understood(self, text: str) -> dict[str, Any] | None:
        """What it makes of a text; None while it is away."""


async def by_aspect(rasa: Understands, questions: Sequence[str]) -> dict[str, list[str]]:
    """`questions` under what each asks about; under «general» what Rasa cannot say, or is not asked for."""
    messages = await asyncio.gather(*(rasa.understood(each) for each in questions[:MOST]))
    aspects = [_aspect(each or {}) for each in messages] + [Aspect.GENERAL] * len(questions[MOST:])
    found: dict[str, list[str]] = {}
    for question, aspect in zip(questions, aspects, strict=True):
        found.setdefault(str(aspect), []).append(question)
    return found


def _aspect(message: Mapping[str, Any]) -> Aspect:
    ranked = {each["name"]: float(each["confidence"]) for each in message.get("intent_ranking") or []}
    asked = {name.removeprefix(ASKS): share for name, share in ranked.items() if name.startswith(ASKS)}
    best = max(asked, key=lambda name: asked[name], default="")
    return Aspect(best) if best in set(Aspect) else Aspect.GENERAL
