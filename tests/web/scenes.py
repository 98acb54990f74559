"""States of an office in which its pages are looked at: nothing in it yet, full, and everything overdue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from models import Account, Case, Membership, Person
from models.account import LOCAL
from models.columns import new_id
from tests.web.every_page import HALFWAY, IN_TWO, NOBODY, OUTSIDE
from tests.web.pages import Pages
from tests.web.pressing import confirms
from web import accounts, codes, sessions
from web.sessions import SECOND_FACTOR, SIGNED_IN, Caller
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.between_areas import offer

DAY, EMAIL = "2026-11-20", "wren@westmarch.invalid"
BEGUN, SENT = "panel_told_of_delay", "rapid_review_sent_to_panel"
LONG = "https://minutes.westmarch.invalid/2026/11/" + "Extraordinary-Rapid-Review-meeting-minute-" * 4
"""What somebody pastes: nothing in it may be broken but anywhere."""

PEOPLE = {"coordinator": "orla-fennimore", "delegated_partner": "gethin-osterholm"}
"""Who sits there, where several hold the role, or a deputy would see more."""


@dataclass(frozen=True, slots=True)
class Scene:
    """An office in one state. `names` are what stands in addresses; `home` is the partnership of its lists."""

    names: Mapping[str, str]
    home: str = "westmarch"

    def address(self, path: str) -> str:
        for name, value in self.names.items():
            path = path.replace("{" + name + "}", value)
        return path


def empty(pages: Pages) -> Scene:
    """Of the case there is nothing but how it began, today; the lists are those of a partnership without any."""
    waiting = soon_due(pages, "Mon 9 Nov 2026 10:00")
    reference = pages.opens_case("panel_notified", when="Mon 23 Nov 2026 09:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    names = {**named(pages, reference), "waiting": waiting, "reported": reported(pages)}
    return Scene(names, home="eastmarch")


def full(pages: Pages) -> Scene:
    """A page of cases in every stage, one of them with everything a case can have; Monday 23 November 2026."""
    for _ in range(48):
        pages.opens_case("incident_reported", when="Mon 16 Nov 2026 10:00")
    closed(pages)
    published_soon(pages)
    explained(pages)
    pages.opens_case("authority_became_aware", when="Mon 9 Nov 2026 10:00")
    pages.opens_case("authority_became_aware", when="Mon 16 Nov 2026 10:00", child_status="care_leaver")
    kept = reported(pages)
    waiting = soon_due(pages, "Mon 9 Nov 2026 10:00")
    reference = a_review_with_everything(pages)
    pages.it_is("Mon 23 Nov 2026 10:00")
    begins_typing(pages, reference)
    unheld_and_unreached(pages)
    return Scene({**named(pages, reference), "waiting": waiting, "reported": kept})


def soon_due(pages: Pages, when: str) -> str:
    """A date due 15 working days later, that nobody has said they have."""
    return deadline_of(pages, pages.opens_case("panel_notified", when=when))


def overdue(pages: Pages) -> Scene:
    """The same office when nobody has done anything since: Monday 8 February 2027."""
    found = full(pages)
    waiting = soon_due(pages, "Mon 25 Jan 2027 10:00")
    pages.it_is("Mon 8 Feb 2027 10:00")
    return replace(found, names={**found.names, "waiting": waiting})


SCENES: Mapping[str, Callable[[Pages], Scene]] = {"empty": empty, "full": full, "overdue": overdue}


def reported(pages: Pages) -> str:
    """Keeps the year's figures as they are; the number by which they are known."""
    with pages.reader("coordinator") as reader:
        return reader.sends("/figures/report").headers["location"].partition("reported=")[2]


def closed(pages: Pages) -> None:
    pages.opens_case("incident_reported", when="Mon 2 Nov 2026 10:00")
    pages.records("found_to_be_duplicate", on="Tue 3 Nov 2026")


def explained(pages: Pages) -> None:
    pages.opens_case("panel_notified", when="Mon 12 Oct 2026 10:00")
    pages.records("panel_told_of_delay", on="Mon 2 Nov 2026", look_again_on="2026-11-30")


def published_soon(pages: Pages) -> None:
    """A review with a proceeding, a family and a day of publication."""
    pages.opens_case("panel_notified", when="Mon 4 May 2026 10:00")
    pages.records("rapid_review_sent_to_panel", on="Fri 22 May 2026", decision="review")
    pages.records("review_initiated", on="Mon 1 Jun 2026", kind="review", route="rapid_review")
    pages.records("reviewer_appointed", on="Tue 16 Jun 2026", item="first-reviewer")
    pages.records("family_listed", on="Wed 17 Jun 2026", family="mother,brother")
    pages.records("proceedings_began", on="Thu 2 Jul 2026", item="crown-court", what="criminal")
    pages.records("draft_received", on="Mon 5 Oct 2026")
    pages.records("publication_planned", on="Mon 2 Nov 2026", publish_on="2026-12-01")


def a_review_with_everything(pages: Pages) -> str:
    """Looked after, returns in and missing, a correction, a strike, a draft gone round, one agreed, one dissenting."""
    reference = pages.opens_case("authority_became_aware", when="Wed 4 Nov 2026 10:00", child_status="looked_after")
    pages.records("panel_notified", on="Mon 9 Nov 2026", portal_reference="WM-26-0417")
    pages.records("letters_sent", on="Tue 10 Nov 2026", agencies="police,schools,acute-hospital", return_by=DAY)
    pages.records("agency_return_received", on="Tue 17 Nov 2026", item="schools", note=LONG)
    pages.records("review_meeting_held", on="Wed 18 Nov 2026", minute=LONG)
    pages.records("draft_circulated", on="Fri 20 Nov 2026")
    pages.records("partner_agreed", on="Fri 20 Nov 2026", item="icb", message_or_minute="e-mail of 20 November, 14:02")
    pages.records("partner_dissented", on="Fri 20 Nov 2026", item="education", reasons="The chronology is not merged.")
    pages.records("executive_told", on="Fri 20 Nov 2026")
    pages.it_is("Mon 23 Nov 2026 09:00")
    amended(pages, reference)
    return reference


def amended(pages: Pages, reference: str) -> None:
    with pages.reader("coordinator") as reader:
        for way, typed in (
            (
                "2/correct",
                {"on-day": "10", "on-month": "11", "on-year": "2026", "reason": "As the receipt says"},
            ),
            ("9/strike", {"reason": "They were told of another case"}),
        ):
            where = f"/cases/{reference}/entries/{way}"
            checked = reader.sends(where, **typed, action="check")
            done = confirms(reader, where, checked)
            assert done.status_code == 303, (where, done.status_code)


def begins_typing(pages: Pages, reference: str) -> None:
    """The coordinator put a form by, and the case has moved on since; another date they have said they have."""
    with pages.reader("coordinator", person=PEOPLE["coordinator"]) as reader:
        typed = {"on-day": "23", "on-month": "nov", "on-year": "", "answer-why": LONG, "action": "save"}
        assert reader.sends(f"/cases/{reference}/record/{BEGUN}", **typed).status_code == 303
        pages.records("progress_checked", on="Mon 23 Nov 2026")
        pages.it_is("Mon 23 Nov 2026 10:00")
        have = f"/needs-you/have/{deadline_of(pages, reference)}"
        assert reader.sends(have, from_page="/needs-you", look_on="2026-11-25").status_code == 303


def unheld_and_unreached(pages: Pages) -> None:
    pages.rows("update holding set to_on = '2026-11-01' where role = 'communications' returning id")
    pages.rows("""insert into message (id, partnership_id, person_id, day, daily, due_at, status, attempts, again_at,
        outcome, perhaps_twice)
      select gen_random_uuid(), partnership_id, id, '2026-11-25', false, '2026-11-25 08:00Z', 'failed', 4, now(),
        'mailbox_unknown', false from person where slug = 'lowri-blackadder' returning id""")


def deadline_of(pages: Pages, reference: str, name: str = "send-rapid-review") -> str:
    (row,) = pages.rows(
        """select deadline.id from deadline join "case" on "case".id = case_id
        where reference = :reference and deadline.name = :name and status = 'open'""",
        reference=reference, name=name,
    )  # fmt: skip
    return str(row.id)


def named(pages: Pages, reference: str) -> dict[str, str]:
    """What stands in the addresses of every page."""
    with pages.record() as db:
        home = pages.partnership(db).id
        person = pages.person(db, "hester-quillinan").id
        word = accounts.invite(db, home, pages.person(db, "ambrose-tendulkar").id)
    (role,) = pages.rows("select id from holding where person_id = :person order by id limit 1", person=person)
    return {
        "reference": reference, "deadline": deadline_of(pages, reference), "seq": "1", "event": SENT, "begun": BEGUN,
        "opening": "authority_became_aware", "kind": "partner-agreement", "name": "rapid-review", "word": word,
        "person": str(person), "role": str(role.id), "offered": on_offer(pages),
    }  # fmt: skip


def on_offer(pages: Pages) -> str:
    """A case of the other partnership that it offers to Westmarch; the moment that stands is left as it is."""
    (stands,) = pages.rows("select stands_at from demonstration")
    offered = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00", partnership="eastmarch")
    with pages.record(partnership="eastmarch") as db:
        there, here = pages.partnership(db, "eastmarch"), pages.partnership(db)
        case = db.execute(select(Case).where(col(Case.reference) == offered)).scalar_one()
        offer(db, there, case, here, "The incident was in Westmarch.", Actor("tests"), stands.stands_at)
    pages.rows("update demonstration set stands_at = :at returning 1", at=stands.stands_at)
    return offered


def comes_in(pages: Pages, who: str, home: str) -> str:
    """The word of the cookie of whoever is meant; none for somebody signed out."""
    if who == NOBODY:
        return ""
    if who in (HALFWAY, IN_TWO, OUTSIDE):
        return in_between(pages, who)
    return pages.signs_in(who, person=PEOPLE.get(who, ""), partnership=home)


def in_between(pages: Pages, who: str) -> str:
    """Somebody whose password was right; somebody who has not chosen their partnership; somebody with no role in it."""
    caller = Caller("127.0.0.1", "the tests")
    account = Account(id=new_id(), issuer=LOCAL, subject=str(new_id()))
    account.totp = codes.sealed(codes.new_secret(), account.id)
    with pages.record() as db:
        account.made_at = sessions.real_now(db)
        db.add(account)
        db.flush()
        home = pages.partnership(db).id
        if who == HALFWAY:
            return sessions.begin(db, caller, stage=SECOND_FACTOR, account_id=account.id)[0]
        person = somebody(db, home)
        db.add(Membership(account_id=account.id, partnership_id=home, person_id=person))
        seat = {"partnership_id": home, "person_id": person} if who == OUTSIDE else {}
    if who == IN_TWO:
        with pages.record(partnership="eastmarch") as db:
            home = pages.partnership(db, "eastmarch").id
            db.add(Membership(account_id=account.id, partnership_id=home, person_id=somebody(db, home)))
    with pages.record() as db:
        return sessions.begin(db, caller, stage=SIGNED_IN, account_id=account.id, **seat)[0]


def somebody(db: Session, home: UUID) -> UUID:
    made = Person(id=new_id(), partnership_id=home, slug=str(new_id()), name="Wren Hartley", email=EMAIL)
    db.add(made)
    db.flush()
    return made.id
