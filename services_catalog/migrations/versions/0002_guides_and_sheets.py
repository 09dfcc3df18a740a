"""Guides beside the services, and the sheets that are made with them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("service") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=20), nullable=False, server_default="service"))
    op.create_table(
        "sheet",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("guide_id", sa.Integer(), nullable=False),
        sa.Column("revisions", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["revision.id"], name="fk_sheet_guide_id_revision"),
        sa.PrimaryKeyConstraint("code", name="pk_sheet"),
    )
    op.create_index("ix_sheet_expires_on", "sheet", ["expires_on"])


def downgrade() -> None:
    op.drop_table("sheet")
    # A release without guides would take them for services: they go, with all that hangs on them.
    guides = "(SELECT id FROM service WHERE kind = 'guide')"
    op.execute("UPDATE service SET published_id = NULL WHERE kind = 'guide'")
    op.execute(f"DELETE FROM publication WHERE service_id IN {guides}")  # noqa: S608 (a constant)
    op.execute(f"DELETE FROM revision WHERE service_id IN {guides}")  # noqa: S608
    op.execute("DELETE FROM service WHERE kind = 'guide'")
    with op.batch_alter_table("service") as batch:
        batch.drop_column("kind")
