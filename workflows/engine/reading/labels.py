"""How a form asks for what an event may say, where the name of the answer alone would not tell what is meant.

They are words of ours and no law: a better one changes no declaration.
"""

from workflows.engine.reading.speaking import first_up, spoken

ANYWHERE = {
    "sender": "Who signed the letter",
    "letter_dated": "The letter's own date",
    "received_on": "The day it came",
    "return_by": "By when the return is due",
    "which_area": "Which area",
}
"""Whatever the event."""

OF_EVENT = {
    "incident_reported": {"reported_by": "Who reported it"},
    "authority_became_aware": {
        "child_status": "Whether the child was looked after, or a care leaver",
        "who": "Who in the authority first knew",
        "how": "How they came to know",
        "why_this_day": "Why it is this day and no other",
    },
    "consultation_opened": {"who": "Who was consulted"},
    "partner_disagreed": {"who": "Which partner", "why": "Why they disagreed"},
    "dispute_taken_further": {"to": "To whom it went", "advice": "What they advised"},
    "decision_deferred": {"look_again_on": "The day to look again", "awaited": "What is awaited"},
    "decided_to_notify": {
        "abuse_or_neglect": "Whether abuse or neglect is known or suspected",
        "place": "Where it happened",
        "partners_agreed": "Whether the partners agreed",
        "why_other": "If the harm is other, what it is",
    },
    "decided_criteria_not_met": {"other_learning": "How it is learnt from all the same", "why": "Why they are not met"},
    "panel_notified": {
        "category": "Under which heading it was notified",
        "why_other": "If other, why",
        "partners": "Which partners the case concerns",
    },
    "partners_told": {"which_areas": "Of which areas, if not only ours"},
    "notification_amended": {"why": "Why it was amended"},
    "notification_withdrawn": {"why": "Why it was withdrawn"},
    "incident_found_in_another_area": {"contribute_by": "By when they need our contribution"},
    "other_area_set_a_date": {"contribute_by": "By when they need our contribution"},
    "letters_sent": {"agencies": "The agencies that were asked"},
    "agency_asked_for_more_time": {"why": "Why they need more time"},
    "agency_given_more_time": {"return_by": "By when the return is due now"},
    "agency_return_waived": {"why": "Why it is not needed"},
    "immediate_action_needed": {"what": "What must be done", "who": "Who must do it"},
    "immediate_action_taken": {"what": "What was done"},
    "officer_in_the_case_named": {
        "who": "The officer's name and force",
        "before_family_or_witnesses_are_approached": "What must be so before family or witnesses are approached",
    },
    "material_restricted": {"what": "Which material", "by_whom": "Who marked it"},
    "other_area_joined": {
        "agencies": "Agencies of that area to be asked",
        "their_partners": "That area's partners who must agree",
    },
    "review_meeting_held": {
        "regulation_11_a_improvements_needed": "Regulation 11(a): improvements needed",
        "regulation_11_b_recurrent_themes": "Regulation 11(b): recurrent themes",
        "regulation_11_c_agencies_working_together": "Regulation 11(c): agencies working together",
        "regulation_11_d_panel_prefers_local_review": "Regulation 11(d): the Panel thinks a local review may be better",
        "why": "Why the group came to this",
    },
    "scrutiny_comment_made": {"signed_off": "Whether they sign it off", "said": "What they said"},
    "partner_dissented": {"why": "Why they do not agree"},
    "panel_told_of_delay": {
        "expected_on": "When it is expected now",
        "look_again_on": "The day to look again",
        "why": "Why it will be late",
    },
    "rapid_review_sent_to_panel": {
        "decision": "What the partners decided",
        "dissenting": "Partners who did not agree",
        "not_answered": "Partners who did not answer",
        "why": "Why they decided so",
    },
    "panel_commented": {"quality": "What it says of the quality", "timeliness": "What it says of the time"},
    "panel_asked_for_information": {"answer_by": "By when it wants an answer", "what": "What it asks"},
    "panel_disagreed": {
        "answer_by": "By when it wants an answer",
        "panel_thinks": "What the Panel thinks",
        "why": "The Panel's reasons",
    },
    "panel_decided_national_review": {"why": "The Panel's reasons"},
    "panel_concluded_local_review_better": {"answer_by": "By when it wants an answer", "why": "The Panel's reasons"},
    "national_review_ended": {"how": "How it ended"},
    "decided_again": {"why": "Why they decided so", "decision": "What they decided"},
    "partners_answered_panel": {"what": "What they answered", "decision": "What they decided"},
    "review_initiated": {
        "route": "How it came to be decided",
        "kind": "What kind of review",
        "partners": "Which partners the review concerns",
        "reasons_and_focus": "Reasons and focus, in short",
    },
    "panel_told_of_review": {"told": "Who was told", "reviewer_named": "The reviewer, if one was named"},
    "report_read_through": {"by": "By whom, or for what"},
    "progress_noted": {"time": "Whether it keeps its time", "quality": "How good the work is"},
    "family_listed": {"family": "Who of the family is to be told"},
    "family_told": {"by_whom": "By whom"},
    "family_objected": {"to_what": "To what they object"},
    "proceedings_began": {"what": "Which proceedings", "why": "Why they may delay publication"},
    "hearing_listed": {"hearing_on": "The day of the hearing"},
    "delay_explained": {
        "reason": "Why publication is delayed",
        "panel_told_on": "The day the Panel was told",
        "secretary_of_state_told_on": "The day the Secretary of State was told",
        "expected_on": "When publication is expected now",
        "look_again_on": "The day to look again",
    },
    "publication_planned": {
        "publish_on": "The day for publication",
        "override_reason": "If it leaves too little time, why it is that day all the same",
    },
    "advance_copy_sent": {"what": "What was sent"},
    "local_learning_review_agreed": {
        "meet_by": "By when the group meets",
        "share_by": "By when it is shared",
        "why": "Why the case is worth learning from",
        "focus": "What to look at",
    },
    "learning_meeting_planned": {"meet_by": "The day to meet"},
    "sharing_planned": {"share_by": "The day to share it"},
}


def label(event: str, answer: str) -> str:
    """As it stands above a field, beside what was answered, and within a sentence about it."""
    return OF_EVENT.get(event, {}).get(answer) or ANYWHERE.get(answer) or first_up(spoken(answer))
