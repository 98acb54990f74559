"""A person's own dates at their private address: whose they are, how a calendar reads them, and when they end."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import httpx2
import pytest
from icalendar import Calendar, Component

from models import Account
from tests.office import moment
from tests.web.pages import Pages
from tests.web.pressing import words
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.correcting import Correction, correct_event, strike_event

SUBSCRIBE = "/calendar/subscribe"
SEND = "Send the Rapid Review to the National Panel"


@pytest.fixture
def review(pages: Pages) -> str:
    """A Rapid Review begun on Wed 11 Nov 2026, so due on Wed 2 Dec; today is Thu 26 Nov."""
    reference = pages.opens_case("panel_notified", when="Wed 11 Nov 2026 10:00")
    pages.it_is("Thu 26 Nov 2026 10:00")
    return reference


def address(pages: Pages, role: str = "coordinator", **more: str) -> str:
    """The path of a new calendar address of whoever holds this role."""
    with pages.reader(role, **more) as reader:
        made = reader.sends(SUBSCRIBE, action="make").text
    found = re.search(r'value="http[^"]*?(/feed/[^"]+\.ics)"', made)
    assert found is not None
    return found[1]


def answered(pages: Pages, path: str) -> httpx2.Response:
    with pages.reader() as stranger:
        return stranger.get(path)


def entries(answer: httpx2.Response) -> list[Component]:
    return Calendar.from_ical(answer.text).walk("VEVENT")


def entry(answer: httpx2.Response, title: str) -> Component:
    return next(one for one in entries(answer) if title in one["summary"])


def test_a_date_is_a_whole_day_that_blocks_nothing(pages: Pages, review: str) -> None:
    answer = answered(pages, address(pages))
    found = entry(answer, SEND)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert str(found["summary"]) == f"{review}: {SEND}"
    # 15 working days after Wed 11 Nov 2026 is Wed 2 Dec; the day on which it ends is not part of it.
    assert (found["dtstart"].dt, found["dtend"].dt) == (date(2026, 12, 2), date(2026, 12, 3))
    assert (found["transp"], found["status"], found["class"]) == ("TRANSPARENT", "CONFIRMED", "PRIVATE")
    assert str(found["url"]).endswith(f"/cases/{review}")


def test_it_is_written_as_calendars_must_be(pages: Pages, review: str) -> None:
    answer = answered(pages, address(pages))
    lines = answer.content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert b"DTSTART;VALUE=DATE:20261202" in lines
    assert b"X-PUBLISHED-TTL:PT1H" in lines
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    made = Calendar.from_ical(answer.text)
    assert (made["version"], made["method"], made["calscale"]) == ("2.0", "PUBLISH", "GREGORIAN")
    assert str(made["prodid"])
    for one in entries(answer):
        assert {"UID", "DTSTAMP", "SEQUENCE"} <= set(one)
        assert one["dtstamp"].dt.utcoffset() == timedelta(0)
    assert len({str(one["uid"]) for one in entries(answer)}) == len(entries(answer)) > 1


def test_a_move_keeps_the_entry_and_raises_its_sequence(pages: Pages, review: str) -> None:
    path = address(pages)
    before = entry(answered(pages, path), SEND)
    (event,) = pages.rows("select id from event where name = 'panel_notified'")
    with pages.record() as db:
        told = Correction("The letter says the 12th", date(2026, 11, 12))
        correct_event(db, pages.case.id, event.id, told, Actor("tests"), moment("Thu 26 Nov 2026 10:00"))  # type: ignore[union-attr]
    after = entry(answered(pages, path), SEND)
    # 15 working days after Thu 12 Nov 2026: Thu 3 Dec.
    assert after["dtstart"].dt == date(2026, 12, 3)
    assert after["uid"] == before["uid"]
    assert int(after["sequence"]) > int(before["sequence"])


def test_what_is_done_is_cancelled_for_thirty_days(pages: Pages, review: str) -> None:
    path = address(pages)
    before = entry(answered(pages, path), SEND)
    pages.records("rapid_review_sent_to_panel", on="Mon 30 Nov 2026")
    after = entry(answered(pages, path), SEND)
    assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED")
    assert int(after["sequence"]) > int(before["sequence"])
    # It was recorded at 09:00 on Mon 30 Nov 2026; 30 days later is Wed 30 Dec, 09:00.
    pages.it_is("Wed 30 Dec 2026 08:59")
    assert SEND in answered(pages, path).text.replace("\r\n ", "")
    pages.it_is("Wed 30 Dec 2026 09:00")
    assert SEND not in answered(pages, path).text.replace("\r\n ", "")


def test_what_a_strike_took_away_is_cancelled(pages: Pages, review: str) -> None:
    pages.records("letters_sent", on="Thu 12 Nov 2026", agencies="police,schools")
    path = address(pages, "agency_contact", person="annis-rahimi")
    (before,) = entries(answered(pages, path))
    (event,) = pages.rows("select id from event where name = 'letters_sent'")
    with pages.record() as db:
        strike_event(db, pages.case.id, event.id, "Never sent", Actor("tests"), moment("Thu 12 Nov 2026 11:00"))  # type: ignore[union-attr]
    (after,) = entries(answered(pages, path))
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert after["uid"] == before["uid"]


def test_one_hears_of_ones_own_dates_as_ones_roles_stand(pages: Pages, review: str) -> None:
    pages.records("letters_sent", on="Thu 12 Nov 2026", agencies="police,schools")
    pages.it_is("Mon 16 Nov 2026 10:00")
    police, housing = (address(pages, "agency_contact", person=person) for person in ("annis-rahimi", "jolyon-adebayo"))
    assert [str(one["summary"]) for one in entries(answered(pages, police))] == [
        f"{review}: Return what the agency knows"
    ]
    assert entries(answered(pages, housing)) == []
    with pages.record("swan_owner") as db:
        db.connection().exec_driver_sql("update holding set to_on = '2026-11-15' where agency = 'police'")
    assert entries(answered(pages, police)) == []


def test_a_role_of_one_case_hears_of_that_case_only(pages: Pages, review: str) -> None:
    path = address(pages, "scrutineer")
    other = pages.opens_case("panel_notified", when="Thu 26 Nov 2026 10:00")
    with pages.record("swan_owner") as db:
        db.connection().exec_driver_sql(f"""update holding set case_id = (
          select id from "case" where reference = '{review}') where role in ('scrutineer', 'review_group_chair')""")
    text = answered(pages, path).text
    assert review in text
    assert other not in text


def test_no_name_is_in_it(pages: Pages, review: str) -> None:
    text = answered(pages, address(pages)).text.replace("\r\n ", "")
    names = [row.name for row in pages.rows("select name from person")]
    assert [name for name in names if name in text] == []


def test_the_address_is_shown_once_and_kept_as_a_digest(pages: Pages) -> None:
    path = address(pages)
    with pages.reader("coordinator") as reader:
        again = reader.get(SUBSCRIBE).text
    assert "/feed/" not in again
    assert "Nothing has read it yet." in words(again)
    (row,) = pages.rows("select token from calendar_feed")
    assert row.token not in path
    assert len(row.token) == 64


def test_another_address_ends_the_one_before(pages: Pages) -> None:
    first, second = address(pages), address(pages)
    assert [answered(pages, path).status_code for path in (first, second)] == [404, 200]


def test_an_ended_address_answers_as_one_that_never_was(pages: Pages) -> None:
    path = address(pages)
    with pages.reader("coordinator") as reader:
        assert reader.sends(f"{SUBSCRIBE}/end", from_page=SUBSCRIBE, action="end").status_code == 303
    ended, never = answered(pages, path), answered(pages, "/feed/never-was.ics")
    assert (ended.status_code, ended.text) == (never.status_code, never.text) == (404, "There is nothing here.")


def test_it_sets_no_cookie_and_is_written_down(pages: Pages) -> None:
    path = address(pages)
    answer = answered(pages, path)
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    (row,) = pages.rows("select person_id, said from access where act = 'calendar-read'")
    with pages.record() as db:
        assert row.person_id == pages.holder(db, "coordinator")
    assert path.removeprefix("/feed/") not in str(row.said)
    (feed,) = pages.rows("select read_at from calendar_feed")
    assert feed.read_at is not None


def test_many_wrong_addresses_are_held_up_and_the_right_one_is_not(pages: Pages) -> None:
    path = address(pages)
    statuses = [answered(pages, f"/feed/guess-{n}.ics").status_code for n in range(11)]
    assert statuses == [404] * 10 + [429]
    assert answered(pages, path).status_code == 200


def test_who_may_no_longer_sign_in_has_no_calendar_either(pages: Pages) -> None:
    path = address(pages, "scrutineer")
    with pages.record() as db:
        person: UUID = pages.holder(db, "scrutineer")
    ids = [row.id for row in pages.rows("select account_id as id from membership where person_id = :who", who=person)]
    with pages.record("swan_owner") as db:
        for one in ids:
            db.get_one(Account, one).disabled_at = datetime(2026, 11, 26, 10, tzinfo=UTC)
    assert answered(pages, path).status_code == 404


def test_one_date_is_downloaded_by_itself(pages: Pages, review: str) -> None:
    (row,) = pages.rows("select id from deadline where name = 'panel-meeting'")
    path = f"/cases/{review}/dates/{row.id}/calendar.ics"
    with pages.reader("review_group_chair") as reader, pages.reader("agency_contact") as agency:
        answer = reader.get(path)
        assert f'href="{path}"' in reader.get(f"/cases/{review}/dates/{row.id}").text
        assert agency.get(path).status_code == 403
        assert reader.get(f"/cases/{review}/dates/{UUID(int=1)}/calendar.ics").status_code == 404
    (found,) = entries(answer)
    # 12 working days after Wed 11 Nov 2026: Fri 27 Nov.
    assert (str(found["summary"]), found["dtstart"].dt) == (
        f"{review}: Hold the Rapid Review meeting", date(2026, 11, 27),
    )  # fmt: skip
    assert answer.headers["content-disposition"] == f'attachment; filename="{review}-2026-11-27.ics"'
    assert len(pages.rows("select 1 from access where act = 'date-downloaded'")) == 1
