"""The messages that go in and out of the webhook: Rasa's REST channel, with our `custom` object."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, StrictStr, model_serializer


class Incoming(BaseModel):
    """What a client sends."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"sender": "ba-nam", "message": "lam can cuoc bi mat can gi"}]}
    )

    sender: Annotated[StrictStr, Field(description="Names the conversation.", min_length=1)] = "default"
    message: Annotated[StrictStr, Field(description="What the citizen typed, or the payload of a button.")]
    metadata: dict[str, Any] | None = None


class Button(BaseModel):
    """A choice; its payload is sent as the next message."""

    title: str
    payload: str


class Source(BaseModel):
    """A law or a page behind an answer."""

    number: str | None = None
    title: str
    url: str | None = None


class Custom(BaseModel):
    """What was understood, and the answer in a form that can be drawn. The keys are stable."""

    model_config = ConfigDict(extra="allow")

    type: Literal["answer", "clarify", "guide", "fallback", "handoff", "smalltalk"]
    service: str | None = None
    aspect: str | None = None
    candidates: list[str] = []
    confidence: Annotated[float, Field(ge=0, le=1)]
    sources: list[Source] = []
    valid_from: str | None = None
    verified_at: str | None = None
    blocks: list[dict[str, Any]] = []


class Outgoing(BaseModel):
    """One message of the assistant; the last one of a reply carries `custom`."""

    recipient_id: str
    text: str
    buttons: list[Button] | None = None
    masked: str | None = Field(None, description="The citizen's message as it was read, if it held private data.")
    custom: Custom | None = None

    @model_serializer(mode="wrap")
    def _absent_not_null(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Rasa's clients expect no `buttons` rather than null; within `custom` null is a value and stays."""
        return {key: value for key, value in serialize(self).items() if value is not None}
