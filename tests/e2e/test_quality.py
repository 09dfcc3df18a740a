"""How well the stack understands must not drop: a fixed part of the held-out questions, asked for real."""

from __future__ import annotations

import pytest

from tools.evaluate import OWN, ask_all, read_questions

pytestmark = pytest.mark.e2e

# A little below what was measured when this was last raised (docs/quality.md); raise them with each gain.
LEAST = {"service": 0.88, "service or offered": 0.91, "aspect": 0.77, "declined": 0.80, "no service forced": 0.85}
MOST_WRONGLY_DECLINED = 0.03
EVERY = 3  # each third question, the same ones in every run


def test_understanding_has_not_dropped(stack_url: str) -> None:
    results = ask_all(f"{stack_url}/webhooks/rest/webhook", read_questions(OWN)[::EVERY])

    shares = {}
    for name in (*LEAST, "wrongly declined"):
        found = [result.verdicts[name] for result in results if name in result.verdicts]
        shares[name] = sum(found) / len(found)

    assert {name: share for name, share in shares.items() if name in LEAST and share < LEAST[name]} == {}
    assert shares["wrongly declined"] <= MOST_WRONGLY_DECLINED
