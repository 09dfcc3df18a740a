"""Parse texts with one trained model in this process, and time each.

.venvs/rasa/bin/python -m benchmarks.rasa_side.parse MODEL TEXTS.json RESULT.json

`TEXTS.json` is a list of texts. The result has the milliseconds of each parse, what was understood, and what the
process takes in memory once the model is loaded.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from benchmarks import usage

WARM_UP = 50
NO_ANSWER = "nlu_fallback"  # set by FallbackClassifier in front of what the classifier said


async def parsed(model: str, texts: list[str]) -> dict[str, Any]:
    """The result as it is written. The clock runs from text to intent and entities, as in Rasa's server."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    loaded = usage.of_process().pss
    for text in texts[:WARM_UP]:
        await agent.parse_message(text)
    milliseconds, understood = [], []
    cpu = time.process_time()
    for text in texts:
        began = time.perf_counter()
        heard = await agent.parse_message(text)
        milliseconds.append((time.perf_counter() - began) * 1000)
        understood.append({"intent": best_intent(heard), "entities": spans(heard)})
    cpu_ms = 1000 * (time.process_time() - cpu) / (len(texts) or 1)
    return {"milliseconds": milliseconds, "cpu_ms": cpu_ms, "understood": understood, "memory_bytes": loaded}


def best_intent(heard: dict[str, Any]) -> str | None:
    """What the classifier took the message for, whether or not it was sure of it."""
    ranking = [heard.get("intent") or {}, *(heard.get("intent_ranking") or [])]
    return next((each["name"] for each in ranking if each.get("name") not in (None, NO_ANSWER)), None)


def spans(heard: dict[str, Any]) -> list[tuple[str, int, int]]:
    """The entities that were found, as (label, start, end)."""
    return [(each["entity"], each["start"], each["end"]) for each in heard.get("entities") or [] if "start" in each]


def main() -> None:
    """Parse every text of the file."""
    warnings.filterwarnings("ignore")
    logging.basicConfig(level=logging.ERROR, force=True)
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    model, texts, result = sys.argv[1:]
    found = asyncio.run(parsed(model, json.loads(Path(texts).read_text(encoding="utf-8"))))
    Path(result).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
