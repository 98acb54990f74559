"""`swan people`: who holds which role, from when to when, and how they are reached."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy import select
from sqlmodel import col

from cli.session import AsJson, AsPerson, Desk, InPartnership, a_role, desk
from cli.words import Usage, a_day, day, listed, short_day, show, show_json, show_table
from models import Holding, Person
from workflows.engine.attention import roles_are_held
from workflows.engine.calendar import at_eight
from workflows.engine.casework import holding
from workflows.engine.casework.holding import Given
from workflows.engine.finding import Look
from workflows.engine.reading.people import Held, held_on, one_held
from workflows.engine.roles import TITLES

Who = Annotated[str, typer.Argument(metavar="PERSON", help="The short name of a person.")]
What = Annotated[str, typer.Argument(metavar="ROLE", help="A role, such as coordinator.")]
Agency = Annotated[str, typer.Option("--agency", metavar="A", help="For which partner or agency.")]
OfCase = Annotated[str, typer.Option("--case", metavar="REF", help="For which case only.")]
Since = Annotated[str, typer.Option("--from", metavar="DAY", help="The first day.", show_default="today")]
Until = Annotated[str, typer.Option("--to", metavar="DAY", help="The last day.")]
Deputy = Annotated[str, typer.Option("--deputy", metavar="PERSON", help="Who is told while they are away.")]
Name = Annotated[str, typer.Option("--name", metavar="NAME", help="Their name.")]
Email = Annotated[str, typer.Option("--email", metavar="ADDRESS", help="Their mail address.")]
Channel = Annotated[str, typer.Option("--channel", metavar="CHANNEL", help="How they are reached, if not as all are.")]

people = typer.Typer(no_args_is_help=True, help="People and roles: who holds which, from when to when.")


@people.command("list")
def list_people(
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="On which day.", show_default="today")] = "",
    partnership: InPartnership = "",
    json: AsJson = False,
) -> None:
    """List who holds which role on a day, and what nobody holds."""
    with desk("people list", partnership=partnership) as at:
        when = a_day(on, at.today) if on else at.today
        rows, unheld = [_row(one) for one in held_on(at.db, at.partnership.id, when)], _unheld(at, when)
        held = {row["person"] for row in rows}
        idle = [one.slug for one in _people(at) if one.slug not in held]
    if json:
        show_json({"on": when, "roles": rows, "without_role": idle, "nobody_holds": unheld})
        return
    show_table(
        ("role", "for", "person", "from", "to", "deputy", "away"),
        [(TITLES[row["role"]], row["for"] or "", f"{row['name']} ({row['person']})", short_day(row["from"]),
          short_day(row["to"]), row["deputy"] or "–", row["away"] or "") for row in rows],
        title=f"Who holds which role on {day(when)}",
    )  # fmt: skip
    if idle:
        show(f"Without a role of their own: {listed(idle)}.")
    show(*unheld)


def _people(at: Desk) -> list[Person]:
    asked = select(Person).where(col(Person.partnership_id) == at.partnership.id).order_by(col(Person.slug))
    return list(at.db.execute(asked).scalars())


def _row(one: Held) -> dict[str, Any]:
    return {
        "role": one.role,
        "for": one.whose or None,
        "person": one.person,
        "name": one.name,
        "from": one.from_on,
        "to": one.to_on,
        "deputy": one.deputy,
        "away": f"until {short_day(one.away_to)}" if one.away_to else None,
    }


def _row_of(at: Desk, one: Holding, when: date) -> dict[str, Any]:
    at.db.flush()
    found = one_held(at.db, at.partnership.id, one.id, when)
    assert found is not None, "it was written in this transaction"
    return _row(found)


def _unheld(at: Desk, when: date) -> list[str]:
    """What nobody holds on that day, in sentences."""
    found = roles_are_held(Look(at.db, at_eight(when)))
    return [one.sentence.replace(" today.", f" on {day(when)}.") for one in found if one.about == at.partnership.slug]


@people.command("add")
def add(
    person: Who, name: Name, email: Email, channel: Channel = "", as_person: AsPerson = "",
    partnership: InPartnership = "", json: AsJson = False,
) -> None:  # fmt: skip
    """Add somebody who may be told."""
    with desk("people add", partnership=partnership) as at:
        reached = {"name": name, "email": email, "channel": channel or None}
        holding.add_person(at.db, at.partnership, person, reached, at.actor(as_person), at.at)
    _told({"person": person}, f"{person} is there now; 'swan people hold {person} ROLE' gives them a role.", json=json)


@people.command("change")
def change(
    person: Who, name: Name = "", email: Email = "", channel: Channel = "", as_person: AsPerson = "",
    partnership: InPartnership = "", json: AsJson = False,
) -> None:  # fmt: skip
    """Give somebody another name, address or channel."""
    reached: dict[str, str | None] = {"name": name, "email": email, "channel": channel}
    changed = {what: value for what, value in reached.items() if value}
    if not changed:
        raise Usage("Say what is changed: --name, --email or --channel.")
    with desk("people change", partnership=partnership) as at:
        who = at.person(person)
        holding.change_person(at.db, at.partnership, who, changed, at.actor(as_person), at.at)
    _told(
        {"person": who.slug, "changed": sorted(changed)}, f"{who.slug}: {listed(sorted(changed))} changed.", json=json
    )


@people.command("hold")
def hold(
    person: Who, role: What, agency: Agency = "", case: OfCase = "", since: Since = "", to: Until = "",
    deputy: Deputy = "", as_person: AsPerson = "", partnership: InPartnership = "", json: AsJson = False,
) -> None:  # fmt: skip
    """Give somebody a role. They hear once what they now hold."""
    with desk("people hold", partnership=partnership, reference=case) as at:
        who, first = at.person(person), a_day(since, at.today) if since else at.today
        given = Given(
            a_role(role), who.id, first, a_day(to) if to else None, agency or None,
            at.case(case).id if case else None, at.person(deputy).id if deputy else None,
        )  # fmt: skip
        row = _row_of(at, holding.give(at.db, at.partnership, given, at.actor(as_person), at.at), first)
    until = f" until {day(row['to'])}" if row["to"] else ""
    _told(row, f"{row['name']} is {_called(row)} from {day(first)}{until}, and hears of it.", json=json)


@people.command("end")
def end(
    person: Who, role: What, agency: Agency = "", case: OfCase = "",
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="The last day.", show_default="today")] = "",
    as_person: AsPerson = "", partnership: InPartnership = "", json: AsJson = False,
) -> None:  # fmt: skip
    """End a role somebody holds."""
    with desk("people end", partnership=partnership, reference=case) as at:
        one, last = _held(at, person, role, agency, case), a_day(on, at.today) if on else at.today
        holding.end(at.db, at.partnership, one, last, at.actor(as_person), at.at)
        at.db.flush()
        row, unheld = _row_of(at, one, last), _unheld(at, date.fromordinal(last.toordinal() + 1))
    ended = f"{row['name']} is {_called(row)} until {day(last)}."
    _told({**row, "nobody_holds": unheld}, "\n".join([ended, *unheld]), json=json)


@people.command("deputise")
def deputise(
    person: Who, role: What, deputy: Deputy = "", agency: Agency = "", case: OfCase = "", as_person: AsPerson = "",
    partnership: InPartnership = "", json: AsJson = False,
) -> None:  # fmt: skip
    """Say who is told while the holder of a role is away; without --deputy, nobody."""
    with desk("people deputise", partnership=partnership, reference=case) as at:
        one, instead = _held(at, person, role, agency, case), at.person(deputy).id if deputy else None
        holding.deputise(at.db, at.partnership, one, instead, at.actor(as_person), at.at)
        row = _row_of(at, one, at.today)
    _told(row, f"While {row['name']} is away, {row['deputy'] or 'nobody'} is told as {_called(row)}.", json=json)


@people.command("away")
def away(
    person: Who, since: Since, to: Until, as_person: AsPerson = "", partnership: InPartnership = "",
    json: AsJson = False,
) -> None:  # fmt: skip
    """Somebody is away: their deputies are told instead."""
    with desk("people away", partnership=partnership) as at:
        who, first, last = at.person(person), a_day(since, at.today), a_day(to, at.today)
        holding.away(at.db, at.partnership, who, first, last, at.actor(as_person), at.at)
        alone = [one for one in holding.held_by(at.db, at.partnership, first) if _alone(one, who.id)]
        roles = listed([TITLES[one.role] for one in alone])
    warning = f"\nThey have no deputy as {roles}: they themselves are told." if roles else ""
    said = f"{who.name} is away from {day(first)} to {day(last)}.{warning}"
    _told(
        {"person": who.slug, "from": first, "to": last, "without_deputy": [one.role for one in alone]}, said, json=json
    )


def _alone(one: Holding, person: UUID) -> bool:
    return one.person_id == person and one.deputy_id is None


@people.command("back")
def back(
    person: Who,
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="The first day.", show_default="today")] = "",
    as_person: AsPerson = "", partnership: InPartnership = "", json: AsJson = False,
) -> None:  # fmt: skip
    """Somebody who was away is back."""
    with desk("people back", partnership=partnership) as at:
        who, first = at.person(person), a_day(on, at.today) if on else at.today
        holding.back(at.db, at.partnership, who, first, at.actor(as_person), at.at)
    _told({"person": who.slug, "on": first}, f"{who.name} is back on {day(first)}.", json=json)


def _held(at: Desk, person: str, role: str, agency: str, case: str) -> Holding:
    """The one role of theirs that is meant. Raises `Usage` where there is none or more than one."""
    who, called, of_case = at.person(person), a_role(role), at.case(case).id if case else None
    found = [
        one
        for one in holding.held_by(at.db, at.partnership)
        if (one.person_id, one.role) == (who.id, called) and (one.to_on is None or one.to_on >= at.today)
        and agency in ("", one.agency) and of_case in (None, one.case_id)
    ]  # fmt: skip
    if not found:
        raise Usage(f"{who.slug} is not {TITLES[called]}{f' for {agency}' if agency else ''}.")
    if len(found) > 1:
        kinds = [one.agency or "the rest" for one in found]
        raise Usage(f"{who.slug} is {TITLES[called]} for {listed(kinds)}: say which with --agency or --case.")
    return found[0]


def _called(row: dict[str, Any]) -> str:
    return f"{TITLES[row['role']]}{' for ' + row['for'] if row['for'] else ''}"


def _told(answer: Any, sentence: str, *, json: bool) -> None:
    show_json(answer) if json else show(*sentence.split("\n"))
