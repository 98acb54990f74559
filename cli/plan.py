"""`swan plan`: every date a case would have, from the days that are known; nothing is recorded, no database asked."""

from collections.abc import Iterator
from typing import Annotated

import typer

from cli.session import AsJson
from cli.words import (
    Usage,
    a_day,
    a_day_or_instant,
    days,
    short_day,
    shortest_day,
    show,
    show_json,
    show_table,
    whose_word,
)
from config.bank_holidays import ENGLAND_AND_WALES
from workflows.engine import planning
from workflows.engine.calendar import Calendar
from workflows.engine.casework import answering
from workflows.engine.planning import STAGES, Plan, Planned
from workflows.engine.registry import workflows

_BEGINNING = STAGES[0].event


def register(app: typer.Typer) -> None:
    """Adds this command."""
    app.command(rich_help_panel="The dates")(plan)


def a_stage(help: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(metavar="DAY", help=help, show_default=False)
    return option


def plan(
    aware: Annotated[str, a_stage("The authority became aware: a day, or an instant such as 2026-06-08T23:30Z.")] = "",
    notified: Annotated[str, a_stage("The National Panel was notified.")] = "",
    sent: Annotated[str, a_stage("The Rapid Review was sent to the Panel.")] = "",
    decided: Annotated[str, a_stage("The partners decided on a review.")] = "",
    publish: Annotated[str, a_stage("The review is to be published.")] = "",
    child_status: Annotated[
        str, typer.Option(metavar="STATUS", help="looked_after or care_leaver: then DfE and Ofsted are told too.")
    ] = "",
    json: AsJson = False,
) -> None:
    """Every date a case would have. A day you leave out is taken to be the last one it may be."""
    typed = {"aware": aware, "notified": notified, "sent": sent, "decided": decided, "publish": publish}
    given = {name: a_day_or_instant(said) if name == "aware" else a_day(said) for name, said in typed.items() if said}
    if not given:
        raise Usage("A plan needs a day to begin from, such as --aware 2026-12-25.")
    law = workflows()
    event = next(workflow.event(_BEGINNING) for workflow in law.values() if _BEGINNING in workflow.begun_by)
    said = answering.read(event, {"child_status": child_status} if child_status else {}).details
    made = planning.plan(law, Calendar.build(ENGLAND_AND_WALES), given, {_BEGINNING: said})
    if json:
        show_json(made.as_json())
    else:
        print_plan(made)


def print_plan(made: Plan) -> None:
    show_table(("Date", "What", "Counted", "Whose word"), [_row(one) for one in made.deadlines])
    show(*_below(made))


def _row(one: Planned) -> tuple[str, ...]:
    weights = one.declared.duty.weight, one.declared.days.weight
    return short_day(one.due), _what(one), _counted(one), whose_word(*weights)


def _what(one: Planned) -> str:
    declared = one.declared
    kind = ", an expectation, never late" if declared.expectation else ", until then" if declared.hold else ""
    lines = [f"{declared.title} ({declared.name}{kind})"]
    if one.counted and one.counted.target and one.counted.target != one.due:
        lines.append(f"aim for {short_day(one.counted.target)}, the working day before")
    if one.done:
        lines.append(f"done {short_day(one.done)}" + (f", late by {days(one.late_by)}" if one.late_by else ", on time"))
    return "\n".join(lines)


def _counted(one: Planned) -> str:
    if one.reason or one.counted is None:
        return f"No date: {one.reason}"
    over = ", ".join(shortest_day(day) for day, _ in one.counted.skipped)
    return f"{one.counted.rule} {short_day(one.counted.anchor)}" + (f", not counting {over}" if over else "")


def _below(made: Plan) -> Iterator[str]:
    yield from made.notes
    stepped = sorted({holiday for one in made.deadlines if one.counted for holiday in one.counted.skipped})
    if stepped:
        yield f"Bank holidays: {'; '.join(f'{short_day(day)} {why}' for day, why in stepped)}."
    if any(not one.declared.duty.read_against_2026 for one in made.deadlines):
        yield "Sources are those of 2023 to 2025; --json says which were read against the 2026 edition."
    yield "The day a count starts from is not counted; weekends and bank holidays are not working days."
