"""sessions, their agenda and what is kept of them

Revision: 0011, after 0009
"""

from alembic import op
import sqlalchemy as sa
import sqlmodel
from sqlalchemy import Text
import app.database


revision = '0011'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('dropped_suggestion',
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_dropped_suggestion_by_id_person')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_dropped_suggestion_patient_id_person')),
    sa.PrimaryKeyConstraint('patient_id', 'key', name=op.f('pk_dropped_suggestion'))
    )
    op.create_table('session',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('practitioner_id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
    sa.Column('mode', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('place', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('starts_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('booked_by_id', sa.Uuid(), nullable=False),
    sa.Column('booked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('moved_from', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('changed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('attendance', sa.Integer(), nullable=True),
    sa.Column('said', app.database.FreeText(), nullable=False),
    sa.Column('lasted', sa.Integer(), nullable=True),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.CheckConstraint("mode IN ('in person', 'phone', 'video')", name=op.f('ck_session_mode')),
    sa.CheckConstraint("purpose IN ('assessment', 'treatment', 'assessment and treatment', 'review and treatment')", name=op.f('ck_session_purpose')),
    sa.CheckConstraint('attendance IN (2, 3, 4, 5, 6, 7)', name=op.f('ck_session_attendance')),
    sa.CheckConstraint('lasted IS NULL OR (lasted BETWEEN 0 AND 600 AND attendance IS NOT NULL)', name=op.f('ck_session_lasted')),
    sa.CheckConstraint('minutes BETWEEN 5 AND 120', name=op.f('ck_session_minutes')),
    sa.CheckConstraint('version >= 1', name=op.f('ck_session_version')),
    sa.ForeignKeyConstraint(['booked_by_id'], ['person.id'], name=op.f('fk_session_booked_by_id_person')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_session_patient_id_person')),
    sa.ForeignKeyConstraint(['practitioner_id'], ['person.id'], name=op.f('fk_session_practitioner_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session')),
    sa.UniqueConstraint('patient_id', 'once', name=op.f('uq_session_patient_id_once'))
    )
    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.create_index('ix_session_patient_id_starts_at', ['patient_id', 'starts_at'], unique=False)
        batch_op.create_index('ix_session_practitioner_id_starts_at', ['practitioner_id', 'starts_at'], unique=False)

    op.create_table('agenda_item',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('words', app.database.FreeText(), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('taken_off_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('covered_in_id', sa.Uuid(), nullable=True),
    sa.Column('covered_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.CheckConstraint('(covered_in_id IS NULL) = (covered_at IS NULL)', name=op.f('ck_agenda_item_covered_in_a_session')),
    sa.CheckConstraint('length(words) > 0', name=op.f('ck_agenda_item_words')),
    sa.CheckConstraint('version >= 1', name=op.f('ck_agenda_item_version')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_agenda_item_by_id_person')),
    sa.ForeignKeyConstraint(['covered_in_id'], ['session.id'], name=op.f('fk_agenda_item_covered_in_id_session')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_agenda_item_patient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_item'))
    )
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.create_index('ix_agenda_item_patient_id', ['patient_id'], unique=False)

    op.create_table('discussed_subject',
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint("kind IN ('work', 'activity', 'goal')", name=op.f('ck_discussed_subject_kind')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_discussed_subject_by_id_person')),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_discussed_subject_session_id_session')),
    sa.PrimaryKeyConstraint('session_id', 'subject_id', name=op.f('pk_discussed_subject'))
    )
    with op.batch_alter_table('discussed_subject', schema=None) as batch_op:
        batch_op.create_index('ix_discussed_subject_subject_id', ['subject_id'], unique=False)

    op.create_table('session_record',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('summary', app.database.FreeText(), nullable=False),
    sa.Column('safety', app.database.FreeText(), nullable=False),
    sa.Column('notes', app.database.FreeText(), nullable=False),
    sa.Column('measures', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_session_record_number')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_session_record_by_id_person')),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_session_record_session_id_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_record')),
    sa.UniqueConstraint('session_id', 'number', name=op.f('uq_session_record_session_id_number')),
    sa.UniqueConstraint('session_id', 'once', name=op.f('uq_session_record_session_id_once'))
    )
    op.create_table('summary_addition',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('words', app.database.FreeText(), nullable=False),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('length(words) > 0', name=op.f('ck_summary_addition_words')),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_summary_addition_session_id_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_summary_addition')),
    sa.UniqueConstraint('session_id', 'once', name=op.f('uq_summary_addition_session_id_once'))
    )


def downgrade() -> None:
    op.drop_table('summary_addition')
    op.drop_table('session_record')
    with op.batch_alter_table('discussed_subject', schema=None) as batch_op:
        batch_op.drop_index('ix_discussed_subject_subject_id')

    op.drop_table('discussed_subject')
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.drop_index('ix_agenda_item_patient_id')

    op.drop_table('agenda_item')
    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.drop_index('ix_session_practitioner_id_starts_at')
        batch_op.drop_index('ix_session_patient_id_starts_at')

    op.drop_table('session')
    op.drop_table('dropped_suggestion')
