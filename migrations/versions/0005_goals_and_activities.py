"""goals and activities

Revision: 0005, after 0004
"""

from alembic import op
import sqlalchemy as sa
import sqlmodel
import app.database


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('seen_entry',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('person_name', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('subject_id', 'person_id', name=op.f('pk_seen_entry'))
    )
    op.create_table('diary_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('mood', sa.Integer(), nullable=False),
    sa.Column('what', app.database.FreeText(), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('taken_out_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.CheckConstraint('mood BETWEEN 0 AND 10', name=op.f('ck_diary_entry_mood')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_diary_entry_patient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_diary_entry')),
    sa.UniqueConstraint('patient_id', 'once', name=op.f('uq_diary_entry_patient_id_once'))
    )
    with op.batch_alter_table('diary_entry', schema=None) as batch_op:
        batch_op.create_index('ix_diary_entry_patient_id_at', ['patient_id', 'at'], unique=False)

    op.create_table('form_draft',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('form', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('fields', app.database.FreeText(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('saved_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('version >= 1', name=op.f('ck_form_draft_version')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_form_draft_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'form', name=op.f('pk_form_draft'))
    )
    op.create_table('noticing',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('words', app.database.FreeText(), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('length(words) > 0', name=op.f('ck_noticing_words')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_noticing_patient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_noticing')),
    sa.UniqueConstraint('patient_id', 'once', name=op.f('uq_noticing_patient_id_once'))
    )
    op.create_table('goal',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('area', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
    sa.Column('from_response_id', sa.Uuid(), nullable=True),
    sa.Column('began_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint("area IN ('people', 'home', 'work', 'body', 'enjoyment', 'self', 'other')", name=op.f('ck_goal_area')),
    sa.ForeignKeyConstraint(['from_response_id'], ['response.id'], name=op.f('fk_goal_from_response_id_response')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_goal_patient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_goal')),
    sa.UniqueConstraint('from_response_id', name=op.f('uq_goal_from_response_id'))
    )
    with op.batch_alter_table('goal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_goal_patient_id'), ['patient_id'], unique=False)

    op.create_table('activity',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('made_by_id', sa.Uuid(), nullable=False),
    sa.Column('offer', app.database.FreeText(), nullable=True),
    sa.Column('why', app.database.FreeText(), nullable=False),
    sa.Column('idea', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True),
    sa.Column('goal_id', sa.Uuid(), nullable=True),
    sa.Column('smaller_of_id', sa.Uuid(), nullable=True),
    sa.Column('what', app.database.FreeText(), nullable=False),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('time', sqlmodel.sql.sqltypes.AutoString(length=5), nullable=False),
    sa.Column('place', app.database.FreeText(), nullable=False),
    sa.Column('company', app.database.FreeText(), nullable=False),
    sa.Column('likely', sa.Integer(), nullable=True),
    sa.Column('hard', sa.Integer(), nullable=True),
    sa.Column('expected_enjoyment', sa.Integer(), nullable=True),
    sa.Column('expected_achievement', sa.Integer(), nullable=True),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('accepted_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('taken_off_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.CheckConstraint('expected_achievement BETWEEN 0 AND 10', name=op.f('ck_activity_expected_achievement')),
    sa.CheckConstraint('expected_enjoyment BETWEEN 0 AND 10', name=op.f('ck_activity_expected_enjoyment')),
    sa.CheckConstraint('hard BETWEEN 0 AND 10', name=op.f('ck_activity_hard')),
    sa.CheckConstraint('length(what) > 0', name=op.f('ck_activity_what')),
    sa.CheckConstraint('likely BETWEEN 0 AND 10', name=op.f('ck_activity_likely')),
    sa.CheckConstraint('offer IS NOT NULL OR accepted_at IS NOT NULL', name=op.f('ck_activity_what_one_chose_is_accepted')),
    sa.CheckConstraint('shared OR offer IS NULL', name=op.f('ck_activity_an_offer_is_shared')),
    sa.CheckConstraint('version >= 1', name=op.f('ck_activity_version')),
    sa.ForeignKeyConstraint(['goal_id'], ['goal.id'], name=op.f('fk_activity_goal_id_goal')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_activity_made_by_id_person')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_activity_patient_id_person')),
    sa.ForeignKeyConstraint(['smaller_of_id'], ['activity.id'], name=op.f('fk_activity_smaller_of_id_activity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity'))
    )
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.create_index('ix_activity_patient_id_made_at', ['patient_id', 'made_at'], unique=False)

    op.create_table('goal_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('goal_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('deed', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('side', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('words', app.database.FreeText(), nullable=True),
    sa.Column('why', app.database.FreeText(), nullable=False),
    sa.Column('note', app.database.FreeText(), nullable=False),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint("(number = 1) = (deed = 'proposed')", name=op.f('ck_goal_entry_begins_with_a_proposal')),
    sa.CheckConstraint("(words IS NOT NULL) = (deed IN ('proposed', 'reworded'))", name=op.f('ck_goal_entry_a_wording_has_words')),
    sa.CheckConstraint("deed IN ('proposed', 'reworded', 'agreed', 'to talk about', 'paused', 'reached', 'set aside', 'taken up')", name=op.f('ck_goal_entry_deed')),
    sa.CheckConstraint("side IN ('patient', 'team')", name=op.f('ck_goal_entry_side')),
    sa.CheckConstraint('length(words) > 0', name=op.f('ck_goal_entry_words')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_goal_entry_by_id_person')),
    sa.ForeignKeyConstraint(['goal_id'], ['goal.id'], name=op.f('fk_goal_entry_goal_id_goal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_goal_entry')),
    sa.UniqueConstraint('goal_id', 'number', name=op.f('uq_goal_entry_goal_id_number')),
    sa.UniqueConstraint('goal_id', 'once', name=op.f('uq_goal_entry_goal_id_once'))
    )
    op.create_table('goal_rating',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('goal_id', sa.Uuid(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('value BETWEEN 0 AND 10', name=op.f('ck_goal_rating_value')),
    sa.ForeignKeyConstraint(['goal_id'], ['goal.id'], name=op.f('fk_goal_rating_goal_id_goal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_goal_rating')),
    sa.UniqueConstraint('goal_id', 'once', name=op.f('uq_goal_rating_goal_id_once'))
    )
    op.create_table('module_goal',
    sa.Column('plan_module_id', sa.Uuid(), nullable=False),
    sa.Column('goal_id', sa.Uuid(), nullable=True),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_module_goal_by_id_person')),
    sa.ForeignKeyConstraint(['goal_id'], ['goal.id'], name=op.f('fk_module_goal_goal_id_goal')),
    sa.ForeignKeyConstraint(['plan_module_id'], ['plan_module.id'], name=op.f('fk_module_goal_plan_module_id_plan_module')),
    sa.PrimaryKeyConstraint('plan_module_id', name=op.f('pk_module_goal'))
    )
    op.create_table('activity_review',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('activity_id', sa.Uuid(), nullable=False),
    sa.Column('how', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('enjoyment', sa.Integer(), nullable=True),
    sa.Column('achievement', sa.Integer(), nullable=True),
    sa.Column('noticed', app.database.FreeText(), nullable=False),
    sa.Column('barrier', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
    sa.Column('in_the_way', app.database.FreeText(), nullable=False),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint("barrier IN ('energy', 'know-how', 'too-big', 'time', 'reach', 'came-up', 'point', 'worry', 'forgot', 'other')", name=op.f('ck_activity_review_barrier')),
    sa.CheckConstraint("how IN ('done', 'partly', 'not this time')", name=op.f('ck_activity_review_how')),
    sa.CheckConstraint('achievement BETWEEN 0 AND 10', name=op.f('ck_activity_review_achievement')),
    sa.CheckConstraint('enjoyment BETWEEN 0 AND 10', name=op.f('ck_activity_review_enjoyment')),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_review_activity_id_activity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_review')),
    sa.UniqueConstraint('activity_id', 'once', name=op.f('uq_activity_review_activity_id_once'))
    )
    op.create_table('decline',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('idea', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True),
    sa.Column('activity_id', sa.Uuid(), nullable=True),
    sa.Column('what', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('words', app.database.FreeText(), nullable=False),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint("reason IN ('too-hard', 'not-relevant', 'tried', 'no-time', 'feels-wrong', 'access', 'other')", name=op.f('ck_decline_reason')),
    sa.CheckConstraint('(idea IS NULL) <> (activity_id IS NULL)', name=op.f('ck_decline_an_idea_or_an_offer')),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_decline_activity_id_activity')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_decline_patient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decline')),
    sa.UniqueConstraint('activity_id', name=op.f('uq_decline_activity_id')),
    sa.UniqueConstraint('patient_id', 'idea', 'once', name=op.f('uq_decline_patient_id_idea_once'))
    )
    with op.batch_alter_table('decline', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decline_patient_id'), ['patient_id'], unique=False)

    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('about_activity_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_message_about_activity_id_activity'), 'activity', ['about_activity_id'], ['id'])
        batch_op.create_check_constraint(op.f('ck_message_about_one_thing'), 'about_response_id IS NULL OR about_activity_id IS NULL')

    with op.batch_alter_table('message_draft', schema=None) as batch_op:
        batch_op.add_column(sa.Column('about_activity_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_message_draft_about_activity_id_activity'), 'activity', ['about_activity_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('message_draft', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_message_draft_about_activity_id_activity'), type_='foreignkey')
        batch_op.drop_column('about_activity_id')

    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_message_about_one_thing'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_message_about_activity_id_activity'), type_='foreignkey')
        batch_op.drop_column('about_activity_id')

    with op.batch_alter_table('decline', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decline_patient_id'))

    op.drop_table('decline')
    op.drop_table('activity_review')
    op.drop_table('module_goal')
    op.drop_table('goal_rating')
    op.drop_table('goal_entry')
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_index('ix_activity_patient_id_made_at')

    op.drop_table('activity')
    with op.batch_alter_table('goal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_goal_patient_id'))

    op.drop_table('goal')
    op.drop_table('noticing')
    op.drop_table('form_draft')
    with op.batch_alter_table('diary_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_diary_entry_patient_id_at')

    op.drop_table('diary_entry')
    op.drop_table('seen_entry')
