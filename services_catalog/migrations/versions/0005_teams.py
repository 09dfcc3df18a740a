"""Community digital teams."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("commune", sa.String(length=10), nullable=False),
        sa.Column("hamlets", sa.Text(), nullable=False),
        sa.Column("services", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sa.UniqueConstraint("code_hash", name="uq_team_code_hash"),
    )
    op.create_index("ix_team_commune", "team", ["commune"], unique=False)
    op.create_table(
        "team_device",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_team_device_team_id_team"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_team_device"),
    )
    op.create_index("ix_team_device_team_id", "team_device", ["team_id"], unique=False)
    op.create_table(
        "team_visit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("service", sa.String(length=120), nullable=False),
        sa.Column("guide", sa.String(length=120), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("hamlet", sa.String(length=120), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_team_visit_team_id_team"),
        sa.PrimaryKeyConstraint("id", name="pk_team_visit"),
    )
    op.create_index("ix_team_visit_day", "team_visit", ["day"], unique=False)
    op.create_index("ix_team_visit_service", "team_visit", ["service"], unique=False)
    op.create_index("ix_team_visit_team_id", "team_visit", ["team_id"], unique=False)


def downgrade() -> None:
    op.drop_table("team_visit")
    op.drop_table("team_device")
    op.drop_table("team")
