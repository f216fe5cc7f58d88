"""The first schema: what sources delivered, permanent ids, holdings, and the change feed."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table of schema 0001."""
    statements = (Path(__file__).parent.parent / "schema_0001.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    """There is no way back from the first schema but an empty database."""
    raise NotImplementedError("restore a backup instead: see `spil restore`")
