"""faults that patients report

Revision: 0018, after 0017
"""

from alembic import op
import sqlalchemy as sa
import sqlmodel
import app.database


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('fault_report',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('place', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('device', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('words', app.database.FreeText(), nullable=False),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('due_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('settled_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('settled_by_id', sa.Uuid(), nullable=True),
    sa.Column('answer', app.database.FreeText(), nullable=False),
    sa.CheckConstraint('(settled_at IS NULL) = (settled_by_id IS NULL)', name=op.f('ck_fault_report_settled_by_somebody')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_fault_report_patient_id_person')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['person.id'], name=op.f('fk_fault_report_settled_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fault_report')),
    sa.UniqueConstraint('patient_id', 'once', name=op.f('uq_fault_report_patient_id_once'))
    )
    with op.batch_alter_table('fault_report', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_fault_report_patient_id'), ['patient_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('fault_report', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fault_report_patient_id'))

    op.drop_table('fault_report')
