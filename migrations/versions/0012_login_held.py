"""a login that may lie idle while a session goes on

Revision: 0012, after 0011
"""

from alembic import op
import sqlalchemy as sa
import sqlmodel


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('login', schema=None) as batch_op:
        batch_op.add_column(sa.Column('held_until', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('login', schema=None) as batch_op:
        batch_op.drop_column('held_until')
