"""Whether replies were of use: stored in the catalogue's database, without saying who said so."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import CursorResult, Engine, delete, update

from bot.language.privacy import mask
from bot.webhook.conversation import readable
from services_catalog.database import sessions
from services_catalog.models import Feedback
from services_catalog.record import SLUG, Aspect

MOST_WHY_CHARS = 500
MESSAGE_ID = r"^[A-Za-z0-9_-]{8,64}$"


class Rating(BaseModel):
    """What a citizen thinks of a reply."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "message_id": "m-7f3a9c21",
                    "useful": False,
                    "why": "Chưa nói nộp ở đâu",
                    "service": "khai-sinh",
                    "aspect": "documents",
                }
            ]
        }
    )

    message_id: str | None = Field(None, pattern=MESSAGE_ID, description="Of the message whose reply is meant.")
    useful: bool
    why: str | None = Field(None, max_length=MOST_WHY_CHARS, description="In the citizen's words; masked.")
    service: str | None = Field(None, max_length=120, pattern=f"^{SLUG.pattern}$")
    aspect: Aspect | None = None


class Ratings:
    """The table. Methods block and raise SQLAlchemyError."""

    def __init__(self, engine: Engine) -> None:
        """`engine`: of the catalogue's database."""
        self.engine = engine
        self._sessions = sessions(engine)

    def save(self, conversation: str, rating: Rating) -> bool:
        """Store `rating`, in the place of one of the same message; returns whether there was none.

        `conversation`: its pseudonym. Raises Problem for a `why` that is no text.
        """
        why, _ = mask(readable(rating.why, MOST_WHY_CHARS)) if rating.why and rating.why.strip() else (None, [])
        is_first = True
        with self._sessions.begin() as session:
            if rating.message_id:
                earlier = delete(Feedback).where(
                    Feedback.conversation == conversation, Feedback.message_id == rating.message_id
                )
                done = session.execute(earlier)
                is_first = not (isinstance(done, CursorResult) and done.rowcount)
            session.add(
                Feedback(
                    conversation=conversation,
                    message_id=rating.message_id,
                    useful=rating.useful,
                    why=why,
                    service=rating.service,
                    aspect=rating.aspect,
                )
            )
        return is_first

    def unlink(self, *, conversation: str | None = None, before: datetime | None = None) -> int:
        """Take the conversation's name off its ratings, or off those from `before`. Returns how many."""
        which = Feedback.conversation == conversation if conversation else Feedback.conversation.is_not(None)
        chosen = update(Feedback).where(which).values(conversation=None, message_id=None)
        if before:
            chosen = chosen.where(Feedback.at < before)
        with self._sessions.begin() as session:
            done = session.execute(chosen)
            return done.rowcount if isinstance(done, CursorResult) else 0
