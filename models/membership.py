"""Which person of a partnership an account is. Without one it signs in to nothing."""

from uuid import UUID

from sqlmodel import Field, SQLModel


class Membership(SQLModel, table=True):
    """One person in each partnership; the same account may be somebody in several."""

    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    partnership_id: UUID = Field(foreign_key="partnership.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
