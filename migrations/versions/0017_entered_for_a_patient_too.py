"""steps, plans, diary entries and ratings that were written down for a patient say by whom

Revision: 0017, after 0016
"""

from alembic import op
import sqlalchemy as sa


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

TABLES = ('activity', 'diary_entry', 'goal_rating', 'response_version')


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('entered_by_id', sa.Uuid(), nullable=True))
            batch_op.create_foreign_key(op.f(f'fk_{table}_entered_by_id_person'), 'person', ['entered_by_id'], ['id'])


def downgrade() -> None:
    for table in reversed(TABLES):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f'fk_{table}_entered_by_id_person'), type_='foreignkey')
            batch_op.drop_column('entered_by_id')
