"""What a change of the law does to cases that are already open."""

import pytest
from sqlalchemy import update

from models import Run
from tests.office import Office
from workflows.engine.casework.continuing import Stranded, refuse_stranded


def test_swan_does_not_start_while_a_case_stands_where_the_law_has_no_place(office: Office) -> None:
    office.opens_case(standing_in="rapid-review", when="Mon 3 Mar 2025 10:00")
    refuse_stranded(office.db)

    office.db.execute(update(Run).values(state="a_state_of_last_year"))

    with pytest.raises(Stranded, match=office.a_case.reference):
        refuse_stranded(office.db)
