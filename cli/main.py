"""The `swan` command: every command of coordinators and operators, registered in one place."""

import os
from secrets import token_hex
from typing import Any

import typer
from typer.core import TyperGroup

from cli import (
    acknowledging,
    backup,
    cases,
    correcting,
    explaining,
    figures,
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
from config.logs import in_the_course_of, set_up
from config.settings import settings


def is_no_text(word: str) -> bool:
    """Whether a terminal handed over bytes that are no letters: Python keeps them as halves of letters."""
    return any("\ud800" <= letter <= "\udfff" for letter in word)


class Plainly(TyperGroup):
    """Commands that refuse in one sentence and end with the exit code of its kind."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if any(is_no_text(one) for one in args):
            ctx.fail("One of the words is no text in UTF-8.")
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        with plainly_refused(), in_the_course_of(command=token_hex(4)):
            if os.environ.get("SWAN_LOG") == "json":
                set_up("command", settings())
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
    figures,
    office,
    backup,
    restore,
    simulating,
):
    part.register(app)
app.command(rich_help_panel="The installation")(up)
