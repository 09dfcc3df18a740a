"""What is said of a record: one aspect of one service, as blocks and as plain text. Pure: no clock, no database."""

from services_catalog.answers.compose import Answer, compose

__all__ = ["Answer", "compose"]
