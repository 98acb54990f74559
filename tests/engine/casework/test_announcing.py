"""A bank holiday announced or withdrawn: what would move is shown, and moved with an event in each case."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from config.partnerships import read, shipped
from models import OfficeEvent, OpenDeadline, Partnership, RecordedEvent
from models.database import enter, session
from tests.engine.casework.place import eight
from tests.written_dates import on
from workflows.engine.audit import audit
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.announcing import Announcement, announce, previewed
from workflows.engine.casework.founding import found
from workflows.engine.casework.opening import Incident, open_case
from workflows.engine.casework.recording import Report, record_event
from workflows.engine.refusals import Refused

ACTOR, AT = Actor(login="tests"), eight("Tue 24 Nov 2026")
NEW_DAY = Announcement({on("Wed 25 Nov 2026"): "Bank holiday of the tests"})


class Westmarch:
    """Aware on Mon 23 Nov 2026: five working days on is Mon 30 Nov, and Tue 1 Dec if the Wednesday is a holiday."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.partnership: Partnership = found(db, read(shipped("westmarch")), ACTOR, AT)
        aware = Report("authority_became_aware", on("Mon 23 Nov 2026"))
        self.case, _ = open_case(db, self.partnership, Incident("death"), aware, ACTOR, AT)

    def due(self, name: str) -> date | None:
        enter(self.db, self.partnership.id)
        asked = select(col(OpenDeadline.due_on)).where(col(OpenDeadline.name) == name)
        return self.db.execute(asked).scalar_one()


@pytest.fixture
def westmarch(database: str) -> Iterator[Westmarch]:
    with session("swan_app", url=database) as db:
        yield Westmarch(db)


def moves(found: list) -> list[tuple[str, str, str, str]]:
    return [
        (one.reference, change.name, change.before, change.after)
        for _, moved in found
        for one in moved
        for change in one.changes
    ]


def test_what_would_move_is_shown_and_nothing_is_written(westmarch: Westmarch) -> None:
    would = moves(previewed(westmarch.db, NEW_DAY, AT))

    assert ("WSCP-2026-001", "notify-panel", "2026-11-30", "2026-12-01") in would
    assert westmarch.due("notify-panel") == on("Mon 30 Nov 2026")
    assert len(westmarch.db.execute(select(RecordedEvent)).all()) == 1


def test_what_moves_is_moved_with_an_event_in_the_case_and_one_of_the_office(westmarch: Westmarch) -> None:
    shown = moves(previewed(westmarch.db, NEW_DAY, AT))
    assert moves(announce(westmarch.db, NEW_DAY, ACTOR, AT)) == shown

    assert westmarch.due("notify-panel") == on("Tue 1 Dec 2026")
    acts = westmarch.db.execute(select(col(RecordedEvent.act)).order_by(col(RecordedEvent.seq))).scalars().all()
    assert acts == ["recorded", "recounted"]
    last = westmarch.db.execute(select(OfficeEvent).order_by(col(OfficeEvent.seq).desc()).limit(1)).scalar_one()
    assert last.act == "bank_holidays_changed"
    assert last.said == {
        "added": {"2026-11-25": "Bank holiday of the tests"}, "withdrawn": [], "moved": ["WSCP-2026-001"],
    }  # fmt: skip


def test_a_day_withdrawn_moves_it_back(westmarch: Westmarch) -> None:
    announce(westmarch.db, NEW_DAY, ACTOR, AT)
    announce(westmarch.db, Announcement(withdrawn=(on("Wed 25 Nov 2026"),)), ACTOR, AT)

    assert westmarch.due("notify-panel") == on("Mon 30 Nov 2026")


def test_what_is_settled_keeps_its_date(westmarch: Westmarch) -> None:
    enter(westmarch.db, westmarch.partnership.id)
    told = Report("panel_notified", on("Tue 24 Nov 2026"), said={"portal_reference": "R"})
    record_event(westmarch.db, westmarch.case.id, told, ACTOR, AT)
    moved = moves(announce(westmarch.db, NEW_DAY, ACTOR, AT))

    assert "notify-panel" not in {name for _, name, _, _ in moved}
    assert westmarch.due("notify-panel") == on("Mon 30 Nov 2026")


def test_every_partnership_s_deadlines_are_counted_again(westmarch: Westmarch) -> None:
    other = read(shipped("westmarch")).model_copy(update={"slug": "eastmarch", "prefix": "EM"})
    eastmarch = found(westmarch.db, other, ACTOR, AT)
    aware = Report("authority_became_aware", on("Mon 23 Nov 2026"))
    open_case(westmarch.db, eastmarch, Incident("death"), aware, ACTOR, AT)

    moved = {reference for reference, *_ in moves(announce(westmarch.db, NEW_DAY, ACTOR, AT))}
    assert moved == {"EM-2026-001", "WSCP-2026-001"}


def test_the_record_still_stands_after_it(database: str) -> None:
    with session("swan_app", url=database) as db:
        westmarch = Westmarch(db)
        announce(westmarch.db, NEW_DAY, ACTOR, AT)
    with session("swan_owner", url=database) as db:
        db.execute(text("insert into demonstration values (true, '2026-11-24 08:00+00')"))
    with session("swan_clock", url=database) as db:
        assert [finding.sentence for finding in audit(db) if finding.rule != "due messages go out"] == []


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (Announcement(), "Say which day"),
        (Announcement({date(2026, 12, 25): "Christmas Day"}), "Friday 25 December 2026 is listed already"),
        (Announcement(withdrawn=(date(2026, 11, 26),)), "Thursday 26 November 2026 is not listed"),
        (Announcement(withdrawn=(date(2026, 8, 31),)), "Monday 31 August 2026 is past: what was counted on it stands"),
        (
            Announcement({date(2029, 1, 1): "New Year’s Day"}),
            "2029 is not listed yet: give all its bank holidays together, at least 8, not 1",
        ),
        (
            Announcement({date(2035, 1, day): "a day" for day in range(1, 9)}),
            "2035 does not follow on what is listed, 2018 to 2028",
        ),
    ],
)
def test_what_would_spoil_the_list_is_refused(westmarch: Westmarch, wrong: Announcement, why: str) -> None:
    for act in (lambda: previewed(westmarch.db, wrong, AT), lambda: announce(westmarch.db, wrong, ACTOR, AT)):
        with pytest.raises(Refused, match=why):
            act()
