"""Whether every open run can go on under today's law: asked at start, before anything is claimed."""

from sqlalchemy import select
from sqlmodel import Session, col

from models import Case, Run
from workflows.engine import registry

OPEN = (
    select(col(Case.reference), col(Run.workflow), col(Run.state))
    .join(Case, col(Case.id) == col(Run.case_id))
    .where(col(Run.ended_on).is_(None))
    .order_by(col(Case.reference))
)


class Stranded(SystemExit):
    """Swan does not start: a case stands where today's law has no such place. Names the cases."""


def refuse_stranded(db: Session) -> None:
    """Raises `Stranded` unless every open run's workflow and state exist in today's law, or are named in `renamed`."""
    known = {name: {*workflow.states, *workflow.renamed} for name, workflow in registry.workflows().items()}
    stranded = [
        f"{reference} ({workflow}: {state})"
        for reference, workflow, state in db.execute(OPEN)
        if state not in known.get(workflow, ())
    ]
    if stranded:
        raise Stranded(
            f"Swan does not start: today's law has no place for {', '.join(stranded)}. "
            "Bring the state back, or name it under renamed= in its workflow."
        )
