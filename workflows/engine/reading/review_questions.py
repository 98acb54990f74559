"""What a Rapid Review must answer, each question with its source, and where the record may already say something."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.engine.reading.speaking import first_up, short_day, spoken
from workflows.engine.reading.titles import events
from workflows.engine.reading.told import Told, answer

MEETING, SENT = "review_meeting_held", "rapid_review_sent_to_panel"
AIMS = "Working Together 2023 para 343"
CRITERIA = "regulation 11 of SI 2018/789"
REGARD = "Working Together 2023, after para 342"
DECISION = "Working Together 2023 para 344"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `events` are those whose words belong under it, `answers` those of the meeting or the sending."""

    words: str
    source: str
    events: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


# The words of the guidance; the fifth aim came later than the edition of 2023 and is quoted by partnerships.
AIMS_ASKED = (
    Question(
        "What are the facts about the case, as far as they can be readily established?", AIMS, ("chronology_merged",)
    ),
    Question(
        "Is any immediate action needed to ensure children’s safety, and is there learning to share now?",
        AIMS,
        ("immediate_action_needed", "immediate_action_taken"),
    ),
    Question("What potential is there for improvements to safeguard and promote the welfare of children?", AIMS),
    Question(
        "How may inequalities, such as racism, ableism and other protected characteristics, have influenced the lives "
        "of the children and families, and the quality of practice?",
        "Panel guidance, as partnerships quote it; not in Working Together 2023",
    ),
    Question(
        "What steps should be taken next, including whether to undertake a child safeguarding practice review?", AIMS
    ),
)
CRITERIA_ASKED = (
    Question(
        "Does the case highlight, or may it highlight, improvements needed to safeguard and promote the welfare of "
        "children, including where those improvements have been previously identified?",
        f"{CRITERIA}, (a)",
        answers=("regulation_11_a_improvements_needed",),
    ),
    Question(
        "Does it highlight, or may it highlight, recurrent themes in the safeguarding and promotion of the welfare of "
        "children?",
        f"{CRITERIA}, (b)",
        answers=("regulation_11_b_recurrent_themes",),
    ),
    Question(
        "Does it highlight, or may it highlight, concerns regarding two or more agencies working together effectively?",
        f"{CRITERIA}, (c)",
        answers=("regulation_11_c_agencies_working_together",),
    ),
    Question(
        "Has the Panel considered the case, and concluded that a local review may be more appropriate?",
        f"{CRITERIA}, (d)",
        answers=("regulation_11_d_panel_prefers_local_review",),
    ),
)
REGARD_ASKED = (
    Question("Is there cause for concern about the actions of a single agency?", REGARD),
    Question("Was there no agency involvement, and does that give cause for concern?", REGARD),
    Question("Is more than one local authority, police area or integrated care board involved?", REGARD),
    Question("May the case raise issues about children in institutional settings?", REGARD),
)
DECISIONS_ASKED = (
    Question("Is a local child safeguarding practice review appropriate, and why?", DECISION, answers=("decision",)),
    Question(
        "May the case raise issues that are complex or of national importance, such that a national review may be "
        "appropriate?",
        DECISION,
    ),
    Question(
        "What is the rationale, and how is it communicated, including to the family?",
        "Working Together 2023 para 341",
        answers=("why",),
    ),
)


def recorded(question: Question, found: Sequence[Told]) -> str:
    """What the record says to the question, in lines; empty where it says nothing yet."""
    lines = [f"{short_day(one.on)}: {_words(one)}" for one in found if one.name in question.events]
    return "\n".join([*lines, *filter(None, (_answered(name, found) for name in question.answers))])


def _words(one: Told) -> str:
    said = "; ".join(str(each) for each in one.said.values() if each)
    return f"{one.event.title}{f': {said}' if said else ''}"


def _answered(name: str, found: Sequence[Told]) -> str:
    """As it was typed, or where it was chosen in the words of the choice."""
    for event in (SENT, MEETING):
        said = answer(found, event, name)
        chosen = said in {choice for ask in events()[event].asks if ask.name == name for choice in ask.choices}
        if said:
            return first_up(spoken(said)) if chosen else said
    return ""
