"""Shared by every test of the application's environment (Rasa's own tests do not read this)."""

from __future__ import annotations

import functools
import gc
import ssl

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# No deadline: the machine that runs this may be busy, and no test is about time.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")

# Every client of a test makes a context anew, and reads all certificates of the world for it.
ssl.create_default_context = functools.cache(ssl.create_default_context)

WHOLE_STACK = "tests/e2e/"
WHOLE_STACK_SECONDS = 1200  # the first of its tests waits until it has learnt all content, on a machine that is busy


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of the whole stack are first: they take longest."""
    items.sort(key=lambda item: item.get_closest_marker("e2e") is None)
    for item in items:
        if item.get_closest_marker("e2e"):
            item.add_marker(pytest.mark.timeout(WHOLE_STACK_SECONDS))


def pytest_collection_finish() -> None:
    """What was imported stays: not to be looked through each time the garbage is collected."""
    gc.collect()
    gc.freeze()


class Together(LoadScopeScheduling):
    """Side by side, a file's tests stay together, and so does all that speaks to the whole stack.

    What they share is then made once: the running stack, a browser, a PostgreSQL server. pytest-xdist's own marks for
    this (`--dist loadgroup`) are without effect in pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return WHOLE_STACK if nodeid.startswith(WHOLE_STACK) else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)  # without pytest-xdist there is nothing to share out
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Of the workers of pytest-xdist."""
    return Together(config, log)
