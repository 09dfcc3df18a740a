"""Shared by every test of the application's environment (Rasa's own tests do not read this)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# No deadline: the machine that runs this may be busy, and no test is about time.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")

WHOLE_STACK_SECONDS = 1200  # the first of its tests waits until it has learnt all content, on a machine that is busy


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks which tests stay together
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Side by side, a file's tests stay together; all that speaks to the whole stack, which takes longest, is first.

    What they share is then made once: the running stack, a browser, a PostgreSQL server.
    """
    items.sort(key=lambda item: item.get_closest_marker("e2e") is None)
    for item in items:
        if item.get_closest_marker("e2e"):
            item.add_marker(pytest.mark.xdist_group("stack"))
            item.add_marker(pytest.mark.timeout(WHOLE_STACK_SECONDS))
        else:
            item.add_marker(pytest.mark.xdist_group(item.path.as_posix()))
