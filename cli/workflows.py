"""`swan workflows`: the law as it is declared, as a table and a drawing."""

import json as plain
from typing import Annotated

import typer

from cli.law import law_in_full, state_diagram
from cli.session import AsJson, NotFound
from cli.words import did_you_mean, listed, show_json, show_table
from workflows.engine import Workflow, registry

Name = Annotated[str, typer.Argument(metavar="[NAME]", help="One workflow, such as rapid-review.")]


def workflows(name: Name = "", json: AsJson = False) -> None:
    """List the workflows, or read one: its states, moves, items, events and deadlines, and a drawing of it."""
    known = registry.workflows()
    if not name:
        _list(list(known.values()), json=json)
        return
    if name not in known:
        near = did_you_mean(name, known) or f" There are {listed(list(known))}."
        raise NotFound(f"There is no workflow {name}.{near}")
    if json:
        show_json(plain.loads(registry.canonical(known[name])))
    else:
        typer.echo(f"{law_in_full(known[name])}\n{state_diagram(known[name])}")


def _list(known: list[Workflow], *, json: bool) -> None:
    if json:
        show_json([{"name": one.name, "title": one.title, "begun_by": list(one.begun_by), "states": list(one.states),
                    "deadlines": [deadline.name for deadline in one.deadlines]} for one in known])  # fmt: skip
    else:
        rows = [(one.name, one.title, ", ".join(one.begun_by), f"{len(one.deadlines)}") for one in known]
        show_table(("workflow", "", "begins with", "deadlines"), rows)
