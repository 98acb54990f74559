"""The commands of the office and of whoever runs the installation."""

import typer

from cli.auditing import audit
from cli.doctor import doctor
from cli.hand_over import hand_over
from cli.holidays import holidays
from cli.partnerships import partnership
from cli.people import people
from cli.retention import retention
from cli.subject_access import subject_access
from cli.workflows import workflows

OFFICE, INSTALLATION = "The office", "The installation"


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    app.add_typer(partnership, name="partnership", rich_help_panel=OFFICE)
    app.add_typer(people, name="people", rich_help_panel=OFFICE)
    app.add_typer(hand_over, name="hand-over", rich_help_panel=OFFICE)
    app.add_typer(holidays, name="holidays", rich_help_panel=OFFICE)
    app.add_typer(retention, name="retention", rich_help_panel=OFFICE)
    app.command("subject-access", rich_help_panel=OFFICE)(subject_access)
    app.command(rich_help_panel="Planning")(workflows)
    app.command(rich_help_panel=INSTALLATION)(doctor)
    app.add_typer(audit, name="audit", rich_help_panel=INSTALLATION)
