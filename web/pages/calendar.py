"""The calendar: every date one may see as a list of days or as a month, and one's own calendar address for Outlook."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from web import feeds
from web.dates import dated_all
from web.desk import AtDesk, Desk, Typed
from web.due_lists import due_list
from web.knowing import WHOLE_CASES
from web.months import Month, days, month_of
from web.rendering import Place, page
from workflows.engine.reading import agenda
from workflows.engine.reading.agenda import MOST, Viewer
from workflows.engine.reading.deadlines import DeadlineRead

router = APIRouter()
PATH = "/calendar"
PLACE = Place("Calendar", PATH, 30, roles=WHOLE_CASES)
SUBSCRIBE = f"{PATH}/subscribe"
Said = Annotated[str, Query(alias="month")]


@router.get(PATH)
def show_agenda(request: Request, desk: AtDesk, said: Said = "") -> Response:
    """A list of the days that have something; of this month what is overdue first, and then from today."""
    desk.must_be(*WHOLE_CASES)
    month = month_of(said, desk.today)
    first, late, found = in_list(desk, month)
    shown = days(desk.calendar, dated_all(found, desk.today, desk.calendar), first, month.last)
    return page(
        request, "calendar/agenda.html", days=[day for day in shown.values() if day.says_something],
        late=dated_all(late, desk.today, desk.calendar), **around(desk, month, max(len(late), len(found))),
    )  # fmt: skip


@router.get(f"{PATH}.xlsx")
def as_workbook(desk: AtDesk, said: Said = "") -> Response:
    """The dates of the list."""
    desk.must_be(*WHOLE_CASES)
    _, late, found = in_list(desk, month_of(said, desk.today))
    return due_list(desk, "Calendar", dated_all([*late, *found], desk.today, desk.calendar))


def in_list(desk: Desk, month: Month) -> tuple[date, list[DeadlineRead], list[DeadlineRead]]:
    """The day the list begins with, what is overdue before it, and what is due from it to the end of the month."""
    is_now = month.first <= desk.today <= month.last
    first = desk.today if is_now else month.first
    late = agenda.overdue(desk.db, viewer(desk), desk.today) if is_now else []
    return first, late, agenda.between(desk.db, viewer(desk), first, month.last)


@router.get(f"{PATH}/month")
def show_month(request: Request, desk: AtDesk, said: Said = "") -> Response:
    desk.must_be(*WHOLE_CASES)
    month = month_of(said, desk.today)
    weeks = list(month.weeks())
    found = agenda.between(desk.db, viewer(desk), weeks[0][0], weeks[-1][-1])
    shown = days(desk.calendar, dated_all(found, desk.today, desk.calendar), weeks[0][0], weeks[-1][-1])
    rows = [[shown[day] for day in week] for week in weeks]
    return page(request, "calendar/month.html", weeks=rows, **around(desk, month, len(found)))


def viewer(desk: Desk) -> Viewer:
    return Viewer(desk.partnership.id, desk.knows.every, desk.knows.cases)


def around(desk: Desk, month: Month, most: int) -> dict[str, Any]:
    """What both ways of showing a month say around it."""
    return {
        "month": month, "before": month.shifted(-1), "after": month.shifted(1), "full": most == MOST,
        "is_now": month.first <= desk.today <= month.last, "known_to": desk.calendar.last,
        "unknown": month.last > desk.calendar.last,
    }  # fmt: skip


@router.get(SUBSCRIBE)
def subscribe(request: Request, desk: AtDesk) -> Response:
    return subscribing(request, desk)


def subscribing(request: Request, desk: Desk, link: str = "") -> Response:
    """`link` is shown in this answer only: what is kept of it is a digest."""
    found = feeds.in_force(desk.db, desk.person.id)
    return page(request, "calendar/subscribe.html", feed=found, link=link, back=(PATH, "Calendar"))


@router.post(SUBSCRIBE)
def make(request: Request, desk: AtDesk, form: Typed) -> Response:
    """A new address; one made before answers nothing from here on."""
    form.only("action")
    word = feeds.begin(desk.db, desk.partnership.id, desk.person.id)
    desk.did("calendar-address-made")
    return subscribing(request, desk, f"{request.app.state.settings.link.rstrip('/')}/feed/{word}.ics")


@router.post(f"{SUBSCRIBE}/end")
def end(desk: AtDesk, form: Typed) -> Response:
    form.only("action")
    if feeds.end(desk.db, desk.person.id):
        desk.did("calendar-address-ended")
    return RedirectResponse(SUBSCRIBE, 303)
