"""Alembic's environment: the tables of `services_catalog.models` on the engine it is handed."""

from alembic import context

from services_catalog.database import connect
from services_catalog.tables import Base

engine = context.config.attributes.get("engine") or connect()

with engine.connect() as connection:
    # SQLite cannot alter a constraint in place; batch mode copies the table and drops the old one, which fails as
    # soon as a row points at it, unless foreign keys are off meanwhile.
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.commit()
    try:
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    finally:
        if is_sqlite:
            connection.rollback()
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.commit()
