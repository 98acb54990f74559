"""Needs you: what waits for one person, and what lies on the office's desk."""

import re

import pytest

from tests.web.pages import Pages
from tests.web.pressing import words

PATH = "/needs-you"


@pytest.fixture
def review(pages: Pages) -> str:
    """A Rapid Review begun on Wed 11 Nov 2026, so due on Wed 2 Dec; today is Thu 26 Nov."""
    reference = pages.opens_case("panel_notified", when="Wed 11 Nov 2026 10:00")
    pages.records("letters_sent", on="Thu 12 Nov 2026", agencies="police,schools")
    pages.it_is("Thu 26 Nov 2026 10:00")
    return reference


def has(pages: Pages, role: str, path: str = PATH) -> str:
    with pages.reader(role) as reader:
        return words(reader.get(path).text)


def date_of(pages: Pages, name: str) -> str:
    (row,) = pages.rows("select id from deadline where name = :name and status = 'open' limit 1", name=name)
    return str(row.id)


def test_what_is_ones_own_is_there_by_how_urgent_it_is(pages: Pages, review: str) -> None:
    text = has(pages, "coordinator")
    # 15 working days after Wed 11 Nov: Wed 2 Dec, four working days from Thu 26 Nov.
    soon = text.partition("Due in five working days")[2]
    assert f"Send the Rapid Review to the National Panel {review} Wed 2 Dec – 4 working days left" in soon


def test_what_waits_for_another_role_is_not(pages: Pages, review: str) -> None:
    assert "Hold the Rapid Review meeting" not in has(pages, "coordinator")
    # 12 working days after Wed 11 Nov: Fri 27 Nov.
    assert f"Hold the Rapid Review meeting {review} Fri 27 Nov – 1 working day left" in has(pages, "review_group_chair")


def test_what_the_office_chases_stands_apart_after_what_is_its_own(pages: Pages, review: str) -> None:
    opened = pages.opens_case("authority_became_aware", when="Thu 26 Nov 2026 11:00")
    with pages.reader("coordinator") as reader:
        page = words(reader.get(PATH).text)
        assert "overdue or due today)" not in page
        pages.it_is("Thu 3 Dec 2026 10:00")
        assert "(1 overdue or due today)" in words(reader.get(PATH).text)
    own, _, others = page.partition("You are waiting for others")
    # 5 working days after Thu 26 Nov: Thu 3 Dec, on which only the coordinator's own of Wed 2 Dec is counted.
    assert f"Notify the National Panel {opened} Thu 3 Dec – 5 working days left" in others
    assert "Waiting for: local authority's notifier" in others
    assert "Notify the National Panel" not in own
    assert f"Send the Rapid Review to the National Panel {review}" in own
    assert "Send the Rapid Review" not in others
    assert "You are waiting for others" not in has(pages, "la_notifier")


def test_a_partner_who_has_agreed_is_asked_no_more(pages: Pages, review: str) -> None:
    pages.records("partner_agreed", on="Thu 26 Nov 2026", item="icb")
    waits = {}
    for person in ("philippa-naranjo", "gethin-osterholm"):
        with pages.reader("delegated_partner", person=person) as reader:
            waits[person] = "Agree the Rapid Review" in reader.get(PATH).text
    assert waits == {"philippa-naranjo": False, "gethin-osterholm": True}


def test_the_navigation_counts_what_is_overdue_or_due_today(pages: Pages, review: str) -> None:
    pages.it_is("Wed 2 Dec 2026 10:00")
    with pages.reader("coordinator") as reader:
        assert "(1 overdue or due today)" in reader.get("/cases").text
        pages.it_is("Tue 1 Dec 2026 10:00")
        assert "overdue or due today)" not in reader.get("/cases").text


def test_what_is_overdue_and_explained_comes_last_and_is_not_counted(pages: Pages, review: str) -> None:
    pages.it_is("Thu 3 Dec 2026 10:00")
    with pages.reader("coordinator") as reader:
        late = reader.get(PATH).text
        pages.records("panel_told_of_delay", on="Thu 3 Dec 2026", look_again_on="2026-12-11")
        explained = reader.get(PATH).text
    # 15 working days after Wed 11 Nov: Wed 2 Dec. The agencies' returns were due on Wed 25 Nov.
    assert "(1 overdue or due today)" in late
    assert f'href="/cases/{review}/record/panel_told_of_delay">Explain the delay' in late
    assert "overdue or due today)" not in explained
    assert "Explain the delay" not in explained
    assert "Send the Rapid Review to the National Panel" in explained.partition("Overdue, explained")[2]


def test_an_open_case_with_no_date_running_is_not_forgotten(pages: Pages, review: str) -> None:
    reported = pages.opens_case("incident_reported", when="Thu 26 Nov 2026 11:00")
    still = has(pages, "coordinator").partition("Open, with no date running")[2]
    assert f"{reported} Incident notification, since Thu 26 Nov" in still
    assert review not in still
    assert "Open, with no date running" not in has(pages, "la_notifier")


def test_i_have_this_keeps_it_to_a_day_before_it_is_due(pages: Pages, review: str) -> None:
    path = f"{PATH}/have/{date_of(pages, 'send-rapid-review')}"
    with pages.reader("coordinator") as reader:
        done = reader.sends(path, from_page=PATH, look_on="2026-12-01")
        text = words(reader.get(done.headers["location"]).text)
    assert done.status_code == 303
    assert f"You have it: Send the Rapid Review to the National Panel, {review}" in text
    assert "You look again on Tue 1 Dec" in text.partition("You have these")[2]
    assert "coordinator" in [row.role for row in pages.rows(
        "select role from holding join acknowledgement on acknowledgement.person_id = holding.person_id"
    )]  # fmt: skip


@pytest.mark.parametrize("look_on", ["2026-12-02", "2026-11-26", "soon", ""])
def test_a_day_that_cannot_be_is_refused(pages: Pages, review: str, look_on: str) -> None:
    path = f"{PATH}/have/{date_of(pages, 'send-rapid-review')}"
    with pages.reader("coordinator") as reader:
        answer = reader.sends(path, from_page=PATH, look_on=look_on)
    assert answer.status_code == 422
    assert pages.rows("select id from acknowledgement") == []


def test_a_date_of_another_partnership_is_not_here(pages: Pages, review: str) -> None:
    pages.opens_case("authority_became_aware", when="Thu 26 Nov 2026 10:00", partnership="eastmarch")
    path = f"{PATH}/have/{date_of(pages, 'notify-panel')}"
    with pages.reader("coordinator") as reader:
        assert reader.sends(path, from_page=PATH, look_on="2026-11-27").status_code == 404


def test_a_role_nobody_holds_lies_on_the_offices_desk(pages: Pages) -> None:
    with pages.record("swan_owner") as db:
        db.connection().exec_driver_sql("update holding set to_on = '2026-11-01' where role = 'scrutineer'")
    assert "Roles nobody holds" in has(pages, "coordinator")
    assert "Independent scrutineer" in has(pages, "coordinator").partition("Roles nobody holds")[2]
    assert "Roles nobody holds" not in has(pages, "la_notifier")


def test_a_message_that_did_not_arrive_is_there_by_name(pages: Pages, review: str) -> None:
    pages.rows("""insert into message (id, partnership_id, person_id, day, daily, due_at, status, attempts, again_at,
        outcome, perhaps_twice)
      select gen_random_uuid(), partnership_id, id, '2026-11-25', false, '2026-11-25 08:00Z', 'failed', 4, now(),
        'mailbox_unknown', false from person where slug = 'lowri-blackadder'
        and partnership_id = (select id from partnership where slug = 'westmarch') returning id""")
    with pages.reader("coordinator") as reader:
        person = re.search(r'href="(/people/[^"]+)">Lowri Blackadder', reader.get(PATH).text)
        assert person
        assert "Lowri Blackadder" in reader.get(person[1]).text
    text = has(pages, "coordinator").partition("Messages that did not arrive")[2]
    assert "Lowri Blackadder 1 message, the last of Wednesday 25 November 2026, 8:00am: mailbox unknown" in text


def test_nothing_is_said(pages: Pages) -> None:
    assert "Nothing needs you now." in has(pages, "la_notifier")
