"""The columns of a register: what each is called, what stands in it, and what happened where it holds a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workflows.engine.casework.opening import HARMS
from workflows.engine.reading.titles import events


class Kind(StrEnum):
    """What stands in a cell."""

    REFERENCE = "the case's reference"
    ONE_OF = "one of"
    WORDS = "words"
    DAY = "a day"
    DAYS = "days"
    DAY_AHEAD = "a day, perhaps still ahead"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. A cell cannot stand without the others that are named in `needs`.

    What may be chosen is named in `among`, or is the law's own choice: `of` is an event and one of its answers.
    """

    title: str
    kind: Kind
    means: str
    needs: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    of: tuple[str, str] | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that may stand in it."""
        if self.of is None:
            return self.among
        event, answer = self.of
        found = next(ask.choices for ask in events()[event].asks if ask.name == answer)
        return tuple(choice.replace("_", " ") for choice in found)

    def __str__(self) -> str:
        """The kind of cell, for those who fill it in."""
        return f"{self.kind} {', '.join(self.choices)}" if self.choices else str(self.kind)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of the law that a day in `column` stands for; `said` are its answers and the columns that hold them.

    Which event it is, other cells of the row may decide: then it has none here. `items` are what it is about, by name,
    or `item_in` the column that says so. `again`: a further day is a further event. What may have begun before the case
    had anything to do with it is recorded `after` that column's day, with its own.
    """

    column: str
    event: str | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    items: tuple[str, ...] = ()
    item_in: str | None = None
    again: bool = False
    after: str | None = None


_REVIEW = "Review decided"

LCSPR, LEGACY = "LCSPR", "legacy SCR"

PANEL_SAYS: Mapping[str, str] = {
    "agrees": "panel_agreed",
    "comments": "panel_commented",
    "asks for information": "panel_asked_for_information",
    "disagrees": "panel_disagreed",
    "national review": "panel_decided_national_review",
    "local review better": "panel_concluded_local_review_better",
}


def _day(title: str, means: str, *needs: str) -> Column:
    return Column(title, Kind.DAY, means, needs)


def _words(title: str, means: str, *needs: str) -> Column:
    return Column(title, Kind.WORDS, means, needs)


def _one_of(title: str, means: str, among: tuple[str, ...], *needs: str) -> Column:
    return Column(title, Kind.ONE_OF, means, needs, among)


def _choice(title: str, means: str, event: str, answer: str, *needs: str) -> Column:
    return Column(title, Kind.ONE_OF, means, needs, of=(event, answer))


COLUMNS = (
    Column("Reference", Kind.REFERENCE, "the case's own, such as WSCP-2022-003"),
    _one_of("Type", "what kind of review it is or became; empty is LCSPR", (LCSPR, LEGACY)),
    _one_of("Harm", "nothing more of the incident is said", HARMS),
    _day("Incident", "the day of the incident, where it is known"),
    _day("LA aware", "the local authority first knew or suspected abuse or neglect"),
    _choice(
        "Child status", "whether DfE and Ofsted must be told too", "authority_became_aware", "child_status", "LA aware"
    ),
    _day("Notified to Panel", "the notification was sent to the National Panel"),
    _words("Portal reference", "what the notification system called it", "Notified to Panel"),
    _day("DfE and Ofsted notified", "for a looked-after child or a care leaver"),
    _day("Partners told", "the safeguarding partners were told"),
    _words("Lead area", "empty where it is our own"),
    _words("Other area", "the area that takes part, or leads"),
    _day("Lead agreed", "the two areas agreed who leads", "Other area"),
    _day("Rapid Review sent", "it went to the Panel, with the decision"),
    _choice("Decision", "what they decided", "rapid_review_sent_to_panel", "decision", "Rapid Review sent"),
    _day("Panel letter", "the Panel's letter came", "Panel says"),
    _one_of("Panel says", "what the letter says", tuple(PANEL_SAYS), "Panel letter"),
    _day("Panel answered", "the partners answered that letter", "Panel letter"),
    _day("Review decided", "the partners decided to initiate a review"),
    _day("Review told", "Panel, Ofsted and DfE were told of the review", _REVIEW),
    _day("Scope agreed", "its scope and terms of reference were agreed", _REVIEW),
    _words("Reviewer", "the reviewer's name: kept under the case's key", "Reviewer appointed"),
    _day("Reviewer appointed", "the reviewer was appointed", _REVIEW),
    _day("Fieldwork begun", "agencies were asked to contribute", _REVIEW),
    _day("Draft received", "a draft came from the reviewer", _REVIEW),
    _choice("Proceedings", "which may delay publication", "proceedings_began", "what", "Proceedings began"),
    _day("Proceedings began", "they began", "Proceedings", _REVIEW),
    _day("Proceedings ended", "they ended", "Proceedings began"),
    _day("Delay explained", "the Panel and the Secretary of State were told why", _REVIEW),
    _choice("Delay reason", "why publication is delayed", "delay_explained", "reason", "Delay explained"),
    Column("Look again", Kind.DAY_AHEAD, "until when that holds; empty is until published", ("Delay explained",)),
    _day("Publication date set", "the day on which the partners set it", "Planned publication"),
    Column("Planned publication", Kind.DAY_AHEAD, "the day they set", ("Publication date set",)),
    _day("Copies sent", "to the Panel, the Secretary of State and Ofsted", "Publication date set"),
    _day("Published", "the report was published", _REVIEW),
    _words("Web address", "where", "Published"),
    Column("Progress checked", Kind.DAYS, "every day its progress was noted, with ; between", (_REVIEW,)),
    _words("Notes", "anything else, without names: kept under the case's key"),
)  # fmt: skip

BY_TITLE: Mapping[str, Column] = {column.title: column for column in COLUMNS}

_DELAY = {"reason": "Delay reason", "look_again_on": "Look again"}

# In this order where two happened on the same day.
HAPPENED = (
    Happened("LA aware", "authority_became_aware", {"child_status": "Child status"}),
    Happened("Notified to Panel", "panel_notified", {"portal_reference": "Portal reference"}),
    Happened("DfE and Ofsted notified", "dfe_and_ofsted_notified"),
    Happened("Partners told", "partners_told"),
    Happened("Lead agreed"),
    Happened("Rapid Review sent", "rapid_review_sent_to_panel", {"decision": "Decision"}),
    Happened("Panel letter", items=("letter",)),
    Happened("Panel answered", "partners_answered_panel", items=("letter",)),
    Happened(_REVIEW),
    Happened("Review told", "panel_told_of_review"),
    Happened("Scope agreed", "scope_agreed"),
    Happened("Reviewer appointed", "reviewer_appointed", {"note": "Reviewer"}, items=("reviewer",)),
    Happened("Fieldwork begun", "fieldwork_begun"),
    Happened("Draft received", "draft_received"),
    Happened("Proceedings began", "proceedings_began", {"what": "Proceedings"}, item_in="Proceedings", after=_REVIEW),
    Happened("Proceedings ended", "proceedings_ended", item_in="Proceedings", after=_REVIEW),
    Happened("Progress checked", "progress_noted", again=True),
    Happened("Delay explained", "delay_explained", _DELAY, again=True),
    Happened("Publication date set", "publication_planned", {"publish_on": "Planned publication"}, again=True),
    Happened("Copies sent", "advance_copy_sent", items=("panel", "secretary-of-state", "ofsted")),
    Happened("Published", "published", {"web_address": "Web address"}),
)  # fmt: skip
