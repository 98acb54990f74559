"""The partners' agreement: seen whole, given in person or recorded for them with what shows it, never by its author."""

import re

import pytest

from tests.web.pages import Pages, Reader
from tests.web.pressing import confirms, events, words
from tests.web.windows import Windows

KIND = "partner-agreement"


@pytest.fixture
def review(pages: Pages) -> str:
    """A Rapid Review begun on Mon 9 Nov 2026, met on Wed 18, its draft sent round on Fri 20; today is Mon 23 Nov."""
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.records("review_meeting_held", on="Wed 18 Nov 2026")
    pages.records("draft_circulated", on="Fri 20 Nov 2026")
    pages.it_is("Mon 23 Nov 2026 10:00")
    return reference


def path(reference: str, more: str = "") -> str:
    return f"/cases/{reference}/agree/{KIND}{more}"


def minuted(reader: Reader, where: str, *who: str, **more: str) -> str:
    """Records for these partners that they agreed, by one minute; where that leads."""
    day = {"on-day": "23", "on-month": "11", "on-year": "2026"}
    said = {"who": list(who), "shown": "minute of 23 November", "action": "check", **more}
    answer = reader.post(where, data={**reader.form(where, where), **day, **said})
    return str(confirms(reader, where, answer).headers["location"])


def agreed(pages: Pages) -> list[tuple[str, str, str]]:
    return [
        (row.item, row.doer, row.recorder)
        for row in pages.rows("""select item, doer.slug as doer, recorder.slug as recorder from event
          join person doer on doer.id = done_by join person recorder on recorder.id = recorded_by
          where event.name = 'partner_agreed' order by seq""")
    ]


def test_what_is_agreed_its_dates_and_who_has(pages: Pages, review: str) -> None:
    pages.records("partner_agreed", on="Fri 20 Nov 2026", item="icb", message_or_minute="e-mail of 20 November, 14:02")
    pages.it_is("Mon 23 Nov 2026 10:00")
    with pages.reader("scrutineer") as reader:
        text = words(reader.get(path(review)).text)
    assert "The draft of Friday 20 November 2026 , entry 3 , by coordinator, and the decision in it." in text
    assert "The Rapid Review meeting was held on Wednesday 18 November 2026, entry 2" in text
    # 14 and 15 working days after Mon 9 Nov 2026.
    assert "Agree the Rapid Review Fri 27 Nov – 4 working days left" in text
    assert "Send the Rapid Review to the National Panel Mon 30 Nov – 5 working days left" in text
    assert "ICB Agreed , Fri 20 Nov Delegated safeguarding partner e-mail of 20 November, 14:02" in text
    assert "Police Awaited Gethin Osterholm answers for them" in text
    assert "record it for them" not in text


class TestForThem:
    def test_one_minute_does_for_everybody_in_it(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as reader:
            assert minuted(reader, path(review), "police", "icb") == f"{path(review)}?recorded=yes"
            text = words(reader.get(f"{path(review)}?recorded=yes").text)
        assert agreed(pages) == [
            ("police", "gethin-osterholm", "orla-fennimore"),
            ("icb", "philippa-naranjo", "orla-fennimore"),
        ]
        assert "Recorded. 2 answers are awaited now." in text
        assert "Police Agreed , Mon 23 Nov Gethin Osterholm (delegated safeguarding partner) minute of 23" in text

    def test_the_last_of_them_moves_the_review_and_that_is_seen_first(self, pages: Pages, review: str) -> None:
        everybody = ["local-authority", "icb", "police", "education"]
        with pages.reader("coordinator") as reader:
            typed = {**reader.form(path(review), path(review)), "who": everybody, "action": "check"}
            day = {"on-day": "23", "on-month": "11", "on-year": "2026"}
            checked = reader.post(path(review), data={**typed, **day})
            text = words(checked.text)
            assert "Agree the Rapid Review Fri 27 Nov 2026 – 4 working days left Stops Met in time" in text
            assert "Rapid Review goes on to “agreed”." in text
            assert events(pages).count("partner_agreed") == 0
            answers = [confirms(reader, path(review), checked) for _ in range(2)]
            assert [answer.status_code for answer in answers] == [303, 303]
            assert "Every partner has answered." in words(reader.get(path(review)).text)
        assert events(pages).count("partner_agreed") == 4

    def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(
        self, pages: Pages, review: str
    ) -> None:
        with pages.reader("coordinator") as reader:
            answer = reader.sends(path(review), shown="minute 4", action="check")
            assert answer.status_code == 422
            assert answer.text.count("Select who agreed") == 2
            assert 'value="minute 4"' in answer.text
            assert 'value="minute 4"' in reader.get(path(review)).text
            assert "Agreements of the partners" in reader.get("/needs-you").text

    def test_the_day_they_agreed_is_typed_and_never_filled_with_todays(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as reader:
            form = reader.form(path(review), path(review))
            assert [form.get(f"on-{part}", "") for part in ("day", "month", "year")] == ["", "", ""]
            answer = reader.sends(path(review), who="police", action="check")
        assert answer.status_code == 422
        assert answer.text.count("Enter the day they agreed") == 2

    def test_somebody_else_was_first(self, pages: Pages, review: str) -> None:
        with pages.reader("coordinator") as reader:
            day = {"on-day": "23", "on-month": "11", "on-year": "2026"}
            checked = reader.sends(path(review), who="police", **day, action="check")
            pages.records("partner_agreed", on="Mon 23 Nov 2026", item="police")
            refused = confirms(reader, path(review), checked)
        assert refused.status_code == 409
        assert "The partner agreed the Rapid Review, Police" in words(refused.text)
        assert events(pages).count("partner_agreed") == 1

    def test_nobody_but_the_office_records_for_others(self, pages: Pages, review: str) -> None:
        with pages.reader("delegated_partner") as reader:
            assert reader.sends(path(review), who="police", action="check").status_code == 403
        assert "partner_agreed" not in events(pages)


class TestInPerson:
    def test_needs_you_leads_there_and_it_is_theirs(self, pages: Pages, review: str) -> None:
        mine = path(review, "/myself")
        with pages.reader(person="gethin-osterholm", role="delegated_partner") as reader:
            needs = reader.get("/needs-you").text
            assert "Waiting for your agreement" in needs
            assert f'href="{path(review)}"' in needs
            checked = reader.sends(mine, **{"for": "police", "answer": "agreed"}, action="check")
            assert "Gethin Osterholm, in person, on Monday 23 November 2026 ." in words(checked.text)
            assert confirms(reader, mine, checked).headers["location"] == f"{path(review)}?recorded=yes"
            assert "Waiting for your agreement" not in reader.get("/needs-you").text
            assert "In person, in Swan" in reader.get(path(review)).text
        assert agreed(pages) == [("police", "gethin-osterholm", "gethin-osterholm")]
        assert pages.rows("select id from deadline where name like 'evidence:partner%'") == []

    def test_who_does_not_agree_says_why(self, pages: Pages, review: str) -> None:
        mine, no = path(review, "/myself"), {"for": "police", "answer": "dissenting"}
        with pages.reader(person="gethin-osterholm", role="delegated_partner") as reader:
            assert "Enter your reasons" in reader.sends(mine, **no, action="check").text
            checked = reader.sends(mine, **no, why="The chronology is not merged.", action="check")
            confirms(reader, mine, checked)
            text = words(reader.get(path(review)).text)
        assert "Police Dissenting , Mon 23 Nov Gethin Osterholm" in text
        assert "The chronology is not merged." in text

    def test_it_is_asked_again_who_they_are_and_what_was_typed_waits(self, pages: Pages, review: str) -> None:
        mine = path(review, "/myself")
        with pages.reader(person="gethin-osterholm", role="delegated_partner", proved=False) as reader:
            asked = reader.sends(mine, **{"for": "police", "answer": "agreed"}, why="Read twice.", action="check")
            assert asked.headers["location"] == f"/prove-again?next={mine}"
            assert "Read twice." in reader.get(mine).text
        assert "partner_agreed" not in events(pages)

    def test_for_another_partner_nobody_gives_it(self, pages: Pages, review: str) -> None:
        mine = path(review, "/myself")
        with pages.reader(person="gethin-osterholm", role="delegated_partner") as reader:
            answer = reader.sends(mine, **{"for": "icb", "answer": "agreed"}, action="check")
        assert answer.status_code == 422

    def test_whoever_answers_for_nobody_has_no_such_form(self, pages: Pages, review: str) -> None:
        with pages.reader("scrutineer") as reader:
            assert "Your own answer" not in reader.get(path(review)).text
            word = reader.form("/my-sessions", "/sign-out")
            assert reader.post(path(review, "/myself"), data=word).status_code == 403


class TestItsAuthor:
    @pytest.fixture
    def written_by_police(self, pages: Pages, review: str) -> str:
        """The draft went round as the act of the person who answers for the police."""
        pages.rows("""update event set done_by = (select id from person where slug = 'gethin-osterholm'
          and partnership_id = event.partnership_id) where name = 'draft_circulated' returning id""")
        return review

    def test_is_told_calmly_whose_signature_it_is(self, pages: Pages, written_by_police: str) -> None:
        with pages.reader(person="gethin-osterholm", role="delegated_partner") as reader:
            text = words(reader.get(path(written_by_police)).text)
            word = reader.form("/my-sessions", "/sign-out")
            assert reader.post(path(written_by_police, "/myself"), data=word).status_code == 403
        assert "This signature is somebody else's to give." in text
        assert "For Police: Salma Thistlewood, Lead safeguarding partner" in text
        assert "Your own answer" not in text

    def test_is_not_offered_to_the_office_either_and_the_engine_refuses(
        self, pages: Pages, written_by_police: str
    ) -> None:
        form = f"/cases/{written_by_police}/record/partner_agreed"
        with pages.reader("coordinator") as reader:
            assert "Police – Salma Thistlewood" in reader.get(path(written_by_police)).text
            own = re.search(
                r'value="(delegated_partner:[0-9a-f-]+)"[^>]*>Gethin', reader.get(f"{form}?item=police").text
            )
            assert own is not None
            day = {"on-day": "23", "on-month": "11", "on-year": "2026"}
            answer = reader.sends(form, **day, item="police", whose=own[1], action="check")
        assert answer.status_code == 422
        assert "needs another person than whoever did “A draft went to the partners and the scrutineer”" in answer.text


def test_a_newer_draft_is_pointed_out(pages: Pages, review: str) -> None:
    pages.records("partner_agreed", on="Fri 20 Nov 2026", item="icb")
    pages.records("draft_circulated", on="Mon 23 Nov 2026")
    with pages.reader("coordinator") as reader:
        text = words(reader.get(path(review)).text)
    assert "ICB Agreed , Fri 20 Nov An earlier draft: a newer one went out since" in text
    assert "The draft was changed and the partner asked again" in text


@pytest.mark.parametrize("kind", ["agency-return", "no-such-thing", "report-agreement"])
def test_what_nobody_was_asked_to_agree_is_not_here(pages: Pages, review: str, kind: str) -> None:
    with pages.reader("coordinator") as reader:
        assert reader.get(f"/cases/{review}/agree/{kind}").status_code == 404


def test_by_keyboard_and_without_javascript(windows: Windows, pages: Pages, review: str) -> None:
    page = windows.open(path(review), "coordinator", script=False)
    page.get_by_label("Police – Gethin Osterholm").press("Space")
    for part, typed in (("Day", "20"), ("Month", "11"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(typed)
    page.get_by_label("The e-mail or the minute").fill("his e-mail of 20 November")
    page.get_by_role("button", name="Check what will change").press("Enter")
    page.get_by_role("button", name="Record it").press("Enter")
    page.get_by_text("3 answers are awaited now.").wait_for()
    assert agreed(pages) == [("police", "gethin-osterholm", "orla-fennimore")]
