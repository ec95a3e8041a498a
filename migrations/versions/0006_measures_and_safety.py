"""measures, check-ins and safety

Revision: 0006, after 0005
"""

from alembic import op
import sqlalchemy as sa
import sqlmodel
import app.database


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('check_in',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('version', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('audience', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('chips', sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
    sa.Column('words', app.database.FreeText(), nullable=False),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint("audience IN ('practitioner', 'service lead')", name=op.f('ck_check_in_audience')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_check_in_patient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_in')),
    sa.UniqueConstraint('patient_id', 'once', name=op.f('uq_check_in_patient_id_once'))
    )
    with op.batch_alter_table('check_in', schema=None) as batch_op:
        batch_op.create_index('ix_check_in_patient_id_on', ['patient_id', 'on_day'], unique=False)

    op.create_table('lead_request',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('words', app.database.FreeText(), nullable=False),
    sa.Column('due_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('settled_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('settled_by_id', sa.Uuid(), nullable=True),
    sa.Column('answer', app.database.FreeText(), nullable=False),
    sa.CheckConstraint('(settled_at IS NULL) = (settled_by_id IS NULL)', name=op.f('ck_lead_request_settled_by_somebody')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_lead_request_patient_id_person')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['person.id'], name=op.f('fk_lead_request_settled_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_request')),
    sa.UniqueConstraint('patient_id', 'once', name=op.f('uq_lead_request_patient_id_once'))
    )
    with op.batch_alter_table('lead_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lead_request_patient_id'), ['patient_id'], unique=False)

    op.create_table('safety_flag',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('raised_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('due_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('taken_by_id', sa.Uuid(), nullable=True),
    sa.Column('closed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.CheckConstraint('closed_at IS NULL OR closed_at >= raised_at', name=op.f('ck_safety_flag_closed_after_it_was_raised')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_safety_flag_patient_id_person')),
    sa.ForeignKeyConstraint(['taken_by_id'], ['person.id'], name=op.f('fk_safety_flag_taken_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_safety_flag'))
    )
    with op.batch_alter_table('safety_flag', schema=None) as batch_op:
        batch_op.create_index('ix_safety_flag_patient_id_raised_at', ['patient_id', 'raised_at'], unique=False)
        batch_op.create_index('uq_safety_flag_patient_id_open', ['patient_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.create_table('safety_plan_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('parts', app.database.FreeText(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_safety_plan_version_number')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_safety_plan_version_by_id_person')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_safety_plan_version_patient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_safety_plan_version')),
    sa.UniqueConstraint('patient_id', 'number', name=op.f('uq_safety_plan_version_patient_id_number')),
    sa.UniqueConstraint('patient_id', 'once', name=op.f('uq_safety_plan_version_patient_id_once'))
    )
    op.create_table('sitting',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('measure', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('version', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('score_only', sa.Boolean(), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('highest', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('began_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('finished_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.CheckConstraint('NOT score_only OR (total IS NOT NULL AND finished_at IS NOT NULL)', name=op.f('ck_sitting_a_score_has_a_total')),
    sa.CheckConstraint('finished_at IS NULL OR finished_at >= began_at', name=op.f('ck_sitting_finished_after_it_began')),
    sa.CheckConstraint('total IS NULL OR total BETWEEN 0 AND highest', name=op.f('ck_sitting_total')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_sitting_by_id_person')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_sitting_patient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sitting')),
    sa.UniqueConstraint('id', 'measure', name=op.f('uq_sitting_id_measure')),
    sa.UniqueConstraint('patient_id', 'once', name=op.f('uq_sitting_patient_id_once'))
    )
    with op.batch_alter_table('sitting', schema=None) as batch_op:
        batch_op.create_index('ix_sitting_patient_id_on', ['patient_id', 'on_day'], unique=False)
        batch_op.create_index('uq_sitting_patient_id_measure_open', ['patient_id', 'measure'], unique=True, sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))

    op.create_table('check_in_answer',
    sa.Column('check_in_id', sa.Uuid(), nullable=False),
    sa.Column('item', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('value', sa.Integer(), nullable=True),
    sa.Column('skip', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
    sa.CheckConstraint("skip IN ('declined', 'does not apply')", name=op.f('ck_check_in_answer_skip')),
    sa.CheckConstraint('(value IS NULL) <> (skip IS NULL)', name=op.f('ck_check_in_answer_a_number_or_not')),
    sa.CheckConstraint('value BETWEEN 0 AND 4', name=op.f('ck_check_in_answer_value')),
    sa.ForeignKeyConstraint(['check_in_id'], ['check_in.id'], name=op.f('fk_check_in_answer_check_in_id_check_in')),
    sa.PrimaryKeyConstraint('check_in_id', 'item', name=op.f('pk_check_in_answer'))
    )
    op.create_table('flag_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('flag_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('deed', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
    sa.Column('answer', sa.Integer(), nullable=True),
    sa.Column('before', sa.Integer(), nullable=True),
    sa.Column('words', app.database.FreeText(), nullable=False),
    sa.Column('outcome', sqlmodel.sql.sqltypes.AutoString(length=50), nullable=True),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('due_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint("(answer IS NOT NULL) = (source IS NOT NULL AND source = 'answer')", name=op.f('ck_flag_entry_an_answer_has_one')),
    sa.CheckConstraint("(number = 1) = (deed = 'raised')", name=op.f('ck_flag_entry_begins_by_being_raised')),
    sa.CheckConstraint("(outcome IS NOT NULL) = (deed = 'closed')", name=op.f('ck_flag_entry_closed_with_an_outcome')),
    sa.CheckConstraint("(source IS NOT NULL) = (deed IN ('raised', 'joined'))", name=op.f('ck_flag_entry_rests_on_something')),
    sa.CheckConstraint("deed <> 'closed' OR (length(words) > 0 AND by_id IS NOT NULL)", name=op.f('ck_flag_entry_closed_by_somebody')),
    sa.CheckConstraint("deed IN ('raised', 'joined', 'seen', 'taken', 'contact tried', 'handed over', 'noted', 'closed', 'opened again')", name=op.f('ck_flag_entry_deed')),
    sa.CheckConstraint("outcome IN ('talked', 'safety plan made or changed', 'another service has taken over and said so', 'the answer was not what they meant', 'other')", name=op.f('ck_flag_entry_outcome')),
    sa.CheckConstraint("source IN ('answer', 'cannot keep safe', 'asks for a call', 'read')", name=op.f('ck_flag_entry_source')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_flag_entry_by_id_person')),
    sa.ForeignKeyConstraint(['flag_id'], ['safety_flag.id'], name=op.f('fk_flag_entry_flag_id_safety_flag')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flag_entry')),
    sa.UniqueConstraint('flag_id', 'number', name=op.f('uq_flag_entry_flag_id_number')),
    sa.UniqueConstraint('flag_id', 'once', name=op.f('uq_flag_entry_flag_id_once'))
    )
    op.create_table('measure_answer',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('sitting_id', sa.Uuid(), nullable=False),
    sa.Column('measure', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('item', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=True),
    sa.Column('skip', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
    sa.Column('version', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('flag_id', sa.Uuid(), nullable=True),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint("measure <> 'phq-9' OR item <> 'item-9' OR value IS NULL OR value < 1 OR flag_id IS NOT NULL", name=op.f('ck_measure_answer_what_flags_has_its_flag')),
    sa.CheckConstraint("skip IN ('declined', 'does not apply')", name=op.f('ck_measure_answer_skip')),
    sa.CheckConstraint('(value IS NULL) <> (skip IS NULL)', name=op.f('ck_measure_answer_a_number_or_not')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_measure_answer_number')),
    sa.CheckConstraint('value BETWEEN 0 AND 10', name=op.f('ck_measure_answer_value')),
    sa.ForeignKeyConstraint(['flag_id'], ['safety_flag.id'], name=op.f('fk_measure_answer_flag_id_safety_flag')),
    sa.ForeignKeyConstraint(['sitting_id', 'measure'], ['sitting.id', 'sitting.measure'], name=op.f('fk_measure_answer_sitting_id_measure_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measure_answer')),
    sa.UniqueConstraint('sitting_id', 'item', 'number', name=op.f('uq_measure_answer_sitting_id_item_number')),
    sa.UniqueConstraint('sitting_id', 'item', 'once', name=op.f('uq_measure_answer_sitting_id_item_once'))
    )
    with op.batch_alter_table('measure_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_measure_answer_flag_id'), ['flag_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('measure_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_measure_answer_flag_id'))

    op.drop_table('measure_answer')
    op.drop_table('flag_entry')
    op.drop_table('check_in_answer')
    with op.batch_alter_table('sitting', schema=None) as batch_op:
        batch_op.drop_index('uq_sitting_patient_id_measure_open', sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))
        batch_op.drop_index('ix_sitting_patient_id_on')

    op.drop_table('sitting')
    op.drop_table('safety_plan_version')
    with op.batch_alter_table('safety_flag', schema=None) as batch_op:
        batch_op.drop_index('uq_safety_flag_patient_id_open', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index('ix_safety_flag_patient_id_raised_at')

    op.drop_table('safety_flag')
    with op.batch_alter_table('lead_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lead_request_patient_id'))

    op.drop_table('lead_request')
    with op.batch_alter_table('check_in', schema=None) as batch_op:
        batch_op.drop_index('ix_check_in_patient_id_on')

    op.drop_table('check_in')
