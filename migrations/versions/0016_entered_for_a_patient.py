"""what was written down for a patient says by whom

Revision: 0016, after 0015
"""

from alembic import op
import sqlalchemy as sa


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('activity_review', schema=None) as batch_op:
        batch_op.add_column(sa.Column('entered_by_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_activity_review_entered_by_id_person'), 'person', ['entered_by_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('activity_review', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('fk_activity_review_entered_by_id_person'), type_='foreignkey')
        batch_op.drop_column('entered_by_id')
