"""How large a request may be, by its path."""

from __future__ import annotations

from bot.webhook.settings import WebhookSettings
from services_catalog.back_office.app import PATH
from services_catalog.back_office.forms import UPLOAD


def most_bytes(path: str, settings: WebhookSettings) -> int:
    """The largest body that is read at `path`: forms of the back office are long, files longer still."""
    if is_upload(path):
        return settings.max_upload_bytes
    return settings.max_form_bytes if path.startswith(f"{PATH}/") else settings.max_body_bytes


def is_upload(path: str) -> bool:
    """Whether `path` takes files: a route of the back office that ends in `/tai-len`."""
    return path.startswith(f"{PATH}/") and path.endswith(UPLOAD)
