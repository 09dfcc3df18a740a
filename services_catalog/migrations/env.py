"""Alembic's environment: the tables of `services_catalog.models` on the engine it is handed."""

from alembic import context

from services_catalog.database import connect
from services_catalog.models import Base

engine = context.config.attributes.get("engine") or connect()

with engine.connect() as connection:
    # SQLite cannot alter a constraint in place; batch mode copies the table.
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
