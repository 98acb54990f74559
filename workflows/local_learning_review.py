"""Local learning review: what the partners choose to learn from a case below the threshold, on dates they give."""

from workflows.engine import (
    FACT,
    STEP,
    Deadline,
    Event,
    Fact,
    Transition,
    Workflow,
    a_date,
    after,
    before,
    choice,
    given,
    local,
    on_the_day,
    text,
)

_OFFICE = ("coordinator", "business_manager")
_PARTNERS = ("delegated_partner", "lead_partner")
_ANY = _OFFICE + _PARTNERS
_ENDS = ("shared", "taken_into_review", "stopped")
_CHOICE = local("the partners' own choice, below the threshold; WT 2023 para 338 lets them")
_LADDER = (before(3, "coordinator"), on_the_day("coordinator"), after(2, "business_manager"))

WORKFLOW = Workflow(
    name="local-learning-review",
    title="Local learning review",
    begins_when="local_learning_review_agreed",
    begins="agreed_to",
    again={"local_learning_review_agreed": _ENDS},
    states={
        "agreed_to": "The partners have agreed to learn from the case, and the people involved are to meet.",
        "learning_drawn": "The meeting has been held, and what was learnt is to be shared.",
        "shared": "What was learnt has been shared.",
        "taken_into_review": "A local child safeguarding practice review looks at the case in its place.",
        "stopped": "The partners stopped it, with reasons.",
    },
    ends=frozenset(_ENDS),
    transitions=(
        Transition("learning_meeting_held", "agreed_to", "learning_drawn"),
        Fact("local_learning_shared", to="shared", after="learning_drawn"),
        Fact("review_initiated", to="taken_into_review"),
        Fact("local_learning_review_stopped", to="stopped"),
    ),
    events=(
        Event(
            "local_learning_review_agreed",
            "The partners agreed to a local learning review",
            FACT,
            by=_PARTNERS,
            evidence=("minute", "reasons"),
            asks=(
                a_date("meet_by"),
                a_date("share_by"),
                choice("why", "near_miss", "good_practice", "poor_practice", "care_leaver", "other", required=False),
                text("focus"),
            ),
        ),
        Event("learning_meeting_planned", "A day was set to meet", FACT, by=_ANY, asks=(a_date("meet_by"),), many=True),
        Event("sharing_planned", "A day was set to share it", FACT, by=_ANY, asks=(a_date("share_by"),), many=True),
        Event("learning_meeting_held", "The learning meeting was held", STEP, by=_OFFICE, evidence=("minute",)),
        Event("local_learning_shared", "What was learnt was shared", FACT, by=_OFFICE, evidence=("briefing",)),
        Event("local_learning_review_stopped", "The review was stopped", FACT, by=_PARTNERS, evidence=("reasons",)),
    ),
    deadlines=(
        Deadline(
            name="hold-learning-meeting",
            title="Hold the learning meeting",
            starts=("local_learning_review_agreed", "learning_meeting_planned"),
            given="meet_by",
            met_by="learning_meeting_held",
            again="replace",
            duty=_CHOICE,
            days=given("the day the partners set"),
            ladder=_LADDER,
        ),
        Deadline(
            name="share-local-learning",
            title="Share what was learnt",
            starts=("local_learning_review_agreed", "sharing_planned"),
            given="share_by",
            met_by="local_learning_shared",
            again="replace",
            duty=_CHOICE,
            days=given("the day the partners set"),
            ladder=_LADDER,
        ),
    ),
)
