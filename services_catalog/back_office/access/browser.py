"""What a browser calls itself, in words that its owner knows it by."""

from __future__ import annotations

import re

# The order matters: Edge says «Chrome» too, Chrome says «Safari».
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("CocCoc", "Cốc Cốc"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
_SYSTEMS = (("Android", "Android"), ("iPhone|iPad", "iPhone, iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"))


def told(user_agent: str) -> str:
    """«Chrome trên Windows»; of what is not known, that it is not."""
    browser = _first((*_BROWSERS, ("Safari", "Safari")), user_agent)
    system = _first((*_SYSTEMS, ("Linux", "Linux")), user_agent)
    return f"{browser or 'Trình duyệt khác'} trên {system or 'máy khác'}"


def _first(pairs: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((name for pattern, name in pairs if re.search(pattern, text)), None)
