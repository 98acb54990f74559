"""Every route, for every role: on one's own case, on another, and on another partnership's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import httpx2
import pytest
from sqlmodel import Session

from config.settings import settings
from models import Absence, Account, Holding, Membership, Person, WebSession
from models.account import LOCAL
from models.clock import real_now
from models.columns import new_id
from tests.web.matrix import ELSEWHERE, LETTERS, OTHER, OWN, ROLE_OF, Line, lines
from tests.web.pages import ONE_EACH, PUT_BACK, Pages, done
from web import accounts, feeds, sessions
from web.app import routes
from web.sessions import SIGNED_IN, Caller

pytestmark = pytest.mark.xdist_group("permission-matrix")

TODAY = "Mon 23 Nov 2026 10:00"
MOSTLY = "CNRSPVAO.-"
"""Asked whenever tests run; of the business manager, the director, the lead partner and communications the matrix says
what it says of C, N, P and S, and `make soak` asks."""

ANSWERS = {403: "n", 404: "0"}
OF_AGENCIES = {"P": "police", "L": "police", "A": "police"}
MEANT = {
    "/feed/{word}.ics": "/feed/{feed}.ics",
    "/open/{event}": "/open/authority_became_aware",
    "/cases/{reference}/record/{event}": "/cases/{reference}/record/review_meeting_held",
}
"""Which event a line is about: the notifier's and the director's, and the one of the review group's chair."""


@dataclass
class Office:
    """Two cases in one partnership and one in another; one person a role; the ids that stand in addresses."""

    pages: Pages
    people: dict[str, UUID]
    names: dict[str, dict[str, str]]
    absences: dict[str, UUID]
    signed: dict[str, tuple[str, WebSession]]

    def asks(self, line: Line, letter: str, distance: str, client: httpx2.Client) -> str:
        """What this person is answered, in the letters of the matrix."""
        path = MEANT.get(line.path, line.path)
        for name, value in (self.names[OWN] | self.names[distance]).items():
            path = path.replace("{" + name + "}", value)
        word, session = self.signed.get(letter, ("", None))
        client.cookies.clear()
        sent = {"cookie": f"swan={word}"} if word else {}
        if line.method == "GET":
            return said(client.get(path, headers=sent))
        form = {"csrf": session.csrf} if session else {}
        return said(client.post(path, headers=sent, data=form | self.typed(line, letter, distance)))

    def typed(self, line: Line, letter: str, distance: str) -> dict[str, str]:
        """What a form must say for its page to know what it is about."""
        if line.path == "/people/{person}/back":
            return {"absence": str(self.absences[letter])}
        if line.path in ("/my-sessions/end", "/sessions/end"):
            return {"session": str(self.another_session(letter, distance).id)}
        return {}

    def another_session(self, letter: str, distance: str) -> WebSession:
        """A second one of their own; elsewhere, one of somebody in another partnership."""
        if distance == ELSEWHERE or letter not in self.people:
            return self.pages.session_of(self.pages.signs_in(partnership="eastmarch"))
        with self.pages.record() as db:
            return begun(db, self.pages.partnership(db).id, self.people[letter])[1]

    def sign_in(self) -> None:
        """Everybody anew: what a page did to a session is another page's no more."""
        with self.pages.record() as db:
            home = self.pages.partnership(db).id
            self.signed = {letter: begun(db, home, person) for letter, person in self.people.items()}


def said(answer: httpx2.Response) -> str:
    if answer.status_code == 303 and answer.headers["location"].split("?")[0] == "/sign-in":
        return ">"
    if answer.status_code == 403:
        assert "<h1" in answer.text, "refused without a page"
    return ANSWERS.get(answer.status_code, "y" if answer.status_code < 500 else str(answer.status_code))


def begun(db: Session, home: UUID, person: UUID) -> tuple[str, WebSession]:
    account = Account(issuer=LOCAL, subject=str(new_id()), made_at=real_now(db))
    db.add(account)
    db.flush()
    db.add(Membership(account_id=account.id, partnership_id=home, person_id=person))
    return sessions.begin(
        db, Caller("127.0.0.1", "the tests"), stage=SIGNED_IN, account_id=account.id, partnership_id=home,
        person_id=person, proved_at=real_now(db),
    )  # fmt: skip


@pytest.fixture(scope="module")
def office(served_pages: Pages) -> Iterator[Office]:
    """One for the whole matrix: what its forms send changes nothing that another line looks at."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SWAN_DATA", str(served_pages.place.data))
        settings.cache_clear()
        elsewhere = served_pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00", partnership="eastmarch")
        other, own = a_review(served_pages), a_review(served_pages)
        served_pages.it_is(TODAY)
        made = Office(served_pages, one_a_role(served_pages), {}, {}, {})
        made.absences = away(served_pages, made.people["."])
        made.sign_in()
        made.names = {
            OWN: of_case(served_pages, own) | of_everybody(made, own),
            OTHER: of_case(served_pages, other) | {"role": role_of(served_pages, "reviewer of the matrix")},
            ELSEWHERE: of_case(served_pages, elsewhere) | of_elsewhere(served_pages),
        }
        yield made
    served_pages.case = None
    done(served_pages.url, PUT_BACK)
    settings.cache_clear()


def a_review(pages: Pages) -> str:
    """A Rapid Review whose draft has gone round."""
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.records("review_meeting_held", on="Wed 18 Nov 2026")
    pages.records("draft_circulated", on="Fri 20 Nov 2026")
    return reference


def one_a_role(pages: Pages) -> dict[str, UUID]:
    """Somebody who holds this role and no other; the reviewer for the case opened last alone."""
    found = {}
    with pages.record() as db:
        home, case = pages.partnership(db).id, pages.case
        assert case is not None
        for letter, role in ROLE_OF.items():
            if letter == "-":
                continue
            slug = f"{role} of the matrix"
            person = Person(id=new_id(), partnership_id=home, slug=slug, name=slug, email="matrix@westmarch.invalid")
            db.add(person)
            db.flush()
            found[letter] = person.id
            if letter != ".":
                db.add(
                    Holding(
                        id=new_id(), partnership_id=home, person_id=person.id, role=role, from_on=date(2020, 4, 1),
                        agency=OF_AGENCIES.get(letter), case_id=case.id if letter == "V" else None,
                    )
                )  # fmt: skip
    return found


def away(pages: Pages, person: UUID) -> dict[str, UUID]:
    """An absence for each of those who may end one."""
    with pages.record() as db:
        home = pages.partnership(db).id
        days = {letter: date(2027, 1, 4) + timedelta(weeks=week) for week, letter in enumerate(LETTERS)}
        made = {
            letter: Absence(id=new_id(), partnership_id=home, person_id=person, from_on=day, to_on=day)
            for letter, day in days.items()
        }
        db.add_all(made.values())
    return {letter: one.id for letter, one in made.items()}


def of_case(pages: Pages, reference: str) -> dict[str, str]:
    (row,) = pages.rows(
        """select deadline.id from deadline join "case" on "case".id = case_id
        where reference = :reference and deadline.name = 'send-rapid-review' and status = 'open'""",
        reference=reference,
    )
    return {"reference": reference, "deadline": str(row.id)}


def role_of(pages: Pages, slug: str) -> str:
    (row,) = pages.rows("select h.id from holding h join person p on p.id = person_id where slug = :slug", slug=slug)
    return str(row.id)


def of_everybody(office: Office, reference: str) -> dict[str, str]:
    """What stands in the other addresses: the draft is the coordinator's."""
    pages = office.pages
    with pages.record() as db:
        home = pages.partnership(db).id
        invited, feed = accounts.invite(db, home, office.people["S"]), feeds.begin(db, home, office.people["."])
    word, session = office.signed["C"]
    with httpx2.Client(base_url=pages.link, trust_env=False) as client:
        typed = {"csrf": session.csrf, "action": "save", "answer-note": "as asked"}
        kept = client.post(
            f"/cases/{reference}/record/draft_circulated", data=typed, headers={"cookie": f"swan={word}"}
        )
        assert kept.status_code == 303
    (draft,) = pages.rows("select id from draft")
    return {
        "draft": str(draft.id), "person": str(office.people["."]), "role": role_of(pages, "scrutineer of the matrix"),
        "kind": "partner-agreement", "seq": "1", "name": "rapid-review", "key": "nobody", "feed": feed, "word": invited,
    }  # fmt: skip


def of_elsewhere(pages: Pages) -> dict[str, str]:
    (row,) = pages.rows("""select holding.id, person_id from holding join partnership on partnership.id = partnership_id
        where slug = 'eastmarch' and role = 'scrutineer'""")
    return {"role": str(row.id), "person": str(row.person_id)}


def test_no_route_is_missing() -> None:
    """A new page comes with its line, and a line that nothing answers goes."""
    there = {f"{method} {route.path}" for route in routes() for method in route.methods or ()}
    assert there == {str(line) for line in lines()}


def asked(office: Office, line: Line, letters: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What these people are answered, and what they should be."""
    if line.method == "POST":
        office.sign_in()
    with httpx2.Client(base_url=office.pages.link, timeout=30, trust_env=False, limits=ONE_EACH) as client:
        found = {
            distance: "".join(office.asks(line, letter, distance, client) for letter in letters[distance])
            for distance in line.answers
        }
    wanted = {
        distance: "".join(answers[LETTERS.index(letter)] for letter in letters[distance])
        for distance, answers in line.answers.items()
    }
    return found, wanted


@pytest.mark.parametrize("line", lines(), ids=str)
def test_who_may(office: Office, line: Line) -> None:
    found, wanted = asked(office, line, {OWN: MOSTLY, OTHER: "CVO", ELSEWHERE: "CVA"})
    assert found == wanted


@pytest.mark.soak
@pytest.mark.parametrize("line", lines(), ids=str)
def test_who_may_of_everybody_everywhere(office: Office, line: Line) -> None:
    found, wanted = asked(office, line, dict.fromkeys((OWN, OTHER, ELSEWHERE), LETTERS))
    assert found == wanted
