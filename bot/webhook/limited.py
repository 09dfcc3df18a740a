"""What is answered when Rasa is away: straight from the catalogue, and saying so."""

from __future__ import annotations

from bot.webhook.contract import Button, Custom, Outgoing
from bot.webhook.smalltalk import smalltalk
from services_catalog.catalogue import Catalogue
from services_catalog.clock import today_in_vietnam
from services_catalog.dialogue.decision import Conversation, Heard, decide
from services_catalog.dialogue.pressed import pressed
from services_catalog.dialogue.reply import render

NOTICE = (
    "Trợ lý đang hoạt động hạn chế nên chỉ tra được danh mục. "
    "Câu trả lời có thể chưa đúng ý bạn; bạn thử lại sau ít phút nhé."
)


def answer(catalogue: Catalogue, sender: str, text: str) -> list[Outgoing]:
    """One reply to `text` on its own, without the conversation that Rasa keeps."""
    heard = pressed(text) or Heard(text, smalltalk(text))
    reply = render(decide(heard, Conversation(), catalogue), text, catalogue, today_in_vietnam(), NOTICE)
    return [
        Outgoing(
            recipient_id=sender,
            text=reply.text,
            buttons=[Button.model_validate(button) for button in reply.buttons] or None,
            custom=Custom.model_validate({**reply.custom, "limited": True}),
        )
    ]
