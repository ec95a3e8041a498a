"""support messages

Revision: 0019, after 0018
"""

from alembic import op
import sqlalchemy as sa
import sqlmodel
import app.database


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('support_message',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('rule', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
    sa.Column('follows', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('theme', sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
    sa.Column('template', app.database.FreeText(), nullable=False),
    sa.Column('words', app.database.FreeText(), nullable=False),
    sa.Column('text', app.database.FreeText(), nullable=False),
    sa.Column('why', app.database.FreeText(), nullable=False),
    sa.Column('facts', app.database.FreeText(), nullable=False),
    sa.Column('href', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('about_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('private', sa.Boolean(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('over_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.CheckConstraint("follows IN ('course began', 'step finished', 'module finished', 'step left half-way', 'activity planned', 'activity day passed', 'activity done', 'activity partly done', 'activity not this time', 'activity declined', 'goal agreed', 'goal rated', 'goal unrated', 'goal waits', 'measure answered', 'check-in answered', 'diary entry', 'quiet', 'back after a gap', 'session coming', 'session held', 'session missed', 'session called off', 'message waiting', 'reply late', 'fault mended')", name=op.f('ck_support_message_follows')),
    sa.CheckConstraint("theme IN ('bond', 'goals', 'task', 'usability heuristics')", name=op.f('ck_support_message_theme')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_support_message_patient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_message')),
    sa.UniqueConstraint('patient_id', 'rule', 'key', name=op.f('uq_support_message_patient_id_rule_key'))
    )
    with op.batch_alter_table('support_message', schema=None) as batch_op:
        batch_op.create_index('ix_support_message_patient_id_at', ['patient_id', 'at'], unique=False)

    op.create_table('support_override',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('rule', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_support_override_number')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_support_override_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_override')),
    sa.UniqueConstraint('rule', 'number', name=op.f('uq_support_override_rule_number'))
    )
    op.create_table('support_setting',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('rule', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('paused', sa.Boolean(), nullable=False),
    sa.Column('words', app.database.FreeText(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_support_setting_number')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_support_setting_by_id_person')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_support_setting_patient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_setting')),
    sa.UniqueConstraint('patient_id', 'rule', 'number', name=op.f('uq_support_setting_patient_id_rule_number'))
    )
    op.create_table('support_wish',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('patient_id', sa.Uuid(), nullable=False),
    sa.Column('wish', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('about', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('message_id', sa.Uuid(), nullable=True),
    sa.Column('once', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint("wish IN ('helpful', 'not for me', 'fewer', 'again', 'keep', 'fade', 'off', 'on')", name=op.f('ck_support_wish_wish')),
    sa.ForeignKeyConstraint(['message_id'], ['support_message.id'], name=op.f('fk_support_wish_message_id_support_message')),
    sa.ForeignKeyConstraint(['patient_id'], ['person.id'], name=op.f('fk_support_wish_patient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_wish')),
    sa.UniqueConstraint('patient_id', 'once', name=op.f('uq_support_wish_patient_id_once'))
    )
    with op.batch_alter_table('support_wish', schema=None) as batch_op:
        batch_op.create_index('ix_support_wish_patient_id_at', ['patient_id', 'at'], unique=False)

    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.add_column(sa.Column('starts', sa.Integer(), nullable=False, server_default='1'))
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.alter_column('starts', existing_type=sa.Integer(), server_default=None)



def downgrade() -> None:
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_column('starts')

    with op.batch_alter_table('support_wish', schema=None) as batch_op:
        batch_op.drop_index('ix_support_wish_patient_id_at')

    op.drop_table('support_wish')
    op.drop_table('support_setting')
    op.drop_table('support_override')
    with op.batch_alter_table('support_message', schema=None) as batch_op:
        batch_op.drop_index('ix_support_message_patient_id_at')

    op.drop_table('support_message')
