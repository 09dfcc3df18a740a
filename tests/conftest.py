"""Shared by every test of the application's environment (Rasa's own tests do not read this)."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No deadline: the machine that runs this may be busy, and no test is about time.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")
