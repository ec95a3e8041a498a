"""minutes between sessions

Revision: 0015, after 0014
"""

from alembic import op
import sqlalchemy as sa
import sqlmodel
from sqlalchemy import Text
import app.database


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('practitioner_minutes',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('withdrawn_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.CheckConstraint('minutes BETWEEN 1 AND 240', name=op.f('ck_practitioner_minutes_minutes')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_practitioner_minutes_patient_id_person')),
    sa.ForeignKeyConstraint(['practitioner_id'], ['person.id'], name=op.f('fk_practitioner_minutes_practitioner_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practitioner_minutes')),
    sa.UniqueConstraint('patient_id', 'once', name=op.f('uq_practitioner_minutes_patient_id_once'))
    )
    with op.batch_alter_table('practitioner_minutes', schema=None) as batch_op:
        batch_op.create_index('ix_practitioner_minutes_patient_id_on_day', ['patient_id', 'on_day'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('practitioner_minutes', schema=None) as batch_op:
        batch_op.drop_index('ix_practitioner_minutes_patient_id_on_day')

    op.drop_table('practitioner_minutes')
