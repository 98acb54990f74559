"""One case from end to end, through all four processes, each date worked by hand (X11 of the worked examples)."""

from tests.office import PARTNERS, Office
from tests.written_dates import on


def reviewed_rapidly(office: Office) -> None:
    """Notified on working day 3, reviewed on day 14 of 15, with the decision to initiate a review."""
    office.opens_with("authority_became_aware", when="Mon 23 Nov 2026 10:00")
    office.records("panel_notified", on="Thu 26 Nov 2026")
    office.records("partners_told", on="Thu 26 Nov 2026")
    office.records("letters_sent", on="Fri 27 Nov 2026", agencies="hospital, school")
    for agency in ("hospital", "school"):
        office.records("agency_acknowledged", on="Mon 30 Nov 2026", item=agency)
        office.records("agency_return_received", on="Wed 9 Dec 2026", item=agency)
    office.records("review_meeting_held", on="Fri 11 Dec 2026")
    for partner in PARTNERS:
        office.records("partner_agreed", on="Tue 15 Dec 2026", item=partner)
    office.records("rapid_review_sent_to_panel", on="Wed 16 Dec 2026", decision="review")
    office.records("review_initiated", on="Wed 16 Dec 2026", kind="review", route="rapid_review")


def reported_on(office: Office) -> None:
    """The report is there, and every partner has agreed it."""
    office.records("panel_told_of_review", on="Thu 17 Dec 2026")
    office.records("panel_agreed", on="Fri 8 Jan 2027")
    for month in ("Fri 15 Jan 2027", "Mon 15 Feb 2027", "Mon 15 Mar 2027", "Thu 15 Apr 2027", "Fri 14 May 2027"):
        office.records("progress_noted", on=month)
    office.records("scope_agreed", on="Mon 17 May 2027")
    office.records("reviewer_appointed", on="Mon 17 May 2027", item="reviewer-1")
    office.records("draft_received", on="Mon 24 May 2027")
    for partner in PARTNERS:
        office.records("partner_agreed_report", on="Wed 26 May 2027", item=partner)


def test_its_dates_from_awareness_to_a_year_in_public(office: Office) -> None:
    reviewed_rapidly(office)
    dates = (
        "notify-panel",
        "letters-out",
        "returns-in",
        "sign-off",
        "send-rapid-review",
        "panel-reply",
        "publish-lcspr",
    )
    # The reply: 17, 18, 21 to 24 December (6), 29 to 31 (9); the 28th is a substitute day; New Year's Day; 4 January.
    assert [office.due(name) for name in dates] == [
        on("Mon 30 Nov 2026"), on("Fri 27 Nov 2026"), on("Thu 10 Dec 2026"), on("Wed 16 Dec 2026"),
        on("Thu 17 Dec 2026"), on("Mon 4 Jan 2027"), on("Wed 16 Jun 2027"),
    ]  # fmt: skip

    reported_on(office)
    office.records("publication_planned", on="Wed 26 May 2027", publish_on="2027-06-16")

    copies = ("send-advance-copies", "send-advance-copies-by-law")
    assert [office.due(name) for name in copies] == [on("Mon 7 Jun 2027"), on("Wed 9 Jun 2027")]
    office.records("published", on="Wed 16 Jun 2027")
    assert office.due("keep-published") == on("Fri 16 Jun 2028")


def test_done_in_time_throughout_nothing_is_late_and_only_the_year_is_left(office: Office) -> None:
    reviewed_rapidly(office)
    reported_on(office)
    office.records("publication_planned", on="Wed 26 May 2027", publish_on="2027-06-16")
    for copy in ("panel", "secretary-of-state", "ofsted"):
        office.records("advance_copy_sent", on="Mon 7 Jun 2027", item=copy)

    told = office.records("published", on="Wed 16 Jun 2027")

    assert (told.warnings, office.owed()) == ((), {"keep-published"})
    late = "select name from deadline where case_id = :case and result = 'late'"
    assert office.rows(late, case=office.a_case.id) == []
    stands = {
        name: office.stands_at(name) for name in ("incident-notification", "rapid-review", "panel-referral", "lcspr")
    }
    assert list(stands.values()) == ["completed", "with_panel", "agreed", "published"]


def test_two_reviews_of_two_incidents_are_two_cases(office: Office) -> None:
    """One notification an incident; another incident is another case, with clocks of its own."""
    office.opens_with("authority_became_aware", when="Mon 3 Mar 2025 10:00")
    first = office.a_case
    office.records("panel_notified", on="Wed 5 Mar 2025")

    office.opens_with("authority_became_aware", when="Mon 17 Mar 2025 10:00")

    assert office.a_case.reference != first.reference
    assert office.due("notify-panel") == on("Mon 24 Mar 2025")
    assert office.runs("rapid-review") == []
