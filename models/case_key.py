"""The key of a case, wrapped by the installation's own: destroying it erases what was sealed; the chain still holds."""

from uuid import UUID

from sqlmodel import Field, SQLModel


class CaseKey(SQLModel, table=True):
    __tablename__ = "case_key"

    case_id: UUID = Field(foreign_key="case.id", primary_key=True)
    partnership_id: UUID = Field(foreign_key="partnership.id")
    wrapped: str
