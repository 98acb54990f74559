"""The page that says what every field holds, held against the tables: a new column is explained or the tests fail."""

import re
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import models

PRIVACY = Path(__file__).parents[2] / "docs" / "privacy"
TABLES = {table.name: {column.name for column in table.columns} for table in SQLModel.metadata.sorted_tables}


def documented() -> dict[str, set[str]]:
    """The fields that stand first in each row, by table."""
    said = (PRIVACY / "data-fields.md").read_text()
    parts = re.split(r"^### `(\w+)`", said, flags=re.MULTILINE)[1:]
    return {
        table: set(re.findall(r"`(\w+)`", " ".join(row.split("|")[1] for row in rows.splitlines() if row[:3] == "| `")))
        for table, rows in zip(parts[::2], parts[1::2], strict=True)
    }


def test_every_table_is_there_and_no_other() -> None:
    assert models.Case.__tablename__ in TABLES
    assert documented().keys() == TABLES.keys()


@pytest.mark.parametrize("table", TABLES)
def test_every_field_is_there_and_no_other(table: str) -> None:
    assert documented()[table] == TABLES[table]


def test_what_is_sealed_is_said_to_be() -> None:
    rows = (PRIVACY / "data-fields.md").read_text().splitlines()
    assert all("sealed" in row.rsplit("|", 2)[1] for row in rows if "`sealed`" in row or "`form`" in row)


@pytest.mark.parametrize("paper", sorted(path.name for path in PRIVACY.glob("*.md")))
def test_every_paper_is_named_in_the_list_of_them_and_every_link_leads_somewhere(paper: str) -> None:
    assert paper == "README.md" or f"({paper})" in (PRIVACY / "README.md").read_text()
    links = re.findall(r"\]\(([^)#:]+)\)", (PRIVACY / paper).read_text())
    assert [link for link in links if not (PRIVACY / link).exists()] == []
