"""The numbers of a partnership's year, counted from what was recorded, corrections applied."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from models import Case
from workflows.engine.casework.recalling import recall
from workflows.engine.course import Course, Happening, replay

BY_COURT_OR_EXPERT = ("criminal", "no_expert")


@dataclass(frozen=True)
class Told:
    """One case: what happened in it, and where that has left it."""

    happenings: tuple[Happening, ...]
    course: Course

    def days(self, event: str, **answers: str) -> Iterator[date]:
        """The days on which that happened and was said so."""
        for one in self.happenings:
            if one.name == event and answers.items() <= dict(one.details).items():
                yield one.on

    @property
    def kind(self) -> str | None:
        """review, legacy_scr, or None where there is no review."""
        kinds = [str(one.details["kind"]) for one in self.happenings if one.name == "review_initiated"]
        return kinds[-1] if kinds else None

    @property
    def is_open_review(self) -> bool:
        runs = self.course.runs.values()
        return any(run.workflow.name == "lcspr" and run.ended_on is None for run in runs) and self.kind == "review"

    @property
    def delayed_by(self) -> set[str]:
        """Proceedings that still stand in the way, and the reason last given for a delay."""
        proceedings = {key[2] for key, item in self.course.items.items() if key[1] == "proceeding"
                       and item.state in ("open", "listed")}  # fmt: skip
        reasons = [str(one.details.get("reason")) for one in self.happenings if one.name == "delay_explained"]
        return proceedings | set(reasons[-1:])


def counts(db: Session, partnership: UUID, begins: date, ends: date) -> dict[str, int]:
    """Of the London days `begins` to `ends`, and of the year before them where it says so."""
    asked = select(col(Case.id)).where(col(Case.partnership_id) == partnership)
    cases = [_told(db, case) for case in db.execute(asked).scalars()]
    before = begins.replace(year=begins.year - 1)

    def happened(event: str, first: date, last: date, kind: str | None = None) -> int:
        return sum(first <= on < last for one in cases if kind in (None, one.kind) for on in one.days(event))

    end = date.fromordinal(ends.toordinal() + 1)
    open_reviews = [one for one in cases if one.is_open_review]
    return {
        "Rapid Reviews sent to the Panel": happened("rapid_review_sent_to_panel", begins, end),
        "Rapid Reviews sent the year before": happened("rapid_review_sent_to_panel", before, begins),
        "local reviews open at the end": len(open_reviews),
        "of these delayed by criminal proceedings or for want of an expert": sum(
            not one.delayed_by.isdisjoint(BY_COURT_OR_EXPERT) for one in open_reviews
        ),
        "local reviews published": happened("published", begins, end, "review"),
        "legacy serious case reviews published": happened("published", begins, end, "legacy_scr"),
        "cases of two areas": happened("other_area_joined", begins, end),
    }


def _told(db: Session, case: UUID) -> Told:
    happenings = tuple(recall(db, case))
    return Told(happenings, replay(happenings))
