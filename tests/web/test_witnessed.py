"""What is written down of who came in, who was refused, who saw what and who changed what: one line for each thing."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from pyotp import TOTP

from models.database import session
from tests.office import moment
from tests.web.pages import Pages
from tests.web.test_people_page import given
from tests.web.test_people_page import person as person_of
from tests.web.test_signing_in import NAME, PASSWORD, an_account, link, now, through_the_link
from tests.written_dates import on
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.announcing import Announcement, announce

Does = Callable[[Pages], object]

REF = "WSCP-2026-001"


def gets(path: str, role: str = "coordinator") -> Does:
    """Somebody who holds this role opens the page."""

    def does(pages: Pages) -> None:
        (deadline,) = pages.rows("select id from deadline where name = 'send-rapid-review'")
        with pages.reader(role) as reader:
            reader.get(path.format(ref=REF, deadline=deadline.id))

    return does


def sends(path: str, *, of: str = "", **typed: str) -> Does:
    def does(pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            answer = reader.sends(path.format(ref=REF), from_page=of.format(ref=REF), **typed)
            assert answer.status_code < 400, answer.text

    return does


def tries(password: str = PASSWORD, code: str = "") -> Does:
    """Somebody signs in: the code of the moment, where none is given."""

    def does(pages: Pages) -> None:
        secret = an_account(pages)
        with pages.reader() as reader:
            if reader.sends("/sign-in", name=NAME, password=password).status_code == 303:
                reader.sends("/sign-in/code", code=code or TOTP(secret).at(now(pages)))

    return does


def signs_out(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        reader.sends("/sign-out", from_page="/my-sessions")


def joins(pages: Pages) -> None:
    word = link(pages)
    with pages.reader() as reader:
        secret = through_the_link(reader, word)
        reader.sends(f"/join/{word}/code", code=TOTP(secret).at(now(pages)))


def is_given_a_role(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        given(pages, reader, "confirm")


def is_changed(pages: Pages) -> None:
    path = f"/people/{person_of(pages, 'ambrose-tendulkar')}/change"
    with pages.reader("coordinator") as reader:
        reader.sends(path, name="Ambrose Tendulkar", email="another@westmarch.invalid", action="check")


def ends_a_session(pages: Pages) -> None:
    with pages.reader("reviewer") as here, pages.reader("reviewer"):
        here.sends("/my-sessions/end", from_page="/my-sessions")


def invites(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        reader.sends(f"/people/{person_of(pages, 'ambrose-tendulkar')}/link", action="make")


def looks_at_an_agreement(pages: Pages) -> None:
    records(pages)
    pages.records("draft_circulated", on="Fri 20 Nov 2026")
    gets("/cases/{ref}/agree/partner-agreement")(pages)


def proves_wrongly(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        reader.sends("/prove-again", password="wrong wrong wrong", code="000000")


def announces(pages: Pages) -> None:
    with session("swan_app", url=pages.url) as db:
        day = {on("Fri 29 Jan 2027"): "A day of mourning"}
        announce(db, Announcement(added=day), Actor("tests"), moment("Mon 23 Nov 2026 10:00"))


def records(pages: Pages) -> None:
    pages.records("review_meeting_held", on="Wed 18 Nov 2026")


@dataclass(frozen=True)
class Line:
    """A thing somebody does, and where it is written down: an act of the access record, or of a chain of events."""

    what: str
    does: Does
    act: str
    table: str = "access"

    def __str__(self) -> str:
        return self.what


LINES = (
    Line("signing in", tries(), "signed-in"),
    Line("a wrong password", tries(password="wrong wrong wrong"), "sign-in-refused"),
    Line("a wrong code", tries(code="000000"), "sign-in-refused"),
    Line("a wrong proof before a sign-off", proves_wrongly, "sign-in-refused"),
    Line("signing out", signs_out, "signed-out"),
    Line("a link to sign in", invites, "invitation-made"),
    Line("a password and a second factor set", joins, "second-factor-set"),
    Line("a session ended", ends_a_session, "session-ended"),
    Line("a role given", is_given_a_role, "role_given", "office_event"),
    Line("a person changed", is_changed, "person_changed", "office_event"),
    Line("a case seen", gets("/cases/{ref}"), "case-viewed"),
    Line("children shown", sends("/cases/{ref}/children", of="/cases/{ref}"), "children-shown"),
    Line("a case printed", gets("/cases/{ref}/sheet"), "case-printed"),
    Line("a date seen", gets("/cases/{ref}/dates/{deadline}"), "date-viewed"),
    Line("a date for a calendar", gets("/cases/{ref}/dates/{deadline}/calendar.ics"), "date-downloaded"),
    Line("the notification sheet", gets("/cases/{ref}/notification-sheet"), "children-shown"),
    Line("the notification sheet as a document", gets("/cases/{ref}/notification-sheet.docx"), "children-shown"),
    Line("the review pack", gets("/cases/{ref}/review-pack"), "case-printed"),
    Line("the review pack as a document", gets("/cases/{ref}/review-pack.docx"), "case-printed"),
    Line("an agreement seen", looks_at_an_agreement, "agreement-viewed"),
    Line("what may be recorded, seen", gets("/cases/{ref}/record"), "case-viewed"),
    Line("an entry to be corrected, seen", gets("/cases/{ref}/entries/1/correct"), "entry-viewed"),
    Line("an event to be recorded, seen", gets("/cases/{ref}/record/review_meeting_held"), "case-viewed"),
    Line("who looked at a case, seen", gets("/cases/{ref}/who-saw"), "access-list-viewed"),
    Line("who looked at a case, downloaded", gets("/cases/{ref}/who-saw.xlsx"), "access-list-viewed"),
    Line("the record verified", sends("/audit"), "audit-verified"),
    Line("the audit seen", gets("/audit"), "audit-viewed"),
    Line("the access record seen", gets("/audit/record"), "access-record-viewed"),
    Line("what was changed, seen", gets("/audit/changes"), "changes-viewed"),
    Line("what was changed, downloaded", gets("/audit/changes.xlsx"), "changes-downloaded"),
    Line("the access record downloaded", gets("/audit/record.xlsx"), "access-record-downloaded"),
    Line("a search", gets("/cases?q=2026"), "searched"),
    Line("the board downloaded", gets("/cases.xlsx"), "board-downloaded"),
    Line("what needs you downloaded", gets("/needs-you.xlsx"), "needs-you-downloaded"),
    Line("the calendar downloaded", gets("/calendar.xlsx"), "calendar-downloaded"),
    Line("figures downloaded", gets("/figures.xlsx"), "figures-downloaded"),
    Line("figures downloaded as a document", gets("/figures.docx"), "figures-downloaded"),
    Line("figures kept as reported", sends("/figures/report"), "figures_reported", "office_event"),
    Line("people downloaded", gets("/people.xlsx"), "people-downloaded"),
    Line("the register exported", gets("/register.xlsx"), "register-downloaded"),
    Line("the register exported as text", gets("/register.csv"), "register-downloaded"),
    Line("open dates exported", gets("/register/open.xlsx"), "open-dates-downloaded"),
    Line("a calendar's address made", sends("/calendar/subscribe", action="make"), "calendar-address-made"),
    Line("a page that is not for this role", gets("/register", "reviewer"), "refused"),
    Line("a case that is not there, or another's", gets("/cases/ESCP-2026-001"), "refused"),
    Line("an event of a case", records, "review_meeting_held", "event"),
    Line("bank holidays changed", announces, "bank_holidays_changed", "office_event"),
)


def written(pages: Pages, line: Line) -> int:
    column = "name" if line.table == "event" else "act"
    (row,) = pages.rows(f"select count(*) as n from {line.table} where {column} = :act", act=line.act)
    return int(row.n)


@pytest.mark.parametrize("line", LINES, ids=str)
def test_it_is_written_down(pages: Pages, line: Line) -> None:
    pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    before = written(pages, line)
    line.does(pages)
    assert written(pages, line) > before
