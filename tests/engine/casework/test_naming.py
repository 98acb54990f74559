"""What stands in messages and calendars is never a child's name, even where somebody would write it there."""

import pytest

from tests.office import Office, moment
from workflows.engine.casework.opening import Incident, open_case
from workflows.engine.casework.recording import Report
from workflows.engine.refusals import Code

OPENED = "Mon 3 Mar 2025 10:00"
CHILDREN = [{"name": "Wren O'Synthetic"}, {"name": "Jo  ÉLAN-Synthetic"}]


@pytest.fixture
def named(office: Office) -> Office:
    """A case whose children are named, notified on Monday 3 March 2025."""
    office.passes_to(moment(OPENED))
    first = Report("panel_notified", moment(OPENED).date(), said=office._filled("panel_notified", {}))
    known = Incident("serious harm", children=CHILDREN)
    office.case, _ = open_case(office.db, office.partnership, known, first, office.actor, office.now)
    return office


@pytest.mark.parametrize("short", ["wren", "wren-o-synthetic", "school,wrens-mother-wren", "synthetic-jo"])
def test_a_childs_name_is_no_short_name(named: Office, short: str) -> None:
    refused = named.refuses("letters_sent", on="Tue 4 Mar 2025", agencies=short, return_by="2025-03-10")

    assert refused.code is Code.BAD_ANSWER
    assert "in a child's name: choose another" in str(refused)
    assert "wren" not in str(refused).lower()


@pytest.mark.parametrize("short", ["school", "wrenfield-school", "jo-s-school", "mother"])
def test_any_other_is(named: Office, short: str) -> None:
    named.records("letters_sent", on="Tue 4 Mar 2025", agencies=short, return_by="2025-03-10")

    assert short in named.items("agency-return")


def test_nor_by_a_correction(named: Office) -> None:
    named.records("letters_sent", on="Tue 4 Mar 2025", agencies="school", return_by="2025-03-10")

    told = "Wed 5 Mar 2025"
    named.passes_to(moment(told))
    refused = named.in_vain(lambda: named.corrects("letters_sent", told=told, agencies="wren", return_by="2025-03-10"))

    assert refused.code is Code.BAD_ANSWER
