"""One case: its cards, its reasons, its record, and who may see what of it."""

import re

import pytest

from tests.office import moment
from tests.web.pages import Pages
from tests.web.pressing import words
from tests.web.test_board import counted
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.between_areas import offer, take_over


@pytest.fixture
def review(pages: Pages) -> str:
    """A Rapid Review begun on Mon 9 Nov 2026, its letters out on Tue 10 Nov, one return in; today is Mon 23 Nov."""
    reference = pages.opens_case("authority_became_aware", when="Wed 4 Nov 2026 10:00", child_status="looked_after")
    pages.records("panel_notified", on="Mon 9 Nov 2026", portal_reference="WM-26-0417")
    pages.records("letters_sent", on="Tue 10 Nov 2026", agencies="police,schools", return_by="2026-11-20")
    pages.records("agency_return_received", on="Tue 17 Nov 2026", item="schools")
    pages.it_is("Mon 23 Nov 2026 10:00")
    return reference


def test_a_card_says_the_date_how_far_off_it_is_and_whose_word_it_is(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        text = words(reader.get(f"/cases/{review}").text)
    # 15 working days after Mon 9 Nov 2026: Mon 30 Nov. From Mon 23 Nov that is 5 working days.
    assert "Send the Rapid Review to the National Panel" in text
    assert "Due Mon 30 Nov 5 working days left" in text
    assert "Statutory guidance; the number of days: Panel guidance" in text


def test_a_card_says_in_a_sentence_what_is_counted_what_stops_it_and_who_is_told_next(
    pages: Pages, review: str
) -> None:
    with pages.reader("coordinator") as reader:
        text = words(reader.get(f"/cases/{review}").text)
    assert (
        "15 working days from the day the notification was sent to the National Panel. "
        "It stops when this is recorded: the Rapid Review was sent to the Panel."
    ) in text
    # Five working days before Mon 30 Nov is Mon 23 Nov.
    assert "To be told on Mon 23 Nov: coordinator." in text


def test_a_day_that_passed_with_nobody_told_is_said_as_past(pages: Pages, review: str) -> None:
    pages.it_is("Tue 24 Nov 2026 10:00")
    with pages.reader("coordinator") as reader:
        page = reader.get(f"/cases/{review}").text
        card = page.partition("Send the Rapid Review to the National Panel</h3>")[2]
        ladder = words(reader.get(re.findall(r'href="(/cases/[^"]+/dates/[^"]+)"', card)[0]).text)
    told = "Was to be told on Mon 23 Nov: coordinator. There is no record that anybody was."
    assert told in words(card.partition("</article>")[0])
    assert "Mon 23 Nov 5 working days before Coordinator No record that anybody was told" in ladder
    assert "To come" in ladder


def test_an_overdue_date_says_whether_its_delay_is_explained(pages: Pages, review: str) -> None:
    pages.it_is("Wed 2 Dec 2026 10:00")
    with pages.reader("coordinator") as reader:
        before = words(reader.get(f"/cases/{review}").text)
        pages.records("panel_told_of_delay", on="Wed 2 Dec 2026", look_again_on="2026-12-09")
        after = words(reader.get(f"/cases/{review}").text)
    assert "No reason for the delay stands in the record." in before
    assert (
        "The delay is explained by entry 5: the Panel's secretariat was told that the Rapid Review will be late. "
        "To be looked at again on Wednesday 9 December 2026. The clock runs on."
    ) in after


def test_a_look_every_month_says_how_many_months_after(pages: Pages, review: str) -> None:
    pages.records("rapid_review_sent_to_panel", on="Mon 30 Nov 2026", decision="review")
    pages.records("review_initiated", on="Wed 2 Dec 2026", kind="review", route="rapid_review")
    pages.records("progress_noted", on="Tue 5 Jan 2027")
    with pages.reader("coordinator") as reader:
        text = words(reader.get(f"/cases/{review}").text)
    # Westmarch looks on the 15th: the second time in the second month after Wed 2 Dec 2026.
    assert "The 15th of the month 2 months after Wednesday 2 December 2026" in text
    assert "Monday 15 February 2027. It is late only from the day after." in text


def test_every_day_counted_stands_in_a_week_of_seven(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        text = reader.get(f"/cases/{review}").text
    card = text.partition("Send the Rapid Review to the National Panel</h3>")[2].partition("</article>")[0]
    weeks = [re.findall(r"<td class=\"([^\"]+)", row) for row in card.partition("<tbody>")[2].split("</tr>")[:-1]]
    assert [len(week) for week in weeks] == [7, 7, 7, 7]
    days = re.findall(r"\bday (\d+)", words(card.partition("<tbody>")[2].partition("</tbody>")[0]))
    assert days == [str(n) for n in range(16)]
    assert "Not counted: 3 weekends." in words(card)


def test_a_settled_date_says_how_it_ended(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        text = words(reader.get(f"/cases/{review}").text)
    # Aware on Wed 4 Nov, due Wed 11 Nov, notified on Mon 9 Nov.
    assert "Notify the National Panel Met, 2 working days early" in text


def test_items_stand_with_their_own_dates(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        text = words(reader.get(f"/cases/{review}").text)
    assert "Schools Received Tue 17 Nov" in text
    assert "Police Asked Tue 10 Nov Fri 20 Nov, overdue by 1 working day" in text


def test_the_four_processes_stand_in_their_order(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        text = reader.get(f"/cases/{review}").text
    line = text.partition('<ol class="sw-progress">')[2].partition("</ol>")[0]
    assert re.findall(r'class="is-(\S+?)"', line) == ["now", "now", "to-come", "to-come"]
    assert re.findall(r"sw-progress__t\">([^<]+)", line) == [
        "Incident notification", "Rapid Review", "National Panel referral", "Local child safeguarding practice review",
    ]  # fmt: skip


def test_what_happens_next_is_only_what_this_person_may_record(pages: Pages, review: str) -> None:
    asked = {}
    for role in ("coordinator", "scrutineer"):
        with pages.reader(role) as reader:
            text = reader.get(f"/cases/{review}").text
            asked[role] = set(re.findall(rf"/cases/{review}/record/(\w+)", text))
    assert "rapid_review_sent_to_panel" in asked["coordinator"]
    assert "rapid_review_sent_to_panel" not in asked["scrutineer"]


def test_several_ways_to_answer_one_date_stand_together_under_it(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        text = reader.get(f"/cases/{review}").text
    tasks = text.partition('id="h-next"')[2].partition("</section>")[0]
    letters = tasks.partition("Hear from every agency that it has our letter</strong>")[2].partition("</ul>")
    # Six ways to answer it, and its date once: 3 working days after Mon 9 Nov 2026.
    assert letters[0].count(f"/cases/{review}/record/agency_") == 6
    assert words(letters[2]).strip().startswith("Was due Thu 12 Nov")
    assert words(tasks).count("Was due Thu 12 Nov") == 1


def test_the_partners_agreement_is_one_task_whatever_each_may_answer(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        text = reader.get(f"/cases/{review}").text
    tasks = text.partition('id="h-next"')[2].partition("</section>")[0]
    assert tasks.count(f"/cases/{review}/agree/partner-agreement") == 1
    assert "partner_dissented" not in tasks


def timeline(html: str) -> list[str]:
    return re.findall(r"<h3>([^<]+)</h3>", html.partition('id="h-tl"')[2].partition("</section>")[0])


def test_the_timeline_shows_one_sort_of_entries_when_asked(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        whole = reader.get(f"/cases/{review}").text
        returns = reader.get(f"/cases/{review}?kind=agency-return").text
        nothing = reader.get(f"/cases/{review}?kind=nonsense").text
    assert "All 4 entries What happened 3 Agency's return 1" in words(whole)
    assert len(timeline(whole)) == 4
    assert "Showing 1 of 4 entries: agency's return." in words(returns)
    assert [title for title in timeline(returns) if "Schools" not in title] == []
    assert timeline(nothing) == timeline(whole)


def test_a_step_passed_over_is_shown_as_not_recorded(pages: Pages, review: str) -> None:
    pages.records("rapid_review_sent_to_panel", on="Mon 23 Nov 2026")
    with pages.reader("coordinator") as reader:
        text = reader.get(f"/cases/{review}").text
    assert "Not recorded: The Rapid Review meeting was held" in words(text)
    passed = text.partition('class="sw-passed"')[2].partition("</ul>")[0]
    assert f'href="/cases/{review}/record/review_meeting_held"' in passed


def test_the_record_says_who_did_it_and_who_recorded_it(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        text = words(reader.get(f"/cases/{review}").text)
    assert "Portal reference: WM-26-0417" in text
    assert "Local authority's notifier – recorded the same day by login tests, entry 2" in text


def test_what_was_recorded_later_says_on_which_day(pages: Pages, review: str) -> None:
    path = f"/cases/{review}/record/executive_told"
    with pages.reader("coordinator") as reader:
        typed = {"on-day": "20", "on-month": "11", "on-year": "2026", "whose": "coordinator:", "seen": "4"}
        reader.sends(path, **typed, action="confirm")
        text = words(reader.get(f"/cases/{review}").text)
    assert "Coordinator – recorded Mon 23 Nov 2026 by Orla Fennimore, entry 5" in text


def test_the_dates_on_one_line_stand_beside_the_same_as_a_table(pages: Pages, review: str) -> None:
    with pages.reader("coordinator") as reader:
        text = reader.get(f"/cases/{review}").text
    picture = text.partition('<div class="sw-gantt">')[2].partition("</section>")[0]
    assert "style=" not in picture
    assert "<title" in picture
    assert "Send the Rapid Review to the National Panel: begun Mon 9 Nov 2026, due Mon 30 Nov 2026" in words(picture)
    assert "Every date of" in picture


def test_the_number_of_queries_does_not_grow_with_the_record(pages: Pages, review: str) -> None:
    def asked() -> int:
        told.clear()
        reader.get(f"/cases/{review}")
        return len(told)

    with pages.reader("coordinator") as reader, counted(pages) as told:
        asked()
        before = asked()
        for day in ("Mon 16 Nov 2026", "Tue 17 Nov 2026", "Wed 18 Nov 2026", "Thu 19 Nov 2026"):
            pages.records("progress_checked", on=day)
        pages.records("agency_return_received", on="Mon 23 Nov 2026", item="police")
        assert asked() == before


class TestChildren:
    def opened(self, pages: Pages) -> str:
        with pages.reader("coordinator") as reader:
            path = "/open/incident_reported"
            typed = {"on-day": "16", "on-month": "11", "on-year": "2026", "case-harm": "death", "whose": "coordinator:"}
            answer = reader.sends(path, **typed, **{"case-children": "Zz Canary"}, action="confirm")
        return answer.headers["location"].partition("?")[0]

    def test_a_name_is_shown_only_where_somebody_asks_and_that_is_written_down(self, pages: Pages) -> None:
        path = self.opened(pages)
        with pages.reader("coordinator") as reader:
            before = reader.get(path).text
            shown = reader.sends(f"{path}/children", from_page=path).text
            after = reader.get(path).text
        assert ("Zz Canary" in before, "Zz Canary" in shown, "Zz Canary" in after) == (False, True, False)
        assert [row.act for row in pages.rows("select act from access where case_id is not null order by at, id")] == [
            "case-viewed", "case-viewed", "children-shown", "case-viewed",
        ]  # fmt: skip

    def test_a_role_without_need_of_it_is_not_shown_a_name(self, pages: Pages) -> None:
        path = self.opened(pages)
        with pages.reader("communications") as reader:
            assert "Show names" not in reader.get(path).text
            answer = reader.post(f"{path}/children", data=reader.form("/my-sessions"))
        assert answer.status_code == 403
        assert "Zz Canary" not in answer.text

    def test_a_name_is_in_no_title_no_address_and_no_sheet(self, pages: Pages) -> None:
        path = self.opened(pages)
        with pages.reader("coordinator") as reader:
            assert "Canary" not in path
            assert "Canary" not in reader.get(f"{path}/sheet").text
            shown = reader.sends(f"{path}/children", from_page=path).text
        assert "Canary" not in shown.partition("</title>")[0]


class TestWhoMaySee:
    def test_another_partnerships_case_cannot_be_told_from_none(self, pages: Pages) -> None:
        other = pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00", partnership="eastmarch")
        with pages.reader("coordinator") as reader:
            there, nowhere = reader.get(f"/cases/{other}"), reader.get("/cases/ESCP-2026-099")
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert there.text.replace(other, "") == nowhere.text.replace("ESCP-2026-099", "")

    def test_every_view_is_written_down(self, pages: Pages, review: str) -> None:
        with pages.reader("scrutineer") as reader:
            reader.get(f"/cases/{review}")
            reader.get(f"/cases/{review}/sheet")
        assert [row.act for row in pages.rows("select act from access where case_id is not null order by at, id")] == [
            "case-viewed", "case-printed",
        ]  # fmt: skip


class TestWhyThisDate:
    def date(self, pages: Pages, name: str) -> str:
        (row,) = pages.rows("select id from deadline where name = :name and status = 'open' limit 1", name=name)
        return str(row.id)

    def test_who_is_told_and_when(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as reader:
            path = f"/cases/{review}/dates/{self.date(pages, 'send-rapid-review')}"
            text = words(reader.get(path).text)
        # Two working days before Mon 30 Nov is Thu 26 Nov; one after it Tue 1 Dec.
        assert "Thu 26 Nov 2 working days before Coordinator, business manager and review group's chair" in text
        assert "Tue 1 Dec 1 working day after Coordinator and business manager" in text

    def test_six_months_are_said_in_a_sentence(self, pages: Pages, review: str) -> None:
        pages.records("rapid_review_sent_to_panel", on="Mon 30 Nov 2026", decision="review")
        pages.records("review_initiated", on="Wed 2 Dec 2026", kind="review", route="rapid_review")
        with pages.reader("coordinator") as reader:
            text = words(reader.get(f"/cases/{review}/dates/{self.date(pages, 'publish-lcspr')}").text)
        assert "6 months after Wednesday 2 December 2026" in text
        assert "Wednesday 2 June 2027" in text
        assert "Each day counted" not in text

    def test_a_date_of_another_case_is_not_here(self, pages: Pages, review: str) -> None:
        date = self.date(pages, "send-rapid-review")
        other = pages.opens_case("incident_reported", when="Mon 23 Nov 2026 11:00")
        with pages.reader("coordinator") as reader:
            assert reader.get(f"/cases/{other}/dates/{date}").status_code == 404


def test_a_case_handed_over_is_found_under_both_names_and_its_first_partnership_reads_where_it_went(
    pages: Pages,
) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    at = moment("Mon 23 Nov 2026 10:00")
    assert pages.case is not None
    with pages.record() as db:
        here, there = pages.partnership(db), pages.partnership(db, "eastmarch")
        offer(db, here, pages.case, there, "It happened there.", Actor("tests"), at)
    with pages.reader("coordinator") as reader:
        assert "Offered to Eastmarch, which has not taken it over yet" in words(reader.get(f"/cases/{reference}").text)
    with pages.record(partnership="eastmarch") as db:
        now = take_over(db, pages.partnership(db, "eastmarch"), reference, Actor("tests"), at).reference

    with pages.reader("coordinator", partnership="eastmarch") as reader:
        for called in (now, reference):
            text = words(reader.get(f"/cases/{called}").text)
            assert f"Handed over to us by Westmarch, there {reference}" in text
            assert "Case handed over" in text
    with pages.reader("coordinator") as reader, pages.reader("agency_contact") as stranger:
        answer = reader.get(f"/cases/{reference}")
        assert answer.status_code == 404
        assert f"{reference} was handed over to Eastmarch" in words(answer.text)
        assert "Eastmarch" not in words(stranger.get(f"/cases/{reference}").text)
