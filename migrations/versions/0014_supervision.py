"""supervision

Revision: 0014, after 0013
"""

from alembic import op
import sqlalchemy as sa
import sqlmodel
from sqlalchemy import Text
import app.database


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('supervises',
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('supervisor_id', sa.Uuid(), nullable=False),
    sa.Column('since', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('practitioner_id <> supervisor_id', name=op.f('ck_supervises_somebody_else')),
    sa.ForeignKeyConstraint(['practitioner_id'], ['person.id'], name=op.f('fk_supervises_practitioner_id_person')),
    sa.ForeignKeyConstraint(['supervisor_id'], ['person.id'], name=op.f('fk_supervises_supervisor_id_person')),
    sa.PrimaryKeyConstraint('practitioner_id', name=op.f('pk_supervises'))
    )
    with op.batch_alter_table('supervises', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_supervises_supervisor_id'), ['supervisor_id'], unique=False)

    op.create_table('supervision_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('reasons', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('thought', app.database.FreeText(), nullable=False),
    sa.Column('decision', app.database.FreeText(), nullable=False),
    sa.Column('supervisor', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('length(decision) > 0', name=op.f('ck_supervision_entry_decision')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_supervision_entry_by_id_person')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_supervision_entry_patient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision_entry')),
    sa.UniqueConstraint('patient_id', 'once', name=op.f('uq_supervision_entry_patient_id_once'))
    )
    with op.batch_alter_table('supervision_entry', schema=None) as batch_op:
        batch_op.create_index('ix_supervision_entry_patient_id_at', ['patient_id', 'at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('supervision_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_supervision_entry_patient_id_at')

    op.drop_table('supervision_entry')
    with op.batch_alter_table('supervises', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_supervises_supervisor_id'))

    op.drop_table('supervises')
