"""A one-time link opened: a person makes their account, with a password and an app that makes codes."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select
from sqlmodel import Session, col

from models import Account, Invitation, Person, WebSession
from models.account import LOCAL
from models.clock import real_now
from models.columns import new_id
from models.database import enter
from web import accounts, codes, passwords
from web.arriving import INVITED, accept, arrive
from web.desk import Guest, InTransaction, Typed
from web.refusing import NotHere
from web.rendering import page
from workflows.engine.casework import witnessing
from workflows.engine.casework.witnessing import Who

router = APIRouter()

JOINING = "joining"
"""What was chosen on the first page, kept aside until the code of the second one is right."""

USED = "This link has been used, or is older than three days. Ask for another one."
TAKEN = "Somebody signs in under this name already. Choose another"


def invited(db: Session, word: str) -> Invitation:
    """Raises `NotHere` where the link is not good, or no longer. One for whoever comes first is good for the first."""
    found = accounts.invitation(db, word)
    if found is None or (found.person_id is None and accounts.there_are_any(db)):
        raise NotHere(USED)
    return found


def person_of(db: Session, invitation: Invitation) -> Person | None:
    if invitation.person_id is None:
        return None
    enter(db, invitation.partnership_id)
    person: Person = db.execute(select(Person).where(col(Person.id) == invitation.person_id)).scalar_one()
    return person


@router.get("/join/{word}")
def join(request: Request, db: InTransaction, session: Guest, word: str) -> Response:
    invitation = invited(db, word)
    session.aside = {**session.aside, INVITED: word}
    db.add(session)
    return ask(request, db, invitation, word)


def ask(request: Request, db: Session, invitation: Invitation, word: str, **more: object) -> Response:
    person = person_of(db, invitation)
    return page(
        request, "join.html", status=422 if more.get("errors") else 200, person=person, word=word,
        everybody=[] if person else accounts.people(db), providers=request.app.state.settings.oidc,
        shortest=passwords.SHORTEST, **{"name": person.slug if person else "", "chosen": "", "errors": {}, **more},
    )  # fmt: skip


@router.post("/join/{word}")
def choose(request: Request, db: InTransaction, session: Guest, form: Typed, word: str) -> Response:
    form.only("name", "password", "person")
    invitation = invited(db, word)
    person = person_of(db, invitation)
    seat = (invitation.partnership_id, person.id) if person else chosen_seat(db, form["person"])
    errors = wrong_with(db, form["name"], form["password"], seat)
    if errors or seat is None:
        return ask(request, db, invitation, word, name=form["name"], chosen=form["person"], errors=errors)
    account_id, secret = own_account(db, seat[1]), codes.new_secret()
    session.aside = {
        **session.aside,
        JOINING: {
            "word": word, "account": str(account_id), "name": accounts.plain(form["name"]),
            "partnership": str(seat[0]), "person": str(seat[1]),
            "password": passwords.kept(form["password"]), "totp": codes.sealed(secret, account_id),
        },
    }  # fmt: skip
    db.add(session)
    return RedirectResponse(f"/join/{word}/code", 303)


def chosen_seat(db: Session, said: str) -> tuple[UUID, UUID] | None:
    """Whom somebody without a name on their link says they are."""
    for partnership, people in accounts.people(db):
        for person in people:
            if str(person.id) == said:
                return partnership.id, person.id
    return None


def own_account(db: Session, person_id: UUID) -> UUID:
    """The local account they have, which a new link gives another password and secret; else a new one."""
    had = accounts.local_of_person(db, person_id)
    return had.id if had else new_id()


def wrong_with(db: Session, name: str, password: str, seat: tuple[UUID | None, UUID] | None) -> dict[str, str]:
    errors = {}
    if seat is None:
        errors["person"] = "Select who you are"
    if not accounts.plain(name) or len(name) > 80:
        errors["name"] = "Enter a name to sign in with, of 80 characters or fewer"
    elif (there := accounts.find(db, LOCAL, accounts.plain(name))) and (
        seat is None or own_account(db, seat[1]) != there.id
    ):
        errors["name"] = TAKEN
    if weak := passwords.wrong_with(password, (name, *name.replace(".", " ").split())):
        errors["password"] = weak
    return errors


@router.get("/join/{word}/code")
def code(request: Request, db: InTransaction, session: Guest, word: str) -> Response:
    invited(db, word)
    return show_code(request, session, word)


def show_code(request: Request, session: WebSession, word: str, wrong: str = "") -> Response:
    held = session.aside.get(JOINING)
    if held is None or held["word"] != word:
        return RedirectResponse(f"/join/{word}", 303)
    secret = codes.opened(held["totp"], UUID(held["account"]))
    return page(
        request, "join_code.html", status=422 if wrong else 200, wrong=wrong, word=word, secret=codes.spaced(secret),
        picture=codes.picture(secret, held["name"]),
    )  # fmt: skip


@router.post("/join/{word}/code")
def made(request: Request, db: InTransaction, session: Guest, form: Typed, word: str) -> Response:
    form.only("code")
    invitation, held = invited(db, word), session.aside.get(JOINING)
    if held is None or held["word"] != word:
        return RedirectResponse(f"/join/{word}", 303)
    secret = codes.opened(held["totp"], UUID(held["account"]))
    step = codes.step_of(form["code"], secret, real_now(db), None)
    if step is None:
        return show_code(request, session, word, "The code is not right. Enter the one the app shows now")
    account = written(db, held, step)
    seat = UUID(held["partnership"]), UUID(held["person"])
    accept(db, invitation, account, *seat)
    who = Who(session.address, seat[0], account.id, seat[1], session.id)
    witnessing.write(db, who, "second-factor-set", {"how": "one-time link"})
    session.aside = {name: value for name, value in session.aside.items() if name != JOINING}
    return arrive(request, db, session, account, "one-time link")


def written(db: Session, held: dict[str, str], step: int) -> Account:
    """The account as chosen; where they had one, its password and secret are others from here on, its sessions over."""
    had = db.get(Account, UUID(held["account"]))
    account = had or accounts.make(db, LOCAL, held["name"], id=UUID(held["account"]))
    account.subject, account.password = held["name"], held["password"]
    account.totp, account.totp_step = held["totp"], step
    if had is not None:
        accounts.end_sessions(db, had, "account made anew")
    db.add(account)
    db.flush()
    return account
