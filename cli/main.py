"""The `swan` command: every command of coordinators and operators, registered in one place."""

from typing import Any

import typer
from typer.core import TyperGroup

from cli import (
    acknowledging,
    backup,
    cases,
    correcting,
    explaining,
    office,
    opening,
    plan,
    recording,
    register,
    restore,
    simulating,
)
from cli.session import plainly_refused
from cli.stack.command import up


class Plainly(TyperGroup):
    """Commands that refuse in one sentence and end with the exit code of its kind."""

    def invoke(self, ctx: Any) -> Any:
        with plainly_refused():
            return super().invoke(ctx)


app = typer.Typer(
    cls=Plainly,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Swan keeps the statutory clocks of a local safeguarding children partnership.",
    epilog="Ends with 0 when all is well, 2 for a wrong command, 3 when refused, 4 when not found, 5 on a conflict.",
)
for part in (
    plan,
    cases,
    explaining,
    opening,
    recording,
    correcting,
    acknowledging,
    register,
    office,
    backup,
    restore,
    simulating,
):
    part.register(app)
app.command(rich_help_panel="The installation")(up)
