"""how a course ended

Revision: 0013, after 0012
"""

from alembic import op
import sqlalchemy as sa
import sqlmodel
from sqlalchemy import Text
import app.database


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('course_ending',
    sa.Column('enrolment_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Integer(), nullable=False),
    sa.Column('said', app.database.FreeText(), nullable=False),
    sa.Column('step', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
    sa.Column('step_to', app.database.FreeText(), nullable=False),
    sa.Column('agreed', sqlmodel.sql.sqltypes.AutoString(length=10), nullable=True),
    sa.Column('summary', app.database.FreeText(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint("agreed IN ('yes', 'no', 'not asked')", name=op.f('ck_course_ending_agreed')),
    sa.CheckConstraint("step = 'none' OR (agreed IS NOT NULL AND length(step_to) > 0)", name=op.f('ck_course_ending_a_step_is_agreed_or_not')),
    sa.CheckConstraint("step IN ('none', 'up', 'down', 'across')", name=op.f('ck_course_ending_step')),
    sa.CheckConstraint('code IN (46, 47, 48, 49, 96, 10, 11, 12, 13, 14, 16, 17, 50, 95)', name=op.f('ck_course_ending_code')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_course_ending_by_id_person')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_course_ending_enrolment_id_enrolment')),
    sa.PrimaryKeyConstraint('enrolment_id', name=op.f('pk_course_ending'))
    )


def downgrade() -> None:
    op.drop_table('course_ending')
