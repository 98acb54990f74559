"""People: who holds which role, what comes with one before it is given, and who may do any of it."""

import re

import httpx2
import pytest

from tests.web.pages import Pages, Reader
from tests.web.pressing import words
from tests.web.windows import Windows, faults, overflow

PATH = "/people"


def person(pages: Pages, slug: str) -> str:
    with pages.record() as db:
        return str(pages.person(db, slug).id)


def held(pages: Pages, slug: str, role: str) -> str:
    (row,) = pages.rows(
        "select holding.id from holding join person on person.id = person_id and slug = :slug and role = :role"
        " join partnership on partnership.id = holding.partnership_id and partnership.slug = 'westmarch'",
        slug=slug, role=role,
    )  # fmt: skip
    return str(row.id)


def acts(pages: Pages) -> list[str]:
    return [
        row.act for row in pages.rows("select act from office_event where act <> 'founded' order by recorded_at, id")
    ]


def given(pages: Pages, reader: Reader, action: str, **more: str) -> httpx2.Response:
    """The form of giving a role, filled in: Caspian Mbeki becomes the scrutineer from Mon 23 Nov 2026."""
    typed = {
        "person": person(pages, "caspian-mbeki"), "role": "scrutineer", "agency": "", "case": "", "since-day": "23",
        "since-month": "nov", "since-year": "2026", "deputy": "", "action": action, **more,
    }  # fmt: skip
    return reader.sends("/roles/give", **typed)


def test_who_holds_which_role_is_there_with_deputies(pages: Pages) -> None:
    with pages.reader("scrutineer") as reader:
        text = words(reader.get(PATH).text)
    assert "Coordinator Orla Fennimore Wed 1 Apr 2020 No end Tobias Achterberg" in text
    assert "Delegated safeguarding partner ICB Philippa Naranjo" in text
    assert "Give a role" not in text


@pytest.mark.parametrize(("role", "may"), [("business_manager", True), ("scrutineer", False)])
def test_who_may_add_a_person_finds_it_at_the_top_too(pages: Pages, role: str, may: bool) -> None:
    with pages.reader(role) as reader:
        top = reader.get(PATH).text.partition("Who holds which role today")[0]
    assert ('href="/add-person"' in top) is may


def test_what_nobody_holds_is_said_first(pages: Pages) -> None:
    with pages.record("swan_owner") as db:
        db.connection().exec_driver_sql("update holding set to_on = '2026-11-01' where role = 'scrutineer'")
    with pages.reader("coordinator") as reader:
        html = reader.get(PATH).text
    text = words(html)
    assert text.index("Roles nobody holds") < text.index("Independent scrutineer") < text.index("Who holds which role")
    assert 'href="/roles/give?role=scrutineer"' in html


@pytest.mark.parametrize(
    "path", ["/roles/give", "/add-person", "/roles/{role}/end", "/people/{person}/link", "/people/{person}/change"]
)
def test_only_who_runs_the_office_may_change_anything(pages: Pages, path: str) -> None:
    meant = path.format(role=held(pages, "ambrose-tendulkar", "scrutineer"), person=person(pages, "orla-fennimore"))
    status = {}
    for role in ("coordinator", "business_manager", "operator", "lead_partner", "scrutineer", "agency_contact"):
        with pages.reader(role) as reader:
            status[role] = reader.get(meant).status_code
    assert status == {
        "coordinator": 200, "business_manager": 200, "operator": 200,
        "lead_partner": 403, "scrutineer": 403, "agency_contact": 403,
    }  # fmt: skip


def test_an_agency_does_not_see_who_holds_what(pages: Pages) -> None:
    with pages.reader("agency_contact") as reader:
        assert reader.get(PATH).status_code == 403


def test_what_comes_with_a_role_is_seen_before_it_is_given(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Wed 11 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    with pages.reader("coordinator") as reader:
        text = words(given(pages, reader, "check").text)
    # 15 working days after Wed 11 Nov 2026: Wed 2 Dec, of which the scrutineer is told on the day.
    assert "What Caspian Mbeki takes over" in text
    assert f"{reference} Send the Rapid Review to the National Panel Wed 2 Dec" in text
    assert "Ambrose Tendulkar holds it on that day too" in text
    assert acts(pages) == []
    assert pages.rows("select 1 from notice where kind = 'handover'") == []


def test_a_role_given_is_in_the_record_and_its_holder_is_told(pages: Pages) -> None:
    with pages.reader("coordinator") as reader:
        done = given(pages, reader, "confirm")
        text = words(reader.get(done.headers["location"]).text)
        again = given(pages, reader, "confirm")
    assert (done.status_code, again.status_code) == (303, 422)
    assert "Independent scrutineer Mon 23 Nov No end Nobody" in text
    assert "They hold it from Monday 23 November 2026 already." in words(again.text)
    assert acts(pages) == ["role_given"]
    assert len(pages.rows("select 1 from notice where kind = 'handover'")) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"role": "delegated_partner"}, "agency"),
        ({"to-day": "1", "to-month": "1", "to-year": "2026"}, "The last day must be the same as the first or after it"),
        ({"since-day": "31", "since-month": "2"}, "First day must be a real date"),
        ({"case": "WSCP-2026-999"}, "There is no such case, or it is not yours to see"),
        ({"person": ""}, "Choose who holds it"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(pages: Pages, typed: dict[str, str], said: str) -> None:
    with pages.reader("business_manager") as reader:
        answer = given(pages, reader, "confirm", **typed)
    assert answer.status_code == 422
    assert re.search(rf"govuk-error-message.*{said}", answer.text, re.DOTALL)
    assert acts(pages) == []


def test_ending_a_role_says_first_what_nobody_would_hold(pages: Pages) -> None:
    path = f"/roles/{held(pages, 'ambrose-tendulkar', 'scrutineer')}/end"
    day = {"on-day": "30", "on-month": "11", "on-year": "2026"}
    with pages.reader("business_manager") as reader:
        text = words(reader.sends(path, **day, action="check").text)
        before = acts(pages)
        done = reader.sends(path, **day, action="confirm")
        after = words(reader.get(done.headers["location"]).text)
    assert "From Tuesday 1 December 2026 nobody is Independent scrutineer. The business manager is told" in text
    assert before == []
    assert acts(pages) == ["role_ended"]
    assert "Independent scrutineer Wed 1 Apr 2020 Mon 30 Nov" in after


def test_a_deputy_is_named(pages: Pages) -> None:
    path = f"/roles/{held(pages, 'ambrose-tendulkar', 'scrutineer')}/deputy"
    with pages.reader("coordinator") as reader:
        done = reader.sends(path, deputy=person(pages, "hester-quillinan"), action="check")
        text = words(reader.get(done.headers["location"]).text)
    assert "Independent scrutineer Wed 1 Apr 2020 No end Hester Quillinan" in text
    assert acts(pages) == ["deputised"]


def test_away_and_back(pages: Pages) -> None:
    own = f"{PATH}/{person(pages, 'ambrose-tendulkar')}"
    days = {
        "from-day": "23",
        "from-month": "11",
        "from-year": "2026",
        "to-day": "27",
        "to-month": "11",
        "to-year": "2026",
    }
    with pages.reader("coordinator") as reader:
        done = reader.sends(f"{own}/away", from_page=own, **days)
        twice = reader.sends(f"{own}/away", from_page=own, **days)
        everybody = words(reader.get(PATH).text)
        (absence,) = pages.rows("select id from absence where from_on = '2026-11-23'")
        back = reader.sends(f"{own}/back", from_page=own, absence=str(absence.id))
        after = words(reader.get(own).text)
    assert (done.status_code, twice.status_code, back.status_code) == (303, 422, 303)
    assert "Away until Fri 27 Nov, with no deputy" in everybody
    assert "No absence is known." in after
    assert acts(pages) == ["away", "back"]


def test_somebody_new(pages: Pages) -> None:
    typed = {"name": "Wren Ashgrove", "slug": "wren-ashgrove", "email": "wren@westmarch.invalid", "action": "check"}
    with pages.reader("coordinator") as reader:
        done = reader.sends("/add-person", **typed)
        twice = reader.sends("/add-person", **typed)
        text = words(reader.get(done.headers["location"]).text)
    assert "They hold no role today." in text
    assert "There is somebody called wren-ashgrove already." in words(twice.text)
    assert acts(pages) == ["person_added"]


def test_another_address_is_used_from_now_on(pages: Pages) -> None:
    path = f"{PATH}/{person(pages, 'ambrose-tendulkar')}/change"
    typed = {"name": "Ambrose Tendulkar", "email": "ambrose@elsewhere.invalid", "action": "check"}
    with pages.reader("coordinator") as reader:
        done = [reader.sends(path, **typed).status_code for _ in range(2)]
        wrong = reader.sends(path, **{**typed, "email": "nowhere"})
    assert done == [303, 303]
    assert wrong.status_code == 422
    assert acts(pages) == ["person_changed"]
    (row,) = pages.rows("select said from office_event where act = 'person_changed'")
    assert row.said == {"person": "ambrose-tendulkar", "changed": ["email"]}


def test_a_link_to_sign_in_is_shown_once_and_written_down(pages: Pages) -> None:
    path = f"{PATH}/{person(pages, 'ambrose-tendulkar')}/link"
    with pages.reader("coordinator") as reader, pages.reader() as stranger:
        made = reader.sends(path, action="make")
        link = re.search(r'value="(http[^"]*/join/[^"]+)"', made.text)
        assert link is not None
        assert "/join/" not in reader.get(path).text
        joining = words(stranger.get(link[1]).text)
    assert "This link is for Ambrose Tendulkar" in joining
    assert len(pages.rows("select 1 from access where act = 'invitation-made'")) == 1


def test_before_a_link_is_made_one_proves_again_who_one_is(pages: Pages) -> None:
    with pages.reader("coordinator", proved=False) as reader:
        answer = reader.get(f"{PATH}/{person(pages, 'ambrose-tendulkar')}/link")
    assert answer.headers["location"].startswith("/prove-again")


def test_nobody_of_another_partnership_is_here(pages: Pages) -> None:
    with pages.record(partnership="eastmarch") as db:
        other = pages.person(db, "ambrose-tendulkar").id
    with pages.reader("coordinator") as reader:
        assert reader.get(f"{PATH}/{other}").status_code == 404
        assert reader.get(f"{PATH}/{other}/link").status_code == 404


@pytest.mark.parametrize("small", [False, True], ids=["1280", "320"])
def test_the_pages_are_for_everybody(windows: Windows, small: bool) -> None:
    pages = windows.pages
    pages.opens_case("panel_notified", when="Wed 11 Nov 2026 10:00")
    pages.it_is("Thu 3 Dec 2026 10:00")
    window = windows.open(PATH, "coordinator", small=small)
    role = held(pages, "ambrose-tendulkar", "scrutineer")
    for path in (PATH, f"{PATH}/{person(pages, 'orla-fennimore')}", "/roles/give", f"/roles/{role}/end", "/add-person"):
        window.goto(path)
        assert (path, faults(window), overflow(window)) == (path, [], 0)
    assert windows.said == []


def test_a_role_is_given_by_keyboard_and_without_javascript(windows: Windows) -> None:
    window = windows.open("/roles/give?role=scrutineer", "coordinator", script=False)
    window.focus("#person")
    window.keyboard.type("Caspian")
    for _ in range(3):
        window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.id") == "case"
    window.keyboard.press("Enter")
    window.get_by_role("heading", name="Check before giving a role").wait_for()
    window.focus("button[value=confirm]")
    window.keyboard.press("Enter")
    window.get_by_role("heading", name="Caspian Mbeki", level=1).wait_for()
    assert "Independent scrutineer" in window.locator("main").inner_text()
