"""how the programme goes for one patient: its pace, and how many words it uses

Revision: 0008, after 0007
"""

from alembic import op
import sqlalchemy as sa
import sqlmodel


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('preferences', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pace', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False, server_default='usual'))
        batch_op.add_column(sa.Column('fewer_words', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_check_constraint(batch_op.f('ck_preferences_pace'), "pace IN ('usual', 'slower', 'faster')")
    with op.batch_alter_table('preferences', schema=None) as batch_op:
        batch_op.alter_column('pace', existing_type=sqlmodel.sql.sqltypes.AutoString(length=10), server_default=None)
        batch_op.alter_column('fewer_words', existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('preferences', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_preferences_pace'), type_='check')
        batch_op.drop_column('fewer_words')
        batch_op.drop_column('pace')
