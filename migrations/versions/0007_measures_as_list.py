"""measures as a list

Revision: 0007, after 0006
"""

from alembic import op
import sqlalchemy as sa


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('preferences', schema=None) as batch_op:
        batch_op.add_column(sa.Column('measures_as_list', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('preferences', schema=None) as batch_op:
        batch_op.alter_column('measures_as_list', existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('preferences', schema=None) as batch_op:
        batch_op.drop_column('measures_as_list')
