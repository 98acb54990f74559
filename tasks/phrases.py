"""How a message speaks of a step, of a day and of roles."""

from collections.abc import Iterable
from datetime import date

from workflows.engine.casework.contents import Step
from workflows.engine.roles import TITLES

DONE = {"Send": "sent", "Publish": "published", "Hold": "held", "Agree": "agreed", "Return": "returned"}
"""How a step is spoken of once it has happened, by the first word of its title; any other is "done"."""


def named(step: Step) -> str:
    return f"{step.reference}: {step.title}{f' ({step.item})' if step.item else ''}"


def dated(step: Step, day: date) -> str:
    if step.due_on is None:
        return "no date"
    return f"{'was ' if step.due_on < day else ''}due {written(step.due_on)}"


def done(step: Step) -> str:
    return DONE.get(step.title.split()[0], "done")


def titles(roles: Iterable[str]) -> str:
    return ", ".join(TITLES[role] for role in roles)


def page(link: str, step: Step) -> str:
    return f"{link.rstrip('/')}/cases/{step.reference}"


def spoken(due: date, day: date) -> str:
    near = {0: "today, ", 1: "tomorrow, ", -1: "yesterday, "}.get((due - day).days, "")
    return f"{near}{written(due)}" if near else f"on {written(due)}"


def written(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def lower(said: str) -> str:
    return said[0].lower() + said[1:]
