"""what reconcile counted on one night

Revision: 0009, after 0008
"""

from alembic import op
import sqlalchemy as sa
import sqlmodel


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('safety_count',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('flags', sa.Integer(), nullable=False),
    sa.Column('closures', sa.Integer(), nullable=False),
    sa.Column('disagreements', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_safety_count'))
    )
    op.create_index(op.f('ix_safety_count_at'), 'safety_count', ['at'])


def downgrade() -> None:
    op.drop_index(op.f('ix_safety_count_at'), table_name='safety_count')
    op.drop_table('safety_count')
