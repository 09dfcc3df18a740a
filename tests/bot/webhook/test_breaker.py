"""The circuit breaker: a row of failures opens it, one success closes it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.webhook.breaker import Breaker


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock, times: int = 3) -> Breaker:
    breaker = Breaker(failures=3, seconds=5.0, clock=clock)
    for _ in range(times):
        breaker.failed()
    return breaker


def test_single_failures_change_nothing() -> None:
    breaker = broken(Clock(), times=2)
    breaker.succeeded()
    breaker.failed()
    breaker.failed()

    assert breaker.allows()


def test_a_row_of_failures_opens_it() -> None:
    breaker = broken(Clock())

    assert breaker.is_open
    assert not breaker.allows()


def test_after_a_while_one_may_try_and_only_one() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += 5

    assert [breaker.allows() for _ in range(3)] == [True, False, False]


def test_a_trial_that_fails_keeps_it_open_and_one_that_never_ends_does_not_keep_it_so() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += 5
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()

    clock.now += 5
    assert breaker.allows()  # nothing is heard of this one
    clock.now += 5
    assert breaker.allows()


def test_a_trial_that_succeeds_closes_it() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += 5
    assert breaker.allows()
    breaker.succeeded()

    assert not breaker.is_open
    assert all(breaker.allows() for _ in range(3))
