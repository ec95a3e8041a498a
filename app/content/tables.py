from datetime import datetime

from sqlalchemy import Text
from sqlmodel import SQLModel

from app.database import Kind, column


class StoredModule(SQLModel, table=True):
    """A module as it was when somebody began it. It outlives its folder."""

    __tablename__ = "stored_module"

    digest: str = column(Kind.OPERATIONAL, primary_key=True, max_length=64)
    slug: str = column(Kind.OPERATIONAL, max_length=60)
    document: str = column(Kind.OPERATIONAL, sa_type=Text)
    first_used_at: datetime = column(Kind.OPERATIONAL)
