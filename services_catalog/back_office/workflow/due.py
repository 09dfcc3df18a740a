"""What is scheduled becomes public on its minute: once, however many processes look, also after a restart."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from services_catalog.back_office.models import Proposal
from services_catalog.back_office.workflow.proposals import State, carry_out
from services_catalog.back_office.workflow.refused import Refused
from services_catalog.database import sessions
from services_catalog.models import now

logger = logging.getLogger(__name__)

EVERY_SECONDS = 5.0  # between two looks; a service is to be answered within its minute


def publish_due(engine: Engine, at: datetime | None = None) -> int:
    """Carry out every proposal that is due at `at` (now), each in a transaction of its own. Returns how many were.

    One that fails stays scheduled, is logged, and stops no other. Raises SQLAlchemyError if the list cannot be read.
    """
    with sessions(engine)() as session:
        due = session.scalars(
            select(Proposal.id)
            .where(Proposal.state == State.SCHEDULED, Proposal.due_at <= (at or now()))
            .order_by(Proposal.due_at, Proposal.id)
        ).all()
    done = 0
    for proposal_id in due:
        try:
            with sessions(engine).begin() as session:
                done += carry_out(session, session.get_one(Proposal, proposal_id))
        except Refused:  # another process was faster
            continue
        except Exception:
            logger.exception("Proposal %s could not be carried out", proposal_id)
    return done


async def keep_publishing(engine: Engine) -> None:
    """Carry out what is due, again and again, until cancelled. A database that is away is asked again later."""
    while True:
        try:
            await asyncio.to_thread(publish_due, engine)
        except SQLAlchemyError as error:
            logger.warning("What is due could not be read: %s", type(error).__name__)
        await asyncio.sleep(EVERY_SECONDS)
