"""The settings of the web application, from the environment or a `.env` file."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class WebhookSettings(BaseSettings):
    """One setting a line: name, default, what it does."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, description="Port to listen on.")
    rasa_port: int = Field(5005, description="Port of Rasa on loopback.")
    actions_port: int = Field(5055, description="Port of the action server on loopback.")
    rasa_timeout_seconds: float = Field(8.0, description="How long a reply of Rasa is waited for.")
    max_message_chars: int = Field(1000, description="The longest message that is read.")
    max_sender_chars: int = Field(128, description="The longest sender name of the REST channel.")
    max_body_bytes: int = Field(64 * 1024, description="The largest request that is read.")
    max_waiting: int = Field(
        64, description="Messages that may wait for Rasa at once; more are answered by the catalogue alone."
    )
    rest_key: str | None = Field(
        None, description="Bearer token of the REST channel; with none it is open to loopback only."
    )
    allowed_origins: list[str] = Field([], description="Origins of pages that may embed the widget.")


@lru_cache
def settings() -> WebhookSettings:
    """The settings of this process."""
    return WebhookSettings()
