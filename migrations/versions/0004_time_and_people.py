"""time and people

Revision: 0004, after 0003
"""

from uuid import uuid4

from alembic import op
import sqlalchemy as sa
import sqlmodel
import app.database


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

_WAITING = sa.text('sent_at IS NULL AND failed IS NULL AND cancelled_at IS NULL')
_WAITING_BEFORE = sa.text('sent_at IS NULL AND failed IS NULL')


def upgrade() -> None:
    op.create_table('heartbeat',
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_heartbeat'))
    )
    op.create_table('settings_version',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_settings_version_number')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_settings_version'))
    )
    op.create_table('duty_turn',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('last', sa.Date(), nullable=False),
    sa.Column('withdrawn_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.CheckConstraint('first <= last', name=op.f('ck_duty_turn_ends_after_it_began')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_duty_turn_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_turn'))
    )
    with op.batch_alter_table('duty_turn', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_duty_turn_person_id'), ['person_id'], unique=False)

    op.create_table('leave',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('last', sa.Date(), nullable=False),
    sa.Column('cover_id', sa.Uuid(), nullable=True),
    sa.Column('withdrawn_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.CheckConstraint('cover_id IS NULL OR cover_id <> person_id', name=op.f('ck_leave_somebody_else_covers')),
    sa.CheckConstraint('first <= last', name=op.f('ck_leave_ends_after_it_began')),
    sa.ForeignKeyConstraint(['cover_id'], ['person.id'], name=op.f('fk_leave_cover_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_leave_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leave'))
    )
    with op.batch_alter_table('leave', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_leave_cover_id'), ['cover_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_leave_person_id'), ['person_id'], unique=False)

    op.create_table('preferences',
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('pronouns', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('contact', app.database.FreeText(), nullable=False),
    sa.Column('helps', app.database.FreeText(), nullable=False),
    sa.Column('avoid', app.database.FreeText(), nullable=False),
    sa.Column('avoid_words', app.database.FreeText(), nullable=False),
    sa.Column('access_needs', app.database.FreeText(), nullable=False),
    sa.Column('support_style', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('receipts', sa.Boolean(), nullable=False),
    sa.Column('reminders', sa.Boolean(), nullable=False),
    sa.Column('reminder_days', sqlmodel.sql.sqltypes.AutoString(length=7), nullable=False),
    sa.Column('quiet_from', sa.Time(), nullable=False),
    sa.Column('quiet_until', sa.Time(), nullable=False),
    sa.Column('text_size', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('theme', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('listen', sa.Boolean(), nullable=False),
    sa.CheckConstraint("support_style IN ('more', 'usual', 'less')", name=op.f('ck_preferences_support_style')),
    sa.CheckConstraint("text_size IN ('usual', 'larger', 'largest')", name=op.f('ck_preferences_text_size')),
    sa.CheckConstraint("theme IN ('device', 'light', 'dark')", name=op.f('ck_preferences_theme')),
    sa.CheckConstraint('version >= 1', name=op.f('ck_preferences_version')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_preferences_patient_id_person')),
    sa.PrimaryKeyConstraint('patient_id', name=op.f('pk_preferences'))
    )
    op.create_table('profile',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('about', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('working_days', sqlmodel.sql.sqltypes.AutoString(length=7), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_profile_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_profile'))
    )
    op.create_table('recovery_code',
    sa.Column('code_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('used_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recovery_code_person_id_person')),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_recovery_code'))
    )
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_code_person_id'), ['person_id'], unique=False)

    op.create_table('second_factor',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('confirmed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('last_counter', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_second_factor_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_second_factor'))
    )
    op.create_table('message',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('from_patient', sa.Boolean(), nullable=False),
    sa.Column('words', app.database.FreeText(), nullable=False),
    sa.Column('about_response_id', sa.Uuid(), nullable=True),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('due_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('settled_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('settled_by_id', sa.Uuid(), nullable=True),
    sa.Column('settled', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=True),
    sa.CheckConstraint("settled IN ('answered', 'noted')", name=op.f('ck_message_settled')),
    sa.CheckConstraint('(settled_at IS NULL) = (settled IS NULL)', name=op.f('ck_message_settled_how')),
    sa.CheckConstraint('(settled_at IS NULL) = (settled_by_id IS NULL)', name=op.f('ck_message_settled_by_somebody')),
    sa.CheckConstraint('from_patient = (due_at IS NOT NULL)', name=op.f('ck_message_a_patients_has_a_promise')),
    sa.CheckConstraint('length(words) > 0', name=op.f('ck_message_words')),
    sa.CheckConstraint('settled_at IS NULL OR from_patient', name=op.f('ck_message_a_patients_is_settled')),
    sa.ForeignKeyConstraint(['about_response_id'], ['response.id'], name=op.f('fk_message_about_response_id_response')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_message_by_id_person')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_message_patient_id_person')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['person.id'], name=op.f('fk_message_settled_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('by_id', 'once', name=op.f('uq_message_by_id_once'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index('ix_message_due_at_waiting', ['due_at'], unique=False, sqlite_where=sa.text('from_patient AND settled_at IS NULL'), postgresql_where=sa.text('from_patient AND settled_at IS NULL'))
        batch_op.create_index('ix_message_patient_id_at', ['patient_id', 'at'], unique=False)

    op.create_table('message_draft',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('words', app.database.FreeText(), nullable=False),
    sa.Column('about_response_id', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('saved_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('version >= 1', name=op.f('ck_message_draft_version')),
    sa.ForeignKeyConstraint(['about_response_id'], ['response.id'], name=op.f('fk_message_draft_about_response_id_response')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_message_draft_by_id_person')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_message_draft_patient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message_draft')),
    sa.UniqueConstraint('patient_id', 'by_id', name=op.f('uq_message_draft_patient_id_by_id'))
    )
    op.create_table('message_seen',
    sa.Column('message_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_message_seen_message_id_message')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_message_seen_person_id_person')),
    sa.PrimaryKeyConstraint('message_id', 'person_id', name=op.f('pk_message_seen'))
    )
    with op.batch_alter_table('login', schema=None) as batch_op:
        batch_op.add_column(sa.Column('id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('device', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('waits_for', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=True))
    _name_the_logins()
    with op.batch_alter_table('login', schema=None) as batch_op:
        batch_op.alter_column('id', existing_type=sa.Uuid(), nullable=False)
        batch_op.alter_column('device', existing_type=sqlmodel.sql.sqltypes.AutoString(length=60), server_default=None)
        batch_op.create_unique_constraint(batch_op.f('uq_login_id'), ['id'])
        batch_op.create_check_constraint(op.f('ck_login_waits_for'), "waits_for IN ('code', 'setup')")

    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('cancelled_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column('person_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('about_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('occurrence', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=True))
        batch_op.drop_index('ix_notice_due_at_waiting')
        batch_op.drop_constraint(op.f('ck_notice_emptied_when_done'), type_='check')
        batch_op.create_index(batch_op.f('ix_notice_about_id'), ['about_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notice_person_id'), ['person_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_notice_occurrence'), ['occurrence'])
        batch_op.create_foreign_key(batch_op.f('fk_notice_person_id_person'), 'person', ['person_id'], ['id'])
        batch_op.create_check_constraint(op.f('ck_notice_cancelled_or_done'), 'cancelled_at IS NULL OR (sent_at IS NULL AND failed IS NULL)')
        batch_op.create_check_constraint(op.f('ck_notice_emptied_when_done'), "(sent_at IS NULL AND failed IS NULL AND cancelled_at IS NULL) OR body = ''")
        batch_op.create_index('ix_notice_due_at_waiting', ['due_at'], unique=False, sqlite_where=_WAITING, postgresql_where=_WAITING)

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('suspended_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))



def _name_the_logins() -> None:
    """An id for every login there is: the list of devices calls it so."""
    login = sa.table('login', sa.column('token_hash', sa.String()), sa.column('id', sa.Uuid()))
    connection = op.get_bind()
    for token_hash in connection.scalars(sa.select(login.c.token_hash)).all():
        connection.execute(sa.update(login).where(login.c.token_hash == token_hash).values(id=uuid4()))


def downgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('suspended_at')

    op.execute("UPDATE notice SET failed = 'late', cancelled_at = NULL WHERE cancelled_at IS NOT NULL")
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_due_at_waiting')
        batch_op.drop_constraint(op.f('ck_notice_emptied_when_done'), type_='check')
        batch_op.drop_constraint(op.f('ck_notice_cancelled_or_done'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_notice_person_id_person'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_notice_occurrence'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_notice_person_id'))
        batch_op.drop_index(batch_op.f('ix_notice_about_id'))
        batch_op.drop_column('occurrence')
        batch_op.drop_column('about_id')
        batch_op.drop_column('person_id')
        batch_op.drop_column('cancelled_at')
        batch_op.create_check_constraint(op.f('ck_notice_emptied_when_done'), "(sent_at IS NULL AND failed IS NULL) OR body = ''")
        batch_op.create_index('ix_notice_due_at_waiting', ['due_at'], unique=False, sqlite_where=_WAITING_BEFORE, postgresql_where=_WAITING_BEFORE)

    with op.batch_alter_table('login', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_login_waits_for'), type_='check')
        batch_op.drop_constraint(batch_op.f('uq_login_id'), type_='unique')
        batch_op.drop_column('waits_for')
        batch_op.drop_column('device')
        batch_op.drop_column('id')

    op.drop_table('message_seen')
    op.drop_table('message_draft')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_patient_id_at')
        batch_op.drop_index('ix_message_due_at_waiting', sqlite_where=sa.text('from_patient AND settled_at IS NULL'), postgresql_where=sa.text('from_patient AND settled_at IS NULL'))

    op.drop_table('message')
    op.drop_table('second_factor')
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recovery_code_person_id'))

    op.drop_table('recovery_code')
    op.drop_table('profile')
    op.drop_table('preferences')
    with op.batch_alter_table('leave', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_leave_person_id'))
        batch_op.drop_index(batch_op.f('ix_leave_cover_id'))

    op.drop_table('leave')
    with op.batch_alter_table('duty_turn', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_duty_turn_person_id'))

    op.drop_table('duty_turn')
    op.drop_table('settings_version')
    op.drop_table('heartbeat')
