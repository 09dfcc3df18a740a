"""The settings of the web application, from the environment or a `.env` file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field, HttpUrl, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from services_catalog.settings import ROOT

SECRET_FILE = ROOT / "var" / "conversation.secret"


class WebhookSettings(BaseSettings):
    """One setting a line: name, default, what it does."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, description="Port to listen on.")
    rasa_port: int = Field(5005, description="Port of Rasa on loopback.")
    rasa_in_use: Path | None = Field(
        None, description="File that names the port of the Rasa in use, before RASA_PORT; set by tools/stack.py."
    )
    actions_port: int = Field(5055, description="Port of the action server on loopback.")
    rasa_timeout_seconds: float = Field(8.0, description="How long a reply of Rasa is waited for.")
    max_message_chars: int = Field(1000, description="The longest message that is read.")
    max_sender_chars: int = Field(128, description="The longest sender name of the REST channel.")
    max_body_bytes: int = Field(64 * 1024, description="The largest request that is read.")
    max_form_bytes: int = Field(1024 * 1024, description="The largest form of the back office that is read.")
    max_upload_bytes: int = Field(
        20 * 1024 * 1024,
        description="The largest file that the back office reads, at its routes that end in /tai-len.",
    )
    max_waiting: int = Field(
        64, description="Messages that may wait for Rasa at once; more are answered by the catalogue alone."
    )
    max_inside: int = Field(256, description="Messages that are worked on or wait, in all; more are answered 429.")
    max_header_bytes: int = Field(16 * 1024, description="The largest head of a request that is read.")
    request_seconds: float = Field(15.0, description="How long a request may take to come in.")
    upload_seconds: float = Field(180.0, description="How long a file for the back office may take to come in.")
    limit_conversation: str = Field("20/minute", description="Requests for one conversation of the widget.")
    limit_address: str = Field("300/minute", description="Requests of the widget from one address; many may share it.")
    limit_key: str = Field("6000/minute", description="Requests of the REST channel with the key.")
    limit_team: str = Field(
        "10/minute", description="Wrong team codes from one address; batches of sheets printed by one team."
    )
    public_url: HttpUrl | None = Field(
        None, description="Where citizens reach the assistant, for the links on sheets; with none, as the request says."
    )
    limits_storage: str = Field("memory://", description="Where limits are counted: memory:// or redis://HOST:PORT.")
    conversation_secret: SecretStr | None = Field(
        None,
        min_length=32,
        description="Signs conversation ids and seals staff's second steps; with none, one is made in var/.",
    )
    conversations_url: str = Field(
        f"sqlite:///{ROOT / 'var' / 'conversations.db'}",
        description="SQLAlchemy address of the database of conversations, which Rasa writes too.",
    )
    retention_days: int = Field(30, ge=1, description="Days after its last message that a conversation is kept.")
    rest_key: str | None = Field(
        None, description="Bearer token of the REST channel; with none it is open to loopback only."
    )
    allowed_origins: list[str] = Field([], description="Origins of pages that may embed the widget.")


@lru_cache
def settings() -> WebhookSettings:
    """The settings of this process."""
    return WebhookSettings()
